"""AWS's own judges beside our own reading: the worse wins, both are named, an older word keeps its date."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ftr_tui import rules
from ftr_tui.actions import asking, judging, opening, resuming, scanning, unread
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.aws.access import Target
from ftr_tui.aws.collect.judge_rows import OFF, UNSURE
from ftr_tui.aws.sweep import Caller, Sweep
from ftr_tui.cli import main
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Gap, Imported, Status, Verdict
from ftr_tui.model.joining import joined
from ftr_tui.rules.reading import NOTHING_THERE
from ftr_tui.store import findings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINE, OTHER = "111122223333", "444455556666"
EU, US = "eu-west-1", "us-east-1"
TEXTS = {rule.question: rule.aws_text[0] for rule in rules.RULES}
DENIED = Gap("securityhub:GetFindings", "AccessDenied", "the permission securityhub:GetFindings is missing")
LOGIN = Gap("securityhub:GetFindings", "ExpiredToken", "the credentials expired during the scan; log in")


def row(check: str, said: str, region: str = "", resource: str = "", **more: Any) -> dict[str, Any]:
    told = {
        "check": check,
        "said": said,
        "region": region,
        "resource": resource,
        "detail": "",
        "muted": False,
    }
    return told | {"at": NOW - timedelta(hours=2)} | more


def fact(
    judge: str, *rows: Any, account: str = MINE, region: str | None = EU, notes: tuple[str, ...] = ()
) -> Fact:
    data = {"rows": list(rows), "notes": list(notes)}
    return Fact(judge, account, region, Status.COMPLETE, data, NOW, 3)


def lost(judge: str, gap: Gap = DENIED, account: str = MINE, region: str | None = EU) -> Fact:
    return Fact(judge, account, region, Status.DENIED, None, NOW, 1, (gap,))


def skipped(judge: str, note: str, account: str = MINE, region: str | None = EU) -> Fact:
    return Fact(judge, account, region, Status.SKIPPED, None, NOW, note=note)


def scope(*regions: str, account: str = MINE) -> tuple[Fact, ...]:
    where = {"enabled": list(regions), "scope": list(regions)}
    who = Fact("who", account, None, Status.COMPLETE, {"account": account, "partition": "aws"}, NOW, 1)
    return who, Fact("regions", account, None, Status.COMPLETE, where, NOW, 1)


def judged(
    *found: Fact, before: Sequence[Imported] = (), left_out: Sequence[str] = (), now: datetime = NOW
) -> list[Imported]:
    facts = found if any(f.collector == "regions" for f in found) else (*scope(EU), *found)
    return judging.judged(Facts(tuple(facts), now), TEXTS, before, now, left_out)


def of(found: Sequence[Imported], question: str) -> list[str]:
    return [str(f.verdict) for one in found for f in one.finding if f.question == question]


KEYS = "arn:aws:iam::111122223333:user/"


def test_what_a_judge_says_is_marked_with_who_and_when() -> None:
    (one,) = judged(fact("hub", row("IAM.3", "fail", EU, KEYS + "old"), row("Nothing.1", "fail", EU)))
    assert (one.tool, one.file, one.covers, one.rows, one.used) == ("AWS Security Hub", "", [MINE], 2, 1)
    (told,) = one.finding
    assert (str(told.verdict), told.favourable, told.tool) == ("no", False, "AWS Security Hub")
    assert told.read_at == NOW - timedelta(hours=2) and told.summary.startswith("AWS Security Hub, IAM.3")
    # Nobody asked what passed of a control that failed: of how many is not said.
    assert "1 IAM user has" in told.summary and " of 1" not in told.summary
    assert [r.name for r in told.resources] == ["old"]


@pytest.mark.parametrize(
    ("hours", "verdict"), [(1, "yes"), (47, "yes"), (49, "supports")], ids=["new", "two days", "older"]
)
def test_a_pass_counts_for_two_days(hours: int, verdict: str) -> None:
    told = row("IAM.4", "pass", EU, at=NOW - timedelta(hours=hours))
    assert of(judged(fact("hub", told)), "ARC-004.1") == ["no" if verdict == "yes" else verdict]


def test_a_pass_without_a_date_or_beside_what_is_neither_decides_nothing() -> None:
    assert of(judged(fact("hub", row("IAM.4", "pass", EU, at=None))), "ARC-004.1") == ["supports"]
    both = fact("hub", row("IAM.4", "pass", EU), row("IAM.4", "other", US, detail="WARNING: x"))
    assert of(judged(both), "ARC-004.1") == ["supports"]
    assert of(judged(fact("hub", row("IAM.4", "other", EU))), "ARC-004.1") == []


def groups(region: str, said: str) -> list[dict[str, Any]]:
    return [row(check, said, region, f"sg-{region}") for check in ("EC2.53", "EC2.54")]


def test_of_what_lies_in_regions_each_must_pass() -> None:
    both = scope(EU, US)
    here = fact("hub", *groups(EU, "pass"))
    assert of(judged(*both, here, fact("hub", *groups(US, "pass"), region=US)), "NETSEC-001.2") == ["yes"]
    assert of(judged(*both, here, fact("hub", region=US)), "NETSEC-001.2") == ["supports"]
    off = skipped("hub", OFF, region=US)
    assert of(judged(*both, here, off), "NETSEC-001.2") == ["supports"]
    failed = fact("hub", *groups(US, "fail"), region=US)
    assert of(judged(*both, here, failed), "NETSEC-001.2") == ["no"]


def test_what_was_suppressed_still_stands_and_that_is_said() -> None:
    (one,) = judged(fact("hub", row("IAM.4", "fail", EU, muted=True)))
    assert str(one.finding[0].verdict) == "yes" and one.finding[0].favourable is False
    assert "suppressed" in one.finding[0].summary


def test_every_account_in_scope_must_pass() -> None:
    two = (*scope(EU), *scope(EU, account=OTHER), fact("hub", row("IAM.4", "pass", EU)))
    assert of(judged(*two), "ARC-004.1") == ["supports"]
    whole = (*two, fact("hub", row("IAM.4", "pass", EU), account=OTHER))
    assert of(judged(*whole), "ARC-004.1") == ["no"]
    assert of(judged(*whole, left_out=("777788889999",)), "ARC-004.1") == ["supports"]


def test_parameters_of_a_rule_were_read_so_nobody_is_asked_for_them() -> None:
    (one,) = judged(fact("rules", row("access-keys-rotated", "pass", EU, "AIDA1")))
    (told,) = one.finding
    assert (one.tool, str(told.verdict)) == ("AWS Config rules", "yes")
    assert "90 days or" not in told.assumes
    assert of(judged(fact("rules", row("iam-password-policy", "pass", EU))), "IAM-003.1") == ["yes"]
    weak = row("iam-password-policy", "other", EU, detail="set to 8 characters")
    assert of(judged(fact("rules", weak)), "IAM-003.1") == []


def test_trusted_advisor_disproves_and_proves_nothing() -> None:
    bad = fact("advisor", row("HCP4007jGY", "fail", US, "sg-1"), region=None)
    assert of(judged(bad), "NETSEC-001.2") == ["no"]
    good = fact("advisor", row("DqdJqYeRm5", "pass"), row("HCP4007jGY", "pass"), region=None)
    assert set(of(judged(good), "IAM-002.1") + of(judged(good), "NETSEC-001.2")) == {"supports"}


# --- one that could not be asked


def old(*rows: Any, account: str = MINE, region: str = EU) -> list[Imported]:
    return judged(*scope(EU, account=account), fact("hub", *rows, account=account, region=region))


@pytest.mark.parametrize("now", [lost("hub"), skipped("hub", UNSURE), skipped("hub", "the scan was stopped")])
def test_one_that_gave_no_answer_keeps_its_older_word_with_the_reason(now: Fact) -> None:
    before = old(row("IAM.3", "fail", EU, KEYS + "old"), row("IAM.4", "pass", EU))
    later = NOW + timedelta(days=1)
    (one,) = judged(now, before=before, now=later)
    assert one.at == before[0].at and {f.question for f in one.finding} == {"IAM-002.1", "ARC-004.1"}
    reason = now.gaps[0].reason if now.gaps else now.note
    assert all(f.not_reread == f"not asked again on 2026-11-25: {reason}" for f in one.finding)
    assert all(f.read_at < NOW for f in one.finding)


def test_an_old_pass_that_nobody_asked_again_fades() -> None:
    before = old(row("IAM.4", "pass", EU))
    assert of(judged(lost("hub"), before=before, now=NOW + timedelta(days=31)), "ARC-004.1") == ["supports"]


@pytest.mark.parametrize("note", [OFF, NOTHING_THERE])
def test_one_that_is_switched_off_is_dropped(note: str) -> None:
    assert judged(skipped("hub", note), before=old(row("IAM.3", "fail", EU, KEYS + "old"))) == []


def test_a_new_answer_replaces_the_old_one() -> None:
    before = old(row("IAM.3", "fail", EU, KEYS + "old"))
    (one,) = judged(fact("hub", row("IAM.3", "pass", EU, KEYS + "old")), before=before)
    assert of([one], "IAM-002.1") == ["yes"]


def test_of_two_accounts_the_one_not_asked_keeps_what_is_against_it() -> None:
    users = [row("IAM.3", "fail", EU, KEYS + "old"), row("IAM.4", "pass", EU)]
    theirs = row("IAM.3", "fail", EU, f"arn:aws:iam::{OTHER}:user/theirs")
    two = (*scope(EU), *scope(EU, account=OTHER))
    before = judged(*two, fact("hub", *users), fact("hub", theirs, account=OTHER))
    now = judged(
        *two,
        fact("hub", row("IAM.3", "pass", EU, KEYS + "old")),
        lost("hub", account=OTHER),
        before=before,
    )
    new, kept = now
    assert of([new], "IAM-002.1") == ["supports"] and new.covers == [MINE]
    (told,) = kept.finding
    assert told.accounts == [OTHER] and [r.name for r in told.resources] == ["theirs"] and told.total == 1
    assert kept.covers == [OTHER] and told.not_reread
    # Nobody was let in there, or this scan was of fewer accounts: the same.
    fewer = judged(*scope(EU), fact("hub", row("IAM.3", "pass", EU, KEYS + "old")), before=before)
    assert [one.covers for one in fewer] == [[MINE], [OTHER]]


def test_of_two_regions_only_what_was_seen_in_the_one_not_asked_stays() -> None:
    both = scope(EU, US)
    before = judged(*both, fact("hub", *groups(EU, "fail")), fact("hub", *groups(US, "pass"), region=US))
    now = (fact("hub", *groups(EU, "pass")), lost("hub", region=US))
    assert of(judged(*both, *now, before=before), "NETSEC-001.2") == ["supports"]
    now = (lost("hub"), fact("hub", *groups(US, "pass"), region=US))
    assert of(judged(*both, *now, before=before), "NETSEC-001.2") == ["supports", "no"]


def test_a_judge_that_failed_opens_no_control() -> None:
    facts = Facts((*scope(EU), lost("hub"), lost("advisor", region=None)), NOW)
    found = rules.unread(facts)
    assert [u.controls for u in found] == [[], []]
    (group,) = unread.grouped(found)
    assert "cannot be proved" not in group.title and "securityhub:GetFindings" in " ".join(group.lines)


def test_for_a_judge_no_account_is_read_again_unless_the_login_ended() -> None:
    def account(number: str, *more: Fact) -> list[Fact]:
        return [Fact("who", number, None, Status.COMPLETE, {}, NOW, 1), *more]

    facts = [
        *account("1", lost("hub", account="1")),
        *account("2", lost("hub", LOGIN, account="2")),
        *account("3", Fact("iam_pw", "3", None, Status.DENIED, None, NOW, 1, (DENIED,))),
    ]
    assert {f.account for f in resuming.whole(facts)} == {"1"}


# --- beside our own


def own(verdict: str, favourable: bool | None, account: str = MINE, **more: Any) -> Finding:
    fields = {"verdict": Verdict(verdict), "favourable": favourable, "accounts": [account], "read_at": NOW}
    told = {"question": "IAM-002.1", "control": "IAM-002", "summary": f"Our own reading: {verdict}."}
    return Finding.model_validate({**told, **fields, **more})


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [("yes", "fail", "no"), ("no", "pass", "no"), ("yes", "pass", "yes"), ("supports", "pass", "supports")],
)
def test_the_worse_wins_and_both_are_named(here: str, there: str, verdict: str) -> None:
    good = {"yes": True, "no": False, "supports": None}[here]
    evidence = Evidence(
        finding=[own(here, good)], judged=judged(fact("hub", row("IAM.3", there, EU, KEYS + "old")))
    )
    (told,) = joined(evidence, NOW).finding
    assert str(told.verdict) == verdict
    words = " ".join([told.tool, told.summary, *told.beside])
    assert f"Our own reading: {here}." in words and "AWS Security Hub" in words and "2026-11-24" in words
    # What was said before by our scan of the same day does not outdo a judge.
    assert "It does not count" not in words


def test_two_judges_and_ourselves_are_all_named() -> None:
    found = judged(
        fact("hub", row("IAM.3", "pass", EU, KEYS + "a")),
        fact("rules", row("access-keys-rotated", "pass", EU, "AIDA1")),
        fact("advisor", row("DqdJqYeRm5", "fail", "", "old", detail="key last rotated 2024"), region=None),
    )
    (told,) = joined(Evidence(finding=[own("yes", True)], judged=found), NOW).finding
    assert str(told.verdict) == "no" and told.tool == "AWS Trusted Advisor"
    said = " ".join(told.beside)
    assert all(name in said for name in ("Our own reading", "AWS Security Hub", "AWS Config rules"))
    assert [f.tool for f in judging.worse(Evidence(finding=[own("yes", True)], judged=found))] == [
        "AWS Trusted Advisor"
    ]
    assert judging.worse(Evidence(finding=[own("no", False)], judged=found)) == []


# --- a scan


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


class Aws:
    """Stands in for the sweep: a root without keys, and what the judges say."""

    def __init__(self) -> None:
        self.judges: tuple[Fact, ...] = ()

    def __call__(self, targets: Sequence[Target], **given: Any) -> Sweep:
        summary = {"AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "AccountMFAEnabled": 1}
        report = {"generated": NOW, "rows": []}
        read = (
            Fact("iam_sum", MINE, None, Status.COMPLETE, summary, NOW, 1),
            Fact("iam_rep", MINE, None, Status.COMPLETE, report, NOW, 2),
        )
        facts = Facts((*scope(EU), *read, *self.judges), NOW)
        caller = Caller(targets[0].label, MINE, f"arn:aws:iam::{MINE}:role/x")
        calls = sum(f.calls for f in self.judges)
        return Sweep(facts, 6, 0, 1.0, (), (caller,), judge_calls=calls)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    fake = Aws()
    monkeypatch.setattr("ftr_tui.aws.sweep.sweep", fake)
    return fake


def scan(desk: Desk) -> scanning.ScanResult:
    result = scanning.scan(desk, ScanOptions(profiles=("p",)))
    desk.take(result.evidence)
    return result


def test_a_scan_keeps_them_apart_and_leaves_an_answer_as_it_is(desk: Desk, aws: Aws) -> None:
    scan(desk)
    desk.answer("ARC-004.1", "no")
    before = desk.answer_of("ARC-004.1")
    assert before.finding is not None and before.finding.favourable and before.stored is not None
    aws.judges = (fact("hub", row("IAM.4", "fail", EU)), lost("rules"), skipped("advisor", OFF, region=None))
    result = scan(desk)
    assert (result.calls, result.judge_calls) == (6, 4)
    stored = findings.load(desk.file.evidence_path)
    assert stored.scan is not None and (stored.scan.calls, stored.scan.judge_calls) == (6, 4)
    assert [one.tool for one in stored.judged] == ["AWS Security Hub"]
    assert stored == result.evidence
    answer = desk.answer_of("ARC-004.1")
    assert answer.value == "no" and str(answer.standing) == "contradicted"
    assert answer.stored == before.stored
    assert result.drifted == ["ARC-004.1"]
    lines = "\n".join(asking.evidence_lines(answer))
    assert "AWS Security Hub" in lines and "2026-11-24" in lines and "read here 2026-11-24" in lines
    # Switched off since: nothing of it stays.
    aws.judges = (skipped("hub", OFF),)
    assert scan(desk).evidence.judged == []


def test_the_command_counts_them_apart(desk: Desk, aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    aws.judges = (
        fact("hub", row("IAM.4", "fail", EU, detail="\x1b[2J[/red]"), notes=("only the first",)),
        lost("rules"),
        skipped("advisor", OFF, region=None),
    )
    command = ["scan", "acme", "--sessions", str(desk.file.path.parent), "--profile", "p"]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["calls"] == 6
    place = {"account": MINE, "region": EU}
    hub = {"tool": "AWS Security Hub", **place, "rows": 1, "notes": ["only the first"]}
    assert told["judges"]["calls"] == 4 and told["judges"]["asked"] == [hub]
    assert told["judges"]["not_asked"] == [
        {"tool": "AWS Config rules", **place, "reason": DENIED.reason},
        {"tool": "AWS Trusted Advisor", "account": MINE, "region": "", "reason": OFF},
    ]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "6 calls" in out and "and 4 calls of AWS's own judges: AWS Security Hub" in out
    assert f"AWS Config rules was not asked, or not whole ({MINE} {EU})" in out
    assert "say worse than what was read (1)" in out and "\x1b[2J" not in out


def test_where_nothing_is_on_nothing_is_said(
    desk: Desk, aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.judges = (skipped("hub", OFF), skipped("rules", OFF), skipped("advisor", OFF, region=None))
    assert main(["scan", "acme", "--sessions", str(desk.file.path.parent), "--profile", "p"]) == 0
    assert "judge" not in capsys.readouterr().out
