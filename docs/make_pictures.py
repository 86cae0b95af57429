"""Make the pictures of docs/pictures: ``uv run python docs/make_pictures.py [NAME...]``. Needs Chromium.

The app runs headless on the sample session; Textual's SVG is mended (it squeezes wide letters and asks
for a font from the net) and drawn by Chromium. JetBrains Mono and Noto Sans Mono CJK should be installed.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len

from ftr_tui.app.app import FtrApp
from ftr_tui.store.sample import NAME, sample_folder

OUT = Path(__file__).resolve().parent / "pictures"
WIDE, NARROW = (120, 36), (80, 24)
CELL = 12.2
# A rehearsal of two hours on the sheet; what comes before IAM-006 is skipped.
REHEARSE = ["n", "1", "s", "space", *["p"] * 16]
# name -> size, screen, theme, keys pressed before the picture
SHOTS: dict[str, tuple[tuple[int, int], str, str, list[str]]] = {
    "home-120x36": (WIDE, "home", "dark", []),
    "home-80x24": (NARROW, "home", "dark", []),
    "interview-120x36": (WIDE, "interview", "dark", ["slash", *"IAM-002", "enter"]),
    "interview-120x36-light": (WIDE, "interview", "light", ["slash", *"IAM-002", "enter"]),
    "interview-80x24": (NARROW, "interview", "dark", ["slash", *"IAM-002", "enter"]),
    "interview-80x24-evidence": (NARROW, "interview", "dark", ["slash", *"IAM-002", "enter", "2"]),
    "summary-120x36": (WIDE, "summary", "dark", []),
    "summary-80x24": (NARROW, "summary", "dark", []),
    "mock-review-120x36": (WIDE, "mock-review", "dark", [*REHEARSE, "3", "space"]),
    "mock-review-80x24": (NARROW, "mock-review", "dark", [*REHEARSE, "3", "space"]),
    "mock-review-question-80x24": (NARROW, "mock-review", "dark", REHEARSE),
    "binder-120x36": (WIDE, "binder", "dark", []),
    "binder-80x24": (NARROW, "binder", "dark", []),
    "road-120x36": (WIDE, "road", "dark", []),
    "road-80x24": (NARROW, "road", "dark", []),
    "calendar-120x36": (WIDE, "calendar", "dark", []),
    "calendar-80x24": (NARROW, "calendar", "dark", []),
    "well-architected-120x36": (WIDE, "well-architected", "dark", []),
    "well-architected-80x24": (NARROW, "well-architected", "dark", []),
}


def mend(svg: str) -> str:
    """Return Textual's SVG with local fonts and with text lengths counted in cells, not characters."""
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"Fira Code", "'JetBrains Mono', 'Noto Sans Mono CJK JP'", svg)

    def length(match: re.Match[str]) -> str:
        text = html.unescape(match[3])
        return f'{match[1]}textLength="{cell_len(text) * CELL:.1f}"{match[2]}>{match[3]}</text>'

    return re.sub(r'(<text [^>]*?)textLength="[\d.]+"([^>]*)>([^<]*)</text>', length, svg)


def draw(svg: str, path: Path, browser: str) -> None:
    """Write ``svg`` as a PNG."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = (int(float(size[1])) + 1, int(float(size[2])) + 1) if size else (1482, 928)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(f"<style>body{{margin:0}}</style>{svg}", encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += ["--disable-background-networking", f"--user-data-dir={folder}/profile"]
        command += [f"--window-size={width},{height}", f"--screenshot={path}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603


async def take(size: tuple[int, int], screen: str, theme: str, pressed: list[str]) -> str:
    """Return the SVG of the sample session on one screen."""
    name = "" if screen == "home" else NAME
    folder = sample_folder()
    os.chdir(folder.parent)  # so that the picture shows "sessions", not a temporary path
    app = FtrApp(Path(folder.name), name, screen, theme=theme, ascii_signs=False)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.5)
        while getattr(app.screen, "reading", False):
            await pilot.pause(0.1)
        for key in pressed:
            await pilot.press(key)
            await pilot.pause(0.05)
        await pilot.pause(0.3)
        return app.export_screenshot(title="ftr-tui")


def main() -> int:
    """Make the pictures that are named, or all."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("Chromium is needed to draw the pictures", file=sys.stderr)
        return 2
    OUT.mkdir(exist_ok=True)
    for name in sys.argv[1:] or SHOTS:
        draw(mend(asyncio.run(take(*SHOTS[name]))), OUT / f"{name}.png", browser)
        print(f"{name}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
