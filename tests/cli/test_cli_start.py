"""How a run begins and ends: imports, exit statuses, one line on stderr."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import Ran, process, scanned

HEAVY = ("textual", "pydantic", "boto3", "botocore", "rich")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_quick_options_import_nothing_heavy(option: str) -> None:
    code = (
        "import sys, json\nfrom ftr_tui.cli import main\n"
        f"status = main([{option!r}])\n"
        f"print(json.dumps([status, [m for m in {HEAVY!r} if m in sys.modules]]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout.splitlines()[-1]) == [0, []]


def test_status_does_not_import_textual_or_boto3(acme: Path) -> None:
    code = (
        "import sys\nfrom ftr_tui.cli import main\nmain(['status', 'acme'])\n"
        "assert not {'textual', 'boto3', 'botocore'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("stauts", "acme"), "no command 'stauts'; did you mean status?"),
        (("open", "acme", "--screen", "sumary"), "did you mean summary?"),
        (("new", "x", "--route", "seet"), "did you mean sheet?"),
        (("status", "acme", "--js"), "--js"),
        (("status",), "which session?"),
        (("status", "acme", "--all"), "--all takes no NAME"),
        (("answer", "acme"), "needs QUESTION and VALUE"),
        (("status", "acne"), "there is: acme"),
        (("status", "../acme"), "cannot be a session's name"),
        (("answer", "acme", "IAM-02.1", "yes"), "did you mean"),
        (("answer", "acme", "IAM-002", "yes"), "IAM-002 is a control; its questions are IAM-002.1"),
        (("answer", "acme", "IAM-002.1", "maybe"), "it takes: yes, no"),
        (("new", "acme"), "a session of that name exists"),
        (("new", "b", "--checklist", "partner-hostd"), "did you mean partner-hosted?"),
        (("new", "b", "--checklist", "partner-hosted@1999"), "known: 2026.1"),
        (("export", "acme", "out.docx"), "known: .md, "),
        (("export", "acme", "out.csv", "--what", "dossier"), "use .md"),
        (("scan", "acme", "--full", "out.txt"), "ends in .csv"),
        (("rules", "--checklist", "nope"), "no checklist 'nope'"),
    ],
)
def test_a_mistake_is_one_line_and_2(
    run: Callable[..., Ran], acme: Path, typed: tuple[str, ...], said: str
) -> None:
    before = acme.read_bytes()
    ran = run(*typed)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert acme.read_bytes() == before
    assert not list(acme.parent.glob("b*.toml"))


def test_sessions_may_stand_before_and_after(run: Callable[..., Ran], tmp_path: Path) -> None:
    where = tmp_path / "elsewhere"
    assert run("--sessions", where, "new", "one").status == 0
    assert run("status", "one", "--sessions", where).status == 1
    assert run("--sessions", where, "status", "one").status == 1
    assert run("--sessions", "nowhere", "status", "one", "--sessions", where).status == 1
    assert run("status", "one").status == 2


def test_sessions_may_come_from_the_environment(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FTR_TUI_SESSIONS", str(tmp_path / "team"))
    assert run("new", "one").status == 0
    assert (tmp_path / "team" / "one.toml").exists()


@pytest.mark.hard_case(57)
@pytest.mark.parametrize("typed", [(), ("open", "acme")])
def test_without_a_terminal_the_app_says_what_to_use(
    run: Callable[..., Ran], acme: Path, typed: tuple[str, ...]
) -> None:
    ran = run(*typed)
    assert (ran.status, ran.out) == (2, "")
    assert "ftr-tui ask" in ran.err
    assert "ftr-tui status" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.hard_case(57)
def test_closed_streams_are_no_terminal(acme: Path) -> None:
    script = f"'{sys.executable}' -m ftr_tui open acme <&- 2>err; echo $?"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=env, check=True)
    assert ran.stdout == "2\n"
    assert "no terminal on stdin" in Path("err").read_text()


@pytest.mark.hard_case(56)
def test_a_dumb_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from ftr_tui.cli import app

    class Tty:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(app.sys, "stdin", Tty())
    monkeypatch.setattr(app.sys, "__stderr__", Tty())
    monkeypatch.setenv("TERM", "dumb")
    assert "dumb" in app.why_not()
    monkeypatch.setenv("TERM", "xterm-256color")
    assert app.why_not() == ""


@pytest.mark.hard_case(51, 88)
def test_a_fault_of_ours_is_70_with_a_private_log(
    run: Callable[..., Ran], acme: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from ftr_tui.actions import status

    def broken(desk: object) -> None:
        local_secret = "do-not-log-this-value"
        raise RuntimeError("boom " + local_secret[:0])

    monkeypatch.setattr(status, "as_json", broken)
    ran = run("status", "acme", "--json")
    assert (ran.status, len(ran.err.splitlines())) == (70, 1)
    assert "RuntimeError" in ran.err
    logs = list((tmp_path / "home/.local/state/ftr-tui").glob("*.log"))
    assert len(logs) == 1
    assert logs[0].name in ran.err
    assert logs[0].stat().st_mode & 0o777 == 0o600
    text = logs[0].read_text()
    assert "boom" in text
    assert "do-not-log-this-value\n" not in text.replace('"do-not-log-this-value"', "")


@pytest.mark.hard_case(12)
def test_a_full_stdout_is_74_and_one_line(acme: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        ran = process("status", "acme", "--json", stdout=full, stderr=subprocess.PIPE)
    assert ran.returncode == 74
    assert ran.stderr.decode().count("\n") == 1
    assert "standard output could not be written" in ran.stderr.decode()


@pytest.mark.hard_case(12)
def test_a_reader_that_leaves_is_quiet(acme: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = process("status", "acme", "--json", stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert ran.stderr == b""
    assert ran.returncode == 74


@pytest.mark.hard_case(11, 56)
def test_an_ascii_locale_gets_ascii_signs_and_no_error(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "IAM-002.1", "yes")
    run("new", "viet", "--product", "Hóa đơn điện tử")
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    ran = process("status", "viet", env=env)
    assert ran.returncode == 1
    assert b"H\\xf3a" in ran.stdout
    ran = process("status", "acme", env=env)
    assert b"IAM-002     + met" in ran.stdout
    assert ran.stdout.isascii()


@pytest.mark.hard_case(47, 49)
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_in_the_interview_ends_in_order(acme: Path, number: int, status: int) -> None:
    command = [sys.executable, "-m", "ftr_tui", "ask", "acme"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as asked:
        assert asked.stdin is not None
        asked.stdin.write(b"y\n")
        asked.stdin.flush()
        for _ in range(600):  # 30 s on a busy machine
            if b"CIS.1" in acme.read_bytes():
                break
            time.sleep(0.05)
        time.sleep(0.1)
        asked.send_signal(number)
        out, err = asked.communicate(timeout=10)
    assert asked.returncode == status
    assert b"1 change saved" in out
    assert b"Traceback" not in err


@pytest.mark.hard_case(5, 6, 11)
def test_hostile_text_is_shown_not_obeyed(run: Callable[..., Ran], acme: Path) -> None:
    text = acme.read_text().replace("Acme Billing", "A [/red] \\u001b]52;c;eA== [link=x]\\u202e")
    acme.write_text(text)
    scanned(acme)
    ran = run("status", "acme")
    assert ran.status == 1
    assert "[/red]" in ran.out
    assert "[link=x]" in ran.out
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


@pytest.mark.hard_case(33, 34, 37, 39, 44, 45)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("schema = 1\nproduct = \n", ":2:"),
        ('schema = 1\nproduct = "A"\n<<<<<<< HEAD\nchecklist = "x"\n=======\n>>>>>>> theirs\n', ":3:"),
        ("", "schema"),
        ("schema = 99\n", "newer ftr-tui"),
        ("schema = 1\nproduct = 3\n", ":2: product"),
        ("\0" * 40, "only zeros"),
    ],
)
def test_a_file_that_does_not_load_is_named_and_left(
    run: Callable[..., Ran], acme: Path, text: str, line: str
) -> None:
    acme.write_text(text)
    for command in (
        ("status", "acme"),
        ("ask", "acme"),
        ("answer", "acme", "IAM-002.1", "yes"),
        ("check", acme),
    ):
        ran = run(*command)
        assert ran.status == 2
        assert "acme.toml" in ran.err.splitlines()[0]
        assert line in ran.err.splitlines()[0]
        assert acme.read_text() == text


@pytest.mark.hard_case(16)
def test_a_folder_that_cannot_be_written_is_2(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    ran = run("new", "one", "--sessions", tmp_path / "file" / "sessions")
    assert ran.status == 2
    assert "not saved" in ran.err
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_names_the_commands(run: Callable[..., Ran], shell: str) -> None:
    ran = run("completion", shell)
    assert ran.status == 0
    assert "status" in ran.out
    assert "export" in ran.out


def test_bytes_that_are_no_text_are_survived(acme: Path) -> None:
    ran = process("ask", "acme", stdin=b"\xff\xfe\ny\n")
    assert ran.returncode == 0
    assert b"saved: CIS.1 yes" in ran.stdout


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("open acme --screen summary --no-mouse --theme nord", "sessions acme summary False False nord"),
        ("--mouse open acme --sessions x", "x acme  False True "),
        ("--theme nord", "sessions   False None nord"),
        ("demo --no-mouse", "sessions   True False "),
    ],
)
def test_on_a_terminal_the_app_gets_what_was_typed_and_nothing_heavy_before(typed: str, given: str) -> None:
    code = f"""
import sys, types
start = types.ModuleType("ftr_tui.app.start")
def run(where, name="", screen="", *, demo=False, mouse=None, theme=""):
    print(where, name, screen, demo, mouse, theme)
    return 7
start.run = run
sys.modules["ftr_tui.app.start"] = start
from ftr_tui.cli import app, main
app.why_not = lambda: ""
status = main({typed.split()!r})
assert not [m for m in {HEAVY!r} if m in sys.modules]
sys.exit(status)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, given + "\n", "")
