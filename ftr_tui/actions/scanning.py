"""Read the account, judge what was read, keep the findings. Never touches a person's answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ftr_tui.actions.unread import nothing_to_read
from ftr_tui.model.drift import changes
from ftr_tui.model.effective import Standing, all_effective, keep_decided, stamped
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Imported, Scan, Unread, Verdict
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.joining import joined
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings as findings_store

if TYPE_CHECKING:
    from pathlib import Path

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.judging import Asked
    from ftr_tui.aws.sweep import Sweep
    from ftr_tui.store.partial import Part

Progress = Callable[[int, int, str], None]
"""Called with: units done, units planned, what is being read in words. From any thread."""
Update = Callable[[Evidence], None]
"""Called with the findings so far while a scan runs. From the scan's thread."""

_JUDGE_EVERY_SECONDS = 0.5
_REST = 9
"""Pause after judging, in times of what it took: over many Regions it takes long, and keys wait meanwhile."""


@dataclass(frozen=True)
class ScanOptions:
    """What to read, by whose credentials. Empty: the default credentials, all enabled Regions."""

    profiles: tuple[str, ...] = ()
    role: str = ""
    accounts: tuple[str, ...] = ()
    external_id: str = field(default="", repr=False)
    regions: tuple[str, ...] = ()
    deep: bool = False
    fresh: bool = False
    """Read everything, also where a scan that lost its login could be gone on with."""
    aggregator: str = ""
    """Ask this AWS Config aggregator in place of the accounts; ``accounts`` then narrow what is judged."""


@dataclass(frozen=True)
class ScanResult:
    """What a scan brought."""

    evidence: Evidence
    """As it stands in the file now: older decided findings are kept where this scan could not read."""
    findings: list[Finding]
    """Of this scan alone, with all resources."""
    unread: list[Unread]
    seconds: float
    calls: int
    retries: int
    filled: int
    """Questions that were open before and evidence fills now."""
    drifted: list[str]
    """Questions whose answer this scan contradicts and the one before did not."""
    problems: list[str]
    kept: list[str] = field(default_factory=list)
    """Accounts that the next scan need not read again: the login ended before the others were read."""
    judge_calls: int = 0
    """Calls of AWS's own judges; they are not among ``calls``."""
    judges: list[Asked] = field(default_factory=list)
    """Whom of them this scan asked, and whom not."""
    told: Imported | None = None
    """What an aggregator said, with all resources: it stands among what ``evidence`` has from elsewhere."""

    @property
    def scan(self) -> Scan | None:
        """Return what was read: by the aggregator where one was asked, else directly."""
        return self.told.scan if self.told is not None else self.evidence.scan


