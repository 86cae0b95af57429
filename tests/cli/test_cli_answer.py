"""`new`, `answer` and `answer --from`: what is stored, and that a bad row stores nothing."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran, finding, scanned
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def stored(path: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads(path.read_text())


def test_new_writes_what_was_asked(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("new", "one", "--route", "soc2", "--route", "sheet", "--product", "Một")
    assert ran.status == 0
    found = stored(tmp_path / "sessions/one.toml")
    assert (found["product"], found["routes"]) == ("Một", ["soc2", "sheet"])
    assert (found["checklist"], found["release"]) == ("partner-hosted", "2026.1")
    assert stored(tmp_path / "sessions/one.toml") == found
    run("new", "two")
    assert stored(tmp_path / "sessions/two.toml")["routes"] == ["sheet", "wafr"]


def test_new_from_another_takes_drafts_and_says_what_stays(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "SUP-001.1", "no", "--response", "Upgrade planned.", "--by", "Linh")
    run("answer", "acme", "IAM-002.1", "no", "--response", "Keys of 111122223333 are old.")
    ran = run("new", "next", "--from", "acme")
    assert ran.status == 0 and "1 response as a draft" in ran.out
    assert "not taken over: IAM-002: names 111122223333" in ran.err
    new = stored(acme.with_name("next.toml"))
    assert "answers" not in new and new["product"] == "next"
    assert new["responses"]["SUP-001"]["from"] == "acme"
    assert list(new["responses"]) == ["SUP-001"]
    # AWS's sheet accepts a no with an explanation; a draft explains nothing yet.
    run("answer", "next", "SUP-001.1", "no")
    left = json.loads(run("status", "next", "--json").out)["controls"]["SUP-001"]
    assert left["outcome"] == "fail" and any("draft from acme" in r for r in left["reasons"])
    run("answer", "next", "SUP-001.1", "no", "--response", "Upgrade planned.")
    assert "from" not in stored(acme.with_name("next.toml"))["responses"]["SUP-001"]
    assert json.loads(run("status", "next", "--json").out)["controls"]["SUP-001"]["outcome"] == "review"


def test_new_from_nothing_leaves_nothing(run: Callable[..., Ran], acme: Path) -> None:
    assert run("new", "next", "--from", "nope").status == 2
    assert not acme.with_name("next.toml").exists()


def test_one_answer_with_response_name_and_attestation(run: Callable[..., Ran], acme: Path) -> None:
    ran = run("answer", "acme", "sup-001.1", "N", "--response", "Plan: -1 day", "--by", "Linh")
    assert ran.status == 0
    assert "explained" in ran.out
    found = stored(acme)
    assert found["answers"]["SUP-001.1"]["value"] == "no"
    assert found["answers"]["SUP-001.1"]["by"] == "Linh"
    assert found["responses"]["SUP-001"]["text"] == "Plan: -1 day"


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        ("IAM-005.2", "N/A", "not-applicable"),
        ("IAM-012.1", "-", "not-applicable"),
        ("IAM-005.2", "Temporary", "temporary"),
        ("IAM-005.2", "t", "temporary"),
        ("CIS.2", "CIS v5.0", "v5.0"),
        ("CIS.2", "cis V3.0", "v3.0"),
        ("SECOPS-001", "YES", "yes"),
        ("CAA-000", "no", "no"),
        ("GA.1", "Don't know yet", None),
    ],
)
def test_the_words_of_the_sheet_are_taken(
    run: Callable[..., Ran], acme: Path, question: str, typed: str, value: str | None
) -> None:
    assert run("answer", "acme", question, typed).status == 0
    assert stored(acme)["answers"][question].get("value") == value


def test_against_evidence_without_a_reason_is_stored_and_said(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "no"))
    ran = run("answer", "acme", "IAM-002.1", "yes")
    assert ran.status == 0
    assert "evidence says no" in ran.err
    entry = json.loads(run("status", "acme", "--json").out)
    assert entry["controls"]["IAM-002"]["answers"]["IAM-002.1"]["overruled"] is True
    assert "IAM-002" in [b["control"] for b in entry["blocking"]]
    ran = run("answer", "acme", "IAM-002.1", "yes", "--reason", "The key was deleted today.")
    assert ran.err == ""
    entry = json.loads(run("status", "acme", "--json").out)
    assert "IAM-002" not in [b["control"] for b in entry["blocking"]]
    assert entry["controls"]["IAM-002"]["answers"]["IAM-002.1"]["overruled"] is True


def test_a_csv_may_bring_the_reason(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "no"), finding("IAM-003.1", "no"))
    Path("a.csv").write_text("question,value,reason\nIAM-002.1,yes,deleted\nIAM-003.1,yes,\n")
    ran = run("answer", "acme", "--from", "a.csv")
    assert ran.status == 0
    assert "IAM-003.1: evidence says no" in ran.err
    assert "IAM-002.1" not in ran.err
    assert stored(acme)["answers"]["IAM-002.1"]["reason"] == "deleted"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("IAM-999.1,yes,", "a.csv:4: IAM-999.1 is no question"),
        ("IAM-002,yes,", "a.csv:4: IAM-002 is a control"),
        ("IAM-003.1,perhaps,", "a.csv:4: IAM-003.1 takes no answer 'perhaps'"),
        (",yes,", "a.csv:4"),
        ("GA.1,no,", "a.csv:4: GA.1 was answered in line 2 already"),
        ("SUP-001,,another", "a.csv:4: SUP-001 has two different responses"),
        ("GA.1,yes,a,b,c", "a.csv:4: more cells"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    run: Callable[..., Ran], acme: Path, row: str, said: str
) -> None:
    before = acme.read_bytes()
    Path("a.csv").write_text(f"question,value,response\nGA.1,yes,\nSUP-001.1,no,our plan\n{row}\n")
    ran = run("answer", "acme", "--from", "a.csv")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert acme.read_bytes() == before


@pytest.mark.parametrize("name", ["nope.csv", "."])
def test_a_csv_that_is_no_file(run: Callable[..., Ran], acme: Path, name: str) -> None:
    assert run("answer", "acme", "--from", name).status == 2


def test_empty_cells_leave_what_is_there(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "SUP-001.1", "no", "--response", "our plan", "--by", "Linh")
    before = acme.read_bytes()
    Path("a.csv").write_text("question,value,response\nSUP-001.1,no,\nSUP-001,,\nGA.1,,\n,,\n")
    ran = run("answer", "acme", "--from", "a.csv", "--by", "Minh")
    assert ran.status == 0
    assert "nothing new" in ran.out
    assert acme.read_bytes() == before


def test_all_rows_are_one_save(run: Callable[..., Ran], acme: Path) -> None:
    revision = stored(acme)["revision"]
    Path("a.csv").write_text("question,value,response\nGA.1,yes,\nSUP-001.1,no,plan\nRES-001,,RPO 1 h\n")
    assert run("answer", "acme", "--from", "a.csv", "--by", "Linh").status == 0
    found = stored(acme)
    assert found["revision"] == revision + 1
    assert found["answers"]["GA.1"]["by"] == "Linh"
    assert found["responses"]["RES-001"]["text"] == "RPO 1 h"


def test_a_secret_is_masked_and_said(run: Callable[..., Ran], acme: Path) -> None:
    ran = run("answer", "acme", "SUP-001.1", "no", "--response", "key AKIAABCDEFGHIJKLMNOP")
    assert "masked" in ran.err
    assert "AKIA" not in acme.read_text()


texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("'=+-@ \t\n,\"")), max_size=50)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_export_and_read_back_gives_the_same(
    run: Callable[..., Ran], acme: Path, data: st.DataObject
) -> None:
    from ftr_tui.actions.opening import create, open_session

    where = acme.parent
    for old in where.glob("*.toml"):
        old.unlink()
    first = create(where, "One", name="one", who="Linh")
    questions = first.checklist.questions
    for question in data.draw(st.lists(st.sampled_from(list(questions)), unique=True, max_size=6)):
        choice = data.draw(st.sampled_from([*questions[question].answers, None]))
        first.answer(question, choice, reason=data.draw(texts)) if choice else first.unsure(question)
    for control in data.draw(st.lists(st.sampled_from(list(first.checklist.by_id)), unique=True, max_size=4)):
        first.respond(control, data.draw(texts))
    assert run("export", "one", "out.csv", "--force").status == 0
    assert run("new", "two").status == 0
    ran = run("answer", "two", "--from", "out.csv")
    assert ran.status == 0, ran.err
    one, two = open_session(where, "one").session, open_session(where, "two").session
    assert {q: a.value for q, a in two.answers.items()} == {q: a.value for q, a in one.answers.items()}
    assert {c: r.text for c, r in two.responses.items()} == {c: r.text for c, r in one.responses.items()}
    assert run("answer", "one", "--from", "out.csv").out.startswith("nothing new")
