"""The binder by keys: the files looked at in a thread, adding, looking over, citing, packing."""

import asyncio
import zipfile
from datetime import date

import pytest

from ftr_tui.actions import binder
from ftr_tui.app.screens.binder import BinderScreen
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import compared, stage


@pytest.fixture
def filled(desk):
    folder = desk.file.path.parent / "docs"
    folder.mkdir()

    def add(name, kind="", **more):
        (folder / name).write_text(name)
        return binder.add(desk, str(folder / name), kind, **more)

    add("restore-test-2026-10.pdf", "restore-test", shows=date(2026, 10, 3), owner="Linh")
    add("incident-plan.md", "incident-plan", shows=date(2026, 6, 1), owner="Minh")
    add("revocation.md", "key-revocation-runbook", shows=date(2026, 11, 1))
    add("vulnerabilities.pdf", "vulnerability-scan-report", shows=date(2026, 11, 20))
    add("dr-runbook.pdf", "disaster-recovery-runbook", owner="Lan")
    add("pen-test.pdf", title="Pen test", controls=["SECOPS-001"])
    (folder / "revocation.md").write_text("edited since")
    (folder / "vulnerabilities.pdf").unlink()
    return desk


async def looked(s):
    """Wait for the thread that looks at the files, and for the one that packs."""
    await s.app.workers.wait_for_complete()
    binder_screen = next(r for r in s.app.all_rooms() if isinstance(r, BinderScreen))
    for _ in range(500):
        await s.settle()
        if not binder_screen._reading:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the files were never looked at")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(filled, size, update_screens):
    async with stage(filled, size=size, mode="binder") as s:
        await looked(s)
        await s.press("end", *["up"] * 7)
        check_screen(s.app, f"binder-{size[0]}x{size[1]}", update_screens)


async def test_the_files_are_looked_at_in_a_thread_and_a_change_is_settled(filled, monkeypatch):
    seen = []
    real = binder.looks
    monkeypatch.setattr(binder, "looks", lambda *a, **k: seen.append(1) or real(*a, **k))
    async with stage(filled, mode="binder") as s:
        await looked(s)
        assert seen and "looking at the files" not in screen_text(s.app)
        s.screen._looks = None
        s.screen._draw()
        assert "looking at the files" in screen_text(s.app).splitlines()[0]
        s.screen.query_one("#rows").move_to("D05")
        await s.press("v")
        await s.fill("2026-11-23")
        await looked(s)
        assert "✓ ok         D05" in screen_text(s.app) and "D05 noted" in s.notice
        assert [d["shows"] for d in s.file["document"] if d["id"] == "D05"] == [date(2026, 11, 23)]
        await s.press("u")
        await looked(s)
        assert "! changed    D05" in screen_text(s.app)


async def test_adding_by_the_form_and_escape_asks(filled):
    async with stage(filled, mode="binder", size=(80, 24)) as s:
        await looked(s)
        s.screen.query_one("#rows").move_to("support-plan")
        await s.press("d", *"htt", "escape")
        assert "Leave?" in screen_text(s.app)
        await s.press("escape")  # of the question alone: back to the form
        for name, text in {"where": "https://x.example/plan", "shows": "2026-13-01", "owner": "Minh"}.items():
            s.screen.query_one(f"#{name}").value = text
        await s.press(*["enter"] * 5)
        assert "2026-13-01 is no day" in screen_text(s.app)
        s.screen.query_one("#shows").value = "2026-11-20"
        await s.press("enter")
        found = s.file["document"][-1]
        assert (found["where"], found["kind"], found["owner"]) == (
            "https://x.example/plan",
            "support-plan",
            "Minh",
        )
        assert found["controls"] == ["SUP-001"] and "D09 AWS support plan added" in s.notice
        await s.press("backspace")
        assert s.file["document"][-1]["id"] == "D08"
        await s.press("backspace")
        assert "Nothing is there yet" in s.notice


async def test_citing_packing_and_looking_at_one(filled, tmp_path):
    filled.respond("BAR-002", "Each quarter.")
    async with stage(filled, mode="binder") as s:
        await looked(s)
        s.screen.query_one("#rows").move_to("D03")
        await s.press("enter")
        assert "What it should hold" in screen_text(s.app) and "docs/restore-test-2026-10.pdf" in screen_text(
            s.app
        )
        await s.press("escape", "g")
        await compared(s)
        assert "The diagram against the account" in screen_text(s.app)
        await s.press("escape", "r")
        assert "BAR-002" in s.said and "enter look" in screen_text(s.app)
        assert (
            s.file["responses"]["BAR-002"]["text"] == "Each quarter.\nDocuments: D03 restore-test-2026-10.pdf"
        )
        await s.press("z")
        await s.fill(str(tmp_path / "b.zip"))
        await looked(s)
        assert "not in it: D06 vulnerabilities.pdf" in s.said
        assert "documents/D03-restore-test-2026-10.pdf" in zipfile.ZipFile(tmp_path / "b.zip").namelist()


async def test_the_interview_cites_what_it_shows(filled):
    async with stage(filled) as s:
        await s.go("ARC-005")
        assert "stale since 2026-08-31" in screen_text(s.app)
        await s.press("D")
        assert s.box.text.endswith("\nDocuments: D04 incident-plan.md")
        await s.press("D")
        assert "already" in s.notice
