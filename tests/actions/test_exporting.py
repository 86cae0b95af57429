"""What leaves the program: whole files or none, redacted or not, hostile text inert, promised shapes."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ftr_tui.actions import dossier, importing
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.exporting import export, kind_of
from ftr_tui.actions.opening import create
from ftr_tui.actions.redacting import redactor
from ftr_tui.exchange import tables
from ftr_tui.exchange.dossier import content
from ftr_tui.model.facts import Evidence
from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import Response, Session
from ftr_tui.model.workload import Workload
from ftr_tui.store import workloads
from tests.actions.canaries import MEMBER, everything

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = "=1+1\n@x \x1b[31m red \u202eevil\u2066 <script>alert(1)</script> \ud800 | `x` # no title"
FILES = ("a.md", "a.html", "a.csv", "a.json", "a.ics", "debrief.md", "debrief.html")
Full = tuple[Session, Evidence, Workload, dict[str, str]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return create(tmp_path / "sessions", "Acme Billing", name="acme", who="Lan", clock=lambda: NOW)


@pytest.fixture(scope="module")
def full() -> Full:
    return everything()


def filled(desk: Desk, full: Full) -> Desk:
    session, evidence, workload, _planted = full
    desk.change("all", session.changed(created=desk.session.created, revision=desk.session.revision))
    desk.take(evidence)
    workloads.save(workloads.path_of(desk.file.path), workload)
    return desk


def written(desk: Desk, folder: Path, *, redact: bool) -> dict[str, str]:
    found = {}
    for name in FILES:
        what = "debrief" if name.startswith("debrief") else None
        assert export(desk, folder / name, what, redact=redact).redacted is redact
        found[name] = (folder / name).read_bytes().decode("utf-8")
    # Calendar lines are folded: put together again.
    found["a.ics"] = found["a.ics"].replace("\r\n ", "")
    return found


# --- redaction --------------------------------------------------------------------------------------


@pytest.mark.hard_case(86)
def test_nothing_planted_survives_in_any_file(desk: Desk, full: Full, tmp_path: Path) -> None:
    filled(desk, full)
    names = MEMBER.split()
    for name, text in written(desk, tmp_path, redact=True).items():
        low = text.casefold()
        left = {w: f for w, f in full[3].items() if w.casefold() in low}
        assert not left, (name, left)
        assert not [n for n in names if n.casefold() in low], name
        assert "redacted" in low or name == "a.ics"
        assert " said." in text and ("Harmless Billing" in text or name == "a.csv")


def test_the_tree_that_becomes_html_and_pdf_holds_nothing_planted(desk: Desk, full: Full) -> None:
    filled(desk, full)
    told = repr(content.tree(dossier.gather(desk, redacted=True), redactor(desk))).casefold()
    assert not {w: f for w, f in full[3].items() if w.casefold() in told}
    assert "redacted" in told and "nothing is redacted" not in told


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("a.md", ["Session.responses.text", "Session.answers.by", "Evidence.finding.summary"]),
        ("a.html", ["Session.responses.text", "Session.document.owner", "Evidence.finding.resources.name"]),
        ("a.csv", ["Session.responses.text", "Session.answers.by", "Session.answers.reason"]),
        ("a.json", ["Session.comment.answer", "Session.former.answer.by", "Evidence.finding.recheck"]),
        ("a.ics", ["Session.calendar.own.owner", "Session.calendar.own.title"]),
        ("debrief.md", ["Session.supply.owner", "Session.rehearsal.seats", "Session.rehearsal.asked.note"]),
        ("debrief.html", ["Session.supply.what", "Session.rehearsal.reviewers"]),
    ],
)
def test_without_redaction_all_is_shown(
    desk: Desk, full: Full, tmp_path: Path, name: str, fields: list[str]
) -> None:
    # The other half of the tests above: what is not there unredacted cannot be seen to be hidden.
    text = written(filled(desk, full), tmp_path, redact=False)[name].replace("\\", "")
    shown = {f for w, f in full[3].items() if w in text}
    assert not set(fields) - shown


@pytest.mark.hard_case(86)
def test_a_token_means_the_same_in_every_file(desk: Desk, full: Full, tmp_path: Path) -> None:
    filled(desk, full)
    token = redactor(desk)(next(w for w, f in full[3].items() if f == "Session.answers.by"))
    texts = written(desk, tmp_path, redact=True)
    row = next(r for r in csv.DictReader(io.StringIO(texts["a.csv"][1:])) if r["question"] == "IAM-002.1")
    answer = next(a for a in json.loads(texts["a.json"])["answers"] if a["question"] == "IAM-002.1")
    assert row["by"] == answer["by"] == token
    assert f">{token}</bdi>, 2026-11-20" in texts["a.html"]


def test_every_person_of_any_field_is_known_in_any_text(desk: Desk, full: Full) -> None:
    hide = redactor(filled(desk, full))
    people = {w: f for w, f in full[3].items() if w.startswith("Zqora")}
    assert "Workload.owner" in people.values() and len(people) > 25
    assert not {w: f for w, f in people.items() if w in hide(f"Ask {w} about it.")}


def test_keys_that_people_wrote_are_hidden_too(desk: Desk, tmp_path: Path) -> None:
    kept = Response(text="x", at=NOW)
    desk.change("by hand", desk.session.with_response("111122223333", kept).with_response("IAM-002", kept))
    export(desk, tmp_path / "a.json", redact=True)
    found = json.loads((tmp_path / "a.json").read_text("utf-8"))["responses"]
    assert found == {"account-1": "x", "IAM-002": "x"}


def test_a_redacted_table_is_not_read_back(desk: Desk, tmp_path: Path) -> None:
    desk.answer("IAM-002.1", "yes")
    desk.respond("IAM-002", "Keys of 111122223333.")
    before = desk.file.path.read_bytes()
    export(desk, tmp_path / "a.csv", redact=True)
    assert "account-1" in (tmp_path / "a.csv").read_text("utf-8")
    with pytest.raises(Problem, match=r"a\.csv:1: is redacted"):
        importing.from_csv(desk, tmp_path / "a.csv")
    assert desk.file.path.read_bytes() == before
    export(desk, tmp_path / "a.csv")
    assert importing.from_csv(desk, tmp_path / "a.csv").same == 2


def test_a_redacted_sheet_is_refused_in_one_line(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="goes to AWS") as caught:
        export(desk, tmp_path / "a.xlsx", template=tmp_path / "t.xlsx", redact=True)
    assert "\n" not in str(caught.value) and list(tmp_path.glob("*.xlsx")) == []


# --- the shape that is promised ---------------------------------------------------------------------


def test_the_json_has_what_docs_exports_promises(desk: Desk, full: Full, tmp_path: Path) -> None:
    export(filled(desk, full), tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text("utf-8"))
    promised: dict[str, type | tuple[type, ...]] = {
        "schema": int, "redacted": bool, "made": str, "program": str, "product": str, "sample": bool,
        "session": str, "checklist": str, "release": str, "ready": bool, "blocking": list, "counts": dict,
        "routes": dict, "controls": dict, "attestations": list, "road": dict, "closing": str,
        "coverage": dict, "answers": list, "responses": dict, "owners": dict, "documents": list,
        "rounds": dict, "comment_rounds": list, "comments": list, "former": dict, "scan": dict,
        "findings": dict, "unread": list,
    }  # fmt: skip
    assert {k for k, kind in promised.items() if not isinstance(found.get(k), kind)} == set()
    assert (found["schema"], found["redacted"], found["made"]) == (1, False, "2026-11-24T09:00:00+00:00")
    assert sum(found["counts"].values()) == 44
    told = found["findings"]["IAM-002.1"]
    assert told["verdict"] == "no" and told["sentence"].count("Text of") == 2
    assert found["comments"][0]["state"] == "open" and found["comment_rounds"][0]["id"] == "N1"
    assert found["closing"]


def test_the_docs_name_every_key(desk: Desk, tmp_path: Path) -> None:
    export(desk, tmp_path / "a.json")
    export(desk, tmp_path / "a.csv")
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
    columns = next(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    wanted = [*json.loads((tmp_path / "a.json").read_text("utf-8")), *columns]
    assert [k for k in wanted if f"`{k}`" not in text and f'"{k}"' not in text] == []


# --- hostile text -----------------------------------------------------------------------------------


@pytest.mark.hard_case(75, 78)
@pytest.mark.parametrize("redact", [False, True])
def test_hostile_text_is_inert_in_every_file(desk: Desk, tmp_path: Path, *, redact: bool) -> None:
    desk.answer("IAM-002.1", "yes", by=HOSTILE)
    desk.respond("IAM-002", HOSTILE)
    desk.own("IAM-002", HOSTILE)
    for name in FILES[:5]:
        export(desk, tmp_path / name, redact=redact)
        data = (tmp_path / name).read_bytes()
        text = data.decode("utf-8")
        assert not set(text) & set("\x1b\u202e\u2066"), name
        if name.endswith("html"):
            assert "<script" not in text
    rows = csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.hard_case(20)
def test_a_file_name_that_is_no_text_still_makes_json(desk: Desk, tmp_path: Path) -> None:
    path = desk.file.path.with_name("ac\udcffme.toml")
    try:
        desk.file.path.rename(path)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such names")
    export(Desk.open(path, clock=lambda: NOW), tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_bytes())["checklist"] == "partner-hosted"


@pytest.mark.hard_case(8)
def test_half_a_pair_of_surrogates_is_still_json() -> None:
    assert json.loads(tables.to_json({"a": "x\ud83d"})) == {"a": "x\ud83d"}


# --- whole or not at all ----------------------------------------------------------------------------


def _full_disk(*_given: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.hard_case(14, 81)
@pytest.mark.parametrize("name", FILES[:5])
def test_a_full_disk_leaves_what_was_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text("mine")
    monkeypatch.setattr(os, "fsync", _full_disk)
    with pytest.raises(SaveProblem, match="the disk is full") as caught:
        export(desk, tmp_path / name)
    monkeypatch.undo()
    assert "\n" not in str(caught.value)
    assert (tmp_path / name).read_text() == "mine" and list(tmp_path.glob(".ftr-*")) == []


def test_where_a_folder_stands(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(SaveProblem, match="a folder of that name"):
        export(desk, tmp_path / "a.json")
    with pytest.raises(SaveProblem, match="the folder is gone"):
        export(desk, tmp_path / "nowhere" / "a.json")


@pytest.mark.hard_case(17)
def test_a_link_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "there.json").write_text("old")
    (tmp_path / "a.json").symlink_to("there.json")
    export(desk, tmp_path / "a.json")
    assert (tmp_path / "a.json").is_symlink() and json.loads((tmp_path / "there.json").read_text())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(desk: Desk, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(SaveProblem, match="no permission"):
        export(desk, closed / "a.json")


@pytest.mark.parametrize(
    ("name", "what", "kind"),
    [
        ("A.MD", None, "dossier"),
        ("a.html", None, "dossier"),
        ("a.html", "debrief", "debrief"),
        ("a.pdf", None, "dossier"),
        ("a.xlsx", None, "sheet"),
        ("a.csv", None, "answers"),
        ("a.ics", "calendar", "calendar"),
    ],
)
def test_an_ending_says_what_it_holds(name: str, what: str | None, kind: str) -> None:
    assert kind_of(Path(name), what) == kind


@pytest.mark.parametrize(
    ("name", "what", "says"),
    [
        ("a", None, "known: .md"),
        ("a.htm", None, "did you mean .html"),
        ("a.csv", "dossier", "use .md, .html, .pdf"),
    ],
)
def test_another_ending_says_what_to_use(name: str, what: str | None, says: str) -> None:
    with pytest.raises(Problem, match=says):
        kind_of(Path(name), what)


def test_a_template_is_for_the_sheet(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="AWS's sheet alone"):
        export(desk, tmp_path / "a.json", template=tmp_path / "t.xlsx")


@pytest.mark.hard_case(85)
def test_secrets_are_counted_and_masked_once(desk: Desk, tmp_path: Path) -> None:
    kept = Response(text="key AKIAIOSFODNN7EXAMPLE", at=NOW)
    desk.change("by hand", desk.session.with_response("IAM-002", kept))
    for name in ("a.csv", "a.json"):
        assert export(desk, tmp_path / name, redact=True).masked == 1
        assert "AKIA" not in (tmp_path / name).read_text("utf-8")
