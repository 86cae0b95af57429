"""A filled workbook beside a session: what is taken, what is left, and what nobody may lose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.comparing import Comparison, compare
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.taking_in import look, picked, read_workbook, take
from ftr_tui.exchange.workbook.sheet import read
from ftr_tui.model.facts import Evidence, Finding, Verdict
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import findings
from ftr_tui.store.library import Library
from ftr_tui.store.sessions import SessionFile
from tests.tools import make_workbook as made

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the list that the made-up workbook belongs to; read once for all tests."""
    return Library(made.put_checklist(tmp_path_factory.mktemp("lists")).parent)


@pytest.fixture
def desk(own_home: Path, library: Library, watch: Clock) -> Desk:
    return opening.create(own_home / "sessions", "Acme", library=library, who="Lan", clock=watch)


def beside(desk: Desk, build: Callable[..., bytes] = made.build, **filled: Any) -> Comparison:
    return compare(desk, read(build(**filled), "filled.xlsx"))


def shown(found: Comparison) -> list[tuple[str, str, str, str]]:
    return [(d.id, d.here, d.there, d.standing) for d in found.differences]


def values(desk: Desk) -> dict[str, str | None]:
    return {q: a.value for q, a in SessionFile.open(desk.file.path).base.answers.items()}


def texts(desk: Desk) -> dict[str, str]:
    return {c: r.text for c, r in SessionFile.open(desk.file.path).base.responses.items()}


def test_open_is_filled_and_a_persons_word_is_left(desk: Desk, watch: Clock) -> None:
    desk.answer("IAM-001.1", "no")
    desk.answer("IAM-003.1", "yes")
    desk.respond("RES-001", "Ours.")
    watch.now += HOUR
    filled = {"IAM-001.1": "Yes", "IAM-003.1": " YES ", "SECOPS-001": "no", "IAM-005.2": "temporary"}
    found = beside(desk, answers=filled, responses={"RES-001": "Theirs.", "SECOPS-001": "Every week."})
    assert shown(found) == [
        ("IAM-001.1", "no", "yes", "person"),
        ("IAM-005.2", "", "temporary", "open"),
        ("SECOPS-001", "", "Every week.", "open"),
        ("SECOPS-001", "", "no", "open"),
        ("RES-001", "Ours.", "Theirs.", "person"),
    ]
    assert found.same == 1
    taken = take(desk, found, found.chosen("open"))
    assert (taken.answers, taken.responses) == (["IAM-005.2", "SECOPS-001"], ["SECOPS-001"])
    assert values(desk) == {
        "IAM-001.1": "no",
        "IAM-003.1": "yes",
        "IAM-005.2": "temporary",
        "SECOPS-001": "no",
    }
    assert texts(desk) == {"RES-001": "Ours.", "SECOPS-001": "Every week."}
    new, old = desk.session.answers["SECOPS-001"], desk.session.answers["IAM-003.1"]
    assert (new.by, new.at, new.source) == ("Lan", NOW + HOUR, "person")
    assert old.at == NOW
    # One step, and the second time there is nothing to do.
    assert [d.conflict for d in beside(desk, answers=filled).differences] == [True]
    assert desk.undo() == "taken in from filled.xlsx"
    assert values(desk) == {"IAM-001.1": "no", "IAM-003.1": "yes"} and texts(desk) == {"RES-001": "Ours."}


def test_all_and_picked(desk: Desk) -> None:
    for question in ("IAM-001.1", "NETSEC-001.1", "NETSEC-001.2"):
        desk.answer(question, "no")
    wanted = {"IAM-001.1": "Yes", "NETSEC-001.1": "Yes", "NETSEC-001.2": "Yes"}
    found = beside(desk, answers=wanted, responses={"NETSEC-001": "Closed."})
    assert picked(found, ["netsec-001"]) == {
        ("answer", "NETSEC-001.1"),
        ("answer", "NETSEC-001.2"),
        ("response", "NETSEC-001"),
    }
    take(desk, found, picked(found, ["NETSEC-001.2"]))
    assert values(desk) == {"IAM-001.1": "no", "NETSEC-001.1": "no", "NETSEC-001.2": "yes"}
    found = beside(desk, answers=wanted)
    assert found.chosen("none") == set() and len(found.chosen("all")) == 2
    take(desk, found, found.chosen("all"))
    assert set(values(desk).values()) == {"yes"}
    for wrong, said in (
        ("NETSEC-001.1", "nothing else"),
        ("NOPE-001", "is no difference"),
        ("IAM-0011", "no diff"),
    ):
        with pytest.raises(Problem, match=said):
            picked(beside(desk, answers=wanted), [wrong])


