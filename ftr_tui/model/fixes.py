"""What is to be changed in the account: each answer that fails, with its next step, in the order to do it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding, Verdict
from ftr_tui.model.given import Owner
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.next_step import EFFORTS, MOST_LINES, Effort, Line, NextStep, NextSteps, next_step
from ftr_tui.model.outcome import ItemState, Outcome, Review
from ftr_tui.model.session import Session
from ftr_tui.model.text import one_line

Hide = Callable[[str], str]
_WORD = re.compile(r"(?:[^\s']|'[^']*')+")
"""A word of a line as a shell takes it; our lines know single quotes alone (``command_line.faults``)."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One answer that fails, and the way out of it."""

    question: str
    control: str
    title: str
    """The control's."""
    outcome: Outcome
    """The control's: ``review`` is met by an explanation, and the account is as it was."""
    said: str
    """The answer that fails, as it is stored: ``no``; of an inverted question ``yes``."""
    blocks: bool
    """Whether it keeps the sheet from being ready."""
    why: str
    """Why the control stands as it does, in the review's own words."""
    step: NextStep
    owner: Owner | None
    answer: Effective

    @property
    def finding(self) -> Finding | None:
        """Return what evidence says of the question, if it could be read."""
        found = self.answer.finding
        return found if found is not None and found.verdict is not Verdict.UNKNOWN else None

    @property
    def seen(self) -> bool:
        """Whether evidence gives the answer that fails."""
        return self.finding is not None and str(self.finding.verdict) == self.said

    @property
    def drifted(self) -> bool:
        """Whether evidence that is newer than a person's answer says what fails."""
        stored, finding = self.answer.stored, self.finding
        against = self.answer.standing is Standing.CONTRADICTED and self.seen
        return against and stored is not None and finding is not None and finding.read_at > stored.at


@dataclass(frozen=True, slots=True)
class Fixes:
    """All that is to be changed, what stands in the way first, then the least effort, then AWS's order."""

    todo: list[Fix]
    overruled: list[str]
    """Questions where a person stands against evidence with a reason: nothing to do, but counted."""
    unwritten: list[str]
    """Controls that are not met and for which no step is written."""

    @property
    def blocking(self) -> list[Fix]:
        """Return those that keep the sheet from being ready."""
        return [f for f in self.todo if f.blocks]


def fixes(
    review: Review,
    session: Session,
    steps: NextSteps | None,
    *,
    needless: Collection[str] = (),
    most: int = MOST_LINES,
) -> Fixes:
    """Return what is to be changed; ``steps`` None: nothing is written for this list.

    ``needless``: items that nobody asks for on the session's routes; they stand in no way. ``most``: of how
    many resources each line is written out, 0: of all.
    """
    todo: list[Fix] = []
    overruled: list[str] = []
    unwritten: list[str] = []
    for state in review.states.values():
        asked = state.id not in needless
        found = [] if steps is None else of_item(state, session, steps, asked=asked, most=most)
        todo += found
        overruled += [q for q, a in state.answers.items() if steps and is_overruled(state, a, steps)]
        if not found and state.outcome is Outcome.FAIL and asked:
            unwritten.append(state.id)
    # Sorting keeps AWS's order among equals.
    todo.sort(key=lambda f: (not f.blocks, EFFORTS.index(f.step.effort)))
    return Fixes(todo, overruled, unwritten)


def of_item(
    state: ItemState,
    session: Session,
    steps: NextSteps,
    *,
    asked: bool = True,
    most: int = MOST_LINES,
) -> list[Fix]:
    """Return what is to be changed for one item, in the order of its questions.

    Nothing for what does not apply, and nothing for an answer that fails where the control is met by
    another way. Evidence against an answer is to be looked at in any case.
    """
    if state.outcome is Outcome.NOT_APPLICABLE:
        return []
    out = []
    for answer in state.answers.values():
        against = is_against(answer)
        if state.outcome is Outcome.PASS and not against:
            continue
        # The answer that a person gave stays stored; the step is that of what evidence says.
        counted = replace(answer, value=None) if against else answer
        step = next_step(steps, counted, most)
        if step is None:
            continue
        value = counted.value or (str(answer.finding.verdict) if answer.finding else "")
        # A control that is explained, or only to be confirmed, is not kept back by what was found.
        kept = against or state.outcome in (Outcome.FAIL, Outcome.OPEN)
        out.append(
            Fix(
                answer.question.id,
                state.id,
                state.item.title,
                state.outcome,
                value,
                asked and kept and state.block is not None,
                _why(state, asked=asked),
                step,
                session.owners.get(state.id),
                answer,
            )
        )
    return out


def is_against(answer: Effective) -> bool:
    """Whether evidence says what fails, and a person's answer says otherwise without a reason."""
    finding = answer.finding
    return answer.standing is Standing.CONTRADICTED and finding is not None and finding.favourable is False


