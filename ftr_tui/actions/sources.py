"""What each source says of a question, side by side: this scan, AWS's judges, files of tools and machines.

For the Summary and `status --sources`. Where two differ the reason is worked out, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ftr_tui.model.facts import Finding, Imported, Verdict
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk

_FEW = 4


class Cell(StrEnum):
    """What a source says of a question."""

    AGAINST = "against"
    FOR = "for"
    HELPS = "decides nothing"
    UNREAD = "not read"
    SILENT = "says nothing"


SIGNS = {Cell.AGAINST: "✗", Cell.FOR: "✓", Cell.HELPS: "·", Cell.UNREAD: "!", Cell.SILENT: "–"}


class Match(StrEnum):
    """How the sources of a question stand to one another."""

    DIFFER = "differ"
    AGREE = "agree"
    ALONE = "one decides"
    """No second source decides it."""
    OPEN = "none decides"


@dataclass(frozen=True, slots=True)
class Source:
    """One column."""

    name: str
    """Our scan, a judge, a file; short enough for a head."""
    words: str
    """Whose it is, of when, of which accounts."""
    key: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One cell."""

    cell: Cell
    finding: Finding | None = None

    @property
    def number(self) -> int:
        """Return how many resources are named against it."""
        return self.finding.total if self.finding is not None and self.cell is Cell.AGAINST else 0

    @property
    def day(self) -> date | None:
        """Return when this was read."""
        return self.finding.read_at.date() if self.finding is not None else None


@dataclass(frozen=True, slots=True)
class Line:
    """One question, what each source says, and why two differ."""

    question: str
    control: str
    said: tuple[Said, ...]
    match: Match
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The sources in their order, and the questions of which more than one can say something."""

    sources: tuple[Source, ...]
    lines: tuple[Line, ...] = field(default=())
    alone: tuple[str, ...] = field(default=())
    """Questions of which our scan alone says something: the others have no row about them."""

    def count(self, match: Match) -> int:
        """Return of how many questions this holds."""
        return sum(line.match is match for line in self.lines)


def several(desk: Desk) -> bool:
    """Whether there is more than one source."""
    return len(_sources(desk)) > 1


def of(desk: Desk) -> Table:
    """Return the table of a session, the questions in the order of the list."""
    from ftr_tui.model.joining import apart
    from ftr_tui.rules.elsewhere_checks import TOPICS

    sources = _sources(desk)
    # What other tools can decide is shown also where none has a row: that is no evidence.
    asked = set(TOPICS) if any(source.key[1] for source in sources) else set()
    found = apart(desk.apart, desk.clock())
    lines, alone = [], []
    for control, state in desk.review.states.items():
        for question in state.answers:
            told = {_key(f): f for f in found.get(question, ())}
            said = tuple(_said(told.get(source.key)) for source in sources)
            others = [s for s, source in zip(said, sources, strict=True) if source.key != _OWN]
            if any(s.finding for s in others) or (told and question in asked):
                lines.append(_line(question, control, sources, said, desk.clock()))
            elif told:
                alone.append(question)
    return Table(sources, tuple(lines), tuple(alone))


_OWN = ("", "", "")


def _sources(desk: Desk) -> tuple[Source, ...]:
    evidence, out = desk.apart, []
    if evidence.finding:
        scan = evidence.scan
        when = scan.started.astimezone().date() if scan is not None else "-"
        accounts = _few(scan.accounts if scan is not None else evidence.finding[0].accounts)
        out.append(Source(_("this scan"), _("this scan of {}: {}").format(when, accounts), _OWN))
    for one in evidence.judged:
        words = _("{}, asked by this scan: {}").format(one.tool, _few(one.accounts))
        out.append(Source(_short(one.tool), words, ("", one.tool, "")))
    for one in evidence.imported:
        out.append(_file(one))
    return tuple(out)


def _file(one: Imported) -> Source:
    day = one.read_at.astimezone().date() if one.read_at is not None else "-"
    key = (one.file, one.tool, one.at.isoformat())
    if one.tool:
        words = _("{} of {}, file {}: {}").format(one.tool, day, one.file, _few(one.accounts))
        return Source(_short(one.tool), words, key)
    words = _("another machine of {}, file {}: {}").format(day, one.file, _few(one.accounts))
    return Source(_("elsewhere"), words, key)


def _short(tool: str) -> str:
    """Return a tool's name as a head has room for it."""
    name = tool.removeprefix("AWS ").removeprefix("IAM ")
    short = {
        "Trusted Advisor": "Advisor",
        "Well-Architected report": "WA report",
        "credential report": "cred. report",
    }
    return short.get(name, name)[:13].strip()


def _key(finding: Finding) -> tuple[str, str, str]:
    at = finding.imported_at
    return finding.imported_from, finding.tool, at.isoformat() if at is not None else ""


def _said(finding: Finding | None) -> Said:
    if finding is None:
        return Said(Cell.SILENT)
    if finding.favourable is not None:
        return Said(Cell.FOR if finding.favourable else Cell.AGAINST, finding)
    return Said(Cell.UNREAD if finding.verdict is Verdict.UNKNOWN else Cell.HELPS, finding)


