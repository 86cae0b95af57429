"""Times, how often, and addresses in a text: English, Vietnamese, ISO 8601 and some Japanese."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NUMBERS: dict[str, float] = {
    "a": 1, "an": 1, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "a couple of": 2, "half a": 0.5,
    "half an": 0.5, "a half": 0.5, "a quarter of an": 0.25, "quarter of an": 0.25,
    "three quarters of an": 0.75,
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười lăm": 15, "mười hai": 12, "hai mươi": 20, "hai mươi tư": 24, "ba mươi": 30, "bốn mươi": 40,
    "bốn mươi lăm": 45, "sáu mươi": 60, "chín mươi": 90, "nửa": 0.5, "mot": 1, "bon": 4, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi": 10, "nua": 0.5, "半": 0.5,
    **{word: n for n, word in enumerate(_ONES, 1)},
    **{f"{word} and a half": n + 0.5 for n, word in enumerate(_ONES, 1)},
    **_TENS,
    **{f"{ten}{gap}{o}": t + n for ten, t in _TENS.items() for gap in "- " for n, o in enumerate(_ONES, 1)},
}  # fmt: skip
_UNITS = {
    "seconds?|secs?|s|giây|giay|秒": 1 / 86400,
    "minutes?|mins?|m|phút|phut|分": 1 / 1440,
    "hours?|hrs?|h|giờ|gio|tiếng|tieng|時間": 1 / 24,
    "(?:working |business |calendar )?days?|d|ngày|ngay|日": 1.0,
    "weeks?|w|tuần|tuan|週間?": 7.0,
    "months?|tháng|thang|[かヶカケ箇]?月": 30.5,
    "quarters?|quý|quy|四半期": 92.0,
    "half-?years?": 183.0,
    "years?|năm|nam|年": 365.0,
}
_UNIT = "|".join(_UNITS)
_WORDS = "|".join(sorted((re.escape(n) for n in _NUMBERS), key=len, reverse=True))
_FIGURE = r"\d{1,5}(?:[.,]\d{1,3}|½)?"
_COUNT = rf"(?:{_FIGURE}|{_WORDS})"
# A unit in letters ends where the word does; the Japanese ones have no end to look for.
_STOP = r"(?:(?<=[秒分間日週月年期])|(?![\wß-ỹ]))"

_DURATION = re.compile(
    rf"(?<![0-9a-zß-ỹ.,])(?<![a-zß-ỹ]-)(?P<n>{_FIGURE}[\s-]?[+]?\s?|(?:{_WORDS})(?:[\s-]|(?=[時日週か年])))(?P<u>{_UNIT}){_STOP}"
    r"|(?<![\w:.,])(?P<ch>\d{1,3})(?:h(?P<cm>\d{2})|:(?P<cm2>\d{2})(?::\d{2}|\s?(?:h|hrs?|hours?|giờ|tiếng)))(?![\w:])"
    r"|\bpt?(?=\d)(?:(?P<d>\d{1,4})d)?(?:t?(?:(?P<h>\d{1,4})h)?(?:(?P<mi>\d{1,5})m)?(?:(?P<s>\d{1,6})s)?)\b"
)
_ADJACENT = re.compile(r"[\s,]{0,2}(?:and\s|và\s)?")
_PER = re.compile(r"\s(?:a|per|each|every|mỗi|một)\s(?:day|week|ngày|tuần)\b|\s?[x/]\s?7")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text, and how many days it stands for."""

    start: int
    end: int
    days: float


