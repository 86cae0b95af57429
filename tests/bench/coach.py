"""How often the coach names what a reviewer would miss, and how often it cries without need.

    python tests/bench/coach.py [--wrong]

Reads tests/data/coach-responses.toml, which was written before the coach. A third of it, by a stable rule
on the id, was held out: no rule was written with it. ``--wrong`` lists what goes wrong in the other two
thirds; of the part held out it never shows an entry, or it would be held out no longer.
"""

from __future__ import annotations

import hashlib
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ftr_tui.model.coach import coach
from ftr_tui.store.library import Library

DATA = Path(__file__).resolve().parents[1] / "data" / "coach-responses.toml"
COUNTED = ("value", "date", "link", "cadence", "preventive", "vague", "see-policy")
"""Kinds of tips that are about the words; the others depend on findings, documents, language."""


@dataclass(frozen=True)
class Judged:
    """One response, and the kinds of tips that it got."""

    id: str
    control: str
    language: str
    accepted: bool
    misses: frozenset[str]
    named: frozenset[str]
    text: str

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the third that no rule was written with."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0

    @property
    def hit(self) -> bool:
        """Whether something that is missed was named."""
        return bool(self.misses & self.named)

    @property
    def full(self) -> bool:
        """Whether all that is missed was named."""
        return self.misses <= self.named


def judged() -> list[Judged]:
    """Return every response of the data with what the coach says of its words."""
    data: dict[str, Any] = tomllib.loads(DATA.read_text("utf-8"))
    today: date = data["judged_on"]
    library = Library()
    checklist, phrases = library.checklist("partner-hosted", "2026.1"), library.coach()
    controls = {c.id: c for c in checklist.control}
    out = []
    for entry in data["response"]:
        tips = coach(controls[entry["control"]], entry["text"], phrases, today)
        named = frozenset(t.kind for t in tips if t.kind in COUNTED)
        out.append(
            Judged(
                entry["id"],
                entry["control"],
                entry["language"],
                entry["verdict"] == "accepted",
                frozenset(entry["misses"]),
                frozenset(named),
                entry["text"].strip(),
            )
        )
    return out


def share(things: Iterable[Judged], good: Callable[[Judged], bool]) -> str:
    """Return ``12/13 92%``, or a dash for none."""
    all_ = list(things)
    n = sum(map(good, all_))
    return f"{n}/{len(all_)} {100 * n / len(all_):.0f}%" if all_ else "-"


def line(name: str, found: list[Judged]) -> str:
    """Return one line of the table."""
    refused, accepted = [j for j in found if not j.accepted], [j for j in found if j.accepted]
    cells = [
        share(refused, lambda j: j.hit),
        share(refused, lambda j: j.full),
        share(accepted, lambda j: bool(j.named)),
    ]
    return f"{name:22}" + "".join(f"{cell:>16}" for cell in cells)


def table(found: list[Judged]) -> str:
    """Return hit rate and false alarms of both parts, by language and by what is missed."""
    head = f"{'':22}{'one named':>16}{'all named':>16}{'false alarms':>16}"
    lines = [head]
    for name, part in (("held out", True), ("seen while tuning", False)):
        these = [j for j in found if j.held_out is part]
        lines += ["", line(name, these)]
        lines += [line(f"  {lang}", [j for j in these if j.language == lang]) for lang in ("en", "vi", "ja")]
        for kind in COUNTED:
            missed = [j for j in these if kind in j.misses]
            cried = [j for j in these if j.accepted and kind in j.named]
            named = share(missed, lambda j, k=kind: k in j.named)  # type: ignore[misc]
            lines.append(f"  {kind:20}{named:>16}{'':16}{len(cried):>16}")
    return "\n".join(lines)


def session() -> float:
    """Return the least ms of CPU that a whole session takes."""
    library = Library()
    checklist, phrases = library.checklist("partner-hosted", "2026.1"), library.coach()
    times = []
    for _round in range(20):
        start = time.process_time()
        for control in checklist.controls:
            coach(control, control.example, phrases, date(2026, 9, 20))
        times.append((time.process_time() - start) * 1000)
    return min(times)


def main(arguments: list[str]) -> int:
    """Print the table."""
    judged()
    start = time.process_time()
    found = judged()
    spent = (time.process_time() - start) * 1000
    print(table(found))
    print(f"\n{len(found)} responses, {spent / len(found):.2f} ms of CPU each")
    print(
        f"a session of 44 responses, the examples of the checklist: {session():.1f} ms of CPU, minimum of 20"
    )
    if "--wrong" in arguments:
        for j in (j for j in found if not j.held_out):
            if j.accepted and j.named:
                print(f"\nfalse alarm {j.id}: {sorted(j.named)}\n    {j.text}")
            elif not j.full and not j.accepted:
                word = "part" if j.hit else "missed"
                print(f"\n{word} {j.id}: wants {sorted(j.misses)}, named {sorted(j.named)}")
                print(f"    {j.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
