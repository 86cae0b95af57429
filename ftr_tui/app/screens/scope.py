"""The scope of a scan: which profiles, which Regions. Enter takes what was picked last time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from ftr_tui.app import keys
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views.words import account
from ftr_tui.app.widgets.ask import AskText
from ftr_tui.app.widgets.dialogs import Dialog
from ftr_tui.app.widgets.linelist import LineList
from ftr_tui.app.widgets.lines import Lines
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.scoping import Choice, Group
    from ftr_tui.store.partial import Part as Kept

_PROFILE = "profile "


class ScopeDialog(Dialog["Choice | None"]):
    """Profiles grouped by how they log in, picked by space; Regions; enter starts."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("scope")

    def __init__(self, groups: Sequence[Group], choice: Choice, part: Kept | None = None) -> None:
        """``part``: what a scan had read of these when its login ended."""
        super().__init__(_("Read evidence from AWS"))
        self._groups = groups
        self._choice = choice
        self._part = part

    def body(self) -> Iterable[Widget]:
        """What it does, the profiles, and what else is read."""
        text = _("Read-only: nothing is changed in AWS (ftr-tui policy lists the permissions).")
        about = Lines([Row([(text, "")], wrap=True), *self._notes(), Row()], more=False)
        about.styles.height = "auto"
        yield about
        listed = LineList(self.rows(), id="body", own_keys=False)
        listed.styles.height = "auto"
        listed.styles.max_height = "1fr"
        listed.move_to(_PROFILE + self._first())
        yield listed
        rest = Lines(self.rest(), id="rest", more=False)
        rest.styles.height = 4 if self._part else 3
        yield rest

    def _first(self) -> str:
        names = [p.name for g in self._groups for p in g.profiles]
        usual = os.environ.get("AWS_PROFILE", "")
        return next(iter(self._choice.profiles), usual if usual in names else "")

    def _notes(self) -> list[Row]:
        notes = []
        if self._choice.missing:
            names = ", ".join(self._choice.missing)
            notes.append(_("read last time, but not on this machine: {}").format(names))
        return [Row([(note, "warn")], wrap=True) for note in notes]

    def rows(self) -> list[Row]:
        """Return the profiles with their boxes."""
        rows = [self._row("", _("default credentials"), _("environment, instance role, CloudShell"))]
        for group in self._groups:
            rows.append(Row([(group.title, "dim bold")]))
            for profile in group.profiles:
                hint = account(profile.account) or profile.region
                rows.append(self._row(profile.name, profile.name, hint))
        return rows

    def _row(self, name: str, label: str, hint: str) -> Row:
        picked = name in self._choice.profiles
        box: Part = ("[x] ", "bold") if picked else ("[ ] ", "dim")
        right: list[Part] = [(hint, "dim")] if hint else []
        return Row([(label, "bold" if picked else "")], key=_PROFILE + name, lead=[box], right=right)

    def rest(self) -> list[Row]:
        """Return what else is read: Regions, a role in other accounts, what takes long."""
        choice = self._choice
        where = ", ".join(choice.regions) or _("all enabled")
        parts: list[Part] = [(_("Regions  "), "dim"), (where, "bold")]
        if choice.role:
            number = len(choice.role_accounts)
            role = ngettext("role {} in {} account", "role {} in {} accounts", number)
            parts += [(glyph(" · "), "dim"), (role.format(choice.role, number), "bold")]
        deep = _("yes, takes longer") if choice.deep else _("no")
        rows = [Row(), Row(parts), Row([(_("Deep     "), "dim"), (deep, "bold")])]
        if self._part is not None:
            rows.append(Row([(_("Before   "), "dim"), (self._before(self._part), "bold")]))
        return rows

    def _before(self, part: Kept) -> str:
        number, at = len(part.accounts), part.started.astimezone().strftime("%H:%M")
        if self._choice.fresh:
            return _("all is read again")
        text = ngettext("{} account read at {} is kept", "{} accounts read at {} are kept", number)
        return text.format(number, at) + _(", goes on with the rest")

    def _changed(self, choice: Choice) -> None:
        self._choice = choice
        self.query_one("#body", LineList).set_rows(self.rows())
        self.query_one("#rest", Lines).set_rows(self.rest())

    def action_pick(self) -> None:
        """Pick the profile at the cursor, or drop it."""
        self._changed(self._choice.toggled(self.query_one("#body", LineList).cursor.removeprefix(_PROFILE)))

    @on(LineList.Chosen)
    def _chosen(self) -> None:
        self.action_pick()

    def action_find(self) -> None:
        """Narrow the list by typing."""
        self.query_one("#body", LineList).action_filter()

    def action_deep(self) -> None:
        """Read also what takes long, or not."""
        self._changed(replace(self._choice, deep=not self._choice.deep))

    def action_again(self) -> None:
        """Read everything again, or go on where the login ended."""
        if self._part is not None:
            self._changed(replace(self._choice, fresh=not self._choice.fresh))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read all again only where something is kept."""
        return super().check_action(action, parameters) and (action != "again" or self._part is not None)

    def action_regions(self) -> None:
        """Name the Regions, or all."""
        from ftr_tui.actions.scoping import find_regions

        def answered(text: str | None) -> None:
            if text is not None:
                self._changed(replace(self._choice, regions=find_regions(text)[0]))

        text = _("Names with blanks between, for example eu-west-1 us-east-1. Empty: all enabled Regions.")
        dialog = AskText(
            _("Which Regions?"),
            " ".join(self._choice.regions),
            text=text,
            check=lambda typed: find_regions(typed)[1],
        )
        self.app.push_screen(dialog, answered)

    def action_start(self) -> None:
        """Start with what is picked; with nothing picked, with the profile at the cursor."""
        choice = self._choice
        if not choice.profiles:
            choice = choice.toggled(self.query_one("#body", LineList).cursor.removeprefix(_PROFILE))
        self.dismiss(choice)
