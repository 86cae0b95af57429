"""Writing the session's answers into the Well-Architected Tool: read again, show, ask, write, read back.

Nothing is written that was not shown; what somebody changed in the tool meanwhile is shown and asked again.
``NAME.wa.toml`` is saved after each answer, so a second push finishes what a first one left and repeats none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ftr_tui.actions import workload as linking
from ftr_tui.model import wa_diff, wa_send
from ftr_tui.model.i18n import _
from ftr_tui.model.wa_diff import QuestionDiff, Take
from ftr_tui.model.wa_send import Update

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.wa_tool import Tool, ToolError
    from ftr_tui.model.lens import Lens
    from ftr_tui.model.session import Session
    from ftr_tui.model.workload import ToolAnswer, Workload

Decide = Callable[[QuestionDiff, Update | None], Take | None]
"""Shown what differs and what would be written: ``ours`` or ``theirs`` for a conflict, empty to go on, None
to leave the question."""
_TRIES = 3


@dataclass(frozen=True)
class Job:
    """One question to write: what the tool had when it was shown, and what would be sent."""

    tool: ToolAnswer
    update: Update
    chosen: Take = ""
    """How its conflict was settled."""

    @property
    def question(self) -> str:
        """Return the QuestionId."""
        return self.tool.question


@dataclass(frozen=True)
class PushPlan:
    """What a push would do."""

    jobs: list[Job]
    conflicts: list[QuestionDiff]
    """Both changed and nobody chose: not written."""
    settled: int
    """Questions that the tool has by now as the session does; nothing is sent for them."""
    newer: list[QuestionDiff]
    """What only the tool changed: a pull shows it, a push leaves it."""
    warnings: list[str]
    takes: list[tuple[ToolAnswer, QuestionDiff]] = field(default_factory=list)
    """Conflicts that a person settled as the tool has them; the session takes them over in the push."""


@dataclass
class Pushed:
    """What a push did."""

    written: list[ToolAnswer] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    """Questions that somebody brought to the same meanwhile."""
    missed: dict[str, list[str]] = field(default_factory=dict)
    """QuestionId -> what the tool says otherwise than was sent."""
    left: dict[str, str] = field(default_factory=dict)
    """QuestionId -> why it was not written."""
    stopped: ToolError | None = None
    """Why it ended before its time."""


def plan(
    desk: Desk,
    tool: Tool,
    take: Take = "",
    decide: Decide | None = None,
    progress: linking.Progress | None = None,
) -> PushPlan:
    """Read again what would change, and return what a push would send; nothing is written.

    A conflict is settled by ``take``, or ``decide`` is asked.
    """
    lens, workload = desk.library.lens(), linking.linked(desk)
    found = linking.differences(desk, workload)
    todo = [d for d in found if d.of("ours", "both")]
    jobs: list[Job] = []
    conflicts: list[QuestionDiff] = []
    warnings: list[str] = []
    takes: list[tuple[ToolAnswer, QuestionDiff]] = []
    settled = 0
    for number, known in enumerate(todo):
        if progress is not None:
            progress(number, len(todo), known.question)
        now = tool.answer(workload.id, workload.lens_alias, known.question, desk.clock())
        diff = wa_diff.compare(lens, desk.session, workload, now)
        chosen = take if diff.is_conflict else ""
        if diff.is_conflict and not chosen and decide is not None:
            chosen = decide(diff, None) or ""
        if diff.is_conflict and not chosen:
            conflicts.append(diff)
            continue
        update = wa_send.update(lens, desk.session, workload, now, chosen)
        if chosen == "theirs":
            takes.append((now, diff))
        elif update is None:
            settled += 1
            workload = _kept(desk, lens, workload, now)
        if update is None:
            continue
        jobs.append(Job(now, update, chosen))
        warnings += update.warnings
    warnings += [w for d in found if d not in todo for w in d.warnings]
    warnings += _unanswered(lens, desk.session, workload)
    newer = [d for d in found if d.of("theirs", "lacks")]
    return PushPlan(jobs, conflicts, settled, newer, warnings, takes)


def _unanswered(lens: Lens, session: Session, workload: Workload) -> list[str]:
    """Return what the tool goes on calling unanswered, for nothing of it is chosen."""
    text = _('{}: all of it is marked not done; choose "none of these", else the tool has it unanswered')
    out = []
    for question in lens.questions.values():
        tool, note = workload.answers.get(question.id), session.review_question.get(question.id)
        said = {session.practice[p.id].state if p.id in session.practice else "" for p in question.practice}
        silent = note is None or (note.applies and not note.none)
        if tool is not None and not tool.answered and silent and said == {"not-done"}:
            out.append(text.format(question.number))
    return out


def push(
    desk: Desk,
    tool: Tool,
    planned: PushPlan,
    decide: Decide | None = None,
    on_done: Callable[[ToolAnswer], None] | None = None,
) -> Pushed:
    """Write what was planned and shown; return what was done and what is left. Raises only if a save fails.

    Each answer is read once more right before it is written. Where somebody changed it since, or is changing
    it, ``decide`` is asked; without it the question is left.
    """
    from ftr_tui.aws.wa_tool import ToolError

    done = Pushed()
    for now, diff in planned.takes:
        _take_theirs(desk, now, diff)
        _kept(desk, desk.library.lens(), linking.linked(desk), now)
    for at, job in enumerate(planned.jobs):
        try:
            answer = _write(desk, tool, job, decide, done)
        except ToolError as error:
            done.stopped = error
            done.left |= {j.question: error.message for j in planned.jobs[at:]}
            break
        if answer is not None and on_done is not None:
            on_done(answer)
    return done


def _write(desk: Desk, tool: Tool, job: Job, decide: Decide | None, done: Pushed) -> ToolAnswer | None:
    from ftr_tui.aws.wa_tool import ToolError

    lens, question = desk.library.lens(), job.question
    shown, update, refused = job.tool, job.update, False
    for _attempt in range(_TRIES):
        workload = linking.linked(desk)
        now = tool.answer(workload.id, workload.lens_alias, question, desk.clock())
        changed = wa_diff.has(lens, now) != wa_diff.has(lens, shown) or now.chosen != shown.chosen
        if changed or (refused and decide is not None):
            again = _again(desk, workload, now, job, decide, done, ask=refused)
            if again is None:
                return None
            shown, update = now, again
        try:
            reply = tool.update(
                workload.id, workload.lens_alias, question, dict(update.request), desk.clock()
            )
        except ToolError as error:
            if not error.is_conflict:
                raise
            refused = True
            continue
        _kept(desk, lens, workload, reply)
        missed = wa_send.missed(lens, update, reply)
        if missed:
            done.missed[question] = missed
        done.written.append(reply)
        return reply
    done.left[question] = _("somebody else is changing it in the tool")
    return None


def _again(
    desk: Desk,
    workload: Workload,
    now: ToolAnswer,
    job: Job,
    decide: Decide | None,
    done: Pushed,
    *,
    ask: bool,
) -> Update | None:
    """Return what is to be sent now that the tool says something else than was shown; None for nothing."""
    lens = desk.library.lens()
    diff = wa_diff.compare(lens, desk.session, workload, now)
    update = wa_send.update(lens, desk.session, workload, now, job.chosen)
    if update is None and not diff.is_conflict:
        _kept(desk, lens, workload, now)
        done.already.append(now.question)
        return None
    if update is not None and update.written == job.update.written and not (ask and decide is not None):
        # The same things are written, over the same words, as were shown; the rest stays as it is now.
        return update
    chosen = decide(diff, update) if decide is not None else None
    if chosen is None or (diff.is_conflict and not chosen):
        done.left[now.question] = _("it was changed in the tool meanwhile; push again to see how")
        return None
    update = wa_send.update(lens, desk.session, workload, now, chosen)
    if chosen == "theirs":
        _take_theirs(desk, now, diff)
    if update is None:
        _kept(desk, lens, workload, now)
        done.already.append(now.question)
    return update


def _take_theirs(desk: Desk, now: ToolAnswer, diff: QuestionDiff) -> None:
    session: Session = wa_diff.taken_in(desk.session, now, diff.of("both"), desk.clock())
    number = desk.library.lens().questions[now.question].number
    desk.change(_("{} as the Well-Architected Tool has it").format(number), session)


def _kept(desk: Desk, lens: Lens, workload: Workload, now: ToolAnswer) -> Workload:
    """Keep what the tool says of one question now; return the workload with it."""
    apart = dict(workload.apart)
    rest = wa_diff.settled(lens, desk.session, workload, now)
    apart.pop(now.question, None)
    if rest:
        apart[now.question] = rest
    found = workload.changed(answers={**workload.answers, now.question: now}, apart=apart)
    linking.keep(desk, found)
    return found
