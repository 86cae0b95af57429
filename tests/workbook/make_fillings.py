"""Draw 500 random fillings of AWS's sheet and write what the sheet's own formulas say of each.

    python tests/workbook/make_fillings.py WORKBOOK OUT.json

The result is committed as tests/data/sheet-fillings.json, so that tests which may not have the
workbook still compare the app with outcomes that do not come from the app. One filling a line:
{"answers": {question: stored word}, "responses": {control: text}, "outcomes": {control: Pass or Fail}}.
An unanswered question and an empty response are left out. The same workbook gives the same file.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

from formulas import Sheet

SEED = 20261
COUNT = 500
FEWEST = 50  # times that each control must pass, and fail, over all fillings

# The sheet's words -> the words of our session files.
STORED = {"Yes": "yes", "No": "no", "N/A": "not-applicable", "Static": "static", "Temporary": "temporary"}
GATES = ("CAA-000", "SDAT-000")
# Where "Yes" is not the good answer.
GOOD = {"ARC-001.1": "No", "ARC-004.1": "No", "IAM-009.1": "No", "IAM-005.2": "Temporary"}
# Controls whose formula looks at the response; elsewhere a text must change nothing.
READ = {"SUP-001", "ARC-001", "NETSEC-002", "RES-001", "RES-002", "RES-004", "CAA-007"}

# Style of a filling: (share left unanswered, chance of the good answer where answered; 0 = all alike).
STYLES = ((0.0, 0.0), (0.1, 0.0), (0.4, 0.0), (0.0, 0.9), (0.05, 0.8))


def draw(dice: random.Random, sheet: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    """Return answers in the sheet's words and responses of one random filling."""
    unanswered, good = dice.choice(STYLES)
    # In a fifth of the fillings a gate stays open: one of them or both.
    left_open = dice.choice((GATES[:1], GATES[1:], GATES)) if dice.random() < 0.2 else ()
    answers: dict[str, str] = {}
    for id_, row in sheet.questions.items():
        if row.kind != "question":
            continue  # CIS and GA enter no outcome
        if id_ in left_open or (id_ not in GATES and dice.random() < unanswered):
            continue
        if id_ not in GATES and dice.random() < good:
            answers[id_] = GOOD.get(id_, "Yes")
        else:
            answers[id_] = dice.choice(row.choices)
    written = dice.choice((0.0, 0.5, 1.0))
    responses = {
        id_: "Our words."
        for id_ in sheet.controls
        if dice.random() < (written if id_ in READ else written / 5)
    }
    return answers, responses


def filling(dice: random.Random, sheet: Sheet) -> dict[str, dict[str, str]]:
    """Return one random filling in our stored words, with the sheet's outcomes."""
    answers, responses = draw(dice, sheet)
    return {
        "answers": {id_: STORED[value] for id_, value in answers.items()},
        "responses": responses,
        "outcomes": sheet.outcomes(answers, responses),
    }


def main(arguments: list[str]) -> int:
    """Write the fillings; exit 1 when some control passes or fails too rarely to mean anything."""
    if len(arguments) != 2:
        sys.stderr.write("usage: make_fillings.py WORKBOOK OUT.json\n")
        return 2
    sheet = Sheet(arguments[0])
    dice = random.Random(SEED)
    drawn = [filling(dice, sheet) for _ in range(COUNT)]
    counts = Counter((id_, outcome) for one in drawn for id_, outcome in one["outcomes"].items())
    rare = [
        f"{id_} {outcome} {counts[id_, outcome]}"
        for id_ in sheet.controls
        for outcome in ("Pass", "Fail")
        if counts[id_, outcome] < FEWEST
    ]
    if rare:
        sys.stderr.write(f"too rare: {', '.join(rare)}\n")
        return 1
    lines = (json.dumps(one, separators=(",", ":")) for one in drawn)
    Path(arguments[1]).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8", newline="\n")
    print(f"{COUNT} fillings; rarest: {min(counts, key=counts.__getitem__)} {min(counts.values())}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
