"""Other tools' files taken in: what they fill, what is refused, what is said of a question without a row."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import findings_in, matrix, rows_in, status
from ftr_tui.actions.asking import evidence_lines
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import create
from ftr_tui.cli import main
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings
from tests.tools.elsewhere_files import (
    ACCOUNT,
    AT,
    Check,
    User,
    credential_report,
    hub_csv,
    hub_json,
    prowler_csv,
)

NOW = AT + timedelta(days=2)
OTHER = "444455556666"
ROOT = "arn:aws:iam::111122223333:user/an"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return create(tmp_path / "sessions", "Acme", clock=lambda: NOW, who="Minh")


def put(tmp_path: Path, data: bytes, name: str = "hub.json") -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def both(at: datetime = AT, said: str = "PASSED", account: str = ACCOUNT) -> list[Check]:
    about = {"at": at, "account": account, "resource": f"AWS::::Account:{account}"}
    return [Check(name, said, **about) for name in ("IAM.15", "IAM.16")]


def test_it_fills_unconfirmed_and_says_who_and_when(desk: Desk, tmp_path: Path) -> None:
    found = rows_in.look(desk, put(tmp_path, hub_json([*both(), Check("IAM.3", "FAILED", ROOT)])))
    assert (found.tool, found.rows, found.used) == ("AWS Security Hub", 3, 3)
    taken = findings_in.take(desk, found)
    assert taken.filled_ids == ["IAM-002.1", "IAM-003.1"] and desk.session.answers == {}
    answer = desk.answer_of("IAM-003.1")
    assert (answer.value, str(answer.standing)) == ("yes", "unconfirmed")
    said = "said by AWS Security Hub, 2026-11-20; taken in 2026-11-22 from hub.json"
    assert said in evidence_lines(answer)
    assert "said by AWS Security Hub 2026-11-20, taken in 2026-11-22 from hub.json" in status.read_when(desk)
    told = rows_in.in_words(taken, found, NOW)
    assert told[0].startswith(
        "taken in from hub.json: AWS Security Hub of 111122223333, read 2026-11-20; 3 rows"
    )
    assert told[1] == "2 questions filled: IAM-002.1, IAM-003.1"
    # What has no row is named, and stays open.
    assert "ARC-004.1" in told[2] and "no evidence, never a pass" in told[2]
    assert desk.answer_of("ARC-004.1").value is None and desk.answer_of("ARC-004.1").finding is None
    kept = findings.load(desk.file.evidence_path).imported[0]
    assert (kept.tool, kept.rows, kept.used, kept.covers) == ("AWS Security Hub", 3, 3, [ACCOUNT])
    assert kept.hash.startswith("sha256:") and len(kept.hash) == 71


def test_a_persons_answer_stays_and_the_contradiction_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.answer("IAM-003.1", "yes")
    taken = findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both(said="FAILED")))))
    assert (taken.filled, taken.contradicted) == (0, ["IAM-003.1"])
    assert desk.answer_of("IAM-003.1").value == "yes"


def test_an_old_file_only_helps_and_what_failed_counts(desk: Desk, tmp_path: Path) -> None:
    old = NOW - timedelta(days=60)
    rows = [*both(old), Check("IAM.3", "FAILED", ROOT, at=old)]
    found = rows_in.look(desk, put(tmp_path, hub_json(rows)))
    assert "60 days ago" in rows_in.age_words(found, NOW)
    findings_in.take(desk, found)
    assert desk.answer_of("IAM-003.1").value is None and desk.answer_of("IAM-002.1").value == "no"


def test_the_same_again_and_an_older_one_change_nothing_and_a_newer_one_takes_the_place(
    desk: Desk, tmp_path: Path
) -> None:
    first = put(tmp_path, hub_json([*both(), Check("Config.1", "FAILED")]))
    findings_in.take(desk, rows_in.look(desk, first))
    before = desk.file.evidence_path.read_bytes()
    assert findings_in.take(desk, rows_in.look(desk, first)).same == 1
    older = put(tmp_path, hub_json(both(AT - timedelta(days=3), "FAILED")), "older.json")
    assert findings_in.take(desk, rows_in.look(desk, older)).older == 1
    assert desk.file.evidence_path.read_bytes() == before
    newer = put(tmp_path, hub_csv(both(AT + timedelta(days=1), "FAILED")), "newer.csv")
    taken = findings_in.take(desk, rows_in.look(desk, newer))
    assert [i.file for i in taken.replaced] == ["hub.json"] and desk.answer_of("IAM-003.1").value == "no"


def test_a_thinner_newer_file_leaves_what_an_older_one_has_against_us(desk: Desk, tmp_path: Path) -> None:
    """With fewer checks, or only what passed: the older word stays and is named; --drop ends it."""
    day = timedelta(days=1)
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both(said="FAILED")), "full.json")))
    one = [*both(AT + day)[:1], Check("Config.1", "FAILED")]
    for name, rows in (("one.json", one), ("passed.json", both(AT + day))):
        found = rows_in.look(desk, put(tmp_path, hub_json(rows), name))
        taken = findings_in.take(desk, found)
        assert (taken.beside, taken.replaced, desk.answer_of("IAM-003.1").value) == (
            [("IAM-003.1", "full.json")],
            [],
            "no",
        )
        assert any(
            "still against IAM-003.1: full.json" in line for line in rows_in.in_words(taken, found, NOW)
        )
        findings_in.drop(desk, name)
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both(AT + day)), "passed.json")))
    findings_in.drop(desk, "full.json")
    assert desk.answer_of("IAM-003.1").value == "yes"


@pytest.mark.parametrize(
    ("more", "verdict"),
    [(Check("Config.1", "FAILED"), "supports"), (Check("IAM.4", "PASSED"), "no")],
)
def test_a_check_that_proves_nothing_takes_back_what_it_said_but_not_by_a_list_of_what_passed(
    desk: Desk, tmp_path: Path, more: Check, verdict: str
) -> None:
    volume = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:volume/vol-1"
    for day, said in ((0, "FAILED"), (1, "PASSED")):
        rows = [Check("EC2.3", said, volume, at=AT + timedelta(days=day)), more]
        findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(rows), f"{day}.json")))
    finding = desk.answer_of("SDAT-002.1").finding
    assert finding is not None and str(finding.verdict) == verdict


def test_a_row_without_a_time_is_no_older_than_one_with(desk: Desk, tmp_path: Path) -> None:
    """Of one resource and check the newest row counts: which it is cannot be told here, so the worse does."""
    text = hub_csv([*both(said="FAILED"), *both()]).decode("utf-8-sig").splitlines()
    text[1:3] = [line.rpartition(",")[0] + "," for line in text[1:3]]
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, "\n".join(text).encode(), "mixed.csv")))
    assert desk.answer_of("IAM-003.1").value == "no"


def test_of_the_same_moment_the_worse_stays_and_what_was_filled_otherwise_is_named(
    desk: Desk, tmp_path: Path
) -> None:
    more = Check("Config.1", "FAILED")
    for name, said in (("good.json", "PASSED"), ("bad.json", "FAILED"), ("again.json", "PASSED")):
        found = rows_in.look(desk, put(tmp_path, hub_json([*both(said=said), more]), name))
        taken = findings_in.take(desk, found)
        assert taken.turned == (["IAM-003.1"] if name == "bad.json" else [])
    assert desk.answer_of("IAM-003.1").value == "no"


@pytest.mark.parametrize(
    ("broken", "verdict"), [("1.11122E+11", "no"), ("2.22233E+11", None), ("1.2E+11", None)]
)
def test_a_broken_account_number_is_no_other_accounts(
    desk: Desk, tmp_path: Path, broken: str, verdict: str | None
) -> None:
    """The session knows one account; a number that a spreadsheet rounded may be of another."""
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json([Check("IAM.4", "PASSED")]))))
    text = hub_csv(both(said="FAILED")).decode("utf-8-sig").replace(ACCOUNT, broken)
    path = put(tmp_path, text.replace(f"Account:{ACCOUNT}", "").encode(), "broken.csv")
    if verdict is None:
        assert "does not say which account" in refused(desk, path)
    else:
        findings_in.take(desk, rows_in.look(desk, path))
    assert desk.answer_of("IAM-003.1").value == verdict


def test_a_list_without_a_day_takes_no_place_of_one_that_has_one(desk: Desk, tmp_path: Path) -> None:
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both(said="FAILED")), "full.json")))
    listed = b"ID,Title,Control Status,Severity\nIAM.15,Length,Failed,Low\nIAM.16,Reuse,Passed,Low\n"
    taken = findings_in.take(desk, rows_in.look(desk, put(tmp_path, listed, "list.csv")))
    assert taken.replaced == [] and [i.file for i in desk.own_evidence.imported] == ["full.json", "list.csv"]
    # A later one of these takes the place of the one before, though neither has a day.
    desk.clock = lambda: NOW + timedelta(days=1)
    again = put(tmp_path, listed + b"IAM.3,Keys,Failed,Low\n", "again.csv")
    assert [i.file for i in findings_in.take(desk, rows_in.look(desk, again)).replaced] == ["list.csv"]


def test_parts_of_a_tools_findings_stand_beside_one_another(desk: Desk, tmp_path: Path) -> None:
    """One file a Region, one file a service: none of them takes another's place."""
    for region in ("eu-west-1", "us-east-1"):
        said = "FAILED" if region == "eu-west-1" else "PASSED"
        rows = [Check("EC2.2", said, f"arn:aws:ec2:{region}:{ACCOUNT}:security-group/sg-1", region)]
        findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(rows), f"{region}.json")))
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both()), "iam.json")))
    kept = [i.file for i in desk.own_evidence.imported]
    assert kept == ["eu-west-1.json", "us-east-1.json", "iam.json"]
    assert desk.answer_of("NETSEC-001.1").value == "no"
    assert [i.file for i in findings_in.drop(desk, "eu-west-1.json")] == ["eu-west-1.json"]
    assert desk.answer_of("NETSEC-001.1").value == "yes"


