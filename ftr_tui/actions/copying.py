"""A copy of a session to work on apart from those who have it open."""

from __future__ import annotations

from ftr_tui.actions.desk import Desk
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.store import atomic, sessions
from ftr_tui.store.sessions import SessionFile
from ftr_tui.store.workloads import path_of as workload_path

_MOST = 99


def copy_session(desk: Desk) -> Desk:
    """Return a desk over ``NAME-copy`` (or ``-copy-2``) with all that the session holds.

    The findings and what the Well-Architected Tool said come along. Its answers stay apart until somebody
    joins them by ``ftr-tui merge``. Problem where there are too many, SaveProblem where it cannot be written.
    """
    where, base = desk.file.path.parent, desk.name[:70].rstrip("-")
    names = [f"{base}-copy", *(f"{base}-copy-{n}" for n in range(2, _MOST))]
    path = next((p for n in names if not (p := where / f"{n}.toml").exists()), None)
    if path is None:
        raise Problem(_("there are too many copies of {} already").format(desk.name))
    SessionFile(path, desk.session, None).save(desk.session, desk.clock())
    beside = {
        desk.file.evidence_path: sessions.evidence_path(path),
        workload_path(desk.file.path): workload_path(path),
    }
    for old, new in beside.items():
        if old.exists():
            atomic.write(new, old.read_bytes())
    return Desk.open(path, desk.library, desk.who, desk.clock)
