"""Other tools' files are taken in: Security Hub's and Prowler's findings, credential reports, Config results.

What their rows say of this list stands beside our own findings, marked with tool and date. A question without
a row gets no evidence: that is said, and is never a pass. Nobody's answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ftr_tui.actions import findings_in
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.findings_in import AHEAD, Looked, accounts_of, few, fit
from ftr_tui.actions.imports_kept import TakenIn
from ftr_tui.model.effective import stamped
from ftr_tui.model.elsewhere import Report, Said
from ftr_tui.model.facts import Imported
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.joining import FRESH
from ftr_tui.model.problem import Problem
from ftr_tui.model.replacing import Looked as Places
from ftr_tui.model.text import clean
from ftr_tui.store.toml_read import shown

SUFFIXES = (".csv", ".json", ".txt", ".tsv", ".jsonl", ".ndjson")
"""How files of tools are named; a workbook and a findings file have their own."""
_PACKED = (".gz", ".zip", ".bz2", ".xz")
"""Nothing that is taken in is packed: the reader says what to do with them."""
_HEAD = 65_536
_FEW = 8


@dataclass(frozen=True, slots=True)
class LookedRows(Looked):
    """A tool's file that can be taken in."""

    tool: str = ""
    rows: int = 0
    used: int = 0
    """So many rows say something about a question of this list."""
    notes: tuple[str, ...] = ()
    """What of the file could not be used."""
    silent: tuple[str, ...] = ()
    """Questions that such a tool can decide and no row is about: no evidence, never a pass."""
    oldest: datetime | None = None
    left_out: tuple[str, ...] = ()
    """Accounts of the file that the session does not know, beside some that it knows."""


