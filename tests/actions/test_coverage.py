"""What stands behind the questions adds up on every screen and in every export, whatever the session is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftr_tui.actions import answers, dossier, exporting, status
from ftr_tui.actions.demo import open_demo
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.app.views import summary
from ftr_tui.exchange.dossier import content_accounts, content_summary
from ftr_tui.exchange.dossier.blocks import Heading, Ink, Table, plain
from ftr_tui.exchange.dossier.material import Material
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.session import Answer, Rehearsal
from tests.app.views.scene import text

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KINDS = ["proved", "disproved", "supported", "not read", "a person's word", "open"]
QUESTIONS = 61
GATES = 2

ids = st.integers(0, QUESTIONS - 1)
given_answers = st.builds(
    Answer,
    value=st.sampled_from(["yes", "no", "not-applicable", "static", "perhaps", None]),
    by=st.sampled_from(["Lan", ""]),
    at=st.just(NOW),
    reason=st.sampled_from(["", "We know better."]),
    source=st.sampled_from(["person", "evidence"]),
    # Expired, for good, still holding.
    until=st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1)]),
    signed_by=st.sampled_from(["", "Minh"]),
)
said = st.tuples(st.sampled_from(["yes", "no", "not-applicable", "supports", "unknown"]),
                 st.sampled_from([True, False, None]))  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    where = tmp_path_factory.mktemp("coverage") / "sessions"
    return create(where, "Acme", name="acme", who="Lan", clock=lambda: NOW)


def filled(desk: Desk, given: dict[int, Answer], found: dict[int, Any], *, sign_off: bool) -> Desk:
    order = list(desk.checklist.questions)
    assert len(order) == QUESTIONS
    desk.session = desk.session.changed(answers={order[n]: a for n, a in given.items()}, sign_off=sign_off)
    owner = desk.checklist.owner_of
    fields = {"summary": "Seen.", "read_at": NOW}
    findings = [
        Finding(question=order[n], control=owner[order[n]], verdict=Verdict(v), favourable=f, **fields)
        for n, (v, f) in found.items()
    ]
    desk.take(Evidence(finding=findings))
    return desk


def numbers(shown: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", shown)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(ids, given_answers, max_size=25), st.dictionaries(ids, said, max_size=25), st.booleans()
)
def test_the_six_kinds_add_up_everywhere(desk: Desk, given: dict, found: dict, sign_off: bool) -> None:
    filled(desk, given, found, sign_off=sign_off)
    told = json.loads(answers.json_bytes(desk))
    # The rows of the CSV are counted: what the totals say must be what stands beside each question.
    rows = list(csv.DictReader(io.StringIO(answers.csv_bytes(desk).decode("utf-8-sig"))))
    assert len(rows) == len(told["answers"]) == QUESTIONS and {r["coverage"] for r in rows} <= set(KINDS)
    whole = Counter(r["coverage"] for r in rows)
    assert list(told["coverage"]) == KINDS
    assert told["coverage"] == {k: whole[k] for k in KINDS}
    assert Counter(a["coverage"] for a in told["answers"]) == whole
    assert numbers(status.coverage(desk)) == [whole[k] for k in KINDS]
    of_control = {c.id: (c.section, c.pillar) for c in desk.checklist.control}
    of_control |= {g.id: (g.section, "") for g in desk.checklist.gate}
    scopes = {"sections": Counter(of_control[r["control"]][0] for r in rows),
              "pillars": Counter(of_control[r["control"]][1] for r in rows)}  # fmt: skip
    assert scopes["pillars"].pop("") == GATES
    for scope, questions in scopes.items():
        counted = told["coverage_of"][scope]
        assert {key: sum(kinds.values()) for key, kinds in counted.items()} == questions
        assert all(list(kinds) == KINDS for kinds in counted.values())
    _dossier_adds_up(desk, whole, scopes)
    _screen_adds_up(desk, scopes)


def _dossier_adds_up(desk: Desk, whole: Counter[str], scopes: dict[str, Counter[str]]) -> None:
    m = Material(desk.review, desk.session, desk.evidence, NOW, "0", pillars=dossier._PILLARS)
    parts: dict[str, Table] = {}
    heading = ""
    for block in [*content_summary.coverage(m), *content_accounts.scopes(m, Ink())]:
        if isinstance(block, Heading):
            heading = block.id
        elif isinstance(block, Table) and heading.startswith("coverage"):
            parts[heading] = block
    *kinds, total = (int(plain(row[1])) for row in parts["coverage"].rows)
    assert kinds == [whole[k] for k in KINDS] and total == QUESTIONS
    for name, total in (("coverage-sections", QUESTIONS), ("coverage-pillars", QUESTIONS)):
        assert list(parts[name].columns[1:7]) == KINDS
        figures = [[int(plain(cell)) for cell in row[1:]] for row in parts[name].rows]
        assert all(sum(row[:6]) == row[6] for row in figures)
        assert sum(row[6] for row in figures) == total
        # Gates belong to no pillar; their row makes the columns add up.
        gates = [GATES] if name == "coverage-pillars" else []
        scope = scopes[name.removeprefix("coverage-")].values()
        assert sorted(row[6] for row in figures) == sorted([*scope, *gates])


def _screen_adds_up(desk: Desk, scopes: dict[str, Counter[str]]) -> None:
    for prefix, questions in (("section", scopes["sections"]), ("pillar", scopes["pillars"])):
        for key, number in questions.items():
            rows = [r for r in summary.matrix_rows(desk, f"{prefix} {key}") if r.key == f"{prefix} {key}"]
            *kinds, total = numbers(text(rows[1:]))
            assert len(kinds) == 6 and sum(kinds) == total == number


def test_the_written_dossier_and_the_debrief_have_them_too(tmp_path: Path) -> None:
    desk = open_demo(lambda: NOW)
    run = Rehearsal(id="R1", started=NOW, minutes=25)
    desk.session = desk.session.changed(rehearsal=[run])
    exporting.export(desk, tmp_path / "a.md")
    page = (tmp_path / "a.md").read_text("utf-8")
    for heading, total in (("Coverage by section", QUESTIONS), ("Coverage by pillar", QUESTIONS)):
        part = page.split(f"### {heading}\n")[1].split("\n#")[0]
        rows = [
            numbers(line.partition("|")[2].partition("|")[2]) for line in part.split("\n") if "**" in line
        ]
        assert all(len(row) == 7 and sum(row[:6]) == row[6] for row in rows)
        assert sum(row[6] for row in rows) == total
    line = next(x for x in exporting.debrief_bytes(desk).decode().split("\n") if x.startswith("What stands"))
    assert sum(numbers(line)) == QUESTIONS and len(numbers(line)) == len(KINDS)
