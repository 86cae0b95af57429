"""A moto server that counts what comes in, delays it, or throttles it; its account has a known size.

    python tests/bench/scan_server.py SCALE REGIONS

Prints its address when the account is there. ``GET /bench`` returns what came in since the last one;
``GET /bench?latency=50&throttle=10`` sets the delay in ms and refuses each tenth call once.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.scan_seed import HOME, MORE, SIZES, seed

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_ATTEMPT = re.compile(r"attempt=(\d+)")
_CREATED = re.compile(rb"(<CreationDate>[^<]*</CreationDate>)")


class Gate:
    """In front of moto, in its process: notes requests, waits, throttles, adds what moto leaves out."""

    def __init__(self, app: Any) -> None:
        self.app, self.latency, self.throttle = app, 0.0, 0
        self.log: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/bench":
            return self._control(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        region, service = scope.groups() if scope else ("", "")
        if environ["PATH_INFO"].startswith("/v20180820/"):
            service = "s3control"
        tried = _ATTEMPT.search(environ.get("HTTP_AMZ_SDK_REQUEST", ""))
        attempt = int(tried[1]) if tried else 1
        name = _operation(environ, body)
        entry = {
            "service": service,
            "region": region,
            "name": name,
            "attempt": attempt,
            "at": time.monotonic(),
        }
        with self.lock:
            self.log.append(entry)
            number = next(self.numbers) if attempt == 1 else 0
        if self.latency:
            time.sleep(self.latency)
        if self.throttle and number and number % self.throttle == 0:
            status, sent, kind = _refusal(environ, service)
        else:
            status, sent, kind = self._ask(environ, service, name)
        entry["status"], entry["end"] = int(status[:3]), time.monotonic()
        start(status, [*kind, ("Content-Length", str(len(sent)))])
        return [sent]

    def _ask(
        self, environ: dict[str, Any], service: str, name: str
    ) -> tuple[str, bytes, list[tuple[str, str]]]:
        got: list[Any] = []
        try:
            sent = b"".join(self.app(environ, lambda status, headers, *_: got.extend((status, headers))))
        except Exception:
            # werkzeug's own server would say the same, with a traceback.
            sent, got = b"", ["500 Internal Server Error", []]
        status, headers = got
        headers = [h for h in headers if h[0].lower() != "content-length"]
        if service == "s3" and environ["PATH_INFO"] == "/":
            # AWS names the Region of each bucket where a page size is asked for; moto does not.
            sent = _CREATED.sub(rb"\1<BucketRegion>us-east-1</BucketRegion>", sent)
        elif name in INSTEAD:
            status, sent, headers = "200 OK", *INSTEAD[name]
        elif status[:3] in ("404", "500", "501") and service in LACKING:
            # moto lacks the operation: AWS has an empty list, and retries would measure random waits.
            status, sent, headers = "200 OK", b"{}", [("Content-Type", "application/json")]
        return status, sent, headers

    def _control(self, environ: dict[str, Any], start: Any) -> Any:
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        with self.lock:
            log, self.log = self.log, []
            self.numbers = itertools.count(1)
            if "latency" in asked:
                self.latency = float(asked["latency"][0]) / 1000
            if "throttle" in asked:
                self.throttle = int(asked["throttle"][0])
        sent = json.dumps(log).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(sent)))])
        return [sent]


LACKING = {
    "backup",
    "cognito-idp",
    "support",
    "dlm",
    "access-analyzer",
    "securityhub",
    "ssm",
    "wellarchitected",
}
"""Services of which moto lacks an operation that a scan calls."""

INSTEAD: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "POST getContactInformation": (
        b'{"ContactInformation": {"CompanyName": "Acme Ltd"}}',
        [("Content-Type", "application/json")],
    ),
    "ListOrganizationsFeatures": (
        b"<ListOrganizationsFeaturesResponse><ListOrganizationsFeaturesResult>"
        b"<OrganizationId>o-1</OrganizationId></ListOrganizationsFeaturesResult>"
        b"</ListOrganizationsFeaturesResponse>",
        [("Content-Type", "text/xml")],
    ),
}
"""Operations that moto lacks and whose answers are not empty."""


def _operation(environ: dict[str, Any], body: bytes) -> str:
    """Return the operation's name where the request says it, else its method and the kind of its path."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return target.rpartition(".")[2]
    if action := re.search(rb"(?:^|&)Action=(\w+)", body):
        return action[1].decode()
    path = [part for part in environ["PATH_INFO"].split("/") if part]
    query = sorted(key for key in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    kind = [part for part in path if re.fullmatch(r"[a-z][A-Za-z-]+", part)]
    return " ".join([environ["REQUEST_METHOD"], "/".join(kind), ",".join(query)]).strip()


def _refusal(environ: dict[str, Any], service: str) -> tuple[str, bytes, list[tuple[str, str]]]:
    said = "<Code>Throttling</Code><Message>Rate exceeded</Message>"
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form")
    if service == "ec2":
        text = f"<Response><Errors><Error>{said}</Error></Errors><RequestID>1</RequestID></Response>"
    elif form or service == "cloudfront":
        text = f"<ErrorResponse><Error>{said}</Error><RequestId>1</RequestId></ErrorResponse>"
    elif service == "s3":
        said = said.replace("Throttling", "SlowDown")
        return "503 Slow Down", f"<Error>{said}</Error>".encode(), [("Content-Type", "text/xml")]
    else:
        sent = b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'
        kind = [("Content-Type", "application/json"), ("x-amzn-errortype", "ThrottlingException")]
        return "400 Bad Request", sent, kind
    return "400 Bad Request", text.encode(), [("Content-Type", "text/xml")]


def main(arguments: list[str]) -> int:
    """Serve until the pipe on standard input is shut."""
    os.environ |= {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "AWS_EC2_METADATA_DISABLED": "true"}
    size, regions = SIZES[int(arguments[0])], (HOME, *MORE)[: int(arguments[1])]
    import logging

    import boto3
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend as Backend
    from moto.moto_server import werkzeug_app as moto
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    Backend.regions = [region for region in Backend.regions if region.name in regions]
    gate = Gate(moto.DomainDispatcherApplication(moto.create_backend_app))
    server = make_server("127.0.0.1", 0, gate, threaded=True, request_handler=moto.MotoRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    known: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in known:
            # Loopback, and the account's number must not become part of the host's name.
            known[service] = boto3.client(
                service,
                region_name=HOME,
                endpoint_url=address,
                aws_access_key_id="testing",
                aws_secret_access_key="testing",
            )
            if service == "s3control":
                from ftr_tui.aws.endpoints import keep_local_host

                keep_local_host(known[service])
        return known[service]

    seed(client, size)
    gate.log.clear()
    print(address, flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
