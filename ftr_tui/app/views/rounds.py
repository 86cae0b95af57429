"""AWS's comments as rows: the list by round, one comment whole, the few words that other screens show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part, Style
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.rounds_view import clock_words, in_short, of_control, round_words, word
from ftr_tui.model.text import one_line
from ftr_tui.model.when import in_words

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.rounds_view import Group, Item, Standing
    from ftr_tui.model.session import Conflict

SIGNS: dict[str, tuple[str, Style]] = {"open": ("?", "warn"), "sent": ("≈", ""), "accepted": ("✓", "ok")}
"""The sign of each state; the word stands beside it."""
_WORD, _CONTROL, _LABEL, _DAYS = 9, 10, 9, 11


def headline(found: Standing) -> str:
    """Return how many there are in each state."""
    said = [_("{} open").format(len(found.pending))]
    for state, text in (("sent", _("{} sent")), ("accepted", _("{} accepted"))):
        number = sum(i.comment.state == state for i in found.items)
        said += [text.format(number)] if number else []
    return glyph(" · ").join(said)


def clock_row(found: Standing) -> Row:
    """Return the one clock in a line; empty where none runs."""
    if found.clock is None:
        return Row()
    late = found.days_left is not None and found.days_left < 0
    lead: list[Part] = [("! ", "bad")] if late else []
    return Row([(glyph(clock_words(found.clock, found.days_left)), "bad" if late else "")], lead=lead)


def welcome_rows() -> list[Row]:
    """Return what a person sees before anything came."""
    text = _(
        "What AWS asks after it has read your request becomes a list here: who answers, by when, and what. "
        "The next export of the sheet ends the control's response with the answer."
    )
    lines = [_("Nothing has come back from AWS yet, or nobody has written it down."), text]
    keys: list[list[Part]] = [
        [("b", "key"), (_("  bring the comments in out of AWS's workbook"), "")],
        [("n", "key"), (_("  type a comment in, from an e-mail"), "")],
        [("a", "key"), (_("  only write down on which day the list came: six months run from it"), "")],
    ]
    return [*(Row([(line, "")], wrap=True) for line in lines), Row(), *(Row(parts) for parts in keys)]


def list_rows(found: Standing, *, narrow: bool = False) -> list[Row]:
    """Return the rounds, the newest first, a line for each comment; a round without one is a line itself."""
    rows: list[Row] = []
    for group in found.groups:
        rows += [Row()] if rows and not narrow else []
        heading: Part = (glyph(round_words(group)), "dim bold")
        rows.append(Row([heading], lead=[("  ", "")]))
        rows += [_line(item, narrow=narrow) for item in group.items]
        if not group.items:
            rows.append(Row([(_("no comment written down yet: n"), "dim")], key=group.round.id))
    lost = [i for i in found.items if i.round is None]
    if lost:
        rows.append(Row([(_("Of no round"), "dim bold")], lead=[("  ", "")]))
        rows += [_line(item, narrow=narrow) for item in lost]
    return rows


def state_part(item: Item) -> tuple[Part, Part]:
    """Return sign and word of how an item stands."""
    sign, style = SIGNS[item.comment.state] if item.live else ("–", "dim")
    if item.overdue:
        sign, style = "!", "bad"
    elif item.pending and item.comment.answer.strip():
        sign, style = "?", ""
    return (glyph(sign), style), (word(item), style)


def _line(item: Item, *, narrow: bool) -> Row:
    said = item.comment
    sign, state = state_part(item)
    done = said.state == "accepted" or not item.live
    right: list[Part] = [(said.owner, "dim"), ("  ", "")] if said.owner and narrow else []
    # What waits for AWS, or is settled, has the day on which that came to be.
    days = in_words(item.due_left) if item.pending else str(said.accepted or said.sent or "")
    right += [column(days, _DAYS, "bad" if item.overdue else "dim", right=True)] if days else []
    return Row(
        [(said.text, "dim" if done else "")],
        key=said.id,
        lead=[
            sign,
            (" ", ""),
            column(state[0], _WORD, state[1]),
            column(said.control or _("whole"), _CONTROL),
        ],
        right=right,
    )


def item_rows(desk: Desk, item: Item, *, narrow: bool = False) -> list[Row]:
    """Return one comment whole: AWS's text, our answer, owner and days, how the control stands now."""
    said = item.comment
    air = [] if narrow else [Row()]
    sign, state = state_part(item)
    state_of = [sign, (" ", ""), state]
    known = desk.checklist.by_id.get(said.control)
    name = known.title if known else "" if said.control else _("The submission as a whole")
    title: list[Part] = [(f"{said.id}  ", "dim"), (" ".join(t for t in (said.control, name) if t), "bold")]
    rows = [Row(title, right=state_of, wrap=True)]
    if said.control and known is None:
        rows.append(
            Row([(_("this control is not in the list {}").format(desk.checklist.name), "warn")], wrap=True)
        )
    if conflicts_of(desk, said.id):
        rows.append(
            Row([(_("two people changed this: T settles it"), "warn")], lead=[("! ", "warn")], wrap=True)
        )
    rows += [*air, _title(_("AWS asks")), Row([(said.text, "")], wrap=True), *air]
    answer: Part = (said.answer, "") if said.answer else (_("no answer yet: r"), "dim")
    rows += [_title(_("We answer")), Row([answer], wrap=True), *air, *_days(item)]
    return [*rows, *_control(desk, said.control)]


