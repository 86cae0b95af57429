"""Scope dialog, the account's page, drafts: by keys."""

import pytest

from ftr_tui.actions import opening, scoping
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.model.facts import Change
from ftr_tui.store import findings
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage
from tests.app.views.scene import NOW

CONFIG = """
[sso-session acme]
sso_start_url = https://acme.example/start
sso_region = eu-west-1
[profile acme-data]
sso_session = acme
sso_account_id = 444455556666
[profile acme-prod]
sso_session = acme
sso_account_id = 111122223333
"""


@pytest.fixture
def own(own_home, tmp_path, watch):
    (own_home / "aws-config").write_text(CONFIG)
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=watch)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_scope_is_picked_once_and_then_x_and_enter_are_enough(own, size, monkeypatch):
    async with stage(own, size=size) as s:
        started = []
        monkeypatch.setattr(s.app.scanner, "start", lambda desk, options: started.append(options))
        await s.press("x")
        shown = screen_text(s.app)
        assert "SSO acme" in shown and "4444-5555-6666" in shown and "all enabled" in shown
        await s.press("down", "space", "down", "space", "r")
        await s.fill("eu-west-1")
        assert screen_text(s.app).count("[x]") == 2 and "eu-west-1" in screen_text(s.app)
        await s.press("enter")
        await s.press("x", "enter")
        wanted = ScanOptions(profiles=("acme-data", "acme-prod"), regions=("eu-west-1",))
        assert started == [wanted, wanted]
        assert s.file["scope"]["profiles"] == ["acme-data", "acme-prod"]
        await s.press("x", "escape")
        assert len(started) == 2


async def test_nothing_picked_means_the_one_at_the_cursor(own, monkeypatch):
    async with stage(own) as s:
        started = []
        monkeypatch.setattr(s.app.scanner, "start", lambda desk, options: started.append(options))
        await s.press("x", "enter")
        assert started == [ScanOptions()] and own.session.scope is None
        await s.press("x", "slash", *"prod", "enter")
        assert "[x] acme-prod" in screen_text(s.app)
        await s.press("enter")
        assert started[1].profiles == ("acme-prod",)
        assert scoping.remembered(own, ()).missing == ("acme-prod",)


async def test_the_scope_is_agreed_to_once_and_taken_back_on_the_account_s_page(desk):
    async with stage(desk) as s:
        await s.go("ARC-004")
        for question in ("ARC-004.1",):
            desk.clear(question)
        await s.press("A", "home", "enter")
        assert "Is this all of production?" in screen_text(s.app)
        await s.press("enter")  # the cursor stands on no
        assert desk.session.agreed == []
        await s.press("enter", "y")
        assert [a.accounts for a in desk.session.agreed] == [["111122223333"]]
        assert "[x] Production runs in account" in screen_text(s.app)
        await s.press("escape", "enter")  # nothing more is asked of ARC-004.1
        assert s.stored("ARC-004.1")["source"] == "evidence"
        await s.press("A", "home", "enter", "escape")
        assert desk.session.agreed == [] and str(desk.answer_of("ARC-004.1").standing) == "unconfirmed"


async def test_what_changed_is_walked_from_the_page(desk):
    change = Change(question="IAM-002.3", control="IAM-002", was="yes", now="no", favourable=False, at=NOW)
    findings.save(desk.file.evidence_path, desk.evidence.model_copy(update={"change": [change]}))
    desk.refresh()
    async with stage(desk, mode="summary", size=(80, 24)) as s:
        await s.press("S", "A")
        assert "IAM-002.3" in screen_text(s.app) and "was yes, now no" in screen_text(s.app)
        await s.press("enter")
        await s.settle()
        assert s.at == ("IAM-002", "IAM-002.3")


async def test_a_draft_begins_the_response_and_is_marked_until_edited(desk):
    async with stage(desk) as s:
        desk.respond("ARC-004", "")
        await s.go("ARC-004")
        assert "f begins with evidence" in screen_text(s.app)
        assert "f draft" in screen_text(s.app).splitlines()[-1]
        await s.press("f")
        assert s.box.text.startswith("The root user has no access key.")
        shown = screen_text(s.app)
        assert "From evidence of 2026-11-24" in shown and "edit before hand-in" in shown
        assert s.file["responses"]["ARC-004"]["draft"]
        await s.press("f")
        assert "ARC-004 has a response already" in screen_text(s.app)
        await s.press("escape", "r", "end", *"Seen.", "escape")
        assert "draft" not in s.file["responses"]["ARC-004"]
        await s.go("GA")
        await s.press("f")
        assert "no draft for GA" in s.notice
        assert "f draft" not in screen_text(s.app).splitlines()[-1]
