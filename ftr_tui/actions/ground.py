"""Under the mock review: its record in the session, its clock, what is written down, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ftr_tui.actions import stage_view, supplying
from ftr_tui.actions.desk import Desk
from ftr_tui.model import moves, pacing
from ftr_tui.model.bank import Bank, Scenario
from ftr_tui.model.i18n import _
from ftr_tui.model.moves import ask_at, card_at, part_at
from ftr_tui.model.outcome import Outcome
from ftr_tui.model.problem import Problem
from ftr_tui.model.rehearsal import Card, Part, Rank, agenda, past
from ftr_tui.model.session import Asked, Phase, Position, Rehearsal, Session, Went


class Ground:
    """What every key of the mock review stands on."""

    def __init__(self, desk: Desk, bank: Bank, rehearsal: Rehearsal, *, held: bool) -> None:
        self.desk = desk
        self.bank = bank
        self._id, self._started = rehearsal.id, rehearsal.started
        self._held = held
        """Taken up again after an end of any kind: nobody has said yet that the clock goes on."""
        self._undo: list[tuple[str, Session, Session]] = []

    @property
    def rehearsal(self) -> Rehearsal:
        """Return its record as it stands; a merge may have given it another number."""
        found = self.desk.session.rehearsal
        same = [r for r in found if r.started == self._started]
        mine = [r for r in same if r.id == self._id] or same or [r for r in found if r.id == self._id]
        if not mine:
            raise Problem(_("this rehearsal is no longer in the session"))
        return mine[0]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return its slots with their items."""
        return agenda(self.bank, self.desk.review, self.desk.session, self.rehearsal)

    def _clock(self) -> int:
        return self.rehearsal.elapsed if self._held else pacing.elapsed(self.rehearsal, self.desk.clock())

    def _paused(self) -> bool:
        rehearsal = self.rehearsal
        return self._held or rehearsal.running is None or pacing.idle(rehearsal, self.desk.clock())

    def _need(self, *phases: Phase) -> Rehearsal:
        """Return the record if it is in one of ``phases`` and its clock runs; else Problem."""
        rehearsal = self.rehearsal
        if rehearsal.ended is not None:
            raise Problem(_("this one has ended"))
        if self._paused():
            raise Problem(_("the clock stands: go on first"))
        if rehearsal.position.phase not in phases:
            raise Problem(_REFUSED.get(rehearsal.position.phase, _("not now")))
        return rehearsal

    def _today(self) -> date:
        return self.desk.clock().astimezone().date()

    def _place(self, label: str, **fields: object) -> None:
        rehearsal = self.rehearsal
        place = rehearsal.position.model_copy(update=fields)
        self._step(label, rehearsal.changed(position=place))

    def _asked(self, parts: Sequence[Part], rehearsal: Rehearsal, went: Went, **fields: Any) -> Asked:
        """Return the question at hand as it is written down."""
        place, ask, now = rehearsal.position, ask_at(parts, rehearsal), self._clock()
        who = stage_view.seating_at(self.desk, parts, rehearsal)
        card = card_at(parts, rehearsal)
        scenario = next((s for s in self.bank.scenario if s.id == place.item), None)
        given: dict[str, Any] = {
            "item": place.item,
            "kind": ask.kind if ask else "scenario" if scenario else "",
            "text": ask.text if ask else scenario.text if scenario else "",
            "at": place.item_at,
            "seconds": max(0, now - place.item_at),
            "seat": who.seat.name,
            "asker": who.asker,
            "confidence": place.sure,
            "late": ask is not None and moves.evidence_left(parts, rehearsal, now) == 0,
            "contradicted": card is not None and card.contradicted,
            "note": place.note,
            "outcome": went,
        }
        return Asked(**given | fields)

    def _close(self, label: str, went: Went, *, session: Session | None = None, **fields: Any) -> None:
        """Write the question down and go to what comes next."""
        rehearsal, parts = self.rehearsal, self.parts
        asked = self._asked(parts, rehearsal, went, **fields)
        at = part_at(parts, rehearsal) + (rehearsal.position.phase == "scenario")
        rehearsal = rehearsal.changed(asked=[*rehearsal.asked, asked])
        self._step(label, self._entered(parts, at, rehearsal), session)

    def _entered(self, parts: Sequence[Part], at: int, rehearsal: Rehearsal) -> Rehearsal:
        running = any(r.id == rehearsal.id for r in self.desk.session.rehearsal)
        now = self._clock() if running else 0
        entered = moves.entered(parts, at, rehearsal, now, self._scenario(parts))
        if entered.position.phase == "done":
            return self._ended(parts, entered, now)
        return entered

    def _ended(self, parts: Sequence[Part], rehearsal: Rehearsal, now: int) -> Rehearsal:
        left = moves.unreached(parts, rehearsal, now)
        place = Position(phase="done")
        return left.changed(ended=self.desk.clock(), running=None, elapsed=now, position=place)

    def _scenario(self, parts: Sequence[Part]) -> str:
        """Return the scenario to talk over: not asked yet, then the one with the most weak items."""
        if not any(p.kind == "scenario" for p in parts) or not self.bank.scenario:
            return ""
        known = past(self.desk.session)
        weak = {c.id for p in parts for c in p.cards if c.rank is not Rank.REST}

        def order(scenario: Scenario) -> tuple[int, int]:
            times = len(known[scenario.id].texts) if scenario.id in known else 0
            return times, -len(weak & set(scenario.controls))

        return min(self.bank.scenario, key=order).id

    def _is_missing(self, card: Card) -> bool:
        state = self.desk.review.states.get(card.id)
        return state is not None and state.outcome is Outcome.FAIL

    @staticmethod
    def _to_open(card: Card) -> str:
        return "; ".join(card.open) or card.title

    def _seat(self) -> str:
        return stage_view.seating_at(self.desk, self.parts, self.rehearsal).seat.name

    def _with_promise(
        self, session: Session, control: str, what: str, owner: str, due: date | None
    ) -> Session:
        due = due or self._today() + timedelta(days=supplying.DOCUMENT_DAYS)
        owner = owner.strip() or self._seat()
        return supplying.promised(session, control, what, owner, due, of=self.rehearsal.id)

    def _with_task(self, session: Session, card: Card) -> Session:
        what = _("missing: {}").format(card.title)
        return supplying.task(session, card.id, what, self._seat(), self._today(), of=self.rehearsal.id)

    def _step(self, label: str, rehearsal: Rehearsal, session: Session | None = None) -> None:
        before = self.desk.session
        self._save(label, rehearsal, session)
        self._undo.append((label, before, self.desk.session))

    def _save(self, label: str, rehearsal: Rehearsal, session: Session | None = None) -> None:
        """Keep the record with its clock as of now; the file holds it when this returns."""
        if rehearsal.running is not None and self.rehearsal.running is not None:
            rehearsal = rehearsal.changed(elapsed=self._clock(), running=self.desk.clock())
        session = (session or self.desk.session).with_rehearsal(rehearsal)
        # The stage takes its own steps back; undo in the interview is about answers.
        self.desk.change(label, session, undone=False)


_REFUSED: dict[str, str] = {
    "ask": _("first reveal what a strong answer holds"),
    "revealed": _("it is revealed already: score it"),
    "opening": _("the opening comes first: go on from it"),
    "break": _("this is the break: go on from it"),
    "scenario": _("the scenario is talked over: go on from it"),
    "closing": _("this is the closing: go on from it to end"),
}