def is_overruled(state: ItemState, answer: Effective, steps: NextSteps) -> bool:
    """Whether there would be something to do, but a person says with a reason that evidence is wrong."""
    finding, value = answer.finding, answer.value
    if answer.standing is not Standing.OVERRULED or finding is None or value is None:
        return False
    applies = state.outcome is not Outcome.NOT_APPLICABLE
    fails = steps.of(answer.question.id, str(finding.verdict)) is not None
    return applies and fails and steps.of(answer.question.id, value) is None


def hidden(found: Fixes, hide: Hide) -> Fixes:
    """Return the same with ``hide`` done to each word of each line: a name may be a word of its own.

    A user who is called ``will`` is told from the word by standing alone.
    """
    return replace(found, todo=[replace(f, step=_hidden(f.step, hide)) for f in found.todo])


def _hidden(step: NextStep, hide: Hide) -> NextStep:
    lines = [replace(n, cli=hidden_line(n.cli, hide), account=hide(n.account)) for n in step.lines]
    return replace(step, lines=lines)


def hidden_line(cli: str, hide: Hide) -> str:
    """Return a command line with ``hide`` done to each word, quoted for a shell where that changed it."""
    out = []
    for raw in _WORD.findall(cli):
        bare = "".join(shlex.split(raw))
        told = hide(bare)
        out.append(raw if told == bare else shlex.quote(told))
    return " ".join(out)


def _why(state: ItemState, *, asked: bool) -> str:
    if not asked:
        return _("nobody asks for it on the report routes, according to one partner's notes")
    return state.why or "; ".join(state.reasons[:1])


def effort_words(effort: Effort) -> str:
    """Return how much work a step is for one team, roughly."""
    return {
        "hour": _("about an hour"),
        "day": _("about a day"),
        "week": _("about a week"),
        "weeks": _("some weeks"),
    }[effort]


def standing_words(fix: Fix) -> str:
    """Return who says what fails, and whether a person has confirmed it."""
    answer = fix.answer
    stored, finding = answer.stored, fix.finding
    who = stored.by if stored is not None and stored.by else _("somebody")
    if answer.standing is Standing.CONTRADICTED and stored is not None:
        if not fix.seen:
            return _("{} by {}, and evidence says {}: look which is right").format(
                fix.said, who, finding.verdict if finding else ""
            )
        text = (
            _("{} by evidence that came after {} said {}") if fix.drifted else _("{} by evidence, {} said {}")
        )
        return text.format(fix.said, who, stored.value)
    if answer.standing is Standing.UNCONFIRMED or (fix.seen and answer.value is None):
        return _("{} by evidence, not confirmed").format(fix.said)
    if answer.standing is Standing.CONFIRMED:
        return _("{} by evidence, confirmed by {}").format(fix.said, who)
    return _("{} by {}").format(fix.said, who)


def evidence_words(fix: Fix) -> str:
    """Return the sentence of the evidence with its day and who judged, or an empty string."""
    finding = fix.finding
    if finding is None:
        return ""
    tool = _("{}: ").format(finding.tool) if finding.tool else ""
    day = finding.read_at.date()
    not_reread = f"; {finding.not_reread}" if finding.not_reread else ""
    return _("{}{} (read {}{})").format(tool, finding.summary, day, not_reread)


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence."""
    head, stop, _rest = text.partition(". ")
    return head + "." if stop else head


def shell_lines(line: Line) -> tuple[str, ...]:
    """Return what stands above a line, and the line: behind a # as well if it changes something.

    An empty line comes first where a recipe begins anew, so that one is told from the next.

    Texts are pasted whole and piped: into a shell as well. What is left to run there only looks.
    """
    about = comment(one_line(line.about, 500), writes=line.writes)
    return *[""] * line.begins, about, f"# {line.cli}" if line.writes else line.cli


def verdict_words(found: Fixes, *, waits: bool) -> str:
    """Return all of it in one sentence; ``waits``: something is still to be answered or confirmed."""
    count, unwritten = len(found.todo), len(found.unwritten)
    if count:
        text = ngettext("{} next step, {} of them in the way", "{} next steps, {} of them in the way", count)
        return text.format(count, len(found.blocking))
    if unwritten:
        return ngettext(
            "{} control is not met, and no step is written for it",
            "{} controls are not met, and no steps are written for them",
            unwritten,
        ).format(unwritten)
    if waits:
        return _("No answer fails so far, so there is nothing to change yet")
    return _("No answer fails: there is nothing to change in the account")


def how_to_run() -> str:
    """Return the sentence that stands above lines."""
    return _(
        "The lines are shown, never run by this program. CAPITALS are yours to fill in. A line that changes"
        " something stands behind a #: take that away to run it."
    )


def older_words(step: NextStep) -> str:
    """Return that a step was written for another sentence of AWS's, or an empty string."""
    text = _("written for release {}, which asks this in other words: compare the two before you follow it")
    return text.format(step.written_for) if step.written_for else ""


def comment(about: str, *, writes: bool) -> str:
    """Return the line that stands above a command line: a comment to a shell, so both may be copied."""
    return (
        f"# {_('changes something: {}').format(about)}"
        if writes
        else f"# {_('only looks: {}').format(about)}"
    )
