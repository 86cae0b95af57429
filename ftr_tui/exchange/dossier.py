"""The dossier as Markdown: every control with outcome, answers, evidence, response and documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from ftr_tui.model.effective import Effective, Standing
from ftr_tui.model.facts import Evidence
from ftr_tui.model.i18n import _
from ftr_tui.model.outcome import ItemState, Outcome, Review
from ftr_tui.model.session import Session
from ftr_tui.model.text import clean

WORDS = {
    Outcome.PASS: "✓ met",
    Outcome.FAIL: "✗ not met",
    Outcome.REVIEW: "≈ explained",
    Outcome.OPEN: "? open",
    Outcome.NOT_APPLICABLE: "– n/a",
}
_INLINE = re.compile(r"([\\`*_\[\]<>|~&])")
_LEADING = re.compile(r"^(\s*)([#+=-]|\d+[.)](?=\s|$))")


def escape(text: str) -> str:
    """Return ``text`` on one line, so that Markdown shows every character and obeys none."""
    flat = " ".join(clean(text).split())
    flat = _INLINE.sub(r"\\\1", flat)
    return _LEADING.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", flat)


def fence(text: str) -> str:
    """Return ``text`` as a block that no line of backticks inside can end."""
    text = clean(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{text}\n{marks}"


def page(
    review: Review,
    session: Session,
    evidence: Evidence,
    *,
    made: datetime,
    version: str,
    closing: str = "",
    verdict: str = "",
    more: Iterable[str] = (),
    document_title: Callable[[str], str] = str,
    mask: Callable[[str], str] = str,
) -> str:
    """Return the whole dossier. ``mask`` hides what looks like a secret in people's own texts.

    ``verdict`` stands in place of the sheet's where no sheet is prepared; ``more`` are parts that follow the
    gaps (``dossier_wa``).
    """
    parts = [
        *_head(review, session, evidence, made, version, closing, verdict),
        *_gaps(review, session),
        *more,
        *_sections(review, session, document_title, mask),
        *_documents(session, document_title),
        *_unread(evidence),
    ]
    return "\n\n".join(parts) + "\n"


def _head(
    review: Review,
    session: Session,
    evidence: Evidence,
    made: datetime,
    version: str,
    closing: str,
    verdict: str,
) -> Iterator[str]:
    yield f"# {escape(session.product)}: {_('dossier for the Foundational Technical Review')}"
    ready = _("Ready: nothing stands in the way on the sheet route.")
    if not review.ready:
        ready = _("Not ready: {} stand in the way.").format(len(review.blocking))
    yield f"**{escape(verdict or ready)}**"
    lines = [
        f"{_('Checklist')}: {escape(review.checklist.title)}, {escape(review.checklist.release)}",
        f"{_('Made')}: {made.astimezone(UTC):%Y-%m-%d %H:%M} UTC, ftr-tui {version}",
        f"{_('Controls')}: " + " · ".join(f"{WORDS[o]} {n}" for o, n in review.counts.items()),
        f"{_('Behind the questions')}: " + " · ".join(f"{c} {n}" for c, n in review.coverage.items()),
        _scanned(evidence),
        _("Account ids, names and addresses are shown in full: nothing is redacted."),
    ]
    if session.sample:
        lines.append(_("This is the sample product; nothing here was read from an account."))
    if closing:
        lines.append(escape(closing))
    yield "\n".join(f"- {line}" for line in lines)


def _scanned(evidence: Evidence) -> str:
    scan = evidence.scan
    if scan is None:
        return _("Evidence: no account was read.")
    accounts, regions = escape(", ".join(scan.accounts)) or "-", escape(", ".join(scan.regions)) or "-"
    when = f"{scan.started.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return _("Evidence: read {}, accounts {}, Regions {}").format(when, accounts, regions)


def _gaps(review: Review, session: Session) -> Iterator[str]:
    if not review.blocking:
        return
    title = _("What stands in the way")
    if session.routes and "sheet" not in session.routes:
        title = _("What stands in the way on the sheet, which this session does not prepare")
    yield f"## {title}"
    rows = [
        f"| {_('Control')} | {_('Outcome')} | {_('Why')} | {_('Who, by when')} |",
        "| --- | --- | --- | --- |",
    ]
    for state in review.blocking:
        owner = session.owners.get(state.id)
        who = " ".join(str(part) for part in (owner.who, owner.due) if part) if owner else ""
        rows.append(f"| {state.id} | {WORDS[state.outcome]} | {escape(state.why)} | {escape(who)} |")
    yield "\n".join(rows)


def _sections(
    review: Review, session: Session, document_title: Callable[[str], str], mask: Callable[[str], str]
) -> Iterator[str]:
    for section in review.checklist.section:
        yield f"## {escape(section.title)}"
        for state in review.states.values():
            if state.item.section == section.id:
                yield from _control(state, session, document_title, mask)


def _control(
    state: ItemState, session: Session, document_title: Callable[[str], str], mask: Callable[[str], str]
) -> Iterator[str]:
    yield f"### {state.id} {escape(state.item.title)}"
    yield f"**{WORDS[state.outcome]}**: {escape('; '.join(state.reasons))}"
    for question, answer in state.answers.items():
        yield "\n".join(_question(question, answer, mask))
    response = session.response_text(state.id)
    if response:
        stored = session.responses[state.id]
        by = escape(f"{stored.by}, {stored.at:%Y-%m-%d}".strip(", "))
        yield f"{_('Response')} ({by}):"
        yield fence(mask(response))
    own = [d for d in session.document if state.id in d.controls]
    if own:
        yield "\n".join(f"- {_('document')} {d.id}: {escape(d.title)}" for d in own)
    wanted = getattr(state.item, "documents", [])
    missing = [document_title(k) for k in wanted if k not in {d.kind for d in own}]
    if missing:
        yield f"{_('Documents not added yet')}: {escape(', '.join(missing))}"


def _question(question: str, answer: Effective, mask: Callable[[str], str]) -> Iterator[str]:
    yield f"- **{question}** {escape(answer.question.ask)}"
    yield f"  - {_('answer')}: {escape(_said(answer))}"
    if answer.stored and answer.stored.reason:
        yield f"  - {_('reason against evidence')}: {escape(mask(answer.stored.reason))}"
    if answer.stored and answer.stored.assumes:
        yield f"  - {_('agreed to')}: {escape(answer.stored.assumes)}"
    finding = answer.finding
    if finding is not None:
        yield f"  - {_('evidence')} ({finding.verdict}): {escape(finding.full)}"
        if finding.not_reread:
            yield f"  - {escape(finding.not_reread)}"
        if finding.assumes:
            yield f"  - {_('it assumes')}: {escape(finding.assumes)}"
        if finding.resources:
            shown = "; ".join(" ".join(p for p in (r.name, r.detail) if p) for r in finding.resources[:20])
            more = finding.total - min(20, len(finding.resources))
            rest = _(" and {} more").format(more) if more > 0 else ""
            yield f"  - {_('resources')} ({finding.total}): {escape(shown + rest)}"


def _said(answer: Effective) -> str:
    stored = answer.stored
    who = ""
    if stored is not None:
        who = ", ".join(p for p in (stored.by, f"{stored.at:%Y-%m-%d}") if p)
        who += _(", holds until {}").format(stored.until) if stored.until else ""
    words = {
        Standing.OPEN: _("none"),
        Standing.UNSURE: _("don't know yet ({})").format(who),
        Standing.EXPIRED: _("{} ({}): expired, so it is open again").format(stored and stored.value, who),
        Standing.UNCONFIRMED: _("{} from evidence; nobody has confirmed it").format(answer.value),
        Standing.CONTRADICTED: _("{} ({}), AGAINST EVIDENCE and without a reason").format(answer.value, who),
        Standing.CONFIRMED: _("{} from evidence, confirmed ({})").format(answer.value, who),
        Standing.PERSON: f"{answer.value} ({who})",
        Standing.OVERRULED: _("{} ({}), against evidence, with a reason").format(answer.value, who),
    }
    return words[answer.standing]


def _documents(session: Session, document_title: Callable[[str], str]) -> Iterator[str]:
    if not session.document:
        return
    yield f"## {_('Documents')}"
    lines = []
    for d in session.document:
        facts = [
            document_title(d.kind) if d.kind else "",
            f"{d.shows}" if d.shows else "",
            ", ".join(d.controls),
        ]
        told = "; ".join(f for f in facts if f)
        lines.append(
            f"- {d.id} {escape(d.title)}: {escape(d.where)}" + (f" ({escape(told)})" if told else "")
        )
    yield "\n".join(lines)


def _unread(evidence: Evidence) -> Iterator[str]:
    if not evidence.unread:
        return
    yield f"## {_('What could not be read')}"
    lines = []
    for gap in evidence.unread:
        where = " ".join(p for p in (gap.account, gap.region) if p)
        lines.append(
            f"- {escape(gap.action)} ({escape(where)}): {escape(gap.reason)}; {', '.join(gap.controls)}"
        )
    yield "\n".join(lines)
