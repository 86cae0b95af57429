"""A small made-up workbook in the shape of AWS's self-assessment, for tests: AWS's own may not be shipped.

Ids and answers are those of the shipped checklist, every sentence is our own, the formulas in C, D and E
have the shapes that AWS uses, and the traps are there too: a hidden decoy row, an id that stands twice, a
second header, leftover formulas, a protected summary, guidance that a pass formula compares with a literal.
Nothing here imports the app: what it expects must not come from the code under test.

    build()                        a blank sheet of release 2026.1
    build(answers={"CAA-000": "No"}, responses={"RES-001": "4 hours"}, comments={...}, over={...})
    doctored()                     release 2026.2: what differs is told by ADDED, GONE and so on
    old_2024()                     release 2024.1: ARC-003 is there, HOST-001 has one question
    checklist_text(NOW_2026)       the checklist that belongs to a release, as TOML
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import tomli_w

from tests.tools import workbook_sheets as sheets
from tests.tools.workbook_cells import Formula, put

SHIPPED = Path(__file__).parents[2] / "questionnaires" / "partner-hosted-2026.1.toml"

# What doctored() has that build() has not.
ADDED = "NETSEC-003"  # with the questions .1 and .2
GONE = "WAFR-002"
REWORDED = "IAM-003.1"
RULE_CHANGED = "BAR-002"  # one of its two questions is enough now
UNKNOWN_RULE = "IAM-010"  # a formula with LEN, which no sheet had before
ANSWERS_CHANGED = "S3-001.1"  # N/A is in its list now
# What old_2024() has or lacks.
OLD_ONLY = "ARC-003"
OLD_LACKS = ("RES-005", "RES-007", "S3-001", "IAM-012")
OLD_LACKS_QUESTIONS = ("HOST-001.2", "HOST-001.3")
OLD_REWORDED = ("SUP-001.1", "IAM-002.1")


@dataclass(frozen=True)
class Release:
    """What a release has of its own; ``content`` is a whole checklist as plain data."""

    version: str = "2026.1"
    usable: str = "February 2026-August 2026"
    content: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    texts: dict[str, str] = field(default_factory=dict, compare=False, hash=False)
    """Question or control -> its sentence in the sheet, where it is not the usual one."""
    rules: dict[str, str] = field(default_factory=dict, compare=False, hash=False)
    """Control -> its pass formula, where it is not the usual one."""

    index: str = field(default="", compare=False)
    """What the app's digest of the sheet gives; it is a mark only, so it was taken down once."""

    def text(self, id_: str, ask: str, *, control: bool = False) -> str:
        """Return the made-up sentence that stands in the sheet."""
        usual = f"Sheet: {ask}" if not control else f"{ask} \n \nSee also the made-up guide.\n"
        if id_ == "HOST-001.1":
            usual = f"\n{usual}"  # one of AWS's sentences begins with a line end
        return self.texts.get(id_ if not control else f"{id_}:", usual)


def _shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def _now_2026() -> Release:
    index = "sha256:747043b5fc84c91c825c847669f26c58491cb82e92304c157da71bdc64479146"
    return Release(content=_shipped(), index=index)


def _next_2026() -> Release:
    content = _shipped()
    content["release"] = "2026.2"
    content["control"] = [c for c in content["control"] if c["id"] != GONE]
    by_id = {c["id"]: c for c in content["control"]}
    added = by_id["NETSEC-001"] | {"id": ADDED, "title": "A made-up item", "asks": "Made up for tests."}
    added["passes_when"] = [[f"{ADDED}.1=yes", f"{ADDED}.2=yes"]]
    added["question"] = [
        {"id": f"{ADDED}.{n}", "ask": f"Is part {n} of the made-up item done?", "answers": ["yes", "no"]}
        for n in (1, 2)
    ]
    content["control"].insert(content["control"].index(by_id["NETSEC-002"]) + 1, added)
    by_id[RULE_CHANGED]["passes_when"] = [[f"{RULE_CHANGED}.1=yes"], [f"{RULE_CHANGED}.2=yes"]]
    by_id["S3-001"]["question"][0]["answers"] = ["yes", "no", "not-applicable"]
    return Release(
        version="2026.2",
        usable="August 2026-February 2027",
        content=content,
        texts={REWORDED: "Sheet: Does a password policy say twelve signs or more now?"},
        rules={
            RULE_CHANGED: '=IF(OR({1}="Yes",{2}="Yes"), "Pass","Fail")',
            UNKNOWN_RULE: '=IF(AND({1}="Yes",LEN({E})>10), "Pass","Fail")',
        },
        index="sha256:1ddd71b07bc66c01e086f30e315d6c4262cbb1d584fec6f8229b4a9a8348287b",
    )


