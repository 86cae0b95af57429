"""Queries to an aggregator: expressions, pages, throttling, progress."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ftr_tui.aws.collect.base import Context
from ftr_tui.aws.config_facts import Read
from ftr_tui.aws.config_rows import at
from ftr_tui.aws.config_tables import COMPLIANCE, RECORDER, TABLES
from ftr_tui.aws.errors import CancelledError, UnreadError, throttled, unread

FIND = "config.describe_configuration_aggregators"
SOURCES = "config.describe_configuration_aggregator_sources_status"
SELECT = "config.select_aggregate_resource_config"
CALLS: Mapping[str, str] = {
    FIND: "config:DescribeConfigurationAggregators",
    SOURCES: "config:DescribeConfigurationAggregatorSourcesStatus",
    SELECT: "config:SelectAggregateResourceConfig",
    "ec2.describe_regions": "ec2:DescribeRegions",
}
"""``service.operation`` -> the IAM action that it needs; and what ``org`` and ``org_acc`` declare."""


PAGE = 100
"""The most that AWS returns; without it pages have 25 rows."""
AT_ONCE = 4
"""Queries side by side: AWS throttles them by account and Region."""
_WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before a throttled page is asked for again, on top of what botocore tries."""
_LONGEST = 4_096
"""Characters of an expression; where account ids do not fit, the rows are narrowed here."""


@dataclass
class Queries:
    """Asks one aggregator; what could not be read becomes a ``note`` of its table, and a gap of ``ctx``."""

    ctx: Context
    name: str
    region: str
    accounts: tuple[str, ...]
    progress: Callable[[int, int, str], None]
    problems: list[str]
    waited: int = 0
    """How often a throttled page was asked for again."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _done: int = 0
    _planned: int = 0

    def tables(self) -> dict[str, Read]:
        """Return every table, by type: a query each, a few side by side."""
        counted = self._counted()
        self._plan(sum(-(-counted.get(t.type, 1) // PAGE) or 1 for t in TABLES))
        reads: dict[str, Read] = {}

        def one(number: int) -> None:
            table = TABLES[number]
            reads[table.type] = self.rows(table.type, table.fields, narrow=not table.everywhere)

        # The longest first, so that it never runs alone at the end.
        order = sorted(range(len(TABLES)), key=lambda n: -counted.get(TABLES[n].type, 0))
        self.ctx.each(one, order, AT_ONCE)
        return reads

    def _counted(self) -> dict[str, int]:
        """Return how many rows each type has, for the progress alone."""
        types = ", ".join(f"'{t.type}'" for t in TABLES)
        read = self._query(
            f"SELECT resourceType, COUNT(*) WHERE resourceType IN ({types}) GROUP BY resourceType"
        )
        found = {}
        for row in read.rows:
            number = at(row, "COUNT(*)")
            if isinstance(number, int):
                found[str(at(row, "resourceType"))] = number
        return found

    def compliance(self, rules: Sequence[str]) -> Read:
        """Return what AWS Config rules call non-compliant, of the rules that say something of a list."""
        if not rules:
            return Read()
        name = "configuration.configRuleList.configRuleName"
        # Conformance packs put their name behind, Security Hub its own before: both are matched again here.
        likes = " OR ".join(
            f"{name} LIKE '{start}{rule}%'" for rule in rules for start in ("", "securityhub-")
        )
        fields = ("configuration.targetResourceId", "configuration.targetResourceType",
                  "configuration.configRuleList")  # fmt: skip
        more = f" AND configuration.complianceType = 'NON_COMPLIANT' AND ({likes})"
        read = self.rows(COMPLIANCE, fields, more=more)
        if read.note:
            self.problems.append(f"the verdicts of AWS Config rules were not read whole: {read.note}")
        return read

    def rows(self, type_: str, fields: Sequence[str], *, narrow: bool = True, more: str = "") -> Read:
        """Return all rows of a type; ``narrow``: only of the Regions that the user named."""
        names = [
            "accountId",
            "awsRegion",
            "resourceId",
            "resourceName",
            "configurationItemCaptureTime",
            *fields,
        ]
        text = f"SELECT {', '.join(names)} WHERE resourceType = '{type_}'{more}"
        if narrow and self.ctx.place.wanted and type_ != RECORDER:
            text += f" AND awsRegion IN ({', '.join(repr(r) for r in self.ctx.place.wanted)})"
        own = f" AND accountId IN ({', '.join(repr(a) for a in self.accounts)})" if self.accounts else ""
        return self._query(text + own if len(text + own) <= _LONGEST else text, type_)

    def _query(self, expression: str, about: str = "") -> Read:
        read, token = Read(), ""
        params = {"Expression": expression, "ConfigurationAggregatorName": self.name, "Limit": PAGE}
        while True:
            try:
                page = self._page({**params, "NextToken": token} if token else params)
                read.rows += [json.loads(text) for text in page.get("Results", ())]
            except UnreadError as failed:
                self.ctx.gap(failed)
                read.note = failed.gap.reason
                return read
            except (TypeError, ValueError):
                read.note = "a row of AWS Config could not be understood"
                return read
            read.calls += 1
            if about:
                self.say(1, f"{about.removeprefix('AWS::')}, page {read.calls}")
            before, token = token, page.get("NextToken") or ""
            if not token:
                return read
            if token == before:
                read.note = "AWS Config gave the same page again"
                return read

    def _page(self, params: dict[str, Any]) -> Any:
        for wait in (*_WAITS, None):
            try:
                return self.ctx.call(SELECT, region=self.region, **params)
            except UnreadError as failed:
                if wait is None or not throttled(failed.gap):
                    raise
                self._again(wait)
        return None

    def _again(self, seconds: float) -> None:
        with self._lock:
            self.waited += 1
        try:
            self.ctx.sleep(seconds)
        except CancelledError as error:
            raise unread(error, CALLS[SELECT]) from error

    def _plan(self, pages: int) -> None:
        with self._lock:
            self._planned += pages
        self.say(0, "AWS Config's tables")

    def say(self, done: int, words: str) -> None:
        """Tell how far it is; ``done``: pages more than before."""
        with self._lock:
            self._done += done
            self._planned = max(self._planned, self._done)
            self.progress(self._done, self._planned, words)


def oldest(reads: Mapping[str, Read]) -> dict[str, datetime]:
    """Return collector -> when the oldest of its rows was captured."""
    found: dict[str, datetime] = {}
    for table in TABLES:
        read = reads.get(table.type)
        texts = [at(row, "configurationItemCaptureTime") for row in read.rows] if read else []
        first = min((t for t in texts if isinstance(t, str)), default="")
        try:
            when = datetime.fromisoformat(first)
        except ValueError:
            continue
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        for name in table.collectors:
            found[name] = min(when, found.get(name, when))
    return found
