"""The export's dialogs: a name, over what is there, redacted or not; escape writes nothing."""

from __future__ import annotations

import json
from datetime import timedelta

from ftr_tui.model.session import Rehearsal
from ftr_tui.store.library import Library
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage
from tests.tools import make_workbook as made


async def test_a_dossier_is_redacted_by_one_key_more(desk, tmp_path):
    async with stage(desk, mode="summary") as s:
        await s.press("e")
        shown = screen_text(s.app)
        assert ".xlsx AWS's sheet" in " ".join(shown.split())
        assert s.screen.query_one("#field").selected_text == "example.md"
        await s.press(*"b.md")  # what is typed takes the place of the suggestion
        assert s.screen.query_one("#field").value == "b.md"
        await s.fill(str(tmp_path / "a.json"))
        assert "Redact it?" in screen_text(s.app)
        await s.press("escape")
        assert not (tmp_path / "a.json").exists()
        await s.press("e")
        await s.fill(str(tmp_path / "a.json"))
        await s.press("enter")
        await s.app.workers.wait_for_complete()
        assert json.loads((tmp_path / "a.json").read_text())["redacted"] is False
        await s.press("e")
        await s.fill(str(tmp_path / "a.json"))
        await s.press("y", "y")
        await s.app.workers.wait_for_complete()
        await s.settle()
        assert json.loads((tmp_path / "a.json").read_text())["redacted"] is True
        assert s.said.startswith("written: ") and ", redacted" in s.said
        await s.press("e")
        await s.fill(str(tmp_path))
        assert "is no ending" in screen_text(s.app)
        await s.press("escape")
        s.app.writing = "a.pdf"
        await s.press("q")
        assert s.said.startswith("still writing a.pdf; q again") and s.app.return_code is None
        await s.press("q")
        assert s.app.return_code == 0


async def test_the_mock_review_writes_the_debrief(desk, watch, tmp_path):
    began = watch() - timedelta(hours=3)
    run = Rehearsal(id="R1", started=began, ended=began + timedelta(hours=2))
    desk.change("a rehearsal", desk.session.with_rehearsal(run))
    async with stage(desk, mode="mock-review") as s:
        await s.press("e")
        assert ".md or .html the debrief" in " ".join(screen_text(s.app).split())
        await s.fill(str(tmp_path / "a.md"))
        await s.press("n")
        assert "Rehearsal 1" in (tmp_path / "a.md").read_text().split("\n")[0]


async def test_awss_sheet_asks_for_the_workbook_and_tells_what_to_know(desk, tmp_path):
    desk.library = Library(made.put_checklist(tmp_path).parent)
    desk.checklist = desk.library.checklist("partner-hosted", "2026.1")
    made.build(tmp_path / "FTR Self-Assessment.xlsx")
    made.doctored(tmp_path / "newer.xlsx")
    out = tmp_path / "out.xlsx"
    async with stage(desk, mode="summary") as s:
        await s.press("e")
        await s.fill(str(out))
        await s.fill(str(tmp_path / "nope.xlsx"))
        assert "There is no file" in screen_text(s.app)
        await s.fill(str(tmp_path / "FTR Self-Assessment.xlsx"))
        await s.app.workers.wait_for_complete()
        await s.settle()
        shown = " ".join(screen_text(s.app).split())
        assert "AWS's sheet: what to know" in shown
        assert "this is the sample product" in shown
        await s.press("escape")
        assert s.said == f"written: {out}"
        (filed,) = [d for d in s.desk.session.document if d.kind == "self-assessment-sheet"]
        assert filed.where == str(out)
        assert s.desk.undo() == f"document {filed.id}"
        await s.press("e")
        await s.fill(str(tmp_path / "two.xlsx"))
        await s.fill(str(tmp_path / "newer.xlsx"))
        await s.app.workers.wait_for_complete()
        await s.settle()
        assert "reworded: IAM-003.1" in " ".join(screen_text(s.app).split())
        await s.press("n")
        assert not (tmp_path / "two.xlsx").exists()