def scan(
    desk: Desk,
    options: ScanOptions,
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
    on_update: Update | None = None,
) -> ScanResult:
    """Read the account and write ``NAME.evidence.toml``; AccessError or Problem if nothing could be read.

    May run in any thread: it only reads ``desk``'s fields of this moment. The caller hands the result
    to ``desk.take``.
    """
    if options.aggregator:
        from ftr_tui.actions import aggregating

        return aggregating.scan(desk, options, on_progress, stop)
    from ftr_tui import rules
    from ftr_tui.actions import judging, resuming
    from ftr_tui.aws import access, sweep
    from ftr_tui.rules.per_account import by_account
    from ftr_tui.rules.samples import samples, still_real
    from ftr_tui.rules.seen import seen, still_seen

    refuse_list(desk)
    before, checklist, session = desk.own_evidence, desk.checklist, desk.session
    path, now = desk.file.evidence_path, desk.clock()
    if before.scan is not None and before.scan.sample:
        hint = _("make a session for your own product: ftr-tui new NAME")
        raise Problem(_("this is the sample product; its findings are not read from an account"), hint=hint)
    stop = stop or threading.Event()
    texts = rules.asked(checklist)
    targets = access.targets(options.profiles, options.role, options.accounts, options.external_id)
    known = frozenset(before.scan.accounts if before.scan else ())
    left, part = resuming.rest(targets, resuming.waiting(desk.file.path, options, now))
    live = _Live(before, texts, now, on_update, known, len(targets), stop, part.facts if part else ())
    read = sweep.sweep(
        left,
        regions=options.regions,
        deep=options.deep,
        now=now,
        on_progress=on_progress,
        on_fact=live.add,
        stop=stop,
    )
    if live.stranger:
        raise live.stranger
    read = resuming.joined(read, part)
    kept_accounts = resuming.keep(desk.file.path, read, options, stopped=stop.is_set())
    facts = read.facts
    left_out = [*sorted(known - set(facts.accounts)), *read.unreached]
    judged = by_account(facts, texts, rules.judge(facts, texts), rules.RULES)
    found = stamped(_without_left_out(judged, left_out), texts)
    unread = rules.unread(facts)
    kept = findings_store.kept(keep_decided(before.by_question(), found, _why_not(found, now)))
    evidence = Evidence(
        checklist=checklist.id,
        scan=_scan(read, facts, now, sorted(known - set(facts.accounts))),
        finding=kept,
        unread=unread,
        change=changes(before, kept, now),
        seen=still_seen(before.seen, seen(facts), facts),
        sample=still_real(before.sample, samples(facts), facts),
        imported=_imported(path, before),
        judged=judging.judged(facts, texts, before.judged, now, left_out),
    )
    findings_store.save(path, evidence)
    today = now.astimezone().date()
    old = all_effective(checklist, session, joined(before, now).by_question(), today)
    new = all_effective(checklist, session, joined(evidence, now).by_question(), today)
    open_before = (Standing.OPEN, Standing.EXPIRED)
    drift = Standing.CONTRADICTED
    return ScanResult(
        evidence=evidence,
        findings=found,
        unread=unread,
        seconds=read.seconds,
        calls=read.calls,
        retries=read.retries,
        filled=sum(
            old[q].standing in open_before and a.standing is Standing.UNCONFIRMED for q, a in new.items()
        ),
        drifted=[q for q, a in new.items() if a.standing is drift and old[q].standing is not drift],
        problems=_problems(read, part, kept_accounts),
        kept=kept_accounts,
        judge_calls=read.judge_calls,
        judges=judging.asked(facts),
    )


def _imported(path: Path, before: Evidence) -> list[Imported]:
    """Return what was taken in from other machines by now: also while the account was read."""
    try:
        return findings_store.load(path).imported
    except Problem:
        return before.imported


def with_imports(result: ScanResult, now: datetime) -> list[Finding]:
    """Return the findings of a scan joined with those that were taken in from other machines."""
    if (told := result.told) is not None:
        mine = (told.tool, told.file)
        imported = [told if (i.tool, i.file) == mine else i for i in result.evidence.imported]
        return joined(result.evidence.model_copy(update={"imported": imported}), now).finding
    whole = result.evidence.model_copy(update={"finding": result.findings})
    return joined(whole, now).finding


def refuse_list(desk: Desk) -> None:
    """Raise Problem where an account says nothing about the list, before anybody logs in to one."""
    if text := nothing_to_read(desk.checklist):
        hint = _("ftr-tui check-guide {} GUIDE.md looks through the guide").format(desk.name)
        raise Problem(text, hint=hint)


def _problems(read: Sweep, part: Part | None, kept: list[str]) -> list[str]:
    found = list(read.problems)
    if part is not None:
        text = ngettext("{} account was read at {}, not again", "{} accounts were read at {}, not again",
                        len(part.accounts))  # fmt: skip
        found.append(text.format(len(part.accounts), f"{part.started.astimezone():%H:%M}"))
    if kept:
        text = ngettext("{} account is kept: the next scan goes on with the rest",
                        "{} accounts are kept: the next scan goes on with the rest", len(kept))  # fmt: skip
        found.append(text.format(len(kept)))
    return found


def _without_left_out(found: list[Finding], left_out: list[str]) -> list[Finding]:
    """Return ``found``; what is favourable counts for nothing while an account in scope was not read.

    A scan of fewer accounts than the last one, or of a profile that did not log in, must not turn a
    no into a yes by narrowing the scope.
    """
    if not left_out:
        return found
    text = _("not read this time: {}").format(", ".join(left_out))
    unknown = {"verdict": Verdict.UNKNOWN, "favourable": None, "assumes": "", "draft": ""}
    return [
        f.model_copy(update=unknown | {"summary": f"{text}. {f.summary}"}) if f.favourable else f
        for f in found
    ]