def test_two_tools_and_a_scan_stand_beside_one_another_and_the_worse_wins(desk: Desk, tmp_path: Path) -> None:
    own = Finding(
        question="IAM-002.1", control="IAM-002", verdict=Verdict.YES, favourable=True, summary="All young.",
        accounts=[ACCOUNT], read_at=NOW - timedelta(days=5),
    )  # fmt: skip
    scan = Scan(started=NOW - timedelta(days=5), seconds=1.0, calls=1, accounts=[ACCOUNT])
    findings.save(desk.file.evidence_path, Evidence(checklist="partner-hosted", scan=scan, finding=[own]))
    desk.refresh()
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json([Check("IAM.3", "PASSED", ROOT)]))))
    keys = [User("an", keys=["2026-01-01T00:00:00+00:00"], used="2026-11-21T00:00:00+00:00")]
    report = put(tmp_path, credential_report(keys), "report.csv")
    findings_in.take(desk, rows_in.look(desk, report))
    rows = prowler_csv([Check("iam_rotate_access_key_90_days", "PASS", ROOT)])
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, rows, "prowler.csv")))
    answer = desk.answer_of("IAM-002.1")
    assert answer.value == "no" and answer.finding is not None
    assert answer.finding.tool == "IAM credential report"
    told = " ".join(answer.finding.beside)
    assert "All young." in told and "Prowler (prowler.csv)" in told and "AWS Security Hub (hub.json)" in told
    assert matrix.as_json(desk)[ACCOUNT]["IAM-002"]["says"] == "fails"


