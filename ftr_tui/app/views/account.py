"""What the account says as rows: what was read, whose word it needs, what changed, what could not be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ftr_tui.app import signs
from ftr_tui.app.signs import glyph
from ftr_tui.app.style import Part
from ftr_tui.app.views.words import account, when_full
from ftr_tui.app.widgets.rows import Row, column
from ftr_tui.model.i18n import _, ngettext

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.drift import Changed
    from ftr_tui.actions.unread import Group

SCOPE, CHANGE, UNREAD = "scope", "change ", "unread "
"""How the keys of the rows begin that enter acts on."""
_NAMED = 8
_NEWS_DAYS = 7


def account_rows(desk: Desk) -> list[Row]:
    """Return everything: scope, changes, groups of what could not be read."""
    from ftr_tui.actions import drift, unread

    rows = _read_rows(desk)
    if desk.evidence.scan is None:
        return rows
    changed = drift.changed(desk)
    groups = unread.grouped(desk.evidence.unread)
    heading = drift.headline(changed) or _("nothing since the scan before")
    rows += [Row(), Row([(_("Changed"), "dim bold")], right=[(heading, "dim")])]
    rows += [_change_row(desk, one) for one in changed]
    total = len(desk.evidence.unread)
    heading = ngettext("{} call", "{} calls", total).format(total) if total else _("nothing")
    rows += [Row(), Row([(_("Could not be read"), "dim bold")], right=[(heading, "dim")])]
    for group in groups:
        rows += _group_rows(group)
    return rows


def _read_rows(desk: Desk) -> list[Row]:
    from ftr_tui.actions import scoping, status, unread

    scan = desk.evidence.scan
    if text := unread.nothing_to_read(desk.checklist):
        return [Row([(text, "dim")], wrap=True)]
    if scan is None:
        keys: list[Part] = [("x", "key"), (_(" reads it (read-only)"), "dim")]
        return [
            Row([(_("The account was not read yet: "), ""), *keys]),
            *_taken_rows(desk),
            *_scope_rows(desk),
        ]
    name = _("sample findings, read from no account") if scan.sample else when_full(scan.started)
    if desk.own_evidence.scan is None:
        name = _("never scanned here")
    rows = [Row([(_("Read"), "dim bold")], right=[(name, "evidence")])]
    accounts = ", ".join(account(a) for a in scan.accounts) or "-"
    label = ngettext("{} account", "{} accounts", len(scan.accounts)).format(len(scan.accounts))
    rows.append(Row([(accounts, "")], lead=[column(label, 14, "dim")], wrap=True))
    label = ngettext("{} Region", "{} Regions", len(scan.regions)).format(len(scan.regions))
    rows.append(Row([(", ".join(scan.regions), "")], lead=[column(label, 14, "dim")], wrap=True))
    if scan.caller:
        rows.append(Row([(scan.caller, "dim")], lead=[column(_("as"), 14, "dim")], wrap=True))
    if scan.unreached:
        text = _("no login: {}").format(", ".join(scan.unreached))
        rows.append(Row([(text, "warn")], lead=[("! ", "warn")], wrap=True))
    if text := unread.left_out(desk.evidence, 20):
        rows.append(Row([(text, "warn")], lead=[("! ", "warn")], wrap=True))
    if judges := status.asked_judges(desk):
        rows.append(Row([(judges, "evidence")], lead=[column("", 14, "dim")], wrap=True))
    rows += _taken_rows(desk)
    if desk.session.scope is not None:
        again = scoping.in_words(scoping.scope_options(desk.session.scope))
        rows.append(Row([(again, "dim")], lead=[column(_("x reads"), 14, "dim")], wrap=True))
    return rows + _scope_rows(desk)


def _taken_rows(desk: Desk) -> list[Row]:
    from ftr_tui.actions import status

    lead = [column(_("taken in"), 14, "dim")]
    told = [status.taken_in(one) for one in desk.evidence.imported]
    return [Row([(text, "evidence")], lead=lead, wrap=True) for text in told]


def _scope_rows(desk: Desk) -> list[Row]:
    agreed = desk.scope_agreed()
    rows = []
    for line in desk.scope_stated():
        word = agreed.get(line)
        if word is None:
            box, said = ("[ ] ", "warn"), _("nobody has agreed yet: enter")
        else:
            day = word.at.astimezone().strftime("%Y-%m-%d")
            box, said = ("[x] ", "ok"), _("agreed by {}, {}: enter takes it back").format(word.by, day)
        # One word is given for all of it, so it is one item.
        rows.append(Row([(line, "")], key=SCOPE, lead=[box], wrap=True))  # type: ignore[list-item]
        rows.append(Row([(said, "dim" if word else "warn")], key=SCOPE, lead=[("    ", "")]))
    return [Row(), *rows] if rows else []


def _change_row(desk: Desk, one: Changed) -> Row:
    marks: dict[str, Part] = {
        "contradicted": (glyph("≠"), "bad"),
        "bad": (signs.sign("fail"), "bad"),
        "more": (signs.sign("fail"), "bad"),
        "undecided": ("?", "warn"),
        "good": (signs.sign("pass"), "ok"),
    }
    item = desk.checklist.by_id[desk.checklist.owner_of[one.change.question]]
    day = one.change.at.astimezone().strftime("%Y-%m-%d")
    return Row(
        [
            (one.words, "bad" if one.kind == "contradicted" else ""),
            (glyph(" · "), "dim"),
            (item.title, "dim"),
        ],
        key=CHANGE + one.change.question,
        lead=[marks[one.kind], (" ", ""), column(one.change.question, 13, "bold")],
        right=[(day, "dim")],
    )


def _group_rows(group: Group) -> list[Row]:
    key = UNREAD + group.kind
    rows = [Row([(group.title, "bold")], key=key, lead=[("! ", "warn")])]
    rows.append(Row([(group.do, "")], key=key, lead=[("  ", "")], wrap=True))
    if group.kind == "permission":
        told = _("enter shows the lines, c there copies them")
        rows.append(Row([(told, "dim")], key=key, lead=[("  ", "")]))
    else:
        for line in group.lines[:2]:
            rows.append(Row([(line, "dim")], key=key, lead=[("  ", "")]))
    return rows


def group_text(group: Group) -> str:
    """Return one group whole: what to do, the lines, the controls that it leaves open."""
    parts = [group.do, "", *group.lines]
    if group.controls:
        parts += ["", _("Left open: {}").format(" ".join(group.controls))]
    return "\n".join(parts)


def short_rows(desk: Desk) -> list[Row]:
    """Return the same in a few lines, for the Summary."""
    from ftr_tui.actions import drift, unread

    scan = desk.evidence.scan
    if text := unread.nothing_to_read(desk.checklist):
        return [Row([(_("Evidence"), "dim bold")]), Row([(text, "dim")], wrap=True)]
    if scan is None:
        nothing = Row([(_("nothing read yet: x reads the account"), "dim")])
        return [Row([(_("Evidence"), "dim bold")]), nothing, *_taken_rows(desk)]
    # The models come after the first frame: they cost it a third of its time.
    from ftr_tui.model import agreement

    read = len(agreement.accounts(desk.evidence))
    count = ngettext("{} account", "{} accounts", read).format(read)
    day = _("sample") if scan.sample else scan.started.astimezone().strftime("%Y-%m-%d")
    keys: list[Part] = [(f"{day}, {count}  ", "dim"), ("A", "key"), (_(" shows it"), "dim")]
    rows = [Row([(_("Evidence"), "dim bold")], right=keys)]
    if text := unread.left_out(desk.evidence, 3):
        rows.append(_warn(text))
    if desk.scope_open():
        rows.append(_warn(_("all of production? nobody has said so")))
    elif words := list(desk.scope_agreed().values()):
        day = words[0].at.astimezone().strftime("%Y-%m-%d")
        rows.append(Row([(_("all of production, says {}, {}").format(words[0].by, day), "dim")], wrap=True))
    rows += [_warn(group.title) for group in unread.grouped(desk.evidence.unread)]
    if changed := drift.changed(desk):
        rows.append(_warn(_("changed: {}").format(drift.headline(changed))))
    if drafts := desk.drafts():
        rows.append(_warn(_("drafts that nobody has edited: {}").format(", ".join(drafts[:_NAMED]))))
    return rows


def news(desk: Desk) -> str:
    """Return what scans of the last days took away from what was answered, or an empty string."""
    from ftr_tui.actions import drift

    since = desk.clock() - timedelta(days=_NEWS_DAYS)
    worse = [
        c for c in drift.changed(desk) if c.kind in ("contradicted", "bad", "more") and c.change.at >= since
    ]
    if not worse:
        return ""
    day = max(c.change.at for c in worse).astimezone().strftime("%Y-%m-%d")
    return _("The scan of {}: {}; A shows it").format(day, drift.headline(worse))


def _warn(text: str) -> Row:
    return Row([(text, "warn")], lead=[("! ", "warn")], wrap=True)
