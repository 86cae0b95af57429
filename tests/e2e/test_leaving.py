"""Quitting does not wait for AWS, whatever AWS does not say."""

from __future__ import annotations

import socket
import time

import pytest

from ftr_tui.actions import opening
from tests.e2e.terminal import PROGRAM
from tests.e2e.test_access import PROFILE, env, scan


@pytest.mark.hard_case(58, 71)
def test_q_brings_the_prompt_back_while_a_call_hangs(terminal, tmp_path) -> None:
    """The call itself would take 20 s; where threads are waited for, the prompt comes after it."""
    (tmp_path / "aws-config").write_text(PROFILE)
    opening.create(tmp_path / "sessions", "Acme")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        term = terminal(**env(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}"))
        term.run(f"clear; {PROGRAM} open acme; echo status'' $?")
        term.wait_for("self-check 2026.1", "GA  ", "Nothing read yet")
        scan(term)
        silent.settimeout(30)
        asked, _from = silent.accept()  # the call is on its way
        with asked:
            began = time.monotonic()
            term.keys("q")
            term.wait_for("Go on with: ftr-tui open acme", "status 0")
            assert time.monotonic() - began < 6
