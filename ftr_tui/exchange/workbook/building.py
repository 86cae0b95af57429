"""A checklist out of AWS's sheet: its ids, order, answers, rules and text, our help where it still fits."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ftr_tui.exchange.workbook.index import index_digest
from ftr_tui.exchange.workbook.rules import RESPONSE, Judged, questions_of, translate
from ftr_tui.exchange.workbook.sheet import PREREQUISITES, Line, Sheet
from ftr_tui.model.checklist import Checklist, Control, Gate, Item, Question, Term, sentences
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.text import one_line, text_hash

_MONTHS = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})\s+(20\d\d)", re.IGNORECASE)
LONGER = 3
"""Months for which AWS took each list after the end of its validity: November for August, three times."""
_HELP = ("title", "why", "accepted", "refused", "example", "example_note", "documents", "best_practices")


@dataclass
class Built:
    """What came out, and what a person should know of it."""

    content: dict[str, Any]
    """As a questionnaire holds it."""
    unjudged: list[str] = field(default_factory=list)
    """Controls with a formula that is not understood."""
    new: list[str] = field(default_factory=list)
    """Controls that no list here has: AWS's text alone."""
    reworded: list[str] = field(default_factory=list)
    """Questions that are shown in AWS's words, of controls that a list here has."""
    left_out: list[str] = field(default_factory=list)
    """Controls without any question."""
    unread: list[str] = field(default_factory=list)
    """Rows of the sheet whose id is not understood: what they ask is missing here."""


def digest(sheet: Sheet) -> str:
    """Return ``sha256:...`` over what the sheet asks: ids, answers, formulas and hashes of its sentences."""
    texts = [f"{q.id} {text_hash(q.text)}" for q in sheet.questions.values()]
    return "sha256:" + hashlib.sha256("\n".join([index_digest(sheet), *texts]).encode()).hexdigest()


def sentences_of(sheet: Sheet) -> str:
    """Return the digest of what the sheet asks, as ``Checklist.sentences`` has it of the built list."""
    return sentences({q.id: text_hash(q.text) for q in sheet.questions.values()})


def version_name(sheet: Sheet) -> str:
    """Return the sheet's version as a release's name, fit for a file's; empty where it gives none."""
    return re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9]+", ".", sheet.version)).strip(".")[:24].strip(".")


def same(sheet: Sheet, known: Checklist) -> bool:
    """Whether a list is the one of this sheet: rules, answers, order, and each of AWS's sentences."""
    texts = {q.id: text_hash(q.text) for q in sheet.questions.values()}
    if {q.id: q.aws_text for q in known.questions.values()} != texts:
        return False
    return known.index == index_digest(sheet)


def last_month(sheet: Sheet) -> str:
    """Return ``2027-05`` for a validity that ends in February 2027; empty where the sheet names none."""
    found = _months(sheet)
    if not found:
        return ""
    year, month = found[-1]
    at = year * 12 + month - 1 + LONGER
    return f"{at // 12}-{at % 12 + 1:02}"


def _months(sheet: Sheet) -> list[tuple[int, int]]:
    found = _MONTH.findall(sheet.usable)
    return [(int(year), _MONTHS.index(name.lower()) + 1) for name, year in found]


def build(sheet: Sheet, bases: Sequence[Checklist], *, release: str, on: date, until: str = "") -> Built:
    """Return the checklist of ``sheet``; ``bases`` are the lists whose help it may take, the best first.

    ``until`` is the last month in which AWS takes it; empty: three months after what the sheet says.
    """
    return _Builder(sheet, bases).built(release, on, until or last_month(sheet))


