"""What changed since the scan before, for people: worst first, with what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ftr_tui.model.effective import Standing
from ftr_tui.model.facts import Change
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk


@dataclass(frozen=True, slots=True)
class Changed:
    """One change, and how the answer stands now."""

    change: Change
    kind: str
    """contradicted, bad (new in the way), more (more of it in the way), undecided, good (what helps)."""
    words: str
    """``was yes, now no, but Lan answered yes``"""


_ORDER = ("contradicted", "bad", "more", "undecided", "good")


def changed(desk: Desk) -> list[Changed]:
    """Return the changes of the last weeks, worst first; answers that are contradicted before all."""
    out = []
    for change in desk.evidence.change:
        if change.question in desk.checklist.questions:
            out.append(_changed(desk, change))
    return sorted(out, key=lambda c: _ORDER.index(c.kind))


def _changed(desk: Desk, change: Change) -> Changed:
    answer = desk.answer_of(change.question)
    if change.was_total is not None:
        words = _("{} as before, but {} where {} were").format(
            _shown(change.now), change.total, change.was_total
        )
        return Changed(change, "more", words)
    words = _("was {}, now {}").format(_shown(change.was), _shown(change.now))
    if answer.standing is Standing.CONTRADICTED and answer.stored is not None:
        who = answer.stored.by or _("somebody")
        return Changed(change, "contradicted", _("{}, but {} answered {}").format(words, who, answer.value))
    if answer.standing is Standing.OVERRULED:
        words = _("{}, overruled with a reason").format(words)
    kind = "undecided" if change.favourable is None else "good" if change.favourable else "bad"
    return Changed(change, kind, words)


def _shown(verdict: str) -> str:
    words = {"not-applicable": _("n/a"), "supports": _("not decided"), "unknown": _("not read")}
    return words.get(verdict, verdict)


def headline(listed: list[Changed]) -> str:
    """Return the changes in one line, e.g. ``2 contradict an answer, 1 new gap, 3 better``."""
    words = {
        "contradicted": lambda n: ngettext("{} contradicts an answer", "{} contradict an answer", n),
        "bad": lambda n: ngettext("{} new gap", "{} new gaps", n),
        "more": lambda n: ngettext("{} gap grew", "{} gaps grew", n),
        "undecided": lambda n: ngettext("{} no longer decided", "{} no longer decided", n),
        "good": lambda n: ngettext("{} better", "{} better", n),
    }
    counts = {kind: sum(c.kind == kind for c in listed) for kind in _ORDER}
    return ", ".join(words[kind](n).format(n) for kind, n in counts.items() if n)
