"""Answers as CSV and JSON: what `export` writes and `answer --from` reads back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

COLUMNS = ("question", "value", "response", "reason")
"""What is read back."""
TOLD = (
    *("control", "source", "by", "at", "until", "evidence", "outcome", "ask"),
    *("coverage", "owner", "due", "plan", "signed_by", "signed_at"),
)
"""What the file tells beside it; nothing of it is read back."""
REDACTED = "redacted"
"""The column that a redacted file has beside these; such a file is not read back."""

# What a spreadsheet would run: a formula sign after blanks, also behind quotes that we or others put there.
_FORMULA = re.compile(r"\s*(?:'\s*)*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guard(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula; ``unguard`` gives it back."""
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Take away the one ``'`` that ``guard`` puts before a formula sign."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of somebody's CSV, and the line on which it begins."""

    line: int
    question: str
    value: str
    response: str
    reason: str


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return rows as CSV: all cells quoted and guarded, UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guard(clean(str(row.get(c) or ""))) for c in columns])
    return out.getvalue().encode("utf-8-sig", errors="backslashreplace")


def to_json(found: Any) -> bytes:
    """Return ``found`` as JSON for people and programs: indented, no NaN, UTF-8.

    What no UTF-8 can hold (half of a pair of surrogates) stands as its escape, which JSON reads back.
    """
    text = json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False, default=str) + "\n"
    return text.encode(errors="backslashreplace")


def read_rows(data: bytes, name: str) -> tuple[list[Row], list[str]]:
    """Return the rows of a CSV of answers, and the columns not read; Problem gives file and line."""
    text = _decoded(data, name)
    head = text.split("\n", 1)[0]
    # A spreadsheet in many of the world's languages writes semicolons.
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[Row] = []
    names: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            if names is None:
                names = _header(cells, name)
            elif any(c.strip() for c in cells):
                rows.append(_row(cells, names, name, start))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Problem(_("no CSV: {}").format(one_line(str(error))), file=name, line=start) from None
    if names is None:
        raise Problem(_("holds no rows"), file=name, line=1, hint=_("it begins with question,value,response"))
    return rows, [n for n in names if n and n not in COLUMNS and n not in TOLD]


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = _("save it as CSV UTF-8")
        raise Problem(_("not UTF-8 text"), file=name, line=line, hint=hint) from None


def _header(cells: Sequence[str], name: str) -> list[str]:
    names = [one_line(c).strip().lower() for c in cells]
    if "question" not in names or not {"value", "response"} & set(names):
        hint = _("the first line names the columns: question,value,response")
        raise Problem(
            _("has no column question, or neither value nor response"), file=name, line=1, hint=hint
        )
    if REDACTED in names:
        hint = _("write it again without --redact")
        raise Problem(_("is redacted: its texts are not what people wrote"), file=name, line=1, hint=hint)
    twice = [c for c in COLUMNS if names.count(c) > 1]
    if twice:
        raise Problem(_("the column {} stands twice").format(twice[0]), file=name, line=1)
    return names


def _row(cells: Sequence[str], names: Sequence[str], name: str, line: int) -> Row:
    if len(cells) > len(names) and any(c.strip() for c in cells[len(names) :]):
        hint = _("a text with commas or quotes stands in quotes")
        raise Problem(_("more cells than columns"), file=name, line=line, hint=hint)
    found = {n: unguard(clean(c)) for n, c in zip(names, cells, strict=False)}
    return Row(
        line,
        found.get("question", "").strip(),
        found.get("value", "").strip(),
        found.get("response", ""),
        found.get("reason", "").strip(),
    )
