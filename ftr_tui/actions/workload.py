"""The workload of a session in the AWS Well-Architected Tool: what it said last, logging in, pulling.

What the tool said stands in ``NAME.wa.toml``; a pull fills what the session says nothing of and never
overwrites what a person said. ``creating``, ``pushing`` and ``milestones`` do the rest.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.model import wa_diff
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import WorkloadRef
from ftr_tui.model.text import clean, fold
from ftr_tui.model.wa_diff import QuestionDiff, Take
from ftr_tui.model.wa_words import MilestoneRow
from ftr_tui.model.wa_words import milestone_rows as rows_of
from ftr_tui.model.workload import Workload
from ftr_tui.store import workloads as store
from ftr_tui.store.toml_read import shown

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.aws.wa_tool import Summary, Tool
    from ftr_tui.model.lens import Lens
    from ftr_tui.model.session import Session

Progress = Callable[[int, int, str], None]

_seen: dict[Path, tuple[tuple[int, int, int], Workload]] = {}


# --- the file ---------------------------------------------------------------------------------------


def load(desk: Desk) -> Workload | None:
    """Return what the tool said last of the session's own workload; None where that is not known.

    A lost or broken file, or one of another workload, costs a pull and no answer, so nothing is raised;
    ``trouble`` says why. What the tool said of another workload confirms nothing here.
    """
    try:
        found = read(desk)
    except Problem:
        return None
    return found if found is not None and _is_own(desk, found) else None


def _is_own(desk: Desk, found: Workload) -> bool:
    ref = desk.session.workload
    return ref is not None and ref.id == found.id


def trouble(desk: Desk) -> str:
    """Return why nothing of ``NAME.wa.toml`` counts, or an empty string."""
    try:
        found = read(desk)
    except Problem as error:
        return str(error)
    if found is None or desk.session.workload is None or _is_own(desk, found):
        return ""
    return _("{} is of another workload: {}").format(shown(store.path_of(desk.file.path)), found.name)


def read(desk: Desk) -> Workload | None:
    """Return what the tool said last, read again only if the file changed; Problem if it does not load."""
    path = store.path_of(desk.file.path)
    try:
        mark = _mark(path)
    except OSError:
        _seen.pop(path, None)
        return None
    known = _seen.get(path)
    if known is None or known[0] != mark:
        found = store.load(path)
        if found is None:
            return None
        known = _seen[path] = (mark, found)
    return known[1]


def keep(desk: Desk, workload: Workload) -> None:
    """Write what the tool said; SaveProblem if that fails."""
    path = store.path_of(desk.file.path)
    store.save(path, workload)
    with contextlib.suppress(OSError):
        _seen[path] = (_mark(path), workload)


def _mark(path: Path) -> tuple[int, int, int]:
    info = path.stat()
    return info.st_mtime_ns, info.st_size, info.st_ino


def linked(desk: Desk) -> Workload:
    """Return what the tool said of the session's workload; Problem if there is none yet, with what to do."""
    hint = _("first: ftr-tui wa pull {}").format(desk.name)
    if desk.session.workload is None:
        more = _("{}, or: ftr-tui wa create {}").format(hint, desk.name)
        raise Problem(_("{} is not linked to a workload of the tool yet").format(desk.name), hint=more)
    found = load(desk)
    if found is None:
        raise Problem(trouble(desk) or _("what the tool has is not known here"), hint=hint)
    return found


def differences(desk: Desk, workload: Workload) -> list[QuestionDiff]:
    """Return where session and tool differ, by what the tool said last, in the order of the lens."""
    lens = desk.library.lens()
    out = []
    for question in lens.questions:
        tool = workload.answers.get(question)
        if tool is not None:
            diff = wa_diff.compare(lens, desk.session, workload, tool)
            out += [diff] if diff.differences else []
    return out


def milestone_rows(desk: Desk) -> list[MilestoneRow]:
    """Return the milestones, oldest first, with figures per pillar and the change since the one before."""
    found = load(desk)
    return rows_of(desk.library.lens(), found) if found is not None else []


# --- logging in -------------------------------------------------------------------------------------


def connect(desk: Desk, profile: str = "", region: str = "", *, anew: bool = False) -> Tool:
    """Return the tool, by the given profile, the session's, or the default credentials.

    AccessError where AWS cannot be used; Problem where it is another account than the workload's, unless the
    session is linked ``anew``.
    """
    from ftr_tui.aws.wa_tool import open_tool

    if desk.session.sample:
        hint = _("make a session for your own product: ftr-tui new NAME")
        raise Problem(_("this is a sample; nothing of it goes to AWS or comes from there"), hint=hint)
    ref = desk.session.workload
    tool = open_tool(profile or _profile(desk) or None, region or (ref.region if ref and not anew else ""))
    if ref is not None and not anew and ref.account and ref.account != tool.account:
        tool.close()
        text = _("these credentials are of account {}, the workload was linked in {}")
        hint = _("--profile says whose; --workload links another")
        raise Problem(text.format(tool.account, ref.account), hint=hint)
    return tool


def _profile(desk: Desk) -> str:
    """Return the profile that the session's scans use, if that is one and nothing else was chosen."""
    if os.environ.get("AWS_PROFILE") or desk.session.scope is None:
        return ""
    from ftr_tui.actions import scoping
    from ftr_tui.actions.profiles import known_profiles

    known = known_profiles()
    names = scoping.remembered(desk, known).options.profiles
    ref = desk.session.workload
    fitting = [p.name for p in known if p.name in names and ref and ref.account and p.account == ref.account]
    if len(names) == 1 or fitting:
        return (fitting or list(names))[0]
    if names:
        hint = _("--profile NAME: {}").format(", ".join(names))
        raise Problem(_("this session is scanned by more than one profile"), hint=hint)
    return ""


