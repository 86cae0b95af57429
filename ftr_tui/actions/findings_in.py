"""Findings that another machine read are taken in from its ``NAME.evidence.toml``, marked as such.

They stand beside our own, so a scan here neither loses nor overwrites them; ``model.joining`` makes one
judgement of all. Nobody's answer changes: what they fill waits to be confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ftr_tui.actions.desk import Desk
from ftr_tui.actions.imports_kept import TakenIn, put
from ftr_tui.model.effective import Standing
from ftr_tui.model.facts import FIRST_LIST, Evidence, Imported
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.replacing import Looked as Places
from ftr_tui.model.text import clean, mask_secrets, one_line
from ftr_tui.store import findings as findings_store
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import parse, read_bytes, shown

AHEAD = timedelta(days=1)
"""How far another machine's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A findings file that can be taken in, and what a person should know before."""

    file: str
    readings: tuple[Imported, ...]
    """What the file's own machine read, then what that one had taken in from others."""
    foreign: tuple[str, ...]
    """Accounts that this session does not know."""
    known: tuple[str, ...]
    """Those that it knows."""
    dropped: int
    """Findings about questions that the list does not have."""
    masked: int
    places: Places = frozenset()
    """Where which check of a tool's file looked."""

    @property
    def accounts(self) -> list[str]:
        """Return all accounts of the file."""
        return list(dict.fromkeys(a for r in self.readings for a in r.accounts))


def is_findings(path: Path) -> bool:
    """Whether a file is meant to hold findings: only these and sessions are TOML."""
    return path.suffix.lower() == ".toml"


def look(desk: Desk, path: Path) -> Looked:
    """Read a findings file; Problem, with file, line and key, where it cannot be taken into this session."""
    name = shown(path)
    if desk.session.sample:
        raise Problem(_("this is the sample product; nothing is taken in"), file=name)
    if path.exists() and path.resolve() == desk.file.evidence_path.resolve():
        raise Problem(_("is this session's own findings file"), file=name)
    _refuse_other_kinds(path, name)
    found = findings_store.load(path)
    _refuse(desk, found, name)
    readings, dropped, masked = [], 0, 0
    for one in _readings(desk, found, path):
        kept, left, hidden = fit(desk, one)
        dropped, masked = dropped + left, masked + hidden
        if kept.finding:
            readings.append(kept)
    if not readings:
        raise Problem(_("holds no finding about a question of {}").format(desk.checklist.name), file=name)
    nameless = next((r for r in readings if not r.accounts), None)
    if nameless is not None:
        raise Problem(_("does not say which account was read"), file=name)
    known = accounts_of(desk)
    all_of_it = dict.fromkeys(a for r in readings for a in r.accounts)
    # Where nothing was ever read there is nothing to compare with: the first file says whose it is.
    foreign = tuple(a for a in all_of_it if known and a not in known)
    return Looked(path.name, tuple(readings), foreign, tuple(known), dropped, masked)


def accounts_of(desk: Desk) -> list[str]:
    """Return the accounts that a session knows: read here, chosen for a scan, or taken in before."""
    scope, scan = desk.session.scope, desk.own_evidence.scan
    found = [*(scan.accounts if scan else []), *(scan.left_out if scan else [])]
    found += [*scope.accounts, *scope.role_accounts] if scope is not None else []
    return list(dict.fromkeys([*found, *(a for i in desk.own_evidence.imported for a in i.accounts)]))


def foreign_words(found: Looked) -> str:
    """Return what is said of accounts that the session does not know; empty where there are none."""
    if not found.foreign:
        return ""
    text = ngettext(
        "account {} is not among those of this session ({})",
        "accounts {} are not among those of this session ({})",
        len(found.foreign),
    )
    return text.format(few(found.foreign), few(found.known))


def take(desk: Desk, found: Looked, *, force: bool = False) -> TakenIn:
    """Keep what was read beside our own findings. Problem for unknown accounts unless ``force``; SaveProblem.

    The same again changes nothing; a newer reading takes the place of older ones of the same accounts.
    """
    if found.foreign and not force:
        hint = _("if they are of this product: --force")
        raise Problem(foreign_words(found), file=found.file, hint=hint)
    desk.refresh()
    out, kept = TakenIn(), list(_stored(desk).imported)
    for one in found.readings:
        kept = put(out, kept, one, found.places)
    if out.taken:
        before = {q: a for s in desk.review.states.values() for q, a in s.answers.items()}
        _save(desk, kept)
        for state in desk.review.states.values():
            for question, answer in state.answers.items():
                was = before[question].standing
                other = was is Standing.UNCONFIRMED and before[question].value != answer.value
                out.turned += [question] if other else []
                filled = was in (Standing.OPEN, Standing.EXPIRED)
                if filled and answer.standing is Standing.UNCONFIRMED:
                    out.filled_ids.append(question)
                drifted = answer.standing is Standing.CONTRADICTED and was is not Standing.CONTRADICTED
                out.contradicted += [question] if drifted else []
        out.filled = len(out.filled_ids)
    return out


