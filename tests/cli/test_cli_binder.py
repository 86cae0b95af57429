"""`binder`: list, add, look over, take away, cite, pack; for people and as JSON."""

from __future__ import annotations

import json
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran, finding, scanned


@pytest.fixture
def record(acme: Path) -> Path:
    path = acme.parent / "restore.pdf"
    path.write_text("restored")
    return path


def row(run: Callable[..., Ran], kind: str) -> dict[str, Any]:
    ran = run("binder", "acme", "--json")
    assert ran.status == 0
    found: dict[str, Any] = next(r for r in json.loads(ran.out)["rows"] if r["kind"] == kind)
    return found


def test_add_edit_look_and_take_away(run: Callable[..., Ran], record: Path, acme: Path) -> None:
    add = ("--add", record, "--kind", "restore-test", "--shows", "2026-01-02", "--owner", "Linh")
    ran = run("binder", "acme", *add)
    assert (ran.status, ran.out) == (0, "D01 Restore test record: restore.pdf\nfor BAR-002\n")
    kept = tomllib.loads(acme.read_text())["document"][0]
    assert (kept["owner"], kept["where"], len(kept["sha256"])) == ("Linh", "restore.pdf", 64)
    record.write_text("edited")
    found = row(run, "restore-test")
    assert (found["state"], found["documents"][0]["holds_until"]) == ("changed", "2026-04-02")
    assert "! changed     D01  Restore test record: restore.pdf" in run("binder", "acme").out
    assert "looked over" in run("binder", "acme", "--looked", "D01", "--shows", "2026-01-03").out
    assert row(run, "restore-test")["documents"][0]["says"] == "stale since 2026-04-04"
    record.unlink()
    assert row(run, "restore-test")["state"] == "gone"
    assert "the file stays" in run("binder", "acme", "--remove", "D01").out
    assert row(run, "restore-test")["state"] == "missing"


def test_the_list_says_what_is_missing_and_what_goes_to_aws(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "yes"))
    ran = run("binder", "acme")
    assert ran.status == 0
    assert "? missing          Architecture diagram; hand-in; for HOST-001 NETSEC-002" in ran.out
    assert "? optional  CIS benchmark report: no file yet; no report of 111122223333" in ran.out
    found = json.loads(run("binder", "acme", "--json").out)
    assert sum(found["counts"].values()) == len(found["rows"]) and found["counts"]["ok"] == 0
    assert [p["kind"] for p in found["hand_in"]][:2] == ["architecture-diagram", "self-assessment-sheet"]


def test_cite_and_pack(run: Callable[..., Ran], record: Path, acme: Path) -> None:
    run("answer", "acme", "BAR-002.1", "yes", "--response", "Each quarter.")
    run("binder", "acme", "--add", record, "--kind", "restore-test")
    assert "BAR-002" in run("binder", "acme", "--cite").out
    text = "Each quarter.\nDocuments: D01 restore.pdf"
    assert tomllib.loads(acme.read_text())["responses"]["BAR-002"]["text"] == text
    assert "already" in run("binder", "acme", "--cite").out
    ran = run("binder", "acme", "--zip", "b.zip")
    assert (ran.status, ran.out) == (0, "wrote b.zip (1 file, 0 links, not redacted)\n")
    assert "hand-in, missing: Architecture diagram: no file yet" in ran.err
    assert "documents/D01-restore.pdf" in zipfile.ZipFile("b.zip").namelist()
    before = Path("b.zip").read_bytes()
    ran = run("binder", "acme", "--zip", "b.zip")
    assert (ran.status, "is there already" in ran.err) == (2, True)
    record.unlink()
    ran = run("binder", "acme", "--zip", "b.zip", "--force", "--json")
    assert (ran.status, json.loads(ran.out)["session"]) == (0, "acme")
    assert "not in it: D01 restore.pdf: no file is there" in ran.err
    assert Path("b.zip").read_bytes() != before


