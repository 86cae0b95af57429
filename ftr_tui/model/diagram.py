"""A drawn diagram against what was seen in the account: what HOST-001 wants on it, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ftr_tui.model.facts import Evidence, Seen
from ftr_tui.model.services import Catalogue, Service, ThirdParty, icon_shows, named, without_models

MOST_WORDS = 160
"""Characters: a longer label is a note, and naming a service in a note draws nothing."""


# --- a drawing, as exchange/drawio.py reads it


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape of a drawing."""

    icons: tuple[str, ...] = ()
    """What its style says that it is: names of shapes and of picture files."""
    label: str = ""
    """Plain text on one line."""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes that are to be seen, on all pages."""

    pages: tuple[str, ...]
    marks: tuple[Mark, ...]


# --- what a comparison says


Why = Literal["not seen", "not read whole", "not looked for", "not scanned"]


Hint = Literal["nothing drawn", "no third party", "no model", "not scanned", "no list"]
"""What a person should look at beside the differences."""


@dataclass(frozen=True, slots=True)
class Found:
    """A service that is drawn, seen, or both."""

    service: Service
    drawn: int = 0
    """How many shapes show it; 0: another service covers it, or it is not drawn."""
    by_label: bool = False
    """Only words name it, no icon does."""
    seen: Seen | None = None
    why: Why | None = None
    """Of what is drawn and was not seen: what that means."""


@dataclass(frozen=True, slots=True)
class Third:
    """A third party that is drawn, or only named by the evidence."""

    party: ThirdParty
    drawn: int = 0
    evidence: str = ""
    """What names it in the evidence, such as the host of a subscription."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a diagram shows and what it does not."""

    form: Literal["drawing", "picture", "link"]
    """Only a drawing is compared; of a picture is known that it can be read, of a link not even that."""
    scanned: bool = False
    """Whether there is a list of services that were seen."""
    sample: bool = False
    pages: tuple[str, ...] = ()
    both: tuple[Found, ...] = ()
    missing: tuple[Found, ...] = ()
    """Seen, and not drawn."""
    extra: tuple[Found, ...] = ()
    """Drawn, and not seen."""
    left_out: tuple[Found, ...] = ()
    """Seen, not drawn, and not missed."""
    third: tuple[Third, ...] = ()
    unknown: tuple[str, ...] = ()
    """Icons of AWS that this list does not know."""
    file: str = ""
    """What a picture is: png, jpeg, pdf, svg; "drawio" of a drawing."""
    document: str = ""
    """The binder's number of what was looked at, if it is one of its documents."""
    where: str = ""
    handed_in: str = ""
    """The binder's number of the diagram as PNG or JPEG, which a hand-in takes."""
    hints: tuple[Hint, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether drawn and seen could be held against each other."""
        return self.form == "drawing" and self.scanned


@dataclass(frozen=True, slots=True)
class _Hits:
    services: Counter[str]
    icons: frozenset[str]
    """Services that an icon shows, not only words."""
    third: Counter[str]
    unknown: tuple[str, ...]


def compare(catalogue: Catalogue, drawing: Drawing, evidence: Evidence) -> Report:
    """Hold a drawing against what the last scan saw."""
    hits = _hits(catalogue, drawing.marks)
    scanned = evidence.scan is not None and bool(evidence.seen)
    seen = {s.service: s for s in evidence.seen} if scanned else {}
    there = {i: s for i, s in seen.items() if s.total}
    shown = _with_covered(catalogue, hits.services)
    both: list[Found] = []
    extra: list[Found] = []
    for service in [s for s in catalogue.service if s.id in hits.services]:
        found = Found(
            service,
            drawn=hits.services[service.id],
            by_label=service.id not in hits.icons,
            seen=_seen_as(service, seen),
            why=None if scanned else "not scanned",
        )
        is_there = found.seen is not None and found.seen.total > 0
        (both if is_there else extra).append(found if is_there else _why(found, scanned=scanned))
    told = {f.seen.service for f in both if f.seen is not None}
    both += [Found(s, seen=there[s.id]) for s in catalogue.service if s.id in there and s.id in shown - told]
    undrawn = [Found(s, seen=there[s.id]) for s in catalogue.service if s.id in there and s.id not in shown]
    # A findings file of a newer version may name what this list does not know.
    undrawn += [Found(Service(id=i, title=i), seen=s) for i, s in there.items() if i not in catalogue.by_id]
    return Report(
        form="drawing",
        scanned=scanned,
        sample=evidence.scan is not None and evidence.scan.sample,
        pages=drawing.pages,
        both=tuple(both),
        missing=tuple(f for f in undrawn if f.service.drawn),
        extra=tuple(extra),
        left_out=tuple(f for f in undrawn if not f.service.drawn),
        third=tuple(_third(catalogue, hits.third, evidence)),
        unknown=hits.unknown,
        hints=tuple(_hints(catalogue, hits, evidence)),
    )


def _why(found: Found, *, scanned: bool) -> Found:
    why: Why = "not scanned"
    if scanned:
        seen = found.seen
        why = "not looked for" if seen is None else "not read whole" if seen.partial else "not seen"
    return Found(found.service, found.drawn, found.by_label, found.seen, why)


def _seen_as(service: Service, seen: Mapping[str, Seen]) -> Seen | None:
    """Return what was seen of a service under its own name or another; what is there goes first."""
    known = [seen[i] for i in (service.id, *service.seen_as) if i in seen]
    return next((s for s in known if s.total), next(iter(known), None))


def _with_covered(catalogue: Catalogue, drawn: Iterable[str]) -> set[str]:
    return {i for s in drawn for i in (s, *catalogue.by_id[s].covers)}


def _third(catalogue: Catalogue, drawn: Counter[str], evidence: Evidence) -> Iterator[Third]:
    hosts: dict[str, str] = {}
    for name in _contacts(evidence):
        for found in named(catalogue, name):
            hosts.setdefault(found, name)
    for party in catalogue.third_party:
        if drawn[party.id] or party.id in hosts:
            yield Third(party, drawn[party.id], hosts.get(party.id, ""))


def _contacts(evidence: Evidence) -> list[str]:
    """Return what the evidence names of third parties, such as hosts of subscriptions and roles' accounts."""
    return [r.name for f in evidence.finding if f.question == "HOST-001.2" for r in f.resources]


def _hints(catalogue: Catalogue, hits: _Hits, evidence: Evidence) -> Iterator[Hint]:
    if evidence.scan is None:
        yield "not scanned"
    elif not evidence.seen:
        yield "no list"
    if not hits.services and not hits.third:
        yield "nothing drawn"
        return
    if not hits.third:
        yield "no third party"
    model = any(catalogue.third_by_id[i].kind == "llm" for i in hits.third)
    if not model and not any(catalogue.by_id[i].models for i in hits.services):
        yield "no model"


# --- what a drawing shows


def _hits(catalogue: Catalogue, marks: Sequence[Mark]) -> _Hits:
    services: Counter[str] = Counter()
    third: Counter[str] = Counter()
    icons: set[str] = set()
    unknown: dict[str, None] = {}
    known: dict[tuple[tuple[str, ...], str], _Shown] = {}
    for mark in marks:
        key = mark.icons, mark.label
        if key not in known:
            known[key] = _shown(catalogue, mark)
        for thing in known[key].ids:
            (services if thing in catalogue.by_id else third)[thing] += 1
        icons.update(known[key].by_icon)
        unknown.update(dict.fromkeys(known[key].unknown))
    return _Hits(services, frozenset(icons), third, tuple(unknown))


@dataclass(frozen=True, slots=True)
class _Shown:
    ids: list[str]
    by_icon: list[str]
    unknown: list[str]


def _shown(catalogue: Catalogue, mark: Mark) -> _Shown:
    """Return what one shape shows: its icon says so; where it has none, its label does."""
    icons = {name: icon_shows(catalogue, name) for name in mark.icons}
    by_icon = [found for ids in icons.values() for found in ids or ()]
    by_label = named(catalogue, mark.label) if len(mark.label) <= MOST_WORDS else []
    if not by_icon:
        # An icon that is not known is told as such, unless its label says what it is.
        return _Shown(by_label, [], [] if by_label else [n for n, ids in icons.items() if ids is None])
    # The icon of RDS with the label "Aurora" is Aurora; that of Lambda with "writes to S3" is Lambda alone.
    kinds = {i for icon in by_icon if icon in catalogue.by_id for i in catalogue.by_id[icon].seen_as}
    closer = [i for i in by_label if i in kinds] or by_icon
    # A third party is worth telling also where it stands beside an icon: "calls OpenAI".
    third = [i for i in by_label if i in catalogue.third_by_id]
    return _Shown(without_models(catalogue, [*closer, *third]), closer, [])
