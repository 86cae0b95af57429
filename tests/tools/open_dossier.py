"""Open the dossier in a browser, by hand: nothing of an attack in any field may run.

``python -m tests.tools.open_dossier FOLDER`` writes three sessions (attack, world, sample) into FOLDER as
.html and .pdf, opens each page in headless Chromium, prints it, and takes pictures of desktop and phone.
Not run by CI.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from ftr_tui.actions import dossier
from ftr_tui.actions.desk import Desk
from tests.exchange import dossier_samples as samples

BROWSER = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")


def browse(*options: str, page: Path) -> str:
    """Run the browser on a page and return what it prints."""
    command = [*BROWSER, *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def show(desk: Desk, name: str, folder: Path) -> bool:
    """Write, open and picture one dossier; True if the page is what was written, and nothing ran."""
    page = folder / f"{name}.html"
    page.write_bytes(dossier.dossier_bytes(desk, ".html"))
    (folder / f"{name}.pdf").write_bytes(dossier.dossier_bytes(desk, ".pdf"))
    text = browse("--dump-dom", page=page)
    title = re.search("<title>(.*?)</title>", text, re.DOTALL)
    kept = title is not None and title[1].strip() != "ran" and "Dossier for the AWS" in title[1]
    quiet = not re.search(r"<script|<img|<[a-z]+[^>]* on[a-z]+\s*=(?![^<]*&quot;)", text.split("<body>")[-1])
    browse("--window-size=1200,3000", f"--screenshot={folder / name}-desktop.png", page=page)
    browse("--window-size=500,3000", f"--screenshot={folder / name}-phone.png", page=page)
    browse("--no-pdf-header-footer", f"--print-to-pdf={folder / name}-print.pdf", page=page)
    print(f"{name}: title kept {kept}, no element of an attack {quiet}")
    return kept and quiet


def main() -> int:
    """Return 0 if nothing ran, and if an attack that is let through would have been seen."""
    folder = Path(sys.argv[1]).resolve()
    if folder.exists():
        sys.exit(f"{folder} is there already")
    folder.mkdir(parents=True)
    control = folder / "control.html"
    # The script alone: the alerts behind it would wait for a person.
    control.write_text("<!doctype html><title>x</title>" + samples.ATTACK.partition('">')[0])
    seen = "<title>ran</title>" in browse("--dump-dom", page=control)
    print(f"control: an attack that is not escaped is seen {seen}")
    sample = folder / "sample" / "sessions"
    sample.mkdir(parents=True, exist_ok=True)
    for file in Path("sessions").glob("example*.toml"):
        shutil.copy(file, sample)
    desks = {
        "attack": samples.desk(folder / "attack", samples.attack),
        "world": samples.desk(folder / "world", samples.world),
        "sample": Desk.open(sample / "example.toml", who="Lan", clock=lambda: samples.NOW),
    }
    fine = [show(desk, name, folder) for name, desk in desks.items()]
    return 0 if seen and all(fine) else 1


if __name__ == "__main__":
    raise SystemExit(main())
