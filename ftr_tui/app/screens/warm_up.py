"""The warm-up drill: ten artefacts, ten minutes, how many were opened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from textual import events, on
from textual.widget import Widget

from ftr_tui.app import signs
from ftr_tui.app.widgets.dialogs import Dialog
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _

_SECONDS = 600


class WarmUpDrill(Dialog[int | None]):
    """Enter or space marks one as opened; w ends the drill with the number."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(_("Open each of these. Enter marks it, w ends the drill"))
        self._titles = list(titles)
        self._opened: set[int] = set()
        self._began = time.monotonic()

    def body(self) -> Iterable[Widget]:
        """The clock and the list."""
        clock = Lines(id="clock", more=False)
        clock.styles.height = 1
        yield clock
        lines = LineList(self._rows(), id="body")
        lines.styles.height = "auto"
        lines.styles.max_height = "1fr"
        yield lines

    def on_mount(self) -> None:
        """Let the clock run."""
        self._tick()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        left = max(0, int(_SECONDS - (time.monotonic() - self._began)))
        text = _("{}:{:02} left, {} of {} opened").format(
            left // 60, left % 60, len(self._opened), len(self._titles)
        )
        self.query_one("#clock", Lines).set_rows([Row([(text, "dim" if left else "warn")])])

    def _rows(self) -> list[Row]:
        rows = []
        for number, title in enumerate(self._titles):
            sign = signs.sign("pass") if number in self._opened else signs.sign("open")
            rows.append(Row([(title, "")], key=str(number), lead=[(sign + "  ", "")]))
        return rows

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        self._opened ^= {int(event.key)}
        self.query_one("#body", LineList).set_rows(self._rows())
        self._tick()

    def on_key(self, event: events.Key) -> None:
        """Take space and w before the list does."""
        if event.key == "space":
            event.stop()
            self.query_one("#body", LineList).action_choose()
        elif event.key == "w":
            event.stop()
            self.dismiss(len(self._opened))
