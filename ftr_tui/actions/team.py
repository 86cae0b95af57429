"""Who is in the room, and on which day the review is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ftr_tui.actions.desk import Desk
from ftr_tui.model.i18n import _
from ftr_tui.model.session import Member
from ftr_tui.model.text import clean


def set_team(desk: Desk, rows: Sequence[tuple[str, str]]) -> None:
    """Set the team: names with roles in hot seat order; the same name again changes its role."""
    known = {m.name: m for m in desk.session.member}
    members: dict[str, Member] = {}
    for name, role in rows:
        name, role = clean(name).strip()[:80], clean(role).strip()
        if name:
            # model_copy keeps what a newer program has written beside the role.
            members[name] = (known.get(name) or Member(name=name)).model_copy(update={"role": role})
    desk.change(_("the team"), desk.session.changed(member=list(members.values())))


def set_review_date(desk: Desk, day: date | None) -> None:
    """Say on which day the review is, or that it is not known."""
    desk.change(_("the day of the review"), desk.session.changed(review_date=day))
