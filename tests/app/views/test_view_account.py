"""What the account says on one page: scope, changes, groups; and the same in short for the Summary."""

from datetime import timedelta

from ftr_tui.app.views import account
from ftr_tui.app.views.interview import header
from ftr_tui.model.facts import Change, Unread
from tests.app.views.scene import NOW, lines, text

ONLY = "Production runs in account 111122223333 and in no others."


def unread(**more):
    fields = {"account": "111122223333", "action": "iam:ListUsers", "code": "AccessDenied"}
    told = {"reason": "the permission iam:ListUsers is missing", "controls": ["IAM-001", "IAM-002"]}
    return Unread(**{**fields, **told, **more})


def change(question, was, now, favourable):
    fields = {"question": question, "control": question.partition(".")[0], "was": was, "now": now}
    return Change(**fields, favourable=favourable, at=NOW - timedelta(days=1))


def with_evidence(desk, **more):
    desk.take(desk.evidence.model_copy(update=more))


def test_a_session_that_was_never_scanned_says_how(desk):
    desk.take(desk.evidence.model_copy(update={"scan": None}))
    assert "x reads it (read-only)" in text(account.account_rows(desk))
    assert "x reads the account" in text(account.short_rows(desk))


def test_who_agreed_to_the_scope_stands_there_and_what_nobody_agreed_to(desk):
    assert "[ ] " + ONLY in text(account.account_rows(desk))
    assert "all of production? nobody has said so" in text(account.short_rows(desk))
    desk.who = "Linh"
    desk.agree_scope()
    assert "agreed by Linh, 2026-11-24: enter takes it back" in text(account.account_rows(desk))
    assert "all of production, says Linh, 2026-11-24" in text(account.short_rows(desk))


def test_accounts_left_out_and_logins_that_failed_are_named(desk):
    update = {"left_out": ["222233334444"], "unreached": ["profile data"]}
    with_evidence(desk, scan=desk.evidence.scan.model_copy(update=update))
    for rows in (account.account_rows(desk), account.short_rows(desk)):
        assert "1 account of the organization was not read: 222233334444" in text(rows)
    assert "no login: profile data" in text(account.account_rows(desk))


def test_changes_are_rows_to_walk_with_their_day(desk):
    with_evidence(
        desk, change=[change("IAM-003.1", "yes", "no", True), change("BAR-001.1", "no", "yes", True)]
    )
    rows = account.account_rows(desk)
    keys = [r.key for r in rows if r.key.startswith(account.CHANGE)]
    assert sorted(keys) == ["change BAR-001.1", "change IAM-003.1"]
    assert "BAR-001.1 was no, now yes" in text(rows) and "2026-11-23" in text(rows)
    assert "changed: 2 better" in text(account.short_rows(desk))


def test_what_a_scan_took_away_is_news_for_a_week(desk, watch):
    better = change("BAR-001.1", "no", "yes", True)
    with_evidence(desk, change=[better])
    assert account.news(desk) == ""
    with_evidence(desk, change=[better, change("IAM-002.3", "yes", "no", False)])
    assert account.news(desk).startswith("The scan of 2026-11-23: 1 ") and account.news(desk).endswith(
        "A shows it"
    )
    watch.now = NOW + timedelta(days=8)
    assert account.news(desk) == ""


def test_missing_permissions_are_one_group_with_lines_to_copy(desk):
    with_evidence(desk, unread=[unread(), unread(account="222233334444")])
    shown = text(account.account_rows(desk))
    assert "! 1 permission is missing: 2 controls cannot be proved" in shown and "2 calls" in shown
    assert "1 permission is missing" in text(account.short_rows(desk))


def test_a_draft_that_nobody_edited_is_named(desk):
    finding = desk.draft("ARC-004")
    desk.take_draft("ARC-004", finding)
    assert "drafts that nobody has edited: ARC-004" in text(account.short_rows(desk))


def test_hostile_names_stay_text(desk):
    evil = "[/red][bold]\x1b[31m"
    with_evidence(desk, unread=[unread(code="InternalError", reason=evil, region=evil)])
    shown = lines(account.account_rows(desk), 60)
    assert any("[/red][bold]" in line for line in shown) and "\x1b" not in "".join(shown)
    assert header(desk)
