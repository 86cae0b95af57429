"""What this user prefers on this machine: theme, mouse, keys, who sits at the keyboard."""

from __future__ import annotations

import getpass

from pydantic import BaseModel, ConfigDict

from ftr_tui.model.text import CleanStr
from ftr_tui.store import atomic
from ftr_tui.store.peek import FILE, config_dir
from ftr_tui.store.toml_read import parse, read_bytes, shown, validate


class Settings(BaseModel):
    """``settings.toml`` in the user's configuration folder."""

    model_config = ConfigDict(extra="allow", strict=True)

    theme: CleanStr = ""
    """A theme's name, or empty: dark, or ansi-dark where the terminal announces no true colour."""
    mouse: bool = True
    name: CleanStr = ""
    """Who answers, unless another is chosen; empty: the login name."""
    seen: list[CleanStr] = []
    """The first-visit hints that were dismissed for good."""
    keys: dict[str, str] = {}
    """Binding id -> keys, e.g. ``"interview.yes" = "j,Y"``."""


def load() -> Settings:
    """Return the settings; the defaults if there is no file. Problem names file, line and key."""
    path = config_dir() / FILE
    if not path.exists():
        return Settings()
    data = read_bytes(path)
    return validate(Settings, parse(data, shown(path)), data, shown(path))


def save(settings: Settings) -> None:
    """Write the settings; SaveProblem if that fails."""
    import tomli_w

    found = settings.model_dump(exclude_none=True, exclude_defaults=True)
    path = config_dir() / FILE
    try:
        atomic.make_folder(path.parent)
    except OSError as error:
        raise atomic.failed(path, error) from error
    atomic.write(path, tomli_w.dumps(found, multiline_strings=True).encode())


def login_name() -> str:
    """Return the name to put beside answers when nobody has said another."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
