from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ftr_tui.app.cells import clean, cut, pad, wrap
from ftr_tui.model.text import clean as clean_fully

TEXTS = st.text(max_size=60)


@pytest.mark.hard_case(5, 7)
@given(TEXTS)
def test_the_quick_clean_lets_nothing_through_that_the_full_one_stops(text):
    quick = clean(text)
    assert quick == clean_fully(quick) or quick.isprintable()
    assert is_normalized("NFC", quick)
    assert all(mark not in quick for mark in "\x1b\x07\x9b\u202e\u200b\ufeff")


@given(TEXTS, st.integers(0, 30))
def test_cut_and_pad_never_take_more_cells_than_asked(text, width):
    assert cell_len(cut(text, width)) <= width
    assert cell_len(pad(text, width)) == width
    assert cell_len(pad(text, width, right=True)) == width


@given(TEXTS, st.integers(-3, 30))
def test_wrapping_keeps_every_character_that_is_not_a_blank(text, width):
    text = clean(text).expandtabs(4)
    lines = [text[a:b] for a, b in wrap(text, width)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= max(4, width) for line in lines)


def test_cut_says_that_it_cut():
    assert cut("Static access keys", 10) == "Static ac…"
    assert cut("日本語のテキスト", 6) == "日本…"
    assert cut("short", 10) == "short"
    assert cut("two\nlines\tand", 30) == "two lines and"
