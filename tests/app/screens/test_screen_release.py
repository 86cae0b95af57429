"""The release screen by keys: five steps, built from a workbook, looked at, moved, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import opening, release
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.session import Answer
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage
from tests.tools import make_workbook as made

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def hoa(tmp_path: Path):
    made.put_checklist(tmp_path)
    made.doctored(tmp_path / "next.xlsx")
    desk = opening.create(
        tmp_path / "sessions", "Hoa Sen", name="hoa", release="2026.1", who="Minh", clock=lambda: NOW
    )
    given = {q: Answer(value="yes", by="Minh", at=NOW) for q in ("GA.1", made.REWORDED, f"{made.GONE}.1")}
    desk.change("given", desk.session.changed(answers=given))
    return desk


async def test_from_the_workbook_to_the_newer_list_and_back(hoa, tmp_path, update_screens):
    async with stage(hoa, size=(80, 24)) as s:
        await s.press("V")
        assert "the newest list on this machine" in s.plain("#rows")
        check_screen(s.app, "release-calm-80x24", update_screens)
        await s.press("y")  # there is nothing to move to
        assert s.desk.session.release == "2026.1"
        await s.press("b", *"no.xlsx", "enter")
        assert "There is no file no.xlsx" in screen_text(s.app) and s.app.focused.id == "file"
        s.screen.query_one("#file").value = str(hoa.file.path)
        await s.press("enter", "enter")
        assert "is no .xlsx workbook" in screen_text(s.app) and s.app.focused.id == "file"
        assert s.desk.library.releases("partner-hosted").keys() == {"2026.1"}
        s.screen.query_one("#file").value = str(tmp_path / "next.xlsx")
        await s.press("enter", *"May", "enter")
        assert "'May' is no month" in screen_text(s.app) and s.app.focused.id == "until"
        s.screen.query_one("#until").value = ""
        await s.press("enter")
        await s.press("escape")  # what was built
        assert s.screen.query_one("#rows", LineList).cursor == "carried"
        check_screen(s.app, "release-80x24", update_screens)
        for _n in range(3):
            await s.press("down")
        assert made.REWORDED in s.plain("#whole") and "twelve signs" in s.plain("#whole")
        await s.press("y", "n")
        assert s.file["release"] == "2026.1"
        await s.press("y", "y")
        assert s.file["release"] == "2026.2" and s.stored(made.REWORDED) is None
        became = "1 answer came along, 1 question is open again, 2 questions are new"
        assert s.said == f"Moved to 2026.2: {became}; u takes it back"
        assert "2026.1: yes (Minh, 2026-11-24)" in s.plain("#rows")
        await s.press("enter")
        assert s.at == (made.REWORDED[:-2], made.REWORDED)
        assert "the question was: Is a strong password policy" in " ".join(s.plain("#card").split())
        await s.press("V", "u")
        assert s.file["release"] == "2026.1" and s.stored(made.REWORDED)["value"] == "yes"


async def test_the_newest_download_is_suggested_and_typing_takes_its_place(hoa, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "AWS Self-Assessment.xlsx").write_bytes((tmp_path / "next.xlsx").read_bytes())
    async with stage(hoa, mode="release") as s:
        await s.press("b")
        box = s.app.screen.query_one("#file")
        assert box.value == "AWS Self-Assessment.xlsx"
        await s.press(*"x.xlsx")
        assert box.value == "x.xlsx"


async def test_a_wide_screen_has_old_and_new_beside_the_list(hoa, tmp_path, update_screens):
    release.build(tmp_path / "sessions", "hoa", tmp_path / "next.xlsx", clock=lambda: NOW)
    async with stage(hoa, mode="release") as s:
        await s.press("down", "down", "down")
        check_screen(s.app, "release-120x36", update_screens)


async def test_every_screen_works_on_a_list_with_new_missing_and_unsorted_items(hoa, tmp_path):
    release.build(tmp_path / "sessions", "hoa", tmp_path / "next.xlsx")
    path = tmp_path / "questionnaires" / "partner-hosted-2026.2.toml"
    text = path.read_text("utf-8")
    at = text.index(f'id = "{made.ADDED}"')
    path.write_text(text[:at] + text[at:].replace('pillar = "security"', 'pillar = "not-sorted"', 1), "utf-8")
    release.move(hoa, "2026.2")
    async with stage(hoa, size=(80, 24)) as s:
        for key in ("S", "M", "B", "C", "W"):
            await s.press(key)
        assert s.app.return_code is None
        s.app.go_to_item(made.ADDED)
        await s.settle()
        assert "AWS's own words" in " ".join(s.plain("#card").split())
        await s.press("y", "v")
        assert s.file["answers"][f"{made.ADDED}.1"]["value"] == "yes"


async def test_a_colleague_without_the_list_builds_it_on_home(hoa, tmp_path):
    where = tmp_path / "sessions"
    release.build(where, "hoa", tmp_path / "next.xlsx")
    release.move(hoa, "2026.2")
    (tmp_path / "questionnaires" / "partner-hosted-2026.2.toml").unlink()
    made.build(tmp_path / "now.xlsx")
    async with stage(where=where, size=(80, 24)) as s:
        assert "v  builds it from a copy of the same AWS workbook, then opens it" in s.plain("#about")
        for key in ("enter", "b", "V", "v"):
            await s.press("escape" if key != "enter" else "up", key)
            assert "Its list, 2026.2, is not on this machine" in " ".join(screen_text(s.app).split()), key
        await s.fill_form(file=str(tmp_path / "now.xlsx"))
        assert "this workbook is 2026.1" in screen_text(s.app) and s.app.focused.id == "file"
        await s.fill_form(file=str(tmp_path / "next.xlsx"))
        await s.press("escape")  # what was built
        assert s.app.current_mode == "interview" and s.desk.session.release == "2026.2"
        assert s.said == "Built 2026.2; AWS's text stays on this machine"