def is_rows(path: Path) -> bool:
    """Whether a file is one of another tool's: by its name, else by how it begins."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES or suffix in _PACKED:
        return True
    if suffix in (".toml", ".xlsx", ".xlsm", ".xls") or not path.is_file():
        return False
    from ftr_tui.exchange.elsewhere import kind_of

    try:
        with path.open("rb") as file:
            return kind_of(file.read(_HEAD)) is not None
    except OSError:
        return False


def look(desk: Desk, path: Path, *, account: str = "", region: str = "", whole: bool = False) -> LookedRows:
    """Read a tool's file; Problem, with file and line, where it cannot be taken into this session.

    ``account`` and ``region`` are for a file that names none; else the one account that the session knows.
    Of a list over a whole organization only the accounts that the session knows count, unless ``whole``.
    """
    from ftr_tui import rules
    from ftr_tui.exchange import elsewhere
    from ftr_tui.rules.elsewhere import judge, speaks_of
    from ftr_tui.rules.elsewhere_checks import CHECKS, TOPICS

    name = shown(path)
    if desk.session.sample:
        raise Problem(_("this is the sample product; nothing is taken in"), file=name)
    known = accounts_of(desk)
    account = account or (known[0] if len(known) == 1 else "")
    report = elsewhere.read(_bytes(path), path.name, account=account, region=region)
    _refuse(desk, report, name)
    report, left_out = (report, ()) if whole else _known_part(report, known)
    texts = rules.asked(desk.checklist)
    scan = desk.own_evidence.scan
    same = scan is not None and bool(set(report.accounts) & set(scan.accounts))
    now = desk.clock()
    # Where a scan said which Regions there are, a pass must cover them.
    found = judge(report, texts, now, regions=scan.regions if scan is not None and same else ())
    used = sum(speaks_of(report.tool, r.check) in texts for r in report.rows)
    rows = len(report.rows)
    if report.facts:
        rows = used = sum(len(data.get("rows") or ()) for data in report.facts.values())
    one = Imported(
        file=clean(path.name),
        at=now,
        by=clean(desk.who),
        tool=str(report.tool),
        hash=report.hash,
        covers=list(report.accounts),
        rows=rows,
        used=used,
        finding=stamped(found, texts),
    )
    reading, dropped, masked = fit(desk, one)
    if not reading.finding:
        text = _("none of its {} rows is about a question of {}")
        raise Problem(text.format(f"{rows:,}", desk.checklist.name), file=name)
    asked = [q for q in TOPICS if any(c.question == q for c in CHECKS.get(report.tool, {}).values())]
    said = {f.question for f in reading.finding}
    return LookedRows(
        path.name,
        (reading,),
        tuple(a for a in report.accounts if known and a not in known),
        tuple(known),
        dropped,
        masked,
        places=_places(report, texts),
        tool=str(report.tool),
        rows=rows,
        used=used,
        notes=tuple(report.notes),
        silent=tuple(q for q in asked if q in texts and q not in said),
        oldest=min(f.read_at for f in reading.finding) if report.at is not None else None,
        left_out=left_out,
    )


def _places(report: Report, texts: Mapping[str, str]) -> Places:
    """Return where which check about this list looked: only there it takes anything back.

    One page of several, or a list of what passed alone, looked nowhere: what fails may stand beside it.
    """
    from ftr_tui.rules.elsewhere import speaks_of

    if report.cut or all(r.said is Said.PASS for r in report.rows):
        return frozenset()
    rows = {(r.check, r.account, r.region) for r in report.rows if r.said is not Said.OTHER}
    mine = {row for row in rows if speaks_of(report.tool, row[0]) in texts}
    return frozenset(mine | {(check, account, "") for check, account, _region in mine})


def _known_part(report: Report, known: Sequence[str]) -> tuple[Report, tuple[str, ...]]:
    """Return what a report says of the accounts that are known, and the others; all where none is known."""
    mine = [a for a in report.accounts if a in known]
    others = tuple(a for a in report.accounts if a not in known)
    if not mine or not others:
        return report, ()
    rows = [r for r in report.rows if r.account in mine]
    facts = {a: data for a, data in report.facts.items() if a in mine}
    return replace(report, rows=rows, facts=facts, accounts=mine), others


def _bytes(path: Path) -> bytes:
    from ftr_tui.exchange.foreign import MAX_BYTES

    name = shown(path)
    try:
        if not path.is_file():
            raise Problem(_("no such file") if not path.exists() else _("is no file"), file=name)
        if path.stat().st_size > MAX_BYTES:
            # As ASFF these are some 200,000 rows; what only passed could not be left out unseen.
            hint = _("export fewer findings: of one account, or of one standard, at a time")
            raise Problem(_("is larger than {} MB").format(MAX_BYTES // 1_000_000), file=name, hint=hint)
        return path.read_bytes()
    except OSError as error:
        raise Problem(error.strerror or str(error), file=name) from None


def _refuse(desk: Desk, report: Report, name: str) -> None:
    if not report.accounts:
        raise Problem(_("does not say which account was read"), file=name)
    latest = max((r.at for r in report.rows if r.at is not None), default=report.at)
    if latest is not None and latest > desk.clock() + AHEAD:
        text = _("says that it was read on {}, which has not come yet")
        raise Problem(text.format(latest.date()), file=name)
    if not report.facts and all(r.said is Said.OTHER for r in report.rows):
        raise Problem(_("no row of it says pass or fail"), file=name)


def age_words(found: LookedRows, now: datetime) -> str:
    """Return how old the oldest row is; that a pass no longer counts, where it is too old."""
    if found.oldest is None:
        return _("it does not say when this was read, so its passes only help to answer")
    days = (now - found.oldest).days
    text = _("read {}").format(found.oldest.astimezone().date())
    if days <= FRESH.days:
        return text
    old = _("{}, {} days ago: a pass of more than {} days decides nothing, what failed counts")
    return old.format(text, days, FRESH.days)


def rows_words(found: LookedRows) -> str:
    """Return how many rows there are and how many say something of this list."""
    text = ngettext("{} row, {} about this list", "{} rows, {} about this list", found.rows)
    return text.format(f"{found.rows:,}", f"{found.used:,}")


def left_out_words(found: LookedRows) -> str:
    """Return that accounts of the file were left out; empty where none was."""
    n = len(found.left_out)
    text = ngettext("{} account of the file is not of this session and was left out (import --force: all)",
                    "{} accounts of the file are not of this session and were left out (import --force: all)",
                    n)  # fmt: skip
    return text.format(n) if n else ""


def silent_words(found: LookedRows) -> str:
    """Return the questions without a row; empty where there are none."""
    if not found.silent:
        return ""
    text = _("no row about: {} (no evidence, never a pass)")
    names = ", ".join(found.silent[:_FEW])
    left = len(found.silent) - _FEW
    return text.format(names if left <= 0 else _("{} and {} more").format(names, left))


def in_words(taken: TakenIn, found: LookedRows, now: datetime) -> list[str]:
    """Return in lines what became of a file."""
    if not taken.taken:
        return [findings_in.in_words(taken, found)]
    first = _("taken in from {}: {} of {}, {}; {}").format(
        found.file, found.tool, few(found.accounts), age_words(found, now), rows_words(found)
    )
    n = taken.filled
    text = ngettext("{} question filled", "{} questions filled", n).format(n)
    if taken.filled_ids:
        left = n - _FEW
        names = ", ".join(taken.filled_ids[:_FEW])
        text += f": {names if left <= 0 else _('{} and {} more').format(names, left)}"
    if taken.turned:
        text += _("; otherwise than before: {}").format(", ".join(taken.turned))
    if taken.contradicted:
        text += _("; against answers: {}").format(", ".join(taken.contradicted))
    if taken.replaced:
        text += _("; in place of {}").format(", ".join(dict.fromkeys(i.file for i in taken.replaced)))
    return [line for line in (first, text, beside_words(taken), silent_words(found)) if line]


def beside_words(taken: TakenIn) -> str:
    """Return that older files still speak against questions; empty where none does."""
    if not taken.beside:
        return ""
    names = ", ".join(dict.fromkeys(question for question, _file in taken.beside))
    files = ", ".join(dict.fromkeys(file for _question, file in taken.beside))
    text = _("still against {}: {}, which the new file does not cover (import --drop takes it out)")
    return text.format(names, files)
