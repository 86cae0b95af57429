"""The first line of a screen: where one is, and how things stand."""

from __future__ import annotations

from ftr_tui.app.widgets.bar import Bar, Cell


class TitleBar(Bar):
    """Bold at the left, dim at the right."""

    DEFAULT_CSS = """
    TitleBar { padding: 0 2; }
    """

    def show(self, left: str, right: str = "") -> None:
        """Show other words."""
        self.set_cells([Cell(left, "bold")], [Cell(right, "dim")] if right else [])
