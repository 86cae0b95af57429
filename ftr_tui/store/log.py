"""The log of failures: for the user's eyes (0600), without the values of variables."""

from __future__ import annotations

import contextlib
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from ftr_tui.store.peek import state_dir


def write_failure(error: BaseException) -> str:
    """Append what happened to the log; return its path, or why there is none."""
    path = state_dir() / "failures.log"
    # Imported late: the log must not cost the first frame. A message may quote what stood in a file.
    from ftr_tui.model.text import clean, mask_secrets
    from ftr_tui.store.atomic import make_folder

    # Nor may it command the terminal in which somebody looks at the log.
    lines, _masked = mask_secrets(clean("".join(traceback.format_exception(error))))
    try:
        make_folder(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{lines}\n")
    except OSError as fault:
        return f"no log could be written ({fault.strerror})"
    with contextlib.suppress(ValueError):
        return "~/" + str(path.relative_to(Path.home()))
    return str(path)
