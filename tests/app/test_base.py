import os
import pty
import select
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from ftr_tui.app import signs, themes
from ftr_tui.app.base import BaseApp
from ftr_tui.app.driver import _Output

THEMES = {"textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord"}


@pytest.mark.parametrize(
    ("wish", "environ", "expected"),
    [
        ("auto", {"COLORTERM": "truecolor"}, ("textual-dark", True)),
        ("auto", {"COLORTERM": "24bit", "COLORFGBG": "0;15"}, ("textual-light", True)),
        ("auto", {"TERM": "screen-256color"}, ("ansi-dark", True)),
        ("auto", {"TERM": "linux", "COLORFGBG": "0;15"}, ("ansi-light", True)),
        ("light", {}, ("textual-light", True)),
        ("nord", {}, ("nord", True)),
        ("nonsense", {"TERM": "xterm-direct"}, ("textual-dark", False)),
    ],
)
def test_the_theme_that_fits(wish, environ, expected):
    assert themes.pick(wish, THEMES, environ) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "ja_JP.eucJP"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
    ],
)
def test_signs_have_ascii_twins_where_the_locale_is_not_utf8(environ, expected):
    assert signs.needs_ascii(environ) is expected


def test_every_outcome_has_a_sign_and_a_word_of_its_own():
    try:
        for on in (False, True):
            signs.use_ascii(on)
            assert len({signs.sign(o) for o in signs.ORDER}) == len({signs.word(o) for o in signs.ORDER}) == 5
            assert all(signs.sign(o).isascii() for o in signs.ORDER) is on
    finally:
        signs.use_ascii(False)


async def test_settings_that_cannot_be_used_are_told_and_the_app_runs():
    app = BaseApp(theme="nonsense", keymap={"interview.yes": "n"})
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.is_running and len(app.warnings) == 2
        assert app.theme in app.available_themes


@pytest.mark.hard_case(1, 5)
async def test_a_toast_is_text():
    app = BaseApp()
    async with app.run_test() as pilot:
        app.tell("[/red] \x1b[2J")
        await pilot.pause()
        assert app.is_running


APP = """
import sys, time
from ftr_tui.app.base import BaseApp
from ftr_tui.app.widgets.response import Response

class Small(BaseApp):
    slow = False
    def compose(self):
        yield Response()
    def after_first_frame(self):
        print("READY", file=open(sys.argv[1], "w"))
        self.set_interval(0.05, self.look)
    def look(self):
        open(sys.argv[2], "w").write(self.query_one(Response).text)
        if "slow" in self.query_one(Response).text and not self.slow:
            self.slow = True
            self.run_worker(lambda: time.sleep(60), thread=True)
        if "fail" in self.query_one(Response).text:
            secret_local = "do-not-print-me"
            raise RuntimeError("broken on purpose")
    def flush(self):
        open(sys.argv[3], "w").write("flushed")

app = Small()
app.run()
sys.exit(app.exit_status)
"""


class Terminal:
    """The app above in a pseudo-terminal."""

    def __init__(self, folder):
        self.ready, self.text, self.flushed = (folder / name for name in ("ready", "text", "flushed"))
        script = folder / "app.py"
        script.write_text(textwrap.dedent(APP))
        master, slave = pty.openpty()  # of 0x0 cells
        self.master = master
        command = [sys.executable, str(script), str(self.ready), str(self.text), str(self.flushed)]
        environ = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path.cwd())}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environ
        )
        os.close(slave)
        self.output = b""
        self.wait(self.ready.exists)

    def pump(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.02)[0]:
                try:
                    self.output += os.read(self.master, 65536)
                except OSError:
                    return

    def wait(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.output[-2000:]
            self.pump(0.05)

    def send(self, data):
        os.write(self.master, data)

    def end(self):
        self.wait(lambda: self.process.poll() is not None)
        self.pump(0.1)
        os.close(self.master)
        return self.process.returncode


@pytest.fixture
def terminal(tmp_path):
    one = Terminal(tmp_path)
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


@pytest.mark.hard_case(52, 56)
def test_bad_bytes_and_impossible_keys_do_not_end_the_app(terminal):
    terminal.send(b"a\xff\xfeb")
    terminal.send(b"\x1b[999999999u")
    time.sleep(0.3)
    terminal.send(b"c")
    terminal.wait(lambda: terminal.text.exists() and "c" in terminal.text.read_text())
    assert "a" in terminal.text.read_text() and "b" in terminal.text.read_text()
    terminal.send(b"\x11")  # ctrl+q
    assert terminal.end() == 0
    assert terminal.flushed.read_text() == "flushed"


@pytest.mark.hard_case(47, 48, 49)
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_signals_flush_restore_the_terminal_and_say_so(terminal, name):
    number = getattr(signal, name)
    terminal.process.send_signal(number)
    assert terminal.end() == 128 + number
    assert terminal.flushed.read_text() == "flushed"
    assert b"\x1b[?1049l" in terminal.output and b"\x1b[?1000l" in terminal.output


@pytest.mark.hard_case(47, 58)
def test_a_signal_does_not_wait_for_what_a_thread_still_does(terminal):
    terminal.send(b"slow")
    terminal.wait(lambda: terminal.text.exists() and "slow" in terminal.text.read_text())
    terminal.pump(0.1)
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM  # it would be a minute
    assert terminal.flushed.read_text() == "flushed" and b"\x1b[?1049l" in terminal.output


@pytest.mark.hard_case(47)
def test_a_terminal_that_is_gone_does_not_keep_the_app(terminal):
    # Without a hang-up as well: the group of processes may outlive the window.
    os.close(terminal.master)
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(20) == 128 + signal.SIGTERM
    assert terminal.flushed.read_text() == "flushed"


def test_what_is_written_to_a_terminal_that_is_gone_is_dropped():
    class Gone:
        encoding = "utf-8"

        def write(self, text):
            raise OSError(5, "Input/output error")

        def flush(self):
            raise OSError(5, "Input/output error")

    out = _Output(Gone())
    assert out.write("x") == 0
    assert out.flush() is None
    assert out.encoding == "utf-8"


@pytest.mark.hard_case(51, 52)
def test_a_failure_flushes_and_prints_no_local_variables(terminal):
    terminal.send(b"fail")
    assert terminal.end() == 70
    assert terminal.flushed.read_text() == "flushed"
    assert b"\x1b[?1049l" in terminal.output
    assert b"do-not-print-me" not in terminal.output
