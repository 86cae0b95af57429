"""`scan`: read the account; progress to stderr, then what was proved, what was not read, what is next."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ftr_tui.actions import exporting, fixes, judging, samples, scanning, scoping, status
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.actions.profiles import known_profiles
from ftr_tui.actions.scanning import ScanOptions, ScanResult
from ftr_tui.cli.evidence import show_changes, show_groups, show_scope
from ftr_tui.cli.files import may_write
from ftr_tui.cli.out import cell, glyph, line, note, say, table
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.facts import Finding, Unread, Verdict
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line
from ftr_tui.store import atomic, sessions
from ftr_tui.store.toml_read import shown

DONE, UNUSABLE, INTERRUPTED = 0, 2, 130
_SAY_EVERY_SECONDS = 5.0
_REASON = 160
"""What AWS, or a proxy, answered may be a page; people get its beginning, --json all of it."""


def run(args: Namespace) -> int:
    """Scan for one session; 0 once an account was reached, 2 if nothing could be read."""
    full = Path(args.full) if args.full else None
    desk = open_session(sessions.folder(args.sessions), args.name)
    if full is not None:
        # Before the scan: a name that cannot be used should not cost minutes.
        if full.suffix.lower() != ".csv":
            raise Problem(_("--full writes CSV; its name ends in .csv"), file=shown(full))
        may_write(full, force=args.force)
    options = ScanOptions(
        profiles=tuple(args.profile),
        role=args.role,
        accounts=tuple(args.account),
        external_id=args.external_id,
        regions=tuple(args.region),
        deep=args.deep,
        fresh=args.fresh,
        aggregator=args.aggregator,
    )
    # The login of an aggregator is another than the accounts', and is named each time.
    wanted, options = options, options if options.aggregator else scoping.same_again(desk, options)
    if options != wanted:
        note(_("scope of last time: {}; --profile says otherwise").format(scoping.in_words(options)))
    stop = threading.Event()
    try:
        with _stopping(stop), _progress() as on_progress:
            result = scanning.scan(desk, options, on_progress, stop)
    except Exception:
        # Whatever failed, who asked for JSON gets an object; main says the reason on stderr.
        if args.json:
            to_stdout(_as_json([], [], 0.0, 0, 0, [], []) | {"judges": _judges(None)})
        raise
    desk.take(result.evidence)
    if not options.aggregator:
        scoping.remember(desk, options, known_profiles() if options.profiles else ())
    scan = result.scan
    accounts, regions = (list(scan.accounts), list(scan.regions)) if scan else ([], [])
    if full is not None:
        atomic.write(full, exporting.resource_rows(result.findings))
    for problem in result.problems:
        note(f"ftr-tui: {problem}")
    if args.json:
        to_stdout(
            _as_json(
                accounts,
                regions,
                result.seconds,
                result.calls,
                result.retries,
                scanning.with_imports(result, desk.clock()),
                result.unread,
            )
            | {"judges": _judges(result)}
        )
    else:
        _tell(desk, result, accounts, regions)
    if full is not None:
        note(_("wrote {}").format(shown(full)))
    if stop.is_set():
        note(_("stopped; what was read until then is kept"))
        return INTERRUPTED
    return DONE if accounts else UNUSABLE


def _as_json(
    accounts: list[str],
    regions: list[str],
    seconds: float,
    calls: int,
    retries: int,
    findings: list[Finding],
    unread: list[Unread],
) -> dict[str, Any]:
    """Return the object that ``scan --json`` writes; its shape is a promise."""
    shape = ["control", "question", "verdict", "favourable", "assumes", "summary", "total", "resources"]
    shape += ["recheck", "accounts", "regions"]
    told = []
    for finding in findings:
        fields = finding.model_dump(mode="json") | {"summary": finding.full}
        told.append({key: fields[key] for key in shape})
    gap = ("account", "region", "action", "code", "reason", "controls")
    return {
        "accounts": accounts,
        "regions": regions,
        "seconds": round(seconds, 2),
        "calls": calls,
        "retries": retries,
        "findings": told,
        "unread": [{key: u.model_dump(mode="json")[key] for key in gap} for u in unread],
    }


def _judges(result: ScanResult | None) -> dict[str, Any]:
    """Return whom of AWS's own judges a scan asked, and whom not; ``calls`` are not among the scan's."""
    found = result.judges if result is not None else []
    place = ("tool", "account", "region")
    answered = [a for a in found if a.answered]
    return {
        "calls": result.judge_calls if result is not None else 0,
        "asked": [{**{k: getattr(a, k) for k in place}, "rows": a.rows, "notes": a.notes} for a in answered],
        "not_asked": [{k: getattr(a, k) for k in (*place, "reason")} for a in found if a.reason],
    }


@contextlib.contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Let the first ctrl+c end the scan in order; a second one ends the run."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: object) -> None:  # noqa: ARG001  the shape that signal gives
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        note(_("stopping; once more ends at once"))

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """Give what shows progress on stderr: a bar on a terminal, a line now and then elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_("logging in"), total=None)

        def update(done: int, planned: int, words: str) -> None:
            said = {"description": one_line(words, 60)} if words else {}
            bar.update(task, completed=done, total=planned or None, **said)  # type: ignore[arg-type]

        yield update