def durations(small: str) -> Iterator[Span]:
    """Yield the times in ``small`` text, in order; 1 hour 20 minutes is one."""
    last: Span | None = None
    free = 0
    for match in _DURATION.finditer(small):
        if match.start() < free:
            continue
        if match["n"] is not None:
            found = Span(*match.span(), _amount(match["n"]) * _unit(match["u"]))
        elif match["ch"] is not None:
            minutes = int(match["cm"] or match["cm2"])
            found = Span(*match.span(), int(match["ch"]) / 24 + minutes / 1440)
        else:
            parts = [
                (match["d"], 1.0),
                (match["h"], 1 / 24),
                (match["mi"], 1 / 1440),
                (match["s"], 1 / 86400),
            ]
            if not any(p for p, _each in parts):
                continue
            found = Span(*match.span(), sum(int(p) * each for p, each in parts if p))
        if (per := _PER.match(small, found.end)) is not None:
            free = per.end()  # "24 hours a day" is no length of time
            continue
        gap = _ADJACENT.fullmatch(small, last.end, found.start) if last else None
        if last and gap and found.days < last.days and match["n"] is not None:
            last = Span(last.start, found.end, last.days + found.days)
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def number(text: str) -> float:
    """Return the value of a figure or a word for one."""
    return _NUMBERS[text] if text in _NUMBERS else float(text.replace(",", ".").replace("½", ".5"))


def _unit(text: str) -> float:
    return next(days for names, days in _UNITS.items() if re.fullmatch(names, text))


def _amount(text: str) -> float:
    """Return the value in front of a unit, blank and plus sign left out."""
    return number(text.rstrip("+- \t\n\u00a0"))


_ADVERBS = {
    "continuous(?:ly)?|all the time|around the clock|on every (?:commit|push|build|change|release)|"
    "(?:on |at |in )?(?:each|every) (?:commit|push|build|container build|release|pull request)|"
    "real[- ]time|point[- ]in[- ]time|pitr|liên tục|lien tuc": 0.0,
    "(?:two-)?hourly|hằng giờ|hàng giờ": 1 / 24,
    "daily|nightly|(?:each|every) night|(?:each|every) (?:working |week)?day|h[ằà]ng ngày|"
    "mỗi (?:ngày|đêm|tối)|hang ngay|毎日|毎晩": 1.0,
    "weekly|on (?:mon|tues|wednes|thurs|fri|satur|sun)days|"
    "(?:each|every) (?:first )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?! (?:of|in) )|"
    "h[ằà]ng tuần|hang tuan|毎週": 7.0,
    "bi-?weekly|fortnightly|(?:each|every) (?:fortnight|sprint)|every other week": 14.0,
    "monthly|h[ằà]ng tháng|hang thang|毎月": 31.0,
    "every other month|bi-?monthly": 61.0,
    "quarterly|h[ằà]ng quý|hang quy|(?:each|every|per) (?:calendar )?quarter|四半期(?:ごと|毎)": 92.0,
    "semi-?annual(?:ly)?|bi-?annual(?:ly)?|half-?yearly|(?:each|every|per) (?:half-?year|half|six-month)|"
    "mỗi nửa năm|nửa năm (?:một|1) lần|every spring and (?:autumn|fall)|半年(?:ごと|毎)|"
    "半年に(?:一|1)[回度]": 183.0,
    "yearly|annual(?:ly)?|h[ằà]ng năm|hang nam|毎年|every (?:spring|summer|autumn|fall|winter|"
    "january|february|march|april|may|june|july|august|september|october|november|december)": 365.0,
    "bi-?ennial(?:ly)?|every other year": 730.0,
}  # fmt: skip
_TIMES = r"(?P<times>once|twice|thrice|(?:\d{1,3}|one|two|three|four|five|six|twelve) times?|\d{1,3}\s?x)"
_LAN = r"(?:một|hai|ba|bốn|mot|bon|\d{1,3}) l[ầa]n"
_CADENCE = re.compile(
    rf"\b{_TIMES}\s(?:a|an|per|each|every|in a|in every|/)\s?(?:(?P<every0>{_COUNT})\s)?(?:calendar\s)?"
    rf"(?P<unit0>{_UNIT}){_STOP}"
    r"|\b(?P<times9>one|two|three|four|\d{1,2})\s(?!hours?|minutes?|days?|times?)[a-z]{3,15}\s"
    r"(?:a|per|each|every)\s(?P<unit9>day|week|month|quarter|year)\b"
    rf"|\b(?:every|each)\s(?:(?P<every1>{_COUNT})[\s-])?(?:single\s|calendar\s|full\s)?(?P<unit1>{_UNIT}){_STOP}"
    rf"|\b(?:per|once a)\s(?P<unit2>{_UNIT}){_STOP}"
    # Vietnamese: mỗi năm hai lần, hai lần mỗi năm, 2 lần/năm, 6 tháng một lần, cứ 6 tháng, mỗi 60 ngày
    rf"|\b(?:m[ỗo]i|m[ộo]t|trong một)\s(?P<unit3>{_UNIT})\s(?P<lan3>{_LAN})\b"
    rf"|\b(?P<lan4>{_LAN})\s?(?:m[ỗo]i|m[ộo]t|trong một|trong|/)\s?(?P<unit4>{_UNIT}){_STOP}"
    rf"|(?<![\w.,])(?P<every5>{_COUNT})\s(?P<unit5>{_UNIT})\s?(?:/|m[ộo]t|1)\s?l[ầa]n\b"
    rf"|\b(?:c[ứu]|m[ỗo]i)\s(?:(?P<every6>{_COUNT})\s)?(?P<unit6>{_UNIT}){_STOP}"
    # Japanese: 60日ごと, 年に2回, 毎年1回, 6か月に1回
    rf"|(?P<every7>\d{{1,4}})(?P<unit7>{_UNIT})(?:ごと|毎|おき|に[1一]回)"
    rf"|(?<!半)(?P<unit8>年|月|週)(?:間)?に?(?P<times8>\d{{1,2}})回"
)
_ADVERB = re.compile("|".join(f"(?P<a{n}>(?<![\\w-])(?:{names})(?!\\w))" for n, names in enumerate(_ADVERBS)))
_ADVERB_DAYS = list(_ADVERBS.values())
_OF_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