def test_evidence_is_held_against_what_comes(desk: Desk) -> None:
    def finding(question: str, verdict: str) -> Finding:
        control = question.partition(".")[0]
        return Finding(
            question=question, control=control, verdict=Verdict(verdict), summary="Seen.", read_at=NOW
        )

    evidence = Evidence(finding=[finding("IAM-001.1", "no"), finding("IAM-003.1", "yes")])
    findings.save(desk.file.evidence_path, evidence)
    kept = desk.file.evidence_path.read_bytes()
    desk.refresh()
    found = beside(desk, answers={"IAM-001.1": "Yes", "IAM-003.1": "Yes"})
    assert shown(found) == [("IAM-001.1", "no", "yes", "evidence"), ("IAM-003.1", "yes", "yes", "evidence")]
    assert take(desk, found, found.chosen("open")).contradicted == ["IAM-001.1"]
    assert desk.session.answers["IAM-003.1"].source == "person"
    assert desk.file.evidence_path.read_bytes() == kept


def test_what_is_not_understood_is_named_and_never_guessed(desk: Desk) -> None:
    answers = {"IAM-001.1": "Maybe", "IAM-003.1": "N/A", "RES-006.2": "NA", "IAM-012.1": "Not Applicable"}
    answers |= {"IAM-004.1": True, "IAM-006.1": 5, "CIS.2": "v3.0", "HOST-001.1": "Y"}
    found = beside(desk, answers=answers)
    assert {d.id: d.there for d in found.differences} == {
        "RES-006.2": "not-applicable",
        "IAM-012.1": "not-applicable",
        "CIS.2": "v3.0",
    }
    named = dict(found.not_taken)
    assert set(named) == {"IAM-001.1", "IAM-003.1", "IAM-004.1", "IAM-006.1", "HOST-001.1"}
    assert named["IAM-001.1"] == "not understood: 'Maybe' (it takes: yes, no)"
    with pytest.raises(Problem, match=r"IAM-001\.1: not understood"):
        picked(found, ["IAM-001.1"])


def test_a_formula_counts_by_its_stored_result_alone(desk: Desk) -> None:
    cell = f"C{made.rows()['question', 'IAM-001.1']}"
    found = beside(desk, raw={cell: '=IF(1=1,"Yes","No")'}, with_results=True)
    assert shown(found) == [("IAM-001.1", "", "yes", "open")] and found.formulas == ["IAM-001.1"]
    found = beside(desk, raw={cell: '=IF(1=1,"Yes","No")'})
    assert not found.differences and not found.formulas
    assert [id_ for id_, why in found.not_taken if "without a stored result" in why] == ["IAM-001.1"]


def test_an_id_twice_counts_where_both_say_the_same(desk: Desk) -> None:
    rows = made.rows()
    first, second = rows["question", "IAM-001.1"], rows["question", "IAM-003.1"]

    def twice(a: str, b: str) -> Comparison:
        return beside(
            desk, raw={f"A{second}": "IAM-001.1", f"B{second}": "x", f"C{first}": a, f"C{second}": b}
        )

    assert shown(twice("Yes", "yes")) == [("IAM-001.1", "", "yes", "open")]
    assert shown(twice("Yes", "<select>")) == [("IAM-001.1", "", "yes", "open")]
    found = twice("Yes", "No")
    assert not found.differences and found.not_taken[0][0] == "IAM-001.1"


def test_what_was_typed_over_the_guidance_belongs_to_the_response(desk: Desk) -> None:
    over = {"NETSEC-001.1": "Default groups are empty.", "NETSEC-001.2": "Ports: 443.", "CIS.1": "Attached."}
    found = beside(desk, responses={"NETSEC-001": "See below."}, over=over)
    take(desk, found, found.chosen("open"))
    assert texts(desk) == {
        "NETSEC-001": "See below.\n\nDefault groups are empty.\n\nPorts: 443.",
        "CIS": "Attached.",
    }
    assert found.over == ["CIS.1", "NETSEC-001.1", "NETSEC-001.2"]
    assert not beside(desk, responses={"NETSEC-001": "See below."}, over=over).differences


