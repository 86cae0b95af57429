"""Start the app, and say after it where things are."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.model.i18n import _

if TYPE_CHECKING:
    from ftr_tui.app.app import FtrApp

_GAPS = 3
_HUNG_UP = 129
"""Exit status after SIGHUP: the terminal was closed."""


def run(
    where: Path,
    name: str = "",
    screen: str = "",
    *,
    demo: bool = False,
    mouse: bool | None = None,
    theme: str = "",
) -> int:
    """Run the app over the sessions in ``where``; return the exit status. The terminal was checked before."""
    prepare()
    # Collections while hundreds of modules load cost 35 ms of the first frame; on again after it.
    gc.disable()
    from ftr_tui.app.app import FtrApp
    from ftr_tui.store.peek import peek

    settings = peek()
    sample: Path | None = None
    if demo:
        from ftr_tui.store.sample import NAME, sample_folder

        sample = sample_folder() / f"{NAME}.toml"
        name = NAME
    keymap = settings.get("keys")
    app = FtrApp(
        where,
        name,
        screen,
        sample=sample,
        theme=theme or str(settings.get("theme") or "auto"),
        keymap={str(k): str(v) for k, v in keymap.items()} if isinstance(keymap, dict) else None,
    )
    wanted = settings.get("mouse", True) is not False if mouse is None else mouse
    try:
        app.run(mouse=wanted)
    finally:
        app.leave_session()
    return _end(app)


def prepare() -> None:
    """Set what Textual reads once, when it is imported."""
    # It paints when its timer ticks, 60 times a second: a key waited 8 ms for that, up to 17.
    os.environ.setdefault("TEXTUAL_FPS", "240")


def _end(app: FtrApp) -> int:
    from ftr_tui.model.text import clean

    if app.problem:
        print(f"ftr-tui: {' '.join(clean(app.problem).split())}", file=sys.stderr)
        return 2
    if app.failure is not None:
        from ftr_tui.store.log import write_failure

        saved = _("NOT everything is saved") if app.desk and app.desk.trouble else _("your answers are saved")
        text = _("ftr-tui: this is a fault of the app ({}); {}. Details: {}")
        words = text.format(type(app.failure).__name__, saved, write_failure(app.failure))
        print(clean(words), file=sys.stderr)
        return app.exit_status
    if app.exit_status != _HUNG_UP:  # else nobody is there to read it
        for line in farewell(app):
            # The folder's name is somebody's text as well.
            print(clean(line))
    return app.exit_status


def farewell(app: FtrApp) -> list[str]:
    """Return file, resume command and the next three gaps, for after quitting."""
    from ftr_tui.model.text import one_line

    desk = app.desk
    if desk is None:
        return []
    if desk.trouble:
        return [_("NOT SAVED: {}").format(one_line(desk.trouble))]
    if desk.session.sample and desk.file.path.parent.resolve() != app.where.resolve():
        return [_("That was a copy of the sample; it is gone. Your own product: ftr-tui new NAME")]
    option = "" if str(app.where) == "sessions" else f" --sessions {app.where}"
    out = [
        _("Saved in {}").format(one_line(str(desk.file.path))),
        _("Go on with: ftr-tui open {}{}").format(desk.name, option),
    ]
    gaps = desk.review.blocking
    if not gaps:
        return [*out, _("Ready: nothing stands in the way.")]
    out.append(_("Next of {} gaps:").format(len(gaps)))
    return [*out, *(f"  {g.id:<11} {one_line(g.why, 100)}" for g in gaps[:_GAPS])]
