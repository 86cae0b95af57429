"""The note that says who has a session open: it informs, it never lasts longer than its program."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from ftr_tui.store.presence import Presence

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def other(path, who: str, seen: datetime, pid: int, host: str = "elsewhere") -> None:
    text = (
        f'who = "{who}"\nhost = "{host}"\npid = {pid}\nsince = {NOW.isoformat()}\nseen = {seen.isoformat()}\n'
    )
    path.with_name(f".ftr-acme.{host}-{pid}.open").write_text(text, "utf-8")


@pytest.mark.hard_case(31)
def test_others_are_seen_until_90_seconds_after_their_last_sign(tmp_path) -> None:
    session = tmp_path / "acme.toml"
    mine = Presence(session, "Linh", NOW)
    mine.renew(NOW)
    other(session, "Minh", NOW - timedelta(seconds=89), 4)
    other(session, "Aiko", NOW - timedelta(seconds=91), 5)
    assert [(o.who, o.host) for o in mine.others(NOW)] == [("Minh", "elsewhere")]
    ours = [p for p in tmp_path.glob(".ftr-acme.*.open") if "elsewhere" not in p.name]
    assert [p.stat().st_mode & 0o777 for p in ours] == [0o600]
    mine.leave()
    assert Presence(session, "Huong", NOW).others(NOW)[0].who == "Minh"


@pytest.mark.hard_case(31)
def test_a_killed_program_of_this_machine_is_not_open(tmp_path) -> None:
    import socket

    session = tmp_path / "acme.toml"
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    other(session, "gone", NOW, int(gone.stdout), socket.gethostname())
    other(session, "here", NOW, os.getppid(), socket.gethostname())
    assert [o.who for o in Presence(session, "me", NOW).others(NOW)] == ["here"]


@pytest.mark.hard_case(31)
def test_a_note_that_cannot_be_read_is_nobody(tmp_path) -> None:
    session = tmp_path / "acme.toml"
    (tmp_path / ".ftr-acme.x-1.open").write_text("who = ", "utf-8")
    (tmp_path / ".ftr-acme.x-2.open").write_bytes(b"\xff" * 10)
    (tmp_path / ".ftr-acme.x-3.open").write_text("x" * 5000, "utf-8")
    assert Presence(session, "me", NOW).others(NOW) == []


@pytest.mark.hard_case(5, 31)
def test_names_are_data(tmp_path) -> None:
    session = tmp_path / "acme.toml"
    Presence(session, 'Li"nh\n\x1b[2J', NOW).renew(NOW)
    note = next(tmp_path.glob(".ftr-acme.*.open"))
    note.rename(tmp_path / ".ftr-acme.other-1.open")
    assert Presence(session, "me", NOW).others(NOW)[0].who == 'Li"nh \\u001b[2J'
