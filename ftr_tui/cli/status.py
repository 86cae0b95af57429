"""`status`: outcome per control, gaps with reasons, readiness; for people or as JSON."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from ftr_tui.actions import fixes, matrix, road, rounds, routes, signing, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.cli.coaching import show_coach
from ftr_tui.cli.evidence import show_changes, show_former, show_groups, show_scope
from ftr_tui.cli.out import cell, emit_json, glyph, line, outcome_cell, say, sign, table
from ftr_tui.model.calendar import attested
from ftr_tui.model.effective import Standing
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import covered
from ftr_tui.model.problem import Problem
from ftr_tui.model.rounds_view import in_short, word
from ftr_tui.model.text import one_line
from ftr_tui.store import sessions

READY, NOT_READY, UNUSABLE = 0, 1, 2
_COMMENTS, _COMMENT = 5, 50
"""How many comments of AWS the status names, and characters of each."""


def run(args: Namespace) -> int:
    """Show where one session stands, or all."""
    where = sessions.folder(args.sessions)
    if args.all:
        if args.name or args.owner or args.accounts or args.sources:
            raise Problem(_("--all takes no NAME, --owner, --accounts or --sources beside it"))
        from ftr_tui.cli.products import show_all

        _refuse_missing(where)
        return show_all(where, as_json=args.json)
    if not args.name:
        hint = _("ftr-tui status NAME, or ftr-tui status --all")
        raise Problem(_("which session?"), hint=hint)
    desk = open_session(where, args.name)
    if args.json:
        found = status.as_json(desk, args.owner) if args.owner else status.as_json(desk)
        found |= {"accounts": matrix.as_json(desk)} if args.accounts else {}
        if args.sources:
            from ftr_tui.actions import sources

            found |= {"sources": sources.as_json(desk)}
        to_stdout(found)
    elif args.owner or args.accounts or args.sources:
        show_parts(desk, args.owner, by_account=args.accounts, by_source=args.sources)
    else:
        show(desk)
    return READY if routes.ready(desk) else NOT_READY


def _refuse_missing(where: Path) -> None:
    """Raise Problem where a folder that was named is not there: nothing in it would pass for all ready."""
    if not where.is_dir() and where != Path("sessions"):
        raise Problem(_("no such folder"), file=str(where))


def show_parts(desk: Desk, owner: str, *, by_account: bool, by_source: bool = False) -> None:
    """Write somebody's gaps, the controls by account, what each source says, and whether it is ready."""
    # First of all: nobody of that name is a problem, and then stdout has nothing.
    found, of = status.gaps(desk, owner) if owner else [], len(status.gaps(desk))
    line(cell(desk.session.product, "bold"), glyph(f" · {desk.checklist.title} {desk.checklist.release}"))
    if owner:
        say()
        line(cell(_("In the way, {}: {} of {}").format(one_line(owner, 40), len(found), of), "bold"))
        _gap_table(found)
        if not found:
            say(_("  nothing"))
    if by_account:
        from ftr_tui.cli.accounts import show_matrix

        say()
        show_matrix(desk)
    if by_source:
        from ftr_tui.cli.sources import show_sources

        say()
        show_sources(desk)
    say()
    text = _("ready") if routes.ready(desk) else _("not ready")
    say(_("{}: {}; all of it: {}").format(desk.name, text, status.command(desk, "status")))


def to_stdout(found: object) -> None:
    """Write one JSON value; characters outside ASCII are escaped, so that every locale can carry it."""
    emit_json(found)


def _counts(desk: Desk) -> str:
    separator = glyph(" · ")
    return separator.join(f"{sign(str(o))} {n}" for o, n in desk.review.counts.items())


def show(desk: Desk, *, demo: bool = False) -> None:
    """Write the whole status for people; of the demo's copy, gone afterwards, no command is offered."""
    review, session = desk.review, desk.session
    line(cell(session.product, "bold"), glyph(f" · {desk.checklist.title} {desk.checklist.release}"))
    if session.sample:
        line(cell(_("Sample product: nothing here was read from an account."), "yellow"))
    show_comments(desk)
    needless = routes.needless(desk)
    for section in desk.checklist.section:
        say()
        kinds = status.in_kinds(covered(review.in_section(section.id)), zeros=False)
        line(cell(section.title, "bold"))
        line(cell(glyph(kinds), "dim"), indent=2)
        table(
            [
                [
                    s.id,
                    outcome_cell(str(s.outcome)),
                    s.item.title,
                    cell(_("not needed"), "dim")
                    if s.id in needless
                    else cell(glyph(status.source(s)), "blue"),
                ]
                for s in review.states.values()
                if s.item.section == section.id
            ],
            narrow=(0, 1),
            least=(10, 11),
        )
    say()
    _gaps(desk)
    show_coach(desk)
    line(_counts(desk))
    show_routes(desk)
    line(glyph(_("behind the questions: {}").format(status.coverage(desk))))
    if desk.session.sign_off:
        line(_("signed off by a second person: {} of {} answers").format(*signing.count(desk)))
    line(glyph(road.in_short(desk)))
    line(status.read_when(desk))
    show_scope(desk)
    show_groups(desk)
    show_changes(desk)
    show_attestations(desk)
    show_former(desk)
    closing = status.closing(desk.checklist, review.today)
    if closing:
        line(cell(f"! {closing}", "yellow"))
    say()
    _verdict(desk, demo=demo)


