"""What the interview claims about each kind of answer, and that nothing else is claimed."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from ftr_tui.app.views import interview as view
from ftr_tui.app.views.interview_evidence import evidence_rows, evidence_text, finding_sign
from ftr_tui.app.views.words import outcome_part
from ftr_tui.app.widgets.rows import Row
from ftr_tui.model.facts import Evidence, Resource, Unread
from ftr_tui.model.outcome import Outcome
from ftr_tui.model.session import Conflict
from tests.app.views.scene import NOW, found, lines, see, text


def state(desk, question):
    return desk.review.states[desk.checklist.owner_of[question]]


def claims(desk, question):
    """Return what the question's row, the list and the reason line say."""
    of = state(desk, question)
    row = view.question_row(of, question)
    said = " ".join("".join(part for part, _style in row.right).split())
    return said, outcome_part(of)[1][0], text(view.title_row(desk, of))


def unconfirmed(desk, watch):
    return "ARC-001.1"


def confirmed(desk, watch):
    return "ARC-004.1"


def person(desk, watch):
    return "IAM-004.1"


def overruled(desk, watch):
    desk.answer("IAM-006.1", "yes", reason="The role is for breaking glass.")
    return "IAM-006.1"


def contradicted(desk, watch):
    see(desk, found("IAM-004.1", "no", favourable=False))
    return "IAM-004.1"


def expired(desk, watch):
    desk.answer("IAM-008.1", "yes")
    watch.now += timedelta(days=93)
    desk.refresh()
    return "IAM-008.1"


def unsure(desk, watch):
    return "RES-004.1"


def untouched(desk, watch):
    return "IAM-002.4"


def no_longer_offered(desk, watch):
    answers = desk.session.answers
    odd = {"IAM-004.1": answers["IAM-004.1"].model_copy(update={"value": "perhaps"})}
    desk._set(desk.session.changed(answers=answers | odd))
    return "IAM-004.1"


def conflict(desk, watch):
    two = Conflict(what="answer IAM-004.1", ours="yes", theirs="no", at=NOW)
    desk._set(desk.session.changed(conflict=[two]))
    return "IAM-004.1"


@pytest.mark.parametrize(
    ("make", "said", "word", "why"),
    [
        (unconfirmed, "no aws", "to confirm", ".1 is from evidence and nobody has confirmed it"),
        (confirmed, "no aws ✓", "met", ".1 is no"),
        (person, "yes you", "met", ".1 is yes"),
        (overruled, "yes you ≠ aws", "met", ".1 is yes"),
        (contradicted, "yes ≠ aws !", "differs", "evidence says no, the answer says yes"),
        (expired, "· expired", "open", "the answer held until 2027-02-24"),
        (unsure, "· Linh", "open", "don't know yet (Linh)"),
        (untouched, "·", "open", ".4 has no answer yet"),
        (no_longer_offered, "·", "open", ".1 has no answer yet"),
        (conflict, "yes you", "conflict", "two people changed this; choose one"),
    ],
)
def test_what_is_claimed_per_standing(desk, watch, make, said, word, why):
    question = make(desk, watch)
    told, in_list, reason = claims(desk, question)
    assert told == said
    assert in_list == word
    assert why in reason


def test_every_standing_has_words_of_its_own(desk, watch):
    makers = (unconfirmed, confirmed, person, overruled, contradicted, expired, unsure)
    said = {m.__name__: claims(desk, m(desk, watch))[0].split(" ", 1)[1] for m in makers}
    assert len(set(said.values())) == len(makers), said


def test_what_waits_for_a_person_is_never_called_met(desk, watch):
    contradicted(desk, watch)
    for of in desk.review.states.values():
        if of.block is not None:
            assert outcome_part(of)[1][0] != "met", of.id


# --- gates ---


def test_a_gate_shows_its_answer_and_takes_no_response(desk):
    gate = desk.review.states["CAA-000"]
    assert view.item_row(gate).text.split() == ["✓", "CAA-000", "no"]
    assert lines(view.title_row(desk, gate))[0].endswith("gate")
    assert view.example_rows(gate) == []
    assert "Decide" in text(view.card_rows(gate, questions_first=False))


