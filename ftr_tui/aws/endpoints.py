"""Client settings, and what to do where the user points the SDK at another endpoint."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from botocore.config import Config

_AWS_DOMAINS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".csp.hci.ic.gov",
    ".cloud.adc-e.uk",
)
_LOCAL = re.compile(r"^\d{12}\.((?:\d{1,3}\.){3}\d{1,3}|localhost)$")


def client_config() -> Config:
    """Return the settings of every client: at most 3 attempts and under 20 s for one silent call."""
    from botocore.config import Config

    # Mode and attempts are both set, else AWS_RETRY_MODE and AWS_MAX_ATTEMPTS of the user would win.
    return Config(
        connect_timeout=3,
        read_timeout=6,
        max_pool_connections=16,
        retries={"mode": "standard", "total_max_attempts": 3},
        user_agent_extra="ftr-tui",
    )


def foreign_host(endpoint_url: str) -> str:
    """Return host and port of an endpoint outside AWS's domains, else an empty string."""
    parts = urlsplit(endpoint_url)
    host = (parts.hostname or "").lower()
    return "" if host.endswith(_AWS_DOMAINS) else parts.netloc.rpartition("@")[2]


def foreign_note(hosts: set[str]) -> str:
    """Return the warning for answers that came from ``hosts``."""
    named = ", ".join(sorted(hosts))
    return f"answers came from {named}, not from an AWS domain: what was read there could be made up"


def keep_local_host(client: Any) -> None:
    """Let ``client`` reach an endpoint by IP address or localhost that AWS would prefix with the account id.

    S3 Control and others put the account before the host name, and 123456789012.127.0.0.1 is no host.
    """
    client.meta.events.register("before-call", _strip_account)


def refuse_unreadable(client: Any) -> None:
    """Let ``client`` raise where botocore would take a body that it cannot read for an empty answer.

    That is so for JSON, and for no body at all: a proxy that cuts, or a log-in page, must not read as an
    account without resources.
    """
    client.meta.events.register("before-parse", _check_body, unique_id="ftr-tui-unreadable")


def _check_body(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    if response_dict["status_code"] >= 300 or operation_model.has_streaming_output:
        return
    body, json_protocol = response_dict["body"], "json" in operation_model.service_model.resolved_protocol
    try:
        readable = isinstance(json.loads(body), dict) if json_protocol else bool(body)
    except ValueError:
        readable = False
    if not readable:
        from botocore.parsers import ResponseParserError

        raise ResponseParserError("the body is not what this service sends")


def _strip_account(params: dict[str, Any], **_: Any) -> None:
    parts = urlsplit(params.get("url", ""))
    local = _LOCAL.match(parts.hostname or "")
    if local:
        port = f":{parts.port}" if parts.port else ""
        params["url"] = urlunsplit(parts._replace(netloc=local[1] + port))
