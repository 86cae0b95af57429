"""The coach: what it names, what it leaves alone, and that no text can break it."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.checklist import Control
from ftr_tui.model.coach import LONGEST, Tip, coach
from ftr_tui.model.coach_dates import days
from ftr_tui.model.coach_language import Tongue, tongue
from ftr_tui.model.coach_match import bare, lower
from ftr_tui.model.coach_spans import cadences, durations, links
from ftr_tui.model.need import Coaching, tokens
from ftr_tui.store.library import Library
from tests.bench.coach import judged
from tests.model.build import checklist, finding

TODAY = date(2026, 9, 20)
WORDS = {"value", "date", "link", "cadence", "preventive", "vague", "see-policy"}


@cache
def phrases() -> Coaching:
    return Library().coach()


def control(item: str) -> Control:
    found = checklist().by_id[item]
    assert isinstance(found, Control)
    return found


def tips(item: str, text: str, **more: Any) -> list[Tip]:
    return coach(control(item), text, phrases(), TODAY, **more)


def kinds(item: str, text: str) -> set[str]:
    return {t.kind for t in tips(item, text)} & WORDS


# ---- The measured data: a bit below the figures of tests/bench/README.md ----


def test_refused_responses_are_named_and_accepted_ones_are_left_alone() -> None:
    found = judged()
    assert len(found) == 332
    refused = [j for j in found if not j.accepted]
    accepted = [j for j in found if j.accepted]
    assert sum(j.hit for j in refused) / len(refused) >= 0.93
    assert sum(j.full for j in refused) / len(refused) >= 0.92
    assert sum(bool(j.named) for j in accepted) / len(accepted) <= 0.03
    held = [j for j in refused if j.held_out]
    assert len(held) == 63
    assert sum(j.hit for j in held) / len(held) >= 0.88


def test_the_examples_of_the_checklist_get_no_tip() -> None:
    found = {c.id: [t.text for t in tips(c.id, c.example, documents=1)] for c in checklist().control}
    assert {item: told for item, told in found.items() if told} == {}


# ---- Times ----

HOURS = [
    ("2 hours", 2), ("2h", 2), ("PT2H", 2), ("120 minutes", 2), ("two hours", 2), ("2 giờ", 2),
    ("hai giờ", 2), ("2 gio", 2), ("15 phút", 0.25), ("nửa giờ", 0.5), ("năm phút", 5 / 60), ("8 tiếng", 8),
    ("PT1H30M", 1.5), ("P1D", 24), ("1 hour 20 minutes", 4 / 3), ("1 giờ 20 phút", 4 / 3),
    ("half a day", 12), ("2.5 hours", 2.5), ("1,5 h", 1.5), ("1-2 hours", 2), ("forty-five minutes", 0.75),
    ("one and a half hours", 1.5), ("3h30", 3.5), ("00:45:12", 0.75), ("30m", 0.5), ("1時間12分", 1.2),
    ("3 days", 72), ("2 weeks", 336),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), HOURS)
def test_times(text: str, hours: float) -> None:
    found = list(durations(f"it is {text.lower()}, we say"))
    assert [round(d.days * 24, 2) for d in found] == [round(hours, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "3 azs",
        "35 daily snapshots",
        "postgresql 16.4",
        "24 hours a day",
        "24/7",
        "99.95 percent",
        "at 18:00",
        "as",
    ],
)
def test_no_times(text: str) -> None:
    assert list(durations(text)) == []


# ---- Dates ----

DAYS = [
    ("2026-09-03", "2026-09-03"), ("3 September 2026", "2026-09-03"), ("Sept 3rd 2026", "2026-09-03"),
    ("September 3, 2026", "2026-09-03"), ("03.09.2026", "2026-09-03"),
    ("the 3rd of September 2026", "2026-09-03"), ("ngày 3 tháng 9 năm 2026", "2026-09-03"),
    ("ngay 3 thang 9 nam 2026", "2026-09-03"), ("ngày 14/7/2026", "2026-07-14"),
    ("2026年9月3日", "2026-09-03"), ("2026-09-03T10:00Z", "2026-09-03"), ("3-Sep-2026", "2026-09-03"),
    ("22 July", "2026-07-22"), ("Nov 27th", "2025-11-27"), ("20/08/26", "2026-08-20"),
    ("2026/09/03", "2026-09-03"), ("24 tháng 8 năm 2026", "2026-08-24"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_dates(text: str, day: str) -> None:
    (found,) = days(lower(f"On {text} it was."), TODAY)
    assert found.readings == (date.fromisoformat(day),)
    assert not found.month_only


def test_a_date_that_reads_two_ways_may_be_either() -> None:
    (found,) = days("03/09/2026", TODAY)
    assert set(found.readings) == {date(2026, 9, 3), date(2026, 3, 9)}


@pytest.mark.parametrize(
    ("text", "day"),
    [("may 2026", "2026-05-31"), ("tháng 8/2026", "2026-08-31"), ("q2 2026", "2026-06-30"),
     ("september 2026", "2026-09-20"), ("2027-08", "2027-08-31"), ("week 34 of 2026", "2026-08-23")],
)  # fmt: skip
def test_a_month_counts_till_its_last_day_or_today(text: str, day: str) -> None:
    (found,) = days(f"in {text}, it was", TODAY)
    assert found.month_only
    assert found.readings == (date.fromisoformat(day),)


@pytest.mark.parametrize(
    "text",
    ["v3.2026-01-02", "plan-2026-09-03.pdf", "https://a.example/2026-09-03", "2026-02-30", "10.0.20.2026",
     "policy v3.2", "checklist 2026.1", "postgresql 16.4", "this may be", "31/31/2026"],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert list(days(text, TODAY)) == []


# ---- How often ----

EVERY = [
    ("twice a year", 182.5), ("every 6 months", 183), ("every six months", 183), ("yearly", 365),
    ("annual", 365), ("mỗi năm một lần", 365), ("mỗi năm hai lần", 182.5), ("2 lần/năm", 182.5),
    ("hằng năm", 365), ("hàng quý", 92), ("cứ 6 tháng", 183), ("6 tháng một lần", 183), ("mỗi 60 ngày", 60),
    ("moi 60 ngay", 60), ("every 60 days", 60), ("quarterly", 92), ("each quarter", 92),
    ("four times a year", 91.25), ("4x a year", 91.25), ("weekly", 7), ("every sunday", 7),
    ("each half-year", 183), ("every two years", 730), ("daily", 1), ("4 tiếng một lần", 1 / 6),
    ("60日ごと", 60), ("半年に1回", 183), ("one backup a day", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "each"), EVERY)
def test_how_often(text: str, each: float) -> None:
    assert [round(c.days, 2) for c in cadences(f"so {text}, it is")] == [round(each, 2)]


def test_addresses() -> None:
    found = links(
        "https://docs.example.com/x, docs.example.com/y and https://wiki.corp.internal/z or https://wiki/a"
    )
    assert [(k.host, k.open) for k in found] == [
        ("docs.example.com", True),
        ("docs.example.com", True),
        ("wiki.corp.internal", False),
        ("wiki", False),
    ]


# ---- Languages ----


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Keys are rotated every 60 days.", Tongue.ENGLISH),
        ("RPO 4h", Tongue.ENGLISH),
        ("Nguyễn Văn Lan reviewed all of the roles on 2026-09-01.", Tongue.ENGLISH),
        ("Không có bucket nào công khai.", Tongue.VIETNAMESE),
        ("Mỗi quý một lần, Identity Center và role.", Tongue.VIETNAMESE),
        ("Ben em khong dung access key, nguoi dung dang nhap qua SSO.", Tongue.VIETNAMESE_BARE),
        ("アクセスキーは60日ごとに更新しています。", Tongue.OTHER),
        ("Wir rotieren die Schlüssel und prüfen sie mit einem Skript.", Tongue.OTHER),
        ("Las claves se rotan cada 60 días y las revisa el equipo.", Tongue.OTHER),
        ("Ключи меняются каждые 60 дней.", Tongue.OTHER),
        ("123", Tongue.ENGLISH),
    ],
)
def test_languages(text: str, found: Tongue) -> None:
    assert tongue(text) is found


@given(st.text())
def test_places_stay_the_same_without_marks(text: str) -> None:
    assert len(lower(text)) == len(bare(lower(text))) == len(text)


# ---- Single needs; texts of our own, beside those of the data ----

TEXTS = [
    ("RES-001", "2 hours", ""),
    ("RES-001", "RPO and RTO are both 4 hours.", ""),
    ("RES-001", "RPO/RTO: 1h/4h", ""),
    ("RES-001", "Near-zero: synchronous standby in a second AZ.", ""),
    ("RES-001", "Our RPO is defined. RTO: 2 hours.", "value"),
    ("RES-001", "RPO will be agreed next month; the proposal is 4 hours.", "value"),
    ("RES-001", "RPO 1 hour. Snapshots are taken daily.", "value"),
    ("RES-001", "RPO: 24h, daily snapshots.", ""),
    ("RES-001", "We take a backup every 4 hours.", "value"),
    ("RES-002", "Thời gian khôi phục mục tiêu là hai giờ.", ""),
    ("RES-002", "RPO 2h.", "value"),
    ("RES-002", "RTO: as soon as possible", "value"),
    ("RES-004", "We tested AZ failover in 2023.", "date"),
    ("RES-004", "Our DR plan v2026.1 was approved on 2026-05-01. AZ failover is tested every year.", "date"),
    ("RES-004", "Region failover test, approved by the CTO, 2026-07-01, RTO held.", ""),
    ("RES-004", "We test AZ failover every two years, last on 2026-05-01.", "cadence"),
    ("WAFR-001", "We will review the architecture on 1 October 2026.", "date"),
    ("WAFR-001", "Done on 2026-08-12 with the next planned for November 2027.", ""),
    ("IAM-002", "We do not rotate keys twice a year but every 60 days.", ""),
    ("IAM-002", "Keys are not rotated every 90 days because the vendor does not allow it.", "cadence"),
    ("IAM-002", "We rotate keys every six months; the old key is deleted after a week.", "cadence"),
    ("IAM-002", "We plan to rotate keys every 90 days.", "cadence"),
    ("IAM-002", "Rotation interval: 45 days", ""),
    ("IAM-002", "A list of keys, GuardDuty on CloudTrail and a runbook to revoke a key stand in.", ""),
    ("IAM-008", "We audit quarterly. The next audit is on 2026-10-01.", "date"),
    ("IAM-008", "Mỗi năm một lần, lần cuối 01/09/2026.", "cadence"),
    ("IAM-009", "There is no scanner in CI, but reviewers look at each merge request.", "preventive"),
    ("IAM-009", "No credentials in code. We plan to add gitleaks to the pipeline.", "preventive"),
    ("IAM-009", "No secrets in code. GitHub push protection blocks them.", ""),
    ("BAR-002", "Last restore 2026-08-01, all data was there. RTO is 4 hours.", "value"),
    (
        "BAR-002",
        "We restored the snapshot from 2026-09-14 on 2026-09-15, 55 minutes in total. Quarterly.",
        "",
    ),
    ("RES-005", "Phụ lục 2 của hợp đồng, điều 5.", ""),
    ("RES-005", "It is in the contract.", "link"),
    ("RES-005", "https://wiki.internal/backup", "link"),
    ("CAA-007", "See https://docs.aws.amazon.com/IAM/latest/UserGuide/ for the role.", "link"),
    ("ARC-005", "See the incident response plan.", "see-policy"),
    ("RES-002", "RTO: 90 minutes (see policy BC-2 for the reasons).", ""),
    ("SDAT-002", "Dữ liệu nhạy cảm được bảo vệ an toàn.", "vague"),
    ("IAM-006", "Least privilege is enforced everywhere.", "vague"),
    ("S3-001", "Không có bucket nào công khai.", "cadence"),
]


@pytest.mark.parametrize(("item", "text", "kind"), TEXTS)
def test_needs(item: str, text: str, kind: str) -> None:
    assert (kind in kinds(item, text)) if kind else not kinds(item, text)


def test_a_tip_points_at_the_words_and_says_why() -> None:
    text = "Keys are rotated twice a year."
    (tip,) = [t for t in tips("IAM-002", text) if t.kind == "cadence"]
    assert text[tip.start : tip.end] == "twice a year"
    assert "90 days" in tip.text
    assert tip.why == next(n.why for n in control("IAM-002").need)


def test_what_is_missing_has_no_place() -> None:
    (tip,) = [t for t in tips("CAA-007", "We give customers a template.") if t.kind == "link"]
    assert (tip.start, tip.end) == (0, 0)


def test_other_languages_are_not_judged_but_what_is_found_counts() -> None:
    assert {t.kind for t in tips("RES-004", "テストしています。", documents=1)} == {"not-judged"}
    assert tips("BAR-002", "直近は2026年8月5日で、所要時間は1時間12分。", documents=1) == []
    assert {t.kind for t in tips("CAA-007", "Wir geben den Kunden eine Vorlage für die Rolle.")} >= {
        "not-judged"
    }
    assert kinds("IAM-002", "アクセスキーは半年に1回更新しています。") == set()


def test_an_empty_text_gets_no_tip() -> None:
    assert [tips(c.id, blank) for c in checklist().control for blank in ("", " \n\t")] == [[]] * 92


# ---- Findings, documents, answers ----


def test_a_claim_that_a_finding_denies() -> None:
    found = {"IAM-001.1": finding("IAM-001.1", "no", favourable=False, summary="2 of 9 users have no MFA.")}
    text = "Sign-in goes through Okta. Every person uses MFA."

    def told(text: str, **more: Any) -> list[Tip]:
        return [t for t in tips("IAM-001", text, findings=found, **more) if t.kind == "contradicts"]

    (tip,) = told(text)
    assert "2 of 9 users have no MFA." in tip.text
    assert text[tip.start : tip.end] == "Every person uses MFA."
    assert len(told(text, answers={"IAM-001.1": "yes"})) == 1
    assert len(told(text, answers={"IAM-001.1": "no"})) == 1  # against the own answer as well
    assert told("Every person uses MFA, except for two who get a key on Monday.") == []
    assert told("Sign-in goes through Okta.") == []


def test_an_owned_gap_is_no_contradiction_where_something_else_meets_the_control() -> None:
    text = "All keys are rotated every 60 days."
    found = {q: finding(q, "no", favourable=False) for q in ("IAM-002.1", "IAM-002.2")}

    def told(question: str, **answers: str) -> int:
        given = {f"IAM-002.{k[1:]}": v for k, v in answers.items()}
        said = tips("IAM-002", text, findings={question: found[question]}, answers=given)
        return sum(t.kind == "contradicts" for t in said)

    # There are keys, and what AWS accepts of keys that rotate is what the text tells.
    assert told("IAM-002.1", q1="no", q2="yes", q3="yes") == 0
    assert told("IAM-002.1", q1="no") == 0
    # They are said not to rotate: neither way is left.
    assert told("IAM-002.2", q1="no", q2="no") == 1


@pytest.mark.parametrize(
    "more",
    [{"verdict": "yes", "favourable": True}, {"verdict": "supports", "favourable": None},
     {"verdict": "unknown", "favourable": None}, {"verdict": "no", "favourable": False,
     "assumes": "One user."}],
)  # fmt: skip
def test_only_a_sure_finding_contradicts(more: dict[str, Any]) -> None:
    found = {"IAM-001.1": finding("IAM-001.1", **more)}
    told = tips("IAM-001", "Every person uses MFA.", findings=found)
    assert "contradicts" not in {t.kind for t in told}


def test_a_claim_without_a_document() -> None:
    text = control("ARC-005").example
    assert [t.kind for t in tips("ARC-005", text)] == ["no-document"]
    assert tips("ARC-005", text, documents=1) == []
    assert tips("ARC-005", text + " https://docs.example.com/plan") == []
    assert tips("ARC-004", "No root access keys exist in any account.") == []  # the list wants none


def test_what_an_answer_makes_fall_away() -> None:
    assert "value" in kinds("RES-006", "Yes, our architecture holds the SLA.")
    assert tips("RES-006", "Customers never asked for one.", answers={"RES-006.1": "no"}) == []


# ---- No text can break it ----

PIECES = st.sampled_from(
    ["RPO",  "4 hours",  "2026-09-03",  "every 60 days",  "see",  "our policy",  "không",  "năm",  "giờ",
    "ngày 3 tháng 9",  "https://",  "PT",  "P1D",  "\n",  ". ",  "; ",  "(",  ")",  "twice a",  "year",
    "半年に1回",  "½",  "İ",  "99.9%",  "will",  "not",  "section 2",  "\x00",  "\ud800",  "e\u0301",
    "0000-00-00",  "2026-W99",  "q4 2026",  "9" * 40]
)  # fmt: skip
ANY = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join))


@settings(max_examples=40, deadline=None)
@given(text=ANY, item=st.sampled_from([c.id for c in checklist().control]), today=st.dates())
def test_any_text_gets_the_same_tips_twice_with_places_inside(text: str, item: str, today: date) -> None:
    found = coach(control(item), text, phrases(), today)
    assert found == coach(control(item), text, phrases(), today)
    assert all(0 <= t.start <= t.end <= len(text) for t in found)
    assert all(t.text and t.why for t in found)


@pytest.mark.parametrize(
    ("item", "piece"),
    [
        ("RES-001", "RPO 1 h, RTO 2 h "),
        ("RES-004", "2026-09-03 review next "),
        ("IAM-002", "every 6 months a-"),
    ],
)
def test_a_very_long_text_takes_no_longer_than_its_beginning(item: str, piece: str) -> None:
    def spent(size: int) -> float:
        start = time.process_time()
        tips(item, (piece * size)[:size])
        return time.process_time() - start

    short = spent(LONGEST // 20)
    # Quadratic would be 400 times as long; and beyond what is read nothing is added at all.
    assert spent(LONGEST) < 80 * max(short, 0.002)
    assert spent(100_000) < 3 * max(spent(LONGEST), 0.02)


# ---- Patterns ----


@pytest.mark.parametrize("wrong", ["", "...", "a ...", "#", "[a]", "a*b", "(a|)", "a{3}", ".*"])
def test_no_patterns(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|between"):
        tokens(wrong)
