"""The checks of a report: tables of cases, each expected value by hand from AWS's sample rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from ftr_tui.model.binder import State as PaperState
from ftr_tui.model.naming import alike
from ftr_tui.model.report_check import Check, Figures, Paper, twelve_months
from ftr_tui.model.reports import ReportRoutes
from ftr_tui.model.routes import needless, ready, soc2_checks, wafr_checks
from ftr_tui.model.session import Answer, Document, Session
from ftr_tui.model.workload import Milestone, Workload
from ftr_tui.store.library import Library
from tests.model.build import NOW, ROOT, TODAY, checklist, session

ID = "0123456789abcdef0123456789abcdef"
PILLARS = ("security", "operationalExcellence", "reliability")
COMPLETED, SECURITY, ANSWERED, NAMED, REPORT = (
    "WAFR-FTR-001", "WAFR-FTR-002", "WAFR-ANSWERED", "WAFR-FTR-005", "WAFR-FTR-006",
)  # fmt: skip


@cache
def content() -> ReportRoutes:
    return Library(ROOT / "questionnaires").reports()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def workload(*milestones: Milestone, **more: Any) -> Workload:
    given = {"id": ID, "name": "Sample", "region": "eu-west-1", "pulled_at": NOW, "milestones": [*milestones]}
    return Workload(**{**given, **more})


def milestone(number: int, day: date, **high: int) -> Milestone:
    counts = {p: {"HIGH": high.get(p, 0)} for p in PILLARS}
    return Milestone(number=number, name="Done", recorded_at=at(day), counts=counts)


def figures(pillar: str = "security", **more: Any) -> Figures:
    return Figures(
        **{"pillar": pillar, "title": pillar, "of": 11, "unanswered": 0, "is_confirmed": True, **more}
    )


def wafr(
    pulled: Workload | None = None,
    found: list[Figures] | None = None,
    paper: Paper | None = None,
    today: date = TODAY,
    **said: Answer,
) -> dict[str, Check]:
    route = content().by_id["wafr"]
    s = session().changed(report_check={k.replace("_", "-"): v for k, v in said.items()})
    all_three = [figures(p) for p in PILLARS] if found is None else found
    return {c.id: c for c in wafr_checks(route, s, all_three, pulled, paper, today)}


def say(value: str | None, **more: Any) -> Answer:
    return Answer(**{"value": value, "by": "Lan", "at": NOW, **more})


def paper(state: PaperState = PaperState.OK, **more: Any) -> Paper:
    document = Document(
        id="D07",
        title="Report",
        where="report.pdf",
        kind="well-architected-report",
        shows=TODAY,
        added=NOW - timedelta(days=1),
    )
    return Paper(document, state, **{"size": 1_000_000, **more})


# --- the file ---


def test_the_ids_are_those_of_the_sample_and_one_of_our_own() -> None:
    assert {r.id: [c.id for c in r.check] for r in content().route} == {
        "wafr": [
            *("WAFR-FTR-001", "WAFR-FTR-002", "WAFR-FTR-003", "WAFR-FTR-004"),
            *("WAFR-ANSWERED", "WAFR-FTR-005", "WAFR-FTR-006"),
        ],
        "soc2": ["SOC-001", "SOC-002", "SOC-003", "SOC-004", "SOC-005"],
    }
    by_pillar = {c.id: c.pillar for c in content().by_id["wafr"].check if c.pillar}
    assert by_pillar == {
        "WAFR-FTR-002": "security",
        "WAFR-FTR-003": "operationalExcellence",
        "WAFR-FTR-004": "reliability",
    }
    assert "no AWS page that we read says that a report alone is enough" in content().note


# --- completed within 12 months ---


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 1), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date.max, date.max),
    ],
)
def test_twelve_months(day: date, last: date) -> None:
    assert twelve_months(day) == last


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 11, 24), "pass"),
        (date(2025, 11, 24), "pass"),
        (date(2025, 11, 23), "fail"),
        (date(2020, 1, 1), "fail"),
    ],
)
def test_the_newest_milestone_says_when_it_was_completed(day: date, state: str) -> None:
    old = milestone(1, day - timedelta(days=400))
    found = wafr(workload(milestone(2, day), old, updated_at=at(day)))[COMPLETED]
    assert (found.state, found.warns) == (state, ())
    assert f"milestone 2 (Done) {'of' if state == 'pass' else 'is of'} {day}" in found.why
    assert bool(found.do) == (state == "fail")


def test_without_a_milestone_the_last_change_stands_in_and_that_is_said() -> None:
    found = wafr(workload(updated_at=at(date(2026, 10, 1))))[COMPLETED]
    assert (
        found.state == "pass" and "no milestone; the tool's last change on 2026-10-01 stands in" in found.why
    )
    assert wafr(workload(updated_at=at(date(2025, 10, 1))))[COMPLETED].state == "fail"
    assert wafr(workload())[COMPLETED].state == "open" and wafr()[COMPLETED].state == "open"


def test_a_change_after_the_milestone_and_what_was_not_read_are_said() -> None:
    late = workload(milestone(1, date(2026, 9, 1)), updated_at=at(TODAY), unread=["milestones: denied"])
    found = wafr(late)[COMPLETED]
    assert found.state == "pass"
    assert [w.partition(",")[0] for w in found.warns] == [
        "the workload was changed on 2026-11-24",
        "could not be read: milestones: denied",
    ]


# --- zero high risks ---


@pytest.mark.parametrize(
    ("given", "milestones", "state", "says"),
    [
        ({}, (), "pass", "0 high-risk issues (confirmed)"),
        ({"medium": 4}, (), "pass", "4 medium, which fail nothing"),
        ({"high": 1}, (), "fail", "1 high-risk issue (confirmed)"),
        ({"is_confirmed": False}, (), "open", "estimate: 0 high-risk issues; push and pull to confirm"),
        ({"is_confirmed": False, "tool_high": 2}, (), "open", "the tool still counts 2"),
        ({"is_confirmed": False, "high": 2}, (), "fail", "estimate: 2 high-risk issues"),
        ({"unanswered": 11}, (), "open", "nothing answered yet: 11 questions"),
        ({"unanswered": 9, "out": 2}, (), "open", "nothing answered yet"),
        ({"unanswered": 10}, (), "pass", "0 high-risk issues"),
        ({"out": 11}, (), "fail", "that leaves it out"),
        ({"of": 0}, (), "fail", "not part of the review"),
        ({}, (milestone(1, TODAY, security=3),), "fail", "milestone 1 has 3 high-risk issues"),
        ({}, (milestone(1, TODAY, security=3), milestone(2, TODAY)), "pass", "0 high-risk issues"),
        ({"high": 1}, (milestone(1, TODAY),), "fail", "1 high-risk issue (confirmed)"),
    ],
)
def test_only_what_the_tool_confirmed_passes(
    given: dict[str, Any], milestones: tuple[Milestone, ...], state: str, says: str
) -> None:
    found = wafr(workload(*milestones), [figures(**given)])[SECURITY]
    assert found.state == state and says in found.why
    assert bool(found.do) == (state != "pass")


def test_a_pillar_left_out_of_the_milestone_fails() -> None:
    made = Milestone(number=1, name="M", recorded_at=NOW, counts={"security": {"HIGH": 0}})
    found = wafr(workload(made))
    assert (found[SECURITY].state, found["WAFR-FTR-003"].state) == ("pass", "fail")
    assert found["WAFR-FTR-003"].why == "the pillar is not part of the review"
    unread = Milestone(number=1, name="M", recorded_at=NOW)
    assert wafr(workload(unread))["WAFR-FTR-003"].state == "pass"


def test_each_pillar_has_its_own_figures() -> None:
    found = wafr(workload(), [figures("security"), figures("reliability", high=2), figures(PILLARS[1])])
    assert [found[f"WAFR-FTR-00{n}"].state for n in (2, 3, 4)] == ["pass", "pass", "fail"]


def test_zero_only_by_what_does_not_apply_is_a_warning() -> None:
    found = wafr(workload(), [figures(excused=2, unanswered=3)])[SECURITY]
    assert found.state == "pass"
    assert "0 only because 2 questions rest on something marked as not applying" in found.warns[0]
    assert "3 questions have no answer" in found.warns[1]
    assert wafr(workload(), [figures(excused=2, high=1)])[SECURITY].warns == ()


@pytest.mark.parametrize(
    ("left", "confirmed", "state", "says"),
    [
        ((0, 0, 0), True, "pass", "all 33 are answered in the tool"),
        ((0, 0, 0), False, "open", "push and pull to confirm"),
        ((3, 0, 2), True, "open", "5 of 33 questions have no answer: security 3, reliability 2"),
    ],
)
def test_nothing_is_left_unanswered(left: tuple[int, ...], confirmed: bool, state: str, says: str) -> None:
    given = [figures(p, unanswered=n, is_confirmed=confirmed) for p, n in zip(PILLARS, left, strict=True)]
    found = wafr(workload(), given)[ANSWERED]
    assert found.state == state and says in found.why


def test_a_review_that_has_not_begun_is_open() -> None:
    route = content().by_id["wafr"]
    found = wafr_checks(route, session(), None, None, None, TODAY)
    assert {str(c.state) for c in found} == {"open"} and all(c.do and c.why for c in found)


# --- the name ---


@pytest.mark.parametrize(
    ("product", "texts", "match"),
    [
        ("Acme Billing", ["acme-billing-prod"], "whole"),
        ("Acme Billing", ["AcmeBilling"], "whole"),
        ("Acme Billing (sample)", ["prod-main", "Production of Acme Biling."], "whole"),
        ("Acme Billing Platform", ["Acme Billing"], "whole"),
        ("Acme Billing", ["Acme Analytics"], "part"),
        ("Acme Billing", ["prod-main", "The main workload"], "none"),
        ("Platform", ["data platform"], "whole"),
        ("Hóa đơn Acme", ["hoa don acme"], "whole"),
        ("会計クラウド", ["本番会計クラウド"], "whole"),
        ("Bill", ["billing"], "none"),
        ("X", ["xprod", "x1"], "none"),
        ("X", ["x prod"], "whole"),
        ("!", ["!"], "none"),
    ],
)
def test_a_near_match_of_names_is_enough(product: str, texts: list[str], match: str) -> None:
    assert alike(product, *texts) == match


def test_part_of_a_name_is_for_a_person_to_judge() -> None:
    part = workload(name="prod-main", description="Sample")
    assert wafr(part)[NAMED].state == "pass"
    other = workload(name="Billing feed")
    route = content().by_id["wafr"]

    def named(said: Answer | None = None) -> Check:
        given = session().changed(product="Acme Billing", report_check={NAMED: said} if said else {})
        return next(c for c in wafr_checks(route, given, [], other, None, TODAY) if c.id == NAMED)

    assert (named().state, named().asks) == ("open", True)
    assert named(say("yes", reason="old name")).state == "pass"
    assert "Lan said yes on 2026-11-24: old name" in named(say("yes", reason="old name")).why
    assert named(say("no")).state == "fail"
    # No word of the product in it: nobody's yes changes what AWS will read.
    away = workload(name="prod-main")
    assert wafr(away, WAFR_FTR_005=say("yes"))[NAMED].state == "fail"
    assert wafr(away)[NAMED].asks is False


# --- the file in the binder ---


@pytest.mark.parametrize(
    ("given", "said", "state", "says"),
    [
        (None, None, "open", "no report is in the binder"),
        (paper(), None, "open", "a person must see"),
        (paper(), say("yes"), "pass", "D07 Report is there, 1.0 MB; Lan said yes"),
        (paper(), say("no", reason="no plan"), "fail", "Lan said no on 2026-11-24: no plan"),
        (paper(), say(None), "open", "Lan finds out"),
        (paper(size=3_000_000), say("yes"), "pass", "3.0 MB"),
        (paper(size=3_000_001), say("yes"), "fail", "one source says at most 3 MB"),
        (paper(is_pdf=False), say("yes"), "fail", "it is no PDF"),
        (paper(PaperState.STALE), say("yes"), "fail", "more than 12 months old"),
        (paper(PaperState.GONE), say("yes"), "fail", "the file is gone"),
        (paper(PaperState.UNREADABLE), say("yes"), "fail", "cannot be read"),
        (paper(PaperState.CHANGED), say("yes"), "open", "has changed since"),
        (paper(PaperState.UNDATED), say("yes"), "open", "the day of what it shows is missing"),
        (paper(is_link=True, size=None), say("yes"), "open", "a link is not opened"),
        (paper(is_link=True, size=None), say("no"), "fail", "Lan said no"),
        (paper(), say("yes", at=NOW - timedelta(days=2)), "open", "was about an older file"),
    ],
)
def test_the_report_is_there_small_and_seen_by_a_person(
    given: Paper | None, said: Answer | None, state: str, says: str
) -> None:
    found = wafr(workload(), paper=given, **({"WAFR_FTR_006": said} if said else {}))[REPORT]
    assert found.state == state and says in found.why
    assert bool(found.do) == (state != "pass")


def test_a_report_older_than_the_milestone_is_a_warning() -> None:
    newer = workload(milestone(4, TODAY + timedelta(days=3)))
    assert "older than milestone 4" in wafr(newer, paper=paper())[REPORT].warns[0]


def test_ready_is_all_of_them() -> None:
    found = wafr(workload(milestone(1, TODAY)), paper=paper(), WAFR_FTR_006=say("yes"))
    assert [c.id for c in found.values() if c.state != "pass"] == [] and ready(list(found.values()))
    found = wafr(workload(milestone(1, TODAY)), paper=paper())
    assert not ready(list(found.values())) and not ready([])


# --- SOC 2 ---


def soc2(today: date = TODAY, **said: Answer) -> dict[str, Check]:
    s = session().changed(report_check={k.replace("_", "-"): v for k, v in said.items()})
    return {c.id: c for c in soc2_checks(content().by_id["soc2"], s, today)}


@pytest.mark.parametrize(
    ("said", "state", "says"),
    [
        (None, "open", "the day is not known yet"),
        (say("2026-03-14"), "pass", "signed on 2026-03-14, holds until 2027-03-14"),
        (say("2025-11-24"), "pass", "holds until 2026-11-24"),
        (say("2025-11-23"), "fail", "more than 12 months ago"),
        (say("2026-11-25"), "open", "2026-11-25 lies ahead"),
        (say("no"), "fail", "no report is signed yet"),
        # A yes without a day, written by hand, says nothing of when.
        (say("yes"), "open", "the day is not known yet"),
        (say(None), "open", "Lan finds out"),
        (say("soon"), "open", "the day is not known yet"),
    ],
)
def test_the_signature_lies_within_12_months(said: Answer | None, state: str, says: str) -> None:
    found = soc2(**({"SOC_001": said} if said else {}))["SOC-001"]
    assert found.state == state and says in found.why and found.asks


def test_a_person_answers_the_other_four() -> None:
    found = soc2(SOC_002=say("yes", reason="page 3"), SOC_003=say("no"), SOC_004=say(None))
    assert [str(found[f"SOC-00{n}"].state) for n in (2, 3, 4, 5)] == ["pass", "fail", "open", "open"]
    assert found["SOC-002"].why == "Lan said yes on 2026-11-24: page 3"
    assert found["SOC-005"].why == "nobody has answered it"
    assert all(c.asks for c in found.values())


def test_an_answer_about_the_last_report_does_not_hold_for_this_one() -> None:
    before = say("yes", at=at(date(2026, 1, 10)))
    found = soc2(SOC_001=say("2026-03-14"), SOC_002=before, SOC_003=before.model_copy(update={"value": "no"}))
    assert found["SOC-002"].state == "open" and "before this report was signed" in found["SOC-002"].why
    assert found["SOC-003"].state == "fail"


# --- what is no longer needed ---


def test_only_a_session_of_reports_alone_leaves_items_out() -> None:
    items = list(checklist().by_id)

    def left_out(*routes: str, **more: Any) -> frozenset[str]:
        s: Session = session().changed(routes=list(routes), **more)
        return needless(content(), s, items)

    assert left_out("sheet", "wafr") == frozenset() == left_out("sheet")
    only = left_out("wafr")
    assert only == left_out("soc2") == left_out("wafr", "soc2")
    kept = set(items) - only
    numbered = {"HOST-001", "SUP-001", "WAFR-001", "WAFR-002", *(f"CAA-00{n}" for n in range(1, 8))}
    assert len(numbered) == 11 and kept == numbered | {"GA", "CIS", "CAA-000"}
    # Ids clash between checklists: of another one nothing is known.
    assert left_out("wafr", checklist="customer-deployed") == frozenset()