class _Builder:
    def __init__(self, sheet: Sheet, bases: Sequence[Checklist]) -> None:
        self._sheet = sheet
        self._bases = bases
        self._rules = translate(sheet)
        self._questions = questions_of(sheet)
        self._sections: dict[str, tuple[str, str]] = {}
        self._out = Built({}, unread=list(sheet.unread))

    def built(self, release: str, on: date, until: str) -> Built:
        sheet, base = self._sheet, self._bases[0]
        self._find_sections()
        gates, controls = [], []
        owned = {q.id for own in self._questions.values() for q in own}
        items = [p for p in PREREQUISITES.values() if f"{p}.1" in sheet.questions]
        controls += [self._prerequisite(item) for item in items]
        for line in sheet.lines:
            if line.kind == "control" and sheet.controls[line.id] is line:
                if self._questions[line.id]:
                    controls.append(self._control(line))
                else:
                    self._out.left_out.append(line.id)
            elif line.kind == "question" and line.id not in owned and "." not in line.id:
                gates.append(self._gate(line))
            elif line.kind == "question" and line.id not in owned and line.id.partition(".")[0] not in items:
                self._out.unread.append(line.id)  # it stands above every control
        file = sheet.file.replace("\\", "/").rpartition("/")[2]
        note = _("Built on this machine from AWS's workbook {}. It holds AWS's text, so it stays here.")
        used = {x["section"] for x in (*gates, *controls)}
        content: dict[str, Any] = {
            "schema": 1,
            "id": base.id,
            "release": release,
            "title": base.title,
            "note": note.format(one_line(file, 80)),
            "index": index_digest(sheet),
            "built_from": {"file": one_line(file, 80), "digest": digest(sheet), "on": on},
            "usable": self._usable(on, until),
            "section": [{"id": i, "title": t} for i, t in dict(self._sections.values()).items() if i in used],
            "gate": gates,
            "control": controls,
        }
        self._out.content = {k: v for k, v in content.items() if v}
        return self._out

    def _usable(self, on: date, until: str) -> dict[str, Any]:
        if not until:
            return {}
        months = _months(self._sheet)
        start = date(*months[0], 1) if len(months) > 1 else on
        return {"from": start, "until": until}

    # --- sections ---------------------------------------------------------------------------------

    def _find_sections(self) -> None:
        """Give each of the sheet's titles our section, if most of its controls are in one of ours."""
        votes: dict[str, Counter[str]] = {}
        for line in self._sheet.lines:
            if line.kind == "feedback":
                continue
            mine = votes.setdefault(self._title(line), Counter())
            known = self._known(line.id.partition(".")[0] if line.kind == "question" else line.id)
            if known is not None:
                mine[known.section] += 1
        titles = {s.id: s.title for base in reversed(self._bases) for s in base.section}
        for title, counted in votes.items():
            name = counted.most_common(1)[0][0] if counted else self._slug(title, set(titles))
            self._sections[title] = name, titles.setdefault(name, one_line(title, 22) or "AWS")

    @staticmethod
    def _slug(title: str, taken: set[str]) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "section"
        return next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 99))) if s not in taken)

    def _title(self, line: Line) -> str:
        # What stands above the first title are the prerequisites.
        return "" if line.id.partition(".")[0] in PREREQUISITES.values() else line.section

    # --- what is known --------------------------------------------------------------------------------

    def _known(self, item: str) -> Item | None:
        return next((b.by_id[item] for b in self._bases if item in b.by_id), None)

    def _base_of(self, item: str, lines: Sequence[Line]) -> tuple[Item | None, bool, str]:
        """Return the item whose help fits best, whether all its questions are the same, and its release."""
        wanted = {line.id: text_hash(line.text) for line in lines}
        first: tuple[Item | None, bool, str] = (None, False, "")
        for base in self._bases:
            known = base.by_id.get(item)
            if known is None:
                continue
            if {q.id: q.aws_text for q in known.question} == wanted:
                return known, True, base.release
            if first[0] is None:
                first = known, False, base.release
        return first

    def _question(self, line: Line, *, known: bool) -> dict[str, Any]:
        hashed = text_hash(line.text)
        old = next(
            (
                q
                for base in self._bases
                if (q := base.questions.get(line.id)) is not None and q.aws_text == hashed
            ),
            None,
        )
        out: dict[str, Any] = {"id": line.id, "ask": old.ask if old else line.text}
        out |= {"answers": self._answers(line, old), "aws_text": hashed}
        if old is None or old.words == "aws":
            out["words"] = "aws"
        if old is None and known:
            self._out.reworded.append(line.id)
        if old is not None and old.holds_days:
            out["holds_days"] = old.holds_days
        return out

    def _answers(self, line: Line, old: Question | None) -> list[str]:
        values = list(dict.fromkeys(line.values))
        if old is not None and (set(values) == set(old.answers) or len(values) < 2):
            return list(old.answers)
        # A sheet that lost its lists (another program saved it) still asks yes or no nearly everywhere.
        return values if len(values) > 1 else ["yes", "no"]

    # --- items ----------------------------------------------------------------------------------------

    def _gate(self, line: Line) -> dict[str, Any]:
        base, _same, _release = self._base_of(line.id, [line])
        asked = self._question(line, known=base is not None)
        title = base.title if base else one_line(_sentence(line.text), 40)
        out = {"id": line.id, "section": self._section(line), "title": title, **asked}
        if isinstance(base, Gate) and base.help:
            out["help"] = base.help
        return {k: v for k, v in out.items() if k != "holds_days"}

    def _section(self, line: Line) -> str:
        return self._sections[self._title(line)][0]

    def _prerequisite(self, item: str) -> dict[str, Any]:
        lines = [q for q in self._sheet.questions.values() if q.id.partition(".")[0] == item]
        base, fits, release = self._base_of(item, lines)
        out = self._head(item, lines[0], base if isinstance(base, Control) else None, fits, release)
        out |= {"counted": False, "optional": item == "CIS"}
        out["question"] = [self._question(line, known=base is not None) for line in lines]
        answers = {q["id"]: q["answers"] for q in out["question"]}
        if item == "CIS" and set(answers) == {"CIS.1", "CIS.2"}:
            # Its versions change from release to release; a report of any that the sheet lists counts.
            out["passes_when"] = [["CIS.1=yes", f"CIS.2={v}"] for v in answers["CIS.2"]]
            out["review_when"] = [["CIS.1=no"]]
        elif item == "GA" and set(answers) == {"GA.1"}:
            out["passes_when"] = [["GA.1=yes"]]
        else:
            out["judged"] = False
        return out

    def _control(self, line: Line) -> dict[str, Any]:
        lines = self._questions[line.id]
        found, fits, release = self._base_of(line.id, lines)
        base = found if isinstance(found, Control) else None
        if base is None:
            self._out.new.append(line.id)
        out = self._head(line.id, line, base, fits, release)
        out["question"] = [self._question(q, known=base is not None) for q in lines]
        answers = {q["id"]: q["answers"] for q in out["question"]}
        out |= self._rule(line, base, answers, fits=fits)
        if base is not None and fits:
            out["need"] = _needs(base, answers)
        return {k: v for k, v in out.items() if k != "need" or v}

    def _head(self, item: str, line: Line, base: Control | None, fits: bool, release: str) -> dict[str, Any]:
        out: dict[str, Any] = {"id": item, "section": self._section(line)}
        if base is None:
            asks = line.text if line.kind == "control" else ""
            title = one_line(_sentence(line.text), 40) or item
            return out | {"pillar": self._pillar(item), "title": title, "asks": asks or line.text}
        out["pillar"] = base.pillar
        out |= {name: value for name in _HELP if (value := getattr(base, name))}
        if base.cis is not None:
            out["cis"] = {k: v for k, v in base.cis.model_dump(by_alias=True).items() if v}
        out["asks"] = base.asks if fits or line.kind != "control" else line.text
        if not fits or base.help_of:
            out["help_of"] = base.help_of or release
        return out

    def _pillar(self, item: str) -> str:
        prefix = item.partition("-")[0]
        found = {c.pillar for b in self._bases[:1] for c in b.control if c.id.partition("-")[0] == prefix}
        return found.pop() if len(found) == 1 else "not-sorted"

    def _rule(
        self, line: Line, base: Control | None, answers: dict[str, list[str]], *, fits: bool
    ) -> dict[str, Any]:
        judged = self._rules[line.id]
        if not judged.understood:
            self._out.unjudged.append(line.id)
            out: dict[str, Any] = {"judged": False}
            if base is not None and fits and _offered(base, answers):
                out |= {"passes_when": base.passes_when, "review_when": base.review_when}
            return {k: v for k, v in out.items() if v != []}
        passes, reviews = _parted(judged, base)
        out = {"applies_when": list(judged.applies), "passes_when": passes, "review_when": reviews}
        return {k: v for k, v in out.items() if v}


