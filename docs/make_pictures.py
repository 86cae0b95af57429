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
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import tomli_w
from rich.cells import cell_len

from ftr_tui.actions import rounds
from ftr_tui.actions.opening import create, open_session
from ftr_tui.app.app import FtrApp
from ftr_tui.store.sample import NAME, sample_folder

OUT = Path(__file__).resolve().parent / "pictures"
WIDE, NARROW = (120, 36), (80, 24)
CELL = 12.2
# A rehearsal of two hours on the sheet; what comes before IAM-006 is skipped.
REHEARSE = ["n", "1", "s", "space", *["p"] * 16]
STEP = ["5", "down", "down"]
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
    "home-many-120x36": (WIDE, "home", "dark", []),
    "home-many-80x24": (NARROW, "home", "dark", []),
    "interview-80x24-coach": (NARROW, "interview", "dark", ["slash", *"BAR-002", "enter", "4"]),
    "interview-80x24-next-step": (NARROW, "interview", "dark", ["slash", *"IAM-002", "enter", *STEP]),
    "rounds-120x36": (WIDE, "rounds", "dark", []),
    "rounds-80x24": (NARROW, "rounds", "dark", []),
    "release-120x36": (WIDE, "release", "dark", ["down", "down", "down"]),
    "release-80x24": (NARROW, "release", "dark", ["down", "down", "down"]),
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


def commented(where: Path) -> None:
    """Give the sample two rounds of made-up comments: late, answered, sent, accepted."""
    desk = open_session(where, NAME)
    today = desk.review.today
    first = [
        (
            "IAM-006",
            "Please show who approved the admin role, and when.\nA screenshot with its date is enough.",
        ),
        ("RES-004", "The test of June names no result. What was found?"),
        ("", "The diagram shows no second Availability Zone."),
    ]
    rounds.bring(desk, first, today - timedelta(days=25))
    rounds.bring(desk, [("SUP-001", "Which support plan is it?")], today - timedelta(days=4))
    rounds.own(desk, "K1", "Linh", today + timedelta(days=4))
    rounds.answer(desk, "K1", "Minh approved it on 2 November; the ticket is in the binder (D03).")
    rounds.own(desk, "K2", "Minh", today - timedelta(days=4))
    rounds.set_state(desk, "K3", "sent")
    rounds.set_state(desk, "K4", "accepted")


def newer_list(where: Path) -> None:
    """Put a made-up next release beside the sample: one item more, one less, one reworded, one other rule."""
    content = tomllib.loads(
        open_session(where, NAME).library.releases("partner-hosted")["2026.1"].read_text()
    )
    content |= {"release": "2026.2", "usable": {"from": date(2026, 8, 1), "until": "2027-05"}}
    content["control"] = [c for c in content["control"] if c["id"] != "WAFR-002"]
    by_id = {c["id"]: c for c in content["control"]}
    added = by_id["NETSEC-001"] | {"id": "NETSEC-003", "title": "Traffic between accounts"}
    added |= {"passes_when": [["NETSEC-003.1=yes"]], "documents": []}
    ask = "Is traffic between your own accounts let through by name, not as a whole?"
    added["question"] = [{"id": "NETSEC-003.1", "ask": ask, "answers": ["yes", "no"]}]
    content["control"].insert(content["control"].index(by_id["NETSEC-002"]) + 1, added)
    asked = by_id["IAM-003"]["question"][0]
    asked |= {"ask": "Does the password policy ask for 14 signs or more?", "aws_text": f"sha256:{0:064}"}
    by_id["BAR-002"]["passes_when"] = [["BAR-002.1=yes"], ["BAR-002.2=yes"]]
    own = where.parent / "questionnaires"
    own.mkdir()
    (own / "partner-hosted-2026.2.toml").write_text(tomli_w.dumps(content), encoding="utf-8")


def many(where: Path) -> None:
    """Put other products beside the sample, one of which needs a list that is not here."""
    for product in ("Billing", "Customer portal", "Fraud watch", "Ledger", "Lấy hàng"):
        desk = create(where, product, who="Linh")
        for question in list(desk.checklist.questions)[: 4 * len(product)]:
            if "yes" in desk.checklist.questions[question].answers:
                desk.answer(question, "yes")
    path = where / "ledger.toml"
    path.write_text(path.read_text("utf-8").replace('release = "2026.1"', 'release = "2026.2"'), "utf-8")


def short_response(where: Path) -> None:
    """Give the sample a response that leaves out what a reviewer asks for."""
    open_session(where, NAME).respond(
        "BAR-002", "We restore a backup now and then. The last time all went well."
    )


PREPARED: dict[str, Callable[[Path], None]] = {
    "rounds": commented, "release": newer_list, "home-many": many,
    "interview-80x24-coach": short_response,
}  # fmt: skip
"""What is done to the copy of the sample before the pictures whose names begin so."""


async def take(name: str, size: tuple[int, int], screen: str, theme: str, pressed: list[str]) -> str:
    """Return the SVG of the sample session on one screen."""
    folder = sample_folder()
    for begin, prepare in PREPARED.items():
        if name.startswith(begin):
            prepare(folder)
    name = "" if screen == "home" else NAME
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
        draw(mend(asyncio.run(take(name, *SHOTS[name]))), OUT / f"{name}.png", browser)
        print(f"{name}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
