"""CSV of answers: nothing in it can run in a spreadsheet, and everything comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.exchange.tables import guard, read_rows, to_csv, unguard
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean

COLUMNS = ("question", "value", "response", "reason")
RISKY = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("'=+-@ \t\n,;\"\r")), max_size=60)


@pytest.mark.hard_case(75)
@pytest.mark.parametrize(
    "text", ["=1+1", "  =cmd", "+1", "-1", "@x", "\t=x", "\nx", "＝1", "'=1", "' =1", "-"]
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["yes", "", "it's", "'quoted' text", "1-2", "a=b"])
def test_what_is_harmless_stays(text: str) -> None:
    assert guard(text) == text


@pytest.mark.hard_case(75)
@given(texts)
def test_the_guard_is_taken_away_exactly(text: str) -> None:
    assert unguard(guard(text)) == text
    shown = guard(text).lstrip(" ")
    assert not shown or shown[0] not in RISKY


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_rows_come_back(pairs: list[tuple[str, str]]) -> None:
    rows = [{"question": "IAM-002.1", "value": "yes", "response": a, "reason": b} for a, b in pairs]
    found, ignored = read_rows(to_csv(COLUMNS, rows), "x.csv")
    assert ignored == []
    assert [(r.response, r.reason) for r in found] == [(clean(a), clean(b).strip()) for a, b in pairs]


@pytest.mark.hard_case(75)
def test_the_file_is_what_spreadsheets_expect() -> None:
    data = to_csv(COLUMNS, [{"question": "IAM-002.1", "value": "yes", "response": "=1"}])
    assert data == (b'\xef\xbb\xbf"question","value","response","reason"\r\n"IAM-002.1","yes","\'=1",""\r\n')
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][2] == "'=1"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separators_of_other_countries_are_read(mark: str) -> None:
    data = mark.join(["Question", "Value", "Notes"]) + "\n" + mark.join(["GA.1", "Yes", "n"]) + "\n"
    rows, ignored = read_rows(data.encode(), "x.csv")
    assert [(r.line, r.question, r.value) for r in rows] == [(2, "GA.1", "Yes")]
    assert ignored == ["notes"]


def test_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    data = b'question,response\nGA.1,"one\ntwo\nthree"\n\nHOST-001.1,x\n'
    rows, _ignored = read_rows(data, "x.csv")
    assert [(r.line, r.response) for r in rows] == [(2, "one\ntwo\nthree"), (6, "x")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.csv:1"),
        (b"frage,value\n", "x.csv:1: has no column question"),
        (b"question,notes\n", "x.csv:1: has no column question, or neither"),
        (b"question,value,value\n", "x.csv:1: the column value stands twice"),
        (b"question,value\nGA.1,yes,no,more\n", "x.csv:2: more cells than columns"),
        (b'question,value\nGA.1,yes\nGA.1,"yes\n', "x.csv:3: no CSV"),
        ("question,value\nGA.1,caf\xe9\n".encode("latin-1"), "x.csv:2: not UTF-8"),
        ("question,value\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_is_no_such_csv_is_named(data: bytes, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_rows(data, "x.csv")
    assert said in str(caught.value)
