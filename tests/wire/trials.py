"""One answer spoiled at a time: what was favourable before, and what is after."""

from __future__ import annotations

from dataclasses import dataclass

from ftr_tui.model.facts import Facts

from .mutations import Mutation
from .wire import MODES, Request, Transport, Wire, favourable, rescan, scan
from .world import ACCOUNTS, B, World


@dataclass
class Ground:
    """A world, the facts of a scan of it without faults, and its requests in order."""

    world: World
    facts: Facts
    before: set[str]
    requests: list[Request]
    mutation: Mutation | None = None
    wire: Wire | None = None


@dataclass(frozen=True)
class Trial:
    """One request of a ground, and how its answer is spoiled."""

    ground: Ground
    request: Request
    mode: str

    @property
    def label(self) -> str:
        where = self.ground.mutation.name if self.ground.mutation else "all is well"
        return f"[{where}] {self.mode} {self.request.label}"


def good_ground(transport: Transport) -> Ground:
    """Scan the good world and return what it asked."""
    transport.wire = wire = Wire(World())
    facts = scan().facts
    return Ground(wire.world, facts, favourable(facts), sorted(wire.seen), wire=wire)


def spoiled_ground(transport: Transport, good: Ground, mutation: Mutation) -> Ground:
    """Return the good world with one fault; its requests are those of the operations that show it."""
    world = World()
    mutation.spoil(world)
    transport.wire = wire = Wire(world)
    facts = good.facts
    changed = {account for account in ACCOUNTS if account == B or mutation.question == "WAFR-001.2"}
    for account in sorted(changed):
        facts = rescan(facts, account, *mutation.operations)
    asked = [r for r in sorted(wire.seen) if r.account == B and r.name in mutation.operations]
    return Ground(world, facts, favourable(facts, good.facts, good.before), asked, mutation, wire)


def trials(ground: Ground, modes: tuple[str, ...] = MODES) -> list[Trial]:
    """Return each request of ``ground`` with each way to spoil it."""
    return [Trial(ground, request, mode) for request in ground.requests for mode in modes]


def run(transport: Transport, trial: Trial, *, whole: bool = False) -> set[str]:
    """Return the questions that are favourable with the spoiled answer and were not before."""
    ground, request = trial.ground, trial.request
    cache = ground.wire.cache if ground.wire else {}
    transport.wire = Wire(ground.world, (request, trial.mode), cache=cache)
    facts = rescan(ground.facts, request.account, request.name, whole=whole)
    asked = transport.wire.seen[request]
    assert asked, f"{request.label} was not asked again"
    return favourable(facts, ground.facts, ground.before) - ground.before
