"""The interview: one control at a time, answered by one key a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import TextArea

from ftr_tui.app import keys
from ftr_tui.app.screens.beside import STEP, Beside
from ftr_tui.app.screens.borrowed import offer_borrowed
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Style
from ftr_tui.app.views import interview as view
from ftr_tui.app.views import next_step
from ftr_tui.app.views.account import news
from ftr_tui.app.views.home import asked_rows
from ftr_tui.app.views.words import control_of
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.card import Card
from ftr_tui.app.widgets.dialogs import Choose, Option
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.response import Response
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.model.outcome import ItemState


class InterviewScreen(Beside):
    """List at the left, the control in the middle, evidence at the right; one column when narrow."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("interview")
    AUTO_FOCUS = "#card"

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.idle_keys: frozenset[str] = frozenset()
        """Keys that would only say that there is nothing here: the bar leaves them out."""

    def compose(self) -> ComposeResult:
        """Title, notice, the three parts, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        with Horizontal(id="body"):
            yield LineList(id="list", own_keys=False)
            with Vertical(id="middle"):
                yield Lines(id="strip", more=False)
                yield Lines(id="name", more=False)
                yield Card(id="card")
                yield Bar(id="tabs")
                yield Bar(id="label")
                yield Response(id="response")
                yield LineList(id="part", gutter=False, own_keys=False)
            with Vertical(id="beside"):
                yield LineList(id="side", gutter=False, own_keys=False)
                yield LineList(id="coach", gutter=False, own_keys=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is happening until the session is there."""
        super().on_mount()
        self.query_one("#title", Bar).set_cells([Cell(self.ftr.session_name or "ftr-tui", "bold")])
        self.query_one("#name", Lines).set_rows([Row([(_("Opening the session"), "dim")])])
        self.query_one("#part").display = False

    # --- showing -----------------------------------------------------------------------------------

    @property
    def state(self) -> ItemState | None:
        """Return the item in the middle as it stands."""
        return self.desk.review.states.get(self.current) if self.desk else None

    def show(self) -> None:
        """Show the session as it is; the cursor stays where it is."""
        desk = self.desk
        if desk is None:
            return
        if self._shown != desk.name:
            self._shown = desk.name
            self.load_hint()
            if not self._said[0] and (text := news(desk)):
                self._said = (text, False)
            first = desk.next_gap("") or next(iter(desk.review.states.values()))
            self.current = self.current if self.current in desk.review.states else first.id
        if self.current not in desk.review.states:
            self.current = next(iter(desk.review.states))
        self.show_list()
        self.show_item()

    def show_list(self) -> None:
        """Show the list anew."""
        if self.desk is not None:
            # The cursor first: rows without its item would send it to their first one.
            self.query_one("#list", LineList).move_to(self.current)
            self.query_one("#list", LineList).set_rows(view.list_rows(self.desk, self.order))

    def show_item(self, question: str = "") -> None:
        """Show the current item; ``question`` is where the cursor goes, the first open one if it is new."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        left, right = view.header(desk, narrow=self.narrow, only=self.whose_words)
        if self.query_one("#response", Response).pending:
            right = [(_("writing, not saved yet"), "warn")]
        self.query_one("#title", Bar).set_cells([Cell(*p) for p in left], [Cell(*p) for p in right])
        self.show_notice()
        self.query_one("#list", LineList).move_to(state.id)
        self.query_one("#strip", Lines).set_rows(
            lambda w: [Row(view.strip_parts(desk, state.id, w, self.order))]
        )
        name = self.query_one("#name", Lines)
        # A line more where AWS asks something: it may push neither the reason nor the owner out.
        name.set_class(bool(asked_rows(desk, state.id)), "-asked")
        name.set_rows(view.title_row(desk, state, beside=not self.narrow))
        card = self.query_one("#card", Card)
        if question or card.cursor not in state.answers:
            card.move_to(question or next(iter(state.open_questions), next(iter(state.answers))))
        card.letters = {view.letter_for(a): a for a in self._own_choices(state, card.cursor)}
        card.set_rows(self.card_rows(state, card.cursor))
        self._show_response(state)
        self._offer_draft(state)
        self.show_side()

    def _own_choices(self, state: ItemState, question: str) -> list[str]:
        return state.answers[question].question.own_choices if question in state.answers else []

    def _show_response(self, state: ItemState) -> None:
        desk = self.desk
        if desk is None:
            return
        control = control_of(state)
        box = self.query_one("#response", Response)
        written = desk.session.responses.get(state.id)
        text = written.text if written else ""
        if not (box.has_focus and box.pending):
            box.show(state.id, text)
        # Not ``disabled``: that styles the box anew, a tenth of the time that a key has.
        box.can_focus = control is not None and control.counted
        label = (
            _("Response to AWS")
            if control and control.counted
            else _("No response here: AWS's sheet has none")
        )
        size = _("{} characters").format(len(box.text)) if box.text else ""
        style: Style = "dim"
        if written and (written.draft or written.borrowed) and not box.pending:
            label, size = view.draft_words(written)
            style = "warn"
        elif control and control.counted and not text:
            size = _("AWS wants it in writing: r") if control.needs_response else ""
            if desk.draft(state.id) is not None:
                size = glyph(" · ").join(x for x in (size, _("f begins with evidence")) if x)
        if self._part == STEP:
            label, size, style = _("Next step"), _("1: the response again"), "dim"
        self.query_one("#label", Bar).set_cells([Cell(label, "dim bold")], [Cell(size, style)])

    def _offer_draft(self, state: ItemState) -> None:
        control = control_of(state)
        desk = self.desk if control and control.counted else None
        drafts = desk and (desk.draft(state.id) or desk.session.borrowed(state.id))
        signs = self.desk is not None and self.desk.session.sign_off
        steps = bool(self.desk and next_step.fixes_of(self.desk, state))
        useful = (("interview.draft", drafts), ("interview.sign", signs), ("interview.copy", steps))
        idle = frozenset(k for k, on in useful if not on)
        if idle != self.idle_keys:
            self.idle_keys = idle
            self.query_one(KeyBar).update_keys()

    def on_resize(self) -> None:
        """Lay out anew when the terminal crosses the width at which the panels fit."""
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        if self.is_small:
            # That something is left out matters more than what the last key did.
            self._said = ("", False)
        self.show_part(self._part if self.narrow else "response", focus=False)
        self.show_item()

    def show_part(self, part: str, *, focus: bool = True) -> None:
        """Show a part, and above it what it is."""
        super().show_part(part, focus=focus)
        if self.state is not None:
            self._show_response(self.state)

    # --- moving ---------------------------------------------------------------------------------------

    def go_to(self, item: str, question: str = "") -> None:
        """Show another item, what was typed for this one being saved first."""
        self.flush()
        self.current = item
        self._said = ("", False)  # the notice is shown with the item
        self.show_item(question or self._first_question(item))

    def _first_question(self, item: str) -> str:
        state = self.desk.review.states[item] if self.desk else None
        return next(iter(state.open_questions), next(iter(state.answers))) if state else ""

    def flush(self) -> None:
        """Save what stands in the response box."""
        box = self.query_one_optional("#response", Response)
        if box is not None and box.pending and self.desk is not None and box.key:
            self.desk.respond(box.key, box.text)
            box.mark_taken()

    @on(LineList.Moved, "#list")
    def _list_moved(self, event: LineList.Moved) -> None:
        if event.key != self.current:
            self.go_to(event.key)

    @on(LineList.Chosen, "#list")
    def _list_chosen(self, event: LineList.Chosen) -> None:
        self.go_to(event.key)
        self.set_focus(self.query_one("#card"))

    @on(LineList.Moved, "#card")
    def _card_moved(self) -> None:
        self.show_item()

    def action_step(self, by: int) -> None:
        """Go to the control before or after, round the ends."""
        desk = self.desk
        if desk is None:
            return
        order = self.order
        self.go_to(order[(order.index(self.current) + by) % len(order)])

    def action_gap(self) -> None:
        """Go to the next item that stands in the way."""
        gap = self.next_gap()
        if gap:
            self.go_to(gap)
        else:
            none = _("No other gap in this list; w shows others")
            self.say(none if self.gaps_shown is not None else _("Nothing else stands in the way"))

    # --- the response -----------------------------------------------------------------------------------

    def action_response(self) -> None:
        """Write the response."""
        if not self.query_one("#response").can_focus:
            self.say(_("AWS's sheet has no response for this one"))
            return
        if self.has_class("-short"):
            self._ask_response()
            return
        self.show_part("response", focus=False)
        self.set_focus(self.query_one("#response"))

    def _ask_response(self) -> None:
        """Ask for the response in a dialog, where the terminal has no room for the box."""
        desk, control = self.desk, self.current
        if desk is None:
            return

        def answered(text: str | None) -> None:
            if text is not None:
                desk.respond(control, text)
                self.show()

        title, written = _("Response of {}").format(control), desk.session.responses.get(control)
        self.ftr.ask(AskText(title, written.text if written else "", multiline=True), answered)

    def action_draft(self) -> None:
        """Begin the response with what evidence shows; asks first where something is written already."""
        desk, state = self.desk, self.state
        if desk is None or state is None:
            return
        control = control_of(state)
        finding = desk.draft(state.id, self.question)
        if offer_borrowed(self, desk, state.id, finding):
            return
        if finding is None or control is None or not control.counted:
            self.say(_("Evidence has no draft for {}").format(state.id))
            return
        self.flush()

        def take(behind: bool | None) -> None:
            if behind is None:
                return
            desk.take_draft(state.id, finding, behind=behind)
            self.show_part("response", focus=False)
            self.show()
            self.say(_("{}: a draft from evidence, r edits it, u undoes it").format(state.id))

        if not desk.session.response_text(state.id):
            take(False)
            return
        options = [
            Option(True, _("Put the draft behind it"), letter="b"),
            Option(False, _("Replace it by the draft"), letter="r"),
        ]
        title = _("{} has a response already").format(state.id)
        self.ftr.ask(Choose(title, options, text=finding.draft), take)

    @on(TextArea.Changed, "#response")
    def _typing(self) -> None:
        if self.query_one("#response", Response).pending:
            only = self.whose_words
            left = view.header(self.desk, narrow=self.narrow, only=only)[0] if self.desk else []
            cells = [Cell(_("writing, not saved yet"), "warn")]
            self.query_one("#title", Bar).set_cells([Cell(*p) for p in left], cells)

    @on(Response.Edited, "#response")
    def _edited(self, event: Response.Edited) -> None:
        if self.desk is None or not event.key:
            return
        masked = self.desk.respond(event.key, event.text)
        if masked:
            text = _("{} looked like a secret and was masked: secrets do not belong in a response")
            self.say(text.format(masked), bad=True)
        self.show()

    @on(Response.Left, "#response")
    def _left_response(self) -> None:
        self.set_focus(self.query_one("#card"))

    def help_text(self) -> str:
        """Return what the signs mean."""
        return _(
            "Signs: ✓ met, ✗ not met, ≈ explained, ? open, – does not apply. Sources: you; "
            "aws = from evidence, not confirmed; aws ✓ = confirmed; you ≠ aws = you overruled evidence, "
            "with a reason; ! unread = could not be read, never counted as a pass. "
            "5: what to change where an answer fails; its AWS CLI lines are shown and copied, never run."
        )
