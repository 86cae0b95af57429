"""What a session's documents, road and calendar name that no list knows: a slip of the pen hides them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from ftr_tui.model.calendar import all_tasks
from ftr_tui.model.checklist import Checklist
from ftr_tui.model.i18n import _
from ftr_tui.model.programme import Programme
from ftr_tui.model.session import Session
from ftr_tui.store.toml_read import Loc


def paper_faults(session: Session, checklist: Checklist, programme: Programme) -> Iterator[tuple[str, Loc]]:
    """Yield each fault with its place."""
    kinds = [k.id for k in programme.document]
    for at, document in enumerate(session.document):
        if document.kind and document.kind not in kinds:
            yield _stranger(_("no kind of document"), document.kind, kinds), ("document", at, "kind")
        for control in [c for c in document.controls if c not in checklist.by_id]:
            reason = _("{} has no control {}").format(checklist.name, control)
            yield reason, ("document", at, "controls")
    steps = [s.id for s in programme.step]
    for step in [s for s in session.road if s not in steps]:
        yield _stranger(_("no step of the road"), step, steps), ("road", step)
    tasks = [t.id for t in all_tasks(programme, session)]
    for task in [t for t in session.calendar if t not in tasks]:
        reason = _stranger(_("no task of the programme, and without a title none of your own"), task, tasks)
        yield reason, ("calendar", task)
    for question, answer in session.answers.items():
        if (answer.signed_by or answer.signed_at is not None) and not answer.signed:
            reason = _("signed by nobody but the one who answered: it counts for nothing")
            yield reason, ("answers", question, "signed_by")
    for at, made in enumerate(session.done):
        if made.task not in tasks:
            yield _stranger(_("no task"), made.task, tasks), ("done", at, "task")


def _stranger(what: str, given: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(given, known, 1)
    hint = _("; did you mean {}?").format(near[0]) if near else ""
    return f"{what}: {given!r}{hint}"
