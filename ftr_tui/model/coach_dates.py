"""Dates in a text, as people in many countries write them; versions, file names and addresses are none."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_NAME = "(?:" + "|".join(_MONTHS) + r")\b\.?"
_BY_NAME = {name[:3]: n for n, name in enumerate(_MONTHS, 1)}
_YEAR = r"(?:19|20)\d\d"
_NTH = r"(?:st|nd|rd|th)?"
# Not behind a letter, a point or a hyphen: v3.2026, 1.2.2026.4 and plan-2026-09-03.pdf are no dates.
_FREE = r"(?<![\w.\-/])"
_END = r"(?![\w]|[.\-/]\w)"
_TIME = r"(?:t\d{2}:?\d{2}[\d:.z+]{0,12})?"

_DATE = re.compile(
    rf"{_FREE}(?P<y1>{_YEAR})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}}){_TIME}{_END}"
    rf"|{_FREE}(?P<d2>\d{{1,2}})\s?(?P<s2>[/.\-])\s?(?P<m2>\d{{1,2}})\s?(?P=s2)\s?(?P<y2>{_YEAR}){_END}"
    rf"|{_FREE}(?P<d3>\d{{1,2}})/(?P<m3>\d{{1,2}})/(?P<y3>\d\d){_END}"
    rf"|{_FREE}(?P<y4>{_YEAR})[-/](?P<m4>0[1-9]|1[0-2]){_END}"
    rf"|\b(?P<d5>\d{{1,2}}){_NTH}[\s-](?:of\s)?(?P<n5>{_NAME})(?:(?:,?\s|-)(?:of\s)?(?P<y5>{_YEAR})\b)?"
    rf"|\b(?P<n6>{_NAME})[\s-](?:the\s)?(?P<d6>\d{{1,2}}){_NTH}\b(?:(?:,?\s|-)(?P<y6>{_YEAR})\b)?"
    rf"|{_FREE}(?P<y20>{_YEAR})[\s-](?P<n20>{_NAME})[\s-](?P<d20>\d{{1,2}}){_NTH}\b"
    rf"|\b(?P<n7>{_NAME})(?:,?\s|-)(?:of\s)?(?P<y7>{_YEAR})\b"
    r"|\b(?:ng[aà]y|m[uù]ng|m[oồ]ng)\s(?P<d8>\d{1,2})(?:\sth[aá]ng\s|\s?[/.-]\s?)(?P<m8>\d{1,2})"
    rf"(?:(?:,?\s(?:n[aă]m\s)?|[/.-])(?P<y8>{_YEAR}))?\b"
    r"|\b(?P<d9>\d{1,2})\sth[aá]ng\s(?P<m9>\d{1,2})"
    rf"(?:(?:,?\s(?:n[aă]m\s)?|[/.-])(?P<y9>{_YEAR}))\b"
    rf"|\bth[aá]ng\s(?P<m10>\d{{1,2}})(?:\s?/\s?|,?\s(?:n[aă]m\s)?)(?P<y10>{_YEAR})\b"
    rf"|{_FREE}(?P<m11>\d{{1,2}})[/.-](?P<y11>{_YEAR}){_END}"
    rf"|(?P<y12>{_YEAR})\s?年\s?(?P<m12>\d{{1,2}})\s?月(?:\s?(?P<d12>\d{{1,2}})\s?日)?"
    rf"|{_FREE}q(?P<q13>[1-4])(?:\s|/|-|\sof\s)?(?P<y13>{_YEAR}){_END}|{_FREE}(?P<y14>{_YEAR})[\s/-]?q(?P<q14>[1-4]){_END}"
    rf"|\bqu[ýy]\s(?P<q15>[1-4])(?:\s?/\s?|,?\s(?:n[aă]m\s)?)(?P<y15>{_YEAR})\b"
    rf"|\b(?:week|cw|kw)\s?(?P<w16>\d{{1,2}})(?:\s|/|,\s|\sof\s)(?P<y16>{_YEAR})\b|{_FREE}(?P<y17>{_YEAR})-?w(?P<w17>\d{{2}}){_END}"
    rf"|\b(?:this(?!\smay\b)|last)\s(?P<n18>{_NAME})|\b(?P<n19>{_NAME})\s(?:of\s)?this\syear\b"
)
_VERSION = re.compile(
    r"(?:\bv|version|ver\.|edition|release|phiên bản|phien ban|bản)(?:\s(?:of|dated|từ|ngày))?\s?$"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date found in a text. ``readings``: the days that it may mean, e.g. 03/09/2026 has two."""

    start: int
    end: int
    readings: tuple[date, ...]
    month_only: bool = False
    version: bool = False
    """It names an edition or a version, not a day on which something was done."""

    def within(self, today: date, days: int | None) -> bool:
        """Whether it can mean a day that is not after ``today`` nor more than ``days`` before it."""
        ages = [(today - r).days for r in self.readings]
        return any(age >= 0 and (days is None or age <= days) for age in ages)

    def future(self, today: date) -> bool:
        """Whether it can only mean a day after ``today``."""
        return all(r > today for r in self.readings)


def days(small: str, today: date) -> Iterator[Day]:
    """Yield the dates in ``small`` text, in order. Without a year it is the last one till ``today``."""
    for match in _DATE.finditer(small):
        readings, month_only = _readings(match, today)
        if readings:
            version = _VERSION.search(small, max(0, match.start() - 24), match.start()) is not None
            yield Day(match.start(), match.end(), readings, month_only, version)


def _readings(match: re.Match[str], today: date) -> tuple[tuple[date, ...], bool]:
    """Return the days that one match may mean, and whether it names less than a day."""
    got = {k[0]: v for k, v in match.groupdict().items() if v is not None and k[0] != "s"}
    month = _BY_NAME[got["n"][:3]] if "n" in got else int(got.get("m", 0))
    year = int(got["y"]) if "y" in got else None
    if year is not None and year < 100:
        year += 2000
    if "d" in got:
        day = int(got["d"])
        swapped = match["s2"] in ("/", "-") or match["d3"] is not None
        pairs = [(month, day), (day, month)] if swapped and month != day else [(month, day)]
        known = [_day(year, m, d, today) for m, d in pairs]
        return tuple(d for d in known if d is not None), False
    first, last = _span(got, year, month, today)
    if first is None or last is None:
        return (), True
    # Of the month or week that runs, a part has passed.
    return ((today if first <= today <= last else last),), True


def _span(got: dict[str, str], year: int | None, month: int, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a week, month or quarter."""
    if "w" in got and year is not None:
        week = int(got["w"])
        if not 1 <= week <= 52:
            return None, None
        return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    begins = month
    if "q" in got:
        begins, month = int(got["q"]) * 3 - 2, int(got["q"]) * 3
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    if not 1 <= month <= 12:
        return None, None
    return date(year, begins, 1), date(year, month, monthrange(year, month)[1])


def _day(year: int | None, month: int, day: int, today: date) -> date | None:
    if year is not None:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    return found if found and found <= today else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
