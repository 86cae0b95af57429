"""Findings of another machine: taken in marked, kept beside a scan of ours, refused with file and reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from ftr_tui.actions import binder, findings_in, matrix, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.cli import main
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
OURS, THEIRS = "111111111111", "222222222222"


def clock() -> datetime:
    return NOW


def read(account: str, at: datetime = NOW, **verdicts: str) -> Evidence:
    found = [
        Finding(
            question=q.replace("_", "-").replace("--", "."),
            control=q.partition("__")[0].replace("_", "-"),
            verdict=Verdict(v),
            favourable=v == "yes",
            summary=f"{v} in {account}.",
            accounts=[account],
            read_at=at,
        )
        for q, v in verdicts.items()
    ]
    scan = Scan(started=at, seconds=1.0, calls=3, accounts=[account])
    return Evidence(checklist="partner-hosted", scan=scan, finding=found)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return create(tmp_path / "sessions", "Acme", clock=clock, who="Minh")


def write(tmp_path: Path, evidence: Evidence, name: str = "theirs.evidence.toml") -> Path:
    findings.save(tmp_path / name, evidence)
    return tmp_path / name


def test_it_fills_unconfirmed_says_where_from_and_a_second_time_changes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, read(THEIRS, IAM_003__1="yes", SUP_001__1="no"))
    found = findings_in.look(desk, path)
    assert found.accounts == [THEIRS] and found.foreign == ()
    taken = findings_in.take(desk, found)
    assert (taken.filled, len(taken.taken)) == (2, 1)
    answer = desk.answer_of("IAM-003.1")
    assert str(answer.standing) == "unconfirmed" and desk.session.answers == {}
    assert answer.finding is not None and answer.finding.imported_from == "theirs.evidence.toml"
    assert "by another machine, taken in 2026-11-29 from theirs.evidence.toml" in status.read_when(desk)
    before = desk.file.evidence_path.read_bytes()
    again = findings_in.take(desk, findings_in.look(desk, path))
    assert (again.same, again.taken) == (1, []) and desk.file.evidence_path.read_bytes() == before
    opened = Desk.open(desk.file.path, clock=clock)
    assert str(opened.answer_of("SUP-001.1").standing) == "unconfirmed"


def test_a_newer_one_of_the_same_accounts_takes_the_place_and_an_older_one_does_not(
    desk: Desk, tmp_path: Path
) -> None:
    day = timedelta(days=1)
    middle = write(tmp_path, read(THEIRS, NOW - 2 * day, SUP_001__1="no"), "b.evidence.toml")
    newest = write(tmp_path, read(THEIRS, NOW - day, SUP_001__1="yes"), "c.evidence.toml")
    findings_in.take(desk, findings_in.look(desk, middle))
    taken = findings_in.take(desk, findings_in.look(desk, newest))
    assert [i.file for i in taken.replaced] == ["b.evidence.toml"]
    assert desk.answer_of("SUP-001.1").value == "yes"
    old = findings_in.take(desk, findings_in.look(desk, middle))
    assert (old.older, old.taken) == (1, []) and desk.answer_of("SUP-001.1").value == "yes"
    assert [i.file for i in findings_in.drop(desk, "c.evidence.toml")] == ["c.evidence.toml"]
    assert desk.answer_of("SUP-001.1").value is None
    with pytest.raises(Problem, match="no findings of c"):
        findings_in.drop(desk, "c.evidence.toml")


def test_accounts_that_the_session_does_not_know_need_a_word(desk: Desk, tmp_path: Path) -> None:
    findings.save(desk.file.evidence_path, read(OURS, SUP_001__1="yes"))
    desk.refresh()
    found = findings_in.look(desk, write(tmp_path, read(THEIRS, SUP_001__1="no")))
    assert found.foreign == (THEIRS,)
    with pytest.raises(Problem, match=f"account {THEIRS} is not among those of this session .{OURS}"):
        findings_in.take(desk, found)
    assert desk.answer_of("SUP-001.1").value == "yes"
    findings_in.take(desk, found, force=True)
    answer = desk.answer_of("SUP-001.1")
    assert answer.value == "no" and answer.finding is not None
    assert f"yes in {OURS}." in " ".join(answer.finding.beside)
    # What a scan of ours writes anew keeps what came in beside it, and nothing joined passes for ours.
    assert [f.summary for f in desk.own_evidence.finding] == [f"yes in {OURS}."]
    assert [i.file for i in desk.own_evidence.imported] == ["theirs.evidence.toml"]


def test_a_scan_of_ours_keeps_what_was_taken_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ftr_tui.actions import scanning

    findings_in.take(desk, findings_in.look(desk, write(tmp_path, read(THEIRS, SUP_001__1="no"))))
    assert scanning._imported(desk.file.evidence_path, Evidence()) == desk.own_evidence.imported
    result = SimpleNamespace(
        evidence=read(OURS, SUP_001__1="yes").model_copy(update={"imported": desk.own_evidence.imported}),
        findings=read(OURS, SUP_001__1="yes").finding,
        told=None,
    )
    (told,) = scanning.with_imports(result, clock())  # type: ignore[arg-type]
    assert str(told.verdict) == "no" and "yes in" in told.beside[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 2\n", "newer ftr-tui"),
        ("schema = 1\n[[finding\n", "theirs.evidence.toml:2"),
        ('schema = 1\n[[finding]]\nquestion = "SUP-001.1"\nverdict = "perhaps"\n', ":2: finding[0]"),
        ("schema = 1\n", "no finding"),
        ('schema = 1\nproduct = "x"\n', "is a session"),
        ('schema = 1\nchecklist = "customer-deployed"\n', "another list"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(
    desk: Desk, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "theirs.evidence.toml"
    path.write_text(text)
    with pytest.raises(Problem) as caught:
        findings_in.look(desk, path)
    assert said in str(caught.value) and "theirs.evidence.toml" in str(caught.value)
    assert not desk.file.evidence_path.exists()


def test_samples_the_future_and_ones_own_file_are_refused(desk: Desk, tmp_path: Path) -> None:
    made_up = read(THEIRS, SUP_001__1="yes")
    assert made_up.scan is not None
    made_up = made_up.model_copy(update={"scan": made_up.scan.model_copy(update={"sample": True})})
    ahead = read(THEIRS, NOW + timedelta(days=3), SUP_001__1="yes")
    for evidence, said in ((made_up, "sample"), (ahead, "has not come yet")):
        with pytest.raises(Problem, match=said):
            findings_in.look(desk, write(tmp_path, evidence))
    findings.save(desk.file.evidence_path, read(OURS, SUP_001__1="yes"))
    with pytest.raises(Problem, match="own findings file"):
        findings_in.look(desk, desk.file.evidence_path)
    with pytest.raises(Problem, match="no such file"):
        findings_in.look(desk, tmp_path / "nope.evidence.toml")


def test_secrets_are_masked_and_other_questions_left_out(desk: Desk, tmp_path: Path) -> None:
    evidence = read(THEIRS, SUP_001__1="no", XXX_001__1="yes")
    evidence.finding[0] = evidence.finding[0].model_copy(update={"summary": "password = hunter2hunter2"})
    found = findings_in.look(desk, write(tmp_path, evidence))
    assert (found.dropped, found.masked) == (1, 1)
    findings_in.take(desk, found)
    assert "hunter2" not in desk.file.evidence_path.read_text()


def test_the_command_takes_in_and_out_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FTR_TUI_SESSIONS", "sessions")
    read_at = datetime.now(UTC).replace(microsecond=0)
    write(tmp_path, read(THEIRS, read_at, SUP_001__1="no"))
    assert main(["import", "acme", "theirs.evidence.toml", "--take", "none"]) == 0
    assert "nothing was taken" in capsys.readouterr().out
    assert main(["import", "acme", "theirs.evidence.toml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["filled"], told["accounts"], len(told["taken"])) == (1, [THEIRS], 1)
    assert main(["import", "acme", "theirs.evidence.toml"]) == 0
    assert "taken in already" in capsys.readouterr().out
    assert main(["import", "acme", "theirs.evidence.toml", "--drop"]) == 0
    assert main(["import", "acme", "theirs.evidence.toml", "--pick", "IAM-001"]) == 2
    assert main(["import", "nobody", "theirs.evidence.toml"]) == 2
    assert "no session 'nobody'" in capsys.readouterr().err


def test_the_matrix_says_of_each_account_what_was_read_there_not_only_the_worst(
    desk: Desk, tmp_path: Path
) -> None:
    ours = read(OURS, IAM_002__1="no", IAM_002__2="yes", IAM_003__1="no", SUP_001__1="yes")
    findings.save(desk.file.evidence_path, ours)
    desk = Desk.open(desk.file.path, clock=clock)
    theirs = read(THEIRS, IAM_002__1="no", IAM_002__2="yes", IAM_003__1="yes")
    findings_in.take(desk, findings_in.look(desk, write(tmp_path, theirs)), force=True)
    found = matrix.as_json(desk)
    said = {a: {c: cell["says"] for c, cell in found[a].items()} for a in (OURS, THEIRS)}
    # A no without named resources is of the one account that was read; it is never "nothing wrong".
    assert said[THEIRS]["IAM-002"] == said[OURS]["IAM-002"] == "fails"
    assert (said[OURS]["IAM-003"], said[THEIRS]["IAM-003"]) == ("fails", "nothing wrong found")
    parts = [" ".join(p.missing) for p in binder.hand_in(desk) if p.kind == "cis-report"]
    assert [OURS in p and THEIRS in p for p in parts] == [True]
    assert (said[OURS]["SUP-001"], said[THEIRS]["SUP-001"]) == ("nothing wrong found", "not looked at")


def test_a_newer_one_that_could_not_read_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    findings_in.take(desk, findings_in.look(desk, write(tmp_path, read(THEIRS, IAM_003__1="no"), "old.toml")))
    blind = read(THEIRS, NOW + timedelta(hours=1), IAM_003__1="unknown", IAM_002__1="yes")
    findings_in.take(desk, findings_in.look(desk, write(tmp_path, blind, "new.toml")))
    assert [i.file for i in desk.own_evidence.imported] == ["old.toml", "new.toml"]
    assert (desk.answer_of("IAM-003.1").value, desk.answer_of("IAM-002.1").value) == ("no", "yes")
