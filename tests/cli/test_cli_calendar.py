"""`calendar` and the .ics: what people read, what is refused in one line, who still holds to what."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject
from cli_help import Ran

from ftr_tui.actions import desk as desk_module
from ftr_tui.actions import opening

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Turn the clock of the command line."""

    now = [NOON]
    real = opening.Desk.open.__func__

    def opened(cls: type, path: Path, library: object, who: str, clock: object = None) -> object:
        return real(cls, path, library, who, lambda: now[0])

    monkeypatch.setattr(desk_module.Desk, "open", classmethod(opened))
    return lambda moment: now.__setitem__(0, moment)


@pytest.fixture
def acme(run: Callable[..., Ran], tmp_path: Path, at: Callable[[datetime], None]) -> Path:
    opening.create(tmp_path / "sessions", "Acme Billing", name="acme", who="Lan", clock=lambda: NOON)
    return tmp_path / "sessions" / "acme.toml"


def test_done_with_proof_then_the_response_only_with_the_option(
    run: Callable[..., Ran], acme: Path, tmp_path: Path
) -> None:
    (tmp_path / "sessions" / "rt.pdf").write_text("38 minutes")
    ran = run(
        "calendar", "acme", "--task", "restore-test", "--done", "2026-11-20", "--proof", "sessions/rt.pdf"
    )
    assert ran.status == 0 and "2027-02-18" in ran.out and "D01" in ran.out
    assert "BAR-002 can say: Last restore test: 2026-11-20 (D01)." in ran.err
    stored = tomllib.loads(acme.read_text())
    assert "responses" not in stored and stored["document"][0]["where"] == "rt.pdf"
    ran = run("calendar", "acme", "--task", "restore-test", "--respond")
    assert ran.status == 0 and "written into the response of BAR-002" in ran.err
    assert (
        tomllib.loads(acme.read_text())["responses"]["BAR-002"]["text"]
        == "Last restore test: 2026-11-20 (D01)."
    )
    assert "is there already" in run("calendar", "acme", "--task", "restore-test", "--respond").err
    ran = run("calendar", "acme", "--task", "restore-test", "--take-back", "C1")
    assert ran.err == "! the response of BAR-002 still says: Last restore test: 2026-11-20 (D01).\n"


def test_the_list_has_its_groups_and_the_json_all_of_it(run: Callable[..., Ran], acme: Path) -> None:
    run("calendar", "acme", "--task", "restore-test", "--due", "2026-11-20", "--owner", "Linh")
    run("calendar", "acme", "--task", "leaver-or-mover", "--due", "today")
    run("calendar", "acme", "--task", "cost-anomaly-review", "--off", "no cost of our own")
    run("calendar", "acme", "--title", "Pen test", "--every", "365", "--due", "2027-01-10")
    out = run("calendar", "acme").out
    order = ["Overdue", "Restore a backup [Linh]", "Next 14 days", "Someone leaves", "Later", "Pen test"]
    order += ["When it happens", "After a major change", "Not needed", "Look at cost anomalies"]
    places = [out.index(text) for text in order]
    assert places == sorted(places)
    assert "2026-11-20  4 days late" in out and "2026-11-24  today" in out and "no cost of our own" in out
    found = json.loads(run("calendar", "acme", "--json").out)
    assert (found["session"], found["today"], found["done"]) == ("acme", "2026-11-24", [])
    assert found["due"][0] == {
        "id": "restore-test", "kind": "task", "title": "Restore a backup", "state": "overdue",
        "due": "2026-11-20", "days": -4, "every_days": 90, "owner": "Linh", "last": None,
        "controls": ["BAR-002", "RES-001", "RES-002"], "why": "set by hand",
    }  # fmt: skip
    assert run("calendar", "acme", "--task", "cost-anomaly-review", "--on").status == 0
    assert run("calendar", "acme", "--task", "restore-test", "--due", "-").status == 0
    assert list(tomllib.loads(acme.read_text())["calendar"]) == [
        "leaver-or-mover",
        "own-pen-test",
        "restore-test",
    ]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--done"], "which task?"),
        (["--task", "restor-test", "--done"], "did you mean restore-test?"),
        (["--task", "restore-test", "--done", "2026-11-25"], "has not come yet"),
        (["--task", "restore-test", "--done", "24.11."], "is no day"),
        (["--task", "restore-test", "--done", "--proof", "no.pdf"], "no file no.pdf"),
        (["--task", "restore-test", "--proof", "no.pdf"], "go with --done"),
        (["--task", "restore-test", "--on", "--off", "x"], "opposites"),
        (["--task", "restore-test", "--off", " "], "the reason"),
        (["--task", "restore-test", "--every", "soon"], "no number of days"),
        (["--task", "restore-test", "--respond"], "never done"),
        (["--task", "leaver-or-mover", "--every", "3"], "no pace"),
        (["--task", "restore-test", "--take-back", "C1"], "was not done as C1"),
        (["--title", "Pen test"], "a day, or a pace"),
        (["--task", "own-pen", "--title", " ", "--due", "2027-01-15"], "needs a title"),
        (["--task", "restore-test", "--done", "--proof", ""], "and it is empty"),
        (["--task", "restore-test", "--due", "2026-12-24", "--done", "--proof", "no.pdf"], "no file no.pdf"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Callable[..., Ran], acme: Path, args: list[str], says: str
) -> None:
    before = acme.read_bytes()
    ran = run("calendar", "acme", *args)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert says in ran.err and acme.read_bytes() == before