def refused(desk: Desk, path: Path) -> str:
    with pytest.raises(Problem) as error:
        rows_in.look(desk, path)
    return str(error.value)


def test_what_is_refused_says_why(desk: Desk, tmp_path: Path) -> None:
    assert "not come yet" in refused(desk, put(tmp_path, hub_json(both(NOW + timedelta(days=3)))))
    nothing = put(tmp_path, hub_json([Check("Lambda.1", "FAILED", "arn:aws:lambda:x:1:f")]))
    assert "none of its 1 rows is about a question" in refused(desk, nothing)
    assert "no such file" in refused(desk, tmp_path / "gone.csv")
    assert refused(desk, put(tmp_path, b"a,b\n1,2\n", "table.csv"))
    assert refused(desk, put(tmp_path, b"", "empty.json"))


def test_accounts_that_the_session_does_not_know_need_a_word(desk: Desk, tmp_path: Path) -> None:
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both()))))
    found = rows_in.look(desk, put(tmp_path, hub_json(both(account=OTHER)), "other.json"))
    assert found.foreign == (OTHER,)
    with pytest.raises(Problem, match="not among those of this session"):
        findings_in.take(desk, found)
    findings_in.take(desk, found, force=True)
    assert OTHER in status.read_when(desk)


def test_of_an_organizations_list_only_the_sessions_accounts_count(desk: Desk, tmp_path: Path) -> None:
    findings_in.take(desk, rows_in.look(desk, put(tmp_path, hub_json(both()))))
    rows = [*both(AT + timedelta(days=1)), *both(AT + timedelta(days=1), "FAILED", OTHER)]
    file = put(tmp_path, hub_json(rows), "all.json")
    found = rows_in.look(desk, file)
    assert (found.left_out, found.foreign, found.accounts, found.rows) == ((OTHER,), (), [ACCOUNT], 2)
    assert "1 account of the file" in rows_in.left_out_words(found)
    findings_in.take(desk, found)
    assert desk.answer_of("IAM-003.1").value == "yes"
    whole = findings_in.take(desk, rows_in.look(desk, file, whole=True), force=True)
    assert whole.taken and desk.answer_of("IAM-003.1").value == "no"
    assert findings_in.take(desk, rows_in.look(desk, file, whole=True), force=True).same == 1


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.now(UTC) - timedelta(days=1)
    where = ["--sessions", str(tmp_path / "s")]
    create(tmp_path / "s", "Acme")
    file = put(tmp_path, hub_json(both(today)))
    assert main(["import", "acme", str(file), "--take", "none", *where]) == 0
    out = capsys.readouterr().out
    assert "nothing was taken" in out and "IAM-003.1  yes" in out and "no row about: ARC-004.1" in out
    assert main(["import", "acme", str(file), "--json", *where]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["tool"], plain["rows_used"], plain["filled"]) == ("AWS Security Hub", 2, 1)
    assert "ARC-004.1" in plain["no_row_about"] and plain["taken"][0]["file"] == "hub.json"
    assert main(["import", "acme", "hub.json", "--drop", *where]) == 0
    assert "taken out again" in capsys.readouterr().out
    assert main(["import", "acme", str(tmp_path / "gone.json"), *where]) == 2
    assert "no such file" in capsys.readouterr().err
