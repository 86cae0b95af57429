"""Let LibreOffice work every formula of workbooks out anew, and print the totals that it finds.

    python tests/workbook/recalculate.py FILE.xlsx...      totals of each file, as stored and recalculated
    python tests/workbook/recalculate.py --scenarios [TEMPLATE.xlsx]
                                                           export the known scenarios first; 1: one differs

Run by hand: it needs ``soffice``, and CI has none. Opened as usual, LibreOffice shows what is stored; so it
gets a profile of its own that says "always recalculate". TEMPLATE: AWS's blank 2026.1, else a made-up one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from formulas import Sheet
from openpyxl import load_workbook
from scenarios import TOTALS, scenario

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def recalculated(files: list[Path], folder: Path) -> list[Path]:
    """Return copies of the files, in ``folder``, with every formula worked out by LibreOffice."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    out = folder / "recalculated"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={user.parent.as_uri()}",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run([*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True)
    return [out / file.name for file in files]


def results(path: Path) -> dict[tuple[str, str], Any]:
    """Return what is stored for each cell; an empty text counts as nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(path, data_only=True)
    return {
        (page.title, cell.coordinate): cell.value
        for page in book.worksheets
        for line in page.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }


def totals(path: Path) -> tuple[object, ...]:
    """Return passed, failed, percentage, and how many controls show Yes, No and nothing."""
    sheet, found = Sheet(path), results(path)
    # The three rows above the header are the percentage, a hidden one, and the counts.
    header = next(r for r in range(1, 12) if found.get((sheet.title, f"A{r}")) == "ID")
    percent, passed = header - 3, header - 1
    shown = Counter(found.get((sheet.title, f"C{row.number}")) for row in sheet.controls.values())
    places = [f"B{passed}", f"E{passed}", f"B{percent}"]
    return (*(found.get((sheet.title, p)) for p in places), shown["Yes"], shown["No"], shown[None])


def export(template: Path, folder: Path) -> list[Path]:
    """Return one exported workbook for each scenario."""
    from ftr_tui.exchange.workbook import fill, sheet

    oracle, found = Sheet(template), sheet.read_file(template)
    out = []
    for name in TOTALS:
        answers, responses = scenario(name, oracle)
        out.append(folder / f"{name}.xlsx")
        out[-1].write_bytes(fill.fill(found, answers, responses, now=datetime.now(UTC)).data)
    return out


def main(arguments: list[str]) -> int:
    """Print; 1 if stored and recalculated results differ, or a scenario is not as it was seen."""
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = [Path(a) for a in arguments if not a.startswith("--")]
        if "--scenarios" in arguments:
            if not files:
                from tests.tools.make_workbook import build

                files = [folder / "made-up.xlsx"]
                build(files[0])
            files = export(files[0], folder)
        for file, again in zip(files, recalculated(files, folder), strict=True):
            stored, true = results(file), results(again)
            differ = [place for place in {*stored, *true} if stored.get(place) != true.get(place)]
            known = TOTALS.get(file.stem) if "--scenarios" in arguments else None
            print(f"{file.name}: stored {totals(file)}, recalculated {totals(again)}, {len(differ)} differ")
            for place in sorted(differ)[:10]:
                print(f"  {place}: {stored.get(place)!r} {true.get(place)!r}")
            wrong += bool(differ) or (known is not None and known != totals(again))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
