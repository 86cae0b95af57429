"""The mock review at work: what each key does. Saved before the method returns, undone one step at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ftr_tui.actions import stage_view
from ftr_tui.actions.debriefing import debrief
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.ground import Ground
from ftr_tui.actions.stage_view import View
from ftr_tui.model import moves
from ftr_tui.model.bank import Artefact, Bank
from ftr_tui.model.i18n import _
from ftr_tui.model.moves import card_at, part_at
from ftr_tui.model.problem import Problem
from ftr_tui.model.rehearsal import Card, agenda, next_dates, ordered, sheet_cards
from ftr_tui.model.session import (
    Asked,
    OwnQuestion,
    Position,
    Rehearsal,
    WarmUp,
    Went,
)
from ftr_tui.model.text import clean, mask_secrets

__all__ = ["Setup", "Stage", "View", "debrief", "next_dates", "warm_up", "weakest"]

DRILL = 10
LEAST_MINUTES, MOST_MINUTES = 5, 600


@dataclass(frozen=True, slots=True)
class Setup:
    """What a team says before it begins."""

    kind: Literal["rehearsal", "review"] = "rehearsal"
    minutes: int = 120
    route: Literal["sheet", "wafr", "soc2"] = "sheet"
    seats: tuple[str, ...] = ()
    """Names in hot seat order; their roles are those of the team."""
    solo: bool = False
    reviewers: tuple[str, ...] = ()
    review_date: date | None = None
    short: bool = False


def warm_up(bank: Bank, seed: int) -> list[Artefact]:
    """Return ten artefacts by chance, the same for the same seed: how many open in ten minutes?"""
    return random.Random(seed).sample(bank.artefact, min(DRILL, len(bank.artefact)))  # noqa: S311  no secret


def weakest(desk: Desk, bank: Bank, most: int = DRILL) -> list[Card]:
    """Return the items that wait longest for practice, in the plain order."""
    return ordered(sheet_cards(bank, desk.review, desk.session))[:most]


class Stage(Ground):
    """One rehearsal, or one real review, while it runs.

    Each method that changes something has saved it when it returns; what does not fit the phase is a Problem
    in one line, and changes nothing.
    """

    # --- beginning and end ----------------------------------------------------------------------

    @classmethod
    def start(cls, desk: Desk, bank: Bank, setup: Setup) -> Stage:
        """Begin; Problem while another one is unfinished, or if a length cannot be."""
        if cls.resume(desk, bank) is not None:
            raise Problem(_("a rehearsal is not finished yet"), hint=_("go on with it, or finish it"))
        if not LEAST_MINUTES <= setup.minutes <= MOST_MINUTES:
            raise Problem(_("a rehearsal has {} to {} minutes").format(LEAST_MINUTES, MOST_MINUTES))
        now = desk.clock()
        seats = [clean(s).strip() for s in setup.seats if s.strip()]
        minutes = setup.minutes
        rehearsal = Rehearsal(
            id=desk.session.new_id("R"),
            kind=setup.kind,
            started=now,
            minutes=minutes,
            route=setup.route,
            short=setup.short,
            solo=setup.solo,
            running=now,
            seats=seats[:1] if setup.solo else list(dict.fromkeys(seats)),
            reviewers=[clean(r) for r in setup.reviewers],
            review_date=setup.review_date,
        )
        stage = cls(desk, bank, rehearsal, held=False)
        session = desk.session.with_rehearsal(rehearsal)
        if setup.review_date is not None:
            session = session.changed(review_date=setup.review_date)
        parts = agenda(bank, desk.review, session, rehearsal)
        rehearsal = stage._entered(parts, 0, rehearsal)
        title = stage_view.title_of(desk, rehearsal)
        desk.change(_("{} begun").format(title), session.with_rehearsal(rehearsal), undone=False)
        return stage

    @classmethod
    def resume(cls, desk: Desk, bank: Bank) -> Stage | None:
        """Return the unfinished one, its clock standing at its last key until ``go_on``; or None."""
        found = [r for r in desk.session.rehearsal if r.ended is None]
        return cls(desk, bank, max(found, key=lambda r: (r.started, r.id)), held=True) if found else None

    def view(self) -> View:
        """Return what is to be drawn now."""
        return stage_view.make(
            self.desk, self.bank, self.parts, self.rehearsal, self.desk.clock(), held=self._held
        )

    def pause(self) -> None:
        """Stop the clock: for a pause, or when the screen is left."""
        rehearsal = self.rehearsal
        if rehearsal.ended is None and rehearsal.running is not None:
            self._save(_("paused"), rehearsal.changed(elapsed=self._clock(), running=None))
        self._held = False

    def go_on(self) -> None:
        """Let the clock go on from where it stood."""
        rehearsal = self.rehearsal
        if rehearsal.ended is not None:
            raise Problem(_("this one has ended"))
        if self._paused():
            # Held until it is saved: what passed since the last key of a run that was killed does not count.
            self._save(_("gone on"), rehearsal.changed(running=self.desk.clock()))
            self._held = False

    def finish(self) -> None:
        """End it; what was not reached leads the next one."""
        rehearsal = self.rehearsal
        if rehearsal.ended is None:
            self._step(_("ended"), self._ended(self.parts, rehearsal, self._clock()))

    def undo(self) -> str | None:
        """Take the last key back and say which; the clock goes on, time does not come back."""
        if not self._undo:
            return None
        label, before, after = self._undo.pop()
        session, current = self.desk.session, self.rehearsal
        mine = [r for r in before.rehearsal if r.started == self._started]
        was = next((r for r in mine if r.id == self._id), mine[0])
        back = was.changed(id=current.id, elapsed=current.elapsed, running=current.running)
        session = session.with_rehearsal(back)
        made = {s.id for s in after.supply} - {s.id for s in before.supply}
        asked = {q.id for q in after.own_question} - {q.id for q in before.own_question}
        owners = after.owners.keys() - before.owners.keys()
        session = session.changed(
            supply=[s for s in session.supply if s.id not in made],
            own_question=[q for q in session.own_question if q.id not in asked],
            owners={c: o for c, o in session.owners.items() if c not in owners},
        )
        self.desk.change(_("undone: {}").format(label), session, undone=False)
        return label

    # --- while an item is asked -----------------------------------------------------------------

    def sure(self, n: int) -> None:
        """Say how sure the hot seat is, 1 to 4, before anything is revealed."""
        self._need("ask")
        if n not in (1, 2, 3, 4):
            raise Problem(_("how sure: 1 to 4"))
        self._place(_("sure {}").format(n), sure=n)

    def reveal(self) -> None:
        """Show what a strong answer holds; the evidence clock stops."""
        self._need("ask")
        self._place(_("revealed"), phase="revealed", revealed_at=self._clock())

    def score(self, n: int, *, missing: bool | None = None) -> None:
        """Score the item 0 to 3 and go on. ``missing``: the control is not there; None: as the sheet says.

        At most 1 when the evidence was not opened in time (it is then to be supplied), 0 when a scan says
        otherwise. A control that is missing becomes a task with an owner and is not drilled again.
        """
        if n not in (0, 1, 2, 3):
            raise Problem(_("a score is 0 to 3"))
        rehearsal, parts = self._need("revealed", "scenario"), self.parts
        if rehearsal.kind == "review":
            raise Problem(_("a real review has no scores"))
        card = card_at(parts, rehearsal)
        if rehearsal.position.phase == "scenario" or card is None:
            self._close(_("scenario {}").format(n), "scored", score=n)
            return
        late = moves.late_at(parts, rehearsal, self._clock())
        given = 0 if card.contradicted else min(n, 1) if late else n
        session = self.desk.session
        if n == 0 and (self._is_missing(card) if missing is None else missing):
            session = self._with_task(session, card)
        elif late:
            session = self._with_promise(session, card.id, self._to_open(card), "", None)
        self._close(
            _("{} scored {}").format(card.id, given),
            "scored",
            session=session,
            score=given,
            claimed=n if given < n else None,
            capped=given < n,
        )

    def note(self, text: str) -> None:
        """Keep a note with the question at hand."""
        self._need("ask", "revealed", "scenario")
        self._place(_("note"), note=mask_secrets(clean(text).strip())[0])

    def answered(self, text: str) -> None:
        """In a real review: keep what we said, and go on."""
        rehearsal = self._need("ask", "revealed")
        if rehearsal.kind != "review":
            raise Problem(_("what was said is kept in a real review; here a note does it"))
        promised = any(
            s.from_ == rehearsal.id and s.control == rehearsal.position.item for s in self.desk.session.supply
        )
        went: Went = "supplied" if promised and not rehearsal.position.own else "asked"
        self._close(_("answered"), went, answer=mask_secrets(clean(text).strip())[0])

    def supply(self, what: str, owner: str, due: date | None = None) -> None:
        """Promise something for after the meeting; without a date within seven days.

        In a rehearsal an honest promise is worth 1, and the item is done with. In a real review, and outside
        of items, it is only kept.
        """
        rehearsal, parts = (
            self._need("ask", "revealed", "opening", "break", "scenario", "closing"),
            self.parts,
        )
        card, place = card_at(parts, rehearsal), rehearsal.position
        on_item = place.phase in ("ask", "revealed") and card is not None
        what = what.strip() or (self._to_open(card) if on_item and card else "")
        if not what:
            raise Problem(_("say what is to be supplied"))
        session = self._with_promise(self.desk.session, place.item if on_item else "", what, owner, due)
        label = _("to supply: {}").format(clean(what)[:40])
        if not on_item or rehearsal.kind == "review" or card is None:
            self._step(label, rehearsal, session)
            return
        score = 0 if card.contradicted else 1
        self._close(label, "supplied", session=session, score=score)

    def skip(self) -> None:
        """Leave this item, or this part, out."""
        rehearsal = self._need("ask", "revealed", "scenario")
        self._close(_("{} skipped").format(rehearsal.position.item), "skipped")

    def park(self) -> None:
        """Put this item off: it leads the next rehearsal."""
        rehearsal = self._need("ask", "revealed")
        self._close(_("{} parked").format(rehearsal.position.item), "parked")

    def follow_up(self) -> None:
        """Ask the next question of the same item; the score comes after the last one."""
        rehearsal, parts = self._need("ask", "revealed"), self.parts
        card, place = card_at(parts, rehearsal), rehearsal.position
        if card is None or place.own or place.question + 1 >= len(card.questions):
            raise Problem(_("there is no further question on this item"), hint=_("+ logs one of your own"))
        now = self._clock()
        if rehearsal.kind == "rehearsal":
            rehearsal = rehearsal.changed(asked=[*rehearsal.asked, self._asked(parts, rehearsal, "asked")])
        place = Position(
            slot=place.slot, slot_at=place.slot_at, item=place.item, question=place.question + 1,
            item_at=now, phase="ask", seat=place.seat, note=place.note if rehearsal.kind == "review" else "",
        )  # fmt: skip
        self._step(_("follow-up"), rehearsal.changed(position=place))

    def next_seat(self) -> None:
        """Let the next person answer this item."""
        rehearsal = self._need("ask", "revealed")
        seats = rehearsal.seats
        if len(seats) < 2:
            raise Problem(_("there is nobody else in the room"))
        now = stage_view.seating_at(self.desk, self.parts, rehearsal).seat.name
        after = seats[(seats.index(now) + 1) % len(seats)] if now in seats else seats[0]
        self._place(_("{} answers").format(after), seat=after)

    def log_question(self, text: str, control: str = "") -> None:
        """Keep a question that is in no list; it is asked next time. In a real review it is asked now."""
        rehearsal = self._need("ask", "revealed", "opening", "break", "scenario", "closing")
        text, control = mask_secrets(clean(text).strip())[0], control.strip().upper()
        if not text:
            raise Problem(_("a question has words"))
        if control in {s.id for s in self.bank.scenario} | {q.id for q in self.desk.session.own_question}:
            control = ""  # what is asked now is about no control
        if control and control not in self.desk.review.states and control not in self.bank.by_id:
            raise Problem(_("{} is no control of {}").format(control, self.desk.checklist.name))
        session = self.desk.session
        new = OwnQuestion(id=session.new_id("Q"), control=control, text=text, from_=rehearsal.id)
        session = session.changed(own_question=[*session.own_question, new])
        place, now = rehearsal.position, self._clock()
        if rehearsal.kind == "review":
            place = place.model_copy(
                update={"own": text, "item": control, "item_at": now, "phase": "ask", "note": ""}
            )
            self._step(_("question logged"), rehearsal.changed(position=place), session)
            return
        asked = Asked(item=control, kind="own", text=text, at=now, outcome="logged")
        self._step(_("question logged"), rehearsal.changed(asked=[*rehearsal.asked, asked]), session)

    # --- between items --------------------------------------------------------------------------

    def drill(self, shown: list[str], opened: int) -> None:
        """Keep how the warm-up went: the ids of what was named, and how many were opened in time."""
        self._need("opening")
        result = WarmUp(shown=[clean(s) for s in shown], opened=max(0, min(opened, len(shown))))
        self._step(_("warm-up"), self.rehearsal.changed(warm_up=result))

    def take_break(self) -> None:
        """Take the break now; the clock goes on, as it does in the meeting."""
        rehearsal = self._need("ask", "revealed", "opening", "scenario", "closing")
        place = rehearsal.position.model_copy(
            update={"back": rehearsal.position.phase, "phase": "break", "break_at": self._clock()}
        )
        self._step(_("break"), rehearsal.changed(position=place, breaks=rehearsal.breaks + 1))

    def advance(self) -> None:
        """Go on from the opening, a break, the scenario or the closing."""
        rehearsal, parts = self._need("opening", "break", "scenario", "closing"), self.parts
        place, now = rehearsal.position, self._clock()
        if place.phase == "closing":
            self.finish()
        elif place.phase == "scenario":
            self._close(_("scenario talked over"), "asked")
        elif place.phase == "break" and place.back is not None:
            # The question's own clock stood during the break.
            shift = now - place.break_at
            revealed = None if place.revealed_at is None else place.revealed_at + shift
            changed = {"phase": place.back, "back": None, "item_at": place.item_at + shift}
            back = place.model_copy(update={**changed, "revealed_at": revealed})
            self._step(_("back from the break"), rehearsal.changed(position=back))
        else:
            self._step(_("gone on"), self._entered(parts, part_at(parts, rehearsal) + 1, rehearsal))

    def go_to(self, item: str) -> None:
        """In a real review: go to the item that the reviewer asks about."""
        rehearsal, parts = self._need("ask", "revealed", "opening", "break", "closing"), self.parts
        if rehearsal.kind != "review":
            raise Problem(_("in a rehearsal the agenda leads"))
        part = next((p for p in parts if any(c.id == item for c in p.cards)), None)
        if part is None:
            raise Problem(_("{} is not asked here").format(item))
        place = Position(slot=part.id, slot_at=self._clock(), item=item, item_at=self._clock(), phase="ask")
        self._step(_("{} is asked").format(item), rehearsal.changed(position=place))
