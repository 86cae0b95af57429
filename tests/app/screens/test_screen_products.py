"""Many products by keys: the table, sorting, finding; a draft becomes ours; findings come in."""

from __future__ import annotations

from datetime import UTC, datetime

from ftr_tui.actions import opening
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.facts import Evidence, Finding, Scan, Verdict
from ftr_tui.store import findings
from tests.app.screen_text import screen_text
from tests.app.screens.stage import stage

NOW = datetime.now(UTC).replace(microsecond=0)


def keys(s):
    return [
        key.rpartition("/")[2].removesuffix(".toml") for key in s.screen.query_one("#sessions").keys_shown
    ]


async def test_the_table_is_sorted_and_found_by_whole_names_and_takes_findings_in(tmp_path):
    where = tmp_path / "sessions"
    desks = [
        opening.create(where, name, who="Lan") for name in ("Alpha", "Beta", "A very long name for Zeta")
    ]
    desks[1].answer("SUP-001.1", "yes")
    found = Finding(
        question="SUP-001.1",
        control="SUP-001",
        verdict=Verdict.NO,
        favourable=False,
        summary="Basic support.",
        accounts=["222222222222"],
        read_at=NOW,
    )
    scan = Scan(started=NOW, seconds=1.0, calls=1, accounts=["222222222222"])
    findings.save(
        tmp_path / "b.evidence.toml", Evidence(checklist="partner-hosted", scan=scan, finding=[found])
    )
    async with stage(where=where, size=(80, 24)) as s:
        assert keys(s) == ["a-very-long-name-for-zeta", "alpha", "beta"]
        table = s.plain("#sessions").splitlines()
        assert len(table) == 3 and all("WAFR" not in line for line in table)
        assert table[2].split()[:4] == ["Beta", "sheet", "1/44", "46"]
        await s.press("s")
        assert keys(s)[-1] == "beta" and "Gaps" in s.plain("#columns")
        await s.press("slash", *"zeta")
        assert keys(s) == ["a-very-long-name-for-zeta"]
        await s.press("enter")
        assert s.app.current_mode == "interview" and s.desk.name == "a-very-long-name-for-zeta"
        await s.press("H", "down", "b")
        at = s.screen.app.screen_stack[0].query_one("#sessions", LineList).cursor
        await s.fill(str(tmp_path / "b.evidence.toml"))
        assert "222222222222" in screen_text(s.app)
        await s.press("y")
        assert at.endswith("alpha.toml") and s.desk.name == "alpha"
        assert "1 question filled" in s.said
        assert str(s.desk.answer_of("SUP-001.1").standing) == "unconfirmed"


async def test_a_draft_of_another_product_becomes_ours_by_f_and_u_takes_it_back(tmp_path):
    where = tmp_path / "sessions"
    other = opening.create(where, "Other", who="Lan")
    other.respond("SUP-001", "We upgrade in March.")
    async with stage(where=where) as s:
        await s.press("n")
        await s.fill("Mine")
        await s.press("enter", "w")
        assert s.app.current_mode == "interview" and "1 response as a draft" in s.said
        await s.go("SUP-001")
        assert "Draft from other" in s.screen.query_one("#label").plain[0]
        assert s.box.text == "We upgrade in March."
        await s.press("f", "t")
        assert "taken over" in s.said and "from" not in s.file["responses"]["SUP-001"]
        await s.press("u")
        assert s.file["responses"]["SUP-001"]["from"] == "other"
        await s.press("r", "end", "x", "escape")
        assert s.file["responses"]["SUP-001"]["text"] != "We upgrade in March."
        assert "from" not in s.file["responses"]["SUP-001"]
