"""`export NAME out.xlsx --template`: one line on stdout, what to know on stderr, nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran

from ftr_tui.exchange.workbook import sheet
from tests.tools import make_workbook as made


@pytest.fixture
def template(tmp_path: Path) -> Path:
    made.put_checklist(tmp_path)
    path = tmp_path / "Partner Hosted Self-Assessment.xlsx"
    made.build(path)
    return path


def test_export(run: Callable[..., Ran], acme: Path, template: Path) -> None:
    run("answer", "acme", "CAA-000", "no")
    run("answer", "acme", "RES-001.1", "yes", "--response", "=4 hours")
    ran = run("export", "acme", "out.xlsx", "--template", template)
    assert (ran.status, ran.out) == (0, "wrote out.xlsx (AWS's sheet)\n")
    lines = ran.err.splitlines()
    # Before it may stand, by the day of the run, that the list closes.
    assert any(line.startswith("50 questions are not answered yet: GA.1, HOST-001.1") for line in lines[:2])
    assert "AWS's sheet counts Pass 8, Fail 36 (open counts as Fail); here: 1 met, 36 open, 7 n/a" in lines
    assert lines[-1].startswith("filed in the binder as D01")
    assert sheet.read_file(Path("out.xlsx")).controls["RES-001"].response == "=4 hours"
    assert "self-assessment-sheet" in acme.read_text()


def test_what_cannot_be_written(run: Callable[..., Ran], acme: Path, template: Path) -> None:
    before = acme.read_bytes()
    assert "AWS's own workbook is needed" in run("export", "acme", "out.xlsx").err
    ran = run("export", "acme", "out.xlsx", "--template", "nope.xlsx")
    assert (ran.status, ran.out) == (2, "")
    assert "nope.xlsx: no such file" in ran.err
    ran = run("export", "acme", template, "--template", template, "--force")
    assert (ran.status, "written over itself" in ran.err) == (2, True)
    assert "--anyway are for AWS's sheet alone" in run("export", "acme", "out.md", "--anyway").err
    made.doctored(template)
    ran = run("export", "acme", "out.xlsx", "--template", template)
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert f"--from-workbook '{template}'" in ran.err
    assert not Path("out.xlsx").exists()
    assert acme.read_bytes() == before
    ran = run("export", "acme", "out.xlsx", "--template", template, "--anyway")
    assert (ran.status, "another release (version 2026.2)" in ran.err) == (0, True)
