"""The mock review: one question at a time, readable from two metres, one key for everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from ftr_tui.app import keys
from ftr_tui.app.screens.mock_lobby import MockLobby
from ftr_tui.app.style import Part
from ftr_tui.app.views import mock as view
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.bar import Bar, Cell
from ftr_tui.app.widgets.dialogs import Confirm
from ftr_tui.app.widgets.keybar import KeyBar
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.rehearsing import Stage, View

_TICK_SECONDS = 0.5
_ON = ("opening", "ask", "revealed", "break", "paused", "scenario", "closing")
_WHEN: dict[str, tuple[str, ...]] = {
    "digit": ("ask", "revealed", "scenario"),
    "reveal": _ON,
    "supply": ("opening", "ask", "revealed", "break", "scenario", "closing"),
    "park": ("ask", "revealed"),
    "skip": ("ask", "revealed", "scenario"),
    "follow_up": ("ask", "revealed"),
    "note": ("ask", "revealed", "scenario"),
    "seat": ("ask", "revealed"),
    "take_break": ("opening", "ask", "revealed", "scenario", "closing"),
    "log": ("opening", "ask", "revealed", "break", "scenario", "closing"),
    "pause": _ON,
    "undo_step": _ON,
    "finish": _ON,
    "warm_up": ("lobby", "opening"),
}
"""In which phases an act means something; elsewhere its key is not shown."""
_GUARD_SECONDS = 0.3
"""After the reveal digits mean scores; a finger still on its way to 1-4 must not score."""


class MockScreen(MockLobby):
    """Upper half: the question and its clocks. Lower half: filled by space. Nothing moves but the clocks."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("mock")
    AUTO_FOCUS = "#below"

    def __init__(self) -> None:
        super().__init__()
        self._revealed = 0.0

    def compose(self) -> ComposeResult:
        """Title, pace, who, question, evidence clock, the lower half, keys."""
        yield Bar(id="title")
        yield Lines(id="notice", more=False)
        with Vertical(id="stage"):
            yield Bar(id="pace")
            yield Lines(id="who", more=False)
            yield Lines(id="question", more=False)
            yield Lines(id="show-it", more=False)
        yield LineList(id="below", own_keys=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the clocks run while this screen is on top."""
        super().on_mount()
        self.set_interval(_TICK_SECONDS, self._tick)

    # --- showing ---------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the running rehearsal, or what was and what comes."""
        if self.desk is None:
            return
        self.find_stage()
        running = self.stage is not None and self.on_stage
        self.query_one("#stage").display = running
        if running:
            self.show_stage()
        else:
            self.show_lobby()
        self.show_notice()
        self.refresh_bindings()

    def _notice(self) -> list[Part]:
        # Guidance for the lobby has no place under a reviewer's question.
        seen, self._hint_seen = self._hint_seen, self._hint_seen or self.on_stage
        parts = super()._notice()
        self._hint_seen = seen
        return parts

    def show_stage(self) -> None:
        """Show everything of the present question."""
        stage, desk = self.stage, self.desk
        if stage is None or desk is None:
            return
        now = stage.view()
        self._show_clocks(now)
        self.query_one("#who", Lines).set_rows(view.who(now))
        box = self.query_one("#question", Lines)
        # Not ``size``: while a layout goes on, that is still what it was before.
        box.set_rows(lambda width: view.question(now, width, box.container_size.height))
        self.query_one("#below", LineList).set_rows(view.below(now))

    def _show_clocks(self, now: View) -> None:
        desk = self.desk
        if desk is None:
            return
        left, right = view.title(desk, now)
        self.query_one("#title", Bar).set_cells([Cell(*p) for p in left], [Cell(*p) for p in right])
        left, right = view.pace(now)
        self.query_one("#pace", Bar).set_cells([Cell(*p) for p in left], [Cell(*p) for p in right])
        self.query_one("#show-it", Lines).set_rows(view.evidence_clock(now))

    def _tick(self) -> None:
        # A hidden mode's timer goes on; only what is looked at is drawn.
        if self.is_current and self.on_stage and self.stage is not None:
            self._show_clocks(self.stage.view())

    def on_screen_suspend(self, event: events.ScreenSuspend) -> None:  # noqa: ARG002
        """Save where the clock stands when one looks at another screen."""
        self.flush()

    # --- acts -------------------------------------------------------------------------------------------

    @property
    def phase(self) -> str:
        """Return where the rehearsal stands; ``lobby`` while none runs."""
        return self.stage.view().phase if self.stage is not None and self.on_stage else "lobby"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer only what means something now."""
        phase = self.phase
        if action in ("new_rehearsal", "real_review", "choose", "team", "day"):
            return phase == "lobby"
        if action == "said":
            return phase in ("ask", "revealed") and self.stage is not None and self.stage.view().is_review
        wanted = _WHEN.get(action)
        return wanted is None or phase in wanted

    def action_digit(self, number: int) -> None:
        """Before the reveal: how sure. After it: the score."""
        stage = self.stage
        if stage is None:
            return
        phase = self.phase
        if phase == "ask" and 1 <= number <= 4:
            self._do(lambda stage: stage.sure(number))
        elif phase in ("revealed", "scenario") and number <= 3:
            if time.monotonic() - self._revealed >= _GUARD_SECONDS:
                self._do(lambda stage: stage.score(number))
        else:
            self.say(_("0 to 3 score after space; 1 to 4 say before it how sure the answer is"))

    def action_reveal(self) -> None:
        """Show what a strong answer holds; where nothing is asked, go on."""
        stage = self.stage
        if stage is None:
            return
        phase, now = self.phase, stage.view()
        if phase == "ask" and now.more and now.number < now.of and not now.is_review:
            # A deep item is three or four questions; the strong points come after the last of them.
            self._do(lambda stage: stage.follow_up())
        elif phase == "ask":
            self._do(lambda stage: stage.reveal())
            self._revealed = time.monotonic()
        elif phase == "paused":
            self._do(lambda stage: stage.go_on())
        elif phase == "revealed" and not now.is_review:
            self.say(_("0 to 3 scores it; s puts it on the list to supply"))
        elif phase == "revealed":
            self.say(_("a writes what we said and goes on; p passes"))
        else:
            self._do(lambda stage: stage.advance())
            if stage.rehearsal.ended is not None:
                self.open_debrief(stage.rehearsal.id)

    def _do(self, act: Callable[[Stage], object]) -> None:
        """Do something on the stage; what does not fit the moment is said in one line."""
        from ftr_tui.model.problem import Problem

        if self.stage is None:
            return
        try:
            act(self.stage)
        except Problem as error:
            self.say(str(error))
            return
        self.say("")
        self.show()

    def action_skip(self) -> None:
        """Pass over this item."""
        self._do(lambda stage: stage.skip())

    def action_park(self) -> None:
        """Put this item off: it leads the next rehearsal."""
        self._do(lambda stage: stage.park())

    def action_follow_up(self) -> None:
        """Ask another question about the same item."""
        self._do(lambda stage: stage.follow_up())

    def action_take_break(self) -> None:
        """Take a break now."""
        self._do(lambda stage: stage.take_break())

    def action_seat(self) -> None:
        """Let the next one answer."""
        self._do(lambda stage: stage.next_seat())

    def action_pause(self) -> None:
        """Stop the clock, or let it go on."""
        paused = self.phase == "paused"
        self._do(lambda stage: stage.go_on() if paused else stage.pause())

    def action_undo_step(self) -> None:
        """Take the last step back."""
        if self.stage is None:
            return
        label = self.stage.undo()
        self.show()
        self.say(_("Undone: {}").format(label) if label else _("Nothing to undo"))

    def action_note(self) -> None:
        """Write a note on this question."""
        self._ask(_("Note"), lambda stage, text: stage.note(text))

    def action_said(self) -> None:
        """Write down what we answered."""
        self._ask(_("What did we answer?"), lambda stage, text: stage.answered(text))

    def _ask(self, title: str, act: Callable[[Stage, str], object]) -> None:
        def written(text: str | None) -> None:
            if text:
                self._do(lambda stage: act(stage, text))

        self.ftr.ask(AskText(title), written)

    def action_log(self) -> None:
        """Log a question that is in no list; it is asked next time."""
        stage = self.stage
        if stage is None:
            return
        about = stage.view().item

        def written(text: str | None) -> None:
            if text:
                self._do(lambda stage: stage.log_question(text, about))

        text = _("It joins this session's own questions, about {}.").format(about or _("no control"))
        self.ftr.ask(AskText(_("Which question was asked?"), text=text), written)

    def action_supply(self) -> None:
        """Put something on the list to supply after the meeting: what, who, by when."""
        stage = self.stage
        if stage is None:
            return
        owner = stage.view().seat.partition(" (")[0]

        def written(text: str | None) -> None:
            if text:
                what, who, due = split_supply(text, owner)
                about, on_item = stage.view().item, self.phase in ("ask", "revealed")
                review = stage.view().is_review
                self._do(lambda stage: stage.supply(what, who, due))
                said = _("On the list: {}").format(what)
                if on_item and not review:
                    said += _(". {} scores 1, an honest promise; u undoes it").format(about)
                self.say(said)

        text = _("What, and if you like @who and a day: restore report @Linh 2026-12-05")
        self.ftr.ask(AskText(_("What do we supply afterwards?"), text=text, check=check_supply), written)

    def action_finish(self) -> None:
        """End this rehearsal before its time."""
        stage = self.stage
        if stage is None:
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                stage.finish()
                self.on_stage = False
                self.show()
                self.open_debrief(stage.rehearsal.id)

        text = _("What was not reached leads the next one. Everything is kept.")
        self.ftr.ask(Confirm(_("End it now and look at the debrief?"), text), agreed)

    def action_leave(self) -> None:
        """Leave the stage; the clock stops and everything is kept."""
        if self.phase == "lobby":
            self.ftr.action_go("home")
            return
        if self.stage is not None and self.phase not in ("paused", "done"):
            self.stage.pause()
        self.on_stage = False
        self.show()

    @on(LineList.Chosen, "#below")
    def _chosen(self) -> None:
        self.action_choose()

    def help_text(self) -> str:
        """Return how scores are given."""
        return _(
            "0 claim only, wrong or contradicted by evidence. 1 the process is told. 2 it was shown. "
            "3 a dated record of the last run was shown. An honest 'not known, it is in X, by date D' is 1 "
            "and goes on the list to supply. After a minute without the evidence on the screen 1 is the most."
        )


def split_supply(text: str, owner: str) -> tuple[str, str, date | None]:
    """Return what, who and the day from ``restore report @Linh 2026-12-05``."""
    what, who, due = [], owner, None
    for word in text.split():
        if word.startswith("@") and len(word) > 1:
            who = word[1:]
        elif word[:4].isdigit() and len(word) == 10:
            due = date.fromisoformat(word)
        else:
            what.append(word)
    return " ".join(what), who, due


def check_supply(text: str) -> str:
    """Return what is wrong with such a line, or an empty string."""
    try:
        what, _who, _due = split_supply(text, "")
    except ValueError:
        return _("a day is written as 2026-12-05")
    return "" if what else _("Write what it is")
