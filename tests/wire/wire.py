"""From answers to bytes and back into a scan: pages, AWS's protocols, faults, and who may see what.

A scan runs as always, by ``sweep``; only the last step, the network, is ours. ``hooked`` answers inside
botocore, ``served`` over a loopback socket. Both speak AWS's protocols, so that all of botocore's parsing,
paging, retrying and error handling takes part.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import SimpleNamespace
from typing import Any
from unittest import mock

import botocore.handlers
import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ConnectionClosedError
from botocore.validate import ParamValidator

from ftr_tui.aws import line
from ftr_tui.aws.access import AccessError, targets
from ftr_tui.aws.collect import COLLECTORS, Collector
from ftr_tui.aws.line import Tally
from ftr_tui.aws.sweep import Sweep, sweep
from ftr_tui.model.facts import Fact, Facts, Finding, Gap, Status
from ftr_tui.rules import RULES, judge
from ftr_tui.rules.base import finding
from tests.tools.botocore_models import loader

from .world import ACCOUNTS, EU, NOW, Refusal, World

MODES = ("denied", "reset", "cut", "blank", "page", "throttled")
"""Refused; connection reset; half the body; no body; a web page in its place; throttled on each attempt."""
TEXTS = {rule.question: rule.aws_text[0] for rule in RULES}
_TIMES = ("StartTime", "ByCreatedAfter")
_PAGE = b"<html><head><title>Log in</title></head><body><p>Welcome to the network</body></html>"
_DENIED_CODES = {"ec2": "UnauthorizedOperation", "json": "AccessDeniedException"}
_SLOW_CODES = {"ec2": "RequestLimitExceeded", "json": "ThrottlingException"}
# Operations for which botocore knows no paginator: token, its name in the answer, the list.
_TOKENS = {
    "wellarchitected.list_workloads": ("NextToken", "NextToken", ["WorkloadSummaries"]),
    "wellarchitected.list_milestones": ("NextToken", "NextToken", ["MilestoneSummaries"]),
    "resiliencehub.list_resiliency_policies": ("nextToken", "nextToken", ["resiliencyPolicies"]),
    "resiliencehub.list_app_assessments": ("nextToken", "nextToken", ["assessmentSummaries"]),
}


_EVERY_RULES = ("who", "regions", "org", "org_acc")
"""The collectors that a rule may look at without naming them: the scope."""
Sent = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


_MODELS: dict[str, Any] = {}
# As they were: one transport may live inside another.
_HANDLERS = tuple(botocore.handlers.BUILTIN_HANDLERS)
_WATCH, _KEEP = Tally.watch, line.keep_local_host


@dataclass(frozen=True, order=True)
class Request:
    """One question to AWS, as it comes again in each scan: operation, account, Region, parameters."""

    name: str
    account: str
    region: str
    params: str

    @property
    def label(self) -> str:
        return (
            f"{self.name} {self.account}/{self.region} {self.params if self.params != '{}' else ''}".strip()
        )


@dataclass
class Wire:
    """Answers requests for ``world``; ``fault`` (a request and a mode) spoils each attempt of that request.

    ``only``: the services that answer; all others are denied.
    """

    world: World
    fault: tuple[Request, str] | None = None
    only: frozenset[str] | None = None
    seen: Counter[Request] = field(default_factory=Counter)
    cache: dict[Request, Sent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def answer(self, asked: _Asked) -> Sent:
        """Return status, headers and body; raise ConnectionClosedError for a reset."""
        model, params = asked.model, asked.params
        name = f"{model.service_model.service_name}.{xform_name(model.name)}"
        known = {k: v for k, v in params.items() if k not in _TIMES}
        key = json.dumps(known, sort_keys=True, default=str)
        # Who asks for a role stands in its signature; whom it is about, in the role.
        account = params["RoleArn"].split(":")[4] if name == "sts.assume_role" else asked.account
        request = Request(name, account, asked.region, key)
        with self._lock:
            self.seen[request] += 1
        if self.only is not None and name.partition(".")[0] not in self.only:
            return refuse(model, Refusal(_DENIED_CODES.get(_family(model), "AccessDenied"), 403))
        if self.fault and self.fault[0] == request:
            return self._spoiled(model, request, params, self.fault[1])
        return self._good(model, request, params)

    def _good(self, model: Any, request: Request, params: dict[str, Any]) -> Sent:
        if request not in self.cache:
            answer = self.world.answer(request.name, request.account, request.region, params)
            if isinstance(answer, Refusal):
                self.cache[request] = refuse(model, answer)
            else:
                self.cache[request] = serialize(model, paged(model, request.name, answer, params))
        return self.cache[request]

    def _spoiled(self, model: Any, request: Request, params: dict[str, Any], mode: str) -> Sent:
        if mode == "denied":
            return refuse(model, Refusal(_DENIED_CODES.get(_family(model), "AccessDenied"), 403))
        if mode == "throttled":
            return refuse(model, Refusal(_SLOW_CODES.get(_family(model), "Throttling"), 400))
        if mode == "reset":
            raise ConnectionClosedError(endpoint_url="https://aws.example")
        status, headers, body = self._good(model, request, params)
        if mode == "page":
            return 200, {"Content-Type": "text/html"}, _PAGE
        return status, headers, b"" if mode == "blank" else body[: len(body) // 2]


def _family(model: Any) -> str:
    protocol = model.service_model.resolved_protocol
    return "json" if "json" in protocol else str(protocol)


def refuse(model: Any, refusal: Refusal) -> Sent:
    """Return an error as the service's protocol writes it."""
    code, text, family = refusal.code, refusal.message or "no", _family(model)
    if family == "json":
        body = json.dumps({"__type": code, "message": text})
        return refusal.status, {"x-amzn-errortype": code, "Content-Type": "application/json"}, body.encode()
    error = f"<Error><Code>{code}</Code><Message>{text}</Message></Error>"
    if family == "ec2":
        body = f"<Response><Errors>{error}</Errors><RequestID>r</RequestID></Response>"
    elif model.service_model.service_name == "s3":
        body = error
    else:
        body = f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>"
    return refusal.status, {"Content-Type": "text/xml"}, body.encode()


