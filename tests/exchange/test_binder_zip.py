"""The zip: safe names, an index that obeys nobody, and nothing missing without a word."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.exchange.binder import Entry, Packed, pack, safe_name
from ftr_tui.model.binder import Part
from ftr_tui.model.session import Document

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def document(number: int, where: str, **more: Any) -> Document:
    fields = {"id": f"D{number:02}", "title": "Plan", "where": where, "added": NOW, "controls": ["ARC-005"]}
    return Document(**{**fields, **more})


def packed(
    entries: list[Entry], parts: list[Part] | None = None, product: str = "Acme"
) -> tuple[Packed, zipfile.ZipFile]:
    out = io.BytesIO()
    done = pack(out, entries, parts or [], product=product, made=date(2026, 11, 24), version="9")
    return done, zipfile.ZipFile(out)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("acme.files/restore-test-2026-10.pdf", "D03-restore-test-2026-10.pdf"),
        ("../../etc/passwd", "D03-passwd"),
        ("C:\\plans\\my plan?.docx", "D03-my-plan.docx"),
        ("a/..", "D03-file"),
        ("kế hoạch.pdf", "D03-kế-hoạch.pdf"),
        ("x\u202egnp.exe", "D03-u202egnp.exe"),
        ("-rf.md", "D03-rf.md"),
    ],
)
def test_names_are_safe_on_every_system(where: str, name: str) -> None:
    assert safe_name(document(3, where)) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name(document(3, "ế" * 200 + ".pdf"))
    assert len(name.encode()) <= 120 and name.startswith("D03-ế") and name.endswith("ế.pdf")


def test_files_links_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"picture" * 10)
    (tmp_path / "secret.md").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    entries = [
        Entry(
            "Diagram", "holds until 2027-01-01", document(1, "a.png"), tmp_path / "a.png", ["HOST-001"], True
        ),
        Entry("Plan", "ok", document(2, "https://wiki.example/p?a=1&b=2"), None),
        Entry("Pipe", "cannot be read", document(3, "pipe"), tmp_path / "pipe"),
        Entry("Gone", "gone", document(4, "gone.md"), tmp_path / "gone.md"),
        Entry("Access audit record", "missing", controls=["IAM-008"]),
    ]
    parts = [
        Part("architecture-diagram", "Architecture diagram", [document(1, "a.png")]),
        Part("cis-report", "CIS report", [], ["no report of 111122223333"], optional=True),
        Part("x", "Sheet", [document(4, "gone.md")], [], ["D04 is stale"]),
    ]
    done, archive = packed(entries, parts)
    assert done.files == ["hand-in/D01-a.png"] and done.links == ["D02"]
    assert done.unread == ["D03 pipe: it is no file", "D04 gone.md: no file is there"]
    assert archive.testzip() is None and archive.read("hand-in/D01-a.png") == b"picture" * 10
    text = archive.read("index.md").decode()
    for line in (
        "| D01 | Diagram | [hand-in/D01-a.png](<hand-in/D01-a.png>) | holds until 2027-01-01 |",
        "| D02 | Plan | [https://wiki.example/p?a=1\\&b=2](<https://wiki.example/p?a=1&b=2>) | ok |",
        "- D03 pipe: it is no file",
        "| Architecture diagram | there | D01-a.png |",
        "| CIS report | missing, and optional: no report of 111122223333 | \\- |",
        "| Sheet | missing: D04 could not be read; look at: D04 is stale | \\- |",
        "| Access audit record | missing | IAM-008 |",
    ):
        assert line in text, line


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_index_obeys_nobody() -> None:
    evil = "</td><script>alert(1)</script> [x](javascript:1) | \u202e"
    link = document(1, 'https://x.example/"onclick="a|b>c<d', title=evil, owner=evil)
    done, archive = packed(
        [Entry(evil, "ok", link, None, [evil])], [Part("k", evil, [], [evil])], product=evil
    )
    assert done.links == ["D01"]
    reader = Reader()
    reader.feed(archive.read("index.html").decode())
    assert {tag for tag, _a in reader.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "a",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert [set(a) for tag, a in reader.tags if tag == "a"] == [{"href", "rel"}]
    assert "<script>alert(1)</script>" in reader.text and "\u202e" not in reader.text
    text = archive.read("index.md").decode()
    # Every bracket of a tag or a link has its backslash; the one link is ours.
    assert "<script>" not in text and "\\[x\\](" in text and "[x]" not in text
    row = next(line for line in text.splitlines() if line.startswith("| D01 "))
    assert row.replace("\\|", "").count("|") == 8


def test_the_same_twice_is_the_same_zip_and_names_stay_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Plan.md").write_text(name)
    entries = [
        Entry("A", "ok", document(1, "a/Plan.md"), tmp_path / "a/Plan.md"),
        Entry("B", "ok", document(1, "b/plan.md"), tmp_path / "b/Plan.md"),
    ]
    out = [io.BytesIO(), io.BytesIO()]
    for number, to in enumerate(out):
        os.utime(tmp_path / "a/Plan.md", (number, number))
        pack(to, entries, [], product="Acme", made=date(2026, 11, 24), version="9")
    assert out[0].getvalue() == out[1].getvalue()
    names = zipfile.ZipFile(out[0]).namelist()
    assert names[:2] == ["documents/D01-Plan.md", "documents/D01-plan-2.md"]
