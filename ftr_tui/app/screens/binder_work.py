"""What the binder does in threads beside looking: comparing the diagram, packing the zip."""

from __future__ import annotations

import threading
from abc import abstractmethod
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from ftr_tui.app.screens.room import Pointed
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Confirm, ShowText
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.exchange.binder import Packed
    from ftr_tui.model import binder as model
    from ftr_tui.model.diagram import Report


class BinderWork(Pointed):
    """No key waits for a large drawing or a slow disk."""

    @dataclass
    class Compared(Message):
        """The thread has compared the diagram, or could not: then ``text`` says why."""

        asked: object
        """Which key press it answers: one that was let be may end after the next."""
        desk: Desk
        report: Report | str

    @dataclass
    class Written(Message):
        """The thread has packed the binder, or could not: then ``text`` says why."""

        desk: Desk
        text: str
        packed: Packed | None

    def __init__(self) -> None:
        super().__init__()
        self._comparing: object | None = None
        """What stands for the diagram that is being read."""

    @property
    @abstractmethod
    def _seen(self) -> dict[str, model.Look] | None:
        """Return what the files of the open session were like when they were last looked at."""

    # --- the diagram ----------------------------------------------------------------------------------

    def action_diagram(self) -> None:
        """Compare the drawn diagram with what was seen in the account."""
        if self.desk is None or self._comparing is not None:
            return
        asked = self._comparing = object()
        self.say(_("reading the diagram; esc lets it be"))
        threading.Thread(target=self._compare, args=[asked, self.desk], daemon=True).start()

    def _compare(self, asked: object, desk: Desk) -> None:
        from ftr_tui.actions import diagram
        from ftr_tui.model.problem import Problem

        report: Report | str
        try:
            report = diagram.check(desk)
        except Problem as error:
            report = str(error)
        self.post_message(self.Compared(asked, desk, report))

    def on_binder_work_compared(self, message: Compared) -> None:
        """Show what came of it, where somebody still waits for it here."""
        from ftr_tui.app.views.diagram import report_rows

        if message.asked is not self._comparing:
            return
        self._comparing = None
        if message.desk is not self.desk or not self.is_current:
            return
        if isinstance(message.report, str):
            self.say(message.report, bad=True)
            return
        self.say("")
        self.app.push_screen(ShowText(_("The diagram against the account"), report_rows(message.report)))

    # --- the zip --------------------------------------------------------------------------------------

    def action_pack(self) -> None:
        """Ask for a file name and pack everything with an index."""
        from ftr_tui.actions import binder

        desk = self.desk
        if desk is None:
            return

        def check(text: str) -> str:
            return "" if Path(text).suffix.lower() == ".zip" else _("Give it a name that ends in .zip")

        def answered(text: str | None) -> None:
            if not text:
                return
            path = Path(text).expanduser()
            if not path.exists():
                self._pack(path)
                return
            title = _("Replace {}?").format(path)
            self.ftr.ask(Confirm(title, danger=True), lambda yes: self._pack(path) if yes else None)

        text = _("All files with an index, what goes to AWS in a folder of its own. Nothing is redacted.")
        if outside := binder.from_outside(desk):
            text += _(" From outside the sessions folder: {}.").format(", ".join(d.id for d in outside))
        name = f"{desk.name}-binder.zip"
        self.ftr.ask(AskText(_("Pack into"), name, text=text, check=check, suggested=True), answered)

    def _pack(self, path: Path) -> None:
        if self.desk is not None:
            self.say(_("packing into {}").format(path))
            self.run_worker(partial(self._write, self.desk, path), thread=True, group="pack")

    def _write(self, desk: Desk, path: Path) -> None:
        from ftr_tui.actions import binder
        from ftr_tui.model.problem import Problem

        packed = None
        try:
            packed = binder.pack(desk, path)
            text = _("written: {}").format(path.absolute())
        except Problem as error:
            text = str(error)
        self.post_message(self.Written(desk, text, packed))

    def on_binder_work_written(self, message: Written) -> None:
        """Say where it is, what is not in it and what of the hand-in is missing."""
        from ftr_tui.actions import binder

        packed, text = message.packed, message.text
        if packed is None or packed.unread:
            left = _("; not in it: {}").format("; ".join(packed.unread)) if packed else ""
            self.say(text + left, bad=True)
            return
        parts = binder.hand_in(message.desk, binder.rows(message.desk, self._seen or {}))
        missing = [p.title for p in parts if p.missing and not p.optional]
        lacks = _("; missing for AWS: {}").format(", ".join(missing)) if missing else ""
        self.say(text + lacks)
