"""Answers and responses put into AWS's own workbook: everything else in it stays byte for byte."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ftr_tui.exchange.workbook.evaluate import Error, Evaluation, Formula, Place, Value
from ftr_tui.exchange.workbook.formula import UnknownFormula
from ftr_tui.exchange.workbook.markup import Edits, Element, allowed, escaped, prefix_of, tag_with
from ftr_tui.exchange.workbook.package import Package
from ftr_tui.exchange.workbook.page import Page
from ftr_tui.exchange.workbook.sheet import SELECT, Sheet
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

MOST_CHARACTERS = 32_767
"""Of one cell, counted as UTF-16 does; a program would cut what is longer, without a word."""
_LIVE = ("=", "+", "-", "@", "'", "\t")
"""What a spreadsheet may read as a formula once somebody steps into the cell."""
_OURS = "ftr-tui"


@dataclass(frozen=True, slots=True)
class Filled:
    """The new workbook and what its own formulas say of it."""

    data: bytes
    outcomes: dict[str, str]
    """Control -> ``Pass`` or ``Fail``, by the sheet's hidden column; "" where that is not understood."""
    not_understood: list[str] = field(default_factory=list)
    """Places of formulas whose results were left out, ``Sheet!D13``: programs work them out on opening."""
    divided_by_zero: list[str] = field(default_factory=list)
    """Places that now show ``#DIV/0!``: AWS's percentage does where nothing fails."""

    def count(self, word: str) -> int:
        """Return how many controls the sheet gives ``Pass`` or ``Fail``."""
        return sum(outcome == word for outcome in self.outcomes.values())


def length(text: str) -> int:
    """Return how many characters a spreadsheet counts: UTF-16 units of what can be written."""
    return len(allowed(text).encode("utf-16-le", "replace")) // 2


def fill(sheet: Sheet, answers: Mapping[str, str], responses: Mapping[str, str], *, now: datetime) -> Filled:
    """Return the workbook with ``answers`` (question -> a word of its list) and ``responses`` in it.

    Questions and controls that are not named are ``<select>`` and empty afterwards, also where the
    template held something. Problem for a word that the list lacks, for a text that does not fit into a
    cell, and for a cell that holds a formula. Guidance, feedback and AWS's comments are never written.
    """
    package = Package(sheet.data, sheet.file)
    try:
        return _Filling(sheet, package).filled(answers, responses, now)
    except Problem as error:
        if error.file:
            raise
        raise Problem(error.reason, file=sheet.file, hint=error.hint) from error


