"""`route`: what the reports are checked for, how each check stands, and what a person says of one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from ftr_tui.actions import reviewing, road, routes, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.actions.routes import Stand
from ftr_tui.cli.out import cell, glyph, line, note, outcome_cell, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.report_check import Check
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Write down what was said, then show the checks."""
    desk = open_session(sessions.folder(args.sessions), args.name)
    for name in ("on", "note", "by"):
        if getattr(args, name) and not args.check:
            raise Problem(_("--{} goes with --check").format(name))
    if args.add:
        routes.prepare(desk, args.add, on=True)
    if args.drop:
        routes.prepare(desk, args.drop, on=False)
    if args.check:
        _say(desk, args)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    if args.json:
        to_stdout(as_json(desk))
    else:
        show(desk)
    return 0


def as_json(desk: Desk) -> dict[str, Any]:
    """Return what ``route --json`` writes."""
    return {"session": desk.name, "ready": routes.ready(desk), "routes": status.routes(desk)}


def _say(desk: Desk, args: Namespace) -> None:
    check, value = args.check
    on = road.parse_day(args.on, desk.review.today) if args.on else None
    if value[:1].isdigit() and on is None:
        # The day alone says both: signed, and when.
        on, value = road.parse_day(value, desk.review.today), "yes"
    routes.say(desk, check, value, note=args.note, on=on, by=args.by)


def show(desk: Desk) -> None:
    """Write each report route as a table, with what to do about what is not met."""
    line(cell(desk.session.product, "bold"), glyph(_(" · routes: {}").format(", ".join(desk.session.routes))))
    stands = routes.stands(desk)
    if not stands:
        say(routes.none_prepared(desk, status.command(desk, "route", " --add wafr")))
        return
    for stand in stands:
        say()
        _stand(stand)
    if any(s.route.lens for s in stands) and (lost := reviewing.trouble(desk)):
        note(lost)
    _milestones(desk)
    say()
    line(routes.content(desk).note)
    if any(c.asks for stand in stands for c in stand.checks):
        say(_("Answer one with:  {}").format(status.command(desk, "route", " --check ID yes")))


def _stand(stand: Stand) -> None:
    done = _("{} of {} checks met").format(stand.met, len(stand.checks))
    line(cell(stand.route.title, "bold"), glyph(f" · {done}"))
    table(
        [[c.id, outcome_cell(str(c.state)), f"{c.title}: {c.why}"] for c in stand.checks],
        narrow=(0, 1),
        least=(13, 9),
    )
    for check in stand.checks:
        for warning in check.warns:
            line(cell(f"! {check.id}: {warning}", "yellow"), indent=2)
    for text, ids in _next_steps(stand.checks).items():
        line(f"{', '.join(ids)}: {text}", indent=2)
    if stand.rest:
        number = len(stand.left)
        text = ngettext(
            "of the {1} items that stay to be answered {0} is open",
            "of the {1} items that stay to be answered {0} are open",
            number,
        )
        which = f": {', '.join(stand.left)}" if stand.left else ""
        line(f"{text.format(number, len(stand.rest))}{which} ({stand.route.rest_source})")


def _next_steps(checks: Sequence[Check]) -> dict[str, list[str]]:
    """Return what to do -> the checks that it is for."""
    out: dict[str, list[str]] = {}
    for check in checks:
        if check.do:
            out.setdefault(check.do, []).append(check.id)
    return out


def _milestones(desk: Desk) -> None:
    """Write high and medium risks per pillar and milestone, and the change since the one before."""
    found = routes.milestones(desk)
    if not found:
        return
    say()
    line(cell(_("Milestones: questions of high / medium risk, as the tool counts them"), "bold"))
    rows: list[list[object]] = []
    for one in found:
        for pillar, risks in one.pillars.items():
            change = ""
            if risks.high_change is not None and risks.medium_change is not None:
                change = f"{risks.high_change:+d} / {risks.medium_change:+d}"
            figures = f"{risks.high} / {risks.medium}"
            rows.append([f"{one.number} {one.name}", str(one.day), pillar, figures, change])
    table(rows, narrow=(1, 3, 4))