def _title(text: str) -> Row:
    return Row([(text, "dim bold")])


def _days(item: Item) -> list[Row]:
    said = item.comment
    day = f"{said.due} " + glyph("· ") + in_words(item.due_left) if said.due else _("no day")
    late = item.overdue and item.due_left is not None and item.due_left < 0
    rows = [_told(_("owner"), said.owner or _("nobody yet"), "" if said.owner else "warn")]
    rows.append(_told(_("due"), day, "bad" if late else ""))
    if item.last_left is not None and item.last_left < 0:
        rows.append(_told(_("last day"), in_words(item.last_left), "bad"))
    for label, when in ((_("sent"), said.sent), (_("accepted"), said.accepted)):
        rows += [_told(label, str(when))] if when else []
    return rows


def _told(label: str, text: str, style: Style = "") -> Row:
    return Row([(text, style)], lead=[column(label, _LABEL, "dim")], wrap=True)


def _control(desk: Desk, control: str) -> list[Row]:
    """Return how the control stands now, and the response that the answer will end."""
    state = desk.review.states.get(control)
    if state is None:
        return []
    outcome, style = str(state.outcome), signs.style(str(state.outcome))
    why = state.why or (state.reasons[0] if state.reasons else "")
    stands: list[Part] = [
        (f"{signs.sign(outcome)} {signs.word(outcome)}", style),
        (glyph(" · ") + why, "dim"),
    ]
    response = desk.session.response_text(control)
    rows = [Row(), Row(stands, lead=[column(_("now"), _LABEL, "dim")], wrap=True)]
    told: Part = (response, "dim") if response else (_("none"), "dim")
    return [*rows, Row([told], lead=[column(_("response"), _LABEL, "dim")], wrap=True)]


def round_rows(group: Group) -> list[Row]:
    """Return one round: when it came, its last day, its note."""
    rows = [Row([(glyph(round_words(group)), "bold")], wrap=True), Row()]
    if group.round.by:
        rows.append(_told(_("by"), group.round.by))
    if group.round.note:
        rows.append(_told(_("note"), group.round.note))
    return rows


def conflicts_of(desk: Desk, key: str) -> list[Conflict]:
    """Return what two people changed of a comment or a round."""
    return [c for c in desk.session.conflict if c.what in (f"comment {key}", f"round {key}")]


def side_of(conflict: Conflict, text: str) -> str:
    """Return one side of a conflict in words."""
    from ftr_tui.model.rounds import Comment, Round

    if not text:
        return _("taken away")
    try:
        if conflict.what.startswith("round "):
            came = Round.model_validate_json(text)
            told = [str(came.came), _("last day {}").format(came.until) if came.until else "", came.note]
        else:
            said = Comment.model_validate_json(text)
            told = [_(said.state), said.answer or _("no answer yet"), said.owner, str(said.due or "")]
    except ValueError:
        return text  # written by a newer program: shown as it is
    return glyph(" · ").join(part for part in told if part)


# --- a few words elsewhere ----------------------------------------------------------------------------


def next_row(found: Standing) -> Row | None:
    """Return Home's next step while something of AWS's is open: it comes before everything else."""
    text = in_short(found)
    if not text:
        return None
    late = any(i.overdue for i in found.pending)
    right: list[Part] = [("enter", "key"), (_("  go on"), "dim")]
    return Row([(_("AWS's comments: "), "bold"), (text, "bad" if late else "")], right=right)


def gaps_part(found: Standing) -> Part:
    """Return the line above the Summary's gaps; empty while nothing is open."""
    text = in_short(found)
    return (_("AWS's comments: {}").format(text), "warn") if text else ("", "")


def title_rows(found: Standing, control: str, *, beside: bool = False) -> list[Row]:
    """Return one line with the first thing that AWS asks about a control; whole it stands by the evidence.

    ``beside``: the evidence is on the screen too, so the line only says that there is something.
    """
    asked = of_control(found, control)
    if not asked:
        return []
    lead: list[Part] = [("! ", "warn bold"), column(_("AWS asks"), 11, "warn")]
    if beside:
        text = ngettext("{} comment: see beside", "{} comments: see beside", len(asked)).format(len(asked))
        return [Row([(text, "")], lead=lead, right=[("N", "key")])]
    more = _("and {} more").format(len(asked) - 1) + "  " if len(asked) > 1 else ""
    return [Row([(one_line(asked[0].comment.text), "")], lead=lead, right=[(more, "dim"), ("N", "key")])]


def control_rows(found: Standing, control: str) -> list[Row]:
    """Return what AWS asked about a control and waits for, for the interview."""
    rows = []
    for item in of_control(found, control):
        came = f" ({item.round.came})" if item.round else ""
        lead: list[Part] = [("! " if item.overdue else glyph("· "), "bad" if item.overdue else "warn")]
        said: list[Part] = [(_("AWS asks{}: ").format(came), "warn"), (item.comment.text, "")]
        if item.comment.answer:
            said.append((glyph(" · ") + _("answered"), "dim"))
        rows.append(Row(said, lead=lead, wrap=True))
    return rows
