"""Tie each question to AWS's own sentence by its hash, so that a changed sentence is noticed.

    python tests/workbook/aws_text.py WORKBOOK                        print "id hash" lines
    python tests/workbook/aws_text.py WORKBOOK --write QUESTIONNAIRE  put the aws_text lines in
    python tests/workbook/aws_text.py WORKBOOK --check QUESTIONNAIRE  exit 1 and name what differs

The sentences are AWS's and stay in the workbook; only hashes are written down.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formulas import Sheet

from ftr_tui.model.text import text_hash

TABLES = ("[[control.question]]", "[[gate]]")
KEY = "aws_text"
_HEADER = re.compile(r"\[\[?[\w.\-\s\"']+\]?\]\s*(#.*)?$")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def hashes(sheet: Sheet) -> dict[str, str]:
    """Return the hash for each row that takes an answer: our question id -> hash, in the sheet's order."""
    return {id_: text_hash(row.text) for id_, row in sheet.questions.items()}


def asked(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each question and gate table of a questionnaire."""
    for control in content.get("control", ()):
        yield from control.get("question", ())
    yield from content.get("gate", ())


def problems(content: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
    """Return one line for each id without a right hash, or that only one side has."""
    stored = {table["id"]: table.get(KEY) for table in asked(content)}
    lines = [f"{id_}: not in the questionnaire" for id_ in known if id_ not in stored]
    for id_, value in stored.items():
        if id_ not in known:
            lines.append(f"{id_}: not in the workbook")
        elif value != known[id_]:
            lines.append(f"{id_}: {'differs' if value else 'missing'}")
    return lines


@dataclass
class _Table:
    """Where one table of the file stands: line numbers, 0-based."""

    header: str
    id: str = ""
    answers_end: int = -1
    hash_lines: list[int] = field(default_factory=list)


def _tables(lines: list[str]) -> list[_Table]:
    """Return the tables of a TOML text line by line; lines inside long strings and arrays are no keys."""
    found: list[_Table] = []
    quotes, depth, key = "", 0, ""
    for number, line in enumerate(lines):
        bare = line.strip()
        if quotes:
            quotes = "" if quotes in bare else quotes
            continue
        if depth == 0 and _HEADER.fullmatch(bare):
            found.append(_Table(bare.partition("#")[0].strip()))
            continue
        name, equals, value = bare.partition("=")
        if depth == 0:
            key = name.strip() if equals and not bare.startswith("#") else ""
        else:
            value = bare
        quotes = next((mark for mark in ('"""', "'''") if value.count(mark) == 1), "")
        plain = "" if quotes else _STRING.sub("", value).partition("#")[0]
        depth += plain.count("[") - plain.count("]")
        if not found or depth:
            continue
        if key == "id":
            quoted = _STRING.match(value.strip())
            found[-1].id = quoted.group()[1:-1] if quoted else ""
        elif key == "answers":
            found[-1].answers_end = number
        elif key == KEY:
            found[-1].hash_lines.append(number)
    return found


def write(text: str, known: Mapping[str, str]) -> str:
    """Return the text with a hash line after the answers of each question; the rest byte for byte."""
    lines = text.split("\n")
    after: dict[int, str] = {}
    gone: set[int] = set()
    for table in _tables(lines):
        if table.header not in TABLES or table.id not in known:
            continue
        if table.answers_end < 0:
            raise ValueError(f"{table.id} has no answers line")
        gone.update(table.hash_lines)
        ending = "\r" if lines[table.answers_end].endswith("\r") else ""
        after[table.answers_end] = f'{KEY} = "{known[table.id]}"{ending}'
    kept: list[str] = []
    for number, line in enumerate(lines):
        if number not in gone:
            kept.append(line)
        if number in after:
            kept.append(after[number])
    result = "\n".join(kept)
    # Line editing is blind to what it does not know, so the two readings must agree.
    before, now = tomllib.loads(text), tomllib.loads(result)
    for question in (*asked(before), *asked(now)):
        question.pop(KEY, None)
    if before != now:
        raise ValueError("more than the hashes would change")
    return result


def main(arguments: list[str]) -> int:
    """Print, write or check; 0 done, 1 something differs, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="aws_text.py", description=__doc__, formatter_class=_Raw)
    parser.add_argument("workbook", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", type=Path, metavar="QUESTIONNAIRE")
    what.add_argument("--check", type=Path, metavar="QUESTIONNAIRE")
    given = parser.parse_args(arguments)
    known = hashes(Sheet(given.workbook))
    path: Path | None = given.write or given.check
    if path is None:
        for id_, value in known.items():
            print(id_, value)
        return 0
    if given.write:
        path.write_bytes(write(path.read_bytes().decode("utf-8"), known).encode("utf-8"))
    wrong = problems(tomllib.loads(path.read_bytes().decode("utf-8")), known)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


_Raw = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
