"""How a collector is declared, and what it gets to work with. Imports no boto3."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from ftr_tui.aws.errors import CancelledError, UnreadError, error_code, unread
from ftr_tui.model.facts import Fact, Gap

Scope = Literal["global", "region", "active", "deep"]
"""Once per account; every Region in scope (W1); active Regions only (W2); those only with --deep."""


class SkipError(Exception):
    """Raised by a collector that has nothing to read; the message becomes the fact's note."""


@dataclass(frozen=True)
class Collector:
    """One thing that is read: which calls, which IAM actions they need, and how."""

    id: str
    about: str
    """What is read, in words for the progress line."""
    calls: Mapping[str, str]
    """``service.operation`` -> the IAM action that it needs."""
    scope: Scope
    needs: tuple[str, ...]
    """Collectors whose facts must be there first (of the same Region where they have one)."""
    at: Literal["home", "main"]
    """Where a global collector calls: the home Region, or the partition's main one."""
    read: Callable[[Context], Any]
    holds: tuple[str, ...] = ()
    """Keys of its data (lists or counts) that show, if not empty, that a Region is in use."""
    judge: bool = False
    """It asks one of AWS's own judges: its calls are counted apart, and no rule rests on it."""

    @property
    def service(self) -> str:
        """Return the service of the first call, as boto3 names it."""
        return next(iter(self.calls)).partition(".")[0]

    @property
    def actions(self) -> tuple[str, ...]:
        """Return the IAM actions, each once."""
        return tuple(dict.fromkeys(self.calls.values()))


def collector(
    id: str,  # noqa: A002
    about: str,
    calls: Mapping[str, str],
    *,
    scope: Scope = "global",
    needs: tuple[str, ...] = (),
    at: Literal["home", "main"] = "home",
    holds: tuple[str, ...] = (),
    judge: bool = False,
) -> Callable[[Callable[[Context], Any]], Collector]:
    """Declare the decorated function as a collector; its docstring gives the shape of ``Fact.data``."""

    def declare(read: Callable[[Context], Any]) -> Collector:
        return Collector(id, about, calls, scope, needs, at, read, holds, judge)

    return declare


class Line(Protocol):
    """The way to AWS that a context uses: clients, limits and deadlines are its affair."""

    def call(self, holder: object, service: str, region: str, operation: str, params: dict[str, Any]) -> Any:
        """Return the answer of one call; raise whatever went wrong."""

    def pages(
        self, holder: object, service: str, region: str, operation: str, params: dict[str, Any]
    ) -> Callable[[], Any]:
        """Return a function that returns the next page, or None after the last."""

    def offered(self, service: str, region: str) -> bool:
        """Return False if AWS does not offer ``service`` in ``region``."""

    def sleep(self, seconds: float) -> None:
        """Wait; raise CancelledError if the run ends meanwhile."""


@dataclass(frozen=True)
class Place:
    """The account that is read, and how its Regions were narrowed."""

    account: str
    arn: str
    partition: str
    home: str
    wanted: tuple[str, ...] = ()
    """The user's --region, or empty."""

    @property
    def main(self) -> str:
        """Return the Region in which the partition's global services answer."""
        return {"aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}.get(
            self.partition, "us-east-1" if self.partition == "aws" else self.home
        )


@dataclass
class Context:
    """What one collector works with in one account, or in one account and Region."""

    spec: Collector
    line: Line
    place: Place
    region: str | None
    facts: Mapping[tuple[str, str | None], Fact]
    """What was read so far in this account: (collector, Region or None) -> fact."""
    now: datetime
    calls: int = 0
    answered: int = 0
    gaps: list[Gap] = field(default_factory=list)
    first: UnreadError | None = None
    note: str = ""
    cut: bool = False
    """Whether something was left out on purpose; ``note`` says what."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def here(self) -> str:
        """Return the Region that a call goes to unless it names one."""
        return self.region or (self.place.main if self.spec.at == "main" else self.place.home)

    def fact(self, collector_id: str) -> Fact | None:
        """Return the fact of another collector: of this Region, else of the account."""
        return self.facts.get((collector_id, self.region)) or self.facts.get((collector_id, None))

    def offered(self, service: str) -> bool:
        """Return False if AWS does not offer ``service`` in this Region."""
        return self.line.offered(service, self.here)

    def sleep(self, seconds: float) -> None:
        """Wait between two calls."""
        self.line.sleep(seconds)

    def call(
        self, operation: str, /, *, region: str | None = None, missing: tuple[str, ...] = (), **params: Any
    ) -> Any:
        """Return the answer of ``service.operation``; None for codes in ``missing``; or raise UnreadError."""
        service, _, name = operation.partition(".")
        action = self.spec.calls[operation]
        try:
            answer = self.line.call(self, service, region or self.here, name, params)
        except Exception as error:
            if error_code(error) in missing:
                self._count(answered=True)
                return None
            self._failed(error)
            raise unread(error, action) from error
        self._count(answered=True)
        return answer

    def pages(self, operation: str, /, *, region: str | None = None, **params: Any) -> Iterator[Any]:
        """Yield every page of ``service.operation``; none in a Region where the service is not offered.

        A later page that fails ends the pages and makes the fact partial; a first page raises UnreadError.
        """
        service, _, name = operation.partition(".")
        action, where = self.spec.calls[operation], region or self.here
        if self.region and not self.line.offered(service, where):
            return
        following = self.line.pages(self, service, where, name, params)
        read = 0
        while True:
            try:
                page = following()
            except Exception as error:
                self._failed(error)
                failed = unread(error, action)
                if not read:
                    raise failed from error
                self.gap(failed)
                return
            if page is None:
                return
            read += 1
            self._count(answered=True)
            yield page

    def gap(self, failed: UnreadError) -> None:
        """Note that a part could not be read, once however often it happens."""
        with self._lock:
            self.first = self.first or failed
            if failed.gap not in self.gaps:
                self.gaps.append(failed.gap)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Let one part fail by itself: what it raises becomes a gap."""
        try:
            yield
        except UnreadError as failed:
            self.gap(failed)

    def parts(self, readers: Mapping[str, Callable[[Context], Iterable[Any]]]) -> dict[str, Any]:
        """Return what each reader yields, by its name; "read" names those that were read whole."""
        found: dict[str, Any] = {"read": []}
        for name, read in readers.items():
            found[name], gaps = [], len(self.gaps)
            with self.part():
                for item in read(self):
                    found[name].append(item)
                if len(self.gaps) == gaps:
                    found["read"].append(name)
        return found

    def each(self, work: Callable[[Any], None], items: Iterable[Any], threads: int = 16) -> None:
        """Call ``work`` for each item, side by side; the line still bounds the calls in flight."""
        todo = list(items)
        left, lock = iter(todo), threading.Lock()
        errors: list[BaseException] = []

        def run() -> None:
            while not errors:
                with lock:
                    item = next(left, left)
                if item is left:
                    return
                try:
                    work(item)
                except BaseException as error:
                    errors.append(error)

        helpers = [threading.Thread(target=run, daemon=True) for _ in range(min(threads, len(todo)))]
        for helper in helpers:
            helper.start()
        for helper in helpers:
            helper.join()
        if errors:
            raise errors[0]

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CancelledError):
            self._count(answered=False)

    def _count(self, *, answered: bool) -> None:
        with self._lock:
            self.calls += 1
            self.answered += answered


def mail_domain(address: str) -> str:
    """Return the part after the ``@``, in lower case: whole addresses are never kept."""
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""
