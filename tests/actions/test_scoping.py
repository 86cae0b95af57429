"""The scope of a scan: what can be picked, what is remembered, and on another machine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import opening, scoping
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.aws.access import Profile
from ftr_tui.model.facts import Evidence, Scan

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PROD = Profile("acme-prod", "sso", "eu-west-1", "111122223333", "acme")
DATA = Profile("acme-data", "sso", "", "444455556666", "acme")
OLD = Profile("old", "sso", "", "777788889999", "https://d-1.awsapps.com/start")
AUDIT = Profile("audit", "role", "", "222233334444")
CI = Profile("ci", "keys")
ALL = (DATA, PROD, AUDIT, CI, OLD)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def test_profiles_are_grouped_by_how_they_log_in_sso_sessions_first() -> None:
    found = [(g.title, [p.name for p in g.profiles]) for g in scoping.groups(ALL)]
    assert found == [
        ("SSO acme", ["acme-data", "acme-prod"]), ("SSO d-1.awsapps.com", ["old"]),
        ("Roles", ["audit"]), ("Keys", ["ci"]),
    ]  # fmt: skip


def test_several_are_picked_and_the_default_credentials_stand_alone() -> None:
    choice = scoping.Choice().toggled("a").toggled("b").toggled("a")
    assert choice.profiles == ("b",) and choice.options.profiles == ("b",)
    alone = choice.toggled(scoping.DEFAULT)
    assert alone.profiles == (scoping.DEFAULT,) and alone.options == ScanOptions()
    assert alone.toggled("b").profiles == ("b",)


def test_what_was_read_is_picked_again(desk: Desk) -> None:
    assert scoping.remembered(desk, ALL) == scoping.Choice()
    options = ScanOptions(profiles=("acme-prod", "acme-data"), regions=("eu-west-1",), deep=True)
    scoping.remember(desk, options, ALL)
    again = Desk.open(desk.file.path, desk.library, "Minh", desk.clock)
    assert scoping.remembered(again, ALL).options == options
    assert again.session.scope is not None and again.session.scope.by == "Lan"
    assert again.session.scope.accounts == ["444455556666", "111122223333"]
    # The same once more writes nothing, and no key takes it back.
    revision = again.session.revision
    scoping.remember(again, options, ALL)
    assert again.session.revision == revision and desk.undo() is None


def test_the_default_credentials_leave_no_trace_in_a_new_session_but_replace_what_was_there(
    desk: Desk,
) -> None:
    scoping.remember(desk, ScanOptions(), ALL)
    assert desk.session.scope is None
    scoping.remember(desk, ScanOptions(profiles=("ci",)), ALL)
    scoping.remember(desk, ScanOptions(), ALL)
    assert scoping.remembered(desk, ALL).profiles == (scoping.DEFAULT,)


def test_a_role_is_remembered_without_its_external_id(desk: Desk) -> None:
    options = ScanOptions(role="Audit", accounts=("111122223333",), external_id="e-1")
    scoping.remember(desk, options)
    assert scoping.remembered(desk, ()).options == ScanOptions(role="Audit", accounts=("111122223333",))
    assert "e-1" not in desk.file.path.read_text("utf-8")


def test_a_colleague_s_other_names_for_the_same_accounts_are_found(desk: Desk) -> None:
    scoping.remember(desk, ScanOptions(profiles=("acme-prod", "ci")), ALL)
    mine = (Profile("prod", "sso", "", "111122223333", "corp"), Profile("x", "sso", "", "999999999999"))
    found = scoping.remembered(desk, mine)
    assert found.profiles == ("prod",) and found.missing == ("acme-prod", "ci")
    assert scoping.remembered(desk, ()).profiles == ()


def test_a_session_scanned_before_scopes_were_kept_picks_by_account(desk: Desk) -> None:
    scan = Scan(started=NOW, seconds=1.0, calls=1, accounts=["444455556666", "123412341234"])
    desk.take(Evidence(scan=scan))
    assert scoping.remembered(desk, ALL).profiles == ("acme-data",)


def test_the_command_line_reads_the_same_again_unless_told_otherwise(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ftr_tui.actions.profiles.known_profiles", lambda: ALL)
    assert scoping.same_again(desk, ScanOptions(deep=True)) == ScanOptions(deep=True)
    scoping.remember(desk, ScanOptions(profiles=("ci",), regions=("eu-west-1",)), ALL)
    assert scoping.same_again(desk, ScanOptions()).profiles == ("ci",)
    assert scoping.same_again(desk, ScanOptions(regions=("us-east-1",))).regions == ("us-east-1",)
    other = ScanOptions(profiles=("audit",))
    assert scoping.same_again(desk, other) == other
    monkeypatch.setenv("AWS_PROFILE", "audit")
    assert scoping.same_again(desk, ScanOptions()) == ScanOptions()


@pytest.mark.parametrize(
    ("text", "found", "wrong"),
    [("", (), ""), (" eu-west-1, us-gov-west-1 EU-WEST-1", ("eu-west-1", "us-gov-west-1"), ""),
     ("eu-west-1 frankfurt", (), "frankfurt is no Region")],
)  # fmt: skip
def test_regions_as_typed(text: str, found: tuple[str, ...], wrong: str) -> None:
    regions, problem = scoping.find_regions(text)
    assert regions == found and problem.startswith(wrong) and bool(problem) == bool(wrong)


def test_a_scope_in_words() -> None:
    assert scoping.in_words(ScanOptions()) == "default credentials; all enabled Regions"
    many = ScanOptions(("a", "b"), "R", ("1" * 12, "2" * 12), regions=("eu-west-1",), deep=True)
    assert scoping.in_words(many) == "role R in 2 accounts, a, b; eu-west-1; deep"
