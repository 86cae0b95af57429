"""A session of the list that reviews a guide: no screen offers what there is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.actions import opening
from tests.app.screens.stage import stage

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


async def test_no_screen_offers_an_account_or_a_workbook(tmp_path: Path) -> None:
    desk = opening.create(
        tmp_path / "sessions", "Acme", name="cd", checklist="customer-deployed", who="Lan", clock=lambda: NOW
    )
    async with stage(desk, size=(80, 24)) as s:
        await s.go("BAR-001")
        await s.press("y")
        assert s.file["answers"]["BAR-001.1"]["value"] == "yes"
        await s.press("x")
        assert "it reviews the deployment guide" in s.said and not s.app.scanner.running
        await s.press("M")
        assert "Nobody has written follow-up questions for this list" in " ".join(s.plain("#below").split())
        await s.press("V")
        assert "No workbook of this list is known" in s.plain("#rows")
