"""What a reviewer would miss, as plain lines: in `status`, and after a response was written."""

from __future__ import annotations

from ftr_tui.actions import coaching, status
from ftr_tui.actions.desk import Desk
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.model.i18n import _

_SHARED = ("no-document", "not-judged")
"""Tips that read the same at many controls: one row for all of them."""


def show_coach(desk: Desk) -> None:
    """Write what a reviewer would miss in the responses, a row for each; nothing where nothing is written."""
    found = coaching.all_tips(desk)
    if not found:
        return
    line(cell(_("What a reviewer would miss"), "bold"))
    rows: list[list[object]] = []
    shared: dict[str, list[str]] = {}
    for control, said in found.items():
        for tip in said.tips:
            if tip.kind in _SHARED:
                shared.setdefault(tip.text, []).append(control)
            else:
                words = coaching.quoted(said.text, tip)
                rows.append([control, glyph(tip.text + (_(" (“{}”)").format(words) if words else ""))])
        if not said.judged and not said.tips:
            shared.setdefault(coaching.nothing(said), []).append(control)
    table(rows, narrow=(0,))
    for text, ids in shared.items():
        line(f"{', '.join(ids)}: {text}", indent=2)
    # Never "good": rules see words, not truth.
    text = _("In their words {} of {} responses miss something. Hints, no verdict: no outcome rests on it.")
    line(cell(text.format(len(coaching.missing(desk)), len(found)), "dim"), indent=2)
    say()


def tell_coached(desk: Desk, control: str, *, aside: bool = False) -> None:
    """Write the tips for the response that was just written; ``aside``: to stderr."""
    for text in coaching.told(desk, control):
        if aside:
            note(glyph(f"{control}: {text}"))
        else:
            line(glyph(_("coach: {}").format(text)), indent=4)


def tell_many(desk: Desk, controls: list[str]) -> None:
    """Say on stderr which of these responses miss something, in one line."""
    if text := coaching.in_short(coaching.missing(desk, controls)):
        note(_("{}; {} says what").format(text, status.command(desk, "status")))