class _Filling:
    def __init__(self, sheet: Sheet, package: Package) -> None:
        self._sheet = sheet
        self._package = package
        self._pages = {
            title: Page(package.part(part), part, package.strings) for title, part in package.sheets.items()
        }
        if sheet.title not in self._pages:
            raise Problem(_("has no sheet {!r}").format(sheet.title))

    def filled(self, answers: Mapping[str, str], responses: Mapping[str, str], now: datetime) -> Filled:
        page = self._pages[self._sheet.title]
        cells: dict[Place, Value | Formula] = {
            (title, address): value
            for title, found in self._pages.items()
            for address, value in found.values().items()
        }
        texts = self._answers(answers) | self._responses(responses)
        held = {a: cells.get((self._sheet.title, a)) for a in texts}
        # 0 and FALSE are no empty cells.
        new = {a: t for a, t in texts.items() if t != ("" if held[a] is None else held[a])}
        if blocked := [a for a in texts if isinstance(cells.get((self._sheet.title, a)), Formula)]:
            raise Problem(
                _("the cell {} holds a formula where the answer belongs").format(blocked[0]),
                hint=_("take a fresh copy of AWS's workbook"),
            )
        page.put_texts(self._styled(new))
        cells |= {(self._sheet.title, address): text or None for address, text in new.items()}
        evaluation = Evaluation(cells)
        unknown, zero = self._results(evaluation)
        for title, part in self._package.sheets.items():
            self._package.changed[part] = self._pages[title].done()
        _recalculate(self._package)
        _signed(self._package, now)
        return Filled(self._package.packed(), self._outcomes(evaluation), unknown, zero)

    def _answers(self, answers: Mapping[str, str]) -> dict[str, str]:
        out = {}
        for id_, line in self._sheet.questions.items():
            word = answers.get(id_, SELECT)
            if word != SELECT and word not in line.choices:
                raise Problem(_("{}: {!r} is not in the sheet's list").format(id_, word))
            out[self._sheet.cell(line, "met")] = word
        return out

    def _responses(self, responses: Mapping[str, str]) -> dict[str, str]:
        out = {}
        for id_, line in self._sheet.controls.items():
            text = allowed(responses.get(id_, ""))
            if (units := length(text)) > MOST_CHARACTERS:
                words = _("the response of {} has {} characters; a cell holds {}")
                raise Problem(words.format(id_, units, MOST_CHARACTERS), hint=_("shorten it; nothing is cut"))
            out[self._sheet.cell(line, "response")] = text
        return out

    def _styled(self, texts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return the texts with the number of their format: inert where it could be taken for a formula."""
        page, inert = self._pages[self._sheet.title], _Inert(self._package)
        usual = self._usual_style()
        out: dict[str, tuple[str, str]] = {}
        for address, text in texts.items():
            cell = page.cells.get(address)
            style = cell.style if cell else usual.get(address[0], "0")
            if text.startswith(_LIVE):
                style = inert.style(style)
            out[address] = (text, style)
        inert.save()
        return out

    def _usual_style(self) -> dict[str, str]:
        """Return column letter -> the format of its first cell, for a cell that the file leaves out."""
        page = self._pages[self._sheet.title]
        out: dict[str, str] = {}
        for line in self._sheet.lines:
            for column in ("met", "response"):
                if (line.kind == "control") == (column == "response"):
                    cell = page.cells.get(self._sheet.cell(line, column))
                    if cell is not None:
                        out.setdefault(self._sheet.columns[column], cell.style)
        return out

    def _results(self, evaluation: Evaluation) -> tuple[list[str], list[str]]:
        unknown, zero = [], []
        for title, page in self._pages.items():
            results: dict[str, Value] = {}
            for address, cell in page.cells.items():
                if cell.formula is None:
                    continue
                try:
                    results[address] = evaluation.value((title, address))
                except UnknownFormula:
                    unknown.append(f"{title}!{address}")
                    continue
                if results[address] == Error("#DIV/0!"):
                    zero.append(f"{title}!{address}")
            page.put_results(results)
        return unknown, zero

    def _outcomes(self, evaluation: Evaluation) -> dict[str, str]:
        out = {}
        for id_, line in self._sheet.controls.items():
            out[id_] = ""
            if line.outcome:
                try:
                    found = evaluation.value((self._sheet.title, self._sheet.cell(line, "outcome")))
                except UnknownFormula:
                    continue
                out[id_] = found if isinstance(found, str) else ""
        return out


class _Inert:
    """Formats that say "this is text": copies of the cells' own, made once each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._made: dict[str, str] = {}
        self._new: list[bytes] = []
        self._list: Element | None = None
        if package.styles:
            self._data = package.part(package.styles)
            self._list = package.tree(package.styles).child("cellXfs")

    def style(self, style: str) -> str:
        """Return the number of the copy; the same number where the file has no formats."""
        known = self._list.every("xf") if self._list is not None else []
        if not style.isdecimal() or int(style) >= len(known):
            return style
        if known[int(style)].attributes.get("quotePrefix") in ("1", "true"):
            return style
        if style not in self._made:
            found = known[int(style)]
            tag = tag_with(self._data[found.start : found.inner], "quotePrefix", "1")
            self._made[style] = str(len(known) + len(self._new))
            self._new.append(tag + self._data[found.inner : found.end])
        return self._made[style]

    def save(self) -> None:
        """Put the copies behind the formats that are there."""
        if not self._new or self._list is None:
            return
        edits, tag = Edits(self._data), self._data[self._list.start : self._list.inner]
        count = len(self._list.every("xf")) + len(self._new)
        edits.put(self._list.start, self._list.inner, tag_with(tag, "count", str(count)))
        edits.put(self._list.inner_end, self._list.inner_end, b"".join(self._new))
        self._package.changed[self._package.styles] = edits.done()


_BEFORE_CALC = ("sheets", "functionGroups", "externalReferences", "definedNames")


def _recalculate(package: Package) -> None:
    """Ask programs to work everything out on opening, in case they know better."""
    name = package.workbook
    data, root = package.part(name), package.tree(name)
    edits, found = Edits(data), root.child("calcPr")
    if found is not None:
        tag = data[found.start : found.inner]
        edits.put(found.start, found.inner, tag_with(tag, "fullCalcOnLoad", "1"))
    else:
        places = [c.end for c in root.children if c.name in _BEFORE_CALC]
        at = max(places, default=root.inner_end)
        edits.put(at, at, b"<" + prefix_of(data, root) + b'calcPr fullCalcOnLoad="1"/>')
    package.changed[name] = edits.done()


def _signed(package: Package, now: datetime) -> None:
    """Say when this was saved and by what: a name of the last user has no business in the file."""
    if not package.core:
        return
    data, root = package.part(package.core), package.tree(package.core)
    edits = Edits(data)
    stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    for name, text in (("lastModifiedBy", _OURS), ("modified", stamp)):
        found = root.child(name)
        if found is None:
            continue
        tag = data[found.start : found.inner]
        if found.closed:
            p = prefix_of(data, found)
            new = tag[:-2].rstrip() + b">" + escaped(text).encode() + b"</" + p + name.encode() + b">"
            edits.put(found.start, found.end, new)
        else:
            edits.put(found.inner, found.inner_end, escaped(text).encode())
    package.changed[package.core] = edits.done()


def unlisted(sheet: Sheet, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the stored words that a question's list in this sheet does not have, by question."""
    lines = sheet.questions
    return {q: word for q, word in wanted.items() if q in lines and word not in lines[q].values}


def worded(sheet: Sheet, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return stored words (``yes``, ``v5.0``) as the sheet's own lists write them, where they have them."""
    out = {}
    for question, word in wanted.items():
        line = sheet.questions.get(question)
        if line is not None and word in line.values:
            out[question] = line.choices[line.values.index(word)]
    return out


def held(sheet: Sheet, questions: Collection[str], controls: Collection[str]) -> list[str]:
    """Return what the template says already, of questions and controls that are not among these."""
    return [
        line.id
        for line in sheet.lines
        if (line.kind == "question" and line.answer and line.id not in questions)
        or (line.kind == "control" and line.response.strip() and line.id not in controls)
    ]
