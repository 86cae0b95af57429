"""What mock-review.toml leaves out, or names that neither the checklist nor programme.toml knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ftr_tui.model.bank import Bank
from ftr_tui.model.checklist import Checklist, Control
from ftr_tui.model.i18n import _
from ftr_tui.store.library import Library
from ftr_tui.store.toml_read import Loc

# What a complete mock review holds beside the items of the checklist, at least.
REPORT_ITEMS, SCENARIOS, ARTEFACTS = 7, 20, 14


def bank_faults(bank: Bank, checklist: Checklist, library: Library) -> Iterator[tuple[str, Loc]]:
    """Yield each fault with its place."""
    yield from _bank_items(bank, checklist)
    yield from _bank_parts(bank, checklist)
    yield from _artefacts(bank, library)


def _bank_items(bank: Bank, checklist: Checklist) -> Iterator[tuple[str, Loc]]:
    wanted = [i.id for i in checklist.items if isinstance(i, Control)]
    has = [i.id for i in bank.item]
    for at, item in enumerate(has):
        if item not in wanted:
            yield _("{} has no item {}").format(checklist.name, item), ("item", at, "id")
    for at, item in enumerate(wanted):
        if item not in has:
            # Shown at the item that it should follow.
            before = next((has.index(w) for w in reversed(wanted[:at]) if w in has), 0)
            yield _("no questions for {}, an item of {}").format(item, checklist.name), ("item", before)
    known = [i for i in has if i in wanted]
    for item, other in zip(known, [w for w in wanted if w in has], strict=False):
        if item != other:
            reason = _("{} stands where {} should: items keep the checklist's order").format(item, other)
            yield reason, ("item", has.index(item), "id")
            return


def _bank_parts(bank: Bank, checklist: Checklist) -> Iterator[tuple[str, Loc]]:
    sections = [s.id for s in checklist.section]
    seen: set[str] = set()
    for at, slot in enumerate(bank.slot):
        for section in slot.sections:
            loc: Loc = ("slot", at, "sections")
            if section not in sections:
                yield _("{} has no section {!r}").format(checklist.name, section), loc
            elif section in seen:
                yield _("section {!r} stands in two slots").format(section), loc
            seen.add(section)
    for section in [s for s in sections if s not in seen]:
        reason = _("section {!r} stands in no slot, so its items would never be asked").format(section)
        yield reason, ("slot", len(bank.slot) - 1)
    for at, scenario in enumerate(bank.scenario):
        for control in [c for c in scenario.controls if c not in checklist.by_id]:
            yield _("{} has no item {}").format(checklist.name, control), ("scenario", at, "controls")
    routes = [r.route for r in bank.report]
    for table, what, count, least in (
        ("report", _("report items of route wafr"), routes.count("wafr"), REPORT_ITEMS),
        ("report", _("report items of route soc2"), routes.count("soc2"), 1),
        ("scenario", _("scenarios"), len(bank.scenario), SCENARIOS),
        ("artefact", _("artefacts"), len(bank.artefact), ARTEFACTS),
    ):
        if count < least:
            last = max(len(getattr(bank, table)) - 1, 0)
            yield _("{} {}; at least {} are needed").format(count, what, least), (table, last)


def _artefacts(bank: Bank, library: Library) -> Iterator[tuple[str, Loc]]:
    documents = [d.id for d in library.programme().document]
    for at, artefact in enumerate(bank.artefact):
        # A thing to open need not be a document, but an id that is almost one was meant to be it.
        near = difflib.get_close_matches(artefact.id, documents, 1, cutoff=0.8)
        if artefact.id not in documents and near:
            reason = _("programme.toml has no document {!r}; {!r} is near").format(artefact.id, near[0])
            yield reason, ("artefact", at, "id")
