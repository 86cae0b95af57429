"""The shipped mock review is whole, and `check` names what a broken copy lacks, with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ftr_tui.actions.checking import Checked, check
from ftr_tui.actions.checking_bank import ARTEFACTS, REPORT_ITEMS, SCENARIOS
from ftr_tui.model.bank import NEVER_CUT, Bank
from ftr_tui.model.checklist import Control
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import BANK, Library
from ftr_tui.store.shipped import builtin_dir

SHIPPED = (builtin_dir() / BANK).read_text("utf-8")


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Library().bank()


def checked(folder: Path, text: str, name: str = BANK) -> Checked:
    path = folder / name
    path.write_text(text, "utf-8")
    return check(path)


def without(table: str, name: str) -> str:
    """Return the shipped text without one table and all that belongs to it."""
    whole = re.compile(
        rf'^\[\[{table}\]\]\nid = "{name}"\n.*?(?=^\[\[(?!{table}\.)|\Z)', re.MULTILINE | re.DOTALL
    )
    text, count = whole.subn("", SHIPPED)
    assert count == 1
    return text


# --- what is shipped --------------------------------------------------------------------------------


def test_the_shipped_file_has_no_faults() -> None:
    done = check(builtin_dir() / BANK)
    assert (done.kind, done.faults) == ("mock review", ())


def test_every_item_has_its_questions(bank: Bank) -> None:
    checklist = Library().checklist(bank.checklist)
    assert [i.id for i in bank.item] == [i.id for i in checklist.items if isinstance(i, Control)]
    assert len(bank.item) == 46
    assert {s for slot in bank.slot for s in slot.sections} == {s.id for s in checklist.section}
    assert {i.id for i in bank.item if i.never_cut} == set(NEVER_CUT)


def test_the_reports_scenarios_and_things_to_open(bank: Bank) -> None:
    assert [r.id for r in bank.report if r.route == "wafr"] == [
        "WAFR-FTR-001", "WAFR-FTR-002", "WAFR-FTR-005", "WAFR-FTR-006", "WA-NOTES", "WA-UNMET", "WA-MRI",
    ]  # fmt: skip
    assert [r.id for r in bank.report if r.route == "soc2"] == ["SOC-001"]
    assert [s.id for s in bank.scenario] == [f"S{n:02}" for n in range(1, 21)]
    assert [s.id for s in bank.scenario if not s.controls] == ["S20"]
    documents = {d.id for d in Library().programme().document}
    assert len(bank.artefact) >= ARTEFACTS
    assert {a.id for a in bank.artefact} - documents == {"last-leaver", "vendors", "status-page"}


def test_a_quick_item_asks_least(bank: Bank) -> None:
    least = {"quick": 2, "standard": 2, "deep": 3}
    assert [i.id for i in bank.by_id.values() if len(i.question) < least[i.depth]] == []


def test_what_is_read_aloud(bank: Bank) -> None:
    texts = [q.text for i in bank.by_id.values() for q in i.question] + [s.text for s in bank.scenario]
    assert len(set(texts)) == len(texts)
    assert [t for t in texts if not t.endswith((".", "?"))] == []
    # A sign or a control's number would have to be spelled out by the one who reads.
    assert [t for t in texts if re.search(r"[/&<>=;()\n\"*#%]|[A-Z]-?\d\d\d", t)] == []


# --- broken copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ('id = "IAM-005"', 'id = "IAM-905"', 'id = "IAM-905"', "partner-hosted@2026.1 has no item IAM-905"),
        ('id = "IAM-005"', 'id = "IAM-905"', 'id = "IAM-004"', "no questions for IAM-005"),
        ('"IAM-004", "IAM-010"]', '"IAM-044"]', '"IAM-044"', "has no item IAM-044"),
        ('["identity"]', '["identty"]', '["identty"]', "has no section 'identty'"),
        ('["identity"]', '["identty"]', 'id = "closing"', "section 'identity' stands in no slot"),
        ('["identity"]', '["s3"]', '"sensitive-data", "compliance"]', "section 's3' stands in two slots"),
        ('route = "wafr"', 'route = "soc2"', 'id = "SOC-001"', "6 report items of route wafr; at least 7"),
        ('id = "incident-plan"', 'id = "incident-plans"', 'id = "incident-plans"', "'incident-plan' is near"),
        ("minutes = 27", "minutes = 26", 'id = "closing"', "take 119 minutes"),
        (
            '"Short sessions"',
            '"ONE person, one identity"',
            'id = "CAA-001"',
            "strong 2 says the same as IAM-004",
        ),
        ("never_cut = true", "never_cut = false", 'id = "HOST-001"', "HOST-001: never_cut must be true"),
        ('id = "S02"', 'id = "S01"', 'id = "S01"', "S01: this id stands twice"),
        ("min_score = 3", "min_scor = 3", "min_scor =", "unknown key"),
        ('checklist = "partner-hosted"', 'checklist = "partner-hostd"', "partner-hostd", "no checklist"),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    text = SHIPPED.replace(old, new, 1)
    assert text != SHIPPED
    fault = next(f for f in checked(tmp_path, text).faults if said in f.reason)
    numbers = [n for n, line in enumerate(text.split("\n"), 1) if at in line]
    # A table's fault may stand at its header, one line above the id; of two the same, the later one counts.
    assert fault.line in (numbers[-1], numbers[-1] - 1)
    assert fault.file.endswith(BANK)


@pytest.mark.parametrize("name", ["CIS", "HOST-001", "IAM-012", "RCVP-001"])
def test_a_missing_item(tmp_path: Path, name: str) -> None:
    reasons = [f.reason for f in checked(tmp_path, without("item", name)).faults]
    assert reasons == [f"no questions for {name}, an item of partner-hosted@2026.1"]


def test_items_keep_the_order_of_the_list(tmp_path: Path) -> None:
    text = SHIPPED.replace('id = "CAA-007"', 'id = "x"', 1).replace('id = "CAA-002"', 'id = "CAA-007"', 1)
    done = checked(tmp_path, text.replace('id = "x"', 'id = "CAA-002"', 1))
    assert [f.reason for f in done.faults] == [
        "CAA-002 stands where CAA-007 should: items keep the checklist's order"
    ]
    assert all(f.line for f in done.faults)


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        ("report", "SOC-001", "0 report items of route soc2; at least 1 are needed"),
        ("report", "WA-MRI", f"{REPORT_ITEMS - 1} report items of route wafr; at least 7 are needed"),
        ("scenario", "S20", f"{SCENARIOS - 1} scenarios; at least 20 are needed"),
        ("scenario", "S07", f"{SCENARIOS - 1} scenarios; at least 20 are needed"),
    ],
)
def test_too_few(tmp_path: Path, table: str, name: str, said: str) -> None:
    faults = checked(tmp_path, without(table, name)).faults
    assert [f.reason for f in faults] == [said]
    assert all(f.line for f in faults)


def test_many_faults_are_all_told(tmp_path: Path) -> None:
    text = SHIPPED.replace("never_cut = true\n", "").replace("minutes = 27", "minutes = 20")
    text = re.sub(r'(strong = \[\n  )".*"', r'\1"The same in each item"', text)
    faults = checked(tmp_path, text).faults
    repeated = [f for f in faults if f.reason.endswith("says the same as CIS strong 1")]
    assert len(repeated) == 46 + REPORT_ITEMS
    assert len({f.line for f in repeated}) == len(repeated)
    assert {f.reason for f in faults} >= {f"{i}: never_cut must be true" for i in NEVER_CUT}


def test_nothing_to_open(tmp_path: Path) -> None:
    text = SHIPPED[: SHIPPED.index("[[artefact]]")]
    assert [f.reason for f in checked(tmp_path, text).faults] == ["0 artefacts; at least 14 are needed"]


def test_under_another_name_it_is_not_found(tmp_path: Path) -> None:
    done = checked(tmp_path, SHIPPED, "mock.toml")
    assert done.kind == "mock review"
    assert [f.reason for f in done.faults] == ["the file's name must be mock-review.toml, or it is not found"]


def test_ones_own_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / BANK
    own.write_text(SHIPPED.replace('title = "Break"', 'title = "Tea"', 1), "utf-8")
    assert "Tea" in [s.title for s in Library(tmp_path).bank().slot]
    own.write_text(SHIPPED.replace("minutes = 27", "minutes = 28", 1), "utf-8")
    with pytest.raises(Problem, match="121 minutes"):
        Library(tmp_path).bank()
