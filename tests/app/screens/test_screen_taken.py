"""Bring a filled workbook in by keys: which file, which session, which differences; undo."""

from __future__ import annotations

from ftr_tui.actions.opening import create
from ftr_tui.app.screens.taken import TakenDialog
from ftr_tui.app.widgets.linelist import LineList
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import stage
from tests.tools import make_workbook as made


async def test_from_home_into_a_session_and_back(own_home, update_screens):
    made.put_checklist(own_home)
    where = own_home / "sessions"
    desk = create(where, "acme", who="Lan")
    desk.answer("IAM-001.1", "no")
    file = own_home / "filled.xlsx"
    answers = {
        "CIS.2": "CIS v5.0",
        "IAM-001.1": "Yes",
        "IAM-003.1": "Yes",
        "SUP-001.1": "Maybe",
        "CAA-000": "No",
    }
    answers |= {"CAA-001.1": "N/A", "OPT-001.1": "three hours"}
    made.build(file, answers=answers, responses={"RES-001": "RPO 4 hours [b]"}, comments={"IAM-001": "Who?"})
    async with stage(where=where, size=(80, 24)) as s:
        await s.press("b")
        await s.fill(str(where / "acme.toml"))
        assert "is a session, no findings" in screen_text(s.app)
        (where / "acme.docx").write_text("no workbook")
        await s.fill(str(where / "acme.docx"))
        assert "! is no workbook; only AWS's self-assessment (.xlsx)" in screen_text(s.app)
        await s.fill(str(file))
        await s.press("i")
        check_screen(s.app, "taken-80x24", update_screens)
        assert isinstance(s.screen, TakenDialog)
        assert "4 of 6 differences picked" in s.plain("#heading")
        await s.press("space")
        assert s.plain("#body").splitlines()[1].split() == ["[x]", "IAM-001.1", "no", ">", "yes"]
        await s.press("space", "a")
        assert "5 of 6" in s.plain("#heading")  # the N/A that follows stays nobody's word
        await s.press("end", "space")
        assert "6 of 6" in s.plain("#heading")
        await s.press("space", "a", "home", "v")
        assert "Here no In the workbook yes" in " ".join(s.plain("#body").split())
        await s.press("escape", "enter")
        assert s.said == "Taken in: 3 answers, 1 response, 1 comment of AWS; I, then u, takes it back"
        assert set(s.file["answers"]) == {"CIS.2", "IAM-001.1", "IAM-003.1", "CAA-000"}
        assert s.stored("IAM-001.1")["value"] == "no" and s.file["comment"][0]["control"] == "IAM-001"
        await s.press("I", "u")
        assert set(s.file["answers"]) == {"IAM-001.1"} and "comment" not in s.file


async def test_a_new_session_of_a_hundred_differences(own_home):
    """All that a sheet can hold: the list scrolls, and escape leaves nothing behind."""
    made.put_checklist(own_home)
    where = own_home / "sessions"
    rows = made.rows()
    answers = {id_: "Yes" for kind, id_ in rows if kind == "question" and not id_.startswith("OPT")}
    responses = {id_: "words " * 50 for kind, id_ in rows if kind == "control"}
    file = own_home / "f.xlsx"
    made.build(file, answers=answers, responses=responses)
    async with stage(where=where, size=(80, 24)) as s:
        await s.press("b")
        await s.fill(str(file))
        await s.fill("Acme")
        assert "f.xlsx into acme: 103 of 103 differences picked" in s.plain("#heading")
        await s.press("end")
        assert s.screen.query_one("#body", LineList).cursor == "answer RCVP-001.2"
        await s.press("escape")
        assert not where.exists()
        await s.press("b")
        await s.fill(str(file))
        await s.fill("Acme")
        await s.burst("enter", "enter")
        assert s.said.startswith("Taken in: 59 answers, 44 responses") and len(s.file["answers"]) == 59