def _old_2024() -> Release:
    content = _shipped()
    content["release"] = "2024.1"
    content["control"] = [c for c in content["control"] if c["id"] not in OLD_LACKS]
    by_id = {c["id"]: c for c in content["control"]}
    old = by_id["ARC-004"] | {"id": OLD_ONLY, "title": "An item of old", "asks": "It was asked until 2024."}
    old["passes_when"] = [[f"{OLD_ONLY}.1=yes"]]
    old["question"] = [
        {"id": f"{OLD_ONLY}.1", "ask": "Is the root user locked as of old?", "answers": ["yes", "no"]}
    ]
    content["control"].insert(content["control"].index(by_id["ARC-004"]), old)
    by_id["HOST-001"]["question"] = by_id["HOST-001"]["question"][:1]
    by_id["HOST-001"]["passes_when"] = [["HOST-001.1=yes"]]
    by_id["CIS"]["question"][1]["answers"] = ["v3.0", "v1.4"]
    by_id["CIS"]["passes_when"] = [["CIS.1=yes", "CIS.2=v3.0"]]
    content["usable"] = {"from": date(2024, 1, 15), "until": "2025-01"}
    return Release(
        version="2024.1",
        usable="January 2024-January 2025",
        content=content,
        texts={id_: f"Sheet: {id_} as it was asked in 2024?" for id_ in OLD_REWORDED},
        index="sha256:152eb2fb73910f97291d50645cf86e47ab24e3ced8363e5de2701a9fa7806d5a",
    )


NOW_2026 = _now_2026()
NEXT_2026 = _next_2026()
OLD_2024 = _old_2024()


def build(path: Path | None = None, **given: Any) -> bytes:
    """Return a workbook of release 2026.1, and write it to ``path``; ``given`` as make() takes it."""
    return make(NOW_2026, path, **given)


def doctored(path: Path | None = None, **given: Any) -> bytes:
    """Return a workbook of the made-up release 2026.2."""
    return make(NEXT_2026, path, **given)


def old_2024(path: Path | None = None, **given: Any) -> bytes:
    """Return a workbook of the made-up release 2024.1."""
    return make(OLD_2024, path, **given)


def make(
    release: Release,
    path: Path | None = None,
    *,
    answers: Mapping[str, str] | None = None,
    responses: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
    over: Mapping[str, str] | None = None,
    raw: Mapping[str, Any] | None = None,
    with_results: bool = False,
    title: str = sheets.TITLE,
) -> bytes:
    """Return a workbook, filled as asked for.

    ``answers``: question, gate, ``CIS.1``, ``GA.1`` or ``OPT-001.1`` -> any value, not only the list's.
    ``responses``: control -> text. ``comments``: control or question -> AWS's words in F. ``over``:
    question -> what somebody typed over the guidance. ``raw``: cell of that sheet -> value.
    ``with_results``: formulas carry their results, as Excel stores them; takes twice as long.
    """
    data, places = _blank(release, title)
    cells: dict[str, object] = {}
    for column, values, kinds in (
        ("C", answers, ("question",)),
        ("E", responses, ("control",)),
        ("E", over, ("question",)),
        ("F", comments, ("control", "question")),
    ):
        for id_, value in (values or {}).items():
            row = next(places[kind, id_] for kind in kinds if (kind, id_) in places)
            cells[f"{column}{row}"] = value
    for address, value in (raw or {}).items():
        cells[address] = Formula(value) if isinstance(value, str) and value.startswith("=") else value
    if cells:
        data = put(data, cells)
    if with_results:
        data = sheets.with_results(data)
    if path is not None:
        path.write_bytes(data)
    return data


def rows(release: Release = NOW_2026) -> dict[tuple[str, str], int]:
    """Return (``control`` or ``question``, our id) -> row of the sheet; feedback counts as question."""
    return dict(_blank(release, sheets.TITLE)[1])


@cache
def _blank(release: Release, title: str) -> tuple[bytes, dict[tuple[str, str], int]]:
    book, places = sheets.book(release, title)
    return _saved(book), places


def _saved(book: Any) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(out)
    return sheets.shared_strings(out.getvalue())


@cache
def checklist_text(release: Release = NOW_2026) -> str:
    """Return the checklist of a release as TOML: as shipped, but the hashes are of made-up sentences."""
    content = tomllib.loads(tomli_w.dumps(release.content)) | {"index": release.index}
    for control in content["control"]:
        for question in control["question"]:
            question["aws_text"] = text_hash(release.text(question["id"], question["ask"]))
    for gate in content["gate"]:
        gate["aws_text"] = text_hash(release.text(gate["id"], gate["ask"]))
    return tomli_w.dumps(content)


def put_checklist(folder: Path, release: Release = NOW_2026) -> Path:
    """Write the checklist where the app finds it before the shipped one: ``folder`` holds the sessions."""
    own = folder / "questionnaires"
    own.mkdir(parents=True, exist_ok=True)
    file = own / f"partner-hosted-{release.version}.toml"
    file.write_text(checklist_text(release), encoding="utf-8")
    return file


def text_hash(text: str) -> str:
    """Return the hash of a sentence as the data format defines it: NFC, blanks folded, lower case."""
    folded = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    return "sha256:" + hashlib.sha256(folded.encode()).hexdigest()