def _needs(base: Control, answers: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return what the response must hold, as far as the sheet still takes the answers that it hangs on."""
    found = []
    for need in base.need:
        terms = [Term.parse(text) for text in need.when]
        if all(t.is_response or t.value in answers.get(t.question, ()) for t in terms):
            found.append(need.model_dump(by_alias=True, exclude_unset=True))
    return found


def _offered(base: Control, answers: dict[str, list[str]]) -> bool:
    terms = [t for row in (*base.passes, *base.reviews) for t in row if not t.is_response]
    return all(t.value in answers.get(t.question, ()) for t in terms)


def _parted(judged: Judged, base: Control | None) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows that pass, and those that AWS reads first.

    The sheet says Pass of both. An earlier list tells them apart where it has the same row; of a row that is
    new, one that needs the response is taken as an explanation where another row does without it, or where
    it explains a no.
    """
    old = [{frozenset(row) for row in rows} for rows in (base.passes_when, base.review_when)] if base else []
    bare = any(RESPONSE not in row for row in judged.rows)
    passes: list[list[str]] = []
    reviews: list[list[str]] = []
    for row in judged.rows:
        if old and frozenset(row) in old[1]:
            reviews.append(list(row))
        elif (old and frozenset(row) in old[0]) or RESPONSE not in row:
            passes.append(list(row))
        else:
            explains = bare or any(term.endswith("=no") for term in row)
            (reviews if explains else passes).append(list(row))
    if old and {frozenset(r) for r in passes} == old[0] and base is not None:
        passes = base.passes_when  # the same in the order that people know
    return passes, reviews


def _sentence(text: str) -> str:
    """Return the first sentence of AWS's text, or its first line."""
    first = text.strip().split("\n", 1)[0]
    return re.split(r"(?<=[.?!:])\s", first, maxsplit=1)[0].rstrip(".:")


def words(built: Built) -> list[str]:
    """Return what a person should know of a list that was built, a line each."""
    lines = []
    if built.new:
        text = ngettext(
            "{} control is new: {}. What it asks stands in AWS's words",
            "{} controls are new: {}. What they ask stands in AWS's words",
            len(built.new),
        )
        lines.append(text.format(len(built.new), ", ".join(built.new)))
    if built.reworded:
        text = ngettext(
            "{} question is shown in AWS's words, for it was changed or is new: {}",
            "{} questions are shown in AWS's words, for they were changed or are new: {}",
            len(built.reworded),
        )
        lines.append(text.format(len(built.reworded), ", ".join(built.reworded)))
    if built.unjudged:
        text = _("not understood is the sheet's rule of {}: never better than explained here")
        lines.append(text.format(", ".join(built.unjudged)))
    if built.unread:
        text = _("LOOK: the sheet asks more than this list has, for an id there is not understood: {}")
        lines.append(text.format(", ".join(built.unread)))
    if built.left_out:
        lines.append(_("left out, as the sheet asks nothing there: {}").format(", ".join(built.left_out)))
    return lines