def test_an_answer_that_expires_tonight_is_open_tomorrow_everywhere(
    run: Callable[..., Ran], acme: Path, at: Callable[[datetime], None]
) -> None:
    run("answer", "acme", "IAM-008.1", "yes", "--by", "Linh")
    last = NOON + timedelta(days=92)
    at(last)
    status = json.loads(run("status", "acme", "--json").out)
    assert status["controls"]["IAM-008"]["outcome"] == "pass"
    word = {"question": "IAM-008.1", "by": "Linh", "at": "2026-11-24T12:00:00+00:00", "until": "2027-02-24"}
    assert status["attestations"] == [word | {"expired": False}]
    assert "IAM-008.1  holds until 2027-02-24  Linh said yes on 2026-11-24" in run("status", "acme").out
    assert "2027-02-24  today" in run("calendar", "acme").out
    at(last + timedelta(days=1))
    status = json.loads(run("status", "acme", "--json").out)
    assert status["controls"]["IAM-008"]["outcome"] == "open"
    assert status["attestations"] == [word | {"expired": True}]
    assert "ran out on 2027-02-24: open again" in run("status", "acme").out
    late = next(d for d in json.loads(run("calendar", "acme", "--json").out)["due"] if d["kind"] == "answer")
    assert (late["id"], late["state"], late["days"]) == ("answer:IAM-008.1", "overdue", -1)


def test_the_ics_is_read_elsewhere_and_a_second_export_keeps_every_uid(
    run: Callable[..., Ran], acme: Path, tmp_path: Path, at: Callable[[datetime], None]
) -> None:
    run("answer", "acme", "IAM-008.1", "yes")
    assert run("export", "acme", "a.ics").status == 0
    assert run("export", "acme", "same.ics", "--what", "calendar").status == 0
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "same.ics").read_bytes()
    run("calendar", "acme", "--task", "restore-test", "--done", "2026-11-20")
    at(NOON + timedelta(days=3))
    assert run("export", "acme", "b.ics").status == 0
    first, second = (vobject.readOne((tmp_path / n).read_text()).vevent_list for n in ("a.ics", "b.ics"))
    assert {e.uid.value for e in first} == {e.uid.value for e in second} and len(first) == 20
    days = [
        next(e.dtstart.value for e in found if "Restore a backup" in e.summary.value)
        for found in (first, second)
    ]
    assert [str(d) for d in days] == ["2026-12-24", "2027-02-18"]
    assert "IAM-008 " in next(e for e in first if "IAM-008.1" in e.summary.value).description.value
    assert run("export", "acme", "a.md", "--what", "calendar").status == 2
