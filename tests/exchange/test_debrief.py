"""The debrief as a page: what stands on it, and that no text of a person is obeyed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from ftr_tui.exchange.debrief import markdown, page, ready_line, summary, went
from ftr_tui.model.clocks import clock, short_clock
from ftr_tui.model.debrief import Debrief, look_back
from ftr_tui.model.outcome import review
from ftr_tui.model.session import Asked, Member, OwnQuestion, Rehearsal, Session, Supply, WarmUp
from ftr_tui.store.library import Library

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NASTY = '<script>alert(1)</script> [x](http://evil) | `a` \x1b[31m # "q" \''


def back(*asked: Asked, kind: str = "rehearsal") -> Debrief:
    library = Library()
    run = Rehearsal(
        id="R1",
        kind=kind,
        started=NOW,
        ended=NOW,
        elapsed=3723,
        seats=["Minh", "Linh"],
        warm_up=WarmUp(shown=["a", "b"], opened=1),
        reviewers=["Reviewer A"] if kind == "review" else [],
        asked=[*asked],
    )
    due = date(2026, 12, 1)
    session = Session(
        product=NASTY,
        checklist="partner-hosted",
        release="2026.1",
        created=NOW,
        rehearsal=[run],
        member=[Member(name="Minh"), Member(name="Linh")],
        supply=[Supply(id="S1", control="IAM-008", what=NASTY, owner="Linh", due=due, from_="R1")],
        own_question=[OwnQuestion(id="Q1", control="IAM-006", text=NASTY, from_="R1")],
    )
    judged = review(library.checklist("partner-hosted", "2026.1"), session, {}, NOW.date())
    return look_back(library.bank(), judged, session, run, NOW.date())


def scored(item: str, at: int, seat: str, score: int, **more: object) -> Asked:
    given = {"item": item, "at": at, "seat": seat, "score": score, "outcome": "scored", **more}
    return Asked.model_validate(given)


ROWS = (
    scored("IAM-006", 10, "Minh", 1, text=NASTY, seconds=90, confidence=4),
    scored("IAM-008", 100, "Linh", 1, text="Show it.", late=True, capped=True, note=NASTY),
    scored("ARC-001", 200, "Linh", 3, text="When?"),
    Asked(item="RES-004", at=300, outcome="parked", by_rule=True),
    Asked(item="ARC-004", at=300, outcome="evidence", by_rule=True),
)


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)


def test_what_is_ready_is_counted_never_a_percentage() -> None:
    found = back(*ROWS)
    # ARC-001 needs 2 and has 3; ARC-004 was taken from evidence and needs 2.
    assert (found.total.ready, found.total.applicable, found.total.change) == (2, 46, None)
    assert ready_line(found) == "Ready 2 of 46 applicable items"
    for text in (markdown(found, made=NOW, version="1"), page(found, made=NOW, version="1")):
        assert "Ready 2 of 46" in text
        assert "%" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    rows = {r.name: (r.ready, r.applicable) for r in found.sections}
    assert rows["Root account"] == (2, 3)
    assert {r.name: r.ready for r in found.roles}["security"] == 2


def test_what_needs_work_is_named() -> None:
    found = back(*ROWS)
    assert [p.item for p in found.sure_but_wrong] == ["IAM-006"]
    assert [(p.item, p.score, p.needs) for p in found.below] == [("IAM-006", 1, 2), ("IAM-008", 1, 3)]
    assert [p.item for p in found.not_reached] == ["RES-004"]
    assert found.single_person == (("Linh", ("ARC-001",)),)
    assert [went(a) for a in found.timeline] == [
        "1 process", "1 process, evidence not opened in time", "3 proof of operation", "taken from evidence"
    ]  # fmt: skip
    assert "not reached 1" in " ".join(summary(found))


@pytest.mark.hard_case(78)
def test_html_holds_no_script_loads_nothing_and_shows_every_character() -> None:
    text = page(back(*ROWS), made=NOW, version="1")
    seen = Seen()
    seen.feed(text)
    assert not {"script", "img", "link", "iframe", "a", "form", "base"} & set(seen.tags)
    assert seen.attributes["content"] is not None
    assert "default-src 'none'; style-src 'unsafe-inline'" in text.replace("&#x27;", "'")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\x1b" not in text
    assert "\\u001b" in text


@pytest.mark.hard_case(79)
def test_markdown_obeys_no_text() -> None:
    text = markdown(back(*ROWS), made=NOW, version="1")
    assert "<script>" not in text
    assert "[x](" not in text
    assert "\x1b" not in text
    for row in [line for line in text.splitlines() if line.startswith("|")]:
        assert len(re.findall(r"(?<!\\)\|", row)) in (5, 6, 9)


def test_secrets_are_masked() -> None:
    for write in (markdown, page):
        plain = write(back(*ROWS), made=NOW, version="1")
        text = write(back(*ROWS), made=NOW, version="1", mask=lambda t: t.replace("alert", "hidden"))
        # What is left is the product's name, which is no text of that kind.
        assert text.count("hidden") >= 4
        assert text.count("hidden") + text.count("alert") == plain.count("alert")


def test_a_real_review_has_no_scores() -> None:
    rows = [
        Asked(item="IAM-008", text="Who audits?", at=61, seat="Linh", outcome="supplied", answer="We do."),
        Asked(item="", kind="own", text="And when?", at=120, answer="Every quarter."),
    ]
    found = back(*rows, kind="review")
    text = markdown(found, made=NOW, version="1")
    assert "What was asked (2)" in text
    assert "We do." in text
    assert "Reviewers: Reviewer A" in text
    assert "| 0:01:01 | IAM-008 | Who audits?" in text
    assert "(Linh, 2026-12-01)" in text
    for word in ("Ready", "Score", "Sure but wrong"):
        assert word not in text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00:00"), (2232, "0:37:12"), (7325, "2:02:05")])
def test_clock(seconds: int, text: str) -> None:
    assert clock(seconds) == text


def test_short_clock() -> None:
    assert [short_clock(s) for s in (-1, 42, 60, 605.9)] == ["0:00", "0:42", "1:00", "10:05"]
