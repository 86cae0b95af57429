"""The interview's parts as rows: the list, the control's card, its evidence, its documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.views.words import account, control_of, outcome_part, shown, source, when, when_full
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.facts import Finding, Unread
    from ftr_tui.model.outcome import ItemState

_VALUE, _SOURCE = 5, 9
_SHORT = 3
"""Resources of a finding that the side panel names; ``v`` shows all."""


def header(desk: Desk, *, narrow: bool = False) -> tuple[list[Part], list[Part]]:
    """Return the title line: product and list at the left; how much is left, what is on disk at the right."""
    from ftr_tui.model.outcome import Outcome

    review = desk.review
    left: list[Part] = [(desk.session.product, "bold"), (glyph(" · "), "dim")]
    name = desk.session.release if narrow else _("self-check {}").format(desk.session.release)
    left.append((name, "bold"))
    words = [_("{} of {} met").format(review.counts[Outcome.PASS], len(review.counted))]
    if review.ready:
        words.append(_("ready"))
    elif narrow:
        words.append(_("{} left").format(len(review.blocking)))
    else:
        text = _("{} left, about {} min")
        words.append(text.format(len(review.blocking), review.minutes_left()))
    parts: list[Part] = [(glyph(" · ").join(words) + glyph(" · "), "dim")]
    if desk.trouble:
        parts.append((_("NOT SAVED"), "bad bold"))
    elif desk.saved_at is not None:
        parts.append((_("saved {}").format(desk.saved_at.astimezone().strftime("%H:%M:%S")), "dim"))
    return left, parts


def list_rows(desk: Desk) -> list[Row]:
    """Return the list by section: one row an item, keyed by its id."""
    rows: list[Row] = []
    for section in desk.checklist.section:
        states = [s for s in desk.review.states.values() if s.item.section == section.id]
        judged = [s for s in states if control_of(s) is not None]
        good = sum(s.outcome.good for s in judged)
        if rows:
            rows.append(Row())
        rows.append(
            Row([(section.title, "dim bold")], lead=[("  ", "")], right=[(f"{good}/{len(judged)} ", "dim")])
        )
        rows += [item_row(state) for state in states]
    return rows


def item_row(state: ItemState) -> Row:
    """Return the row of one item in the list."""
    sign, word = outcome_part(state)
    return Row([sign, (" ", ""), column(state.id, 11), word], key=state.id)


def strip_parts(desk: Desk, current: str, width: int) -> list[Part]:
    """Return the one line that stands for the list at 80 columns: the current item and its neighbours."""
    order = [i.id for i in desk.checklist.items]
    at = order.index(current)
    texts = {}
    for name in order:
        sign, word = outcome_part(desk.review.states[name])
        texts[name] = (name, sign, word)

    def size(low: int, high: int) -> int:
        return sum(len(n) + len(s[0]) + len(w[0]) + 5 for n, s, w in (texts[k] for k in order[low:high])) + 4

    # The one before only where it fits: it must not push the current one out of the line.
    first, last = at, at + 1
    if first > 0 and size(first - 1, last) <= width:
        first -= 1
    while last < len(order) and size(first, last + 1) <= width:
        last += 1
    while first > 0 and size(first - 1, last) <= width:
        first -= 1
    parts: list[Part] = [(glyph("‹ ") if first else "  ", "dim")]
    for name in order[first:last]:
        _name, sign, word = texts[name]
        bold = name == current
        parts += [
            (name, "bold" if bold else "dim"),
            (f" {sign[0]} ", sign[1]),
            (word[0], word[1]),
            ("   ", ""),
        ]
    if last < len(order):
        parts.append((glyph("›"), "dim"))
    return parts


def title_row(desk: Desk, state: ItemState) -> list[Row]:
    """Return the control's name and place, and under it the reason line: sign, word, why."""
    items = [i.id for i in desk.checklist.control]
    place = _("gate") if state.id not in items else f"{items.index(state.id) + 1} of {len(items)}"
    sign, word = outcome_part(state)
    style: Style = word[1]
    why = state.why or (state.reasons[0] if state.reasons else "")
    owner = desk.session.owners.get(state.id)
    if str(state.outcome) == "pass" and not state.why:
        # ".1 is no" alone would read like a fault where no is the good answer.
        why = _("as it should be: {}").format(why)
    rows = [
        Row([(state.id, "bold"), ("  ", ""), (state.item.title, "bold")], right=[(place, "dim")]),
        Row([(why, "dim")], lead=[sign, (" ", ""), column(word[0], 11, style)], wrap=True),
    ]
    if owner:
        who = glyph(" · ").join(x for x in (owner.who, str(owner.due or "")) if x)
        rows.append(Row([(who, "dim")], lead=[("  ", ""), column(_("owner"), 11, "dim")]))
    return rows