def _line(
    question: str, control: str, sources: tuple[Source, ...], said: tuple[Said, ...], now: datetime
) -> Line:
    decided = [s.cell for s in said if s.cell in (Cell.FOR, Cell.AGAINST)]
    match = Match.OPEN if not decided else Match.ALONE if len(decided) == 1 else Match.AGREE
    if len(set(decided)) > 1:
        match = Match.DIFFER
    # What is compared with: our own reading, else the first that decides.
    base = next((s for s in said if s.cell in (Cell.FOR, Cell.AGAINST)), said[0])
    why: dict[str, list[str]] = {}
    for number, (source, one) in enumerate(zip(sources, said, strict=True), 1):
        reasons = [] if one is base else _why(one, base, now)
        if reasons:
            # A line to copy stays as it is.
            text = " ".join(r if r.startswith("aws ") else r[:1].upper() + r[1:] for r in reasons)
            why.setdefault(text, []).append(f"{number} {source.name}")
    told = (f"{', '.join(names)}: {text}" for text, names in why.items())
    return Line(question, control, said, match, tuple(told))


def _why(one: Said, base: Said, now: datetime) -> list[str]:
    """Return why ``one`` says something else than ``base``; empty where it says the same."""
    finding, other = one.finding, base.finding
    if finding is None:
        return [_("no row about it, which is no evidence.")]
    if one.cell is Cell.UNREAD:
        return [_("it could not be read: {}").format(finding.summary)]
    if one.cell is Cell.HELPS:
        return _undecided(finding, now)
    if other is None or base.cell not in (Cell.FOR, Cell.AGAINST):
        return []
    if one.cell is base.cell:
        same = one.cell is Cell.FOR or finding.total == other.total
        return (
            _suppressed(finding)
            if same
            else [_numbers(finding, other), *_reasons(finding, other, told=False)]
        )
    return _reasons(finding, other, told=True)


def _undecided(finding: Finding, now: datetime) -> list[str]:
    from ftr_tui.model.joining import FRESH

    days = (now - finding.read_at).days
    if finding.tool and days > FRESH.days and "a pass counts" in finding.summary:
        return [_("its pass is {} days old; one counts for {} days.").format(days, FRESH.days)]
    _head, split, reason = finding.summary.rpartition("Not decided: ")
    text = reason if split else finding.summary
    return [text[:1].upper() + text[1:]]


def _numbers(finding: Finding, other: Finding) -> str:
    return _("it names {}, not {}.").format(finding.total, other.total)


def _reasons(finding: Finding, other: Finding, *, told: bool) -> list[str]:
    """Return what differs between two readings that may explain it; ``told``: say so where nothing does."""
    from ftr_tui.rules.elsewhere import narrower

    out = _where(_("account"), _("accounts"), finding.accounts, other.accounts)
    if finding.regions and other.regions:
        out += _where(_("Region"), _("Regions"), finding.regions, other.regions)
    out += _suppressed(finding)
    days = abs(finding.read_at - other.read_at).days
    if days:
        text = ngettext("read on {}, {} day apart.", "read on {}, {} days apart.", days)
        out.append(text.format(finding.read_at.date(), days))
    out += narrower(finding) + narrower(other)
    if not out and told:
        out = [_("no reason is seen: look again yourself.")]
        out += [f"{line}" for line in (other.recheck or finding.recheck)[:1]]
    return out


def _suppressed(finding: Finding) -> list[str]:
    n = sum(r.detail.endswith("(suppressed)") for r in finding.resources)
    text = ngettext("somebody suppressed {} of these there; it stands all the same.",
                    "somebody suppressed {} of these there; they stand all the same.", n)  # fmt: skip
    return [text.format(n)] if n else []


def _where(one: str, many: str, here: Iterable[str], there: Iterable[str]) -> list[str]:
    more, less = [x for x in here if x not in set(there)], [x for x in there if x not in set(here)]
    out = []
    if more:
        out.append(_("it also speaks of {} {}.").format(one if len(more) == 1 else many, _few(more)))
    if less:
        out.append(_("it does not speak of {} {}.").format(one if len(less) == 1 else many, _few(less)))
    return out


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    text, rest = ", ".join(listed[:_FEW]) or "-", len(listed) - _FEW
    return text if rest <= 0 else _("{} and {} more").format(text, rest)


def headline(found: Table) -> str:
    """Return how many questions agree and differ, in one line."""
    text = _("{} questions: {} agree, {} differ, {} decided by one source, {} by none")
    order = (Match.AGREE, Match.DIFFER, Match.ALONE, Match.OPEN)
    return text.format(len(found.lines), *(found.count(m) for m in order))


def as_json(desk: Desk) -> dict[str, Any]:
    """Return ``status --sources --json``: every source, every question of which several may speak."""
    found = of(desk)

    def cell(said: Said) -> dict[str, Any]:
        finding = said.finding
        if finding is None:
            return {"says": str(said.cell)}
        return {
            "says": str(said.cell),
            "verdict": str(finding.verdict),
            "read_at": finding.read_at.isoformat(),
            "resources": finding.total,
            "accounts": list(finding.accounts),
            "regions": list(finding.regions),
            "summary": finding.summary,
        }

    return {
        "sources": [
            {"name": s.name, "about": s.words, "file": s.key[0], "tool": s.key[1]} for s in found.sources
        ],
        "questions": {
            line.question: {
                "match": str(line.match),
                "says": [cell(s) for s in line.said],
                "why": list(line.why),
            }
            for line in found.lines
        },
        "this_scan_alone": list(found.alone),
    }