def drop(desk: Desk, file: str) -> list[Imported]:
    """Take what came from a file out again; Problem names the files there are."""
    stored = _stored(desk).imported
    gone = [i for i in stored if i.file == file]
    if not gone:
        names = ", ".join(dict.fromkeys(i.file for i in stored))
        hint = _("taken in were: {}").format(names) if names else _("nothing was taken in")
        raise Problem(_("no findings of {} are here").format(one_line(file, 80)), hint=hint)
    _save(desk, [i for i in stored if i.file != file])
    return gone


def _stored(desk: Desk) -> Evidence:
    return findings_store.load(desk.file.evidence_path).of_list(desk.checklist.id)


def _save(desk: Desk, imported: list[Imported]) -> None:
    evidence = _stored(desk).model_copy(update={"imported": imported})
    if not evidence.checklist:
        evidence = evidence.model_copy(update={"checklist": desk.checklist.id})
    findings_store.save(desk.file.evidence_path, evidence)
    desk.take(evidence)


# --- what can be taken in ---------------------------------------------------------------------------------


def _refuse_other_kinds(path: Path, name: str) -> None:
    if not path.exists():
        raise Problem(_("no such file"), file=name)
    found = parse(read_bytes(path), name)
    if "product" in found:
        own = sessions.evidence_path(path).name
        hint = _("what it read stands in {}").format(own)
        raise Problem(_("is a session, no findings"), file=name, hint=hint)


def _refuse(desk: Desk, found: Evidence, name: str) -> None:
    judged = found.checklist or FIRST_LIST
    if judged != desk.checklist.id:
        text = _("is about another list ({}); this session is of {}")
        raise Problem(text.format(one_line(judged, 60), desk.checklist.id), file=name)
    scans = [found.scan, *(i.scan for i in found.imported)]
    if any(scan is not None and scan.sample for scan in scans):
        raise Problem(_("holds sample findings: nothing in it was read from an account"), file=name)
    latest = max((f.read_at for f in found.finding), default=None)
    if latest is not None and latest > desk.clock() + AHEAD:
        raise Problem(
            _("says that it was read on {}, which has not come yet").format(latest.date()), file=name
        )


def _readings(desk: Desk, found: Evidence, path: Path) -> list[Imported]:
    """Return what a file holds: its own findings, and those that it had taken in itself."""
    own = Imported(
        file=clean(path.name),
        at=desk.clock(),
        by=clean(desk.who),
        scan=found.scan,
        finding=found.finding,
        unread=found.unread,
        seen=found.seen,
    )
    told = {"file": own.file, "at": own.at, "by": own.by}
    judged = [one.model_copy(update=told) for one in found.judged]
    return [*([own] if found.finding else []), *found.imported, *judged]


def fit(desk: Desk, one: Imported) -> tuple[Imported, int, int]:
    """Return a reading with findings of this list alone and no secret in it; how many of each there were."""
    known = desk.checklist.questions
    findings = [f for f in one.finding if f.question in known]
    kept = one.model_copy(update={"finding": findings_store.kept(findings)})
    hidden = [0]

    def mask(thing: Any) -> Any:
        if isinstance(thing, str):
            text, number = mask_secrets(thing)
            hidden[0] += number
            return text
        if isinstance(thing, dict):
            return {key: mask(value) for key, value in thing.items()}
        return [mask(value) for value in thing] if isinstance(thing, list) else thing

    masked = Imported.model_validate(mask(kept.model_dump(by_alias=True, exclude_none=True)))
    return masked, len(one.finding) - len(findings), hidden[0]


def in_words(taken: TakenIn, found: Looked) -> str:
    """Return in one line what became of a file."""
    if not taken.taken:
        if taken.older and not taken.same:
            return _("{}: what stands here of these accounts is as new or newer").format(found.file)
        return _("{}: nothing new, it was taken in already").format(found.file)
    number = sum(len(r.finding) for r in taken.taken)
    text = ngettext("taken in from {}: {} finding", "taken in from {}: {} findings", number)
    text = text.format(found.file, number)
    accounts = list(dict.fromkeys(a for r in taken.taken for a in r.accounts))
    text += ngettext(" of account {}", " of accounts {}", len(accounts)).format(few(accounts))
    if taken.replaced:
        text += _(", in place of older ones")
    text += ngettext("; {} question filled", "; {} questions filled", taken.filled).format(taken.filled)
    if taken.contradicted:
        text += _("; against answers: {}").format(few(taken.contradicted))
    return text


def few(names: Sequence[str], most: int = 4) -> str:
    """Return the first names, and how many more there are."""
    text, rest = ", ".join(names[:most]), len(names) - most
    return text if rest <= 0 else _("{} and {} more").format(text, rest)
