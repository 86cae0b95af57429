"""What evidence assumes of the whole scope is asked once, kept, taken back, and void for other accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model import agreement
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Scan, Status, Verdict
from ftr_tui.model.merge import merge
from ftr_tui.model.session import Scope
from ftr_tui.rules import base
from ftr_tui.store.sessions import SessionFile, dump, read

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ONE, TWO = "111122223333", "444455556666"
ONLY_ONE = f"Production runs in account {ONE} and in no others."
BOTH = f"Production runs in accounts {ONE} and {TWO} and in no others."
REGION = "Production runs in Region us-east-1 only."
ROOT = "Root is used only for tasks that nobody else can do."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def scan(desk: Desk, accounts: list[str], **assumed: str) -> None:
    """Take a favourable finding for each question (``IAM_001`` for IAM-001.1)."""
    found = []
    for name, assumes in assumed.items():
        control = name.replace("_", "-")
        found.append(
            Finding(
                question=f"{control}.1", control=control, verdict=Verdict("yes"), favourable=True,
                summary="Seen.", assumes=assumes, accounts=accounts, read_at=NOW, draft="Ten of ten.",
            )
        )  # fmt: skip
    started = Scan(started=NOW, seconds=1.0, calls=1, accounts=accounts)
    desk.take(Evidence(scan=started, finding=found))


def standing(desk: Desk, question: str) -> str:
    return str(desk.answer_of(question).standing)


def test_the_rules_begin_what_they_assume_of_the_scope_as_the_model_reads_it() -> None:
    who = Fact("who", ONE, None, Status.COMPLETE, {"partition": "aws"}, NOW)
    regions = Fact("regions", ONE, None, Status.COMPLETE, {"scope": ["a"], "enabled": ["a", "b"]}, NOW)
    facts = Facts((who, regions), NOW)
    lines = [base.assumed_accounts(facts)[0], base.assumed_regions(facts)]
    assert all(lines) and agreement.scope_lines("\n".join(lines)) == lines
    assert agreement.own_lines("\n".join([ROOT, *lines])) == [ROOT]


def test_the_scope_is_asked_once_and_the_other_questions_ask_nothing_more(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001=ONLY_ONE, IAM_003=f"{ONLY_ONE}\n{REGION}", IAM_004=f"{ROOT}\n{ONLY_ONE}")
    needs = desk.needs_to_confirm("IAM-001.1")
    # The Region's line comes along, although this question does not need it.
    assert needs is not None and needs.once and needs.text.split("\n") == [ONLY_ONE, REGION]
    assert desk.confirmable("identity") == []
    assert desk.confirm("IAM-001.1")
    assert desk.needs_to_confirm("IAM-003.1") is None
    own = desk.needs_to_confirm("IAM-004.1")
    assert own is not None and own.text == ROOT and not own.once
    assert [a.question.id for a in desk.confirmable("identity")] == ["IAM-003.1"]
    kept = SessionFile.open(desk.file.path).base
    assert [(a.text, a.accounts, a.by, a.at) for a in kept.agreed] == [
        (ONLY_ONE, [ONE], "Lan", NOW), (REGION, [ONE], "Lan", NOW)
    ]  # fmt: skip
    assert kept.answers["IAM-001.1"].assumes == ONLY_ONE


def test_undo_takes_the_word_back_with_the_answer(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001=ONLY_ONE)
    desk.confirm("IAM-001.1")
    assert desk.undo() == "IAM-001.1 confirmed"
    assert desk.session.agreed == [] and desk.needs_to_confirm("IAM-001.1") is not None


def test_taken_back_what_rested_on_it_waits_and_undo_brings_it_again(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001=ONLY_ONE, IAM_003="")
    desk.confirm("IAM-001.1")
    desk.confirm("IAM-003.1")
    assert desk.withdraw_scope() and not desk.withdraw_scope()
    assert (standing(desk, "IAM-001.1"), standing(desk, "IAM-003.1")) == ("unconfirmed", "confirmed")
    assert not desk.answer_of("IAM-001.1").confirmed
    assert desk.undo() == "scope no longer agreed to"
    assert standing(desk, "IAM-001.1") == "confirmed" and desk.scope_open() == []


def test_other_accounts_are_another_statement_and_one_word_settles_all(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001=ONLY_ONE, IAM_003=f"{ROOT}\n{ONLY_ONE}")
    desk.confirm("IAM-001.1")
    desk.confirm("IAM-003.1")
    scan(desk, [ONE, TWO], IAM_001=BOTH, IAM_003=f"{ROOT}\n{BOTH}")
    assert {standing(desk, q) for q in ("IAM-001.1", "IAM-003.1")} == {"unconfirmed"}
    assert desk.scope_open() == [BOTH]
    assert desk.agree_scope() and not desk.agree_scope()
    assert {standing(desk, q) for q in ("IAM-001.1", "IAM-003.1")} == {"confirmed"}
    # Who confirmed, and when, stays.
    assert desk.session.answers["IAM-003.1"].by == "Lan"


def test_a_cut_list_of_accounts_does_not_hide_that_they_changed(desk: Desk) -> None:
    many = [f"{n:012}" for n in range(8)]
    text = "Production runs in accounts 000000000000, and 7 more and in no others."
    scan(desk, many, IAM_001=text)
    desk.confirm("IAM-001.1")
    scan(desk, [*many[:7], TWO], IAM_001=text)
    assert standing(desk, "IAM-001.1") == "unconfirmed" and desk.scope_open() == [text]


def test_what_assumes_something_for_the_first_time_waits_for_that_word(desk: Desk) -> None:
    # The organization was listed when this was confirmed; now it cannot be.
    scan(desk, [ONE], IAM_001="")
    desk.confirm("IAM-001.1")
    scan(desk, [ONE], IAM_001=ONLY_ONE)
    assert standing(desk, "IAM-001.1") == "unconfirmed"


def test_a_person_s_own_answer_never_waits_for_the_scope(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001=ONLY_ONE)
    desk.answer("IAM-001.1", "yes")
    scan(desk, [ONE, TWO], IAM_001=BOTH)
    assert standing(desk, "IAM-001.1") == "person"


def test_scope_and_word_live_in_the_file_and_a_session_without_them_loads(desk: Desk) -> None:
    old = SessionFile.open(desk.file.path).base
    assert (old.scope, old.agreed) == (None, [])
    scan(desk, [ONE], IAM_001=ONLY_ONE)
    desk.confirm("IAM-001.1")
    session = desk.session.changed(scope=Scope(profiles=["prod"], regions=["eu-west-1"], at=NOW))
    assert read(dump(session), "x") == session


def test_two_people_s_words_are_joined_and_a_doubt_of_either_wins(desk: Desk) -> None:
    base_session = desk.session
    scan(desk, [ONE], IAM_001=ONLY_ONE)
    desk.agree_scope()
    agreed = desk.session
    mine = agreed.changed(scope=Scope(profiles=["a"], at=NOW))
    merged = merge(base_session, mine, base_session.changed(product="New name"), NOW)
    assert merged.agreed == agreed.agreed and merged.scope == mine.scope and merged.product == "New name"
    assert merge(agreed, agreed, agreed.changed(agreed=[]), NOW).agreed == []
    assert merge(agreed, agreed.changed(agreed=[]), agreed, NOW).agreed == []


def test_a_draft_is_marked_until_a_person_edits_it(desk: Desk) -> None:
    scan(desk, [ONE], IAM_001="")
    found = desk.draft("IAM-001", "IAM-001.1")
    assert found is not None and desk.draft("IAM-002") is None and desk.drafts() == []
    desk.take_draft("IAM-001", found)
    assert desk.session.responses["IAM-001"].draft == date(2026, 11, 24) and desk.drafts() == ["IAM-001"]
    desk.respond("IAM-001", "Ten of ten.")  # the same text, written on leaving the box, is no edit
    assert desk.drafts() == ["IAM-001"]
    desk.respond("IAM-001", "Ten of ten, looked at by Lan.")
    assert desk.drafts() == []
    desk.take_draft("IAM-001", found, behind=True)
    assert desk.session.response_text("IAM-001") == "Ten of ten, looked at by Lan.\n\nTen of ten."
    assert desk.undo() == "draft for IAM-001"