def test_a_gate_without_an_answer_leaves_what_is_behind_it_open(desk):
    assert claims(desk, "CAA-001.1")[1:] == ("n/a", text(view.title_row(desk, state(desk, "CAA-001.1"))))
    desk.clear("CAA-000")
    assert view.item_row(desk.review.states["CAA-000"]).text.split()[-1] == "open"
    _said, word, why = claims(desk, "CAA-001.1")
    assert word == "open" and "CAA-000 is not answered yet" in why


# --- the list ---


def test_the_list_has_every_item_once_and_its_counts_add_up(desk):
    rows = view.list_rows(desk)
    assert [r.key for r in rows if r.key] == [i.id for i in _by_section(desk)]
    counts = [r.right[0][0].split("/") for r in rows if not r.key and r.right]
    controls = [s for s in desk.review.states.values() if s.id not in ("CAA-000", "SDAT-000")]
    assert sum(int(n) for n, _of in counts) == sum(s.outcome.good for s in controls)
    assert sum(int(of) for _n, of in counts) == len(controls) == 46


def _by_section(desk):
    return [i for s in desk.checklist.section for i in desk.checklist.items if i.section == s.id]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_title_counts_what_is_met_and_what_stands_in_the_way(desk, narrow):
    left, right = view.header(desk, narrow=narrow)
    met = desk.review.counts[Outcome.PASS]
    said = "".join(part for part, _style in [*left, *right])
    assert f"{met} of 44 met" in said
    assert f"{len(desk.review.blocking)} left" in said
    assert "saved 09:00:00" in said
    desk.trouble = "the folder is gone"
    assert "NOT SAVED" in "".join(part for part, _style in view.header(desk, narrow=narrow)[1])


def test_the_strip_fits_and_shows_the_item_it_is_about(desk):
    for width in range(20, 121):
        for item in desk.checklist.items:
            parts = view.strip_parts(desk, item.id, width)
            shown = "".join(part for part, _style in parts).rstrip()
            alone = len([part for part, _style in parts if part in desk.review.states]) == 1
            assert cell_len(shown) <= width or (alone and width < 30), (item.id, width)
            assert lines([Row(parts)], width)[0][2:].startswith(item.id) or not alone
            assert [part for part, style in parts if style == "bold"] == [item.id]
    assert lines([Row(view.strip_parts(desk, "IAM-003", 76))])[0].startswith("‹ IAM-002 ? open   IAM-003")


# --- the card ---


def test_questions_come_first_where_there_is_little_room(desk):
    of = desk.review.states["IAM-002"]
    wide = text(view.card_rows(of, questions_first=False))
    narrow = text(view.card_rows(of, questions_first=True))
    asks, ask = of.item.asks[:30], of.item.question[0].ask[:30]
    assert wide.index(asks) < wide.index(ask)
    assert narrow.index(ask) < narrow.index(asks)


def test_own_choices_are_named_under_the_cursor_only_and_each_has_a_key_of_its_own(desk):
    of = desk.review.states["CIS"]
    assert "5 v5.0" in text(view.card_rows(of, questions_first=False, cursor="CIS.2"))
    assert "5 v5.0" not in text(view.card_rows(of, questions_first=False, cursor="CIS.1"))
    assert view.keys_line(desk.review.states["IAM-002"], "IAM-002.1") == "y yes  n no"
    for question in desk.checklist.questions.values():
        letters = [view.letter_for(a) for a in question.answers]
        assert len(set(letters)) == len(letters), question.id


# --- evidence ---


def test_only_the_finding_at_the_cursor_is_whole(desk):
    of = desk.review.states["IAM-002"]
    whole = evidence_rows(desk, of, cursor="IAM-002.1")
    other = evidence_rows(desk, of, cursor="IAM-002.3")
    names = [r.name for r in of.answers["IAM-002.1"].finding.resources]
    assert names and all(n in text(whole, 36) for n in names[:3])
    assert not any(n in text(other, 36) for n in names[:3])
    assert lines(whole)[0].endswith("sample")


def test_what_could_not_be_read_names_the_permission(desk):
    of = desk.review.states["SUP-001"]
    shown = text(evidence_rows(desk, of), 80)
    assert "! unread 1111-2222-3333" in shown
    assert "support:DescribeSeverityLevels" in shown
    assert "needs support:DescribeSeverityLevels" in evidence_text(desk, of)
    # At the width of the panel it is wrapped, not cut.
    assert "support:DescribeSeverityLevels" in "".join(lines(evidence_rows(desk, of), 34)).replace(" ", "")


