"""The mock review's model: what it refuses, in words that name the place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from ftr_tui.model.bank import MINUTES, NEVER_CUT, SECONDS, Bank

Table = dict[str, Any]
Change = Callable[[Table], Any]


def item(name: str, **more: Any) -> Table:
    """Return an item without a fault."""
    return {
        "id": name,
        "roles": ["devops"],
        "min_score": 2,
        "depth": "standard",
        "strong": [f"{name} good {n}" for n in range(3)],
        "weak": [f"{name} bad"],
        "open": ["a page"],
        "question": [{"kind": "how", "text": "How?"}, {"kind": "show", "text": "Show me."}],
    } | more


def bank() -> Table:
    """Return the tables of a small bank without a fault."""
    return {
        "schema": 1,
        "checklist": "partner-hosted",
        "note": "the hard case",
        "slot": [
            {"id": "work", "title": "All", "minutes": 100, "kind": "items", "sections": ["identity"]},
            {"id": "closing", "title": "End", "minutes": 20, "kind": "closing"},
        ],
        "item": [item("IAM-001"), item("IAM-006", never_cut=True, depth="deep")],
        "report": [item("WA-NOTES", title="Notes", route="wafr", depth="quick")],
        "scenario": [{"id": "S01", "title": "Bad", "text": "And now?", "controls": []}],
        "artefact": [{"id": "incident-plan", "title": "Plan"}],
    }


def refused(change: Change) -> str:
    tables = bank()
    change(tables)
    with pytest.raises(ValidationError) as error:
        Bank.model_validate(tables)
    return str(error.value)


def put(*path: str | int, value: object) -> Change:
    def change(tables: Table) -> None:
        inner: Any = tables
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    return change


def test_a_bank_without_a_fault() -> None:
    good = Bank.model_validate(bank())
    assert list(good.by_id) == ["IAM-001", "IAM-006", "WA-NOTES"]
    assert [i.seconds for i in good.by_id.values()] == [90, 210, 45]
    assert SECONDS == {"quick": 45, "standard": 90, "deep": 210}
    assert sum(s.minutes for s in good.slot) == MINUTES == 120
    assert len(NEVER_CUT) == 6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("slot", 0, "minutes", value=99), "closing: the slots up to here take 119 minutes, not 120"),
        (lambda t: t["slot"].reverse(), "work: the last slot must be the closing"),
        (lambda t: t["slot"].reverse(), "closing: the closing must be the last slot"),
        (put("slot", 1, "sections", value=["s3"]), "slot.1"),
        (put("slot", 0, "sections", value=[]), "only if, its kind is items"),
        (put("slot", 0, "roles", value=["boss"]), "slot.0.roles.0"),
        (put("slot", 0, "kind", value="talk"), "slot.0.kind"),
        (put("slot", 0, "title", value="x" * 41), "slot.0.title"),
        (put("slot", 0, "id", value="closing"), "closing: this id stands twice"),
        (put("item", 0, "id", value="WA-NOTES"), "WA-NOTES: this id stands twice"),
        (put("item", 0, "id", value="iam-1"), "item.0.id"),
        (put("item", 0, "never_cut", value=True), "IAM-001: never_cut is only for HOST-001"),
        (put("item", 1, "never_cut", value=False), "IAM-006: never_cut must be true"),
        (put("item", 0, "roles", value=[]), "item.0.roles"),
        (put("item", 0, "min_score", value=0), "item.0.min_score"),
        (put("item", 0, "min_score", value=4), "item.0.min_score"),
        (put("item", 0, "depth", value="long"), "item.0.depth"),
        (put("item", 0, "strong", value=["one", "two"]), "item.0.strong"),
        (put("item", 0, "weak", value=["1", "2", "3", "4"]), "item.0.weak"),
        (put("item", 0, "open", value=[]), "item.0.open"),
        (put("item", 0, "tip", value="x"), "item.0.tip"),
        (put("item", 0, "question", 1, "kind", value="how"), "all questions are of one kind"),
        (lambda t: t["item"][0]["question"].pop(), "item.0.question"),
        (put("item", 0, "question", 0, "text", value="x" * 161), "item.0.question.0.text"),
        (put("item", 0, "question", 0, "kind", value="why"), "item.0.question.0.kind"),
        (put("report", 0, "route", value="sheet"), "report.0.route"),
        (put("scenario", 0, "id", value="1"), "scenario.0.id"),
        (put("scenario", 0, "title", value="x" * 41), "scenario.0.title"),
        (lambda t: t["scenario"].append(t["scenario"][0]), "S01: this id stands twice"),
        (lambda t: t["artefact"].append(t["artefact"][0]), "incident-plan: this id stands twice"),
        (put("hint", value="x"), "hint"),
        (put("schema", value=2), "schema"),
    ],
)
def test_a_fault_is_named(change: Change, said: str) -> None:
    assert said in refused(change)


@pytest.mark.parametrize("text", ["IAM-001 good 1", "iam-001  GOOD 1"])
@pytest.mark.parametrize(
    ("table", "at", "key"), [("item", 1, "strong"), ("item", 1, "weak"), ("report", 0, "weak")]
)
def test_no_point_stands_in_two_items(text: str, table: str, at: int, key: str) -> None:
    name = bank()[table][at]["id"]
    said = f"{name}: {key} 1 says the same as IAM-001 strong 2"
    assert said in refused(put(table, at, key, 0, value=text))


def test_no_point_stands_twice_in_one_item() -> None:
    assert "IAM-001: weak 1 says the same as IAM-001 strong 1" in refused(
        put("item", 0, "weak", 0, value="IAM-001 GOOD 0")
    )


def test_each_fault_is_told_at_once() -> None:
    def two(tables: Table) -> None:
        tables["item"][1]["never_cut"] = False
        tables["slot"][0]["minutes"] = 1

    said = refused(two)
    assert "IAM-006: never_cut must be true" in said
    assert "take 21 minutes" in said
