"""What a findings file holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.model.facts import Evidence, Finding, Resource, Sample, Seen, Verdict
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


def test_what_was_seen_and_samples_come_back_as_they_were(tmp_path: Path):
    seen = [
        Seen(service="lambda", total=3, accounts=["111122223333"], regions=["eu-west-1", "us-east-1"]),
        Seen(service="ecs"),
        Seen(service="rds", partial=True),
    ]
    text = '{\n  "Statement": [\n    "\'\'\' \\" \\\\ [x]"\n  ]\n}'
    sample = Sample(kind="iam-policy-samples", title="Policy \x1b[2J p", text=text, account="1", read_at=NOW)
    evidence = Evidence(seen=seen, sample=[sample, sample.model_copy(update={"kind": "dashboards"})])
    path = tmp_path / "p.evidence.toml"
    findings.save(path, evidence)
    found = findings.load(path)
    assert (found.seen, found.sample) == (seen, evidence.sample)
    assert found.sample[0].text == text and "\x1b" not in found.sample[0].title
    assert findings.dump(found) == path.read_bytes()
    # A line of the sample is a line of the file.
    assert '\n  \\"Statement\\": [\n' in path.read_text(encoding="utf-8")