def card_rows(state: ItemState, *, questions_first: bool, cursor: str = "") -> list[Row]:
    """Return what is asked, the questions with their answers, what counts and what fails."""
    control = control_of(state)
    asked: list[Row] = []
    after: list[Row] = [Row()]
    if control is not None:
        asked = [Row([(control.asks, "")], wrap=True)]
        after += _labelled(_("Accepted"), list(control.accepted))
        after += _labelled(_("Refused"), list(control.refused))
        after += _labelled(_("Why"), [control.why])
        after += _labelled(
            _("Practice"), [" ".join(control.best_practices)] if control.best_practices else []
        )
    else:
        after += _labelled(_("Decide"), [getattr(state.item, "help", "")])
    questions: list[Row] = []
    for question, answer in state.answers.items():
        questions.append(question_row(state, question))
        if question == cursor and answer.question.own_choices:
            # Its letters are not in the key bar, which shows what answers most questions.
            questions.append(Row([(keys_line(state, question), "dim")], key=question, lead=[("    ", "")]))
    if questions_first:
        return [*questions, *([Row()] if asked else []), *asked, *after]
    return [*asked, *([Row()] if asked else []), *questions, *after]


def question_row(state: ItemState, question: str) -> Row:
    """Return one question: its number, its text, its answer and where that came from."""
    answer = state.answers[question]
    number = "." + question.rpartition(".")[2] if "." in question else ""
    value = shown(answer.value)
    origin = source(answer)
    width = max(_VALUE, len(value) + 1)
    return Row(
        [(answer.question.ask, "")],
        key=question,
        lead=[column(number, 4, "dim")] if number else [],
        right=[
            column(value, width, "bold" if answer.value else "dim"),
            column(origin[0], _SOURCE, origin[1]),
        ],
        fold=True,
    )


def _labelled(label: str, lines: list[str]) -> list[Row]:
    rows = []
    for number, line in enumerate(lines):
        lead: list[Part] = [column(label if number == 0 else "", 10, "dim bold")]
        if len(lines) > 1:
            lead.append((glyph("· "), "dim"))
        rows.append(Row([(line, "dim")], lead=lead, wrap=True))
    return rows


def keys_line(state: ItemState, question: str) -> str:
    """Return which keys answer this question, e.g. ``y yes  n no  - n/a``; for own choices their letters."""
    answers = state.answers[question].question.answers
    return "  ".join(f"{letter_for(a)} {shown(a)}" for a in answers)


def letter_for(value: str) -> str:
    """Return the key of an answer: y, n, -, t, s; versions and other choices 5, 3 or their first letter."""
    fixed = {"yes": "y", "no": "n", "not-applicable": "-", "temporary": "t", "static": "s"}
    if value in fixed:
        return fixed[value]
    digits = [c for c in value if c.isdigit()]
    return digits[0] if digits else value[0]


# --- evidence ------------------------------------------------------------------------------------


