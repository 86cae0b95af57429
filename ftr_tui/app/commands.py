"""The command palette: every act of the screen, every control, themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from ftr_tui.app import keys
from ftr_tui.app.cells import cut
from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.app.app import FtrApp

_WIDEST = 100
_AREAS = ("global", "home", "interview", "summary", "binder", "road", "calendar", "wa")


class Commands(Provider):
    """Yields only what makes sense now."""

    def _entries(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        app: FtrApp = self.app  # type: ignore[assignment]
        screen = self.screen
        for key, active in screen.active_bindings.items():
            entry = keys.BY_ID.get(active.binding.id or "")
            if entry is None or entry.area not in _AREAS:
                continue
            name = _("{}: {}").format(entry.area, _(entry.tip or entry.label))
            yield name, _("key {}").format(keys.shown(key)), partial(app.simulate_key, key)
        for theme in ("dark", "light", "ansi-dark", "ansi-light"):
            yield _("theme: {}").format(theme), _("kept for next time"), partial(app.use_theme, theme)
        yield _("mouse: off from the next start, on again"), "", app.toggle_mouse
        if app.desk is not None:
            from ftr_tui.app.screens.owning import toggle_sign_off
            from ftr_tui.app.screens.room import Room

            if isinstance(screen, Room):
                yield _("export: the next steps, with AWS CLI lines"), _("to a file"), screen.export_fixes

            now = _("now on") if app.desk.session.sign_off else _("now off")
            name = _("sign-off: a second person has to sign the answers ({})").format(now)
            yield name, _("of this session"), partial(toggle_sign_off, app)
            for item in app.desk.checklist.items:
                yield f"{item.id}  {item.title}", _("go there"), partial(app.go_to_item, item.id)

    async def discover(self) -> Hits:
        """Offer all acts before anything is typed."""
        for name, text, act in self._entries():
            if not name[:1].isupper():
                yield DiscoveryHit(Content(cut(name, _WIDEST)), act, text=name, help=text)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for name, text, act in self._entries():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Content(cut(name, _WIDEST)), act, text=name, help=text)