def test_comments_of_aws_become_items_once(desk: Desk) -> None:
    comments = {"IAM-001": "Which users?", "IAM-001.1": "All of them?", "OPT-001.1": "Thanks."}
    found = beside(desk, comments=comments, raw={"F12": "Please call.", "F2": "Soon."})
    assert [(id_, why[-5:]) for id_, why in found.not_taken] == [("F2", "Soon.")]
    taken = take(desk, found, set())
    assert [(c.control, c.text) for c in taken.comments] == [
        ("IAM-001", "Which users?"),
        ("IAM-001", "All of them?"),
        ("", "Thanks."),
        ("", "Please call."),
    ]
    assert not take(desk, beside(desk, comments=comments), set()).anything
    # What our own export puts behind a response is no difference when it comes back.
    answered = desk.session.comment[0].model_copy(update={"answer": "All admins."})
    desk.change("x", desk.session.changed(comment=[answered, *desk.session.comment[1:]]))
    desk.respond("IAM-001", "MFA for all.")
    written = "MFA for all.\n\nAnswer to AWS's comment of 2026-11-24: All admins."
    assert not beside(desk, responses={"IAM-001": written}).differences
    changed = beside(desk, responses={"IAM-001": written.replace("for all", "for everyone")})
    assert [d.there for d in changed.differences] == ["MFA for everyone."]


def test_our_answers_to_aws_do_not_come_back_as_responses(desk: Desk) -> None:
    take(desk, beside(desk, comments={"IAM-001": "Which users?", "IAM-001.1": "Since when?"}), set())
    first, second = desk.session.comment
    words = [{"answer": "All admins.", "state": "accepted"}, {"answer": "All admins.\n\nSince May."}]
    both = [c.model_copy(update=w) for c, w in zip((first, second), words, strict=True)]
    desk.change("x", desk.session.changed(comment=both))
    begin = "Answer to AWS's comment of 2026-11-24:"
    sent = f"{begin} All admins.\n\n{begin} All admins.\n\nSince May."
    # AWS accepted the first since, and nobody wrote a response: the sheet's cell holds our answers alone.
    found = beside(desk, responses={"IAM-001": sent})
    assert (found.differences, found.not_taken) == ([], [])
    # One was answered anew since it was sent: the old words are named, not taken.
    found = beside(desk, responses={"IAM-001": f"MFA.\n\n{sent.replace('May', 'June')}"})
    assert [d.there for d in found.differences] == ["MFA."]
    assert [id_ for id_, _why in found.not_taken] == ["IAM-001"]
    assert "Since June." in found.not_taken[0][1]


def test_hostile_text_is_kept_as_text_and_secrets_are_masked(desk: Desk) -> None:
    responses = {"IAM-010": "password = hunter2hunter2", "RES-001": "[bold]x[/] \u202eevil <script>"}
    found = beside(desk, responses=responses | {"RES-002": "x" * 32_767})
    assert take(desk, found, found.chosen("open")).masked == 1
    assert texts(desk) == {
        "IAM-010": "[masked: looks like a secret]",
        "RES-001": "[bold]x[/] \\u202eevil <script>",
        "RES-002": "x" * 32_767,
    }
    assert not beside(desk, responses=responses).differences


def test_n_a_that_our_export_fills_in_does_not_become_a_persons_word(desk: Desk) -> None:
    desk.answer("CAA-000", "no")
    found = beside(desk, answers={"CAA-000": "No", "CAA-001.1": "N/A", "IAM-012.1": "N/A"})
    assert shown(found) == [
        ("IAM-012.1", "", "not-applicable", "open"),
        ("CAA-001.1", "", "not-applicable", "follows"),
    ]
    take(desk, found, found.chosen("open"))
    assert values(desk) == {"CAA-000": "no", "IAM-012.1": "not-applicable"}


