"""What a person does to AWS's comments by keys: types them in, answers, sends, corrects, settles."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from ftr_tui.app.screens.room import Pointed, split_owner
from ftr_tui.app.views import rounds as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.app.widgets.form import Field, Form
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.rounds import Of
    from ftr_tui.model.rounds import Round
    from ftr_tui.model.rounds_view import Group, Item
    from ftr_tui.model.session import Session

_SHORT = 300
"""Characters of AWS's comment above the box for the answer."""


class RoundsWork(Pointed):
    """The acts of the screen; what the cursor is on comes from below."""

    @property
    @abstractmethod
    def item(self) -> Item | None:
        """Return the comment under the cursor."""

    @property
    @abstractmethod
    def group(self) -> Group | None:
        """Return the round under the cursor, or that of the comment under it."""

    def action_take_in(self) -> None:
        """Bring the comments in out of AWS's workbook."""
        from ftr_tui.app.screens.taken import bring_in

        bring_in(self)

    # --- one comment ----------------------------------------------------------------------------------

    def action_answer(self) -> None:
        """Write what we answer."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import rounds
        from ftr_tui.model.text import one_line

        said = item.comment

        def written(given: str | None) -> None:
            if given is None:
                return
            before = desk.session
            made = rounds.answer(desk, said.id, given)
            text = _("{}: answer saved; the next export holds it; u undoes it")
            if said.state == "sent" and made.state == "open":
                text = _("{}: open again, for another answer was sent; u undoes it")
            self._tell(before, text.format(said.id))
            self.show()

        title = _("What do we answer? {}").format(said.control or said.id)
        text = one_line(said.text, _SHORT)
        self.ftr.ask(AskText(title, said.answer, text=text, multiline=True), written)

    def action_state(self) -> None:
        """Go on to sent, to accepted, to open again."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import rounds

        said = item.comment
        words = {
            "open": _("{}: open again; u undoes it"),
            "sent": _("{}: sent today; u undoes it"),
            "accepted": _("{}: accepted by AWS; u undoes it"),
        }
        made = rounds.set_state(desk, said.id, rounds.next_state(said))
        text = words[made.state]
        if made.state == "sent" and not made.answer:
            text = _("{}: sent today, though no answer is written down here; u undoes it")
        self.say(text.format(said.id))
        self.show()

    def action_sent(self) -> None:
        """Say that all that is open and answered was sent today."""
        if self.desk is None:
            return
        from ftr_tui.actions import rounds

        made = rounds.mark_sent(self.desk)
        text = _("sent today: {}; u undoes it").format(", ".join(c.id for c in made))
        if alone := rounds.apart(self.desk, made):
            text += _(". In no sheet, so it had to be sent apart: {}").format(", ".join(alone))
        self.say(text if made else _("Nothing that is open has an answer yet: r writes one"))
        self.show()

    def action_owner(self) -> None:
        """Ask who answers, and by when."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import rounds
        from ftr_tui.model.problem import Problem

        said = item.comment

        def check(text: str) -> str:
            who, _due, problem = split_owner(text)
            try:
                rounds.name_of(who)
            except Problem as error:
                return str(error)
            return problem

        def answered(text: str | None) -> None:
            if text is None:
                return
            who, due, _problem = split_owner(text)
            before = desk.session
            rounds.own(desk, said.id, who, due)
            past = due is not None and due < desk.review.today
            self._tell(before, _("{} is past; o changes it").format(due) if past else _("Saved; u undoes it"))
            self.show()

        initial = " ".join(str(x) for x in (said.owner, said.due or "") if x)
        text = _("A name, and if you like a day: Linh 2026-12-05. Empty takes both away.")
        self.ftr.ask(AskText(_("Who answers {}?").format(said.id), initial, text=text, check=check), answered)

    def action_control(self) -> None:
        """Go to the control that it is about."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        control = item.comment.control
        if control in desk.checklist.by_id:
            self.ftr.go_to_item(control)
        elif control:
            self.say(_("{} is not in the list {}").format(control, desk.checklist.name))
        else:
            self.say(_("It is about the submission as a whole"))

    def action_correct(self) -> None:
        """Correct what was typed in."""
        item, desk = self.item, self.desk
        if item is None or desk is None:
            return
        from ftr_tui.actions import rounds

        said = item.comment

        def take(control: str, text: str) -> None:
            before = desk.session
            rounds.reword(desk, said.id, control, text)
            self._put(said.id, _("{}: corrected; u undoes it").format(said.id), before)

        def check(control: str, text: str) -> None:
            rounds.check_reworded(desk, said, control, text or said.text)

        self._ask_comment(said.control, said.text, check, take)

    def action_remove(self) -> None:
        """Take the comment at the cursor away, or a round without comments."""
        item, group, desk = self.item, self.group, self.desk
        if desk is None or (item is None and group is None):
            return
        from ftr_tui.actions import rounds

        rows = self.query_one("#rows", LineList)
        shown = rows.keys_shown
        key = item.comment.id if item else group.round.id if group else ""
        at = shown.index(key) if key in shown else 0
        rest = [k for k in shown if k != key]
        rounds.remove(desk, key)
        rows.move_to(rest[min(at, len(rest) - 1)] if rest else "")
        self.say(_("{} taken away; u undoes it").format(key))
        self.show()

    # --- what came ------------------------------------------------------------------------------------

    def action_new(self) -> None:
        """Ask for a comment of AWS: the control, then the text."""
        desk = self.desk
        if desk is None:
            return
        from ftr_tui.actions import rounds

        number = self.group.round.id if self.group else ""

        def take(control: str, text: str) -> None:
            made = rounds.add(desk, control, text, number)
            self._put(made.id, _("{}: added; u undoes it").format(made.id))

        def check(control: str, text: str) -> None:
            rounds.check_comment(desk, control, text or "-", number)

        self._ask_comment("", "", check, take)

    def _ask_comment(
        self, control: str, text: str, check: Callable[[str, str], None], take: Callable[[str, str], None]
    ) -> None:
        """Ask for control and text, which may have several lines; what is wrong is said in the dialog."""
        from ftr_tui.model.problem import Problem

        def wrong(first: str, second: str) -> str:
            try:
                check(first, second)
            except Problem as error:
                return str(error)
            return ""

        def named(given: str | None) -> None:
            if given is None:
                return

            def told(said: str | None) -> None:
                if said:
                    take(given, said)

            title = _("What does AWS ask? {}").format(given.upper()).strip()
            words = _("As AWS wrote it; it may have several lines.")
            self.ftr.ask(
                AskText(title, text, text=words, multiline=True, check=lambda said: wrong(given, said)), told
            )

        words = _("Such as IAM-002. Empty: the submission as a whole.")
        title = _("About which control?")
        self.ftr.ask(AskText(title, control, text=words, check=lambda given: wrong(given, "")), named)

    def action_round(self) -> None:
        """Ask on which day comments came."""
        desk = self.desk
        if desk is not None:
            self._ask_round(desk, None)

    def action_until(self) -> None:
        """Ask for the day, the last day and a note of the round at the cursor."""
        if self.group is not None and self.desk is not None:
            self._ask_round(self.desk, self.group.round)

    def _ask_round(self, desk: Desk, of: Round | None) -> None:
        from ftr_tui.actions import road, rounds
        from ftr_tui.model.problem import Problem

        today = desk.review.today
        fields = [
            Field("came", _("Came on"), str(of.came if of else today)),
            Field(
                "until",
                _("Last day"),
                str(of.until or "") if of else "",
                _("as AWS named it; else six months"),
            ),
            Field("note", _("Note"), of.note if of else "", _("by e-mail, from whom")),
        ]

        def read(values: Mapping[str, str]) -> Of:
            came = road.parse_day(values["came"], today) or (of.came if of else today)
            return {"came": came, "until": road.parse_day(values["until"], today), "note": values["note"]}

        def check(values: Mapping[str, str]) -> str:
            try:
                rounds.check_round(desk, of.id if of else "", **read(values))
            except Problem as error:
                return str(error)
            return ""

        def filled(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            given, before = read(values), desk.session
            if of is not None:
                made = rounds.change_round(desk, of.id, **given)
            else:
                made = rounds.add_round(desk, given["came"], given["until"], given["note"])
            self._put("" if of else made.id, _("Saved; u undoes it"), before)

        title = _("The round of {}").format(of.came) if of else _("Comments came back")
        self.ftr.ask(Form(title, fields, check), filled)

    def _tell(self, before: Session, said: str) -> None:
        """Say what was done; where nothing was, u would undo something else."""
        changed = self.desk is not None and self.desk.session != before
        self.say(said if changed else _("Nothing was changed"))

    def _put(self, key: str, said: str, before: Session | None = None) -> None:
        """Say what was done and put the cursor there."""
        if before is None:
            self.say(said)
        else:
            self._tell(before, said)
        self.show()
        if key:
            self.point_at(key)

    # --- two people -----------------------------------------------------------------------------------

    def action_conflict(self) -> None:
        """Settle what two people changed of a comment or a round: here first, then anywhere."""
        desk, cursor = self.desk, self.query_one("#rows", LineList).cursor
        if desk is None:
            return
        mine = [c for c in desk.session.conflict if c.what.partition(" ")[0] in ("comment", "round")]
        if not mine:
            self.say(_("No conflict: nobody else changed what you changed"))
            return
        conflict = next((c for c in mine if c in view.conflicts_of(desk, cursor)), mine[0])

        def chosen(theirs: bool | None) -> None:
            if theirs is not None:
                desk.resolve(conflict, take_theirs=theirs)
                self.say(_("{} settled, {} left").format(conflict.what, len(mine) - 1))
                self.show()

        keep, take = (view.side_of(conflict, text) for text in (conflict.ours, conflict.theirs))
        options = [
            Option(False, _("Keep: {}").format(keep), letter="k"),
            Option(True, _("Take theirs: {}").format(take), letter="t"),
        ]
        self.ftr.ask(Choose(_("Two people changed {}").format(conflict.what), options), chosen)
