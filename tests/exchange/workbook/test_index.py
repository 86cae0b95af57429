"""Which release a sheet is: by what it asks and how it judges, not where things stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ftr_tui.exchange.workbook import sheet
from ftr_tui.exchange.workbook.index import Differences, differences, index_digest
from ftr_tui.model.checklist import Checklist
from ftr_tui.store.library import Library
from tests.exchange.workbook.books import AWS
from tests.tools import make_workbook as made


def checklist(release: made.Release) -> Checklist:
    return Checklist.model_validate(tomllib.loads(made.checklist_text(release)))


@pytest.mark.parametrize("release", [made.NOW_2026, made.NEXT_2026, made.OLD_2024])
def test_each_release_is_its_own(release: made.Release) -> None:
    found = sheet.read(made.make(release), "book.xlsx")
    own = differences(found, checklist(release))
    assert (own.none, own.common) == (True, len(found.questions))
    others = {made.NOW_2026, made.NEXT_2026, made.OLD_2024} - {release}
    assert all(index_digest(found) != other.index for other in others)


def test_what_the_doctored_release_asks_otherwise() -> None:
    found = sheet.read(made.doctored(), "next.xlsx")
    told = differences(found, checklist(made.NOW_2026))
    assert told == Differences(
        added=(f"{made.ADDED}.1", f"{made.ADDED}.2"),
        missing=(f"{made.GONE}.1",),
        reworded=(made.REWORDED,),
        answers=(made.ANSWERS_CHANGED,),
        rules=True,
        common=60,
    )
    assert told.questions == {made.REWORDED, made.ANSWERS_CHANGED}


def test_one_rule_is_enough_to_be_another() -> None:
    blank = made.build()
    row = made.rows()["control", "BAR-002"]
    changed = made.build(raw={f"D{row}": f'=IF(OR(C{row + 1}="Yes",C{row + 2}="Yes"),"Pass","Fail")'})
    spaced = made.build(raw={f"D{row}": f'=IF( AND(C{row + 1} = "Yes", $C${row + 2}="Yes") , "Pass","Fail")'})
    digests = [index_digest(sheet.read(data, "x")) for data in (blank, changed, spaced)]
    assert digests[0] != digests[1]
    assert digests[0] == digests[2] == made.NOW_2026.index


@pytest.mark.skipif(not AWS, reason="AWS's workbook may not be shipped: FTR_TUI_TEST_WORKBOOK names a copy")
def test_the_shipped_checklist_knows_awss_own_sheet() -> None:
    found = sheet.read_file(Path(AWS))
    shipped = Library().checklist("partner-hosted", "2026.1")
    assert shipped.index == index_digest(found)
    assert differences(found, shipped) == Differences(common=61)
