"""No test of this folder sees the developer's own AWS settings, or the network."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.tools.botocore_models import loader

# Before moto is imported: loading its list of images costs a second.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_aws(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower() in ("https_proxy", "http_proxy", "all_proxy"):
            monkeypatch.delenv(name)
    empty = tmp_path_factory.mktemp("aws")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(empty / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(empty / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def moto(keys: None) -> Iterator[None]:
    from moto import mock_aws

    with mock_aws():
        yield


@pytest.fixture(autouse=True)
def shared_loader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse botocore's models once, not in every session."""
    import botocore.session

    monkeypatch.setattr(botocore.session, "create_loader", loader)


Fault = Callable[[Any], Any]


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fault]:
    return install_faults(monkeypatch)


def install_faults(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fault]:
    """Return a dict to fill: ``iam.GetAccountSummary`` or ``*`` -> function of the request.

    It gives the answer, or None to let the request through.
    """
    import botocore.handlers

    # Adds its own handler when it is first imported: that must be to the real list.
    import moto.core.models

    chosen: dict[str, Fault] = {}

    def before_send(event_name: str, request: Any, **more: Any) -> Any:
        name = event_name.removeprefix("before-send.")
        fault = chosen.get(name) or chosen.get("*")
        answer = fault(request) if fault else None
        return answer if answer is not None else stubber(event_name=event_name, request=request, **more)

    # botocore asks every handler, so moto's own is wrapped: a second one would not keep it from answering.
    stubber = moto.core.models.botocore_stubber
    handlers = [h for h in botocore.handlers.BUILTIN_HANDLERS if h[1] is not stubber]
    handlers.append(("before-send", before_send))
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
    return chosen


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


def http(status: int, body: str, headers: dict[str, str] | None = None) -> Any:
    from botocore.awsrequest import AWSResponse, HeadersDict

    return AWSResponse("", status, HeadersDict(headers or {}), _Raw(body.encode()))


def refuse(code: str, message: str = "", status: int = 400, where: str = "") -> Fault:
    """Answer every request (of the Region ``where``) with an error in all forms that AWS's protocols use."""

    def answer(request: Any) -> Any:
        if where and f"{where}." not in request.url:
            return None
        body = json.dumps({"__type": code, "message": message})
        # A JSON body says what a request sent or asked for; the XML services send form data or nothing.
        kind = str(request.headers.get("Content-Type", b""))
        if "json" in kind or "guardduty" in request.url or "backup" in request.url:
            return http(status, body, {"x-amzn-errortype": code})
        error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        if "ec2." in request.url:
            return http(status, f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>")
        if "iam." in request.url or "sts." in request.url:
            return http(status, f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>")
        return http(status, error)

    return answer
