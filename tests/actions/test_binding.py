"""The binder at work: adding, looking over, moving, citing, packing."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import binder, documents, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Done

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


@pytest.fixture
def record(desk: Desk) -> Path:
    path = desk.file.path.parent / "restore-test-2026-10.pdf"
    path.write_text("restored in 12 minutes")
    return path


def state(desk: Desk, number: str = "D01") -> str:
    return next(str(s) for row in binder.rows(desk) for d, s in row.documents if d.id == number)


def test_a_document_is_for_all_that_want_its_kind(desk: Desk, record: Path) -> None:
    found = binder.add(desk, str(record), "restore-test", shows=OCTOBER, owner="Linh")
    assert (found.id, found.where, found.title) == ("D01", "restore-test-2026-10.pdf", "Restore test record")
    assert (found.controls, found.owner, found.by, found.shows) == (["BAR-002"], "Linh", "Lan", OCTOBER)
    assert (len(found.sha256), found.added) == (64, NOW)
    link = binder.add(desk, "https://wiki.example/plan", controls=["ARC-005"])
    assert (link.title, link.controls, link.sha256) == ("https://wiki.example/plan", ["ARC-005"], "")
    again = binder.add(desk, str(record), controls=["RES-001"])
    assert (again.id, again.controls, again.owner, again.kind) == (
        "D01",
        ["BAR-002", "RES-001"],
        "Linh",
        "restore-test",
    )
    assert desk.undo() and desk.session.document[0].controls == ["BAR-002"]


def test_an_edit_is_noticed_until_a_person_has_looked(desk: Desk, record: Path) -> None:
    binder.add(desk, str(record), "restore-test", shows=OCTOBER)
    assert state(desk) == "ok"
    record.write_text("restored in 99 minutes")
    assert state(desk) == "changed"
    binder.dated(desk, "D01", date(2026, 10, 4))
    assert state(desk) == "changed"
    looked = binder.looked(desk, "d01", date(2026, 11, 20))
    assert (state(desk), looked.shows) == ("ok", date(2026, 11, 20))
    record.unlink()
    assert state(desk) == "gone"
    with pytest.raises(Problem, match="cannot be read"):
        binder.looked(desk, "D01")


def test_without_a_fingerprint_nothing_is_taken_silently(desk: Desk, record: Path) -> None:
    desk.add_document("BAR-002", "", record.name, OCTOBER, "restore-test")
    assert state(desk) == "ok"
    record.write_text("other")
    assert (state(desk), desk.session.document[0].sha256) == ("ok", "")
    binder.looked(desk, "D01")
    record.write_text("third")
    assert state(desk) == "changed"


def test_a_session_that_moved_finds_its_documents(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "plan.md"
    outside.write_text("plan")
    found = binder.add(desk, str(outside), "incident-plan", shows=OCTOBER, copy=True)
    assert found.where == "acme.files/plan.md"
    moved = tmp_path / "elsewhere" / "sessions"
    shutil.move(desk.file.path.parent, moved)
    monkeypatch.chdir(tmp_path)
    there = Desk.open(moved / "acme.toml", desk.library, "Minh", lambda: NOW)
    assert state(there) == "ok"
    (moved / "acme.files/plan.md").write_text("newer plan")
    assert state(there) == "changed"


def test_the_same_name_twice_is_copied_beside_it(desk: Desk, tmp_path: Path) -> None:
    for folder, text in (("a", "one"), ("b", "two"), ("c", "one")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.md").write_text(text)
    where = [binder.add(desk, str(tmp_path / f / "plan.md"), copy=True).where for f in "abc"]
    assert where == ["acme.files/plan.md", "acme.files/plan-2.md", "acme.files/plan.md"]


@pytest.mark.parametrize(
    ("where", "why"),
    [("", "A path"), ("no.pdf", "no file"), (".", "folder"), ("s3://b/k", "http and https"), ("a\0b", "no ")],
)
def test_what_cannot_be_added_says_why(desk: Desk, where: str, why: str) -> None:
    with pytest.raises(Problem, match=why):
        binder.add(desk, where)
    assert desk.session.document == []


def test_a_day_that_has_not_come_a_kind_and_a_control_that_are_none(desk: Desk, record: Path) -> None:
    with pytest.raises(Problem, match="has not come"):
        binder.add(desk, str(record), shows=date(2026, 11, 25))
    with pytest.raises(Problem, match="did you mean restore-test"):
        binder.kind_named(desk, "restore-tests")
    assert binder.kind_named(desk, "restore TEST record") == "restore-test"
    with pytest.raises(Problem, match="XYZ-1 is no control"):
        binder.add(desk, str(record), controls=["XYZ-1"])
    with pytest.raises(Problem, match="no day"):
        binder.day_of(desk, "24.11.2026")


def test_an_export_is_filed_under_one_number(desk: Desk) -> None:
    folder = desk.file.path.parent
    (folder / "sheet-1.xlsx").write_text("1")
    (folder / "sheet-2.xlsx").write_text("2")
    one = binder.filed(desk, "self-assessment-sheet", str(folder / "sheet-1.xlsx"), OCTOBER)
    binder.owned(desk, one.id, "Lan")
    two = binder.filed(desk, "self-assessment-sheet", str(folder / "sheet-2.xlsx"), date(2026, 11, 1))
    assert [(d.id, d.where, d.owner) for d in desk.session.document] == [("D01", "sheet-2.xlsx", "Lan")]
    assert (two.id, two.shows, two.controls) == ("D01", date(2026, 11, 1), ["WAFR-002"])
    (folder / "sheet-2.xlsx").write_text("filled anew")
    assert state(desk) == "changed"
    binder.filed(desk, "self-assessment-sheet", str(folder / "sheet-2.xlsx"))
    assert state(desk) == "ok"


def test_responses_name_their_documents(desk: Desk, record: Path) -> None:
    binder.add(desk, str(record), "restore-test", shows=OCTOBER)
    desk.respond("BAR-002", "Each quarter.")
    desk.respond("IAM-002", "We have none.")
    assert binder.cite(desk) == ["BAR-002"]
    assert desk.session.response_text("BAR-002") == "Each quarter.\nDocuments: D01 restore-test-2026-10.pdf"
    assert binder.cite(desk) == []
    # A newer record of the same kind takes the older one's place in the response.
    newer = record.with_name("restore-test-2026-11.pdf")
    newer.write_text("again")
    binder.add(desk, str(newer), "restore-test", shows=date(2026, 11, 20))
    assert binder.cite(desk, ["BAR-002"]) == ["BAR-002"]
    assert desk.session.response_text("BAR-002").endswith("Documents: D02 restore-test-2026-11.pdf")
    binder.remove(desk, "D01")
    binder.remove(desk, "D02")
    # The number still stands in a response, so it is not given to another file.
    assert binder.add(desk, str(newer), "restore-test").id == "D03"
    desk.undo()
    assert binder.cite(desk) == ["BAR-002"]
    assert desk.session.response_text("BAR-002") == "Each quarter."
    desk.undo()
    assert desk.session.response_text("BAR-002").endswith("2026-11.pdf")


def test_a_draft_that_names_its_documents_is_still_a_draft(desk: Desk, record: Path) -> None:
    desk.respond("BAR-002", "From evidence.")
    draft = desk.session.responses["BAR-002"].model_copy(update={"draft": OCTOBER, "by": "Minh"})
    desk.change("draft", desk.session.with_response("BAR-002", draft))
    binder.add(desk, str(record), "restore-test")
    binder.cite(desk)
    kept = desk.session.responses["BAR-002"]
    assert (kept.draft, kept.by, kept.text.count("D01")) == (OCTOBER, "Minh", 1)


def test_the_number_of_a_proof_is_not_given_away(desk: Desk, record: Path) -> None:
    binder.add(desk, str(record))
    done = Done(id="C1", task="restore-test", on=OCTOBER, at=NOW, document="D01")
    desk.change("done", desk.session.changed(done=[done]))
    binder.remove(desk, "D01")
    assert binder.add(desk, str(record)).id == "D02"
    binder.remove(desk, "D02")
    desk.respond("BAR-002", "Last restore test: 2026-10-03 (D07). On D99 machines, since (D1)\nand so on.")
    assert binder.add(desk, str(record)).id == "D08"


def test_packing_is_whole_and_names_what_is_gone(desk: Desk, record: Path, tmp_path: Path) -> None:
    binder.add(desk, str(record), "restore-test", shows=OCTOBER)
    lost = record.with_name("lost.md")
    lost.write_text("x")
    binder.add(desk, str(lost), "incident-plan")
    picture = record.with_name("diagram.png")
    picture.write_bytes(b"\x89PNG")
    binder.add(desk, str(picture), "architecture-diagram", shows=OCTOBER)
    lost.unlink()
    packed = binder.pack(desk, tmp_path / "b.zip")
    assert packed.unread == ["D02 lost.md: no file is there"]
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert sorted(archive.namelist()) == [
            "documents/D01-restore-test-2026-10.pdf", "hand-in/D03-diagram.png", "index.html", "index.md"
        ]  # fmt: skip
    first = (tmp_path / "b.zip").read_bytes()
    binder.pack(desk, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == first
    with pytest.raises(Problem, match="not saved"):
        binder.pack(desk, tmp_path / "no" / "b.zip")
    assert not list(tmp_path.glob(".ftr-*"))


def test_a_picture_that_cannot_be_opened_is_said_before_it_goes_to_aws(desk: Desk) -> None:
    folder = desk.file.path.parent
    end = b"\0\0\0\0IEND\xaeB`\x82"
    for name, data, note in (
        ("a.png", b"\x89PNG\r\n\x1a\n" + end, []),
        ("b.png", b"\x89PNG\r\n\x1a\n", ["D02: the PNG is cut off: its end is missing"]),
        ("c.png", b"GIF89a", ["D03: it is no PNG inside"]),
        ("d.jpg", b"\xff\xd8\xff\xe0 \xff\xd9", []),
    ):
        (folder / name).write_bytes(data)
        number = binder.add(desk, str(folder / name), "architecture-diagram", shows=OCTOBER).id
        part = next(p for p in binder.hand_in(desk) if p.kind == "architecture-diagram")
        assert [d.id for d in part.documents][-1] == number and not part.missing
        assert [n for n in part.notes if n.startswith(number)] == note


def test_one_control_asks_for_no_content(desk: Desk, record: Path) -> None:
    binder.add(desk, str(record), "restore-test", shows=OCTOBER)
    rows = binder.rows_for(desk, "BAR-002")
    assert [(r.title, str(r.state)) for r in rows] == [
        ("Backup runbook", "missing"),
        ("Restore test record", "ok"),
    ]
    record.write_text("changed")
    assert str(binder.rows_for(desk, "BAR-002")[1].state) == "ok"
    binder.rows(desk)
    assert str(binder.rows_for(desk, "BAR-002")[1].state) == "changed"
    assert documents.outside(desk, "/etc/hosts")
