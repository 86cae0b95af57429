"""What leaves the program: the answers as a table, the dossier as a page. Whole files or none."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftr_tui import __version__
from ftr_tui.actions import debriefing, reviewing, routes, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.importing import UNSURE
from ftr_tui.exchange import debrief as debrief_page
from ftr_tui.exchange import dossier, tables
from ftr_tui.model.effective import Effective
from ftr_tui.model.facts import Finding
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import mask_secrets
from ftr_tui.store import atomic

if TYPE_CHECKING:
    from ftr_tui.exchange import dossier_wa

KINDS = {
    ".md": "dossier",
    ".html": "dossier",
    ".pdf": "dossier",
    ".csv": "answers",
    ".json": "answers",
    ".ics": "calendar",
    ".xlsx": "sheet",
}
"""What each ending means without ``--what``."""
ENDINGS = {
    "dossier": (".md", ".html", ".pdf"),
    "answers": (".csv", ".json"),
    "debrief": (".md", ".html"),
    "calendar": (".ics",),
    "sheet": (".xlsx",),
}
"""Which endings can hold what."""


def kind_of(file: Path, what: str | None) -> str:
    """Return what ``file`` is to hold; Problem where its ending cannot hold that."""
    ending = file.suffix.lower()
    kind = what or KINDS.get(ending)
    known = list(dict.fromkeys([*KINDS, *(e for endings in ENDINGS.values() for e in endings)]))
    if ending not in known:
        near = difflib.get_close_matches(ending, known, 1)
        hint = _("did you mean {}?").format(near[0]) if near else _("known: {}").format(", ".join(known))
        raise Problem(_("{!r} is no ending that this version writes").format(file.suffix), hint=hint)
    if kind is None:
        holds = " ".join(f"--what {w}" for w, endings in ENDINGS.items() if ending in endings)
        raise Problem(_("a {} file needs to be told what it holds").format(file.suffix), hint=holds)
    if ending not in ENDINGS[kind]:
        hint = _("use {}").format(", ".join(ENDINGS[kind]))
        raise Problem(_("a {} file cannot hold {}").format(file.suffix, kind), hint=hint)
    return kind


@dataclass(slots=True)
class Exported:
    """What was written, and what a person should know of it."""

    kind: str
    masked: int = 0
    """How many things that look like secrets were masked."""
    redacted: bool = False
    notes: list[str] = field(default_factory=list)
    """One line each: what is missing or unconfirmed in the file."""


def export(
    desk: Desk, file: Path, what: str | None = None, *, template: Path | None = None, redact: bool = False
) -> Exported:
    """Write the file, whole or not at all; return what a person should know of it.

    ``template`` is AWS's empty workbook (.xlsx alone). Problem says why nothing was written.
    """
    kind = kind_of(file, what)
    if template is not None and kind != "sheet":
        raise Problem(_("--template is for AWS's sheet alone, an .xlsx file"))
    done = Exported(kind, redacted=redact)
    masked = [0]

    def mask(text: str) -> str:
        text, count = mask_secrets(text)
        masked[0] += count
        return text

    if kind == "dossier":
        data = dossier_bytes(desk, mask)
    elif kind == "debrief":
        data = debrief_bytes(desk, html=file.suffix.lower() == ".html", mask=mask)
    elif kind == "calendar":
        data = calendar_bytes(desk, mask)
    elif file.suffix.lower() == ".csv":
        data = tables.to_csv((*tables.COLUMNS, *tables.TOLD), answer_rows(desk, mask))
    else:
        data = tables.to_json(_as_json(desk, mask))
    atomic.write(file, data)
    done.masked = masked[0]
    return done


def dossier_bytes(desk: Desk, mask: Callable[[str], str] = str) -> bytes:
    """Return the dossier: the sheet, each report that is prepared, the Well-Architected review if begun."""
    from ftr_tui.exchange import dossier_wa

    stands, note = routes.stands(desk), routes.content(desk).note
    reports = [dossier_wa.Report(s.route.title, s.checks, note) for s in stands]
    review = [dossier_wa.review(_wa_review(desk), mask)] if reviewing.begun(desk) else []
    return dossier.page(
        desk.review,
        desk.session,
        desk.evidence,
        made=desk.clock(),
        version=__version__,
        closing=status.closing(desk.checklist, desk.review.today),
        verdict=_verdict(desk, stands),
        more=[*dossier_wa.reports(reports, mask), *(part for parts in review for part in parts)],
        document_title=desk.programme.document_title,
        mask=mask,
    ).encode("utf-8", errors="backslashreplace")


def _verdict(desk: Desk, stands: list[routes.Stand]) -> str:
    """Return how a session stands that prepares reports alone; empty where the sheet says it."""
    if "sheet" in desk.session.routes or not stands:
        return ""
    ready = [s.route.title for s in stands if s.ready]
    if ready:
        return _("Ready by report: {}.").format(", ".join(ready))
    return _("Not ready: {}.").format("; ".join(routes.in_short(s) for s in stands))


def _wa_review(desk: Desk) -> dossier_wa.WaReview:
    from ftr_tui.exchange import dossier_wa

    workload = reviewing.workload_of(desk)
    source = _("Nothing was read from the Well-Architected Tool.")
    if workload is not None:
        when = f"{workload.pulled_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        source = _("Workload {} of the Well-Architected Tool, read {} UTC.").format(workload.name, when)
    return dossier_wa.WaReview(
        reviewing.lens_of(desk),
        reviewing.states(desk),
        reviewing.plan(desk),
        reviewing.contradictions(desk),
        source,
    )


def debrief_bytes(
    desk: Desk, rehearsal: str = "", *, html: bool = False, mask: Callable[[str], str] = str
) -> bytes:
    """Return the debrief of a rehearsal, the last one unless an id is given; Problem if there is none."""
    found = debriefing.debrief(desk, desk.library.bank(), rehearsal)
    write = debrief_page.page if html else debrief_page.markdown
    text = write(found, made=desk.clock(), version=__version__, mask=mask)
    return text.encode("utf-8", errors="backslashreplace")


def calendar_bytes(desk: Desk, mask: Callable[[str], str] = str) -> bytes:
    """Return what is due as an iCalendar file."""
    from ftr_tui.actions import calendar
    from ftr_tui.exchange import ics

    known = desk.checklist.by_id
    return ics.page(
        desk.session,
        calendar.due(desk),
        now=desk.clock(),
        version=__version__,
        titles=lambda control: known[control].title if control in known else control,
        mask=mask,
    )


def answer_rows(desk: Desk, mask: Callable[[str], str] = str) -> list[dict[str, str]]:
    """Return one row a question, in AWS's order; a control's response stands beside its first question.

    ``value`` holds what a person said or confirmed. What evidence alone fills stands in ``evidence``:
    read back as a value it would pass for a person's word.
    """
    rows = []
    for state in desk.review.states.values():
        response = desk.session.responses.get(state.id)
        text = mask(response.text) if response else ""
        for question, answer in state.answers.items():
            row = _told(answer) | {"question": question, "response": text, "reason": mask(_reason(answer))}
            rows.append(row | {"control": state.id, "outcome": str(state.outcome)})
            text = ""
    return rows


def _reason(answer: Effective) -> str:
    return answer.stored.reason if answer.stored else ""


def _told(answer: Effective) -> dict[str, str]:
    stored, finding = answer.stored, answer.finding
    decided = finding is not None and finding.verdict.decided
    return {
        "value": (stored.value or UNSURE) if stored else "",
        "source": answer.source,
        "by": stored.by if stored else "",
        "at": stored.at.isoformat() if stored else "",
        "until": str(stored.until or "") if stored else "",
        "evidence": str(finding.verdict) if finding and decided else "",
        "ask": answer.question.ask,
    }


def _as_json(desk: Desk, mask: Callable[[str], str]) -> dict[str, Any]:
    rows = answer_rows(desk, mask)
    answers = [
        {k: v for k, v in row.items() if k not in ("response", "outcome") and (v or k == "value")}
        for row in rows
    ]
    responses = {c: mask(r.text) for c, r in desk.session.responses.items()}
    return {"schema": 1, **status.as_json(desk), "answers": answers, "responses": responses}


def resource_rows(findings: list[Finding]) -> bytes:
    """Return every resource of every finding as CSV, for ``scan --full``."""
    columns = ("control", "question", "verdict", "resource", "detail", "account", "region")
    rows = [
        {
            "control": f.control,
            "question": f.question,
            "verdict": str(f.verdict),
            "resource": r.name,
            "detail": r.detail,
            "account": r.account,
            "region": r.region,
        }
        for f in findings
        for r in f.resources
    ]
    return tables.to_csv(columns, rows)
