"""A few hostile inputs through everything that reads, shows or writes; tests/bench/fuzz.py runs thousands."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ftr_tui.app import start
from ftr_tui.store.log import write_failure
from tests.fuzzing import commands, exports, files, looking, screens, terminal
from tests.fuzzing.bytestream import cut, strays
from tests.fuzzing.hostile import ESCAPES, MARK, MARKUP, ODD, Change, Seed
from tests.fuzzing.running import run

FEW = settings(
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
ALL = Seed((*ESCAPES, *MARKUP, *ODD))


@settings(FEW, max_examples=40)
@given(files.inputs)
def test_a_broken_file_is_a_value_or_one_line_and_stays_as_it_was(given_file: files.Input) -> None:
    files.check(given_file)


@settings(FEW, max_examples=6)
@given(exports.inputs(pdf=False, long=False))
def test_an_export_holds_nothing_that_acts(given_export: exports.Input) -> None:
    exports.check(given_export)


@pytest.mark.hard_case(5, 7, 8, 75, 76, 77, 78, 79)
@pytest.mark.parametrize("name", ["a.html", "a.csv", "a.json", "a.md", "a.xlsx"])
def test_all_texts_at_once_past_all_checks(name: str) -> None:
    exports.check(exports.Input(ALL, name, raw=True))


@settings(FEW, max_examples=4)
@given(commands.inputs(long=False))
def test_a_command_ends_in_order_and_sends_no_escape(given_command: commands.Input) -> None:
    commands.check(given_command)


@pytest.mark.hard_case(1, 5, 7, 9, 54, 55)
def test_a_walk_over_the_screens() -> None:
    """Long texts, all odd texts, a terminal of one cell, what is pasted, a notification, the palette."""
    steps = (
        "v",
        "escape",
        ("paste", ESCAPES[0]),
        (1, 1),
        "down",
        (80, 24),
        "colon",
        ("paste", ODD[0]),
        "escape",
    )
    seen = screens.FRAMES.seen
    screens.check(screens.Walk(Seed(ALL.texts, long=0), "interview", steps, raw=True))
    assert screens.FRAMES.seen == seen + 1 + len(steps)


@pytest.mark.hard_case(5, 6, 11)
def test_on_a_terminal_a_command_sends_colours_and_nothing_else() -> None:
    given_run = terminal.Run(ALL, command="status acme")
    data, status = terminal.sent(given_run)
    seen = cut(data)
    assert status == 1 and MARK in seen.shown
    assert strays(data, {("CSI", "m"), ("C0", "0xa"), ("C0", "0xd")}) == []


def test_the_last_words_of_the_app_show_what_a_folder_is_called(capsys, tmp_path) -> None:
    desk = exports.desk_over(ALL)
    app = SimpleNamespace(problem="", failure=None, exit_status=0, desk=desk, where=tmp_path / ESCAPES[0])
    assert start._end(app) == 0
    said = capsys.readouterr().out
    looking.nothing_obeyed(said, "stdout")
    assert MARK in said


def test_the_log_of_failures_commands_no_terminal(own_home) -> None:
    try:
        raise ValueError("".join(ALL.texts))
    except ValueError as error:
        write_failure(error)
    text = (own_home / "state" / "ftr-tui" / "failures.log").read_text("utf-8")
    looking.nothing_obeyed(text, "log")
    assert MARK in text and "Traceback" in text


# --- that the harness would see it ------------------------------------------------------------------


@pytest.mark.parametrize("text", [e for e in ESCAPES if len(e) > 2], ids=ascii)
def test_every_planted_escape_would_be_seen(text: str) -> None:
    data = b"\x1b[0m\x1b[?25lhello " + text.encode() + b" world\r\n"
    harmless = {("CSI", "m"), ("CSI", "?25l"), ("C0", "0xa"), ("C0", "0xd"), ("CSI", "H")}
    assert strays(data, harmless)
    with pytest.raises(AssertionError):
        looking.nothing_obeyed(text, "x")


@pytest.mark.parametrize(
    ("look", "bad"),
    [
        (looking.html, "<script>x</script>"), (looking.html, '<p onclick="x">y</p>'), (looking.html, "<p>"),
        (looking.html, '<a href="javascript:x">y</a>'), (looking.html, "<p>&#27;[2J</p>"),
        (looking.markdown, "a <b>c</b>"), (looking.markdown, "![a](b.png)"), (looking.markdown, "[a](ftp://b)"),
        (looking.table, '"a","b"\r\n"c"," =1"\r\n'), (looking.tree, "[NaN]"), (looking.tree, '["\\u001b"]'),
    ],
)  # fmt: skip
def test_what_acts_would_be_seen(look, bad: str) -> None:
    with pytest.raises(AssertionError):
        look(bad)


def test_a_failure_is_shrunk_and_kept(tmp_path) -> None:
    def check(number: int) -> None:
        assert number < 50

    found = run("numbers", st.integers(0, 10_000), check, count=30, seed=3, keep=tmp_path)
    assert found.failures and found.inputs >= 1
    assert next(tmp_path.glob("numbers-3-*.txt")).read_text().startswith("50\n")


def test_a_broken_value_keeps_its_line() -> None:
    data = b'a = 1\nb = "x"\nc = 3\n'
    assert Change("a value", 0.5, 0, b"[]")(data) == b"a = 1\nb = []\nc = 3\n"
    assert Change("cut", 0.5, 0, b"")(data) == data[:10]
