"""How AWS's comments stand: which are open, what is late, how many days AWS still gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.road import Clock, clock, days_in_words, live_rounds
from ftr_tui.model.rounds import Comment, Round
from ftr_tui.model.session import Session
from ftr_tui.model.text import one_line
from ftr_tui.model.when import in_words

STATES = ("open", "sent", "accepted")
"""In the order in which a comment goes through them; then it is open again."""


@dataclass(frozen=True, slots=True)
class Item:
    """One comment with what a person wants to know of it today."""

    comment: Comment
    round: Round | None
    """None: its round is gone, as after a merge; the comment stays."""
    live: bool
    """Whether it still counts: not of a round that an approval has answered since."""
    due_left: int | None
    """Days from today to the day that the team set; negative: so many days late; None: no day."""
    last_left: int | None
    """The same for the last day of its round."""

    @property
    def pending(self) -> bool:
        """Whether it waits for us."""
        return self.live and self.comment.state == "open"

    @property
    def overdue(self) -> bool:
        """Whether it waits for us and a day of it is past: our own, or AWS's last one."""
        return self.pending and any(left is not None and left < 0 for left in (self.due_left, self.last_left))


@dataclass(frozen=True, slots=True)
class Group:
    """One round with its comments."""

    round: Round
    items: tuple[Item, ...]
    until: date | None
    """Its last day: as AWS named it with this round, else that of the one clock; None: approved since."""
    named: bool
    """AWS named ``until``; else it is six months after AWS's first list."""
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it."""

    items: tuple[Item, ...]
    """What is open and late first, then open, sent, accepted; inside by due day, then by control."""
    groups: tuple[Group, ...]
    """The newest round first."""
    clock: Clock | None
    """The one clock of the submission; None: nothing has come, or it was approved since."""
    days_left: int | None

    @property
    def pending(self) -> tuple[Item, ...]:
        """Return what waits for us."""
        return tuple(i for i in self.items if i.pending)

    @property
    def sent(self) -> tuple[Item, ...]:
        """Return what waits for AWS."""
        return tuple(i for i in self.items if i.live and i.comment.state == "sent")

    @property
    def due(self) -> date | None:
        """Return the next day that the team set for something open."""
        return min((i.comment.due for i in self.pending if i.comment.due), default=None)


def standing(session: Session, today: date) -> Standing:
    """Return how the comments of a session stand ``today``."""
    ticking = clock(session)
    live = {r.id for r in live_rounds(session)}
    rounds = {r.id: r for r in session.round}
    items = []
    for comment in session.comment:
        of = rounds.get(comment.round)
        counts = of is None or of.id in live
        last = _until(of, ticking)[0] if counts else None
        items.append(Item(comment, of, counts, _left(comment.due, today), _left(last, today)))
    items.sort(key=_order)
    groups = []
    for one in sorted(session.round, key=lambda r: (r.came, number(r.id)), reverse=True):
        until, named = _until(one, ticking) if one.id in live else (None, False)
        mine = tuple(i for i in items if i.comment.round == one.id)
        groups.append(Group(one, mine, until, named, _left(until, today)))
    left = _left(ticking.until, today) if ticking else None
    return Standing(tuple(items), tuple(groups), ticking, left)


def number(name: str) -> int:
    """Return the number of ``K12``: K100 comes after K11."""
    return int(name[1:])


def _until(of: Round | None, ticking: Clock | None) -> tuple[date | None, bool]:
    if of is not None and of.until is not None:
        return of.until, True
    return (ticking.until, ticking.named) if ticking else (None, False)


def _left(day: date | None, today: date) -> int | None:
    return None if day is None else (day - today).days


def _order(item: Item) -> tuple[bool, bool, int, date, str, int]:
    comment = item.comment
    rank = STATES.index(comment.state)
    return (
        not item.overdue,
        not item.live,
        rank,
        comment.due or date.max,
        comment.control,
        number(comment.id),
    )


def in_short(found: Standing) -> str:
    """Return ``3 open, next due in 4 days, 158 days left``; empty while nothing waits for us."""
    pending = found.pending
    if not pending:
        return ""
    words = [ngettext("{} open", "{} open", len(pending)).format(len(pending))]
    late = sum(i.overdue for i in pending)
    if late:
        words.append(_("{} overdue").format(late))
    coming = [i.due_left for i in pending if i.due_left is not None and i.due_left >= 0]
    if coming and not late:
        words.append(_("next due {}").format(in_words(min(coming))))
    if found.days_left is not None:
        words.append(days_in_words(found.days_left))
    return ", ".join(words)


def clock_words(ticking: Clock, left: int | None) -> str:
    """Return the one clock in a line: until when, how many days, who says so."""
    days = f" ({days_in_words(left)})" if left is not None else ""
    if ticking.named:
        return _("Fix it by {}{}, as AWS said").format(ticking.until, days)
    return _("Fix it by {}{}: six months, AWS named no day").format(ticking.until, days)


def round_words(group: Group) -> str:
    """Return the heading of a round."""
    text = _("{} came on {}").format(group.round.id, group.round.came)
    if group.until is None:
        return text + _(", approved since")
    if group.round.until is not None:
        text += _(", AWS named {}").format(group.until)
    return text


def word(item: Item) -> str:
    """Return the short word for how an item stands: what is open is answered already, or late."""
    if item.overdue:
        return _("late")
    if item.comment.state == "open":
        return _("answered") if item.comment.answer.strip() else _("open")
    return {"sent": _("sent"), "accepted": _("accepted")}[item.comment.state]


def of_control(found: Standing, control: str) -> Sequence[Item]:
    """Return what waits for us about one control."""
    return [i for i in found.pending if i.comment.control == control]


Dated = tuple[str, str, str, str, date, str, list[str], str]
"""A line for the calendar: kind, key, title, what, day, owner, controls, why."""


def with_days(found: Standing) -> list[Dated]:
    """Return what waits for us and has a day of its own; the clock's last day is the road's line."""
    out: list[Dated] = []
    for item in found.pending:
        said = item.comment
        if said.due is not None:
            title = _("Answer AWS: {}").format(" ".join(t for t in (said.control, one_line(said.text)) if t))
            why = _("AWS's comment {}").format(said.id)
            if item.round is not None:
                why = _("AWS's comment {} of {}").format(said.id, item.round.came)
            controls = [said.control] if said.control else []
            out.append(("comment", said.id, title, said.text, said.due, said.owner, controls, why))
    for group in found.groups:
        own = group.round.until if any(i.pending for i in group.items) else None
        if own is not None and found.clock is not None and own != found.clock.until:
            title = _("Last day to answer AWS's comments of {}").format(group.round.came)
            out.append(("round", group.round.id, title, "", own, "", [], _("as AWS told it")))
    return out
