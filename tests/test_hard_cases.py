"""Every row of the list of hard cases is shown by a test or, where none can, by a command with its output.

The list (faults and bad input that were tried, rows 1 to 89) has a short title a row in ``hard_cases.toml``.
A test says with ``@pytest.mark.hard_case(14, 21)``, or for its whole file with ``pytestmark``, which rows it
shows. ``python -m tests.test_hard_cases`` prints the table for readers.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
ROWS = range(1, 90)
TOLD = tomllib.loads((TESTS / "hard_cases.toml").read_text("utf-8"))
_MARK = "hard_case"
_PATH = re.compile(r"(?:tests|ftr_tui|docs|questionnaires|sessions|\.ci)/[\w./-]*[\w-]")


class Shown:
    """Which tests show which rows, and what is wrong with the marks."""

    def __init__(self, files: list[Path], root: Path) -> None:
        self.rows: dict[int, list[str]] = defaultdict(list)
        self.faults: list[str] = []
        for path in files:
            text = path.read_text("utf-8")
            if f".{_MARK}" in text:
                self._file(ast.parse(text), path.relative_to(root).as_posix())

    def _file(self, tree: ast.Module, name: str) -> None:
        allowed: dict[ast.expr, str] = {}
        is_test = Path(name).name.startswith("test_")
        has_tests = any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name.startswith("test_")
                        for n in ast.walk(tree))  # fmt: skip
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark" and has_tests:
                given = node.value.elts if isinstance(node.value, ast.List) else [node.value]
                allowed |= dict.fromkeys(given, name)
            for found in node.body if isinstance(node, ast.ClassDef) and node.name[:4] == "Test" else [node]:
                if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and found.name[:5] == "test_":
                    allowed |= dict.fromkeys(found.decorator_list, f"{name}::{found.name}")
        calls = {n.func: n for n in ast.walk(tree) if isinstance(n, ast.Call)}
        for mark in ast.walk(tree):
            if isinstance(mark, ast.Attribute) and mark.attr == _MARK:
                call = calls.get(mark)
                if call is None or not is_test or call not in allowed:
                    self.faults.append(f"{name}:{mark.lineno}: a mark at something that is no test")
                    continue
                self._take(call, f"{name}:{mark.lineno}", allowed[call])

    def _take(self, call: ast.Call, place: str, test: str) -> None:
        numbers = [n.value for n in call.args if isinstance(n, ast.Constant)]
        if not numbers or call.keywords or len(numbers) != len(call.args):
            self.faults.append(f"{place}: a mark takes numbers and nothing else")
            return
        for number in numbers:
            if type(number) is not int or number not in ROWS:
                self.faults.append(f"{place}: there is no row {number!r}")
            elif test not in self.rows[number]:
                self.rows[number].append(test)


def everything() -> Shown:
    return Shown(sorted(TESTS.rglob("*.py")), ROOT)


def commands() -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = defaultdict(list)
    for told in TOLD["command"]:
        for number in told["rows"]:
            found[number].append(told)
    return found


def missing_files(command: str) -> list[str]:
    return [name for name in _PATH.findall(command) if not (ROOT / name).exists()]


def test_every_row_is_shown_by_a_test_or_by_a_command() -> None:
    shown = everything()
    assert shown.faults == []
    by_command = commands()
    assert sorted(set(by_command) - set(ROWS)) == []
    assert [n for n in ROWS if not shown.rows[n] and n not in by_command] == []


def test_a_command_names_files_that_are_there_and_its_last_output() -> None:
    for told in TOLD["command"]:
        assert missing_files(told["run"]) == [], told["run"]
        assert told["shows"].strip() and told["last"].strip(), told["run"]
        assert type(told["on"]) is date and told["on"] >= date(2026, 11, 1), told["run"]


def test_every_row_has_a_title_and_what_stays_open_belongs_to_a_row() -> None:
    assert [int(n) for n in TOLD["rows"]] == list(ROWS)
    assert {int(n) for n in TOLD["weak"]} <= set(ROWS)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("test_a.py", "@pytest.mark.hard_case(1, 90)\ndef test_x(): pass", "no row 90"),
        ("test_a.py", "@pytest.mark.hard_case(0)\ndef test_x(): pass", "no row 0"),
        ("test_a.py", "@pytest.mark.hard_case(True)\ndef test_x(): pass", "no row True"),
        ("test_a.py", "@pytest.mark.hard_case()\ndef test_x(): pass", "takes numbers"),
        ("test_a.py", "@pytest.mark.hard_case(*range(9))\ndef test_x(): pass", "takes numbers"),
        ("test_a.py", "@pytest.mark.hard_case\ndef test_x(): pass", "no test"),
        ("test_a.py", "@pytest.mark.hard_case(1)\ndef helper(): pass", "no test"),
        ("test_a.py", "pytestmark = pytest.mark.hard_case(1)", "no test"),
        ("test_a.py", "x = [pytest.mark.hard_case(1)]\ndef test_x(): pass", "no test"),
        ("test_a.py", "def helper():\n  @pytest.mark.hard_case(1)\n  def test_x(): pass", "no test"),
        ("helper.py", "@pytest.mark.hard_case(1)\ndef test_x(): pass", "no test"),
    ],
)
def test_a_mark_that_shows_nothing_is_a_fault(tmp_path: Path, name: str, text: str, fault: str) -> None:
    (tmp_path / name).write_text(f"import pytest\n{text}\n")
    shown = Shown([tmp_path / name], tmp_path)
    assert len(shown.faults) == 1 and fault in shown.faults[0]
    assert set(shown.rows) <= {1}


def test_marks_are_found_wherever_a_test_can_have_them(tmp_path: Path) -> None:
    path = tmp_path / "test_a.py"
    path.write_text(
        "import pytest\npytestmark = [pytest.mark.hard_case(1), pytest.mark.usefixtures('x')]\n"
        "class TestX:\n    @pytest.mark.hard_case(2, 3)\n    async def test_x(self): pass\n"
    )
    shown = Shown([path], tmp_path)
    assert shown.faults == []
    assert dict(shown.rows) == {1: ["test_a.py"], 2: ["test_a.py::test_x"], 3: ["test_a.py::test_x"]}
    assert missing_files("uv run python tests/test_hard_cases.py tests/none.py -n 3") == ["tests/none.py"]


def table() -> Iterator[str]:
    """Yield the table for readers: each row, the tests that show it, commands, and what stays open."""
    shown, by_command = everything().rows, commands()
    for number in ROWS:
        yield f"{number:>3}  {TOLD['rows'][str(number)]}"
        yield from (f"       {test}" for test in shown[number])
        yield from (f"       $ {told['run']}  ({told['on']})" for told in by_command[number])
        if weak := TOLD["weak"].get(str(number)):
            yield f"       open: {weak}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
