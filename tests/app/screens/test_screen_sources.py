"""What each source says, as part 5 of the Summary; another tool's file brought in by keys."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.actions.opening import create
from ftr_tui.app.widgets.linelist import LineList
from tests.app.screen_text import screen_lines, screen_text
from tests.app.screens.stage import stage

DATA = Path(__file__).parents[2] / "data" / "elsewhere"
NOW = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


async def test_a_tools_file_comes_in_by_keys_and_the_table_says_why_they_differ(tmp_path):
    desk = create(tmp_path, "Acme", clock=lambda: NOW, who="Minh")
    shutil.copy(DATA / "same-account" / "ours.evidence.toml", desk.file.evidence_path)
    desk.refresh()
    async with stage(desk, size=(80, 24)) as s:
        await s.press("S", "5")
        assert "one source at most" in s.notice
        await s.press("escape", "b")
        await s.fill(str(DATA / "same-account" / "security-hub.json"))
        text = screen_text(s.app)
        assert "Findings of AWS Security Hub into acme?" in text and "89 rows" in text
        await s.press("y")
        assert "AWS Security Hub of 123456789012, read 2026-11-20" in s.notice
        await s.press("S", "5")
        lines = screen_lines(s.app)
        assert any("1 this scan" in line and "2 Security Hub" in line for line in lines)
        (row,) = [line for line in lines if "IAM-003.1" in line]
        assert row.split() == ["IAM-003.1", "✗", "1", "11-30", "✓", "11-20", "differ"]
        listed = s.screen.query_one("#by-account", LineList)
        listed.move_to("IAM-002 IAM-002.1")
        await s.press("down")
        assert listed.cursor == "IAM-003 IAM-003.1"
        assert "Read on 2026-11-20, 10 days apart" in s.plain("#by-account")
        await s.press("enter")
        assert s.app.current_mode == "interview" and s.at[0] == "IAM-003"
