"""`merge` and `git-setup`: two people's work joined by git, question by question; `restore`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from ftr_tui.actions import merging, restoring
from ftr_tui.cli.out import note, say
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.store import sessions
from ftr_tui.store.toml_read import shown

FEW = 6


def run(args: Namespace) -> int:
    """Merge into OURS: 0, or 1 where both changed the same thing, as git expects of who merges for it."""
    done = merging.merge_files(Path(args.base), Path(args.ours), Path(args.theirs), args.path)
    if not done.conflicts:
        return 0
    number, name = len(done.conflicts), Path(args.path or args.ours)
    text = ngettext(
        "{}: both sides changed {} thing, both are kept: {}",
        "{}: both sides changed {} things, both are kept: {}",
        number,
    )
    shown_ones = ", ".join(done.conflicts[:FEW]) + (" ..." if number > FEW else "")
    note(text.format(name.name, number, shown_ones))
    note(_("choose in the app (T), then: git add {}").format(shown(name)))
    return 1


def restore(args: Namespace) -> int:
    """Take the last good copy, and say where the file that did not open is kept."""
    found = restoring.restore_session(sessions.folder(args.sessions), args.name)
    say(_("{} is as it was at {:%Y-%m-%d %H:%M} again").format(shown(found.path), found.at.astimezone()))
    if found.kept is not None:
        say(_("what did not open is kept: {}").format(shown(found.kept)))
    return 0


def setup(args: Namespace) -> int:
    """Tell git, and say what is left to do."""
    where = sessions.folder(args.sessions)
    done = merging.git_setup(where)
    if not done.changed:
        say(_("git merges these sessions by ftr-tui already"))
    else:
        say(_("{}: {}").format(shown(done.attributes), merging.ATTRIBUTES))
        say(_("this clone's git config: merge.ftr-tui.driver = {}").format(done.driver))
    say(_("Commit {}; every clone runs git-setup once. Without it git merges line by line.").format(
        shown(done.attributes)
    ))  # fmt: skip
    return 0
