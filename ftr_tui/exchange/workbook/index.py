"""What a release of AWS's sheet asks and how it judges, as one digest: no sentence of AWS's is kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ftr_tui.exchange.workbook.formula import Call, Column, Constant, Node, Ref, UnknownFormula, parse

if TYPE_CHECKING:
    from ftr_tui.exchange.workbook.sheet import Sheet


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
