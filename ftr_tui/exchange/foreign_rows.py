"""What the rows of all tools have in common: clean texts, accounts, Regions, times; each counts once."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from ftr_tui.model.elsewhere import Report, Row, Said, Tool
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, mask_secrets, one_line

_SHORT = 64
_LONG = 2_000
"""Characters that are looked at for a number, a time, a Region; for an ARN."""
_TWELVE = re.compile(r"[0-9]{12}")
_SHORTER = re.compile(r"[0-9]{9,11}")
_POWER = re.compile(r"[0-9](?:[.,][0-9]{1,20})?E\+11", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_ARN = re.compile(r"arn:aws[a-z-]{0,20}:[^:\s]{0,60}:([^:\s]{0,40}):([0-9]{12}):")
_OF_ACCOUNT = re.compile(r"AWS::::Account:([0-9]{12})")
_REGION = re.compile(r"(?<![a-z-])[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}(?![0-9])")
_EPOCH = re.compile(r"[0-9]{9,16}(?:\.[0-9]{1,9})?")
_WORSE = {Said.PASS: 0, Said.OTHER: 1, Said.FAIL: 2}


def tidy(text: str, limit: int = 200) -> str:
    """Return a cell on one line, clean, with secrets masked before it is cut to ``limit`` characters."""
    if len(text) <= limit and text.isascii() and text.isprintable() and not _maybe_secret(text.lower()):
        return text if "  " not in text and text == text.strip() else " ".join(text.split())
    return _tidied(text[:4_000], limit)


def _maybe_secret(low: str) -> bool:
    """Return whether mask_secrets could find anything; most cells hold none of these, and it is slow."""
    named = ("pass" in low or "secret" in low) and ("=" in low or ":" in low)
    return named or "akia" in low or "asia" in low or " key-" in low or "eyj" in low


@lru_cache(maxsize=4096)
def _tidied(text: str, limit: int) -> str:
    return one_line(mask_secrets(clean(text))[0], limit)


def when(value: str | int | float) -> datetime | None:
    """Return a time in UTC: ISO 8601, ``2024-01-01 12:00:00.123`` (taken as UTC), or an epoch; else None."""
    return _when(value[:_SHORT] if isinstance(value, str) else value)


@lru_cache(maxsize=8192, typed=True)
def _when(value: str | int | float) -> datetime | None:
    if isinstance(value, str):
        text = value.strip()
        if _EPOCH.fullmatch(text):
            # As ISO 8601, some milliseconds would be a day of the 18th century.
            return _when(float(text))
        try:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    if isinstance(value, bool):
        return None
    try:
        # Milliseconds are what OCSF counts; as seconds they would be of the year 5000 and later.
        return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def account_of(text: str) -> str:
    """Return the 12 digits of a cell, also where a spreadsheet took zeros away or quoted them; else empty."""
    return _account(text[:_SHORT])


@lru_cache(maxsize=8192)
def _account(text: str) -> str:
    bare = text.strip().removeprefix("=").strip("\"'").replace("-", "")
    if _TWELVE.fullmatch(bare):
        return bare
    return bare.zfill(12) if _SHORTER.fullmatch(bare) else ""


def _broken_of(text: str, account: str) -> bool:
    """Return whether a number such as ``1.11122E+11`` is what a spreadsheet makes of ``account``."""
    found = _POWER.search(text)
    if found is None or not account:
        return False
    given = found[0].upper().replace(",", ".")
    digits = len(given.partition("E")[0].partition(".")[2])
    return f"{int(account):.{digits}E}" == given


def in_arn(text: str) -> tuple[str, str]:
    """Return the account and the Region that an ARN names, empty where it names none."""
    text = text[:_LONG]
    if found := _ARN.search(text):
        return found[2], region_of(found[1])
    found = _OF_ACCOUNT.search(text)
    return (found[1], "") if found else ("", "")


def region_of(text: str) -> str:
    """Return the Region in a cell, ``us-east-1 (N. Virginia)`` too; empty for ``global`` and what is none."""
    return _region(text[:_SHORT])


@lru_cache(maxsize=1024)
def _region(text: str) -> str:
    found = _REGION.search(text.strip().lower())
    return found[0] if found else ""


def resource_of(text: str) -> str:
    """Return a resource as rows have it: empty for the account itself."""
    return "" if _OF_ACCOUNT.fullmatch(text) or _TWELVE.fullmatch(text) else tidy(text, 400)


def sha(data: bytes) -> str:
    """Return the hash of a file as findings name it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Rows:
    """Gathers the rows of one file. Of one check and one resource only the newest counts, then the worse."""

    def __init__(self, tool: Tool, data: bytes, file: str, *, account: str = "", region: str = "") -> None:
        self._tool = tool
        self._data = data
        self.file = file
        self._account = account
        self._region = region
        self._rows: list[Row] = []
        self._seen: dict[tuple[str, str, str, str], int] = {}
        self._same: dict[str, str] = {}
        self._accounts: set[str] = set()
        self._regions: set[str] = set()
        self._notes: list[str] = []
        self.left: Counter[str] = Counter()
        """Why rows were left out -> how many: ``account``, ``check``, ``archived``, ..."""
        self.versions: set[str] = set()
        self._timeless = 0
        self._cut = False
        self._other = False
        """The row at hand names an account that cannot be read, and is not the one that was given."""

    def note(self, text: str) -> None:
        """Tell something about the file, once."""
        if text not in self._notes:
            self._notes.append(text)

    def one_page(self) -> None:
        """Tell that the file goes on elsewhere."""
        self._cut = True
        self.note(_("one page of several (NextToken): what is not in it is not known, and no pass proves"))

    def whose(self, text: str) -> str:
        """Return the account in a cell, empty where it is none; zeros that were put back are told."""
        account = account_of(text)
        self._other = not account and _DIGIT.search(text[:_SHORT]) is not None
        if account and account not in text[:_SHORT].replace("-", ""):
            self.note(_("account numbers had lost zeros in front; they were put back"))
        elif not account and _POWER.search(text[:_SHORT]):
            self.note(
                _("a spreadsheet broke account numbers ({}); export the file anew").format(tidy(text, 20))
            )
            self._other = not _broken_of(text[:_SHORT], self._account)
        return account

    def saw(self, account: str, region: str) -> None:
        """Remember an account and a Region that the file speaks of, though the row counts for nothing."""
        if account:
            self._accounts.add(account)
        if region:
            self._regions.add(region)

    def add(
        self,
        check: str,
        said: Said,
        *,
        account: str,
        region: str = "",
        resource: str | None = "",
        detail: str = "",
        at: datetime | None = None,
        muted: bool = False,
    ) -> None:
        """Keep a row, texts as the file has them; ``resource`` None: the file does not say what it judged."""
        resource = resource[:_LONG] if resource else resource
        whose, where = in_arn(resource) if resource else ("", "")
        account, region = account or whose, region or where or self._region
        if not account and self._account and not self._other:
            account = self._account
            self.note(_("the file names no account: {} was taken").format(account))
        self.saw(account, region)
        if not check or not account:
            self.left["account" if check else "check"] += 1
            return
        self._timeless += at is None
        check = self._once(tidy(check, 120))
        row = Row(
            check=check,
            said=said,
            account=self._once(account),
            region=self._once(region),
            resource=self._once(resource_of(resource or "")),
            detail=tidy(detail),
            at=at,
            muted=muted,
        )
        if resource is None:
            self._rows.append(row)
            return
        # By the resource as it is written: two access keys look the same when they are masked.
        key = (check, row.account, row.region, row.resource if row.resource == resource else resource)
        known = self._seen.setdefault(key, len(self._rows))
        if known == len(self._rows):
            self._rows.append(row)
        elif _counts_more(row, self._rows[known]):
            self._rows[known] = row

    def _once(self, text: str) -> str:
        return self._same.setdefault(text, text)

    def report(self) -> Report:
        """Return what was gathered; Problem where rows were there and none names its account."""
        if self.left["account"] and not self._rows:
            reason = _("the file does not say which account it is of")
            raise Problem(reason, file=self.file, hint=_("give the 12 digits with --account"))
        times = [row.at for row in self._rows if row.at]
        return Report(
            tool=self._tool,
            rows=self._rows,
            file=self.file,
            hash=sha(self._data),
            version=one_line(", ".join(sorted(self.versions)), 200),
            at=min(times) if times else None,
            accounts=sorted(self._accounts),
            regions=sorted(self._regions),
            notes=(*self._notes, *self._counted()),
            cut=self._cut,
        )

    def _counted(self) -> Sequence[str]:
        words = {
            "account": lambda n: ngettext("{} row names no account", "{} rows name no account", n),
            "check": lambda n: ngettext("{} row names no check", "{} rows name no check", n),
            "archived": lambda n: ngettext("{} archived finding", "{} archived findings", n),
            "other tool": lambda n: ngettext("{} finding of another tool", "{} findings of other tools", n),
            "manual": lambda n: ngettext("{} manual requirement", "{} manual requirements", n),
            "withdrawn": lambda n: ngettext("{} row of ARC-003", "{} rows of ARC-003", n),
            "other cloud": lambda n: ngettext("{} row of another cloud", "{} rows of other clouds", n),
            "other lens": lambda n: ngettext("{} other lens", "{} other lenses", n),
        }
        notes = [
            _("left out: {}").format(words[why](n).format(n)) for why, n in sorted(self.left.items()) if n
        ]
        if self._timeless:
            one, many = "{} row has no time that can be read", "{} rows have no time that can be read"
            notes.append(ngettext(one, many, self._timeless).format(self._timeless))
        return notes


def _counts_more(new: Row, old: Row) -> bool:
    """Return whether ``new`` takes the place of ``old``: later; of the same time, or of none, if worse."""
    if new.at is not None and old.at is not None and new.at != old.at:
        return new.at > old.at
    return (_WORSE[new.said], not new.muted) > (_WORSE[old.said], not old.muted)
