"""How each document stands, what goes to AWS, and how responses name their documents."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftr_tui.model import binder
from ftr_tui.model.binder import Look, State
from ftr_tui.model.outcome import review
from ftr_tui.model.programme import Programme
from ftr_tui.model.session import Document, Session
from ftr_tui.store.library import Library
from tests.model.build import NOW, ROOT, TODAY, checklist, session


@cache
def programme() -> Programme:
    return Library(ROOT / "questionnaires").programme()


def document(number: int, where: str, kind: str = "", **more: Any) -> Document:
    fields = {"id": f"D{number:02}", "title": where, "where": where, "kind": kind, "added": NOW}
    return Document(**{**fields, **more})


def shelf(
    *documents: Document, looks: dict[str, Look] | None = None, today: date = TODAY, **answers: str
) -> list[binder.Row]:
    s: Session = session(answers).changed(document=list(documents))
    return binder.shelf(programme(), checklist(), s, review(checklist(), s, {}, today), looks or {}, today)


def row(rows: list[binder.Row], kind: str) -> binder.Row:
    return next(r for r in rows if r.kind is not None and r.kind.id == kind)


def test_an_empty_binder_has_a_row_for_each_kind_hand_in_first() -> None:
    rows = shelf()
    assert len(rows) == len(programme().document)
    assert [r.kind.id for r in rows[:3] if r.kind] == [
        "architecture-diagram", "self-assessment-sheet", "well-architected-report"
    ]  # fmt: skip
    assert row(rows, "access-audit").controls == ["IAM-001", "IAM-004", "IAM-008"]
    assert row(rows, "cis-report").optional
    # No item of the list asks for it.
    assert row(rows, "cost-tags").state is State.UNNEEDED


@pytest.mark.parametrize(
    ("days", "state", "says"),
    [
        (0, State.OK, "holds until 2027-02-22"),
        (90, State.OK, "holds until 2026-11-24"),
        (91, State.STALE, "stale since 2026-11-24"),
    ],
)
def test_a_document_holds_for_its_cadence_that_day_included(days: int, state: State, says: str) -> None:
    rows = shelf(document(1, "r.pdf", "restore-test", shows=TODAY - timedelta(days=days)))
    found = row(rows, "restore-test")
    assert (found.state, binder.words(found, *found.documents[0])) == (state, says)


def test_a_day_at_the_end_of_time_holds_until_then() -> None:
    found = document(1, "a.pdf", "restore-test", shows=date.max)
    kind = next(k for k in programme().document if k.id == "restore-test")
    assert binder.holds_until(kind, found) == date.max
    assert row(shelf(found), "restore-test").state is State.OK


def test_documents_stand_by_their_number() -> None:
    found = session({})
    for number in range(1, 102):
        given = {"title": "", "where": f"{number}.md"}
        found, _made = found.with_document("IAM-002", given, "Lan", NOW)
    assert [d.id for d in found.document[9:12]] == ["D10", "D11", "D12"]
    assert [d.id for d in found.document[-2:]] == ["D100", "D101"]


def test_the_day_of_what_it_shows_is_not_the_day_when_it_was_added() -> None:
    assert row(shelf(document(1, "r.pdf", "restore-test")), "restore-test").state is State.UNDATED
    # Without a cadence no day is needed.
    assert (
        row(shelf(document(1, "s.xlsx", "self-assessment-sheet")), "self-assessment-sheet").state is State.OK
    )


def test_what_the_files_say() -> None:
    plan = document(1, "p.md", "incident-plan", shows=date(2026, 1, 1), sha256="a")
    for look, state in (
        (Look(there=False), State.GONE),
        (Look(trouble="no permission"), State.UNREADABLE),
        (Look(sha256="b"), State.CHANGED),  # before age: who looks it over gives it a day
        (Look(sha256="a"), State.STALE),
        (Look(), State.STALE),
    ):
        assert row(shelf(plan, looks={"D01": look}), "incident-plan").state is state
    # One from before there were fingerprints is not said to have changed.
    old = document(1, "p.md", "incident-plan", shows=TODAY)
    assert row(shelf(old, looks={"D01": Look(sha256="b")}), "incident-plan").state is State.OK


def test_worst_first() -> None:
    rows = shelf(
        document(1, "gone.pdf", "incident-plan", shows=TODAY),
        document(2, "old.pdf", "key-inventory", shows=date(2026, 1, 1)),
        document(3, "ok.pdf", "restore-test", shows=TODAY),
        document(4, "own.pdf"),
        document(5, "changed.pdf", "data-classification", shows=TODAY, sha256="a"),
        looks={"D01": Look(there=False), "D05": Look(sha256="b")},
    )
    states = [str(r.state) for r in rows]
    order = ["missing", "stale", "gone", "changed", "ok", "not needed"]
    assert list(dict.fromkeys(states)) == order
    assert [r.title for r in rows if r.kind is None] == ["own.pdf"]


def test_what_does_not_apply_is_not_needed() -> None:
    answers = {q: "no" for q in checklist().questions if q.startswith("CAA-000")}
    assert row(shelf(**answers), "cross-account-template").state is State.UNNEEDED
    assert row(shelf(), "cross-account-template").state is State.MISSING


def test_a_newer_record_takes_the_place_of_an_older_one_but_not_of_another_account() -> None:
    old = document(1, "restore-2026-04.pdf", "restore-test", shows=date(2026, 4, 1))
    new = document(2, "restore-2026-10.pdf", "restore-test", shows=date(2026, 10, 1))
    found = row(shelf(old, new), "restore-test")
    assert [str(s) for _d, s in found.documents] == ["ok", "ok"] and found.state is State.OK
    assert binder.words(found, *found.documents[0]) == "older, D02 counts"
    one = document(1, "cis-111122223333.csv", "cis-report", shows=date(2026, 4, 1))
    two = document(2, "cis-444455556666.csv", "cis-report", shows=date(2026, 11, 1))
    assert row(shelf(one, two), "cis-report").state is State.STALE


# --- what goes to AWS ---

ACCOUNTS, REGIONS = ["111122223333", "444455556666"], ["eu-west-1", "us-east-1"]


def part(
    rows: list[binder.Row], kind: str, accounts: list[str] = ACCOUNTS, regions: list[str] = REGIONS
) -> binder.Part:
    return next(p for p in binder.hand_in(rows, accounts, regions) if p.kind == kind)


def test_the_diagram_goes_as_a_picture() -> None:
    source = document(1, "a.drawio", "architecture-diagram", shows=TODAY)
    link = document(2, "https://wiki.example/a", "architecture-diagram", shows=TODAY)
    found = part(shelf(source, link), "architecture-diagram")
    assert found.documents == []
    assert found.missing == [
        "D01 is .drawio: AWS takes PNG, JPEG", "D02 is a link: save it as a file (PNG, JPEG)"
    ]  # fmt: skip
    picture = document(3, "a.PNG", "architecture-diagram", shows=TODAY)
    found = part(shelf(source, link, picture), "architecture-diagram")
    assert ([d.id for d in found.documents], found.missing) == (["D03"], [])
    gone = part(shelf(picture, looks={"D03": Look(there=False)}), "architecture-diagram")
    assert (gone.documents, gone.missing) == ([], ["D03: the file is gone"])
    assert part(shelf(), "architecture-diagram").missing == ["no file yet (PNG, JPEG)"]


def test_a_stale_report_is_handed_in_with_a_note() -> None:
    report = document(1, "wa.pdf", "well-architected-report", shows=date(2025, 1, 1))
    found = part(shelf(report), "well-architected-report")
    assert [d.id for d in found.documents] == ["D01"] and not found.missing
    assert found.notes == ["D01 is stale: it held until 2026-01-01"]


def test_a_cis_report_for_each_account_and_region_which_have_none_is_named() -> None:
    def cis(*names: str, accounts: list[str] = ACCOUNTS, regions: list[str] = REGIONS) -> list[str]:
        some = [document(n, name, "cis-report", shows=TODAY) for n, name in enumerate(names, 1)]
        return part(shelf(*some), "cis-report", accounts, regions).missing

    assert cis() == ["no file yet", "no report of 111122223333, 444455556666"]
    assert cis("cis-111122223333-eu-west-1.csv", "cis-4444-5555-6666-all-regions.csv") == [
        "no report of 111122223333 in us-east-1"
    ]
    assert cis("cis-111122223333-eu-west-1.csv", "cis-1111-2222-3333 us-east-1.csv") == [
        "no report names 444455556666"
    ]
    assert cis("cis.csv") == ["no report names 111122223333", "no report names 444455556666"]
    assert cis("cis.csv", accounts=["111122223333"], regions=["eu-west-1"]) == []
    assert cis("cis.csv", accounts=["111122223333"]) == ["no report names 111122223333 in any of 2 Regions"]
    # Part of another Region's name is not that Region.
    assert cis("cis-eu-west-12.csv", accounts=["111122223333"]) == [
        "no report names 111122223333 in any of 2 Regions"
    ]
    # Without a scan nothing is known of accounts, so nothing is said of them.
    assert cis("cis.csv", accounts=[], regions=[]) == []


# --- naming them in responses ---

RESTORE = document(3, "acme.files/restore-test-2026-10.pdf")
WIKI = document(12, "https://wiki.example/a?b=c")


def test_a_response_ends_with_its_documents() -> None:
    text = "We restore each quarter.\n\nLast: 2026-10-03."
    named = binder.cited(text, [WIKI, RESTORE])
    assert named == text + "\nDocuments: D03 restore-test-2026-10.pdf, D12 https://wiki.example/a?b=c"
    assert binder.cited(named, [RESTORE, WIKI]) == named
    assert binder.cited(named, [RESTORE]) == text + "\nDocuments: D03 restore-test-2026-10.pdf"
    assert binder.cited(named, []) == text


def test_what_a_person_wrote_is_not_taken_for_our_line() -> None:
    own = "See below.\nDocuments: on the wiki"
    assert binder.cited(own, [RESTORE]) == own + "\nDocuments: D03 restore-test-2026-10.pdf"
    assert binder.cited(own, []) == own
    middle = "Documents: D03 x\nand more"
    assert binder.cited(middle, []) == middle
    assert binder.cited("  ", [RESTORE]) == "  "


@given(st.text(), st.lists(st.sampled_from([RESTORE, WIKI]), unique_by=lambda d: d.id))
def test_naming_twice_is_naming_once(text: str, some: list[Document]) -> None:
    once = binder.cited(text, some)
    assert binder.cited(once, some) == once
    if text.strip() and "Documents: D" not in text:
        assert binder.cited(once, []).rstrip() == text.rstrip()
