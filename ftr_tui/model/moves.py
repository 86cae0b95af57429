"""How a mock review goes from one item, and one slot, to the next. Pure: seconds are passed in."""

from __future__ import annotations

from collections.abc import Sequence

from ftr_tui.model import pacing
from ftr_tui.model.rehearsal import Ask, Card, Part
from ftr_tui.model.session import Asked, Phase, Position, Rehearsal

_ENDS_ITEM = ("scored", "skipped", "parked", "supplied", "evidence")
_PHASES: dict[str, Phase] = {
    "opening": "opening", "break": "break", "scenario": "scenario", "closing": "closing"
}  # fmt: skip


def done_items(rehearsal: Rehearsal) -> set[str]:
    """Return the items that are finished with in this rehearsal."""
    review = rehearsal.kind == "review"
    return {
        a.item
        for a in rehearsal.asked
        if a.outcome in _ENDS_ITEM or (review and a.outcome == "asked" and a.kind != "own")
    }


def part_at(parts: Sequence[Part], rehearsal: Rehearsal) -> int:
    """Return the number of the slot where it stands; the last one if the content no longer has that slot."""
    return next((n for n, p in enumerate(parts) if p.id == rehearsal.position.slot), len(parts) - 1)


def card_at(parts: Sequence[Part], rehearsal: Rehearsal) -> Card | None:
    """Return the item where it stands, or None."""
    wanted = rehearsal.position.item
    return next((c for p in parts for c in p.cards if c.id == wanted), None)


def ask_at(parts: Sequence[Part], rehearsal: Rehearsal) -> Ask | None:
    """Return the question that is asked now, or None."""
    if rehearsal.position.own:
        return Ask("own", rehearsal.position.own)
    card = card_at(parts, rehearsal)
    if card is None or not card.questions:
        return None
    return card.questions[min(rehearsal.position.question, len(card.questions) - 1)]


def evidence_left(parts: Sequence[Part], rehearsal: Rehearsal, now: int) -> int | None:
    """Return the seconds left of the evidence clock, zero once it ran out; None where it does not run."""
    ask, place = ask_at(parts, rehearsal), rehearsal.position
    if ask is None or ask.kind != "show" or rehearsal.kind == "review":
        return None
    stopped = now if place.revealed_at is None else place.revealed_at
    return max(0, pacing.EVIDENCE_SECONDS - max(0, stopped - place.item_at))


def late_at(parts: Sequence[Part], rehearsal: Rehearsal, now: int) -> bool:
    """Whether what should be shown was not on the screen in time, for this item."""
    before = [a for a in rehearsal.asked if a.item == rehearsal.position.item and a.outcome == "asked"]
    return any(a.late for a in before) or evidence_left(parts, rehearsal, now) == 0


def entered(parts: Sequence[Part], at: int, rehearsal: Rehearsal, now: int, scenario: str = "") -> Rehearsal:
    """Return the rehearsal at the next thing to do from slot ``at`` on, at second ``now``.

    ``scenario`` is the one to talk over. What the pacing rules take from evidence or park on the way is
    written down. After the last slot the phase is ``done``.
    """
    if rehearsal.kind == "review":
        return _next_of_review(parts, at, rehearsal, now)
    while at < len(parts):
        part = parts[at]
        new = part.id != rehearsal.position.slot or rehearsal.position.phase in _PHASES
        began = now if new else rehearsal.position.slot_at
        place = Position(slot=part.id, slot_at=began, item_at=now)
        if part.kind in ("items", "report"):
            choice = pacing.choose(parts, at, done_items(rehearsal), now, pacing.speed(parts, rehearsal))
            rehearsal = _decided(rehearsal, choice, now)
            if choice.card is not None:
                place = place.model_copy(update={"item": choice.card.id, "phase": "ask"})
                return rehearsal.changed(position=place)
        elif not _needless(parts, part, rehearsal, now, scenario):
            if part.kind == "closing":
                rehearsal = unreached(parts, rehearsal, now)
            breaks = rehearsal.breaks + (part.kind == "break")
            item = scenario if part.kind == "scenario" else ""
            place = place.model_copy(update={"phase": _PHASES[part.kind], "item": item})
            return rehearsal.changed(position=place, breaks=breaks)
        at += 1
    return rehearsal.changed(position=Position(phase="done"))


def _needless(parts: Sequence[Part], part: Part, rehearsal: Rehearsal, now: int, scenario: str) -> bool:
    if part.kind == "break":
        # It was taken already, out of turn.
        return rehearsal.breaks > 0
    if part.kind == "scenario":
        return not scenario or now >= pacing.closing_at(parts)
    return False


def _decided(rehearsal: Rehearsal, choice: pacing.Choice, now: int) -> Rehearsal:
    rows = [Asked(item=c.id, at=now, outcome="evidence", by_rule=True) for c in choice.taken]
    rows += [Asked(item=c.id, at=now, outcome="parked", by_rule=True) for c in choice.parked]
    return rehearsal.changed(asked=[*rehearsal.asked, *rows]) if rows else rehearsal


def unreached(parts: Sequence[Part], rehearsal: Rehearsal, now: int) -> Rehearsal:
    """Return the rehearsal with every item that was not reached parked: those lead the next one."""
    if rehearsal.kind == "review":
        return rehearsal
    done = done_items(rehearsal)
    left = tuple(c for p in parts for c in p.cards if c.id not in done)
    return _decided(rehearsal, pacing.Choice(None, parked=left), now)


def _next_of_review(parts: Sequence[Part], at: int, rehearsal: Rehearsal, now: int) -> Rehearsal:
    done = done_items(rehearsal)
    for part in [*parts[at:], *parts[:at]]:
        card = next((c for c in part.cards if c.id not in done), None)
        if card is not None:
            began = rehearsal.position.slot_at if part.id == rehearsal.position.slot else now
            place = Position(slot=part.id, slot_at=began, item=card.id, item_at=now, phase="ask")
            return rehearsal.changed(position=place)
    if rehearsal.position.phase == "closing" or not parts:
        return rehearsal.changed(position=Position(phase="done"))
    return rehearsal.changed(position=Position(slot=parts[-1].id, slot_at=now, item_at=now, phase="closing"))