def serialize(model: Any, answer: dict[str, Any]) -> Sent:
    """Return ``answer`` as bytes, after a check against botocore's own model."""
    from moto.core.model import ServiceModel
    from moto.core.serialize import get_serializer_class

    shape = model.output_shape
    if shape is not None:
        problems = ParamValidator().validate(answer, shape)
        assert not problems.has_errors(), f"{model.name}: {problems.generate_report()}"
    service = model.service_model.service_name
    kind = get_serializer_class(service, model.service_model.resolved_protocol)
    if service not in _MODELS:
        # Moto writes by its own kind of models.
        _MODELS[service] = ServiceModel(model.service_model._service_description, service)
    made = kind(_MODELS[service].operation_model(model.name)).serialize(answer)
    body = made["body"]
    return made["status_code"], dict(made["headers"]), body.encode() if isinstance(body, str) else body


@cache
def _tokens(service: str, operation: str, name: str) -> tuple[str, str, list[str], str] | None:
    """Return the token's names, the paths of the lists, and of the flag that says that there is more."""
    if name in _TOKENS:
        return (*_TOKENS[name], "")
    session = botocore.session.get_session()
    try:
        config = session.get_paginator_model(service).get_paginator(operation)
    except Exception:  # an operation without pages
        return None
    found = config["result_key"]
    lists = [str(k) for k in (found if isinstance(found, list) else [found])]
    return str(config["input_token"]), str(config["output_token"]), lists, str(config.get("more_results", ""))


