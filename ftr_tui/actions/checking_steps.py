"""What next-steps.toml leaves out, names that its list does not know, or writes as no shell would take it."""

from __future__ import annotations

from collections.abc import Iterator

from ftr_tui.model.checklist import Checklist
from ftr_tui.model.command_line import about_faults, faults
from ftr_tui.model.i18n import _
from ftr_tui.model.next_step import NextSteps, Step, failing
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import Library
from ftr_tui.store.toml_read import Loc


def step_faults(steps: NextSteps, library: Library) -> Iterator[tuple[str, Loc]]:
    """Yield each fault with its place. Of the list its newest release counts."""
    try:
        checklist = library.checklist(steps.checklist)
    except Problem as error:
        yield str(error), ("checklist",)
        return
    if steps.release and steps.release not in library.releases(steps.checklist):
        known = ", ".join(library.releases(steps.checklist))
        text = _("{} has no release {} here; there are: {}").format(checklist.name, steps.release, known)
        yield text, ("release",)
    wanted = failing(checklist)
    for at, step in enumerate(steps.step):
        yield from _named(step, at, checklist, wanted)
        for nth, line in enumerate(step.line):
            for fault in faults(line.cli, line.kind, line.per, writes=line.writes):
                yield f"{step.question}: {fault}", ("step", at, "line", nth, "cli")
            for fault in about_faults(line.about):
                yield f"{step.question}: {fault}", ("step", at, "line", nth, "about")
    for question, answers in wanted.items():
        for answer in [a for a in answers if steps.of(question, a) is None]:
            reason = _("no step for {}={}, an answer that fails").format(question, answer)
            yield reason, ("step", len(steps.step) - 1) if steps.step else ("checklist",)


def _named(
    step: Step, at: int, checklist: Checklist, wanted: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, Loc]]:
    known = checklist.questions.get(step.question)
    if known is None:
        reason = _("{} has no question {}").format(checklist.name, step.question)
        yield reason, ("step", at, "question")
        return
    for answer in step.answers:
        if answer not in known.answers:
            takes = ", ".join(known.answers)
            reason = _("{} has no answer {!r}; it takes: {}").format(step.question, answer, takes)
            yield reason, ("step", at, "answers")
        elif answer not in wanted.get(step.question, ()):
            reason = _("{}={} is no answer that fails").format(step.question, answer)
            yield reason, ("step", at, "answers")
