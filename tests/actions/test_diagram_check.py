"""Which diagram is looked at, what is only a picture, what a hand-in needs; the list of services."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ftr_tui.actions import binder, checking, diagram, opening
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence, Scan, Seen
from ftr_tui.model.problem import Problem
from ftr_tui.store.library import SERVICES
from ftr_tui.store.shipped import builtin_dir
from tests.exchange.drawn import JPEG, PDF, box, file, icon, model, png

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PAGE = model(icon("rds"), icon("s3"), box("Stripe"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)


def put(desk: Desk, name: str, data: bytes) -> str:
    path = desk.file.path.parent / name
    path.write_bytes(data)
    return str(path)


def scanned(desk: Desk, *services: str, sample: bool = False) -> None:
    scan = Scan(started=NOW, seconds=1.0, calls=1, sample=sample)
    seen = [Seen(service=s, total=2, regions=["eu-west-1"]) for s in services]
    desk.take(Evidence(scan=scan, seen=seen))


def test_a_packed_and_a_plain_file_give_the_same_report(desk: Desk) -> None:
    scanned(desk, "rds", "s3", "sqs")
    told = []
    for name, pack in (("a.drawio", False), ("b.xml", True)):
        found = diagram.as_json(diagram.check(desk, put(desk, name, file(PAGE, pack=pack))))
        told.append({k: v for k, v in found.items() if k != "file"})
    assert told[0] == told[1]
    assert [f["id"] for f in told[0]["seen_not_drawn"]] == ["sqs"]
    assert [f["id"] for f in told[0]["drawn_and_seen"]] == ["s3", "rds"]
    assert json.loads(json.dumps(told[0])) == told[0]


def test_without_a_file_it_is_the_binders_diagram_that_can_be_compared_newest_first(desk: Desk) -> None:
    with pytest.raises(Problem, match=r"no architecture diagram in the binder .*--kind architecture-diagram"):
        diagram.check(desk)
    binder.add(desk, "https://wiki.example/diagram", diagram.KIND)
    link = diagram.check(desk)
    assert (link.form, link.document, link.where) == ("link", "D01", "https://wiki.example/diagram")
    assert "A link" in diagram.headline(link)
    binder.add(desk, put(desk, "shown.png", png()), diagram.KIND, shows=date(2026, 11, 20))
    assert (diagram.check(desk).form, diagram.check(desk).document) == ("picture", "D02")
    binder.add(desk, put(desk, "old.drawio", file(PAGE)), diagram.KIND, shows=date(2025, 1, 1))
    binder.add(desk, put(desk, "new.drawio", file(PAGE)), diagram.KIND, shows=date(2026, 1, 1))
    found = diagram.check(desk)
    assert (found.form, found.document) == ("drawing", "D04")
    assert "D02 is one" in diagram.hand_in(found)
    # The same file named by hand is known as the binder's.
    assert diagram.check(desk, str(desk.file.path.parent / "old.drawio")).document == "D03"


@pytest.mark.parametrize(
    ("name", "data", "form", "fits"),
    [("a.png", png(), "png", True), ("a.jpg", JPEG, "jpeg", True), ("a.pdf", PDF, "pdf", False),
     ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg", False)],
)  # fmt: skip
def test_a_picture_is_a_full_document_that_is_only_read(
    desk: Desk, name: str, data: bytes, form: str, fits: bool
) -> None:
    scanned(desk, "rds")
    found = diagram.check(desk, put(desk, name, data))
    assert (found.form, found.file, found.compared, found.missing) == ("picture", form, False, ())
    assert "can be read to its end" in diagram.headline(found)
    assert ("this is one" in diagram.hand_in(found)) is fits
    assert diagram.as_json(found)["hand_in"] is fits


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.drawio", b"<mxfile><diagram>", "a.drawio:1: broken XML: no element found"),
        ("a.png", png()[:-9], "the PNG is cut off: its end is missing"),
        ("a.vsdx", b"PK\x03\x04", "neither a draw.io diagram nor a PNG, JPEG or PDF"),
        ("a.svg", b"no svg", "neither a draw.io diagram"),
        ("a.txt", b"", "neither a draw.io diagram"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_the_file(desk: Desk, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Problem) as caught:
        diagram.check(desk, put(desk, name, data))
    assert name in str(caught.value) and said in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(Problem, match="no such file"):
        diagram.check(desk, "nowhere.drawio")


def test_a_binders_file_that_is_gone_is_told(desk: Desk) -> None:
    where = put(desk, "a.drawio", file(PAGE))
    binder.add(desk, where, diagram.KIND)
    Path(where).unlink()
    with pytest.raises(Problem, match=r"a\.drawio: no such file"):
        diagram.check(desk)


def test_nothing_scanned_and_sample_findings_are_told(desk: Desk) -> None:
    where = put(desk, "a.drawio", file(PAGE))
    found = diagram.check(desk, where)
    assert diagram.headline(found) == "2 services drawn; none to compare"
    assert any("not scanned yet" in text for text in diagram.hints(found))
    scanned(desk, "rds", sample=True)
    assert "sample findings" in diagram.hints(diagram.check(desk, where))[0]


def test_the_words_of_the_report(desk: Desk) -> None:
    scan = Scan(started=NOW, seconds=1.0, calls=1)
    regions = ["eu-west-1", "us-east-1", "us-west-2", "eu-north-1"]
    seen = [
        Seen(service="aurora", total=3, accounts=["111122223333", "222233334444"], regions=regions),
        Seen(service="s3", partial=True),
        Seen(service="sns", total=1, partial=True),
    ]
    desk.take(Evidence(scan=scan, seen=seen))
    found = diagram.check(desk, put(desk, "a.drawio", file(PAGE)))
    assert diagram.headline(found) == "1 drawn and seen, 1 seen and not drawn, 1 drawn and not seen"
    assert diagram.how_many(found.both[0]) == (
        "3 seen as aurora in eu-west-1, us-east-1, us-west-2 and 1 more Region, 2 accounts"
    )
    assert diagram.how_many(found.missing[0]) == "1 seen, perhaps more"
    assert diagram.why(found.extra[0]) == "none seen, but not all could be read"
    assert diagram.about(found.third[0])[0] == "service"


# --- the list of services, as `check` sees it -----------------------------------------------------------


def test_the_shipped_list_has_no_faults_and_is_no_checklist() -> None:
    done = checking.check(builtin_dir() / SERVICES)
    assert (done.kind, done.faults) == ("services", ())
    assert opening.library_for(Path("sessions")).names() == ["customer-deployed", "partner-hosted"]


def test_a_fault_in_the_list_has_its_line(tmp_path: Path) -> None:
    text = (builtin_dir() / SERVICES).read_text("utf-8")
    line = text.count("\n") + 3
    path = tmp_path / SERVICES
    path.write_text(
        text + '\n[[third_party]]\nid = "mine"\ntitle = "M"\nkind = "saas"\nwords = ["stripe"]\n', "utf-8"
    )
    (fault,) = checking.check(path).faults
    assert (fault.line, fault.reason) == (line, "mine: 'stripe' names stripe as well")
    path.write_text(text + '\n[[service]]\nid = "mine"\ntitle = "M"\nshape = ["x"]\n', "utf-8")
    assert [f.reason for f in checking.check(path).faults] == ["unknown key"]
    other = tmp_path / "my-services.toml"
    other.write_text(text, "utf-8")
    assert "must be aws-services.toml" in str(checking.check(other).faults[0])


def test_a_list_of_the_teams_own_takes_the_place_of_ours(desk: Desk) -> None:
    folder = desk.file.path.parent.parent / "questionnaires"
    folder.mkdir()
    text = 'schema = 1\n[[service]]\nid = "ours"\ntitle = "Ours"\nwords = ["Billing"]\n'
    (folder / SERVICES).write_text(text)
    scanned(desk, "rds")
    found = diagram.check(desk, put(desk, "a.drawio", file(model(box("Billing")))))
    assert [f.service.id for f in found.extra] == ["ours"]
    assert [f.service.id for f in found.missing] == ["rds"]
