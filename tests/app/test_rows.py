import pytest
from rich.cells import cell_len

from ftr_tui.app.widgets.rows import Row, column, lay_out
from ftr_tui.app.widgets.table import table_rows, widths

QUESTION = Row(
    [("Are all access keys rotated at least every 90 days?", "")],
    key="q1",
    lead=[(".1  ", "dim")],
    right=[("no", "bold"), ("   aws", "evidence")],
    fold=True,
)


def texts(row, width, **kwargs):
    return [line.text for line in lay_out(row, 0, width, gutter=True, **kwargs)]


def test_a_wrapped_row_stays_in_its_column():
    assert texts(QUESTION, 40) == [
        "  .1  Are all access keys       no   aws",
        "      rotated at least every",
        "      90 days?",
    ]


def test_a_folded_row_is_one_line_with_a_mark():
    assert "…" in texts(QUESTION, 40, whole=False)[0]
    assert cell_len(texts(QUESTION, 40, whole=False)[0]) == 40


@pytest.mark.parametrize("width", range(1, 45))
def test_no_line_is_wider_than_asked(width):
    rows = [QUESTION, Row([("日本語のテキスト" * 3, "")], lead=[("▸ ", "")], wrap=True), Row()]
    for row in rows:
        for whole in (True, False):
            for line in lay_out(row, 0, width, gutter=True, whole=whole):
                # Where the lead leaves less than four cells, wrapping stops counting: crop does the rest.
                assert cell_len(line.text) <= max(width, line.skip + 4, 10)


def test_columns_stay_aligned_with_wide_characters():
    assert cell_len(column("日本語", 8)[0]) == cell_len(column("abc", 8)[0]) == 8
    assert column("7", 3, right=True)[0] == "  7"


def test_narrow_columns_get_what_they_need_and_the_rest_share():
    assert widths([["id", "a long description of something", "x"]], 20) == [2, 13, 1]
    assert widths([["id", "short"]], 40) == [2, 5]
    assert all(width >= 1 for width in widths([["a" * 50, "b" * 50, "c" * 50]], 2))
    assert [row.key for row in table_rows(["a"], [["1"], ["2"]], 10)] == ["0", "1"]