def test_an_older_sheet_gives_what_is_asked_alike(desk: Desk) -> None:
    answers = {
        "HOST-001.1": "Yes",
        "SUP-001.1": "Yes",
        "ARC-003.1": "Yes",
        "CIS.2": "CIS v1.4",
        "CIS.1": "Yes",
    }
    found = beside(desk, made.old_2024, answers=answers, responses={"ARC-003": "Old.", "ARC-004": "None."})
    assert shown(found) == [
        ("CIS.1", "", "yes", "open"),
        ("HOST-001.1", "", "yes", "open"),
        ("ARC-004", "", "None.", "open"),
    ]
    assert [id_ for id_, _why in found.not_taken] == ["CIS.2", "SUP-001.1", "ARC-003.1", "ARC-003"]
    assert "reworded" in dict(found.not_taken)["SUP-001.1"]


def test_a_new_session_is_written_with_its_first_answers(
    own_home: Path, watch: Clock, tmp_path: Path
) -> None:
    where = own_home / "sessions"
    file = tmp_path / "filled.xlsx"
    made.build(file, answers={"CAA-000": "No", "CAA-001.1": "N/A"})
    with pytest.raises(
        Problem, match=r"release 2026\.1"
    ) as caught:  # AWS's sentences are not the made-up ones
        look(where, "acme", file, clock=watch)
    assert "ftr-tui new acme" in caught.value.hint and "--from-workbook" in caught.value.hint
    made.put_checklist(own_home)
    desk, found, new = look(where, "acme", file, who="Minh", clock=watch)
    assert new and not where.exists()
    take(desk, found, found.chosen("all"))
    again, found, new = look(where, "acme", file, clock=watch)
    assert (new, found.differences, found.same) == (False, [], 2)
    assert {a.by for a in again.session.answers.values()} == {"Minh"}
    blank = tmp_path / "blank.xlsx"
    made.build(blank)
    desk, found, _new = look(where, "blank", blank, clock=watch)
    take(desk, found, found.chosen("all"))
    assert (where / "blank.toml").exists()
    with pytest.raises(Problem, match="cannot be a session's name"):
        look(where, "../x", file)


def test_a_list_of_another_number_with_the_very_same_questions(own_home: Path, tmp_path: Path) -> None:
    made.put_checklist(own_home)
    file = tmp_path / "f.xlsx"
    made.build(file)
    from openpyxl import load_workbook

    book = load_workbook(file)
    book["Introduction"]["B10"] = "2026.1b"
    book.save(file)
    desk, _found, _new = look(own_home / "sessions", "acme", file)
    assert desk.checklist.release == "2026.1"


def test_what_changed_meanwhile_is_left(desk: Desk) -> None:
    found = beside(desk, answers={"IAM-001.1": "Yes", "IAM-003.1": "Yes", "IAM-004.1": "Yes"})
    other = Desk.open(desk.file.path, desk.library, "Minh", desk.clock)
    other.answer("IAM-001.1", "no")
    other.answer("IAM-003.1", "yes")
    taken = take(desk, found, found.chosen("open"))
    assert (taken.answers, taken.changed_since) == (["IAM-004.1"], ["IAM-001.1"])
    assert values(desk) == {"IAM-001.1": "no", "IAM-003.1": "yes", "IAM-004.1": "yes"}


def test_a_save_that_fails_is_said_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = beside(desk, answers={"IAM-001.1": "Yes"})

    def full(*_given: object) -> None:
        raise SaveProblem("not saved: the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.file, "save", full)
        with pytest.raises(SaveProblem, match="disk is full"):
            take(desk, found, found.chosen("open"))
    assert values(desk) == {}
    assert desk.save() and values(desk) == {"IAM-001.1": "yes"}


def test_other_files_and_other_lists(desk: Desk, tmp_path: Path) -> None:
    csv = tmp_path / "answers.csv"
    csv.write_text("question,value\n")
    with pytest.raises(Problem, match="only AWS's self-assessment") as caught:
        read_workbook(csv)
    assert "answer NAME --from" in caught.value.hint
    for name in ("acme.evidence.toml", "noending"):
        (tmp_path / name).write_text("x = 1\n")
        with pytest.raises(Problem, match="only AWS's self-assessment"):
            read_workbook(tmp_path / name)
    made.build(tmp_path / "renamed")
    assert read_workbook(tmp_path / "renamed").version == "2026.1"
    rows = made.rows()
    other = {f"B{row}": "Another list's sentence" for row in rows.values()}
    with pytest.raises(Problem, match="none of its questions"):
        beside(desk, raw=other)
