"""What the commands of ``wa`` show: what differs, what would be written, what was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ftr_tui.actions import status
from ftr_tui.actions import workload as linking
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.model import wa_words
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.wa_diff import Difference, QuestionDiff

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.pushing import Pushed, PushPlan
    from ftr_tui.actions.workload import Pulled
    from ftr_tui.aws.wa_tool import Plan, Tool
    from ftr_tui.model.workload import ToolAnswer, Workload

_SIDES = {
    "ours": "changed here",
    "theirs": "changed in the tool",
    "both": "both say something",
    "lacks": "only in the tool",
}
_RISKS = {
    "HIGH": ("high risk", "bold red"),
    "MEDIUM": ("medium risk", "yellow"),
    "NONE": ("no risk", "green"),
    "NOT_APPLICABLE": ("does not apply", "dim"),
    "UNANSWERED": ("not answered", ""),
}


def pulled(desk: Desk, found: Pulled) -> None:
    """Show what a pull brought and what differs."""
    workload = found.workload
    _head(workload)
    table(_pillars(desk, workload), narrow=(0, 1, 2, 3, 4))
    line(cell(_("as the tool rated them (confirmed)"), "dim"), indent=2)
    if found.filled:
        text = ngettext("{} thing that was not said here is taken over, marked as the tool's.",
                        "{} things that were not said here are taken over, marked as the tool's.",
                        found.filled)  # fmt: skip
        line(text.format(found.filled))
    if found.taken:
        text = ngettext("{} thing is now as the tool has it.", "{} things are now as the tool has them.",
                        found.taken)  # fmt: skip
        line(text.format(found.taken))
    if found.strangers:
        line(_("Not known to this release of ftr-tui, and kept: {}").format(", ".join(found.strangers[:20])))
    _differ(desk, found.differences)
    milestones(desk)
    for text in workload.unread:
        note(_("could not read {}").format(text))
    if text := linking.lens_note(desk, workload):
        note(text)


def _head(workload: Workload) -> None:
    release = workload.lens_version or "?"
    where = _("account {}, Region {}").format(workload.account, workload.region)
    line(cell(workload.name, "bold"), glyph(f" · {where} · {_('lens')} {release} {workload.lens_status}"))


def _pillars(desk: Desk, workload: Workload) -> list[list[object]]:
    lens = desk.library.lens()
    rows: list[list[object]] = []
    titles = {p.id: p.title for p in lens.pillar}
    pillars = dict.fromkeys([*titles, *(a.pillar for a in workload.answers.values())])
    for pillar in pillars:
        own = [a for a in workload.answers.values() if a.pillar == pillar]
        count = Counter(a.risk for a in own)
        answered = len(own) - count["UNANSWERED"]
        rows.append(
            [
                titles.get(pillar, pillar),
                _("{} of {} answered").format(answered, len(own)),
                cell(_("{} high").format(count["HIGH"]), "bold red" if count["HIGH"] else "dim"),
                cell(_("{} medium").format(count["MEDIUM"]), "yellow" if count["MEDIUM"] else "dim"),
            ]
        )
    return rows


def _differ(desk: Desk, found: list[QuestionDiff]) -> None:
    if not found:
        line(_("Session and tool say the same."))
        return
    say()
    text = ngettext("{} question differs", "{} questions differ", len(found))
    line(cell(text.format(len(found)), "bold"))
    for diff in found:
        question(desk, diff)
    chosen = [d for d in found if d.of("theirs", "both")]
    if chosen:
        say(_("as the tool has it:    {}").format(status.command(desk, "wa pull", " --take theirs")))
        say(_("as it stands here:     {}").format(status.command(desk, "wa pull", " --take ours")))
    if any(d.of("ours") for d in found) or chosen:
        say(_("into the tool:         {}").format(status.command(desk, "wa push")))


def question(desk: Desk, diff: QuestionDiff) -> None:
    """Show one question: what is here, what is in the tool, who changed it."""
    lens = desk.library.lens()
    asked = lens.questions[diff.question]
    line(cell(asked.number, "cyan"), f" {asked.title}", indent=2)
    for d in wa_words.in_order(lens, diff.differences):
        text = _("{}: here {}, in the tool {}").format(
            wa_words.thing(lens, d.what), wa_words.value(d.what, d.ours), wa_words.value(d.what, d.theirs)
        )
        line(text, cell(f" ({_(_SIDES[d.side])})", "bold yellow" if d.side == "both" else "dim"), indent=4)


def planned(found: Plan, tool: Tool) -> None:
    """Show the workload that would be made."""
    from ftr_tui.actions import creating

    line(cell(_("A new workload in account {}").format(tool.account), "bold"))
    table([[what, which] for what, which in creating.lines(found, tool.region)])


def steps(found: list[str]) -> None:
    """Show how the same is done in the console."""
    line(_("It was not created. In the console, by somebody who may:"))
    for number, text in enumerate(found, 1):
        say(f"  {number}. {text}")


def plan(desk: Desk, found: PushPlan) -> None:
    """Show exactly what would be written, and what would not."""
    workload = linking.linked(desk)
    _head(workload)
    if not found.jobs and not found.takes:
        line(_("Nothing to write: the tool has what the session says."))
    for job in found.jobs:
        _changes(desk, job.question, job.update.written)
    for now, diff in found.takes:
        number = desk.library.lens().questions[now.question].number
        line(_("{}: taken over from the tool").format(number), indent=2)
        question(desk, diff)
    if found.conflicts:
        line(cell(_("Changed on both sides, not written:"), "bold yellow"))
        for diff in found.conflicts:
            question(desk, diff)
    if found.newer:
        text = ngettext("In {} question the tool has something that this session has not: ftr-tui wa pull",
                        "In {} questions the tool has something that this session has not: ftr-tui wa pull",
                        len(found.newer))  # fmt: skip
        note(text.format(len(found.newer)))
    for text in found.warnings:
        note(text)
    if text := linking.lens_note(desk, workload):
        note(text)


def _changes(desk: Desk, question: str, written: tuple[Difference, ...]) -> None:
    lens = desk.library.lens()
    asked = lens.questions[question]
    line(cell(asked.number, "cyan"), f" {asked.title}", indent=2)
    for d in wa_words.in_order(lens, written):
        before, after = wa_words.value(d.what, d.theirs), wa_words.value(d.what, d.ours)
        line(_("{}: {} -> {}").format(wa_words.thing(lens, d.what), before, after), indent=4)
        # Nobody can say yes to the first words of a note alone.
        for text in wa_words.rest(d.what, d.ours):
            line(text, indent=6)


def written(desk: Desk, answer: ToolAnswer) -> None:
    """Say that one answer is written, and how the tool rates it."""
    asked = desk.library.lens().questions[answer.question]
    word, style = _RISKS.get(answer.risk, (answer.risk, ""))
    line(
        _("written: {} {}  ").format(asked.number, asked.title),
        cell(_("{} (confirmed)").format(_(word)), style),
    )


def pushed(desk: Desk, done: Pushed, found: PushPlan) -> None:
    """Show what is left, and what the tool did not take as it was sent."""
    lens = desk.library.lens()
    for question, missed in done.missed.items():
        things = ", ".join(wa_words.thing(lens, w) for w in missed)
        note(_("{}: the tool now says something else than was sent: {}").format(
            lens.questions[question].number, things
        ))  # fmt: skip
    for question in done.already:
        line(_("{}: the tool has it already").format(lens.questions[question].number))
    if not done.left:
        return
    if done.stopped is not None and done.stopped.is_denied:
        line(cell(_("To be entered by hand, in the console:"), "bold"))
        for job in found.jobs:
            if job.question in done.left:
                _changes(desk, job.question, job.update.written)
        return
    for question, why in done.left.items():
        line(_("left: {} ({})").format(lens.questions[question].number, why))


def milestone(desk: Desk, workload: Workload, name: str) -> None:
    """Show what a milestone would hold."""
    _head(workload)
    line(_('A milestone "{}" of this workload as the tool has it; by the last pull or push:').format(name))
    table(_pillars(desk, workload), narrow=(0, 1, 2, 3))
    waiting = [d for d in linking.differences(desk, workload) if d.of("ours", "both")]
    if waiting:
        text = ngettext("{} question here is not in the tool: ftr-tui wa push comes first",
                        "{} questions here are not in the tool: ftr-tui wa push comes first",
                        len(waiting))  # fmt: skip
        note(text.format(len(waiting)))


def milestones(desk: Desk) -> None:
    """Show the milestones over time: high and medium risks per pillar, and the change."""
    rows = linking.milestone_rows(desk)
    if not rows:
        return
    say()
    line(cell(_("Milestones: questions of high / medium risk (confirmed), and the change"), "bold"))
    lens = desk.library.lens()
    prefix = {p.id: p.prefix for p in lens.pillar}
    pillars = list(dict.fromkeys(p for row in rows for p in row.pillars))
    head = ["", "", "", *(cell(prefix.get(p, p), "dim") for p in pillars)]
    body = [[str(r.number), str(r.day), r.name, *(_figures(r.pillars.get(p)) for p in pillars)] for r in rows]
    table([head, *body], narrow=(0, 1))


def _figures(found: wa_words.Risks | None) -> str:
    if found is None:
        return "?"
    change = [c for c in (found.high_change, found.medium_change) if c is not None]
    moved = f" ({change[0]:+d}/{change[1]:+d})" if any(change) else ""
    return f"{found.high}/{found.medium}{moved}"
