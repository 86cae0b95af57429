"""`check` and `export`: what is wrong in a file, and what leaves the program."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from ftr_tui.actions.opening import open_session
from ftr_tui.cli.out import note, say
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import shown


def check(args: Namespace) -> int:
    """Name every fault of the files; 2 if there is one."""
    from ftr_tui.actions import checking

    paths = [Path(f) for f in args.files] or checking.shipped()
    bad = 0
    for path in paths:
        checked = checking.check(path)
        for fault in checked.faults:
            note(str(fault))
        bad += bool(checked.faults)
        if not checked.faults:
            say(f"{checked.name}: {_('no faults')} ({checked.kind})")
    if bad:
        note(ngettext("{} file has faults", "{} files have faults", bad).format(bad))
    return 2 if bad else 0


def export(args: Namespace) -> int:
    """Write a dossier or the answers."""
    from ftr_tui.actions import exporting

    file = Path(args.file)
    desk = open_session(sessions.folder(args.sessions), args.name)
    what = exporting.kind_of(file, args.what)
    may_write(file, force=args.force)
    template = Path(args.template) if args.template else None
    done = exporting.export(desk, file, args.what, template=template, redact=args.redact, anyway=args.anyway)
    how = _("redacted") if done.redacted else _("not redacted")
    # The sheet is for AWS, who must see everything; nobody asks whether it was redacted.
    kind = _("AWS's sheet") if what == "sheet" else f"{what}, {how}"
    say(f"{_('wrote {}').format(shown(file))} ({kind})")
    for text in done.notes:
        note(text)
    if done.masked:
        note(_("{} things that look like secrets were masked").format(done.masked))
    return 0


def may_write(file: Path, *, force: bool) -> None:
    """Return if ``file`` may be written: it is not there, or a person or --force says so. Else Problem."""
    if file.is_dir():
        raise Problem(_("is a folder"), file=shown(file))
    if force or not file.exists():
        return
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write(_("{} is there already. Write over it? [y/N] ").format(shown(file)))
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return
        raise Problem(_("nothing was written"), file=shown(file))
    raise Problem(_("is there already; nothing was written"), file=shown(file), hint=_("use --force"))