def test_what_nobody_asked_for_is_no_fault_and_says_how(desk):
    of = desk.review.states["GA"]
    shown = text(evidence_rows(desk, of, cursor="GA.1"), 80)
    assert "Not looked at: Marketplace listings" in shown and "x, then d looks at it too" in shown
    assert "!" not in shown and "Could not" not in shown
    assert "  · Not looked at: Marketplace" in evidence_text(desk, of)
    assert "only a deep scan looks at it: x, then d" in evidence_text(desk, of)
    assert finding_sign(of.answers["GA.1"].finding)[1] == "dim"
    # A gap in another call of the control does not hide it.
    gap = Unread(account="1", action="a:B", code="AccessDenied", reason="no", controls=["GA"])
    desk.take(desk.evidence.model_copy(update={"unread": [gap]}))
    assert "x, then d looks at it too" in text(evidence_rows(desk, of, cursor="GA.1"), 80)


def test_many_unread_calls_are_counted(desk):
    gap = Unread(
        account="111122223333", action="iam:ListUsers", code="AccessDenied", reason="no", controls=["S3-001"]
    )
    desk.take(desk.evidence.model_copy(update={"unread": [gap] * 5}))
    rows = evidence_rows(desk, desk.review.states["S3-001"])
    assert text(rows).count("unread") == 4 and "and 2 more unread" in text(rows)
    assert evidence_text(desk, desk.review.states["S3-001"]).count("iam:ListUsers") == 5


def test_more_resources_than_shown_are_counted_and_the_whole_view_says_where_the_rest_is(desk):
    names = [Resource(name=f"key-{n}", detail="402 d", account="111122223333") for n in range(5)]
    see(desk, found("IAM-006.1", "no", favourable=False, resources=names, total=9, recheck=["aws iam x"]))
    of = desk.review.states["IAM-006"]
    shown = text(evidence_rows(desk, of))
    assert "key-2" in shown and "key-3" not in shown and "and 6 more" in shown
    full = evidence_text(desk, of)
    assert "key-4  402 d  1111-2222-3333" in full and "and 4 more" in full and "aws iam x" in full


def test_an_assumption_and_a_finding_that_was_not_read_again_are_said(desk):
    told = {"assumes": "Only prod.", "not_reread": "not re-read on 2026-11-24: denied"}
    see(desk, found("IAM-006.1", "yes", favourable=True, **told))
    shown = text(evidence_rows(desk, desk.review.states["IAM-006"]))
    assert "assumes: Only prod." in shown and "not re-read on 2026-11-24: denied" in shown


@pytest.mark.parametrize(
    ("verdict", "favourable", "sign"),
    [
        ("yes", True, "✓"),
        ("no", False, "✗"),
        ("supports", None, "·"),
        ("unknown", None, "!"),
        ("no", True, "✓"),
    ],
)
def test_the_sign_of_a_finding_is_whether_it_helps_not_what_it_says(verdict, favourable, sign):
    assert finding_sign(found("X.1", verdict, favourable=favourable))[0].strip() == sign


def test_no_evidence_says_which_kind_of_none(desk):
    of = desk.review.states["RES-005"]
    assert "this is for people to answer" in text(evidence_rows(desk, of))
    desk.take(Evidence())
    of = desk.review.states["IAM-004"]
    assert "Nothing read yet." in text(evidence_rows(desk, of))
    assert "reading IAM: 3 of 9" in text(evidence_rows(desk, of, reading="reading IAM: 3 of 9"))


def test_documents_are_there_or_missing(desk):
    of = desk.review.states["IAM-002"]
    shown = lines(view.document_rows(desk, of))
    assert any(line.startswith("✓ D02 Key inventory") and line.endswith("2026-11-20") for line in shown)
    wanted = len(desk.missing_documents("IAM-002"))
    assert wanted and sum(line.endswith("missing") for line in shown) == wanted


def test_an_owner_stands_beside_the_reason(desk):
    told = text(view.title_row(desk, desk.review.states["IAM-006"]))
    assert told.endswith("Linh · 2026-12-05 · Replace the star policies by roles made from their last use.")


def test_the_whole_view_says_who_answered_when_and_on_which_assumption(desk):
    full = evidence_text(desk, desk.review.states["ARC-004"])
    assert "answer: no by Linh, 2026-11-24 07:58 UTC" in full
    assert "agreed to: Production runs in account 111122223333" in full
