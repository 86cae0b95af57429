"""Text from people, files and AWS arrives on the screen as it is, and obeys nobody."""

import pytest
from rich.cells import cell_len

from ftr_tui.actions.glances import Glance, glance
from ftr_tui.actions.products import Entry
from ftr_tui.app.views import home, products, summary
from ftr_tui.app.views import interview as view
from ftr_tui.app.views.interview_evidence import evidence_rows, evidence_text
from ftr_tui.app.widgets.rows import Row, lay_out
from ftr_tui.model.facts import Resource, Unread
from ftr_tui.model.session import Conflict, Owner, Response
from tests.app.views.scene import NOW, found, see

MARKUP = ["[/red]", "[@click=app.quit]x[/]", "[link=file:///etc]y[/link]", "\\[b]"]
OBEYED = "\x1b[2J \x9b31m \u202egnp.exe \u2066 \x07"
SHOWN = "\\u001b[2J \\u009b31m \\u202egnp.exe \\u2066 \\u0007"
LONG = "W" * 5_000


def poison(desk, evil):
    """Put ``evil`` wherever text from outside can stand, past all checks of files."""
    session = desk.session
    document = session.document[1].model_copy(update={"title": evil, "where": evil})
    answer = session.answers["RES-004.1"].model_copy(update={"by": evil})
    desk._set(
        session.changed(
            product=evil,
            responses={**session.responses, "IAM-002": Response.model_construct(text=evil, by=evil, at=NOW)},
            document=[session.document[0], document],
            owners={"IAM-002": Owner.model_construct(who=evil, due=None)},
            answers={**session.answers, "RES-004.1": answer},
            conflict=[Conflict.model_construct(what="answer IAM-002.1", ours=evil, theirs=evil, at=NOW)],
        )
    )
    resource = Resource.model_construct(name=evil, detail=evil, account="111122223333", region=evil)
    told = {"resources": [resource], "total": 1, "favourable": False, "recheck": [evil], "accounts": [evil]}
    finding = found("IAM-002.1", "no").model_copy(
        update={
            **told,
            "summary": evil,
            "scope": evil,
            "assumes": evil,
            "not_reread": evil,
            "regions": [evil],
        }
    )
    see(desk, finding)
    gap = Unread.model_construct(
        account=evil, region=evil, action=evil, code=evil, reason=evil, controls=["IAM-002"]
    )
    desk.take(desk.evidence.model_copy(update={"unread": [gap]}))


def everything(desk):
    """Return the rows of all three screens, by the place where they stand."""
    of = desk.review.states["IAM-002"]
    left, right = view.header(desk)
    broken = Glance("x", problem=desk.session.product, first=desk.session.product)
    listed = [Entry(desk.file.path, glance(desk)), Entry(desk.file.path, broken)]
    return {
        "title": [Row(left, right=right)],
        "name": view.title_row(desk, of),
        "card": view.card_rows(of, questions_first=False, cursor="IAM-002.1"),
        "evidence": evidence_rows(desk, of, cursor="IAM-002.1"),
        "view": [Row([(evidence_text(desk, of), "")], wrap=True)],
        "documents": view.document_rows(desk, of),
        "unsure": view.card_rows(desk.review.states["RES-004"], questions_first=False),
        "sessions": lambda w: [products.entry_row(e, w, NOW) for e in listed],
        "about": [row for e in listed for row in products.about_rows(e)],
        "road": home.road_rows(desk.programme, desk),
        "headline": [summary.headline(desk)],
        "gaps": summary.gap_rows(desk, "IAM-002"),
        "matrix": summary.matrix_rows(desk),
    }


def drawn(rows, width):
    rows = rows(width) if callable(rows) else rows
    return [line.text for n, row in enumerate(rows) for line in lay_out(row, n, width, gutter=True)]


# Where the text stands whole; in narrow columns it is cut, as it should be.
PLACES = ["title", "evidence", "view", "documents", "sessions", "road"]


@pytest.mark.hard_case(1, 2, 3, 4)
@pytest.mark.parametrize("evil", MARKUP)
def test_markup_is_text(desk, evil):
    poison(desk, evil)
    shown = {place: "\n".join(drawn(rows, 400)) for place, rows in everything(desk).items()}
    for place in PLACES:
        assert evil in shown[place], place


@pytest.mark.hard_case(5, 7)
def test_what_a_terminal_would_obey_is_written_out(desk):
    poison(desk, OBEYED)
    for place, rows in everything(desk).items():
        for width in (20, 36, 400):
            for line in drawn(rows, width):
                assert not set(line) & set("\x1b\x9b\x07\u202e\u2066\u2028"), (place, line)
    shown = {place: "\n".join(drawn(rows, 900)) for place, rows in everything(desk).items()}
    for place in PLACES:
        assert SHOWN in shown[place], place


@pytest.mark.hard_case(9)
@pytest.mark.parametrize("evil", [LONG, "字" * 5_000, "a\nb\tc " * 700])
def test_long_text_is_wrapped_or_cut_with_a_mark_and_breaks_no_line(desk, evil):
    poison(desk, evil)
    for place, rows in everything(desk).items():
        for line in drawn(rows, 80):
            assert not set(line) & set("\n\t") and cell_len(line) <= 80, place
    evidence = "".join("".join(drawn(everything(desk)["evidence"], 80)).split())
    assert evidence.count(evil[0]) > 4_900 / (1 if len(set(evil)) == 1 else 7)
    assert "…" in "".join(drawn(everything(desk)["title"], 80))
    assert "…" in "".join(drawn(everything(desk)["documents"], 80))
