"""What is to be changed: which answers are listed, in which order, filled with what was found, hidden."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import fixes, routes
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.exporting import export, kind_of
from ftr_tui.actions.opening import create
from ftr_tui.actions.redacting import redactor
from ftr_tui.model.facts import Finding, Resource, Verdict
from ftr_tui.model.fixes import Fixes, first_sentence, hidden_line, verdict_words
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer
from ftr_tui.store import workloads
from tests.actions.canaries import MEMBER, everything

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STEPS = """
schema = 1
checklist = "partner-hosted"

[[step]]
question = "SUP-001.1"
answers = ["no"]
change = "Buy support. Then wait."
breaks = "Nothing."
effort = "hour"

[[step]]
question = "ARC-004.1"
answers = ["yes"]
change = "Delete the root keys."
breaks = "What uses them."
effort = "week"

[[step]]
question = "IAM-003.1"
answers = ["no"]
change = "Ask for 14 signs."
breaks = "Short passwords."
effort = "hour"

[[step.line]]
about = "Set it"
cli = "aws iam update-account-password-policy --minimum-password-length 14"

[[step]]
question = "IAM-002.1"
answers = ["no"]
change = "Replace the keys."
breaks = "What still uses them."
effort = "day"

[[step.line]]
about = "Look first"
cli = "aws iam list-access-keys --user-name {id}"
per = "resource"
kind = "user"
writes = false
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    own = tmp_path / "questionnaires"
    own.mkdir()
    (own / "next-steps.toml").write_text(STEPS, encoding="utf-8")
    return create(tmp_path / "sessions", "Acme", name="acme", who="Linh", clock=lambda: NOW)


def see(desk: Desk, question: str, verdict: str, *names: str, **more: Any) -> None:
    finding = Finding(
        question=question,
        control=question.partition(".")[0],
        verdict=Verdict(verdict),
        favourable=more.pop("favourable", False),
        summary="Seen.",
        total=more.pop("total", len(names)),
        resources=[Resource(name=n, account="111122223333", kind="user") for n in names],
        accounts=["111122223333"],
        read_at=more.pop("read_at", NOW),
    )
    desk.take(desk.evidence.model_copy(update={"finding": [*desk.evidence.finding, finding]}))


def listed(desk: Desk) -> list[tuple[str, bool]]:
    return [(f.question, f.blocks) for f in fixes.of(desk).todo]


def test_what_blocks_comes_first_then_the_least_effort(desk: Desk) -> None:
    assert fixes.of(desk).todo == [] and fixes.in_short(desk) == ""
    desk.answer("ARC-004.1", "yes")
    desk.answer("IAM-003.1", "no")
    desk.answer("SUP-001.1", "no")
    desk.respond("SUP-001", "Business Support from 2026-12-15.")
    see(desk, "IAM-002.1", "no", "deploy-ci")
    # SUP-001 is explained: AWS reads why, nothing stands in the way.
    assert listed(desk) == [
        ("IAM-003.1", True), ("IAM-002.1", True), ("ARC-004.1", True), ("SUP-001.1", False),
    ]  # fmt: skip
    found = fixes.of(desk).todo
    assert found[0].why == ".1 is no" and found[3].why.endswith("the response is written")
    assert fixes.in_short(desk) == "4 next steps, 3 of them in the way"
    desk.own("IAM-003", "Minh", date(2026, 12, 5))
    assert fixes.as_json(desk, fixes.of(desk))["fixes"][0]["due"] == "2026-12-05"


def test_an_answer_that_helps_or_that_nobody_needs_is_not_listed(desk: Desk) -> None:
    desk.answer("ARC-004.1", "no")
    desk.answer("IAM-003.1", "yes")
    # Old keys do no harm where the other three are answered.
    for question, value in (("1", "no"), ("2", "yes"), ("3", "yes"), ("4", "yes")):
        desk.answer(f"IAM-002.{question}", value)
    assert str(desk.review.states["IAM-002"].outcome) == "pass" and listed(desk) == []
    # Of a control that nobody asks for on the routes nothing stands in the way.
    desk.answer("IAM-003.1", "no")
    assert listed(desk) == [("IAM-003.1", True)]
    routes.prepare(desk, "wafr", on=True)
    routes.prepare(desk, "sheet", on=False)
    assert "IAM-003" in routes.needless(desk) and listed(desk) == [("IAM-003.1", False)]


