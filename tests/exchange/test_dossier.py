"""Markdown that shows every character of other people's texts and obeys none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.exchange.dossier import escape, fence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<account>", r"\<account\>"),
        ("[x](y)", r"\[x\](y)"),
        ("# no title", r"\# no title"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("2026.1 stays", "2026.1 stays"),
        ("a\nb", "a b"),
        ("`x`", r"\`x\`"),
        ("\x1b[31m", r"\\u001b\[31m"),
    ],
)
def test_marks_are_escaped(text: str, shown: str) -> None:
    assert escape(text) == shown


@given(st.text(max_size=80))
def test_no_mark_stands_unescaped(text: str) -> None:
    shown = escape(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)[`<|\[]", shown.replace("\\\\", ""))


@given(st.text(alphabet="`a\n ", max_size=60))
def test_a_fence_ends_only_at_its_end(text: str) -> None:
    lines = fence(text).split("\n")
    marks = lines[0].removesuffix("text")
    assert lines[-1] == marks
    assert all(marks not in line for line in lines[1:-1])
