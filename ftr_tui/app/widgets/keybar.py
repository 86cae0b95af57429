"""The last line of a screen: the keys that work now."""

from __future__ import annotations

from rich.cells import cell_len
from textual.screen import Screen

from ftr_tui.app import keys
from ftr_tui.app.signs import glyph
from ftr_tui.app.widgets.bar import Bar, Cell

_HELP = "global.help"
_Entry = tuple[int, str, str, str]
"""Rank in the table, key as shown, label, Textual's key."""


class KeyBar(Bar):
    """The active bindings in the order of ``keys.TABLE``, as many as fit; help at the right edge."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; }
    """

    def on_mount(self) -> None:
        """Follow the bindings of this screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.update_keys()

    def _fit(self) -> None:
        # Not ``_fitted``: other cells forget it, and would have the keys taken twice.
        changed = self._inner_width != self._laid_out
        super()._fit()
        if changed and self.is_attached:
            self.update_keys()

    def entries(self) -> list[_Entry]:
        """Return the keys to show, in order."""
        focused = self.screen.focused
        # While letters go into a text, Textual still lists "-", "/" and enter as bindings of the screen.
        typing = focused is not None and focused.check_consume_key("a", "a")
        idle: frozenset[str] = getattr(self.screen, "idle_keys", frozenset())
        found: dict[tuple[int, str], _Entry] = {}
        groups: dict[str, tuple[int, str]] = {}
        for key, (node, binding, enabled, _tip) in self.screen.active_bindings.items():
            entry = keys.BY_ID.get(binding.id or "")
            if (
                entry is None
                or not entry.show
                or not enabled
                or entry.id in idle
                or (typing and node is not focused and not binding.priority and _is_typed(key))
            ):
                continue
            rank = keys.RANK[entry.id]
            place = (rank, entry.id)
            label = binding.description
            if entry.group:
                place = groups.setdefault(f"{entry.area} {entry.group}", place)
                if place in found and place[1] != entry.id:
                    first = found[place]
                    found[place] = (first[0], f"{first[1]} {keys.shown(key)}", first[2], first[3])
                    continue
            found.setdefault(place, (rank, keys.shown(key), label, key))
        return sorted(found.values())

    def update_keys(self) -> None:
        """Take the keys anew and fill the line."""
        width = self._inner_width
        entries = self.entries()
        helps = [entry for entry in entries if entry[0] == keys.RANK[_HELP]]
        right = [cell for entry in helps for cell in _cells(entry)]
        room = width - sum(cell_len(cell.text) for cell in right) - 5
        left: list[Cell] = []
        used = 0
        for entry in entries:
            if entry in helps:
                continue
            size = cell_len(entry[1]) + cell_len(entry[2]) + 1
            if used + size > room:
                right = [Cell(glyph("… "), "dim"), *right]
                break
            left += [*([Cell("  ")] if left else []), *_cells(entry)]
            used += size + 2
        self.set_cells(left, right)

    def pressed(self, value: str) -> None:
        """A click on a key is that key."""
        self.app.simulate_key(value)


def _is_typed(key: str) -> bool:
    return key == "enter" or len(keys.shown(key)) == 1


def _cells(entry: _Entry) -> list[Cell]:
    _rank, key, label, name = entry
    return [Cell(key, "key", name), Cell(f" {label}", "dim", name)]
