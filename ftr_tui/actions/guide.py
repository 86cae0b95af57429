"""A deployment guide beside a session: where it seems to answer each control. Hints, never a verdict."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ftr_tui.exchange import guide as exchange
from ftr_tui.model import guide as model
from ftr_tui.model.guide import Place
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import Outcome
from ftr_tui.model.problem import Problem
from ftr_tui.store.toml_read import read_bytes, shown

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.guide_hints import GuideHints

STDIN = "-"
Look = Literal["", "found-not-met", "met-not-found"]
"""Where answer and guide do not go together, and a person should look again."""


@dataclass(frozen=True, slots=True)
class Found:
    """One control of the list, and where the guide seems to answer it."""

    control: str
    title: str
    outcome: str
    places: tuple[Place, ...]

    @property
    def look(self) -> Look:
        """Return whether the answer says otherwise than the guide seems to."""
        if self.places:
            return "found-not-met" if self.outcome == Outcome.FAIL else ""
        return "met-not-found" if self.outcome == Outcome.PASS else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A guide that was looked through."""

    file: str
    lines: int
    """How many it has."""
    controls: tuple[Found, ...]
    notes: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """Return for how many controls something was found."""
        return sum(bool(f.places) for f in self.controls)

    def ids(self, look: Look) -> list[str]:
        """Return the controls to look at again."""
        return [f.control for f in self.controls if f.look == look]


def check(desk: Desk, file: str) -> Checked:
    """Look through a guide in Markdown (``-``: standard input); Problem in one line if it cannot be used."""
    hints = desk.library.guide_hints()
    refuse_list(desk, hints)
    name = "stdin" if file == STDIN else shown(Path(file))
    guide = exchange.read(_bytes(file), name)
    places = model.places(guide, hints)
    states = desk.review.states
    controls = [
        Found(c.id, c.title, str(states[c.id].outcome), tuple(places.get(c.id, ())))
        for c in desk.checklist.control
    ]
    return Checked(name, guide.count, tuple(controls), tuple(_notes(desk, hints, guide)))


def refuse_list(desk: Desk, hints: GuideHints) -> None:
    """Raise Problem where the session's list does not review a guide, or nobody has written hints for it."""
    checklist = desk.checklist
    if checklist.reviews == "deployment-guide" and checklist.id == hints.checklist:
        return
    text = _("check-guide is for lists that review a deployment guide, such as {}; {} is of {}")
    raise Problem(text.format(hints.checklist, desk.name, checklist.name))


def _bytes(file: str) -> bytes:
    if file != STDIN:
        path = Path(file)
        if path.is_dir():
            raise Problem(_("is a folder; name the guide in it"), file=shown(path))
        return read_bytes(path)
    if sys.stdin is None or sys.stdin.isatty():
        raise Problem(_("- reads the guide from a pipe, and there is none"))
    return sys.stdin.buffer.read(exchange.MAX_BYTES + 1)


def _notes(desk: Desk, hints: GuideHints, guide: model.Guide) -> list[str]:
    notes = []
    if not any(block.kind == "text" for block in guide.blocks):
        notes.append(_("there is no text in it: is it the right file, and is it Markdown?"))
    if desk.checklist.release != hints.release:
        text = _("the hints were written for release {}, this session is of {}")
        notes.append(text.format(hints.release, desk.checklist.release))
    return notes


# --- words ----------------------------------------------------------------------------------------------


def headline(checked: Checked) -> str:
    """Return for how many controls something was found, in one line."""
    lines = ngettext("{}, {} line", "{}, {} lines", checked.lines).format(checked.file, checked.lines)
    text = _("{}: something was found for {} of {} controls")
    return text.format(lines, checked.found, len(checked.controls))


def caveat() -> str:
    """Return what these hints are worth."""
    return _(
        "Hints by headings and words, never a verdict: a heading may stand above an empty chapter, and a good"
        " answer may use other words. Read each place. English guides only."
    )


def where(place: Place) -> str:
    """Return ``lines 120-134``."""
    if place.line == place.last:
        return _("line {}").format(place.line)
    return _("lines {}-{}").format(place.line, place.last)


def looks(checked: Checked) -> list[str]:
    """Return what a person should look at again, a line for each kind."""
    words: Sequence[tuple[Look, str]] = (
        ("met-not-found", _("met by your answers, and nothing found: {}")),
        ("found-not-met", _("not met by your answers, and something found: {}")),
    )
    return [text.format(", ".join(ids)) for look, text in words if (ids := checked.ids(look))]


def as_json(desk: Desk, checked: Checked) -> dict[str, Any]:
    """Return the object that ``check-guide --json`` writes."""
    return {
        "session": desk.name,
        "checklist": desk.checklist.id,
        "release": desk.checklist.release,
        "guide": checked.file,
        "lines": checked.lines,
        "found": checked.found,
        "note": caveat(),
        "notes": list(checked.notes),
        "controls": [_found_json(f) for f in checked.controls],
    }


def _found_json(found: Found) -> dict[str, Any]:
    places = [{"line": p.line, "last": p.last, "kind": p.kind, "text": p.text} for p in found.places]
    told = {"control": found.control, "title": found.title, "outcome": found.outcome}
    return {**told, "look_again": found.look or None, "places": places}