# --- which one --------------------------------------------------------------------------------------


def candidates(desk: Desk, tool: Tool, wanted: str = "") -> list[Summary]:
    """Return the workloads that may be meant: one where that is clear, else those to choose from.

    ``wanted`` is an id or a name; without it the session's own, or the one named as the product. Problem
    where there is none.
    """
    ref = desk.session.workload
    if not wanted and ref is not None:
        from ftr_tui.aws.wa_tool import Summary

        return [Summary(ref.id, ref.name, None)]
    found = tool.workloads()
    where = _("account {}, Region {}").format(tool.account, tool.region)
    if not found:
        hint = _("a workload lives in one Region: --region R; or make one: ftr-tui wa create {}")
        raise Problem(_("no workload in {}").format(where), hint=hint.format(desk.name))
    same = [w for w in found if wanted == w.id or _key(w.name) == _key(wanted or desk.session.product)]
    if wanted and not same:
        names = ", ".join(w.name for w in found[:20])
        hint = _("there is: {}").format(names)
        raise Problem(_("no workload {} in {}").format(clean(wanted), where), hint=hint)
    return same or found


def same_name(one: str, other: str) -> bool:
    """Whether the tool takes two names as the same."""
    return _key(one) == _key(other)


def _key(name: str) -> str:
    # The tool itself ignores case and blanks when it compares names.
    return "".join(fold(name).split())


# --- pulling ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pulled:
    """What a pull brought."""

    workload: Workload
    filled: int
    """Things that the session said nothing of and now has from the tool."""
    taken: int
    """Things that differed and were taken from the tool, because a person said so."""
    differences: list[QuestionDiff]
    """What session and tool still say differently."""
    strangers: list[str] = field(default_factory=list)
    """Questions and choices that this release of ftr-tui does not know; they are kept."""


def pull(
    desk: Desk, tool: Tool, workload: str, *, take: Take = "", progress: Progress | None = None
) -> Pulled:
    """Read everything of a workload, fill what the session says nothing of, and link the session to it.

    What a person said stays, unless ``take`` is ``theirs``; with ``ours`` what differs counts as seen, and
    the next push writes it.
    """
    from ftr_tui.aws.wa_read import read_all

    lens = desk.library.lens()
    old = load(desk)
    before = old if old is not None and old.id == workload else None
    found = read_all(tool, workload, lens.alias, before, desk.clock(), progress or (lambda *_a: None))
    session, filled, taken = _filled(desk, lens, before, found, take)
    session = session.changed(
        workload=WorkloadRef(id=found.id, name=found.name, region=found.region, account=tool.account)
    )
    apart = {
        question: rest
        for question, tool_answer in found.answers.items()
        if question in lens.questions
        and (rest := wa_diff.settled(lens, session, before, tool_answer, ours_counts=take == "ours"))
    }
    found = found.changed(apart=apart)
    if session != desk.session:
        number = filled + taken
        text = ngettext(
            "Well-Architected Tool: {} answer taken over",
            "Well-Architected Tool: {} answers taken over",
            number,
        )
        desk.change(text.format(number), session)
    if desk.trouble and not desk.save():
        raise SaveProblem(desk.trouble)
    # Last: if the pull is cut off, what the session has not taken over must not count as agreed on.
    keep(desk, found)
    return Pulled(found, filled, taken, differences(desk, found), strangers(lens, found))


def _filled(
    desk: Desk, lens: Lens, before: Workload | None, found: Workload, take: Take
) -> tuple[Session, int, int]:
    session, filled, taken = desk.session, 0, 0
    for question, tool in found.answers.items():
        if question not in lens.questions:
            continue
        diff = wa_diff.compare(lens, desk.session, before, tool)
        lacks = diff.of("lacks")
        theirs = diff.of("theirs", "both") if take == "theirs" else ()
        session = wa_diff.taken_in(session, tool, (*lacks, *theirs), desk.clock())
        filled, taken = filled + len(lacks), taken + len(theirs)
    return session, filled, taken


def strangers(lens: Lens, workload: Workload) -> list[str]:
    """Return the questions, and the chosen choices, that this lens does not know."""
    out = []
    for question, tool in workload.answers.items():
        if question not in lens.questions:
            out.append(question)
            continue
        out += [c for c in (*tool.chosen, *tool.aside) if wa_diff.is_unknown(lens, question, c)]
    return out


def is_current(workload: Workload) -> bool:
    """Whether the workload uses the newest release of the lens; True where that could not be read."""
    return workload.lens_status in ("", "CURRENT")


def lens_note(desk: Desk, workload: Workload) -> str:
    """Return what to say of a lens that is not current, or not of our release; or an empty string."""
    ours, theirs = desk.library.lens().release, workload.lens_version
    if not is_current(workload):
        text = _(
            "the workload uses release {} of the lens, which is not AWS's newest ({}): to upgrade, open the"
            " workload in the console, make a milestone, choose Upgrade; then pull again. From here nothing"
            " is upgraded."
        )
        return text.format(theirs or "?", workload.lens_status)
    if theirs and theirs != ours:
        text = _("the tool has release {} of the lens, this program {}: what only one of both knows stays")
        return text.format(theirs, ours)
    return ""
