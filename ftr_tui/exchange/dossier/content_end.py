"""The documents, what holds until when, and the appendix: scope, permissions, times, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ftr_tui.exchange.dossier import content_accounts, content_controls
from ftr_tui.exchange.dossier.blocks import (
    Block,
    Code,
    Facts,
    Heading,
    Ink,
    Notice,
    PageBreak,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    joined,
)
from ftr_tui.exchange.dossier.content_summary import utc
from ftr_tui.exchange.dossier.material import Material
from ftr_tui.model import agreement
from ftr_tui.model.binder import Row, in_order, words
from ftr_tui.model.binder import State as PaperState
from ftr_tui.model.calendar import State, attested
from ftr_tui.model.effective import Standing
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.session import Document
from ftr_tui.model.when import in_words

# --- documents ----------------------------------------------------------------------------------------


def documents(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield the binder: each document with its date and state, then the kinds that are missing."""
    yield Heading(2, (_("Documents"),), "documents")
    states = {d.id: words(row, d, state) for row in m.shelf for d, state in row.documents}
    listed = in_order(m.session.document)
    if listed:
        yield Table(
            (_("No."), _("Document"), _("Shows"), _("State"), _("For"), _("Where")),
            tuple(_document(m, d, states, ink) for d in listed),
            (2, 6, 4, 5, 4, 7),
        )
    else:
        yield Paragraph((_("None yet."),))
    missing = [r for r in m.shelf if r.state is PaperState.MISSING]
    if missing:
        yield Heading(3, (_("Not there"),), "missing")
        yield Table(
            (_("Document"), _("State"), _("For")),
            tuple(((ink.said(r.title),), (words(r, None, r.state),), _controls(m, r, ink)) for r in missing),
            (6, 4, 8),
        )


def _controls(m: Material, row: Row, ink: Ink) -> Rich:
    return _refs(m, row.controls, ink)


def _refs(m: Material, controls: Iterable[str], ink: Ink) -> Rich:
    known = m.review.states
    return joined([Ref(c, c) if c in known else ink.code(c) for c in controls])


def _document(m: Material, d: Document, states: Mapping[str, str], ink: Ink) -> tuple[Rich, ...]:
    title: Rich = (ink.said(d.title),)
    kind = m.kind(d.kind) if d.kind else ""
    if kind and kind != d.title:
        title = (*title, " (", ink.said(kind), ")")
    if d.owner:
        title = (*title, "; ", _("kept by "), ink.said(d.owner))
    return (
        (ink.code(d.id),),
        title,
        (str(d.shows or "-"),),
        (states.get(d.id, "-"),),
        _refs(m, d.controls, ink),
        (ink.where(d.where),),
    )


# --- what holds until when ----------------------------------------------------------------------------