def _dig(answer: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *parents, last = path.split(" ")[0].split(".")
    for parent in parents:
        answer = answer[parent]
    return answer, last


def paged(model: Any, name: str, answer: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    """Return the first page (all but the last of each list), or the second, if a list has two items."""
    import copy

    how = _tokens(model.service_model.service_name, model.name, name)
    if how is None:
        return answer
    into, out, lists, more = how
    answer = copy.deepcopy(answer)
    second = into in params
    places = [_dig(answer, path) for path in lists]
    whole = [(holder, key) for holder, key in places if isinstance(holder.get(key), list)]
    if max((len(holder[key]) for holder, key in whole), default=0) < 2:
        return answer
    for holder, key in whole:
        holder[key] = holder[key][-1:] if second else holder[key][:-1]
    if not second:
        holder, key = _dig(answer, out)
        holder[key] = "page2"
    if more:
        holder, key = _dig(answer, more)
        holder[key] = not second
    return answer


@dataclass(frozen=True)
class _Asked:
    """What a request asks, of whom and where."""

    model: Any
    params: dict[str, Any]
    account: str
    region: str


class _Hooks:
    """Notes for each request what was asked, under a number that the request carries as a header."""

    def __init__(self) -> None:
        self.asked: dict[str, _Asked] = {}
        self.numbers = count(1)
        self.here = threading.local()
        """Set by a shared client: for which account and Region it works just now."""

    def note(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["wire_params"] = dict(params)

    def number(
        self, model: Any, params: dict[str, Any], context: dict[str, Any], request_signer: Any, **_: Any
    ) -> None:
        number = str(next(self.numbers))
        account, region = getattr(self.here, "place", (None, None))
        if account is None:
            key = request_signer._credentials.access_key[-12:]
            account = key if key in ACCOUNTS else ACCOUNTS[0]
            region = context.get("client_region") or EU
        self.asked[number] = _Asked(model, context.get("wire_params", {}), account, region)
        params["headers"]["X-Wire"] = number


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


class Transport:
    """What is put between botocore and the network; ``wire`` may be changed between two scans."""

    def __init__(self) -> None:
        self.wire = Wire(World())
        self.hooks = _Hooks()

    def send(self, request: Any, **_: Any) -> Any:
        """Answer a request of botocore (the event ``before-send``)."""
        status, headers, body = self.wire.answer(self.hooks.asked[_text(request.headers["X-Wire"])])
        return AWSResponse(request.url, status, HeadersDict(headers), _Raw(body))


class _Sessions:
    """boto3.Session whose clients are kept from scan to scan and shared by accounts and Regions.

    Building 180 clients is what costs the time: each call says for whom and where it is made.
    """

    def __init__(self, hooks: _Hooks) -> None:
        import boto3

        self._real, self._made, self._lock = boto3.Session, {}, threading.Lock()
        self._hooks, self._clients = hooks, {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        key = (args, tuple(sorted(kwargs.items())))
        with self._lock:
            if key not in self._made:
                session = self._real(*args, **kwargs)
                access = str(args[0])[-12:] if args else ""
                account, build = access if access in ACCOUNTS else ACCOUNTS[0], session.client

                def client(service: str, region_name: str, config: Any) -> Any:
                    with self._lock:
                        if service not in self._clients:
                            self._clients[service] = build(service, region_name=region_name, config=config)
                        return _Shared(self._clients[service], self._hooks.here, (account, region_name))

                session.client = client
                self._made[key] = session
            return self._made[key]


class _Shared:
    """A client for one account and Region that works through a client of all."""

    def __init__(self, client: Any, here: threading.local, place: tuple[str, str]) -> None:
        self._client, self._here, self._place = client, here, place
        self.meta = client.meta

    def __getattr__(self, name: str) -> Any:
        work = getattr(self._client, name)

        def call(**params: Any) -> Any:
            self._here.place = self._place
            return work(**params)

        return call

    def get_paginator(self, name: str) -> Any:
        pages = self._client.get_paginator(name)

        def paginate(**params: Any) -> Iterator[Any]:
            found = iter(pages.paginate(**params))
            while True:
                # Each page may be asked for in a thread of its own.
                self._here.place = self._place
                page = next(found, None)
                if page is None:
                    return
                yield page

        return SimpleNamespace(paginate=paginate)

    def close(self) -> None:
        """Keep it open for the next scan."""


ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000000",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": EU,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}


@contextmanager
def _environment(**more: str) -> Iterator[None]:
    # Moto is used to write answers, never to give them; its handler joins botocore's list when imported.
    import moto.core.models  # noqa: F401

    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    with mock.patch.dict(os.environ, clean | ENVIRONMENT | more, clear=True):
        yield


@contextmanager
def hooked() -> Iterator[Transport]:
    """Answer inside botocore, with clients that live as long as this."""
    import boto3

    made = Transport()
    handlers = [
        *_HANDLERS,
        ("before-parameter-build", made.hooks.note),
        ("before-call", made.hooks.number),
        ("before-send", made.send),
    ]
    still = SimpleNamespace(sleep=lambda _: None)
    with ExitStack() as stack:
        stack.enter_context(_environment())
        stack.enter_context(mock.patch.object(botocore.handlers, "BUILTIN_HANDLERS", handlers))
        stack.enter_context(mock.patch("botocore.endpoint.time", still))
        stack.enter_context(mock.patch("botocore.session.create_loader", loader))
        stack.enter_context(mock.patch.object(boto3, "Session", _Sessions(made.hooks)))
        # The clients are shared by all scans: what a scan hangs on them would pile up.
        stack.enter_context(mock.patch.object(Tally, "watch", lambda *_: None))
        stack.enter_context(mock.patch.object(line, "keep_local_host", lambda _: None))
        yield made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        made = self.server.transport
        try:
            status, headers, body = made.wire.answer(made.hooks.asked[self.headers["X-Wire"]])
        except ConnectionClosedError:
            self.close_connection = True
            # Linger for no time: the peer gets a reset, not an end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        # Where the body is cut no length tells how much was to come.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    do_GET = do_POST = do_PUT = _answer  # noqa: N815


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, transport: Transport) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.transport = transport

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a peer went away."""


@contextmanager
def served() -> Iterator[Transport]:
    """Answer over a loopback socket, as a proxy in front of AWS would; nothing is kept between scans."""
    import boto3.session

    made = Transport()
    handlers = [
        *_HANDLERS,
        ("before-parameter-build", made.hooks.note),
        ("before-call", made.hooks.number),
    ]
    server = _Server(made)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host, port = server.server_address[:2]
    with ExitStack() as stack:
        stack.enter_context(_environment(AWS_ENDPOINT_URL=f"http://{host!s}:{port}"))
        stack.enter_context(mock.patch.object(botocore.handlers, "BUILTIN_HANDLERS", handlers))
        stack.enter_context(mock.patch("botocore.session.create_loader", loader))
        stack.enter_context(mock.patch("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None)))
        stack.enter_context(mock.patch.object(boto3, "Session", boto3.session.Session))
        stack.enter_context(mock.patch.object(Tally, "watch", _WATCH))
        stack.enter_context(mock.patch.object(line, "keep_local_host", _KEEP))
        try:
            yield made
        finally:
            server.shutdown()
            server.server_close()


def scan(accounts: tuple[str, ...] = ACCOUNTS, collectors: Sequence[Collector] = COLLECTORS) -> Sweep:
    """Read ``accounts`` with everything that --deep reads."""
    return sweep(
        targets(role="ftr", accounts=accounts),
        now=NOW,
        deep=True,
        sleep=lambda _: None,
        collectors=collectors,
    )


def touched(*operations: str) -> tuple[Collector, ...]:
    """Return the collectors that a change of these operations can change, and those that they wait for."""
    found = {spec.id for spec in COLLECTORS if set(operations) & spec.calls.keys()}
    whole = "regions" in found or any(name.startswith("sts.") for name in operations)
    for _ in COLLECTORS:
        found |= {spec.id for spec in COLLECTORS if found & set(spec.needs)}
    for _ in COLLECTORS:
        found |= {name for spec in COLLECTORS if spec.id in found for name in spec.needs}
    found |= {"who", "regions"}
    return tuple(spec for spec in COLLECTORS if whole or spec.id in found)


def rescan(base: Facts, account: str, *operations: str, whole: bool = False) -> Facts:
    """Return ``base`` with what a new scan of ``account`` says, of all or of what ``operations`` touch."""
    collectors = COLLECTORS if whole else touched(*operations)
    ids = {spec.id for spec in collectors}
    try:
        new = scan((account,), collectors).facts.facts
    except AccessError as error:
        # Beside an account that can be read, this is what a scan keeps of one that cannot.
        gap = Gap("sts:AssumeRole", "NoAccess", error.message)
        new = (Fact("who", account, None, Status.FAILED, None, NOW, 0, (gap,)),)
        ids = {spec.id for spec in COLLECTORS}
    kept = [f for f in base.facts if f.account != account or f.collector not in ids]
    return Facts((*kept, *new), NOW)


def judged(facts: Facts) -> dict[str, Finding]:
    """Return the findings over both accounts, whatever was read of them."""
    return {f.question: f for f in judge(facts, TEXTS, ACCOUNTS)}


def _said(facts: Facts, collector: str) -> list[Fact]:
    """Return what was read, whenever it was."""
    return [replace(f, read_at=NOW, calls=0) for f in facts.of(collector)]


def favourable(facts: Facts, base: Facts | None = None, before: Collection[str] = ()) -> set[str]:
    """Return the questions with a favourable verdict: the favourable answer, or not applicable.

    ``before`` are those of ``base``: a rule that sees the same facts as there says the same.
    """
    if base is None or facts.accounts != base.accounts:
        return {q for q, f in judged(facts).items() if f.favourable}
    other = {f.collector for f in (*facts.facts, *base.facts)}
    other = {c for c in other if _said(facts, c) != _said(base, c)}
    anew = [r for r in RULES if other & {*r.collectors, *_EVERY_RULES}]
    found = {r.question for r in anew if finding(r, facts, TEXTS[r.question]).favourable}
    return found | (set(before) - {r.question for r in anew})
