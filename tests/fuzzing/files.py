"""Files that anybody may have written: a value or one line, the file as it was, and soon."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from ftr_tui.actions import checking, rows_in, taking_in
from ftr_tui.actions import guide as guides
from ftr_tui.actions.opening import library_for
from ftr_tui.exchange import drawio, elsewhere, pictures, tables
from ftr_tui.exchange import guide as guide_file
from ftr_tui.model.problem import Problem
from ftr_tui.store import findings, library, sessions, settings, workloads
from ftr_tui.store.shipped import builtin_dir
from ftr_tui.store.toml_read import read_bytes
from tests.exchange import drawn
from tests.fuzzing.hostile import Change, changed, changes, folder, grown, seeds
from tests.fuzzing.looking import nothing_obeyed, one_line, strings
from tests.tools import elsewhere_files, make_workbook

BOUND = 10.0
"""Seconds of CPU that no file of at most 1 MB may take; the slowest is told."""
CONTENT = builtin_dir()
DATA = Path(__file__).parents[1] / "data"
_CHECKS = [
    elsewhere_files.Check("IAM.3", "FAILED"),
    elsewhere_files.Check("S3.1", "PASSED", "arn:aws:s3:::b"),
]
_PROWLER = [elsewhere_files.Check("iam_rotate_access_key_90_days", "FAIL")]


@dataclass(frozen=True)
class Kind:
    """A kind of file: a good one, the name that it has, and who reads it."""

    name: str
    good: Callable[[], bytes]
    read: Callable[[Path], Any]


def _checked(path: Path) -> Any:
    for fault in checking.check(path).faults:
        one_line(str(fault), "fault")


def _session(path: Path) -> Any:
    _checked(path)
    return sessions.read(read_bytes(path), path.name)


def _settings(path: Path) -> Any:
    with mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": str(path.parents[1])}):
        return settings.load()


def _foreign(path: Path) -> Any:
    rows_in.is_rows(path)
    return elsewhere.read(path.read_bytes(), path.name)


def _diagram(path: Path) -> Any:
    pictures.whole(path, path.name)
    return drawio.read(path, path.name)


def _guide(path: Path) -> Any:
    hints = library_for(path.parent).guide_hints()
    return guides.model.places(guide_file.read(read_bytes(path), path.name), hints)


def _content(name: str) -> Kind:
    return Kind(name, lambda: (CONTENT / name).read_bytes(), _checked)


@cache
def _toml(which: int) -> bytes:
    from hypothesis import find

    seed = find(seeds(long=False), lambda s: len(s.texts) > 3)
    models = grown(seed)
    return (sessions.dump(models[0]), findings.dump(models[1]), workloads.dump(models[2]))[which]


_workbook = cache(lambda: make_workbook.build(answers={"CAA-000": "No"}, responses={"RES-001": "4 hours"}))
_ANSWERS = b"question,value,response\nIAM-002.1,yes,Keys\nIAM-003.1,no,\nGA.1,yes,\n"
KINDS = {
    "session": Kind("acme.toml", lambda: _toml(0), _session),
    "sample": Kind("example.toml", lambda: (builtin_dir("sessions") / "example.toml").read_bytes(), _session),
    "findings": Kind("acme.evidence.toml", lambda: _toml(1), lambda p: (_checked(p), findings.load(p))),
    "tool": Kind("acme.wa.toml", lambda: _toml(2), lambda p: (_checked(p), workloads.load(p))),
    "settings": Kind(
        "ftr-tui/settings.toml",
        lambda: b'theme = "dark"\nmouse = true\nname = "L"\nseen = ["a"]\n[keys]\n"interview.yes" = "j,Y"\n',
        _settings,
    ),
    "list": Kind(
        "partner-hosted-2026.1.toml",
        lambda: (CONTENT / "partner-hosted-2026.1.toml").read_bytes(),
        lambda p: (_checked(p), library.load_checklist(p)),
    ),
    **{name: _content(name) for name in (
        library.PROGRAMME, library.BANK, library.SERVICES, library.REPORTS, library.COACH,
        library.GUIDE_HINTS, library.NEXT_STEPS, "well-architected-2025-02-25.toml",
    )},
    "answers": Kind("answers.csv", lambda: _ANSWERS, lambda p: tables.read_rows(read_bytes(p), p.name)),
    "hub.csv": Kind("hub.csv", lambda: elsewhere_files.hub_csv(_CHECKS), _foreign),
    "hub.json": Kind("hub.json",
    lambda: (DATA / "elsewhere/same-account/security-hub.json").read_bytes(), _foreign),
    "asff.json": Kind("asff.json", lambda: (DATA / "elsewhere/prowler/findings.asff.json").read_bytes(),
    _foreign),
    "prowler.csv": Kind("prowler.csv", lambda: elsewhere_files.prowler_csv(_PROWLER), _foreign),
    "compliance.csv": Kind("c.csv", lambda: (DATA / "elsewhere/prowler/ftr-compliance.csv").read_bytes(),
    _foreign),
    "credentials": Kind(
        "credentials.csv",
        lambda: elsewhere_files.credential_report([elsewhere_files.User("<root_account>")]),
        _foreign,
    ),
    "config": Kind(
        "config.json",
        lambda: json.dumps(elsewhere_files.pack_details([_CHECKS[0]])).encode(),
        _foreign,
    ),
    "diagram": Kind("a.drawio", lambda: drawn.file(drawn.model(drawn.icon("rds", "db"), drawn.box("x"))),
    _diagram),
    "packed": Kind("p.drawio", lambda: drawn.file(drawn.model(drawn.icon("s3")), pack=True), _diagram),
    "picture": Kind("a.png", lambda: drawn.png(), _diagram),
    "guide": Kind("guide.md", lambda: (DATA / "guides/odd.md").read_bytes(), _guide),
    "workbook": Kind("a.xlsx", _workbook, taking_in.read_workbook),
    "workbook part": Kind("b.xlsx", _workbook, taking_in.read_workbook),
}  # fmt: skip
_COSTLY = {"workbook", "workbook part", "list", library.BANK, library.SERVICES, library.NEXT_STEPS,
           "well-architected-2025-02-25.toml"}  # fmt: skip
_NAMES = [name for name in KINDS for _n in range(1 if name in _COSTLY else 4)]


@dataclass(frozen=True)
class Input:
    """One file: which kind it began as, and what was done to it."""

    kind: str
    todo: tuple[Change, ...]

    def data(self) -> bytes:
        """Return the bytes."""
        good = KINDS[self.kind].good()
        if self.kind != "workbook part":
            return changed(good, list(self.todo))
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as packed, zipfile.ZipFile(out, "w") as anew:
            names = sorted(packed.namelist())
            chosen = names[int(self.todo[0].at * len(names))]
            for name in names:
                part = packed.read(name)
                anew.writestr(name, changed(part, list(self.todo)) if name == chosen else part)
        return out.getvalue()


inputs = st.builds(Input, st.sampled_from(_NAMES), changes.map(tuple))


def _folder() -> Path:
    path = folder() / "files"
    path.mkdir(exist_ok=True)
    return path


def check(given: Input) -> None:
    """Fail where the file is not read, or refused in one line, as it should be."""
    kind = KINDS[given.kind]
    # Each in a folder of its own: a list is checked together with what stands beside it.
    path = _folder() / given.kind / kind.name
    path.parent.mkdir(exist_ok=True, parents=True)
    data = given.data()
    path.write_bytes(data)
    os.utime(path, ns=(1, time.time_ns()))
    start = time.process_time()
    try:
        found = kind.read(path)
    except Problem as problem:
        found, said = None, str(problem)
    else:
        said = ""
    took = time.process_time() - start
    assert took < BOUND, took
    assert path.read_bytes() == data
    if said:
        one_line(said, given.kind)
        assert kind.name.rpartition("/")[2] in said, said
    for text in strings(found):
        nothing_obeyed(text, given.kind)
    assert [
        p.name for p in path.parent.iterdir() if p.is_file() and p.name.startswith(path.stem + ".bak")
    ] == []
