"""What was read from an account (facts) and what may be concluded from it (findings)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ftr_tui.model.text import CleanStr

Count = Annotated[int, Field(ge=0, le=2**53)]
"""How many; a file that somebody edited could hold a number of 4,000 digits, which no column can show."""


class Status(StrEnum):
    """How a collector ended. Only a complete fact can prove; a partial one may still disprove."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    DENIED = "denied"
    FAILED = "failed"
    SKIPPED = "skipped"


# Looked up once: every rule asks it of every fact.
_READABLE = (Status.COMPLETE, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Gap:
    """One call that could not be read: why, and which IAM action would mend it."""

    action: str
    code: str
    reason: str
    """Plain words, e.g. ``the permission iam:GetAccountSummary is missing``."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one collector read, once per account or per account and Region.

    ``data`` is plain: dicts, lists, strings, numbers, booleans, aware datetimes, in the shape that the
    collector's docstring gives. It never holds a secret value or a whole response.
    """

    collector: str
    account: str
    region: str | None
    status: Status
    data: Any
    read_at: datetime
    calls: int = 0
    gaps: tuple[Gap, ...] = ()
    note: str = ""
    """Why it was skipped, or what ``partial`` leaves out."""

    @property
    def complete(self) -> bool:
        """Whether every page was read."""
        return self.status is Status.COMPLETE

    @property
    def readable(self) -> bool:
        """Whether ``data`` holds something true, be it a part."""
        return self.status in _READABLE


@dataclass(frozen=True)
class Facts:
    """All facts of one scan, and the time at which they are judged."""

    facts: tuple[Fact, ...]
    now: datetime
    _index: dict[str, list[Fact]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self._index.setdefault(fact.collector, []).append(fact)

    def of(self, collector: str, account: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of ``collector``, in scan order, of one account or of all."""
        found = self._index.get(collector, ())
        return tuple(found) if account is None else tuple(f for f in found if f.account == account)

    def one(self, collector: str, account: str) -> Fact | None:
        """Return the fact of a once-per-account collector, or None if it never ran."""
        return next(iter(self.of(collector, account)), None)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The account ids in scan order; every rule asks for them many times."""
        return tuple(dict.fromkeys(f.account for f in self.facts))

    def regions(self, account: str) -> tuple[str, ...]:
        """Return the Regions that the scan covers in ``account`` (from the fact ``regions``)."""
        fact = self.one("regions", account)
        return tuple(fact.data["scope"]) if fact and fact.readable else ()


class Verdict(StrEnum):
    """The literal answer to the question as asked, or what stands in for one."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"
    SUPPORTS = "supports"
    UNKNOWN = "unknown"

    @property
    def decided(self) -> bool:
        """Whether this may fill an answer."""
        return self in (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", strict=True, allow_inf_nan=False)


class Resource(_Record):
    """One thing that a finding is about, e.g. an access key's user and its age."""

    name: CleanStr
    detail: CleanStr = ""
    account: CleanStr = ""
    region: CleanStr = ""
    kind: CleanStr = ""
    """What it is, where the next step depends on it, e.g. ``volume``; empty: its rule knows one kind."""
    id: CleanStr = ""
    """How a command line names it, where that is not ``name``: an ARN, a key id."""
    of: CleanStr = ""
    """What it belongs to, where a command line names both: the user of a policy."""


class Finding(_Record):
    """What a rule concluded for one question over the whole scope (design.md section 2)."""

    question: CleanStr
    control: CleanStr
    verdict: Verdict = Field(strict=False)
    favourable: bool | None = None
    """True if the verdict helps to pass, False if it stands in the way, None if it decides nothing."""
    summary: CleanStr
    scope: CleanStr = ""
    """What was read, where and when, in words; the second half of the sentence."""
    assumes: CleanStr = ""
    """What a person must agree to before this verdict counts; empty if nothing."""
    draft: CleanStr = ""
    """A response to start from, with figures, scope and date; empty if there is none."""
    total: Count = 0
    """How many resources the verdict names; ``resources`` may hold fewer."""
    resources: list[Resource] = []
    recheck: list[CleanStr] = []
    accounts: list[CleanStr] = []
    regions: list[CleanStr] = []
    read_at: AwareDatetime
    newest: AwareDatetime | None = None
    """Where a tool's rows are of many days: the last of them; ``read_at`` is the first."""
    sources: list[CleanStr] = []
    unasked: bool = False
    """Something was not looked at, as only a deep scan does; of an unknown that is all that is missing."""
    aws_text: CleanStr = ""
    """The hash of AWS's sentence that was judged; in a release that asks otherwise it decides nothing."""
    by_account: dict[CleanStr, CleanStr] = {}
    """The verdict of each account alone, where several were read and these make up the verdict above."""
    not_reread: CleanStr = ""
    """Set on an older decided finding that a later scan could not read again: date and reason."""
    imported_from: CleanStr = ""
    """The findings file of another machine that this was taken in from; empty: read by a scan here."""
    imported_at: AwareDatetime | None = None
    imported_by: CleanStr = ""
    tool: CleanStr = ""
    """Who judged, where it was not our own rule: ``AWS Security Hub``, ``Prowler``."""
    beside: list[CleanStr] = []
    """What other readings say of the same question, in words; made anew each time they are joined."""

    @property
    def full(self) -> str:
        """Return the whole sentence: what was concluded, and over what."""
        return f"{self.summary} {self.scope}".strip()


class Unread(_Record):
    """A call that could not be read, and the controls that it leaves open."""

    account: CleanStr
    region: CleanStr = ""
    action: CleanStr
    code: CleanStr
    reason: CleanStr
    controls: list[CleanStr] = []


class Change(_Record):
    """What a scan says of a question otherwise than the one before."""

    question: CleanStr
    control: CleanStr
    was: CleanStr
    """The verdict before."""
    now: CleanStr
    favourable: bool | None = None
    """Whether the verdict now helps to pass."""
    at: AwareDatetime
    """When the scan began that saw it."""
    was_total: Count | None = None
    """The verdict is the same, but more resources are in the way: how many there were, ``total`` now."""
    total: Count | None = None


class Seen(_Record):
    """An AWS service that a scan looked for, and how much of it there is."""

    service: CleanStr
    """Its id in aws-services.toml."""
    total: Count = 0
    """0: looked for, none seen."""
    partial: bool = False
    """Something of it could not be read: there may be more, also where ``total`` is 0."""
    accounts: list[CleanStr] = []
    """Where it was seen."""
    regions: list[CleanStr] = []


class Sample(_Record):
    """Something real of the account that helps to make a document; never a secret value, never made up."""

    kind: CleanStr
    """The id of the document in programme.toml that it helps with."""
    title: CleanStr
    text: CleanStr
    """May have many lines, such as a policy as JSON."""
    account: CleanStr = ""
    region: CleanStr = ""
    read_at: AwareDatetime


class Scan(_Record):
    """One run of the collectors."""

    started: AwareDatetime
    seconds: float = Field(ge=0, le=10**9, strict=False)
    calls: Count
    retries: Count = 0
    accounts: list[CleanStr] = []
    regions: list[CleanStr] = []
    caller: CleanStr = ""
    left_out: list[CleanStr] = []
    """Active accounts that the organization lists and this scan did not read."""
    unreached: list[CleanStr] = []
    """What was asked for and nobody could log in to."""
    not_again: list[CleanStr] = []
    """Accounts that the scan before had read and this one did not."""
    judge_calls: Count = 0
    """Calls that asked AWS's own judges (Security Hub, Config rules ...); not among ``calls``."""
    aggregator: CleanStr = ""
    """The AWS Config aggregator whose tables were read in place of the accounts; empty: read directly."""
    sample: bool = False
    """True for shipped sample findings: nothing here was read from an account."""


FIRST_LIST = "partner-hosted"
"""The list that findings are about which do not say it."""


class Imported(_Record):
    """What another machine or tool found out, as it was taken in; a scan here leaves it as it is."""

    file: CleanStr
    """The name of the file that it came in."""
    at: AwareDatetime
    by: CleanStr = ""
    tool: CleanStr = ""
    """What wrote the file, where that is not ftr-tui: it says something of the controls it knows, no more."""
    hash: CleanStr = ""
    """``sha256:`` of the file, where a tool wrote it."""
    covers: list[CleanStr] = []
    """Accounts of a tool's file, also those of which no row says anything about this list."""
    rows: Count = 0
    """How many rows a tool's file has, and ``used`` of them say something about this list."""
    used: Count = 0
    scan: Scan | None = None
    finding: list[Finding] = []
    unread: list[Unread] = []
    seen: list[Seen] = []

    @property
    def accounts(self) -> list[str]:
        """Return the accounts that it is about."""
        scanned = self.scan.accounts if self.scan is not None else []
        return list(dict.fromkeys([*scanned, *self.covers, *(a for f in self.finding for a in f.accounts)]))

    @property
    def read_at(self) -> datetime | None:
        """Return when it was read: by its scan, else the newest finding; None where it holds nothing."""
        found = [self.scan.started] if self.scan is not None else [f.read_at for f in self.finding]
        return max(found, default=None)


class Evidence(BaseModel):
    """The file ``NAME.evidence.toml``: written by scans and importers, never by hand."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    schema_: Literal[1] = Field(alias="schema", default=1)
    checklist: CleanStr = ""
    """The list whose questions were judged; empty in files of older versions, which knew only one."""
    scan: Scan | None = None
    finding: list[Finding] = []
    unread: list[Unread] = []
    change: list[Change] = []
    """What scans saw change, newest first; kept for a while, so that a colleague sees it tomorrow."""
    seen: list[Seen] = []
    """The services that the last scan looked for; one that stands not here was not looked for."""
    sample: list[Sample] = []
    imported: list[Imported] = []
    """Findings of other machines and tools, each file on its own; ``joining.joined`` makes one judgement."""
    judged: list[Imported] = []
    """What AWS's own judges said when the last scan asked them, each on its own; joined as well."""

    def by_question(self) -> dict[str, Finding]:
        """Return the findings keyed by question id."""
        return {f.question: f for f in self.finding}

    def of_list(self, checklist: str) -> Evidence:
        """Return this, or nothing at all where it is about another list: ids of two lists clash."""
        return self if (self.checklist or FIRST_LIST) == checklist else Evidence()
