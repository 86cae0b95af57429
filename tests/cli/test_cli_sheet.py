"""Our outcomes against those of AWS's own sheet: 500 fillings whose outcomes the sheet's formulas gave.

The file tests/data/sheet-fillings.json was made without this program (tests/workbook/make_fillings.py).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran

from ftr_tui.model import outcome
from ftr_tui.model.outcome import review
from ftr_tui.model.session import Answer, Response, Session
from ftr_tui.store.library import Library

FILLINGS = json.loads((Path(__file__).parents[1] / "data" / "sheet-fillings.json").read_text())
# Three commands for each; the answers of all are judged in the model below.
BY_COMMAND = 32
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

# The sheet's words, so that the way in is tried as people type it.
TYPED = {"yes": "Yes", "no": "No", "not-applicable": "N/A", "temporary": "Temporary", "static": "Static"}
ALLOWED = {"Pass": {"pass", "review", "not-applicable"}, "Fail": {"fail", "open"}}
GATED = {"CAA": "CAA-000", "SDAT": "SDAT-000"}


def agree(filling: dict[str, Any], outcomes: dict[str, str]) -> list[str]:
    """Return where ours differs from the sheet, but for the one difference that design.md names."""
    out = []
    for control, said in filling["outcomes"].items():
        gate = GATED.get(control.partition("-")[0])
        if gate and gate not in filling["answers"] and outcomes[control] == "open":
            continue
        if outcomes[control] not in ALLOWED[said]:
            out.append(f"{control}: the sheet says {said}, we say {outcomes[control]}")
    return out


def write(path: Path, filling: dict[str, Any]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "value", "response"])
        rows.writerows([q, TYPED[v], ""] for q, v in filling["answers"].items())
        rows.writerows([c, "", text] for c, text in filling["responses"].items())


@pytest.mark.parametrize("start", range(0, BY_COMMAND, 16))
def test_a_filling_read_by_the_command_line_agrees(
    run: Callable[..., Ran], tmp_path: Path, start: int
) -> None:
    for number in range(start, start + 16):
        filling = FILLINGS[number * (len(FILLINGS) // BY_COMMAND)]
        write(tmp_path / "sheet.csv", filling)
        assert run("new", f"s{number}").status == 0
        assert run("answer", f"s{number}", "--from", "sheet.csv").status == 0
        ran = run("status", f"s{number}", "--json")
        found = json.loads(ran.out)
        outcomes = {c: entry["outcome"] for c, entry in found["controls"].items()}
        assert agree(filling, outcomes) == []
        assert ran.status == (0 if found["ready"] else 1)
        assert sum(found["counts"].values()) == 44
        stored = {q: a["value"] for entry in found["controls"].values() for q, a in entry["answers"].items()}
        assert stored == filling["answers"]


def test_all_fillings_agree_in_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    # Words are not compared here, and gettext looks for a catalogue on disk at each of 100,000 of them.
    monkeypatch.setattr(outcome, "_", str)
    checklist = Library().checklist("partner-hosted", "2026.1")
    differing = 0
    for filling in FILLINGS:
        session = Session(
            product="S",
            checklist="partner-hosted",
            release="2026.1",
            created=NOW,
            answers={q: Answer(value=v, at=NOW) for q, v in filling["answers"].items()},
            responses={c: Response(text=t, at=NOW) for c, t in filling["responses"].items()},
        )
        states = review(checklist, session, {}, NOW.date()).states
        outcomes = {i: str(s.outcome) for i, s in states.items()}
        assert agree(filling, outcomes) == []
        differing += any(outcomes[c] == "open" and s == "Pass" for c, s in filling["outcomes"].items())
    # The named difference must really occur, or the exception above hides nothing and proves nothing.
    assert differing > 0
