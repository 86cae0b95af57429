"""aws-services.toml: the AWS services and third parties that a diagram may show, and how it names them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ftr_tui.model.text import CleanStr

Kind = Literal["llm", "cloud", "cdn", "dns", "identity", "saas"]

OUTSIDE: tuple[Kind, ...] = ("cdn", "dns", "identity")
"""What AWS lets run elsewhere: CDN, DNS, and the company's own sign-in (HOST-001)."""

_AWS = re.compile(r"mxgraph\.aws\w*\.", re.IGNORECASE)
# Letters of other scripts stand by themselves: where nobody writes blanks, "RDS" still is a word.
_PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Service(_Content):
    """An AWS service, and how a diagram names it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: CleanStr = Field(min_length=1, max_length=60)
    shapes: list[str] = []
    """draw.io's names, without their library: ``lambda_function`` of ``mxgraph.aws4.lambda_function``."""
    words: list[CleanStr] = []
    """What names it in a plain box; compared without regard to capital letters."""
    drawn: bool = True
    """False: not missed on a diagram, as it neither runs the product nor carries its data."""
    covers: list[str] = []
    """Services that are drawn with this one."""
    seen_as: list[str] = []
    """Services under which an account shows this one."""
    models: bool = False
    """Whether it runs language models: "Claude on Bedrock" is on AWS."""


class ThirdParty(_Content):
    """A service that is no AWS."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: CleanStr = Field(min_length=1, max_length=60)
    kind: Kind
    words: list[CleanStr] = Field(min_length=1)
    shapes: list[str] = []
    """How the names of its draw.io shapes begin: ``mxgraph.gcp2.``."""

    @property
    def may_be_outside(self) -> bool:
        """Whether AWS lets this kind run elsewhere, within limits."""
        return self.kind in OUTSIDE


class Catalogue(_Content):
    """aws-services.toml: what a diagram may show."""

    schema_: Literal[1] = Field(alias="schema")
    service: list[Service] = Field(min_length=1)
    third_party: list[ThirdParty] = []
    plain: list[str] = []
    """Shapes of AWS's libraries that show no service: frames, people, things."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        problems = list(_faults(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @cached_property
    def by_id(self) -> dict[str, Service]:
        """Return the services keyed by id."""
        return {s.id: s for s in self.service}

    @cached_property
    def third_by_id(self) -> dict[str, ThirdParty]:
        """Return the third parties keyed by id."""
        return {t.id: t for t in self.third_party}

    @cached_property
    def by_shape(self) -> dict[str, str]:
        """Return name of a shape -> id of its service."""
        return {shape: s.id for s in self.service for shape in s.shapes}

    @cached_property
    def names(self) -> dict[tuple[str, ...], str]:
        """Return the parts of each word -> the id that it names."""
        things: list[Service | ThirdParty] = [*self.service, *self.third_party]
        return {tuple(_parts(word)): thing.id for thing in things for word in thing.words}

    @cached_property
    def longest(self) -> dict[str, int]:
        """Return the first part of words -> how many parts the longest of them has."""
        found: dict[str, int] = {}
        for word in self.names:
            found[word[0]] = max(len(word), found.get(word[0], 0))
        return found


def _parts(text: str) -> list[str]:
    return _PART.findall(text.lower())


def _faults(catalogue: Catalogue) -> Iterator[str]:
    # Each reason begins with the id at whose line a person should look.
    things: list[Service | ThirdParty] = [*catalogue.service, *catalogue.third_party]
    ids = Counter(t.id for t in things)
    yield from (f"{i}: this id stands twice" for i, n in ids.items() if n > 1)
    services = {s.id for s in catalogue.service}
    for service in catalogue.service:
        for other in (*service.covers, *service.seen_as):
            if other not in services:
                yield f"{service.id}: there is no service {other}"
        if not service.shapes and not service.words:
            yield f"{service.id}: neither a shape nor a word names it"
    for what in ("shapes", "words"):
        owner: dict[str, str] = {}
        for thing in things:
            for name in getattr(thing, what):
                parts = _parts(name) if what == "words" else [name]
                if not parts:
                    yield f"{thing.id}: {name!r} has no letter"
                first = owner.setdefault(" ".join(parts), thing.id)
                if first != thing.id:
                    yield f"{thing.id}: {name!r} names {first} as well"


def of_aws(icon: str) -> bool:
    """Whether an icon is of one of draw.io's AWS libraries."""
    return _AWS.match(icon) is not None


def icon_shows(catalogue: Catalogue, icon: str) -> list[str] | None:
    """Return the id that an icon shows, by its name in draw.io or by the words in it.

    None: an icon of AWS that this list does not know; an empty list: one that shows no service.
    """
    lower = icon.lower()
    for party in catalogue.third_party:
        if any(lower.startswith(shape) for shape in party.shapes):
            return [party.id]
    if not of_aws(icon):
        # A picture's file, such as Arch_Amazon-RDS_64.svg of AWS's own set.
        file = re.split(r"[/\\]", icon)[-1].rpartition(".")[0] if "/" in icon or "\\" in icon else ""
        return named(catalogue, re.sub(r"[_\W]+", " ", file))[:1]
    last = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", icon.rpartition(".")[2]).lower().replace(" ", "_")
    if last in catalogue.by_shape:
        return [catalogue.by_shape[last]]
    if last in catalogue.plain or last.startswith(("group", "illustration_")):
        return []
    return named(catalogue, last.replace("_", " "))[:1] or None


def named(catalogue: Catalogue, text: str) -> list[str]:
    """Return the ids that ``text`` names, each once; a model "on Bedrock" is Bedrock alone.

    The longest word wins: "Cloudflare WAF" is Cloudflare, and no AWS WAF. "ALBs" is "ALB".
    """
    parts = _parts(text)
    found: list[str] = []
    at = 0
    while at < len(parts):
        hit = _at(catalogue, parts, at)
        if hit:
            found.append(hit[1])
        at += hit[0] if hit else 1
    return without_models(catalogue, found)


def _at(catalogue: Catalogue, parts: list[str], at: int) -> tuple[int, str] | None:
    """Return how many parts the longest word at one place takes, and its id."""
    for length in range(min(catalogue.longest.get(parts[at], 1), len(parts) - at), 0, -1):
        word = tuple(parts[at : at + length])
        thing = catalogue.names.get(word) or catalogue.names.get((*word[:-1], word[-1].removesuffix("s")))
        if thing:
            return length, thing
    return None


def without_models(catalogue: Catalogue, found: list[str]) -> list[str]:
    """Return ids, each once, without the makers of models where AWS runs the model."""
    found = list(dict.fromkeys(found))
    if not any(i in catalogue.by_id and catalogue.by_id[i].models for i in found):
        return found
    return [i for i in found if i not in catalogue.third_by_id or catalogue.third_by_id[i].kind != "llm"]
