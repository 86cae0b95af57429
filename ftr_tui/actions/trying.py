"""Many changes tried on a copy of the desk, then saved as one step: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable

from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import SaveProblem
from ftr_tui.model.session import Session


class Draft(Desk):
    """A desk on which many changes are tried; nothing is written."""

    def save(self) -> bool:
        """Keep the change in memory alone."""
        return True

    def refresh(self) -> bool:
        """Take nothing in: the desk that is drafted for does that, before."""
        return False

    def _set(self, session: Session) -> None:
        # What evidence says, all that an answer is held against here, is the same after each row;
        # judging the whole list again for each of sixty would take most of the time.
        self.session = session


def as_one(desk: Desk, label: str, work: Callable[[Desk], None]) -> bool:
    """Do ``work`` on a copy, then save it all as one change; return whether anything changed.

    SaveProblem if it did not reach the disk; Problem of ``work`` leaves everything as it was.
    """
    draft = Draft(desk.file, desk.library, desk.who, desk.clock)
    draft._set(desk.session)
    draft.take(desk.own_evidence)
    work(draft)
    if draft.session is desk.session:
        return False
    desk.change(label, draft.session)
    if desk.trouble:
        raise SaveProblem(desk.trouble)
    return True