def evidence_rows(
    desk: Desk, state: ItemState, *, cursor: str = "", reading: str = "", trouble: str = ""
) -> list[Row]:
    """Return what the account says about an item; only the finding at the cursor's question is whole.

    ``reading``: what a scan that runs is at. ``trouble``: why the last one could not read, and what to do.
    """
    scan = desk.evidence.scan
    right: list[Part] = []
    if scan is not None:
        name = _("sample") if scan.sample else _("aws {}").format(when(scan.started, desk.clock()))
        right = [(name, "evidence")]
    rows = [Row([(_("Evidence"), "dim bold")], right=right)]
    if trouble:
        rows.append(Row([(trouble, "warn")], lead=[(glyph("! "), "warn")], wrap=True))
        rows.append(Row([("x", "key"), (_(" scans again"), "dim")], lead=[("  ", "")]))
    found = [a.finding for a in state.answers.values() if a.finding is not None]
    unread = [u for u in desk.evidence.unread if state.id in u.controls]
    for answer in state.answers.values():
        if answer.overruled and answer.stored and answer.stored.reason:
            text = _("you, against evidence: {}").format(answer.stored.reason)
            rows.append(Row([(text, "warn")], lead=[("  ", "")], wrap=True))
    for finding in found:
        # What could not be read stands below, call by call; its sentence would say it all again.
        told = bool(unread) and str(finding.verdict) == "unknown"
        whole = not told and (len(found) == 1 or finding.question == cursor)
        rows += _finding_rows(finding, desk) if whole else [_finding_line(finding)]
    rows += _unread_rows(unread)
    if unread and not trouble:
        rows += _remedy_rows(unread)
    if not found and not unread and not trouble:
        rows += _no_evidence(desk, reading)
    return rows


def _unread_rows(unread: list[Unread]) -> list[Row]:
    rows: list[Row] = []
    for gap, regions in _told_once(unread)[:_SHORT]:
        places = _("{} Regions").format(regions) if regions > 1 else gap.region
        place = " ".join(x for x in (account(gap.account), places) if x)
        parts: list[Part] = [(_("unread "), "warn"), (f"{place}: ", ""), (gap.reason, "dim")]
        # A narrow indent: the name of a permission is as long as the panel is wide.
        rows.append(Row(parts, lead=[(glyph("! "), "warn")], wrap=True))
    more = len(_told_once(unread)) - _SHORT
    if more > 0:
        text = _("and {} more unread").format(more)
        rows.append(Row([(text, "dim"), ("  v ", "key")], lead=[("  ", "")]))
    return rows


def _told_once(unread: list[Unread]) -> list[tuple[Unread, int]]:
    """Return the calls with their number of Regions: those that a lost log-in took are one per account."""
    from ftr_tui.aws.errors import login_ended

    rest = [(gap, 1) for gap in unread if not login_ended(gap)]
    lost: dict[str, list[Unread]] = {}
    for gap in unread:
        if login_ended(gap):
            lost.setdefault(gap.account, []).append(gap)
    return [(gaps[0], len({g.region for g in gaps if g.region})) for gaps in lost.values()] + rest


def _remedy_rows(unread: list[Unread]) -> list[Row]:
    from ftr_tui.aws.errors import remedy

    _wrong, todo = remedy(unread)
    return [Row([(todo, "warn")], lead=[("  ", "")], wrap=True)] if todo else []


def _no_evidence(desk: Desk, reading: str) -> list[Row]:
    if reading:
        return [Row([(reading, "dim")], wrap=True)]
    if desk.evidence.scan is None:
        return [
            Row([(_("Nothing read yet."), "dim")]),
            Row([("x", "key"), (_(" reads the account (read-only)"), "dim")]),
        ]
    return [Row([(_("No machine evidence here: this is for people to answer."), "dim")], wrap=True)]


def finding_sign(finding: Finding) -> Part:
    """Return the sign of a finding: favourable or not, only supporting, or unread."""
    if finding.favourable is not None:
        return (signs.sign("pass"), "ok") if finding.favourable else (signs.sign("fail"), "bad")
    return (glyph("! "), "warn") if str(finding.verdict) == "unknown" else (glyph("·"), "evidence")


def _finding_line(finding: Finding) -> Row:
    number = "." + finding.question.rpartition(".")[2] if "." in finding.question else ""
    return Row([(finding.summary, "dim")], lead=[finding_sign(finding), (" ", ""), column(number, 3, "dim")])


