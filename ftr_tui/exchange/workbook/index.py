"""What a release of AWS's sheet asks and how it judges, as one digest: no sentence of AWS's is kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ftr_tui.exchange.workbook.formula import Call, Column, Constant, Node, Ref, UnknownFormula, parse
from ftr_tui.model.text import text_hash

if TYPE_CHECKING:
    from ftr_tui.exchange.workbook.sheet import Sheet
    from ftr_tui.model.checklist import Checklist


def index_digest(sheet: Sheet) -> str:
    """Return ``sha256:...`` over the ordered controls and questions: kind, id, list and outcome formula.

    Cells are named by what they hold, not where they stand: a row put in or a file saved by another
    program changes nothing. AWS's sentences are compared one by one (``aws_text``), and are not part.
    """
    names = cell_names(sheet)
    index = [
        [line.kind, line.id, sorted(line.values), spelled(line.outcome, names, sheet.title)]
        for line in sheet.lines
        if line.kind != "feedback"
    ]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def cell_names(sheet: Sheet) -> dict[str, str]:
    """Return cell -> what it holds, for the answers, guidances and responses: ``answer IAM-002.1``."""
    out: dict[str, str] = {}
    for line in sheet.lines:
        control = line.kind == "control"
        out[sheet.cell(line, "met")] = f"{'met' if control else 'answer'} {line.id}"
        out[sheet.cell(line, "response")] = f"{'response' if control else 'guidance'} {line.id}"
        if control and "outcome" in sheet.columns:
            out[sheet.cell(line, "outcome")] = f"outcome {line.id}"
    return out


def spelled(formula: str, names: dict[str, str], title: str) -> str:
    """Return a formula without blanks and with ``names`` for its cells; one not understood as it stands."""
    if not formula:
        return ""
    try:
        return _spell(parse(formula), names, title)
    except UnknownFormula:
        return " ".join(formula.split())


def _spell(node: Node, names: dict[str, str], title: str) -> str:
    if isinstance(node, Constant):
        return json.dumps(node.value, ensure_ascii=False)
    if isinstance(node, Ref):
        own = node.sheet in ("", title)
        return f"[{names.get(node.cell, node.cell) if own else f'{node.sheet}!{node.cell}'}]"
    if isinstance(node, Column):
        return f"[{node.sheet}!{node.letter}:{node.letter}]"
    if isinstance(node, Call):
        return f"{node.name}({','.join(_spell(a, names, title) for a in node.args)})"
    return f"({_spell(node.left, names, title)}{node.sign}{_spell(node.right, names, title)})"


@dataclass(frozen=True, slots=True)
class Differences:
    """What a sheet asks otherwise than a checklist, by question id, in the order of the list or sheet."""

    added: tuple[str, ...] = ()
    """Asked by the sheet alone."""
    missing: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    """AWS's sentence is another one."""
    answers: tuple[str, ...] = ()
    """It takes other answers."""
    rules: bool = False
    """It judges otherwise or in another order, or nobody knows how the checklist's own sheet judges."""
    common: int = 0
    """How many questions both have."""

    @property
    def questions(self) -> set[str]:
        """Return the questions of both that are not the same question any more."""
        return {*self.reworded, *self.answers}

    @property
    def none(self) -> bool:
        """Whether every answer of the checklist means the same in the sheet."""
        return not (self.added or self.missing or self.reworded or self.answers or self.rules)


def differences(sheet: Sheet, checklist: Checklist) -> Differences:
    """Return what the sheet asks otherwise than the checklist, by AWS's own sentences (their hashes)."""
    ours, theirs = checklist.questions, sheet.questions
    both = [q for q in ours if q in theirs]
    return Differences(
        added=tuple(q for q in theirs if q not in ours),
        missing=tuple(q for q in ours if q not in theirs),
        reworded=tuple(q for q in both if ours[q].aws_text not in ("", text_hash(theirs[q].text))),
        answers=tuple(q for q in both if set(ours[q].answers) != set(theirs[q].values)),
        rules=checklist.index != index_digest(sheet),
        common=len(both),
    )
