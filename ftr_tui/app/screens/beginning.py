"""Begin a session: which product, and by which of AWS's lists where there are several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app.screens.borrowed import offer_to_borrow
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.app.screens.room import Room

_USUAL = "partner-hosted"


def begin(room: Room, pointed: Desk | None) -> None:
    """Ask for the product, then for the list; then make the session and go to it.

    ``pointed``: the session under the cursor, whose team and drafts it may begin with.
    """

    def named(product: str | None) -> None:
        if product:
            _choose_list(room, product, pointed)

    def check(product: str) -> str:
        from ftr_tui.actions.opening import taken

        if not product.strip():
            return _("The product's name")
        return _("a session of that name exists") if taken(room.ftr.where, product) else ""

    text = _("The session becomes one text file in {}; x then reads your AWS account.").format(room.ftr.where)
    room.ftr.ask(AskText(_("Which product goes through the review?"), text=text, check=check), named)


def _choose_list(room: Room, product: str, pointed: Desk | None) -> None:
    """Ask which list it is where more than one is known; enter is the usual one."""
    from ftr_tui.actions.opening import library_for
    from ftr_tui.model.problem import Problem

    library = library_for(room.ftr.where)
    names = sorted(library.names(), key=lambda name: (name != _USUAL, name))
    if len(names) < 2:
        _make(room, product, names[0] if names else _USUAL, pointed)
        return
    whose = {
        "account": _("it runs in your own AWS accounts"),
        "deployment-guide": _("customers run it in theirs"),
    }
    options = []
    for name in names:
        try:
            found = library.checklist(name)
        except Problem:
            continue  # a file of the user's own that is broken: check says why
        title = found.title.removesuffix(" Foundational Technical Review")
        options.append(Option(name, f"{title}: {whose[found.reviews]}", hint=found.release))

    def chosen(name: str | None) -> None:
        if name:
            _make(room, product, name, pointed)

    room.ftr.ask(Choose(_("By which list is {} reviewed?").format(product), options, cursor=_USUAL), chosen)


def _make(room: Room, product: str, checklist: str, pointed: Desk | None) -> None:
    from ftr_tui.actions.opening import create, who_answers
    from ftr_tui.model.problem import Problem

    try:
        desk = create(room.ftr.where, product, checklist=checklist, who=who_answers())
    except Problem as error:
        room.say(str(error), bad=True)
        return
    room.ftr.take_desk(desk)
    if pointed is None or pointed.session.sample:
        room.ftr.enter("interview")
    else:
        offer_to_borrow(room, desk, pointed)