def show_comments(desk: Desk) -> None:
    """Write what AWS asks and still waits for, before everything else; nothing where nothing is open."""
    found = rounds.stands(desk)
    text = in_short(found)
    if not text:
        return
    say()
    late = any(i.overdue for i in found.pending)
    line(cell(_("AWS's comments: {}").format(text), "bold red" if late else "bold yellow"))
    rows = [
        [i.comment.id, word(i), i.comment.control or _("whole"), one_line(i.comment.text, _COMMENT)]
        for i in found.pending[:_COMMENTS]
    ]
    table(rows, narrow=(0, 1, 2))
    line(status.command(desk, "rounds"), indent=2)


def show_routes(desk: Desk) -> None:
    """Write how far each route is; what a report is checked for is told by ``route``."""
    good, of = sum(s.outcome.good for s in desk.review.counted), len(desk.review.counted)
    if "sheet" in desk.session.routes:
        line(_("route sheet: {} of {} met, explained or n/a").format(good, of))
    for stand in routes.stands(desk):
        text = _("route {}: {} of {} report checks met").format(stand.route.id, stand.met, len(stand.checks))
        if stand.first is not None:
            text += _("; next: {} {} ({})").format(stand.first.id, stand.first.title, stand.first.why)
        line(text)


def show_attestations(desk: Desk) -> None:
    """Write whose word holds until when; an expired one is open again."""
    listed = attested(desk.review)
    if not listed:
        return
    say()
    line(cell(_("Whose word holds until when"), "bold"))
    rows: list[list[object]] = []
    for answer in listed:
        stored = answer.stored
        if stored is None or stored.until is None:
            continue
        expired = answer.standing is Standing.EXPIRED
        text = _("ran out on {}: open again") if expired else _("holds until {}")
        said = _("{} said {} on {}").format(stored.by, stored.value, stored.at.astimezone().date())
        until = cell(text.format(stored.until), "yellow" if expired else "")
        rows.append([answer.question.id, until, said])
    table(rows, narrow=(0, 1))


def _gaps(desk: Desk) -> None:
    gaps = status.gaps(desk)
    if not gaps:
        return
    line(cell(_("In the way"), "bold"))
    _gap_table(gaps)
    say()


def _gap_table(gaps: list[status.Gap]) -> None:
    rows = []
    for gap in gaps:
        owner = f" [{gap.owner}]" if gap.owner else ""
        rows.append([gap.item, outcome_cell(gap.outcome), f"{gap.title}: {gap.why}{owner}"])
    table(rows, narrow=(0, 1))


def _verdict(desk: Desk, *, demo: bool) -> None:
    if "sheet" not in desk.session.routes and desk.session.routes:
        _verdict_by_report(desk)
    elif not status.gaps(desk):
        line(cell(_("Ready: nothing stands in the way on the sheet route."), "bold green"))
        line(_("Next: {}").format(status.command(desk, "export", f" {desk.name}.md")))
        return
    else:
        gaps = status.gaps(desk)
        count, minutes = len(gaps), desk.review.minutes_left()
        text = ngettext("Not ready: {} stands in the way", "Not ready: {} stand in the way", count)
        line(cell(text.format(count), "bold"), _(", about {} minutes.").format(minutes))
        line(_("Next: {}").format(", ".join(f"{g.item} ({g.title})" for g in gaps[:3])))
    if not demo:
        say(_("Go on with:      {}").format(status.command(desk, "open")))
        say(_("in plain lines:  {}").format(status.command(desk, "ask")))
        if fixes.of(desk).todo:
            say(_("what to change:  {}").format(status.command(desk, "fixes")))
        if routes.stands(desk):
            say(_("report checks:   {}").format(status.command(desk, "route")))


def _verdict_by_report(desk: Desk) -> None:
    """Write whether a session that prepares only reports is ready, and how sure that is."""
    stands = routes.stands(desk)
    whole = next((s for s in stands if s.ready), None)
    if whole is not None:
        line(cell(_("Ready by the {}: every check is met.").format(whole.route.title), "bold green"))
        line(routes.content(desk).note)
        return
    left = min(len(s.checks) - s.met for s in stands)
    text = ngettext("Not ready: {} report check is not met", "Not ready: {} report checks are not met", left)
    line(cell(text.format(left), "bold"))
