"""The debrief as a page to keep: Markdown, or one HTML file that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ftr_tui.exchange import pages
from ftr_tui.exchange.markdown import escape, table
from ftr_tui.model.clocks import clock
from ftr_tui.model.debrief import REPORT, Debrief, Point, Row
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.session import Asked, Supply

SCORES = (_("claim"), _("process"), _("evidence"), _("proof of operation"))
_ROLES = {"architect": _("architect"), "devops": "DevOps", "security": _("security"), "product": _("product")}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the page: ``title``, ``part``, ``text``, ``list`` or ``table`` (first row: its head)."""

    kind: str
    rows: tuple[tuple[str, ...], ...]


def markdown(
    found: Debrief,
    *,
    made: datetime,
    version: str,
    mask: Callable[[str], str] = str,
    redacted: bool = False,
) -> str:
    """Return the debrief as Markdown; no text of a person is obeyed. ``redacted``: ``mask`` does that."""
    out = []
    for block in blocks(found, made, version, mask, redacted=redacted):
        if block.kind == "title":
            out.append(f"# {escape(block.rows[0][0])}")
        elif block.kind == "part":
            out.append(f"## {escape(block.rows[0][0])}")
        elif block.kind == "list":
            out.append("\n".join(f"- {escape(row[0])}" for row in block.rows))
        elif block.kind == "table":
            head, *rest = [[escape(c) for c in row] for row in block.rows]
            out.append(table(head, rest))
        else:
            out.append(escape(block.rows[0][0]))
    return "\n\n".join(out) + "\n"


def page(
    found: Debrief,
    *,
    made: datetime,
    version: str,
    mask: Callable[[str], str] = str,
    redacted: bool = False,
) -> str:
    """Return the debrief as one self-contained HTML file (hard cases, 78): no script, nothing loaded."""
    listed = list(blocks(found, made, version, mask, redacted=redacted))
    body = "\n".join(_html(block) for block in listed)
    return pages.page(listed[0].rows[0][0], body)


def _html(block: Block) -> str:
    first = pages.safe(block.rows[0][0])
    if block.kind == "title":
        return f"<h1>{first}</h1>"
    if block.kind == "part":
        return f"<h2>{first}</h2>"
    if block.kind == "list":
        return "<ul>\n" + "\n".join(f"<li>{pages.safe(row[0])}</li>" for row in block.rows) + "\n</ul>"
    if block.kind == "table":
        head = "".join(f'<th scope="col">{pages.safe(c)}</th>' for c in block.rows[0])
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{pages.safe(c)}</td>" for c in row) + "</tr>" for row in block.rows[1:]
        )
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f"<p>{first}</p>"


# --- what stands on it --------------------------------------------------------------------------


def heading(found: Debrief) -> str:
    """Return the title: which rehearsal of which product."""
    name = _("Real review") if found.is_review else _("Rehearsal {}").format(found.number)
    return f"{found.product}: {name}"


def ready_line(found: Debrief) -> str:
    """Return ``Ready 12 of 39 applicable items``, with the change; never a chance to pass."""
    row = found.total
    text = _("Ready {} of {} applicable items").format(row.ready, row.applicable)
    return text + (_(" ({} since last time)").format(_signed(row.change)) if row.change is not None else "")


def _signed(change: int | None) -> str:
    return "" if change is None else f"{change:+d}" if change else "±0"


def blocks(
    found: Debrief,
    made: datetime,
    version: str,
    mask: Callable[[str], str] = str,
    *,
    redacted: bool = False,
) -> Iterator[Block]:
    """Yield the pieces of the debrief in order, for a file or for the screen; ``mask`` sees every text."""
    for block in _pieces(found, made, version, redacted=redacted):
        yield Block(block.kind, tuple(tuple(mask(text) for text in row) for row in block.rows))


def _pieces(found: Debrief, made: datetime, version: str, *, redacted: bool) -> Iterator[Block]:
    yield Block("title", ((heading(found),),))
    if redacted:
        hidden = _("REDACTED: tokens stand for account ids, ARNs, e-mail addresses, people and resources; ")
        yield _text(hidden + _("names of the product, of companies and of hosts stay."))
    yield _lines("list", _head(found, made, version))
    if not found.is_review:
        yield _text(ready_line(found))
        yield _text(
            _("Every applicable item has to be met. This says how the table stood, not what AWS decides.")
        )
        if found.coverage:
            kinds = ", ".join(f"{_(kind)} {n}" for kind, n in found.coverage)
            yield _text(_("What stands behind the questions of the list: {}.").format(kinds))
        yield _part(_("First, ten minutes as a team"))
        yield _lines(
            "list", [_("What went well?"), _("What surprised us?"), _("What is the one thing to change?")]
        )
    yield from _supply(found)
    if not found.is_review:
        yield from _judged(found)
    else:
        yield from _asked(found)
    if found.own_questions:
        yield _part(_("Questions that were in no list"))
        yield _lines("list", [f"{q.control or '-'}: {q.text}" for q in found.own_questions])
    if found.timeline and not found.is_review:
        yield _part(_("Timeline"))
        yield _timeline(found)
    if found.next_dates and not found.is_review:
        yield _part(_("Next rehearsals"))
        yield _text(", ".join(str(d) for d in found.next_dates))


