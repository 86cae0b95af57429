"""Where the shipped files lie. Free of pydantic: the sample is copied before the first frame."""

from __future__ import annotations

from pathlib import Path

from ftr_tui.model.problem import Problem

# From ftr_tui/store/shipped.py: the package, and in a repository the folder above it.
_PACKAGE = Path(__file__).resolve().parents[1]


def builtin_dir(kind: str = "questionnaires") -> Path:
    """Return the folder of shipped files: the installed wheel's first, the repository's second."""
    for folder in (_PACKAGE / kind, _PACKAGE.parent / kind):
        if any(folder.glob("*.toml")):
            return folder
    raise Problem(f"no {kind} next to the program", hint="reinstall ftr-tui")