def test_a_file_from_outside_is_said_or_copied(run: Callable[..., Ran], acme: Path) -> None:
    Path("plan.md").write_text("plan")
    ran = run("binder", "acme", "--add", "plan.md", "--kind", "incident-plan")
    assert "outside the sessions folder" in ran.err and "says no day" in ran.err
    assert "D01 comes from outside the sessions folder: /" in run("binder", "acme", "--zip", "b.zip").err
    run("binder", "acme", "--remove", "D01")
    ran = run("binder", "acme", "--add", "plan.md", "--copy", "--control", "ARC-005")
    copied = acme.parent / "acme.files" / "plan.md"
    assert "acme.files/plan.md" in ran.out and copied.read_text() == "plan"
    assert (copied.stat().st_mode & 0o777, copied.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert copied.stat().st_mtime == Path("plan.md").stat().st_mtime


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("--add", "no.pdf"), "There is no file no.pdf"),
        (("--add", "https://x.example", "--kind", "restore-tset"), "did you mean restore-test"),
        (("--add", "https://x.example", "--shows", "soon"), "soon is no day"),
        (("--add", "https://x.example", "--control", "IAM-999"), "IAM-999 is no control"),
        (("--looked", "D09"), "no document has the number D09"),
        (("--kind", "restore-test"), "--kind goes with --add"),
        (("--shows", "2026-01-01"), "--shows goes with --add or --looked"),
        (("--force",), "--force goes with --zip"),
        (("--add", ""), "--add takes a value, and it is empty"),
        (("--zip", " "), "--zip takes a value, and it is empty"),
        (("--zip", "sessions/acme.toml", "--force"), "ends in .zip"),
        (("--add", "https://x.example/a plan"), "no blanks in it"),
        (("--add", "https://x.example", "--shows", "20261001"), "20261001 is no day"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Callable[..., Ran], acme: Path, given: tuple[str, ...], why: str
) -> None:
    before = acme.read_bytes()
    ran = run("binder", "acme", *given)
    assert acme.read_bytes() == before
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1), ran
    assert why in ran.err and acme.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["a\x1b[31m.md", "a\u202egnp.md", "two\nlines.md", "latin-\udcff.md", "de\u0301compose.md"]
)
def test_a_name_that_the_file_cannot_keep_is_refused_before_it_is_lost(
    run: Callable[..., Ran], acme: Path, name: str
) -> None:
    """Kept in another form than it has, it would be gone at once, or nothing could be saved any more."""
    before = acme.read_bytes()
    try:
        Path(name).write_text("x")
    except OSError:
        pytest.skip("this disk takes no such name")
    if Path(unicodedata.normalize("NFC", name)).exists() and unicodedata.normalize("NFC", name) != name:
        pytest.skip("this disk takes both forms")
    ran = run("binder", "acme", "--add", name, "--copy")
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "rename it" in ran.err and acme.read_bytes() == before


def test_a_day_may_be_today_here_as_elsewhere(run: Callable[..., Ran], acme: Path) -> None:
    assert run("binder", "acme", "--add", "https://x.example", "--shows", "today").status == 0
    assert "shows" in tomllib.loads(acme.read_text())["document"][0]


def test_a_file_that_was_moved_keeps_its_number(run: Callable[..., Ran], record: Path, acme: Path) -> None:
    run(
        "binder",
        "acme",
        "--add",
        record,
        "--kind",
        "restore-test",
        "--shows",
        "2026-01-02",
        "--owner",
        "Linh",
    )
    moved = record.rename(acme.parent / "restore-2026-01.pdf")
    (acme.parent / "other.pdf").write_text("another")
    assert (
        run("binder", "acme", "--add", acme.parent / "other.pdf", "--kind", "restore-test").out[:3] == "D02"
    )
    assert run("binder", "acme", "--add", moved, "--kind", "restore-test").out.startswith("D01 ")
    found = tomllib.loads(acme.read_text())["document"]
    assert [(d["id"], d["where"]) for d in found] == [("D01", "restore-2026-01.pdf"), ("D02", "other.pdf")]
    assert (found[0]["owner"], str(found[0]["shows"])) == ("Linh", "2026-01-02")
