"""What a findings file holds."""

from __future__ import annotations

from datetime import UTC, datetime

from ftr_tui.model.facts import Finding, Resource, Verdict
from ftr_tui.store import findings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_kept_are_the_first_resources_and_the_number_of_all():
    many = [Resource(name=f"b{n}") for n in range(10_000)]
    found = Finding(
        question="S3-001.1", control="S3-001", verdict=Verdict.SUPPORTS, summary="x", read_at=NOW,
        resources=many, total=len(many),
    )  # fmt: skip
    few = found.model_copy(update={"resources": many[:3], "total": 3})
    kept = findings.kept([found, few])
    assert ([r.name for r in kept[0].resources[-1:]], len(kept[0].resources)) == (["b49"], 50)
    assert kept[0].total == 10_000 and kept[1] == few and len(found.resources) == 10_000