def calendar(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield the answers that hold until a day, and what is due next."""
    held = attested(m.review)
    listed = [d for d in m.due if d.state not in (State.OFF, State.WAITING) and d.kind != "answer"]
    if not held and not listed:
        return
    yield Heading(2, (_("What holds until when"),), "calendar")
    if held:
        yield Heading(3, (_("Answers that hold until a day"),), "attestations")
        rows: list[tuple[Rich, ...]] = []
        for answer in sorted(held, key=lambda a: (a.stored and a.stored.until) or m.review.today):
            stored = answer.stored
            if stored is None:
                continue
            expired = answer.standing is Standing.EXPIRED
            owner = m.review.checklist.owner_of[answer.question.id]
            rows.append((
                (Ref(answer.question.id, owner),),
                (ink.said(stored.value),),
                joined((ink.said(stored.by), str(stored.at.date()))),
                (Strong(_("{}: expired").format(stored.until)) if expired else str(stored.until),),
            ))  # fmt: skip
        yield Table((_("Question"), _("Answer"), _("Who, when"), _("Holds until")), tuple(rows), (4, 3, 5, 5))
    if listed:
        yield Heading(3, (_("Due next"),), "due")
        yield Table(
            (_("Day"), _("What"), _("Who"), _("For")),
            tuple(
                (
                    (f"{d.due}, {in_words(d.left(m.review.today))}",),
                    (ink.said(d.title),),
                    (ink.said(d.owner),) if d.owner else (),
                    _refs(m, d.controls, ink),
                )
                for d in listed
            ),
            (5, 7, 4, 5),
        )


# --- appendix -----------------------------------------------------------------------------------------


def appendix(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield what was read where and when, with which permissions, and what was not."""
    yield PageBreak()
    yield Heading(2, (_("Appendix: scope, times and permissions"),), "appendix")
    yield Heading(3, (_("Scope"),), "scope")
    yield Facts(tuple(_scope(m, ink)))
    if m.evidence.scan is not None and m.evidence.scan.left_out:
        yield Notice(
            (_("Accounts of the organization that were not read: "), *_codes(m.evidence.scan.left_out, ink))
        )
    if m.evidence.scan is not None and m.evidence.scan.unreached:
        yield Notice((_("Nobody could log in to: "), ink.said(", ".join(m.evidence.scan.unreached))))
    if m.session.agreed:
        yield Heading(3, (_("Said of the whole scope"),), "agreed")
        yield Table(
            (_("What"), _("Accounts"), _("Who, when")),
            tuple(
                ((ink.said(a.text),), _codes(a.accounts, ink), joined((ink.said(a.by), str(a.at.date()))))
                for a in m.session.agreed
            ),
            (8, 5, 4),
        )
    yield from content_accounts.accounts(m, ink)
    yield from content_controls.gone(m, ink)
    yield from _unread(m, ink)
    yield from _permissions(m)
    yield Heading(3, (_("Versions"),), "versions")
    yield Facts(tuple(_versions(m, ink)))


def _codes(texts: Iterable[str], ink: Ink) -> Rich:
    return joined([ink.code(t) for t in texts])


def _scope(m: Material, ink: Ink) -> Iterator[tuple[str, Rich]]:
    scan = m.evidence.scan
    if scan is None:
        yield _("Evidence"), (_("no account was read"),)
        yield from _elsewhere(m, ink)
        return
    if scan.sample:
        yield _("Evidence"), (_("sample findings, read from no account"),)
    yield _("Accounts"), _codes(agreement.accounts(m.evidence), ink) or ("-",)
    yield _("Regions"), _codes(agreement.regions(m.evidence), ink) or ("-",)
    yield from _elsewhere(m, ink)
    if scan.caller:
        yield _("Read as"), (ink.code(scan.caller),)
    yield _("Began"), (utc(scan.started),)
    calls = ngettext("{} call", "{} calls", scan.calls).format(f"{scan.calls:,}")
    if scan.judge_calls:
        asked = ngettext("{} call of AWS's judges", "{} calls of AWS's judges", scan.judge_calls)
        calls = f"{calls}, {asked.format(scan.judge_calls)}"
    yield _("Took"), (_("{:.0f} seconds, {}").format(scan.seconds, calls),)
    scope = m.session.scope
    if scope is not None:
        yield _("Depth"), (_("deep") if scope.deep else _("as usual"),)


def _elsewhere(m: Material, ink: Ink) -> Iterator[tuple[str, Rich]]:
    """Return what other machines and tools said, and AWS's own judges."""
    for one in m.evidence.imported:
        if one.tool:
            day = one.read_at.date() if one.read_at is not None else "-"
            text = _(" of {}, taken in {}: ").format(day, one.at.date())
            yield _("Said by"), (ink.said(one.tool + text), *_codes(one.accounts, ink))
        else:
            yield _("Read by another machine"), _codes(one.accounts, ink) or ("-",)
    for one in m.evidence.judged:
        yield _("AWS's own judge"), (ink.said(f"{one.tool}: "), *_codes(one.accounts, ink))


def _unread(m: Material, ink: Ink) -> Iterator[Block]:
    if not m.evidence.unread:
        return
    yield Heading(3, (_("What could not be read"),), "unread")
    yield Table(
        (_("Call"), _("Where"), _("Why"), _("Leaves open")),
        tuple(
            (
                (ink.code(g.action),),
                joined([ink.code(p) for p in (g.account, g.region) if p]),
                (ink.said(g.reason),),
                _refs(m, g.controls, ink),
            )
            for g in m.evidence.unread
        ),
        (5, 4, 6, 5),
    )


def _permissions(m: Material) -> Iterator[Block]:
    if not m.actions:
        return
    yield Heading(3, (_("Permissions that a scan asks for"),), "permissions")
    yield Paragraph((
        _("All of them read; none changes anything. The policy as JSON: "), Code("ftr-tui policy"), ".",
    ))  # fmt: skip
    by_service: dict[str, list[str]] = {}
    for action in m.actions:
        service, _colon, name = action.partition(":")
        by_service.setdefault(service, []).append(name)
    yield Table(
        (_("Service"), _("Actions")),
        tuple(((Code(s),), joined([Code(n) for n in names])) for s, names in by_service.items()),
        (3, 12),
    )


def _versions(m: Material, ink: Ink) -> Iterator[tuple[str, Rich]]:
    yield "ftr-tui", (m.version,)
    yield _("Checklist"), (ink.said(m.review.checklist.name),)
    if m.wa is not None:
        yield _("Well-Architected lens"), (m.wa.lens.release,)
    yield _("Session"), (_("revision {}, begun {}").format(m.session.revision, m.session.created.date()),)
    yield _("Made"), (utc(m.made),)
