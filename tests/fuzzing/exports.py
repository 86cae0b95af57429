"""Everything that leaves the program as a file, over sessions with hostile text in every field."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import strategies as st

from ftr_tui.actions import binder, exporting, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.store import atomic, findings, sessions, workloads
from ftr_tui.store.toml_read import parse
from tests.exchange.workbook.books import opened
from tests.fuzzing import looking
from tests.fuzzing.hostile import Seed, folder, grown, past_all_checks, seeds
from tests.tools import make_workbook

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KINDS = (
    *("a.md", "a.html", "a.csv", "a.json", "a.ics", "debrief.md", "debrief.html"),
    *("fixes.md", "fixes.html", "fixes.csv", "fixes.json", "a.xlsx", "a.zip", "full.csv", "a.toml"),
)
PDF = ("a.pdf", "fixes.pdf")


@dataclass(frozen=True)
class Input:
    """One export: of which session, as what; ``raw``: as if one way in had forgotten to clean."""

    seed: Seed
    name: str
    raw: bool = False
    redact: bool = False


def inputs(*, pdf: bool = True, long: bool = True) -> st.SearchStrategy[Input]:
    """Return the strategy; pages of paper cost a second each, so they are few."""
    names = st.sampled_from([*KINDS * 4, *(PDF if pdf else ())])
    return st.builds(Input, seeds(long), names, st.booleans(), st.sampled_from([False, False, False, True]))


def _folder() -> Path:
    path = folder() / "exports"
    path.mkdir(exist_ok=True)
    return path


@cache
def _desk() -> Desk:
    own = _folder() / "questionnaires"
    own.mkdir()
    # The list that the made-up workbook belongs to, or nothing could be written into it.
    (own / "partner-hosted-2026.1.toml").write_text(
        make_workbook.checklist_text(make_workbook.NOW_2026), "utf-8"
    )
    return opening.create(_folder() / "sessions", "Acme", name="acme", who="Lan", clock=lambda: NOW)


@cache
def template() -> Path:
    """Return the made-up blank workbook."""
    path = _folder() / "blank.xlsx"
    path.write_bytes(make_workbook.build())
    return path


def desk_over(seed: Seed, *, raw: bool = False) -> Desk:
    """Return a desk over such a session, its findings and its workload; nothing of it is saved."""
    desk, models = _desk(), grown(seed)
    session, evidence, _workload = (past_all_checks(m, seed) for m in models) if raw else models
    desk.session, desk.evidence = session, evidence
    desk.__dict__.pop("review", None)
    desk.__dict__.pop("programme", None)
    atomic.write(workloads.path_of(desk.file.path), workloads.dump(models[2]))
    return desk


def check(given: Input) -> None:
    """Fail where the file that is written could harm who opens it."""
    desk = desk_over(given.seed, raw=given.raw)
    file = _folder() / given.name
    file.unlink(missing_ok=True)
    what = file.stem if file.stem in ("debrief", "fixes") else None
    if given.name == "full.csv":
        file.write_bytes(exporting.resource_rows(desk.evidence.finding))
    elif given.name == "a.zip":
        binder.pack(desk, file)
    elif given.name == "a.toml":
        try:
            _stored(desk)
        except SaveProblem as problem:
            # Half a letter cannot be written; nothing was, and the field is named.
            assert given.raw and "cannot be written" in str(problem)
        return
    else:
        sheet = file.suffix == ".xlsx"
        try:
            done = exporting.export(
                desk,
                file,
                what,
                filed=False,
                redact=given.redact and not sheet,
                template=template() if sheet else None,
            )
        except Problem as problem:
            # AWS's cells hold no more, and nothing is cut: the control is named, no file is written.
            assert sheet and "a cell holds 32767" in str(problem) and not file.exists(), problem
            return
        for note in done.notes:
            # Who shows a note cleans it, as all that is shown.
            looking.nothing_obeyed("" if given.raw else note, "note")
    look(file.name, file.read_bytes())


def look(name: str, data: bytes) -> None:
    """Look through a file as its kind demands."""
    ending = name.rpartition(".")[2]
    if ending == "zip":
        _zip(data)
    elif ending == "xlsx":
        _workbook(data)
    elif ending == "pdf":
        assert data.startswith(b"%PDF-") and not re.search(
            rb"/(JavaScript|Launch|OpenAction|EmbeddedFile)\b", data
        )
        for link in re.findall(rb"/URI\s*\(([^)]*)", data):
            assert link.startswith((b"http://", b"https://", b"mailto:")), link
    else:
        text = data.decode("utf-8")
        {"md": looking.markdown, "html": looking.html, "csv": looking.table, "json": looking.tree,
         "ics": looking.calendar}[ending](text)  # fmt: skip


def _zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            looking.nothing_obeyed(name, "name in zip")
            assert not name.startswith(("/", "\\")) and ".." not in name.split("/") and ":" not in name, name
            assert len(name.encode()) < 255
            if name.endswith((".md", ".html")) and "/" not in name:
                look(name, packed.read(name))


@cache
def _formulas() -> frozenset[tuple[str, str]]:
    return _formulas_in(template().read_bytes())


def _formulas_in(data: bytes) -> frozenset[tuple[str, str]]:
    book = opened(data, stored=False)
    return frozenset(
        (sheet.title, cell.coordinate)
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    )  # fmt: skip


def _workbook(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(packed.read(name))
                looking.nothing_obeyed(packed.read(name).decode("utf-8").replace("\r", ""), name)
    assert _formulas_in(data) <= _formulas()
    for sheet in opened(data, stored=False):
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                assert not isinstance(value, str) or len(value) <= 32_767


def _stored(desk: Desk) -> None:
    """What is saved opens again, and what is read of it is clean, whatever stood in memory."""
    for text in looking.strings(sessions.read(sessions.dump(desk.session), "x.toml")):
        looking.nothing_obeyed(text, "session")
    for text in looking.strings(Evidence.model_validate(parse(findings.dump(desk.evidence), "x.toml"))):
        looking.nothing_obeyed(text, "findings")
