"""Home's sessions at a glance: right figures, kept only while nothing has changed, never in the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ftr_tui.actions import calendar, products, rounds
from ftr_tui.actions.desk import Desk
from ftr_tui.actions.glances import Glance, age, counted, glance
from ftr_tui.actions.opening import create
from ftr_tui.actions.products import CACHE, Entry, Products, in_order
from ftr_tui.cli import main


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def where(tmp_path: Path, clock: Clock) -> Path:
    for name in ("Beta", "Alpha"):
        create(tmp_path / "sessions", name, clock=clock, who="Minh")
    return tmp_path / "sessions"


def read_all(found: Products) -> dict[str, Glance]:
    return {e.path.stem: e.glance or found.read(e.path) for e in found.look()}


def test_what_is_said_is_what_the_session_says(where: Path, clock: Clock) -> None:
    desk = Desk.open(where / "alpha.toml", clock=clock)
    one = read_all(Products(where, clock))["alpha"]
    assert (one.product, one.ready, one.gaps) == ("Alpha", False, len(desk.review.blocking))
    assert one.first.startswith(desk.review.blocking[0].id)
    assert sum(n for _o, n in one.counts) == len(desk.review.counted)
    assert [(w.id, w.met) for w in one.ways] == [("sheet", 0), ("wafr", 0)]
    assert (one.scanned, one.risks, age(one, clock())) == ("", None, "never")
    calendar.add(desk, "Water the plants", due=clock().date() - timedelta(days=2))
    assert (glance(desk).due, glance(desk).urgency) == ("2 days late: Water the plants", "overdue")
    rounds.bring(desk, [("IAM-006", "Which role?")], clock().date())
    # What AWS asks comes before what is late at home; that stays told.
    assert glance(desk).asked and glance(desk).due.startswith("AWS: 1 open")
    assert any("Water the plants" in text for text in glance(desk).more)
    assert glance(desk).day == str(clock().date() - timedelta(days=2))


def test_nothing_is_opened_again_until_a_file_or_the_day_changes(
    where: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Products(where, clock)
    before = read_all(found)
    found.keep()
    opened: list[str] = []
    real = Desk.open.__func__  # type: ignore[attr-defined]

    def counting(cls: type[Desk], path: Path, *rest: object) -> Desk:
        opened.append(path.stem)
        return real(cls, path, *rest)  # type: ignore[no-any-return]

    monkeypatch.setattr(Desk, "open", classmethod(counting))
    # Another program: what the first one kept is enough.
    assert list(products.each(where, clock)) == [before["alpha"], before["beta"]] and opened == []
    desk = Desk.open(where / "beta.toml", None, "", clock)
    opened.clear()
    desk.answer("SUP-001.1", "yes")
    after = list(products.each(where, clock))
    assert opened == ["beta"] and after[1].gaps == before["beta"].gaps - 1
    (where / "beta.evidence.toml").write_text("schema = 1\n")
    opened.clear()
    list(products.each(where, clock))
    assert opened == ["beta"]
    opened.clear()
    clock.now += timedelta(days=1)
    list(products.each(where, clock))
    assert sorted(opened) == ["alpha", "beta"]


@pytest.mark.parametrize(
    "junk", [b"", b"{", b"[]", b'{"basis": 1}', b"\xff", b'{"basis": [], "sessions": 3}']
)
def test_a_kept_file_that_is_not_ours_is_made_anew(where: Path, clock: Clock, junk: bytes) -> None:
    (where / CACHE).write_bytes(junk)
    assert len(read_all(Products(where, clock))) == 2
    list(products.each(where, clock))
    kept = json.loads((where / CACHE).read_bytes())
    kept["sessions"]["alpha"][2]["risks"] = "many"
    (where / CACHE).write_text(json.dumps(kept))
    assert {g.product for g in products.each(where, clock)} == {"Alpha", "Beta"}


def test_a_broken_session_has_its_reason_until_it_is_mended(where: Path, clock: Clock) -> None:
    good = (where / "alpha.toml").read_text()
    (where / "alpha.toml").write_text("schema = \n")
    found = Products(where, clock)
    one = read_all(found)["alpha"]
    assert "alpha.toml:1" in one.problem and one.first.startswith("alpha.toml:1: ")
    assert counted(read_all(found).values()) == {"sessions": 2, "ready": 0, "not_ready": 1, "unreadable": 1}
    (where / "alpha.toml").write_text(good)
    assert found.look()[0].glance is None and read_all(found)["alpha"].problem == ""
    (where / "alpha.toml").unlink()
    assert list(read_all(found)) == ["beta"]


def test_sorting_puts_what_does_not_open_last() -> None:
    def entry(name: str, **told: object) -> Entry:
        return Entry(Path(f"{name}.toml"), Glance(name, **told))  # type: ignore[arg-type]

    listed = [
        entry("d", gaps=3, day="2026-12-02"),
        entry("c", gaps=9, day=""),
        entry("a", problem="broken"),
        entry("b", gaps=3, day="2026-11-02"),
        Entry(Path("e.toml"), None),
    ]

    def names(by: str) -> str:
        return "".join(e.path.stem for e in in_order(listed, by))

    assert (names("name"), names("gaps"), names("due")) == ("abcde", "cbdae", "bdcae")


def test_a_folder_that_cannot_be_written_is_read_all_the_same(
    where: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ftr_tui.model.problem import SaveProblem

    def full(*_args: object) -> bool:
        raise SaveProblem("not saved: the disk is full")

    monkeypatch.setattr(products.atomic, "write", full)
    assert len(list(products.each(where, clock))) == 2 and not (where / CACHE).exists()


def test_all_as_one_object_and_as_a_table(
    where: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(where.parent)
    monkeypatch.setenv("FTR_TUI_SESSIONS", "sessions")
    assert main(["status", "--all", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"sessions": 2, "ready": 0, "not_ready": 2, "unreadable": 0}
    assert [s["session"] for s in told["sessions"]] == ["alpha", "beta"]
    for one in told["sessions"]:
        assert one["glance"]["gaps"] == len(one["blocking"]) and one["glance"]["scanned"] is None
    assert main(["status", "--all"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["session", "ready", "gaps", "due", "scan", "HRI"]
    assert "0 ready, 2 not ready" in shown[-1] and max(map(len, shown)) <= 80
    assert main(["--sessions", "nowhere", "status", "--all"]) == 2
    assert "nowhere: no such folder" in capsys.readouterr().err
