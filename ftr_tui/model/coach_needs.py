"""Each kind of need judged against one response: met, missed with a place and a sentence, or not judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ftr_tui.model.coach_dates import Day
from ftr_tui.model.coach_reading import Place, Reading, within
from ftr_tui.model.coach_spans import Span
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.need import Need

WHOLE = (0, 0)
"""Stands for the whole text, where what is missed has no place."""
_FEW = 10
"""A value in a sentence of so few other words needs no label: "4 hours, for all customers."."""


@dataclass(frozen=True, slots=True)
class Miss:
    """What is missed, in words, and where; ``kind`` is that of the tip."""

    kind: str
    text: str
    place: Place = WHOLE


NOT_JUDGED = Miss("not-judged", "")
"""Nothing was found, but the language is not one whose words are judged."""


def judge(need: Need, reading: Reading) -> Miss | None:
    """Return what is missed, ``NOT_JUDGED``, or None if the need is met or falls away."""
    if reading.has(need.unless):
        return None
    if need.instead and all(reading.has(group) for group in need.instead):
        return None
    return _JUDGES[need.kind](need, reading)


def _missing(kind: str, need: Need, reading: Reading, *, words: bool = False) -> Miss | None:
    """Return that nothing was found; ``words``: it may stand there in words that are not understood."""
    if not need.required:
        return None
    known = reading.tongue.judged or (bool(reading.tongue.language) and not words)
    return Miss(kind, _("Not found: {}.").format(need.what)) if known else NOT_JUDGED


def _quote(reading: Reading, place: Place) -> str:
    return " ".join(reading.text[place[0] : place[1]].split())


def _date(need: Need, reading: Reading) -> Miss | None:
    ours, others = reading.spans(need.near), reading.spans(need.not_near)
    worst: tuple[int, str, Day] | None = None
    for day in reading.days:
        reason = _date_fault(day, need, reading, ours, others)
        if reason is None:
            return None
        if worst is None or reason[0] > worst[0]:
            worst = (*reason, day)
    if worst is None:
        return _missing("date", need, reading)
    if not reading.tongue.language:
        return NOT_JUDGED
    return Miss("date", worst[1].format(what=need.what), (worst[2].start, worst[2].end))


def _date_fault(
    day: Day, need: Need, reading: Reading, ours: Sequence[Place], others: Sequence[Place]
) -> tuple[int, str] | None:
    """Return why ``day`` is not the date that is wanted, and how near it came; None if it is."""
    place = (day.start, day.end)
    shown = _quote(reading, place).replace("{", "{{").replace("}", "}}")
    if day.version:
        return 0, _("“{shown}” names an edition. Not found: {{what}}.").format(shown=shown)
    own = reading.owner(place, ours, others, strict=False)
    if own is False:
        return 1, _("“{shown}” seems to be of something else. Not found: {{what}}.").format(shown=shown)
    # What stands behind a day that has passed is about something else: "done on 4 May, next planned".
    before = (reading.clause(day.start)[0], day.start)
    if day.future(reading.today) or reading.marked(before, "planned", "future", "unsettled"):
        text = _(
            "“{shown}” is still to come; a plan is not a date on which it was done. Not found: {{what}}."
        )
        return 2, text.format(shown=shown)
    if not day.within(reading.today, need.within_days):
        days = need.within_days or 0
        text = ngettext("“{shown}” is more than {n} day old.", "“{shown}” is more than {n} days old.", days)
        return 3, text.format(shown=shown, n=days)
    return None


def _duration(need: Need, reading: Reading) -> Miss | None:
    ours, others = reading.spans(need.near), reading.spans(need.not_near)
    zeros = [Span(*place, 0.0) for place in reading.spans(need.zero)]
    found: list[Span] = []
    strange: Place | None = None
    for span in [*zeros, *reading.durations]:
        place = (span.start, span.end)
        if reading.marked(reading.sentence(span.start), "unsettled"):
            continue
        own = True if span.days == 0 and span in zeros else reading.owner(place, ours, others)
        if own is None and reading.tongue.judged:
            own = reading.plain(reading.sentence(span.start)) <= _FEW
        if own or own is None:
            found.append(span)
        else:
            strange = strange or place
    if found:
        return _too_seldom(need, reading, max(s.days for s in found))
    if strange and reading.tongue.language:
        text = _("“{shown}” seems to be of something else. Not found: {what}.")
        return Miss("value", text.format(shown=_quote(reading, strange), what=need.what), strange)
    return _missing("value", need, reading)


def _too_seldom(need: Need, reading: Reading, days: float) -> Miss | None:
    """Return that what must repeat within the value is said to happen less often."""
    if not need.interval or not reading.tongue.judged or reading.has(need.interval_unless):
        return None
    about = reading.spans(need.interval)
    often = [c for c in reading.cadences if within(about, reading.sentence(c.start))]
    best = min(often, key=lambda c: c.days, default=None)
    if best is None or best.days <= days * 1.05:
        return None
    place = (best.start, best.end)
    text = _("“{shown}” is less often than this value allows: {what}.")
    return Miss("value", text.format(shown=_quote(reading, place), what=need.what), place)


def _link(need: Need, reading: Reading) -> Miss | None:
    wrong: tuple[str, Place] | None = None
    for link in reading.links:
        place = (link.start, link.end)
        if not link.open:
            wrong = _("“{shown}” cannot be opened from outside. Not found: {what}."), place
        elif any(link.host == h or link.host.endswith(f".{h}") for h in need.not_hosts):
            wrong = _("“{shown}” is AWS's page, not yours. Not found: {what}."), place
        else:
            return None
    if wrong is None:
        return _missing("link", need, reading)
    return Miss("link", wrong[0].format(shown=_quote(reading, wrong[1]), what=need.what), wrong[1])


def _cadence(need: Need, reading: Reading) -> Miss | None:
    ours, others = reading.spans(need.near), reading.spans(need.not_near)
    bad: Span | None = None
    for spans in (reading.cadences, _ages(need, reading)):
        # How often comes first: "twice a year; the old key is deleted after a week" is twice a year.
        for span in [] if bad else spans:
            if not _counts(span, reading, ours, others):
                continue
            # Three months are 90 days to people, and 91 or 92 in the calendar.
            if need.most_days is None or span.days <= need.most_days * 1.03:
                return None
            bad = bad or span
    if bad is None:
        return _missing("cadence", need, reading, words=True)
    if not reading.tongue.language:
        return NOT_JUDGED
    place = (bad.start, bad.end)
    text = ngettext(
        "“{shown}” is too seldom: AWS takes at most {n} day.",
        "“{shown}” is too seldom: AWS takes at most {n} days.",
        need.most_days or 0,
    )
    return Miss("cadence", text.format(shown=_quote(reading, place), n=need.most_days), place)


def _ages(need: Need, reading: Reading) -> list[Span]:
    beside = reading.spans(need.ages)
    if not beside:
        return []
    out = []
    for span in reading.durations:
        clause = reading.clause(span.start)
        # "Rotation interval: 45 days" is one thing.
        named = reading.small[max(0, clause[0] - 1) : clause[0]] == ":"
        if within(beside, reading.sentence(span.start) if named else clause):
            out.append(span)
    return out


def _counts(span: Span, reading: Reading, ours: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether ``span`` says how often this is done: about it, not denied, not to come."""
    clause, sentence = reading.clause(span.start), reading.sentence(span.start)
    if reading.marked((clause[0], span.start), "denied") or reading.marked(clause, "planned", "unsettled"):
        return False
    if not reading.tongue.judged or not ours:
        return not within(others, sentence)
    if reading.owner((span.start, span.end), ours, others) is False:
        return False
    return within(ours, sentence) or reading.plain(sentence) <= _FEW


def _words(need: Need, reading: Reading) -> Miss | None:
    for group in need.groups:
        if not any(_holds(place, need, reading) for place in reading.spans(group)):
            return _missing(need.tip, need, reading, words=True)
    return None


def _holds(place: Place, need: Need, reading: Reading) -> bool:
    if any(start <= place[0] < end for start, end in reading.pointers[:20]):
        return False
    if need.tip == "vague":
        return True
    clause = reading.clause(place[0])
    near = (max(clause[0], place[0] - 30), place[0])
    return not (reading.marked(near, "denied") or reading.marked(clause, "planned", "unsettled"))


_JUDGES: dict[str, Callable[[Need, Reading], Miss | None]] = {
    "date": _date,
    "duration": _duration,
    "link": _link,
    "cadence": _cadence,
    "words": _words,
}
