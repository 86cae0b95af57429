"""How a scan ends in words, and that nobody takes away what it has just found. No app is run."""

from __future__ import annotations

import pytest

from ftr_tui.actions import opening
from ftr_tui.actions.scanning import ScanResult
from ftr_tui.actions.unread import remedy
from ftr_tui.app.scanner import Scanner, last_words, sentences
from ftr_tui.app.views.interview_evidence import evidence_rows
from ftr_tui.model.facts import Evidence, Finding, Imported, Unread
from ftr_tui.store import findings

SSO = "Run `aws sso login --profile acme`, or renew its keys, then scan again."


@pytest.fixture
def desk(tmp_path, clock):
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=clock)


def gap(code, action="iam:ListUsers", reason="", **more):
    reason = reason or f"the permission {action} is missing"
    return Unread(account="123456789012", action=action, code=code, reason=reason, **more)


def finding(clock, verdict):
    return Finding(
        control="IAM-006",
        question="IAM-006.1",
        verdict=verdict,
        favourable=False if verdict == "no" else None,
        summary="1 policy makes an administrator",
        accounts=["123456789012"],
        regions=[],
        read_at=clock(),
    )


def result(clock, unread, verdict="unknown", problems=()):
    return ScanResult(
        Evidence(), [finding(clock, verdict)], unread, 3.0, 40, 0, 8, [], problems=list(problems)
    )


def test_sentences_have_one_full_stop_each():
    assert sentences("no network.", "", "try again") == "no network. try again."


def test_a_lost_log_in_is_said_first_with_the_command_and_that_what_was_read_is_kept(clock):
    lost = "the credentials expired during the scan"
    ended = result(clock, [gap("ExpiredToken", reason=lost)], "no", [f"123456789012: {lost}", "and more"])
    text, trouble = last_words(ended, "acme")
    assert trouble == f"Credentials expired mid-scan. {SSO} What was read is kept."
    assert text == f"{trouble} Read in 3 s: 8 filled, 0 contradicted, 1 calls not readable. And more."
    # Where one line of 80 columns is cut, the command has been said.
    assert "`aws sso login --profile acme`" in text[:74]


def test_permissions_that_leave_nothing_are_trouble_and_a_few_are_a_remark(clock):
    unread = [gap("AccessDenied"), gap("AccessDenied", "iam:ListRoles"), gap("AccessDenied", region="x")]
    text, trouble = last_words(result(clock, unread))
    assert text.startswith(trouble) and trouble.startswith("2 permissions are missing. Add the policy")
    assert "`ftr-tui policy`" in text[:74] and "kept" not in trouble
    text, trouble = last_words(result(clock, unread, "no"))
    assert text.startswith("Read in 3 s: 8 filled") and "`ftr-tui policy`" in text and not trouble


def test_what_awss_judges_say_worse_is_counted_once_a_question(clock):
    ended = result(clock, [], "yes")
    judged = [Imported(file="", at=clock(), tool=t, finding=[finding(clock, "no")]) for t in ("A", "B")]
    ended.evidence.judged = judged
    assert "1 question is judged worse by AWS's own judges." in last_words(ended)[0]
    ended.evidence.finding = [finding(clock, "no")]
    assert "judge" not in last_words(ended)[0]


def test_what_can_be_done_about_calls_that_failed():
    denied = remedy([gap("AccessDenied", reason="denied explicitly")])
    assert denied[0] == "1 call denied by a policy" and "will not help" in denied[1]
    assert remedy([gap("ConnectTimeoutError", reason="x")])[0] == "1 call had no answer"
    assert "HTTPS_PROXY" in remedy([gap("GaveUp", reason="x")] * 2)[1]
    assert "environment" in remedy([gap("RequestExpired", reason="x"), gap("AccessDenied")])[1]
    assert remedy([gap("AccessDenied"), gap("Deadline", reason="x")])[0] == "1 permission is missing"


def test_a_trouble_stands_in_the_panel_of_its_own_session_alone(desk):
    state = desk.review.states["IAM-006"]

    def panel(trouble):
        return "\n".join(row.text for row in evidence_rows(desk, state, trouble=trouble))

    scanner = Scanner(None)
    scanner.session = desk.name
    scanner.ended("No network.")
    assert "! No network.\n  x scans again" in panel(scanner.trouble(desk))
    assert "Nothing read yet" not in panel(scanner.trouble(desk))
    scanner.session = "other"
    assert "Nothing read yet" in panel(scanner.trouble(desk))
    desk.take(Evidence(unread=[gap("ExpiredToken", region=r, controls=["IAM-006"]) for r in "abcd"]))
    assert "4 Regions" in panel("") and "Run `aws sso login`" in panel("") and "more unread" not in panel("")


def test_what_a_scan_has_found_so_far_is_not_replaced_by_the_older_file(desk, clock):
    scanner = Scanner(None)
    so_far = Evidence(finding=[finding(clock, "no")])
    findings.save(desk.file.evidence_path, Evidence(finding=[finding(clock, "unknown")]))
    scanner.session, scanner._thread = desk.name, object()
    desk.take(so_far)
    other = opening.open_session(desk.file.path.parent, desk.name)
    other.answer("GA.1", "yes")
    assert scanner.refresh(desk)
    # What others answered came in, what the scan has found stays.
    assert desk.session.answers["GA.1"].value == "yes"
    assert desk.evidence is so_far and desk.answer_of("IAM-006.1").value == "no"
    scanner.session = "other"
    scanner.refresh(desk)
    assert str(desk.evidence.finding[0].verdict) == "unknown"
    scanner.session = desk.name
    desk.take(so_far)
    scanner.ended()
    scanner.refresh(desk)
    assert str(desk.evidence.finding[0].verdict) == "unknown"
