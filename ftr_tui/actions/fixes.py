"""The next step of everything that fails, as data for the screen, the command and the files."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ftr_tui.actions import owners, routes, status
from ftr_tui.model import fixes as model
from ftr_tui.model.fixes import Fix, Fixes, Hide, evidence_words, shell_lines, standing_words, verdict_words
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.next_step import MOST_LINES as MOST_LINES
from ftr_tui.model.outcome import ItemState, Outcome
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.next_step import Line, NextSteps
    from ftr_tui.store.library import Library

SCHEMA = 1
"""Grows when something is taken away or means something else (docs/next-steps.md)."""
ALL = 0
"""A line for every resource that was kept."""
COLUMNS = (
    *("blocks", "effort", "control", "question", "title", "outcome", "answer", "says", "why", "change"),
    *("breaks", "lines", "left_out", "owner", "due", "plan", "evidence", "read_at", "written_for"),
)
"""Of the CSV."""


_Known = tuple[tuple["Library", str, str], "NextSteps | None", Problem | None]
_memory: WeakKeyDictionary[Desk, _Known] = WeakKeyDictionary()
_last: WeakKeyDictionary[Desk, tuple[ItemState, int, NextSteps, list[Fix]]] = WeakKeyDictionary()


def content(desk: Desk) -> NextSteps | None:
    """Return the steps of the session's list; None where nothing is written for it, or it cannot be read."""
    return _read(desk)[1]


def check(desk: Desk) -> None:
    """Raise the Problem for which the steps cannot be read: a file of the user's own has a mistake.

    Only who asks for the steps is stopped by it; a screen or ``status`` goes on without them.
    """
    problem = _read(desk)[2]
    if problem is not None:
        raise problem


def trouble(desk: Desk) -> str:
    """Return why the steps cannot be read, or an empty string."""
    problem = _read(desk)[2]
    return str(problem) if problem is not None else ""


def _read(desk: Desk) -> _Known:
    key = (desk.library, desk.checklist.id, desk.checklist.release)
    known = _memory.get(desk)
    if known is None or known[0] != key:
        # A screen asks at each key: looking for the file anew would cost more than all the rest.
        try:
            known = (key, _for_list(desk), None)
        except Problem as problem:
            known = (key, None, problem)
        _memory[desk] = known
    return known


def _for_list(desk: Desk) -> NextSteps | None:
    """Return the steps of the session's list, those for another sentence marked; None: none for this list."""
    steps = desk.library.next_steps()
    if steps.checklist != desk.checklist.id:
        return None
    if not steps.release or steps.release == desk.checklist.release:
        return steps
    from ftr_tui.model.next_step import fitting

    try:
        was = desk.library.checklist(steps.checklist, steps.release)
    except Problem:
        was = None  # not on this machine, or it cannot be read: then no step is known to fit
    return fitting(steps, desk.checklist, was)


def of(desk: Desk, *, most: int = MOST_LINES, hide: Hide | None = None) -> Fixes:
    """Return all that is to be changed, what stands in the way first; ``hide`` is done to each line."""
    needless = routes.needless(desk)
    found = model.fixes(desk.review, desk.session, content(desk), needless=needless, most=most)
    return found if hide is None else model.hidden(found, hide)


def of_item(desk: Desk, state: ItemState, *, most: int = MOST_LINES) -> list[Fix]:
    """Return what is to be changed for one item; cheap, for a screen asks several times at each key."""
    if not may_fail(state):
        return []
    steps = content(desk)
    if steps is None:
        return []
    last = _last.get(desk)
    # Whatever changes makes another state: the same one says the same.
    if last is None or last[0] is not state or last[1] != most or last[2] is not steps:
        asked = state.id not in routes.needless(desk)
        found = model.of_item(state, desk.session, steps, asked=asked, most=most)
        last = _last[desk] = (state, most, steps, found)
    return last[3]


def may_fail(state: ItemState) -> bool:
    """Whether anything of an item can fail; else the steps need not even be read."""
    if state.outcome is Outcome.NOT_APPLICABLE:
        return False
    return state.outcome is not Outcome.PASS or any(model.is_against(a) for a in state.answers.values())


def narrowed(desk: Desk, found: Fixes, ids: Sequence[str]) -> Fixes:
    """Return what is about these controls or questions; Problem names what is near an unknown one."""
    wanted = {known(desk, i) for i in ids}
    if not wanted:
        return found
    return Fixes(
        [f for f in found.todo if {f.control, f.question} & wanted],
        [q for q in found.overruled if {q, desk.checklist.owner_of[q]} & wanted],
        [c for c in found.unwritten if c in wanted or wanted & set(desk.review.states[c].answers)],
    )


