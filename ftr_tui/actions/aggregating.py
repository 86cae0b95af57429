"""`scan --aggregator`: what an AWS Config aggregator knows of all its accounts, judged by our own rules.

It is kept as a source of its own, beside the direct scan and never in its place: the tables are older than a
direct read and hold less, and a scan of three accounts must stay one of three. ``joining`` makes one
judgement of both; ``narrowing`` keeps old tables from contradicting a newer direct read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.actions.scanning import Progress, ScanOptions, ScanResult, refuse_list
from ftr_tui.model.effective import Standing, all_effective, stamped
from ftr_tui.model.facts import Evidence, Finding, Imported, Scan, Unread
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.joining import joined
from ftr_tui.model.narrowing import AGGREGATOR
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings as findings_store

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.access import Target
    from ftr_tui.aws.aggregate import Aggregated
    from ftr_tui.model.elsewhere import Report

_NAMED = 3


def scan(
    desk: Desk, options: ScanOptions, on_progress: Progress | None = None, stop: threading.Event | None = None
) -> ScanResult:
    """Ask the aggregator and keep what it says; AccessError or Problem if nothing could be read.

    May run in any thread, as ``scanning.scan``; the caller hands the result to ``desk.take``.
    """
    from ftr_tui import rules
    from ftr_tui.aws import aggregate
    from ftr_tui.model.facts import Facts
    from ftr_tui.rules import fleet
    from ftr_tui.rules.elsewhere import judge
    from ftr_tui.rules.elsewhere_checks import CHECKS

    refuse_list(desk)
    stop, now, before = stop or threading.Event(), desk.clock(), desk.own_evidence
    if desk.session.sample:
        hint = _("make a session for your own product: ftr-tui new NAME")
        raise Problem(_("this is the sample product; its findings are not read from an account"), hint=hint)
    texts = rules.asked(desk.checklist)
    target = _target(options)
    from ftr_tui.model.elsewhere import Tool

    checks = CHECKS[Tool.CONFIG]
    read = aggregate.aggregate(
        target,
        options.aggregator,
        now=now,
        regions=options.regions,
        accounts=options.accounts,
        rules=[name for name, check in checks.items() if check.against],
        on_progress=on_progress,
        stop=stop,
    )
    _same_product(before, read)
    found = stamped(fleet.judge(Facts(read.facts, now), texts, read.oldest), texts)
    told = _imported(desk, read, found, now)
    report = _report(read, list(checks))
    of_rules = judge(report, texts, now) if report.rows else []
    sources = [told]
    if of_rules:
        sources.append(_imported(desk, read, stamped(of_rules, texts), now, tool=str(report.tool)))
    evidence = _kept(desk, before, sources, stopped=stop.is_set())
    said = {f.question for f in of_rules}
    shown = [*(f for f in found if not (f.unasked and f.question in said)), *of_rules]
    return _result(desk, before, evidence, read, told, shown)


def _target(options: ScanOptions) -> Target:
    """Return the one login; accounts narrow what is judged, they are not logged in to."""
    from ftr_tui.aws import access

    if len(options.profiles) > 1:
        raise access.AccessError(
            "An aggregator is asked by one login.", "Name the --profile of the account that holds it."
        )
    if options.deep:
        raise access.AccessError("--deep reads accounts directly.", "Leave out --aggregator, or --deep.")
    if options.role and not options.role.startswith("arn:"):
        hint = "Beside --aggregator, --account narrows what is judged; give the role's whole ARN."
        raise access.AccessError(f"In which account is the role {options.role}?", hint)
    wrong = [a for a in options.accounts if not (len(a) == 12 and a.isascii() and a.isdigit())]
    if wrong:
        raise access.AccessError(f"{wrong[0]} is no account id.", "An account id has 12 digits.")
    return access.targets(options.profiles, options.role, (), options.external_id)[0]


def _same_product(before: Evidence, read: Aggregated) -> None:
    known = set(before.scan.accounts) if before.scan is not None else set()
    if not known or known & read.fleet.scope.keys():
        return
    text = _("the aggregator {} knows none of the accounts of this session ({})")
    hint = _("use the aggregator of their organization, or a session of its own")
    raise Problem(text.format(read.name, ", ".join(sorted(known)[:_NAMED])), hint=hint)


def _report(read: Aggregated, names: Sequence[str]) -> Report:
    """Return what AWS Config rules call non-compliant as rows; of a copy that is dead nothing counts."""
    from ftr_tui.aws.config_verdicts import failed
    from ftr_tui.model.elsewhere import Report, Tool

    rows = failed(read.compliance.rows, names, read.fleet)
    regions = dict.fromkeys(r for found in read.fleet.scope.values() for r in found)
    # Accounts with a row alone: where no rule speaks there is no evidence, and only fails were asked for.
    return Report(Tool.CONFIG, rows, file=read.name, accounts=(), regions=list(regions))


def _imported(
    desk: Desk, read: Aggregated, found: list[Finding], now: datetime, tool: str = AGGREGATOR
) -> Imported:
    own = tool == AGGREGATOR
    return Imported(
        file=read.name,
        at=now,
        by=desk.who,
        tool=tool,
        # Of other accounts the rules said nothing: that is no evidence of them.
        covers=list(read.fleet.scope) if own else list(dict.fromkeys(a for f in found for a in f.accounts)),
        rows=sum(f.total for f in found),
        used=sum(f.total for f in found),
        scan=_scan(read, now) if own else None,
        finding=found,
        unread=_unread(read) if own else [],
    )


def _scan(read: Aggregated, now: datetime) -> Scan:
    return Scan(
        started=now,
        seconds=round(read.seconds, 1),
        calls=read.calls,
        retries=read.retries,
        accounts=list(read.fleet.scope),
        regions=list(dict.fromkeys(r for found in read.fleet.scope.values() for r in found)),
        caller=read.arn,
        left_out=[a for a in read.organization if a not in read.fleet.scope],
        aggregator=read.name,
    )


def _unread(read: Aggregated) -> list[Unread]:
    """Return the calls that failed, then each account in which copies or recorders prove nothing."""
    from ftr_tui.rules.fleet import ANSWERED

    controls = list(dict.fromkeys(q.rpartition(".")[0] for q in ANSWERED))
    out = [
        Unread(account=read.account, action=g.action, code=g.code, reason=g.reason, controls=controls)
        for g in read.gaps
    ]
    for why, places in read.fleet.troubles().items():
        by_account: dict[str, list[str]] = {}
        for account, region in places:
            by_account.setdefault(account, []).append(region)
        for account, regions in by_account.items():
            out.append(
                Unread(
                    account=account,
                    region=", ".join(regions),
                    action=AGGREGATOR,
                    code="NotProved",
                    reason=why,
                    controls=controls,
                )
            )
    return out


def _kept(desk: Desk, before: Evidence, sources: list[Imported], *, stopped: bool) -> Evidence:
    """Write the sources in place of this aggregator's older ones; a run that was stopped takes no place."""
    from ftr_tui.actions.findings_in import fit

    path: Path = desk.file.evidence_path
    try:
        stands = findings_store.load(path)
    except Problem:
        stands = before
    mine = {(s.tool, s.file) for s in sources} | {(s.tool, sources[0].file) for s in sources}
    older = [i for i in stands.imported if i.scan is not None and i.scan.aggregator == sources[0].file]
    if stopped and older:
        return stands
    # What AWS Config rules said the last time goes as well, also where they say nothing now.
    gone = [
        i for i in stands.imported if (i.tool, i.file) in mine or i in older or _of_rules(i, sources[0].file)
    ]
    others = [i for i in stands.imported if i not in gone]
    kept = [fit(desk, s)[0] for s in sources]
    update = {"imported": [*others, *kept], "checklist": desk.checklist.id}
    evidence = stands.model_copy(update=update)
    findings_store.save(path, evidence)
    return evidence