def _finding_rows(finding: Finding, desk: Desk) -> list[Row]:
    rows = [replace(_finding_line(finding), parts=[(finding.summary, "")], wrap=True)]
    indent: list[Part] = [("     ", "")]
    for resource in finding.resources[:_SHORT]:
        rows.append(Row([(resource.name, "dim")], lead=indent, right=[(resource.detail, "dim")]))
    more = max(finding.total, len(finding.resources)) - min(_SHORT, len(finding.resources))
    if more > 0 and finding.resources:
        text = ngettext("and {} more", "and {} more", more).format(more)
        rows.append(Row([(text, "dim"), ("  v ", "key"), (_("view"), "dim")], lead=indent))
    rows += _assumed_rows(desk, finding, indent)
    if finding.not_reread:
        rows.append(Row([(finding.not_reread, "warn")], lead=indent, wrap=True))
    elif desk.evidence.scan and finding.read_at < desk.evidence.scan.started:
        rows.append(Row([(_("read {}").format(when(finding.read_at, desk.clock())), "dim")], lead=indent))
    return rows


def _assumed_rows(desk: Desk, finding: Finding, indent: list[Part]) -> list[Row]:
    agreed = desk.scope_agreed()
    rows = []
    for line in finding.assumes.split("\n") if finding.assumes else []:
        word = agreed.get(line)
        text = _("agreed by {}: {}").format(word.by, line) if word else _("assumes: {}").format(line)
        rows.append(Row([(text, "dim" if word else "warn")], lead=indent, wrap=True))
    return rows


def evidence_text(desk: Desk, state: ItemState) -> str:
    """Return all evidence of an item in full, for the whole view: resources, scope, how to check again."""
    out: list[str] = []
    for question, answer in state.answers.items():
        finding = answer.finding
        out += [f"{question}  {answer.question.ask}"]
        if answer.stored and answer.stored.value:
            out.append(
                _("  answer: {} by {}, {}").format(
                    shown(answer.stored.value), answer.stored.by or "?", when_full(answer.stored.at)
                )
            )
            if answer.stored.reason:
                out.append(_("  reason against evidence: {}").format(answer.stored.reason))
            if answer.stored.assumes:
                out.append(_("  agreed to: {}").format(answer.stored.assumes))
        if finding is None:
            out += [_("  no finding"), ""]
            continue
        out.append(f"  {finding_sign(finding)[0].strip()} {finding.verdict}: {finding.full}")
        if finding.assumes:
            out.append(_("  assumes: {}").format(finding.assumes))
        if finding.not_reread:
            out.append(f"  {finding.not_reread}")
        out.append(
            _("  read {} in {}; {}").format(
                when_full(finding.read_at),
                ", ".join(account(a) for a in finding.accounts) or "?",
                ", ".join(finding.regions) or _("no Region"),
            )
        )
        for resource in finding.resources:
            place = " ".join(x for x in (account(resource.account), resource.region) if x)
            out.append("    " + "  ".join(x for x in (resource.name, resource.detail, place) if x))
        left = finding.total - len(finding.resources)
        if left > 0:
            out.append(
                _("    and {} more: ftr-tui scan {} --full FILE.csv lists all").format(left, desk.name)
            )
        if finding.recheck:
            out += [_("  check it yourself:"), *(f"    {line}" for line in finding.recheck)]
        out.append("")
    for gap in (u for u in desk.evidence.unread if state.id in u.controls):
        place = " ".join(x for x in (account(gap.account), gap.region) if x)
        out.append(_("! unread {}: {} ({}, needs {})").format(place, gap.reason, gap.code, gap.action))
    return "\n".join(out).strip()


# --- documents and example -------------------------------------------------------------------------


def document_rows(desk: Desk, state: ItemState) -> list[Row]:
    """Return the documents that an item wants and has, and how they stand."""
    from ftr_tui.app.views import binder

    return binder.document_rows(desk, state.id)


def example_rows(state: ItemState) -> list[Row]:
    """Return an example response, marked as ours or as one team's."""
    control = control_of(state)
    if control is None or not control.example:
        return []
    rows = [Row([(_("Example, not yours to copy"), "dim bold")])]
    if control.example_note:
        rows.append(Row([(control.example_note, "warn")], wrap=True))
    rows.append(Row([(control.example, "dim")], wrap=True))
    return rows
