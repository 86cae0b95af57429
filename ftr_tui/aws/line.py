"""One account's way to AWS: clients built late and dropped early, limits, deadlines and counts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ftr_tui.aws.deadline import within
from ftr_tui.aws.endpoints import client_config, foreign_host, keep_local_host, refuse_unreadable
from ftr_tui.aws.errors import CancelledError, Kind, error_code, unread

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config


@dataclass(frozen=True)
class Limits:
    """How much at once, and how long, in seconds."""

    workers: int = 16
    """With 8, a large account behind 50 ms of latency waits for a free worker most of the time."""
    iam: int = 2
    """IAM throttles earlier than the rest."""
    call: float = 20.0
    """For one call, its retries included."""
    stall: float = 60.0
    """Without any answer of AWS the run gives up."""


@dataclass
class Tally:
    """Calls by operation (``iam.GetAccountSummary``), and how often botocore sent a request for them."""

    operations: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    hosts: set[str] = field(default_factory=set)
    """Endpoints outside AWS's domains."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def watch(self, client: Any) -> None:
        """Count what ``client`` does from now on."""
        host = foreign_host(client.meta.endpoint_url)
        if host:
            self.hosts.add(host)
        client.meta.events.register("before-call", self._called)
        client.meta.events.register("request-created", self._sent)

    def _called(self, model: Any, **_: Any) -> None:
        with self._lock:
            self.operations[f"{model.service_model.service_name}.{model.name}"] += 1

    def _sent(self, **_: Any) -> None:
        with self._lock:
            self.sent += 1

    @property
    def calls(self) -> int:
        """Return the number of calls, retries apart."""
        return self.operations.total()

    @property
    def retries(self) -> int:
        """Return how many requests were sent again."""
        return max(self.sent - self.calls, 0)


class AccountLine:
    """What collectors call through, for one account (the protocol ``collect.base.Line``)."""

    def __init__(
        self,
        session: boto3.Session,
        partition: str,
        limits: Limits,
        stop: threading.Event,
        sleep: Callable[[float], None] | None = None,
        config: Config | None = None,
    ) -> None:
        self.tally = Tally()
        self._session, self._partition, self._limits = session, partition, limits
        self._stop, self._sleep, self._config = stop, sleep, config or client_config()
        self._slots = threading.BoundedSemaphore(limits.workers)
        self._iam_slots = threading.BoundedSemaphore(limits.iam)
        # boto3 sessions are not meant for building clients in several threads at once.
        self._build = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._holders: dict[tuple[str, str], set[int]] = {}
        self._regions: dict[str, frozenset[str]] = {}
        self.ended: CancelledError | None = None
        """Why nothing more can be read, if so."""
        self._answered = time.monotonic()

    def check(self) -> None:
        """Raise CancelledError if the run was stopped, has lost its credentials, or stalls."""
        if self._stop.is_set():
            raise CancelledError("Stopped", "the scan was stopped before this was read")
        if self.ended is None and time.monotonic() - self._answered > self._limits.stall:
            reason = f"gave up: AWS answered nothing for {self._limits.stall:g} seconds"
            self.ended = CancelledError("GaveUp", reason)
        if self.ended:
            raise CancelledError(self.ended.code, self.ended.reason)

    def call(self, holder: object, service: str, region: str, operation: str, params: dict[str, Any]) -> Any:
        """Return the answer of one call; raise whatever went wrong."""
        return self._timed(
            service, lambda: getattr(self._client(holder, service, region), operation)(**params)
        )

    def pages(
        self, holder: object, service: str, region: str, operation: str, params: dict[str, Any]
    ) -> Callable[[], Any]:
        """Return a function that returns the next page, or None after the last."""
        pages: list[Iterator[Any]] = []

        def following() -> Any:
            if not pages:
                client = self._client(holder, service, region)
                pages.append(iter(client.get_paginator(operation).paginate(**params)))
            return next(pages[0], None)

        return lambda: self._timed(service, following)

    def _timed(self, service: str, work: Callable[[], Any]) -> Any:
        with self._slot(self._iam_slots if service == "iam" else None), self._slot(self._slots):
            self.check()
            try:
                answer = within(self._limits.call, work, self.check)
            except Exception as error:
                if error_code(error):
                    self._answered = time.monotonic()
                failed = unread(error, "")
                if failed.kind is Kind.EXPIRED and self.ended is None:
                    self.ended = CancelledError("ExpiredToken", failed.gap.reason)
                raise
            self._answered = time.monotonic()
            return answer

    @contextmanager
    def _slot(self, slots: threading.BoundedSemaphore | None) -> Iterator[None]:
        if slots is None:
            yield
            return
        while not slots.acquire(timeout=0.1):
            self.check()
        try:
            yield
        finally:
            slots.release()

    def _client(self, holder: object, service: str, region: str) -> Any:
        key = (service, region)
        with self._build:
            self._holders.setdefault(key, set()).add(id(holder))
            if key not in self._clients:
                client: Any = self._session.client(
                    service,  # type: ignore[call-overload]  # any service name
                    region_name=region,
                    config=self._config,
                )
                self.tally.watch(client)
                keep_local_host(client)
                refuse_unreadable(client)
                self._clients[key] = client
            return self._clients[key]

    def hold(self, holder: object, keys: list[tuple[str, str]]) -> None:
        """Keep the clients of ``keys`` (service, Region) until ``release``, without building them."""
        with self._build:
            for key in keys:
                self._holders.setdefault(key, set()).add(id(holder))

    def release(self, holder: object) -> None:
        """Drop the clients that nobody else holds: dozens of them cost 150 MB."""
        with self._build:
            for key, holders in list(self._holders.items()):
                holders.discard(id(holder))
                if not holders:
                    del self._holders[key]
                    client = self._clients.pop(key, None)
                    if client is not None:
                        client.close()

    def offered(self, service: str, region: str) -> bool:
        """Return False if AWS does not offer ``service`` in ``region``; True if botocore cannot know."""
        here, any_service = self._available(service), self._available("ec2")
        # A Region newer than this botocore is in no list at all.
        return not here or region in here or region not in any_service

    def _available(self, service: str) -> frozenset[str]:
        with self._build:
            if service not in self._regions:
                names = self._session.get_available_regions(service, self._partition)
                self._regions[service] = frozenset(names)
            return self._regions[service]

    def sleep(self, seconds: float) -> None:
        """Wait; raise CancelledError if the run ends meanwhile."""
        if self._sleep:
            self._sleep(seconds)
        else:
            self._stop.wait(seconds)
        # Waiting on purpose is no stall.
        self._answered = max(self._answered, time.monotonic() - self._limits.stall / 2)
        self.check()
