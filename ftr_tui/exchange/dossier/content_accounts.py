"""Controls by AWS account, and what stands behind the questions of each section and pillar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftr_tui.exchange.dossier.blocks import (
    Block,
    Heading,
    Ink,
    Inline,
    Paragraph,
    Ref,
    Rich,
    Strong,
    Table,
    joined,
)
from ftr_tui.exchange.dossier.material import Material
from ftr_tui.model.effective import Cover
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.matrix import Cell, Matrix, Place
from ftr_tui.model.outcome import ItemState, covered

MOST_NAMED = 8
"""Accounts that one cell names; the rest are counted."""


def scopes(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield the six kinds of coverage for each section and pillar; a row adds up to its questions."""
    sections = [(ink.said(s.title), m.review.in_section(s.id)) for s in m.review.checklist.section]
    yield Heading(3, (_("Coverage by section"),), "coverage-sections")
    yield _kinds(_("Section"), [s for s in sections if s[1]])
    pillars = [(title, m.review.in_pillar(p)) for p, title in m.pillars.items()]
    within = {s.id for _title, states in pillars for s in states}
    # So that the columns add up to all questions: gates belong to no pillar.
    pillars.append((_("No pillar"), [s for s in m.review.states.values() if s.id not in within]))
    yield Heading(3, (_("Coverage by pillar"),), "coverage-pillars")
    yield _kinds(_("Pillar"), [p for p in pillars if p[1]])


def _kinds(name: str, rows: Iterable[tuple[Inline, list[ItemState]]]) -> Table:
    told: list[tuple[Rich, ...]] = []
    for title, states in rows:
        found = covered(states)
        numbers = [(str(found[c]),) for c in Cover]
        told.append(((title,), *numbers, (Strong(str(sum(found.values()))),)))
    head = (name, *(str(c) for c in Cover), _("questions"))
    return Table(head, tuple(told), (6, *(2 for _kind in Cover), 3))


def accounts(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield where each control fails, was not read, holds; only where several accounts were read."""
    found = m.matrix
    if found is None or not found.rows:
        return
    yield Heading(3, (_("Controls by account"),), "accounts")
    n = len(found.accounts)
    text = ngettext("{} account. A number in brackets: so many resources are named there.",
                    "{} accounts. A number in brackets: so many resources are named there.", n)  # fmt: skip
    yield Paragraph(
        (
            text.format(n),
            " ",
            _("Nothing wrong found is no proof: what stands behind it says so."),
        )
    )
    order = found.worst_first()
    kinds = [c for c in Cell if any(p.cell is c for row in found.rows.values() for p in row.values())]
    rows = [
        ((Ref(control, control),), *(_named(found, control, order, kind, ink) for kind in kinds))
        for control in found.rows
    ]
    yield Table((_("Control"), *(_(str(k)) for k in kinds)), tuple(rows), (3, *(4 for _kind in kinds)))


def _named(found: Matrix, control: str, order: tuple[str, ...], kind: Cell, ink: Ink) -> Rich:
    here = [(a, found.rows[control][a]) for a in order if found.rows[control][a].cell is kind]
    if len(here) == len(order) > 1:
        return (_("all {}").format(len(order)), *_number_of_all([p for _a, p in here]))
    shown = [_account(a, place, ink) for a, place in here[:MOST_NAMED]]
    more = len(here) - len(shown)
    told = joined(shown)
    return (*told, _(" and {} more").format(more)) if more else told


def _account(account: str, place: Place, ink: Ink) -> Rich:
    number = f" ({place.resources}{'+' if place.more else ''})" if place.resources else ""
    return ink.code(account), number


def _number_of_all(places: list[Place]) -> Rich:
    total = sum(p.resources for p in places)
    return (f" ({total}{'+' if any(p.more for p in places) else ''})",) if total else ()
