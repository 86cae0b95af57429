import pytest
from rich.cells import cell_len

from ftr_tui.app.widgets.rows import Row, column, lay_out

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
