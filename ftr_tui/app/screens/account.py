"""What the account says, on one page: agree to the scope, walk what changed, copy missing permissions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget

from ftr_tui.app.views import account as view
from ftr_tui.app.widgets.dialogs import Confirm, Dialog, ShowText
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk


class AccountDialog(Dialog["str | None"]):
    """Leaves with the question to go to, or None."""

    LARGE = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("What the account says"))
        self._desk = desk

    def body(self) -> Iterable[Widget]:
        """All rows; the cursor begins at what changed: that is why one comes here the day after a scan."""
        rows = view.account_rows(self._desk)
        listed = LineList(rows, id="body")
        listed.move_to(next((row.key for row in rows if row.key.startswith(view.CHANGE)), ""))
        yield listed

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        if event.key == view.SCOPE:
            self._scope()
        elif event.key.startswith(view.CHANGE):
            self.dismiss(event.key.removeprefix(view.CHANGE))
        else:
            self._group(event.key.removeprefix(view.UNREAD))

    def _scope(self) -> None:
        desk = self._desk
        if not desk.scope_open():
            desk.withdraw_scope()
            self._show()
            self.notify(_("Taken back; u undoes it"), markup=False)
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                desk.agree_scope()
                self._show()

        yes, no = _("It is true"), _("No, or not sure")
        title = _("Is this all of production?")
        # The cursor stands on no: enter twice must not sign anything.
        text = "\n".join(desk.scope_stated())
        self.app.push_screen(Confirm(title, text, yes=yes, no=no, danger=True), agreed)

    def _show(self) -> None:
        self.query_one("#body", LineList).set_rows(view.account_rows(self._desk))

    def _group(self, kind: str) -> None:
        from ftr_tui.actions import unread

        group = next((g for g in unread.grouped(self._desk.evidence.unread) if g.kind == kind), None)
        if group is not None:
            copy = "\n".join(group.lines) if kind == "permission" else ""
            self.app.push_screen(ShowText(group.title, view.group_text(group), copy=copy))