def _why_not(found: list[Finding], now: datetime) -> dict[str, str]:
    day = now.astimezone().date()
    unasked = _("not looked at again on {}: only a deep scan does").format(day)
    failed = _("not re-read on {}: {}")
    return {f.question: unasked if f.unasked else failed.format(day, f.summary) for f in found}


def _scan(read: Sweep, facts: Facts, now: datetime, not_again: list[str]) -> Scan:
    regions = dict.fromkeys(r for a in facts.accounts for r in facts.regions(a))
    return Scan(
        started=now,
        seconds=round(read.seconds, 1),
        calls=read.calls,
        judge_calls=read.judge_calls,
        retries=read.retries,
        accounts=list(facts.accounts),
        regions=list(regions),
        caller=", ".join(c.arn for c in read.callers),
        left_out=_left_out(facts),
        unreached=list(read.unreached),
        not_again=not_again,
    )


def _left_out(facts: Facts) -> list[str]:
    """Return the active accounts that an organization lists and the scan did not read."""
    listed = [row for f in facts.of("org_acc") if f.readable and f.data for row in f.data["accounts"]]
    active = dict.fromkeys(str(row["id"]) for row in listed if row["state"] == "ACTIVE")
    return [account for account in active if account not in facts.accounts]


class _Live:
    """Judges again and again while facts come in, so that answers fill while people already work."""

    def __init__(
        self,
        before: Evidence,
        texts: dict[str, str],
        now: datetime,
        on_update: Update | None,
        known: frozenset[str],
        targets: int,
        stop: threading.Event,
        facts: tuple[Fact, ...] = (),
    ) -> None:
        self.before = before
        self.texts = texts
        self.now = now
        self.on_update = on_update
        self.known = known
        self.targets = targets
        self.stop = stop
        self.stranger: Problem | None = None
        """Set when the credentials turn out to be of an account that this session does not know."""
        self._facts: list[Fact] = list(facts)
        self._next = time.monotonic() + _JUDGE_EVERY_SECONDS
        self._lock = threading.Lock()

    def add(self, fact: Fact) -> None:
        """Take a fact; called from the sweep's threads."""
        with self._lock:
            self._facts.append(fact)
            if self.known and fact.collector == "who":
                self._check_accounts()
            due = time.monotonic() >= self._next
            if self.on_update is None or not due or self.stop.is_set():
                return
            began = time.monotonic()
            self._next = began + _JUDGE_EVERY_SECONDS
            if len({f.account for f in self._facts if f.collector == "who"}) < self.targets:
                # An account that has not logged in yet would be missing from a yes.
                return
            facts = Facts(tuple(self._facts), self.now)
        so_far = self._so_far(facts)
        done = time.monotonic()
        self._next = max(self._next, done + _REST * (done - began))
        self.on_update(so_far)

    def _check_accounts(self) -> None:
        # Evidence of two products in one session would prove the wrong thing (hard case 73). An account
        # more or less is a change of scope; none in common is another product.
        seen = {f.account for f in self._facts if f.collector == "who" and f.account}
        if len(seen) < self.targets or seen & self.known:
            return
        hint = _("use other credentials, or a session of its own for this account")
        text = _("these credentials are of account {}, this session was scanned in {}")
        self.stranger = Problem(
            text.format(", ".join(sorted(seen)), ", ".join(sorted(self.known))), hint=hint
        )
        self.stop.set()

    def _so_far(self, facts: Facts) -> Evidence:
        from ftr_tui import rules

        judged = stamped(rules.judge(facts, self.texts), self.texts)
        found = [f for f in judged if str(f.verdict) != "unknown"]
        known = {f.question: f for f in self.before.finding} | {f.question: f for f in found}
        return self.before.model_copy(update={"finding": findings_store.kept(known.values())})
