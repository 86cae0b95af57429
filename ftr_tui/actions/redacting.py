"""What hides a session's accounts, people and resources: made once for an export (``model/redact.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ftr_tui.model.redact import Redactor
from ftr_tui.model.redact_names import words_of
from ftr_tui.store import settings

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk


def redactor(desk: Desk) -> Redactor:
    """Return what hides names in the texts of one session; the same tokens for whatever is exported."""
    from ftr_tui.actions import workload

    ordinary = {word for text in _ours(desk) for word in words_of(text)}
    # Who exports comes last: on a colleague's machine nobody else's token may move.
    names = [desk.who, settings.login_name()]
    return Redactor(desk.session, desk.evidence, workload.load(desk), names=names, ordinary=ordinary)


def _ours(desk: Desk) -> Iterator[str]:
    """Yield texts of the list and the programme: a word that stands there is no name (``EC2``, ``may``)."""
    for section in desk.checklist.section:
        yield section.title
    for item in desk.checklist.items:
        yield item.title
        yield from (q.ask for q in item.question)
    for control in desk.checklist.control:
        yield from (control.asks, *control.accepted, *control.refused)
    for kind in desk.programme.document:
        yield from (kind.title, kind.what)
    for service in desk.library.services().service:
        yield from (service.id, service.title)