def _of_rules(one: Imported, file: str) -> bool:
    from ftr_tui.model.elsewhere import Tool

    return one.tool == Tool.CONFIG and one.file == file and not one.hash


def _result(
    desk: Desk, before: Evidence, evidence: Evidence, read: Aggregated, told: Imported, shown: list[Finding]
) -> ScanResult:
    now = desk.clock()
    today = now.astimezone().date()
    old = all_effective(desk.checklist, desk.session, joined(before, now).by_question(), today)
    new = all_effective(desk.checklist, desk.session, joined(evidence, now).by_question(), today)
    open_before = (Standing.OPEN, Standing.EXPIRED)
    drift = Standing.CONTRADICTED
    return ScanResult(
        evidence=evidence,
        findings=shown,
        unread=told.unread,
        seconds=read.seconds,
        calls=read.calls,
        retries=read.retries,
        filled=sum(
            old[q].standing in open_before and a.standing is Standing.UNCONFIRMED for q, a in new.items()
        ),
        drifted=[q for q, a in new.items() if a.standing is drift and old[q].standing is not drift],
        problems=[*read.problems, *_problems(read)],
        told=told,
    )


def _problems(read: Aggregated) -> list[str]:
    """Return in a line each why a part of the fleet proves nothing: stale copies, recorders, failed calls."""
    total = sum(len(regions) for regions in read.fleet.scope.values())
    out = [f"{gap.action}: {gap.reason}" for gap in read.gaps]
    for why, places in read.fleet.troubles().items():
        accounts = len({account for account, _region in places})
        text = ngettext("{}: {} of {} Regions of accounts, in {} account ({})",
                        "{}: {} of {} Regions of accounts, in {} accounts ({})", accounts)  # fmt: skip
        named = ", ".join("/".join(place) for place in places[:_NAMED])
        more = _(", and {} more").format(len(places) - _NAMED) if len(places) > _NAMED else ""
        out.append(text.format(why, len(places), total, accounts, named + more))
    empty = [account for account, regions in read.fleet.scope.items() if not regions]
    if empty:
        text = _("the aggregator knows nothing of {} in these Regions: {}")
        out.append(text.format(len(empty), ", ".join(empty[:_NAMED])))
    return out
