"""A small AWS on loopback that refuses as AWS does: expired, denied, expired after a while. Only stdlib."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "eu-west-1")
"""Those that are enabled."""
ARN = f"arn:aws:iam::{ACCOUNT}:user/linh"
_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")


def _result(operation: str, inner: str) -> str:
    """Return an answer in the query protocol of IAM and STS."""
    xml = f"<{operation}Result>{inner}</{operation}Result>"
    return f"<{operation}Response>{xml}<ResponseMetadata/></{operation}Response>"


_WHO = _result(
    "GetCallerIdentity", f"<Arn>{ARN}</Arn><UserId>AIDAEXAMPLE</UserId><Account>{ACCOUNT}</Account>"
)
_GOOD = {
    "GetCallerIdentity": _WHO,
    # A key of root: found in one call, and bad whatever else is read.
    "GetAccountSummary": _result(
        "GetAccountSummary",
        "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>1</value></entry></SummaryMap>",
    ),
    "DescribeRegions": "<DescribeRegionsResponse><regionInfo>"
    + "".join(
        f"<item><regionName>{name}</regionName><optInStatus>opt-in-not-required</optInStatus></item>"
        for name in REGIONS
    )
    + "</regionInfo></DescribeRegionsResponse>",
    # A default group without rules: good, but only once every Region has said so.
    "DescribeSecurityGroups": "<DescribeSecurityGroupsResponse><securityGroupInfo><item>"
    "<groupId>sg-1</groupId><groupName>default</groupName><ipPermissions/><ipPermissionsEgress/>"
    "</item></securityGroupInfo></DescribeSecurityGroupsResponse>",
}


class FakeAws(ThreadingHTTPServer):
    """Answers every service at one address; ``mode`` may change while it runs.

    ``expired``: every call has an expired token. ``denied``: the caller is known and may read nothing.
    ``works``: the caller may read little, in two Regions; at the second list of security groups, which
    is that of the other Region, it becomes ``expired`` if ``ends``.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, mode: str, *, ends: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode, self.ends = mode, ends
        self._lists = 0
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return what AWS_ENDPOINT_URL is set to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def mode_for(self, operation: str) -> str:
        """Return how a call is to be answered."""
        with self._lock:
            self._lists += operation == "DescribeSecurityGroups"
            if self.ends and self._lists == 2:
                self.mode, self.ends = "expired", False
            return self.mode


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeAws

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as the base class names it
        """Say nothing: a line a request is no help in a failing test's output."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service, operation = self._asked(body)
        mode = self.server.mode_for(operation)
        known = {"works": _GOOD, "denied": {"GetCallerIdentity": _WHO}}.get(mode, {})
        if operation in known:
            self._send(200, "text/xml", known[operation].encode())
        else:
            self._refuse("expired" if mode == "expired" else "denied", service, operation)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815  as the base class wants them

    def _asked(self, body: bytes) -> tuple[str, str]:
        """Return the service as its signature names it, and the operation as far as the request tells."""
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        service = scope[2] if scope else ""
        if target := self.headers.get("X-Amz-Target"):
            return service, target.rpartition(".")[2]
        if self.headers.get("Smithy-Protocol"):
            return service, self.path.rpartition("/")[2]
        form = parse_qs(body.decode("utf-8", "replace"))
        return service, form.get("Action", [urlsplit(self.path).path.strip("/") or "List"])[0]

    def _refuse(self, mode: str, service: str, operation: str) -> None:
        """Answer in the words and the protocol of the service."""
        denied = mode == "denied"
        action = f"{service}:{operation}"
        message = (
            f"User: {ARN} is not authorized to perform: {action} "
            f"because no identity-based policy allows the {action} action"
            if denied
            else "The security token included in the request is expired"
        )
        if service == "ec2":
            code = "UnauthorizedOperation" if denied else "RequestExpired"
            said = "You are not authorized to perform this operation. " + message if denied else message
            xml = f"<Code>{code}</Code><Message>{said}</Message>"
            xml = f"<Response><Errors><Error>{xml}</Error></Errors><RequestID>r-1</RequestID></Response>"
            self._send(403 if denied else 400, "text/xml", xml.encode())
        elif service in ("iam", "sts", "sns"):
            xml = _error("AccessDenied" if denied else "ExpiredToken", message)
            self._send(403, "text/xml", xml)
        elif service == "s3" and self.path.startswith("/v20180820/"):
            xml = _error("AccessDenied" if denied else "ExpiredToken", message)
            self._send(403 if denied else 400, "text/xml", xml)
        elif service == "s3":
            code = "AccessDenied" if denied else "ExpiredToken"
            said = message if denied else "The provided token has expired."
            xml = f"<Error><Code>{code}</Code><Message>{said}</Message><RequestId>r-1</RequestId></Error>"
            self._send(403 if denied else 400, "application/xml", xml.encode())
        else:
            code = "AccessDeniedException" if denied else "ExpiredTokenException"
            self._refuse_json(code, message)

    def _refuse_json(self, code: str, message: str) -> None:
        if self.headers.get("Smithy-Protocol"):
            body = b"\xa2" + _cbor("__type") + _cbor(code) + _cbor("message") + _cbor(message)
            self._send(400, "application/cbor", body, {"smithy-protocol": "rpc-v2-cbor"})
        elif self.headers.get("X-Amz-Target"):
            body = json.dumps({"__type": code, "Message": message}).encode()
            self._send(400, "application/x-amz-json-1.1", body)
        else:
            body = json.dumps({"message": message}).encode()
            self._send(403, "application/json", body, {"x-amzn-ErrorType": f"{code}:"})

    def _send(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "x-amzn-RequestId": "r-1", **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _error(code: str, message: str) -> bytes:
    xml = f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
    return f"<ErrorResponse><Error>{xml}</Error><RequestId>r-1</RequestId></ErrorResponse>".encode()


def _cbor(text: str) -> bytes:
    """Return a CBOR text string (major type 3)."""
    raw = text.encode()
    head = bytes([0x60 + len(raw)]) if len(raw) < 24 else b"\x79" + len(raw).to_bytes(2, "big")
    return head + raw


@contextmanager
def fake_aws(mode: str, *, ends: bool = False) -> Iterator[FakeAws]:
    """Run a FakeAws in a thread until the block ends."""
    server = FakeAws(mode, ends=ends)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def closed_port() -> Iterator[str]:
    """Yield an address at which nothing listens and, while the block runs, nothing can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
