"""The acts of answering: what a key does to the session, and what has to be asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from ftr_tui.app.screens.document_form import DocumentForm
from ftr_tui.app.screens.find import Find
from ftr_tui.app.screens.owning import Owning
from ftr_tui.app.views import interview as view
from ftr_tui.app.views.coach import coach_whole
from ftr_tui.app.views.interview_evidence import evidence_text
from ftr_tui.app.views.next_step import step_whole
from ftr_tui.app.views.words import control_of, outcome_part, shown
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.card import Card
from ftr_tui.app.widgets.dialogs import Choose, Confirm, Option, ShowText
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.outcome import ItemState


_LEAST_REASON = 8
"""Characters below which a reason against evidence is a slip of a key."""


class Answering(Owning):
    """What the interview does; its subclass draws it."""

    HINT = _("y n - answer; enter confirms aws; g next gap; ? all keys")

    @property
    def state(self) -> ItemState | None:
        """Return the item in the middle; for subclasses."""
        return None

    def go_to(self, item: str, question: str = "") -> None:
        """Show another item; for subclasses."""

    def show_item(self, question: str = "") -> None:
        """Show the current item; for subclasses."""

    def show_list(self) -> None:
        """Show the list of items anew; for subclasses."""

    def card_rows(self, state: ItemState, cursor: str) -> list[Row]:
        """Return the middle of the screen, the questions first where it is narrow."""
        if self.desk is None:
            return []
        return view.card_rows(
            state,
            questions_first=self.has_class("-narrow"),
            cursor=cursor,
            former=former_of(self.desk, state),
            sign_off=self.desk.session.sign_off,
        )

    @property
    def question(self) -> str:
        """Return the question under the cursor."""
        state = self.state
        cursor = self.query_one("#card", Card).cursor
        return cursor if state and cursor in state.answers else next(iter(state.answers)) if state else ""

    # --- answers -----------------------------------------------------------------------------------------

    @on(Card.Picked)
    def _picked(self, event: Card.Picked) -> None:
        self.action_answer(event.value)

    def action_answer(self, value: str) -> None:
        """Answer the question under the cursor and go to the next open one."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        question = self.question
        answers = state.answers[question].question.answers
        if value not in answers:
            self.say(_("{} takes: {}").format(question, view.keys_line(state, question)), bad=True)
            return
        needs = desk.needs(question, value)
        again = state.answers[question].confirmed
        if needs is None:
            desk.answer(question, value)
            self._answered(question, stay=again)
            return

        def reasoned(text: str | None) -> None:
            if text is None:
                self.say(_("{} was left as it was").format(question))
                return
            desk.answer(question, value, reason=text)
            self._answered(question, stay=again)

        title = _("{}: evidence says otherwise. Why {}?").format(question, shown(value))
        self.ftr.ask(AskText(title, text=needs.text, check=_a_reason), reasoned)

    def _told(self, question: str) -> str:
        """Return what the last key did: the answer, and what it makes of its control."""
        desk = self.desk
        if desk is None:
            return ""
        state = desk.review.states[desk.checklist.owner_of[question]]
        sign, word = outcome_part(state)
        answer = shown(state.answers[question].value)
        return _("{} {}: {} {} {}. u undoes it").format(question, answer, state.id, sign[0], word[0])

    def _answered(self, question: str, *, stay: bool = False) -> None:
        """Go to the next open question and say what the key did; ``stay``: an answer was only changed."""
        desk = self.desk
        if desk is None:
            return
        if stay:
            self.show()
            self.say(self._told(question))
            return
        owner = desk.checklist.owner_of[question]
        state = desk.review.states[owner]
        control = control_of(state)
        if (
            control
            and control.needs_response
            and not state.open_questions
            and state.block
            and not self._has_text()
        ):
            # The only thing left is text that the rule asks for: say so before moving on.
            self.show()
            self.say(_("{}: {}. r writes it, g goes on").format(owner, state.why))
            return
        following = self.next_open(question)
        if following is None:
            self.show()
            self.say(_("No open question after this one: g goes to the next gap, S shows the summary"))
            return
        item = desk.checklist.owner_of[following]
        if item != owner:
            self.go_to(item, following)
        else:
            self.show_item(following)
        self.show_list()
        self.say(self._told(question))

    def _has_text(self) -> bool:
        return bool(self.desk and self.state and self.desk.session.response_text(self.state.id))

    def action_later(self) -> None:
        """Say *don't know yet*: it stays open, with the name of who finds out."""
        if self.desk is None or self.state is None:
            return
        question = self.question
        owner = self.desk.session.owners.get(self.state.id)
        self.desk.unsure(question, owner.who if owner else "")
        self._answered(question)

    def action_confirm(self) -> None:
        """Confirm what evidence says; a finding that assumes something asks for it first."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        if self.focused is self.query_one("#list"):
            self.set_focus(self.query_one("#card"))
            return
        question = self.question
        standing = str(state.answers[question].standing)
        finding = state.answers[question].finding
        decided = finding is not None and finding.verdict.decided
        if not decided or standing not in ("unconfirmed", "contradicted", "unsure", "expired"):
            self.say(
                _("Nothing to confirm at {}: answer with {}").format(
                    question, view.keys_line(state, question)
                )
            )
            return
        needs = desk.needs_to_confirm(question)
        if needs is None:
            desk.confirm(question)
            self._answered(question)
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                desk.confirm(question)
                self._answered(question)

        title = _("{} holds only if this is true").format(question)
        once = _("This is asked once, for the accounts that were read; A shows it and takes it back.")
        text = f"{needs.text}\n\n{once}" if needs.once else needs.text
        # The cursor stands on no: enter twice must not sign anything.
        yes, no = _("It is true"), _("No, or not sure")
        self.ftr.ask(Confirm(title, text, yes=yes, no=no, danger=True), agreed)

    def action_confirm_all(self) -> None:
        """Confirm all that evidence proved in this section, after a list to look at."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        found = desk.confirmable(state.item.section)
        if not found:
            self.say(_("Nothing here to confirm at once; what assumes something is confirmed one by one"))
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                count = desk.confirm_all([a.question.id for a in found])
                self.show()
                self.say(
                    ngettext(
                        "{} answer confirmed, u undoes it", "{} answers confirmed, u undoes them", count
                    ).format(count)
                )

        lines = [f"{a.question.id} {shown(a.value)}: {a.finding.summary}" for a in found if a.finding]
        title = ngettext("Confirm this answer?", "Confirm these {} answers?", len(found)).format(len(found))
        self.ftr.ask(Confirm(title, "\n".join(lines)), agreed)

    def action_undo(self) -> None:
        """Take the last change back, and go where it was."""
        if self.desk is None:
            return
        self.flush()
        label = self.desk.undo()
        if label is None:
            self.say(_("Nothing to undo"))
            return
        question = label.split(" ")[0]
        if question in self.desk.checklist.owner_of:
            self.go_to(self.desk.checklist.owner_of[question], question)
        self.show()
        self.say(_("Undone: {}").format(label))

    def action_clear(self) -> None:
        """Take a person's answer away: evidence fills the question again, or it is open."""
        if self.desk is None or self.state is None:
            return
        question = self.question
        if self.desk.session.answers.get(question) is None:
            self.say(_("{} has no answer of a person").format(question))
            return
        self.desk.clear(question)
        self.show()
        self.say(_("{} is open again, u undoes it").format(question))

    def action_conflict(self) -> None:
        """Settle what two people changed: keep ours or take theirs."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        mine = {state.id, *state.answers}
        listed = sorted(desk.session.conflict, key=lambda c: c.what.rpartition(" ")[2] not in mine)
        if not listed:
            self.say(_("No conflict: nobody else changed what you changed"))
            return
        conflict = listed[0]

        def chosen(theirs: bool | None) -> None:
            if theirs is not None:
                desk.resolve(conflict, take_theirs=theirs)
                self.show()
                self.say(_("{} settled, {} left").format(conflict.what, len(desk.session.conflict)))

        options = [
            Option(False, _("Keep: {}").format(conflict.ours or _("nothing")), letter="k"),
            Option(True, _("Take theirs: {}").format(conflict.theirs or _("nothing")), letter="t"),
        ]
        self.ftr.ask(Choose(_("Two people changed {}").format(conflict.what), options), chosen)

    # --- people, documents, the whole text ---

    def action_owner(self) -> None:
        """Say who takes care of this control, and until when."""
        if self.state is not None:
            self.ask_owner(self.state.id)

    def action_sign(self) -> None:
        """Sign this control's answers off, as a second person."""
        if self.state is not None:
            self.sign(self.state.id)

    def action_document(self) -> None:
        """Add a file or link that proves this control, or take one off."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        if control_of(state) is None:
            self.say(_("A gate takes no document: add it to the controls behind it"))
            return

        listed = desk.documents_of(state.id)
        if not listed:
            self._add_document(state.id)
            return

        def chosen(document: str | None) -> None:
            if document == "":
                self._add_document(state.id)
            elif document:
                desk.remove_document(state.id, document)
                self.show()
                self.say(_("{} taken off {}, u undoes it").format(document, state.id))

        options = [Option("", _("Add a file or link"), letter="a")]
        options += [Option(d.id, _("Take off {} {}").format(d.id, d.title), d.where) for d in listed]
        self.ftr.ask(Choose(_("Documents of {}").format(state.id), options), chosen)

    def _add_document(self, control: str) -> None:
        desk = self.desk
        if desk is None:
            return

        def added(name: str | None) -> None:
            if name:
                self.show()
                self.say(_("{} added, u undoes it").format(name))

        self.ftr.ask(DocumentForm(desk, control), added)

    def action_cite(self) -> None:
        """End the response with its documents, as the binder's index numbers them."""
        from ftr_tui.actions import binder

        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        self.flush()
        if not desk.session.response_text(state.id):
            self.say(_("{} has no response yet: r writes it").format(state.id))
            return
        changed = binder.cite(desk, [state.id])
        self.show()
        if changed:
            self.say(_("{}: the response ends with its documents, u undoes it").format(state.id))
        else:
            self.say(_("{}: the response names its documents already, or there are none").format(state.id))

    def action_view(self) -> None:
        """Show all that is known about this control: whole texts, every resource, lines to check it again."""
        from ftr_tui.actions import status

        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        parts = [evidence_text(desk, state), *step_whole(desk, state)]
        control = control_of(state)
        if control is not None:
            parts.insert(0, control.asks)
            if text := view.response_whole(desk, state.id):
                parts += [text, *coach_whole(desk, state.id)]
            for label, lines in (
                (_("Why\n{}"), [control.why] if control.why else []),
                (_("Counts\n{}"), [f"· {a}" for a in control.accepted]),
                (_("Fails\n{}"), [f"· {r}" for r in control.refused]),
            ):
                parts += [label.format("\n".join(lines))] if lines else []
            if control.example:
                parts.append(_("Example {}\n{}").format(control.example_note, control.example))
        parts.append(_("What stands behind the questions\n{}").format(status.behind(desk, state)))
        self.app.push_screen(ShowText(f"{state.id}  {state.item.title}", "\n\n".join(parts)))

    def action_find(self) -> None:
        """Find a control by its id or words."""
        if self.desk is None:
            return

        def found(item: str | None) -> None:
            if item:
                self.go_to(item)

        self.ftr.ask(Find(self.desk, self.gaps_shown, self.whose_words), found)

    def action_leave(self) -> None:
        """Escape: hide the guidance first, then go home."""
        if not self.dismiss_hint():
            self.ftr.action_go("home")


def _a_reason(text: str) -> str:
    """Return what is wrong with a reason: a slip of one key is none."""
    return "" if len(text.strip()) >= _LEAST_REASON else _("Write the reason in a few words, or escape")


def _not_empty(text: str) -> str:
    return "" if text.strip() else _("Write a few words, or escape")


def former_of(desk: Desk, state: ItemState) -> dict[str, list[str]]:
    """Return what was said to the item's open questions under another release of the list."""
    if not desk.session.former:
        return {}
    from ftr_tui.actions.asking import former_lines

    return {q: former_lines(desk, q) for q in state.answers}