def test_evidence_against_an_answer_is_listed_until_somebody_says_why(desk: Desk) -> None:
    desk.answer("IAM-003.1", "yes")
    see(desk, "IAM-003.1", "no", read_at=NOW + timedelta(hours=1))
    (fix,) = fixes.of(desk).todo
    assert fix.blocks and fix.said == "no" and fix.drifted and fix.seen
    assert "evidence says no, the answer says yes" in fix.why
    assert fixes.rows(fixes.of(desk))[0]["says"] == "no by evidence that came after Linh said yes"
    desk.answer("IAM-003.1", "yes", reason="Nobody logs in by password here")
    found = fixes.of(desk)
    assert found.todo == [] and found.overruled == ["IAM-003.1"]


def test_a_persons_no_against_good_evidence_says_so(desk: Desk) -> None:
    see(desk, "IAM-002.1", "yes", "good-user", favourable=True)
    desk.session = desk.session.with_answer("IAM-002.1", Answer(value="no", by="Minh", at=NOW))
    desk.__dict__.pop("review", None)
    (row,) = fixes.rows(fixes.of(desk))
    assert row["says"] == "no by Minh, and evidence says yes: look which is right"
    # What passes is no thing to be changed.
    assert "good-user" not in row["lines"] and "--user-name" in row["lines"]


def test_what_is_not_met_and_has_no_step_is_named(desk: Desk) -> None:
    desk.answer("IAM-001.1", "no")
    found = fixes.of(desk)
    assert found.unwritten == ["IAM-001"] and found.todo == []
    assert verdict_words(found, waits=True) == "1 control is not met, and no step is written for it"
    assert verdict_words(Fixes([], [], []), waits=False).endswith("nothing to change in the account")
    desk.checklist = desk.checklist.model_copy(update={"id": "of-our-own"})
    desk.answer("IAM-003.1", "no")
    assert fixes.of(desk).unwritten == ["IAM-001", "IAM-003"]


def test_what_a_file_holds_is_what_is_copied(desk: Desk, tmp_path: Path) -> None:
    # A name that a shell would obey stands in capitals, and in no comment either.
    see(desk, "IAM-002.1", "no", "deploy-ci", "a; reboot\nreboot", total=37)
    (whole,) = fixes.of(desk, most=fixes.ALL).todo
    text = fixes.left_words(desk, whole, full=True)
    assert text.startswith("35 more are in no file: ftr-tui scan acme --full FILE.csv")
    (fix,) = fixes.of(desk).todo
    told = fixes.commands(fix)
    start = "aws iam list-access-keys --user-name "
    assert told == ["# only looks: Look first", f"{start}deploy-ci", "", told[0], f"{start}USER_NAME"]
    export(desk, tmp_path / "a.md", "fixes")
    block = (tmp_path / "a.md").read_text().partition("```sh\n")[2].partition("\n```")[0].split("\n")
    assert block == told
    export(desk, tmp_path / "a.csv", "fixes")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig")))
    assert row["lines"].split("\n") == told and set(row) == set(fixes.COLUMNS)
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_many_resources_are_counted_and_written_out_where_asked(desk: Desk) -> None:
    see(desk, "IAM-002.1", "no", *(f"user-{n}" for n in range(12)))
    (fix,) = fixes.of(desk).todo
    assert len(fix.step.lines) == 5 and fixes.left_words(desk, fix).startswith(
        "and 7 more like these: ftr-tui fixes"
    )
    (whole,) = fixes.of(desk, most=fixes.ALL).todo
    assert len(whole.step.lines) == 12 and fixes.left_words(desk, whole, full=True) == ""