def _head(found: Debrief, made: datetime, version: str) -> list[str]:
    lines = [_("{} UTC, {} of {} minutes on the clock").format(
        f"{found.started.astimezone(UTC):%Y-%m-%d %H:%M}", clock(found.elapsed), found.minutes
    )]  # fmt: skip
    if found.seats:
        lines.append(_("Our people: {}").format(", ".join(found.seats)))
    if found.reviewers:
        lines.append(_("Reviewers: {}").format(", ".join(found.reviewers)))
    if found.warm_up is not None:
        lines.append(
            _("Warm-up: {} of {} artefacts opened").format(found.warm_up.opened, len(found.warm_up.shown))
        )
    if found.ended is None:
        lines.append(_("Not finished yet."))
    lines.append(_("Made {} UTC, ftr-tui {}").format(f"{made.astimezone(UTC):%Y-%m-%d %H:%M}", version))
    return lines


def _part(text: str) -> Block:
    return Block("part", ((text,),))


def _text(text: str) -> Block:
    return Block("text", ((text,),))


def _lines(kind: str, texts: Sequence[str]) -> Block:
    return Block(kind, tuple((t,) for t in texts))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    return Block("table", (tuple(head), *(tuple(r) for r in rows)))


def _supply(found: Debrief) -> Iterator[Block]:
    head = (_("Control"), _("What"), _("Who"), _("By"), _("State"))
    yield _part(_("To supply"))
    if found.supply:
        yield _table(head, [_supply_row(s) for s in found.supply])
    else:
        yield _text(_("Nothing was promised."))
    if found.open_before:
        yield _part(_("Promised earlier, not accepted yet"))
        yield _table(head, [_supply_row(s) for s in found.open_before])


def _supply_row(supply: Supply) -> tuple[str, ...]:
    return supply.control, supply.what, supply.owner, str(supply.due or ""), state_words(supply.state)


def state_words(state: str) -> str:
    """Return the state of something to supply in words."""
    return {"open": _("open"), "sent": _("sent"), "accepted": _("accepted")}.get(state, state)


def _judged(found: Debrief) -> Iterator[Block]:
    points = (
        (_("Sure but wrong"), found.sure_but_wrong),
        (_("Contradicted by evidence"), found.contradictions),
        (_("Sheet and Well-Architected review disagree"), found.mismatches),
        (_("Below what the item needs"), found.below),
        (_("Missing: a task, not drilled"), found.missing),
        (_("Not reached: these lead the next one"), found.not_reached),
    )
    for title, some in points:
        if some:
            yield _part(f"{title} ({len(some)})")
            yield _lines("list", [_point(p) for p in some])
    if found.single_person:
        yield _part(_("Known to one person only"))
        yield _lines("list", [f"{name}: {', '.join(items)}" for name, items in found.single_person])
    for title, rows in ((_("By section"), found.sections), (_("By role"), found.roles)):
        yield _part(title)
        yield _table(
            ("", _("Ready"), _("Applicable"), _("Since last time")),
            [(row_name(r), str(r.ready), str(r.applicable), _signed(r.change)) for r in rows],
        )


def row_name(row: Row) -> str:
    """Return what a row of figures is about, in words."""
    return _("Report") if row.name == REPORT else _ROLES.get(row.name, row.name)


def _point(point: Point) -> str:
    parts = [f"{point.item} {point.title}".strip()]
    if point.score is not None:
        parts.append(_("{} of the {} it needs").format(point.score, point.needs))
    parts += [p for p in (point.who, point.text) if p]
    return "; ".join(parts)


def _asked(found: Debrief) -> Iterator[Block]:
    asked = [a for a in found.timeline if a.answer or a.kind == "own" or a.outcome in ("asked", "supplied")]
    yield _part(_("What was asked ({})").format(len(asked)))
    if not asked:
        return
    head = (_("At"), _("Control"), _("Question"), _("What we answered"), _("Who"), _("Promised"))
    rows = []
    for a in asked:
        mine = [s for s in found.supply if s.control == a.item and a.item]
        what = "; ".join(f"{s.what} ({s.owner}, {s.due or '-'})" for s in mine)
        rows.append((clock(a.at), a.item, a.text, a.answer, a.seat, what))
    yield _table(head, rows)


def _timeline(found: Debrief) -> Block:
    head = (_("At"), _("Item"), _("Question"), _("Who"), _("Seconds"), _("Sure"), _("Score"), _("Note"))
    return _table(head, [
        (clock(a.at), a.item, a.text, a.seat, str(a.seconds or ""), str(a.confidence or ""),
         went(a), a.note)
        for a in found.timeline
    ])  # fmt: skip


def went(asked: Asked) -> str:
    """Return how one question went, in words."""
    if asked.score is not None:
        text = f"{asked.score} {SCORES[asked.score]}"
        if asked.contradicted:
            return text + _(", contradicted by evidence")
        if asked.outcome == "supplied":
            return text + _(", to supply")
        return text + (_(", evidence not opened in time") if asked.late else "")
    words = {
        "asked": _("followed up"), "skipped": _("skipped"), "parked": _("parked"), "supplied": _("to supply"),
        "evidence": _("taken from evidence"), "logged": _("logged"),
    }  # fmt: skip
    return words.get(asked.outcome, asked.outcome)


def summary(found: Debrief) -> list[str]:
    """Return the debrief in a few lines, for a terminal."""
    lines = [heading(found)]
    if not found.is_review:
        lines.append(ready_line(found))
        counts = [
            (len(found.sure_but_wrong), _("sure but wrong")),
            (len(found.contradictions), _("contradicted by evidence")),
            (len(found.below), _("below what it needs")),
            (len(found.not_reached), _("not reached")),
        ]
        if found.mismatches:
            counts.append((len(found.mismatches), _("against the Well-Architected review")))
        lines.append(" · ".join(f"{words} {n}" for n, words in counts))
    lines.append(
        ngettext("{} thing to supply", "{} things to supply", len(found.supply)).format(len(found.supply))
    )
    return lines