def cadences(small: str) -> list[Span]:
    """Return how often things happen, in order; ``days`` is the time between two, 0 for all the time."""
    found = [Span(*m.span(), days) for m in _CADENCE.finditer(small) if (days := _days(m)) is not None]
    adverbs = [Span(*m.span(), _ADVERB_DAYS[int((m.lastgroup or "a0")[1:])]) for m in _ADVERB.finditer(small)]
    found += outside(adverbs, [(s.start, s.end) for s in found])
    found.sort(key=lambda s: s.start)
    return found


def outside(spans: Iterable[Span], taken: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the spans that touch none of the sorted ``taken`` places."""
    out = []
    for span in spans:
        at = bisect_left(taken, (span.end, -1))
        if not at or taken[at - 1][1] <= span.start:
            out.append(span)
    return out


def _days(match: re.Match[str]) -> float | None:
    got = {k.rstrip("0123456789"): v for k, v in match.groupdict().items() if v is not None}
    days = _unit(got["unit"]) * (number(got["every"]) if "every" in got else 1.0)
    times = got.get("times") or got.get("lan")
    if times:
        word = times.rstrip(" x").split()[0]
        count = _OF_TIMES[word] if word in _OF_TIMES else number(word)
        if not count:
            return None
        days /= count
    return days


_URL = re.compile(
    r"(?:https?://|s3://|git@)[^\s<>\"'“”]{1,2000}"
    r"|(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}/[^\s<>\"'“”()]{1,500}"
)
_HOST = re.compile(r"(?:https?://|s3://|git@)?(?:[^/@\s]{1,80}@)?([a-z0-9.-]{1,255})")
_INSIDE = re.compile(
    r"localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\."
    r"|[a-z0-9.-]{1,250}\.(?:local|internal|intranet|corp|lan|home)(?:\.|$)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address in the text. ``open``: it may lead somewhere that another company can reach."""

    start: int
    end: int
    host: str
    open: bool


def links(small: str) -> list[Link]:
    """Return the addresses in ``small`` text, in order."""
    out = []
    for match in _URL.finditer(small):
        host = _HOST.match(match[0])
        name = host[1].rstrip(".") if host else ""
        reachable = ("." in name or match[0].startswith("s3:")) and not _INSIDE.match(name)
        out.append(Link(match.start(), match.end(), name, reachable))
    return out
