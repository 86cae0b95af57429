"""Whose gaps: the owner with day and plan, lists narrowed to some of them; and signing answers off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ftr_tui.app.screens.room import Room
from ftr_tui.app.views import owners as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.app.widgets.form import Field, Form
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.signing import Signed
    from ftr_tui.app.app import FtrApp


class Owning(Room):
    """A room over gaps: they have owners, and one key shows only some of them."""

    def __init__(self) -> None:
        super().__init__()
        self.whose = "all"
        """Which gaps are shown: all, mine, overdue, unassigned."""
        self.current = ""
        """The item that the screen is at; it stays in the list whatever is shown."""

    @property
    def gaps_shown(self) -> list[str] | None:
        """Return the items that are left by the filter, worst first; None: nothing is narrowed."""
        if self.desk is None or self.whose == "all":
            return None
        from ftr_tui.actions import owners
        from ftr_tui.model.owners import Whose

        return [s.id for s in owners.gaps(self.desk, Whose(self.whose))]

    @property
    def order(self) -> list[str]:
        """Return the items that are shown, in AWS's order, and the current one in any case."""
        found = self.gaps_shown
        shown = None if found is None else {*found, self.current}
        items = self.desk.checklist.items if self.desk else []
        return [i.id for i in items if shown is None or i.id in shown]

    def next_gap(self) -> str:
        """Return the next gap after the current item that is shown, round the end; empty: there is none."""
        found, desk = self.gaps_shown, self.desk
        if desk is None or found is None:
            gap = desk.next_gap(self.current) if desk else None
            return gap.id if gap else ""
        order = self.order
        at = order.index(self.current) + 1
        return next((i for i in order[at:] + order[: at - 1] if i in found), "")

    def next_open(self, question: str) -> str | None:
        """Return the next open question after this one, of an item that is shown."""
        if self.desk is None:
            return None
        shown = set(self.order)
        found = self.desk.next_open(question)
        while found is not None and self.desk.checklist.owner_of[found] not in shown:
            found = self.desk.next_open(found)
        return found

    @property
    def whose_words(self) -> str:
        """Return the filter and how many it leaves, for the title; empty while all are shown."""
        found = self.gaps_shown
        return "" if found is None else view.filter_words(self.whose, len(found))

    def action_whose(self) -> None:
        """Show all gaps, mine, those that are overdue, those of nobody; then all again."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import owners
        from ftr_tui.model.owners import Whose

        now = Whose(self.whose).next
        self.whose = str(now)
        self.say(view.said(self.whose, owners.summary(desk), desk.who))
        self.show()

    def ask_owner(self, control: str) -> None:
        """Ask who takes care of a control, until when, and what will be done."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import owners
        from ftr_tui.model.owners import is_overdue
        from ftr_tui.model.problem import Problem

        known = desk.session.owners.get(control)
        team = ", ".join(m.name for m in desk.session.member)
        fields = [
            Field("owner", _("Who"), known.who if known else "", team or _("a person or a role")),
            Field("due", _("By when"), str((known and known.due) or ""), "2026-12-05"),
            Field("plan", _("Plan"), known.plan if known else "", _("what will be done")),
        ]

        def check(values: Mapping[str, str]) -> str:
            try:
                owners.filled(desk, control, values)
            except Problem as error:
                return str(error)
            return ""

        def answered(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            owner = desk.session.owners.get(control)
            late = is_overdue(owner, desk.review.today) and owner is not None
            self.say(_("{} is past; o changes it").format(owner.due) if late and owner else "")
            self.show()

        text = _("An empty line takes it away.")
        self.ftr.ask(Form(_("Who takes care of {}?").format(control), fields, check, text=text), answered)

    def action_who(self) -> None:
        """Choose whose name stands beside the next answers."""
        desk = self.desk
        if desk is None:
            return
        names = list(dict.fromkeys([*(m.name for m in desk.session.member), desk.who]))
        options = [Option(name, name, _("now") if name == desk.who else "") for name in names if name]
        options.append(Option("", _("somebody else"), letter="+"))

        def named(name: str | None) -> None:
            if name:
                desk.add_member(name)
                desk.who = name
                self.show()
                self.say(_("{} answers now").format(name))

        def chosen(name: str | None) -> None:
            if name == "":
                self.ftr.ask(AskText(_("Name"), check=_not_empty), named)
            elif name:
                named(name)

        text = _("The name is kept with each answer.")
        self.ftr.ask(Choose(_("Who answers?"), options, text=text, cursor=desk.who), chosen)

    # --- signing off --------------------------------------------------------------------------------

    def sign(self, control: str) -> None:
        """Sign a control's answers off; ask who signs where the person at the keyboard has answered."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import signing

        if not desk.session.sign_off:
            self.say(_("No second signature is asked for here; : then sign-off turns that on"))
            return
        questions = signing.questions_of(desk, control)
        signed = [q for q in questions if (a := desk.session.answers.get(q)) is not None and a.signed]
        left = [q for q in questions if q in signing.waiting(desk)]
        if signed and not left:
            self._ask_back(signed)
            return
        found = signing.sign(desk, questions)
        if found.own and not found.signed:
            self._ask_signer(control, found)
            return
        self._signed(found, desk.who)

    def _signed(self, found: Signed, who: str) -> None:
        undo = _("; u undoes it") if found.signed else ""
        self.say(found.words(who) + undo, bad=not found.signed)
        self.show()

    def _ask_signer(self, control: str, found: Signed) -> None:
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import signing
        from ftr_tui.model.text import fold

        by = {fold(desk.session.answers[q].by) for q in found.own}
        names = [m.name for m in desk.session.member if fold(m.name) not in by]
        options = [Option(name, name) for name in names]
        options.append(Option("", _("somebody else"), letter="+"))

        def named(who: str | None) -> None:
            if who:
                self._signed(signing.sign(desk, found.own, who), who)

        def chosen(who: str | None) -> None:
            if who == "":
                self.ftr.ask(AskText(_("Who signs {} off?").format(control), check=_not_empty), named)
            else:
                named(who)

        text = _("{} has answered: another person has to sign.").format(desk.who)
        self.ftr.ask(Choose(_("Who signs {} off?").format(control), options, text=text), chosen)

    def _ask_back(self, signed: list[str]) -> None:
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import signing

        def chosen(back: bool | None) -> None:
            if back:
                signing.take_back(desk, signed)
                self.say(_("The signature is taken back; u undoes it"))
                self.show()

        told = "\n".join(f"{q}: {signing.told(desk.session.answers[q])}" for q in signed)
        options = [Option(False, _("Leave it")), Option(True, _("Take the signature back"), letter="t")]
        self.ftr.ask(Choose(_("Signed off already"), options, text=told), chosen)


def _not_empty(text: str) -> str:
    return "" if text.strip() else _("Write a few words, or escape")


def toggle_sign_off(app: FtrApp) -> None:
    """Ask for a second signature in the open session, or no longer."""
    desk = app.desk
    if desk is None:
        return
    from ftr_tui.actions import signing

    on = not desk.session.sign_off
    signing.switch(desk, on=on)
    app.room_changed()
    if isinstance(app.screen, Room):
        text = _("A second person has to sign the answers now: G in the interview; u undoes it")
        app.screen.say(text if on else _("Nobody has to sign answers any more; no signature is lost"))