class _Lines:
    """Progress as lines, at most one in five seconds: a log should not drown in it."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, done: int, planned: int, words: str) -> None:
        """Take what was done; called from any thread."""
        with self._lock:
            if time.monotonic() - self._last < _SAY_EVERY_SECONDS:
                return
            self._last = time.monotonic()
        note(_("read {} of {}: {}").format(done, planned, one_line(words, 60)))


def _unread(desk: Desk, result: ScanResult) -> None:
    """Tell what could not be read: in groups with what to do, then call by call."""
    if not result.unread:
        return
    show_groups(desk)
    say()
    line(cell(_("Calls that failed"), "yellow"))
    for gap in result.unread:
        place = " ".join(part for part in (gap.account, gap.region) if part)
        left = ", ".join(gap.controls) or _("leaves nothing open")
        line(f"{gap.action} ({place}): {left}", indent=2)
        line(one_line(gap.reason, _REASON), indent=4)


def _only_direct(found: list[Finding]) -> None:
    """Tell which questions AWS Config cannot answer; why the others are open stands on stderr already."""
    if not found:
        return
    say()
    line(cell(_("Only a direct read shows these ({})").format(len(found)), ""))
    line(", ".join(f.question for f in found), indent=2)
    line(_("Read an account: ftr-tui scan NAME --role ROLE --account ID"), indent=2)


def _tell(desk: Desk, result: ScanResult, accounts: list[str], regions: list[str]) -> None:
    where = ngettext("{} Region", "{} Regions", len(regions)).format(len(regions))
    whose = ", ".join(accounts) or "-"
    if result.told is not None:
        text = ngettext("AWS Config's tables of {} account ({})", "AWS Config's tables of {} accounts ({})",
                        len(accounts))  # fmt: skip
        whose = text.format(len(accounts), result.told.file)
    line(_("Read {} in {}: {} calls, {} retries, {:.1f} s").format(
        whose, where, result.calls, result.retries, result.seconds
    ))  # fmt: skip
    for text in judging.in_words(result.judges, result.judge_calls):
        line(text)
    unknown = [f for f in result.findings if f.verdict is Verdict.UNKNOWN]
    # Of an aggregator: what it cannot look at in any account; elsewhere: what nobody asked for.
    unasked = [f for f in unknown if f.unasked and not (result.told and f.accounts)]
    groups = (
        (
            _("Proved"),
            "green",
            [f for f in result.findings if f.verdict.decided and f.favourable is not False],
        ),
        (_("Disproved"), "bold red", [f for f in result.findings if f.favourable is False]),
        (
            _("Supported, not decided"),
            "yellow",
            [f for f in result.findings if f.verdict is Verdict.SUPPORTS],
        ),
        (_("Could not read"), "yellow", [f for f in unknown if f not in unasked]),
        (_("Not looked at; scan --deep does"), "", [] if result.told else unasked),
    )
    for title, style, found in groups:
        if not found:
            continue
        say()
        line(cell(f"{title} ({len(found)})", style))
        table([[f.question, f.summary] for f in found])
    worse = judging.worse(result.evidence)
    if worse:
        say()
        line(cell(_("AWS's own judges say worse than what was read ({})").format(len(worse)), "bold red"))
        table([[f.question, f"{f.summary} {f.scope}".strip()] for f in worse])
    if result.told is None:
        _unread(desk, result)
    else:
        _only_direct(unasked)
    say()
    line(glyph(_("behind the questions: {}").format(status.coverage(desk))))
    filled = ngettext(
        "{} open question is filled from evidence now; a person confirms it.",
        "{} open questions are filled from evidence now; a person confirms each.",
        result.filled,
    )
    line(filled.format(result.filled))
    listed = {c.question for c in desk.evidence.change}
    for question in (q for q in result.drifted if q not in listed):
        answer = desk.answer_of(question)
        verdict = answer.finding.verdict if answer.finding else ""
        text = _("changed: {} was answered {}, the account says {} now")
        line(cell(text.format(question, answer.value, verdict), "bold yellow"))
    if text := samples.headline(desk):
        line(glyph(text))
    show_changes(desk)
    show_scope(desk)
    # Each on a line of its own, so that it can be copied whole.
    say(_("Go on with:       {}").format(status.command(desk, "open")))
    say(_("in plain lines:   {}").format(status.command(desk, "ask")))
    say(_("what is missing:  {}").format(status.command(desk, "status")))
    if fixes.of(desk).todo:
        say(_("what to change:   {}").format(status.command(desk, "fixes")))
