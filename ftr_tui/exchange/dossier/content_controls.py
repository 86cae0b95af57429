"""Every control: its outcome and why, the questions as they are answered, evidence, response, documents."""

from __future__ import annotations

from collections.abc import Iterator

from ftr_tui.exchange.dossier.blocks import (
    Block,
    Facts,
    Heading,
    Ink,
    Notice,
    PageBreak,
    Paragraph,
    Rich,
    Strong,
    Table,
    Tag,
    Verbatim,
    joined,
)
from ftr_tui.exchange.dossier.content_summary import owner_of, plan_of, utc
from ftr_tui.exchange.dossier.material import Material
from ftr_tui.model.checklist import Control
from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.outcome import ItemState
from ftr_tui.model.session import Answer, Document, Former

MOST_RESOURCES = 20
"""Rows of a finding's resources; all of them are in ``scan --full``."""


def controls(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield every control of the list in AWS's order, section by section."""
    yield PageBreak()
    yield Heading(2, (_("Every control"),), "controls")
    for section in m.review.checklist.section:
        for state in m.review.states.values():
            if state.item.section == section.id:
                yield from _control(m, state, section.title, ink)


def _control(m: Material, state: ItemState, section: str, ink: Ink) -> Iterator[Block]:
    item, session = state.item, m.session
    yield Heading(3, (f"{state.id} ", ink.said(item.title)), state.id, Tag(state.outcome), ink.text(section))
    yield Facts(tuple(_facts(m, state, ink)))
    for question, answer in state.answers.items():
        yield from _question(m, question, answer, ink)
    if response := session.response_text(state.id):
        yield from _response(m, state.id, response, ink)
    elif draft := session.borrowed(state.id):
        text = _("No response yet: a draft from {} waits here, and nobody has taken it over.")
        yield Notice((ink.said(text.format(draft.from_)),))
    own = [d for d in session.document if state.id in d.controls]
    if own:
        yield Paragraph((Strong(_("Documents")),))
        yield Table(
            (_("No."), _("Document"), _("Shows"), _("Where")),
            tuple(_document(m, d, ink) for d in own),
            (2, 6, 3, 8),
        )
    wanted = item.documents if isinstance(item, Control) else []
    missing = [m.kind(k) for k in wanted if k not in {d.kind for d in own}]
    if missing:
        yield Paragraph((Strong(_("Documents not added yet: ")), ink.said(", ".join(missing))))
    if state.id not in state.answers:
        for before in _formers(m, state.id):
            yield from _former(before, ink)


def _facts(m: Material, state: ItemState, ink: Ink) -> Iterator[tuple[str, Rich]]:
    item = state.item
    yield _("Why"), (ink.said("; ".join(state.reasons)),)
    if state.block is not None and state.why not in state.reasons:
        yield _("In the way"), (Strong("! "), ink.said(state.why))
    if isinstance(item, Control):
        yield _("Asks"), (ink.said(item.asks),)
        pillar = m.pillars.get(item.pillar, item.pillar)
        yield _("Pillar"), joined((pillar, *(ink.code(b) for b in item.best_practices)))
    owner = owner_of(m.session.owners.get(state.id), ink)
    if owner:
        yield _("Owner"), owner
    plan = plan_of(m.session.owners.get(state.id), ink)
    if plan:
        yield _("Plan"), plan


def _document(m: Material, document: Document, ink: Ink) -> tuple[Rich, ...]:
    kind = m.kind(document.kind) if document.kind else ""
    title: Rich = (ink.said(document.title),)
    if kind and kind != document.title:
        title = (*title, " (", ink.said(kind), ")")
    return (ink.code(document.id),), title, (str(document.shows or "-"),), (ink.where(document.where),)


def _response(m: Material, control: str, text: str, ink: Ink) -> Iterator[Block]:
    stored = m.session.responses[control]
    draft: Rich = (_("a draft from evidence of {}").format(stored.draft),) if stored.draft else ()
    by = joined((ink.said(stored.by), str(stored.at.date()), draft))
    yield Paragraph((Strong(_("Response, as AWS reads it")), " (", *by, ")"))
    if stored.draft:
        yield Notice((_("Nobody has edited this draft yet."),))
    yield Verbatim(ink.text(text))


# --- a question ---------------------------------------------------------------------------------------


def _question(m: Material, question: str, answer: Effective, ink: Ink) -> Iterator[Block]:
    yield Heading(4, (f"{question} ", ink.said(answer.question.ask)))
    yield Facts(((_("Answer"), _said(answer, ink)), *_behind(answer, ink), *_signature(m, answer, ink)))
    yield from _loud(answer, ink)
    if answer.finding is not None:
        yield from _evidence(answer.finding, ink)
    for before in _formers(m, question):
        yield from _former(before, ink)


def _who(stored: Answer, ink: Ink) -> Rich:
    return joined((ink.said(stored.by), str(stored.at.date())))


def _said(answer: Effective, ink: Ink) -> Rich:
    """Return the answer, who stands behind it, and since when."""
    stored = answer.stored
    if stored is None:
        if answer.standing is Standing.UNCONFIRMED:
            # That nobody has confirmed it stands in a box below.
            return Strong(answer.value or ""), _(", from evidence")
        return (_("none"),)
    who = _who(stored, ink)
    until = _(", holds until {}").format(stored.until) if stored.until else ""
    if answer.standing is Standing.UNSURE:
        return _("don't know yet"), " (", *who, ")"
    if answer.standing is Standing.OPEN:
        return _("none: "), ink.said(stored.value), _(" is no answer of this release"), " (", *who, ")"
    told = {
        Standing.EXPIRED: _(": expired, so it is open again"),
        Standing.UNCONFIRMED: _(": from evidence of other accounts; not confirmed for these"),
        Standing.CONTRADICTED: _(": against evidence, without a reason"),
        Standing.CONFIRMED: _(": from evidence, confirmed"),
        Standing.OVERRULED: _(": against evidence, with a reason"),
        Standing.PERSON: "",
    }
    value = ink.text(stored.value or "")
    return Strong(value), " (", *who, until, ")", told[answer.standing]


def _behind(answer: Effective, ink: Ink) -> Iterator[tuple[str, Rich]]:
    """Yield why a person answered so, and what the person agreed to."""
    stored = answer.stored
    if stored is None:
        return
    if stored.source == "evidence" and stored.evidence_at is not None:
        yield _("Confirmed"), (_("evidence of {}").format(utc(stored.evidence_at)),)
    if stored.reason:
        yield _("Reason"), (ink.said(stored.reason),)
    if stored.assumes:
        yield _("Agreed to"), (ink.said(stored.assumes),)


def _signature(m: Material, answer: Effective, ink: Ink) -> Iterator[tuple[str, Rich]]:
    """Yield who signed the answer off; that nobody did only where the session asks for it."""
    stored = answer.stored
    if stored is not None and stored.signed:
        day = str(stored.signed_at.date()) if stored.signed_at else ""
        yield _("Signed off"), joined((ink.said(stored.signed_by), day))
    elif stored is not None and stored.value is not None and m.session.sign_off:
        yield _("Signed off"), (Strong(_("nobody has signed this off")),)


def _loud(answer: Effective, ink: Ink) -> Iterator[Block]:
    says = str(answer.finding.verdict) if answer.finding else ""
    stored = answer.stored
    if answer.standing is Standing.OVERRULED and stored:
        text = _("Evidence says {}, {} says {}. The reason: ")
        who = ink.text(stored.by) or _("a person")
        yield Notice((
            Strong(_("Overruled. ")), text.format(says, who, answer.value), ink.said(stored.reason),
        ))  # fmt: skip
    elif answer.standing is Standing.CONTRADICTED:
        text = _("Evidence says {}, the answer says {}, and nobody has said why.")
        yield Notice((Strong(_("Against evidence. ")), text.format(says, answer.value)))
    elif answer.standing is Standing.UNCONFIRMED:
        yield Notice((Strong(_("Unconfirmed. ")), _("Nobody has confirmed what evidence says here.")))
    elif answer.standing is Standing.EXPIRED and stored:
        yield Notice((Strong(_("Expired. ")), _("It held until {}.").format(stored.until)))


def _evidence(finding: Finding, ink: Ink) -> Iterator[Block]:
    rows: list[tuple[str, Rich]] = [
        (_("Evidence"), (Strong(f"{finding.verdict}: "), ink.said(finding.summary))),
        (_("Where, when"), _read(finding, ink)),
    ]
    if finding.assumes:
        rows.append((_("Assumes"), (ink.said(finding.assumes),)))
    if finding.tool:
        text = _("{}, {}").format(finding.tool, finding.read_at.date())
        if finding.imported_at is not None:
            text += _("; taken in {} from {}").format(finding.imported_at.date(), finding.imported_from)
        rows.append((_("Said by"), (ink.said(text),)))
    elif finding.imported_at is not None:
        text = _("by another machine, taken in {} from {}")
        rows.append((_("Read"), (ink.said(text.format(finding.imported_at.date(), finding.imported_from)),)))
    rows += [(_("Also read"), (ink.said(text),)) for text in finding.beside]
    yield Facts(tuple(rows))
    if finding.not_reread:
        yield Notice((Strong(_("Not read again. ")), ink.said(finding.not_reread)))
    if finding.resources:
        yield from _resources(finding, ink)


def _read(finding: Finding, ink: Ink) -> Rich:
    """Return what was read, where and when: the finding's own words where they name all of it."""
    told = finding.scope
    named = all(p in told for p in (*finding.accounts, *finding.regions, str(finding.read_at.date())))
    if told and named:
        return (ink.said(told),)
    accounts: Rich = (_("accounts "), *joined([ink.code(a) for a in finding.accounts]))
    regions: Rich = (_("Regions "), *joined([ink.code(r) for r in finding.regions]))
    parts = [
        utc(finding.read_at),
        accounts if finding.accounts else "",
        regions if finding.regions else "",
        ink.said(told) if told else "",
    ]
    return joined(parts, "; ")


def _resources(finding: Finding, ink: Ink) -> Iterator[Block]:
    shown = finding.resources[:MOST_RESOURCES]
    # Where it is the same for all, the line above has told it.
    by_account = len({r.account for r in shown}) > 1 or not {shown[0].account} <= {"", *finding.accounts}
    by_region = len({r.region for r in shown}) > 1 or not {shown[0].region} <= {"", *finding.regions}
    columns, widths = [_("Resource"), _("Detail")], [6, 8]
    for name, there in ((_("Account"), by_account), (_("Region"), by_region)):
        if there:
            columns.append(name)
            widths.append(4)
    rows: list[tuple[Rich, ...]] = []
    for r in shown:
        row: list[Rich] = [(ink.code(r.name),), (ink.said(r.detail),) if r.detail else ()]
        row += [(ink.code(r.account),)] if by_account else []
        row += [(ink.code(r.region),)] if by_region else []
        rows.append(tuple(row))
    yield Table(tuple(columns), tuple(rows), tuple(widths))
    total = max(finding.total, len(finding.resources))
    if total > len(shown):
        more = total - len(shown)
        yield Paragraph((ngettext("and {} more", "and {} more", more).format(more),))


def _former(before: Former, ink: Ink) -> Iterator[Block]:
    """Yield what was said under an earlier release."""
    why = {
        "reworded": _("the question was worded otherwise"),
        "removed": _("it is gone since"),
        "answers": _("it took other answers"),
    }[before.why]
    rows: list[tuple[str, Rich]] = [(_("Release"), (ink.said(before.release), ": ", why))]
    if before.ask:
        rows.append((_("It asked"), (ink.said(before.ask),)))
    answer = before.answer
    if answer is not None:
        value = Strong(ink.text(answer.value)) if answer.value else _("don't know yet")
        rows.append((_("Answer"), (value, " (", *_who(answer, ink), ")")))
        if answer.reason:
            rows.append((_("Reason"), (ink.said(answer.reason),)))
    yield Notice((Strong(_("Of an earlier release; it does not count now.")),))
    yield Facts(tuple(rows))
    if before.response is not None:
        yield Verbatim(ink.text(before.response.text))


def _formers(m: Material, key: str) -> list[Former]:
    """Return what was said of a question or control under other releases, in the order of the file."""
    return [f for k, f in m.session.former.items() if k.removesuffix(f"@{f.release}") == key]


def gone(m: Material, ink: Ink) -> Iterator[Block]:
    """Yield what an earlier release asked and this one no longer does."""
    known = {*m.review.states, *m.review.checklist.questions}
    ids = (k.removesuffix(f"@{f.release}") for k, f in m.session.former.items())
    left = [i for i in dict.fromkeys(ids) if i not in known]
    if not left:
        return
    yield Heading(3, (_("Asked by an earlier release alone"),), "former")
    for key in left:
        yield Heading(4, (ink.code(key),))
        for before in _formers(m, key):
            yield from _former(before, ink)
