"""Read a screen back as lines of text, and compare it with a kept one."""

import re
import xml.etree.ElementTree as ElementTree
from difflib import unified_diff
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App

SCREENS = Path(__file__).parent / "screens"
_CELL_WIDTH = 12.2
_LINE_HEIGHT = 24.4


def screen_lines(app: App[object]) -> list[str]:
    """Return what the app shows, one string per line, trailing blanks left out."""
    root = ElementTree.fromstring(app.export_screenshot())
    rows: dict[int, list[tuple[int, str]]] = {}
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        # The window's title has no row class; everything drawn by the app sits in "...-matrix" groups.
        if not re.search(r"-r\d+$", node.get("class", "")):
            continue
        clip = re.search(r"-line-(\d+)\)", node.get("clip-path", ""))
        if clip is None:
            continue
        x = round(float(node.get("x", "0")) / _CELL_WIDTH)
        rows.setdefault(int(clip[1]), []).append((x, (node.text or "").replace("\xa0", " ")))
    out: list[str] = []
    for number in range(max(rows, default=-1) + 1):
        line = ""
        for x, text in sorted(rows.get(number, [])):
            line += " " * (x - cell_len(line)) + text
        out.append(line.rstrip())
    return out


def screen_text(app: App[object]) -> str:
    """Return what the app shows as one string."""
    return "\n".join(screen_lines(app)) + "\n"


def check_screen(app: App[object], name: str, update: bool) -> None:
    """Compare the screen with ``screens/NAME.txt``; ``--update-screens`` writes it."""
    path = SCREENS / f"{name}.txt"
    now = screen_text(app)
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
        return
    if not path.exists():
        pytest.fail(f"{path} is missing: look at the screen, then pytest tests/app --update-screens")
    kept = path.read_text(encoding="utf-8")
    if kept != now:
        diff = unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=1)
        pytest.fail("\n".join(diff))