def known(desk: Desk, name: str) -> str:
    """Return the id of a control or question as the list writes it; Problem if there is none."""
    ids = {i.upper(): i for i in (*desk.checklist.by_id, *desk.checklist.questions)}
    found = ids.get(name.strip().upper())
    if found is None:
        near = difflib.get_close_matches(name.strip().upper(), ids, 1)
        hint = _("did you mean {}?").format(ids[near[0]]) if near else ""
        text = _("{} is no control or question of {}").format(one_line(name, 40) or "''", desk.checklist.name)
        raise Problem(text, hint=hint)
    return found


def in_short(desk: Desk) -> str:
    """Return how many next steps there are in one line, or an empty string."""
    found = of(desk)
    return verdict_words(found, waits=False) if found.todo else ""


def commands(fix: Fix) -> list[str]:
    """Return the lines of a step, each under a comment, and what changes something as a comment as well.

    All of it may be pasted into a shell: that looks and changes nothing.
    """
    return [text for line in fix.step.lines for text in shell_lines(line)]


def left_words(desk: Desk, fix: Fix, *, full: bool = False) -> str:
    """Return how many resources have no lines of their own, and where they are; or an empty string."""
    left, kinds = fix.step.left_out, fix.step.kinds_left
    if kinds:
        text = ngettext(
            "{} more kind of resource has lines: filled after a scan, in capitals by {}",
            "{} more kinds of resources have lines: filled after a scan, in capitals by {}",
            kinds,
        )
        return text.format(kinds, status.command(desk, "fixes", f" {fix.question} --full"))
    if not left:
        return ""
    if full:
        # Only the first resources of a finding are kept.
        text = ngettext("{} more is in no file: {}", "{} more are in no file: {}", left)
        return text.format(left, status.command(desk, "scan", " --full FILE.csv"))
    text = ngettext("and {} more like it: {}", "and {} more like these: {}", left)
    return text.format(left, status.command(desk, "fixes", f" {fix.question} --full"))


# --- as data ------------------------------------------------------------------------------------------


def as_json(desk: Desk, found: Fixes) -> dict[str, Any]:
    """Return the object that ``fixes --json`` writes; its shape is a promise (docs/next-steps.md)."""
    return {
        "schema": SCHEMA,
        "session": desk.name,
        "checklist": desk.checklist.id,
        "release": desk.checklist.release,
        "ready": routes.ready(desk),
        "fixes": [_entry(f) for f in found.todo],
        "overruled": found.overruled,
        "unwritten": found.unwritten,
    }


def _entry(fix: Fix) -> dict[str, Any]:
    finding, step = fix.finding, fix.step
    return {
        "question": fix.question,
        "control": fix.control,
        "title": fix.title,
        "outcome": str(fix.outcome),
        "answer": fix.said,
        "source": "evidence" if fix.seen else "person",
        "standing": str(fix.answer.standing),
        "drifted": fix.drifted,
        "blocks": fix.blocks,
        "why": fix.why,
        "change": step.change,
        "breaks": step.breaks,
        "effort": step.effort,
        "lines": [_line(n) for n in step.lines],
        "left_out": step.left_out,
        "kinds_left": step.kinds_left,
        "written_for": step.written_for,
        **owners.as_json(fix.owner),
        "evidence": finding.full if finding is not None else "",
        "read_at": finding.read_at.isoformat() if finding is not None else None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "about": line.about,
        "cli": line.cli,
        "writes": line.writes,
        "blanks": list(line.blanks),
        "account": line.account,
    }


def rows(found: Fixes) -> list[dict[str, str]]:
    """Return one row a step, as the CSV has it; the lines stand in one cell, each on a line of it."""
    out = []
    for fix in found.todo:
        owner = {k: v or "" for k, v in owners.as_json(fix.owner).items()}
        told = {
            "blocks": "yes" if fix.blocks else "no",
            "effort": fix.step.effort,
            "control": fix.control,
            "question": fix.question,
            "title": fix.title,
            "outcome": str(fix.outcome),
            "answer": fix.said,
            "says": standing_words(fix),
            "why": fix.why,
            "change": fix.step.change,
            "breaks": fix.step.breaks,
            "lines": "\n".join(commands(fix)),
            "left_out": str(fix.step.left_out or ""),
            "evidence": evidence_words(fix),
            "read_at": fix.finding.read_at.isoformat() if fix.finding is not None else "",
            "written_for": fix.step.written_for,
        }
        out.append(told | owner)
    return out
