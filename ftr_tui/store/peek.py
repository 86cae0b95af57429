"""The settings as they lie in the file, without pydantic: all that the first frame needs of them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

FILE = "settings.toml"


def config_dir() -> Path:
    """Return the folder of settings: $XDG_CONFIG_HOME/ftr-tui or ~/.config/ftr-tui."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "ftr-tui"


def state_dir() -> Path:
    """Return the folder of locks and logs: $XDG_STATE_HOME/ftr-tui or ~/.local/state/ftr-tui."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "ftr-tui"


def peek() -> dict[str, Any]:
    """Return the raw settings; empty if they cannot be read: the full load then says why."""
    try:
        return tomllib.loads((config_dir() / FILE).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
