"""The .ics file, read back by a library that did not write it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.exchange import ics
from ftr_tui.model.calendar import Due, State
from ftr_tui.model.session import Session

CREATED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def session(product: str = "Acme") -> Session:
    return Session(product=product, checklist="partner-hosted", release="2026.1", created=CREATED)


def due(key: str = "restore-test", **more: Any) -> Due:
    fields: dict[str, Any] = {
        "id": key, "title": "Restore a backup", "what": "Restore a critical store; time it, check it.",
        "due": date(2026, 12, 30), "last": None, "owner": "Linh", "every_days": 90, "state": State.LATER,
        "controls": ("BAR-002",), "kind": "task", "why": "90 days after it was last done",
    }  # fmt: skip
    return Due(**{**fields, **more})


def written(*items: Due, now: datetime = NOW, product: str = "Acme") -> bytes:
    return ics.page(session(product), items, now=now, version="1.0")


def parsed(data: bytes) -> Any:
    return vobject.readOne(data.decode())


def test_another_library_reads_an_all_day_event() -> None:
    found = parsed(written(due()))
    assert (found.version.value, found.calscale.value, found.method.value) == ("2.0", "GREGORIAN", "PUBLISH")
    assert found.contents["x-wr-calname"][0].value == "Acme: FTR"
    (event,) = found.vevent_list
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 30), date(2026, 12, 31))
    assert event.dtstart.params == {"VALUE": ["DATE"]} or event.dtstart.value == date(2026, 12, 30)
    assert event.summary.value == "Restore a backup (Acme)"
    assert event.description.value.splitlines() == [
        "Restore a critical store; time it, check it.",
        "90 days after it was last done",
        "Who: Linh",
        "Controls: BAR-002",
    ]
    assert event.dtstamp.value == event.last_modified.value == NOW
    assert event.transp.value == "TRANSPARENT"
    assert "rrule" not in event.contents


def test_the_raw_form_is_what_the_format_asks_for() -> None:
    data = written(due(title="Größe, Prüfung; der längste Titel, den jemand schreiben kann, ist dieser hier"))
    assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"DTSTART;VALUE=DATE:20261230" in data


def test_a_second_export_changes_no_uid_and_counts_up() -> None:
    first = written(due(), due("alarm-check"))
    assert first == written(due(), due("alarm-check"))
    moved = due(due=date(2027, 3, 30), owner="Lan", state=State.DUE)
    later = written(moved, due("alarm-check"), now=NOW + timedelta(days=9))
    old, new = parsed(first).vevent_list, parsed(later).vevent_list
    assert [e.uid.value for e in old] == [e.uid.value for e in new]
    assert len({e.uid.value for e in old}) == 2
    assert all(int(n.sequence.value) > int(o.sequence.value) for o, n in zip(old, new, strict=True))
    assert new[0].dtstart.value == date(2027, 3, 30)


def test_a_product_that_is_renamed_keeps_its_events_and_another_session_has_its_own() -> None:
    one, renamed = (parsed(written(due(), product=p)).vevent.uid.value for p in ("Acme", "Acme Billing"))
    assert one == renamed
    next_second = session().changed(created=CREATED + timedelta(seconds=1))
    assert ics.uid(next_second, "restore-test") != ics.uid(session(), "restore-test") == one


def test_what_has_no_day_or_is_not_needed_is_left_out() -> None:
    data = written(due(due=None, state=State.WAITING), due("x", state=State.OFF), due("y", due=date.max))
    assert [e.dtstart.value for e in parsed(data).vevent_list] == [date.max]


def test_a_clock_before_the_session_began_gives_no_negative_count() -> None:
    assert parsed(written(due(), now=CREATED - timedelta(days=400))).vevent.sequence.value == "0"


HOSTILE = st.text(
    st.sampled_from("\r\n\t\\;:,\"'ÄX\x00\x0b\x1b\x85\u2028\u200e=\ud800😀^n BEGIN") | st.characters()
)


@settings(max_examples=30, deadline=None)
@given(title=HOSTILE, what=HOSTILE, who=HOSTILE, product=HOSTILE.filter(lambda p: 0 < len(p) < 10))
def test_no_text_can_become_a_property(title: str, what: str, who: str, product: str) -> None:
    """Whatever stands in a title: one event, exactly our properties, and every line is one of ours."""
    attack = "\r\nATTACH:https://evil.example\r\nBEGIN:VALARM"
    data = ics.page(
        Session(
            product=product + "x" + attack, checklist="partner-hosted", release="2026.1", created=CREATED
        ),
        [due(title=title + attack, what=what + attack, owner=who + attack)],
        now=NOW,
        version="1.0",
    )
    lines = data.replace(b"\r\n ", b"").split(b"\r\n")
    names = [line.split(b":")[0].split(b";")[0] for line in lines if line]
    assert sorted(names) == sorted(
        b"BEGIN PRODID VERSION CALSCALE METHOD X-WR-CALNAME END BEGIN UID DTSTAMP LAST-MODIFIED SEQUENCE "
        b"DTSTART DTEND SUMMARY DESCRIPTION CATEGORIES TRANSP END".split()
    )
    assert not any(byte < 32 and byte not in (9, 10, 13) for byte in data)
    event = parsed(data).vevent
    assert "attach" not in event.contents and "valarm" not in event.contents
    assert "ATTACH:https://evil.example" in event.description.value