def test_a_mistake_in_a_file_of_ones_own_stops_only_who_asks_for_steps(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "questionnaires" / "next-steps.toml"
    file.write_text(STEPS.replace('effort = "week"', 'effort = "year"'), encoding="utf-8")
    desk.answer("IAM-003.1", "no")
    assert fixes.in_short(desk) == "" and fixes.of(desk).unwritten == ["IAM-003"]
    assert "next-steps.toml" in fixes.trouble(desk)
    with pytest.raises(Problem, match=r"next-steps\.toml:\d+"):
        export(desk, tmp_path / "a.md", "fixes")
    assert not (tmp_path / "a.md").exists()


def test_ids_narrow_and_an_unknown_one_names_what_is_near(desk: Desk) -> None:
    desk.answer("IAM-003.1", "no")
    desk.answer("IAM-001.1", "no")
    found = fixes.of(desk)
    assert [f.question for f in fixes.narrowed(desk, found, ["iam-003"]).todo] == ["IAM-003.1"]
    assert fixes.narrowed(desk, found, ["IAM-001.1"]) == Fixes([], [], ["IAM-001"])
    with pytest.raises(Problem, match=r"IAM-0031 is no control or question .*did you mean IAM-003"):
        fixes.narrowed(desk, found, ["IAM-0031"])


# --- what leaves the program --------------------------------------------------------------------------


def test_nothing_planted_survives_in_the_next_steps(desk: Desk, tmp_path: Path) -> None:
    session, evidence, workload, planted = everything()
    (finding,), user = evidence.finding, {"kind": "user", "id": ""}
    named = [r.model_copy(update=user) for r in finding.resources]
    said = finding.model_copy(update={"favourable": False, "resources": named})
    changed = session.changed(created=desk.session.created, revision=desk.session.revision, answers={})
    desk.change("all", changed)
    desk.take(evidence.model_copy(update={"finding": [said]}))
    workloads.save(workloads.path_of(desk.file.path), workload)
    assert [f.question for f in fixes.of(desk).todo] == ["IAM-002.1"]
    shown: dict[str, set[str]] = {}
    for name in ("a.md", "a.html", "a.csv", "a.json"):
        export(desk, tmp_path / name, "fixes", redact=True)
        low = (tmp_path / name).read_text("utf-8").casefold()
        assert not {w: f for w, f in planted.items() if w.casefold() in low}, name
        assert not [n for n in MEMBER.split() if n.casefold() in low], name
        assert "--user-name resource-" in low and "redacted" in low
        export(desk, tmp_path / name, "fixes")
        text = (tmp_path / name).read_text("utf-8").replace("\\", "")
        shown[name] = {f for w, f in planted.items() if w in text}
    # The other half: what is not there unredacted cannot be seen to be hidden.
    wanted = {"Session.owners.who", "Session.owners.plan", "Evidence.finding.summary"}
    wanted.add("Evidence.finding.resources.name")
    assert [n for n, fields in shown.items() if wanted - fields] == []


def test_a_name_that_stands_alone_is_hidden_in_the_line_too(desk: Desk, tmp_path: Path) -> None:
    desk.add_member("Will")
    names = ("obrien-ci", "will", "x@acme.example")
    see(desk, "IAM-002.1", "no", *names)
    export(desk, tmp_path / "a.json", "fixes", redact=True)
    found = json.loads((tmp_path / "a.json").read_text())
    lines = [line["cli"] for line in found["fixes"][0]["lines"]]
    assert found["redacted"] is True and len(lines) == 3
    assert not [w for w in ("brien", "will", "acme.example", "111122223333") if w in json.dumps(found)]
    # The same token as anywhere else.
    assert [line.rpartition(" ")[2] for line in lines] == [redactor(desk)(n) for n in names]


def test_a_line_is_hidden_word_by_word_and_stays_one() -> None:
    def hide(text: str) -> str:
        return text.replace("my alarm", "resource-1").replace("sg-1", "a b")

    told = hidden_line("aws x y --query 'A[?B==`c d`].E' --name 'my alarm' --filters Values=sg-1", hide)
    assert told == "aws x y --query 'A[?B==`c d`].E' --name resource-1 --filters 'Values=a b'"


def test_the_kinds_of_file_are_as_before_unless_asked_for() -> None:
    assert kind_of(Path("a.md"), None) == "dossier" and kind_of(Path("a.csv"), None) == "answers"
    assert {kind_of(Path(f"a{e}"), "fixes") for e in (".md", ".html", ".pdf", ".csv", ".json")} == {"fixes"}
    with pytest.raises(Problem, match="cannot hold fixes"):
        kind_of(Path("a.ics"), "fixes")


def test_a_sentence_ends_where_it_ends() -> None:
    assert first_sentence("Buy it. Then wait.") == "Buy it."
    assert first_sentence("Version 1.2 or higher") == "Version 1.2 or higher"
