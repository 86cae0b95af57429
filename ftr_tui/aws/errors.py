"""What went wrong with one call, in plain words. Tells errors apart by name and code, without botocore."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from ftr_tui.model.facts import Gap, Status
from ftr_tui.model.text import mask_secrets, one_line


class Kind(StrEnum):
    """Why a call gave nothing, as far as it changes what happens next."""

    DENIED = "denied"
    """A permission is missing."""
    POLICY = "policy"
    """An explicit deny or an organization's policy: another permission will not help."""
    OFF = "off"
    """The Region refuses credentials that work elsewhere: it is switched off."""
    EXPIRED = "expired"
    """The credentials ended: nothing more can be read in this run."""
    CANCELLED = "cancelled"
    """The run was stopped, or gave up, before the call was made or answered."""
    FAILED = "failed"

    @property
    def status(self) -> Status:
        """Return the status of a fact of which nothing was read for this reason."""
        if self in (Kind.DENIED, Kind.POLICY):
            return Status.DENIED
        return Status.FAILED


class UnreadError(Exception):
    """One call could not be read: ``kind`` and ``gap`` say why."""

    def __init__(self, kind: Kind, gap: Gap) -> None:
        super().__init__(f"{gap.action}: {gap.reason}")
        self.kind = kind
        self.gap = gap


class CancelledError(Exception):
    """The run ended before this call did. ``code`` is Stopped, GaveUp or ExpiredToken."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class DeadlineError(Exception):
    """No whole answer within the deadline of one call, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within {seconds:g} seconds")
        self.seconds = seconds


_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403"}
_DENIED |= {"AuthorizationErrorException", "UnauthorizedException", "Forbidden"}
_OFF = {"AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_THROTTLED = {"Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "SlowDown"}
_THROTTLED |= {"TooManyRequestsException", "LimitExceeded", "LimitExceededException", "RequestThrottled"}

# Raised by botocore while it renews credentials in the middle of a run.
_LOGIN_LOST = {
    "CredentialRetrievalError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "SSOTokenLoadError",
    "TokenRetrievalError",
    "UnauthorizedSSOTokenError",
    "LoginRefreshRequired",
    "LoginTokenLoadError",
}
_NETWORK = {
    "EndpointConnectionError": "the endpoint could not be reached",
    "ConnectTimeoutError": "the connection timed out",
    "ReadTimeoutError": "AWS did not answer in time",
    "ConnectionClosedError": "the connection was closed before an answer came",
    "ProxyConnectionError": "the proxy could not be reached",
    "SSLError": "the TLS certificate of the endpoint is not trusted",
    "ResponseParserError": "the answer was not one of AWS (a proxy or a log-in page of the network?)",
    "ResponseStreamingError": "the answer broke off",
}


def error_code(error: BaseException) -> str:
    """Return AWS's error code of ``error``, or an empty string if it is not an answer of AWS."""
    # botocore's ConnectionClosedError has a response as well, and it is None.
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return ""
    return str((response.get("Error") or {}).get("Code", ""))


def _message(error: BaseException) -> str:
    response = getattr(error, "response", None)
    text = str((response.get("Error") or {}).get("Message", "")) if isinstance(response, dict) else ""
    # A proxy or a gateway answers with a whole page; nobody wants it in a sentence.
    return "a web page came in place of an answer" if "<html" in text[:200].lower() else text


def _missing(action: str) -> str:
    return f"the permission {action} is missing"


class Failed(Protocol):
    """A call that was not read: a Gap, or an Unread of the findings file."""

    @property
    def action(self) -> str:
        """Return the IAM action that the call needs."""

    @property
    def code(self) -> str:
        """Return AWS's error code, or the name of the error where AWS did not answer."""

    @property
    def reason(self) -> str:
        """Return why, in plain words."""


def login_ended(gap: Failed) -> bool:
    """Return whether a call was not read because the credentials ended during the run."""
    return gap.code in _EXPIRED or gap.code in _LOGIN_LOST


def permission_missing(gap: Failed) -> bool:
    """Return whether one more IAM permission would mend a call."""
    return gap.reason == _missing(gap.action)


def throttled(gap: Failed) -> bool:
    """Return whether AWS asked to slow down."""
    return gap.code in _THROTTLED


def no_answer(gap: Failed) -> bool:
    """Return whether no whole answer of AWS came at all."""
    return gap.code in _NETWORK or gap.code in ("Deadline", "GaveUp")


def log_in_again(profile: str | None) -> str:
    """Return how credentials that ended are renewed."""
    if profile:
        return f"Run `aws sso login --profile {profile}`, or renew its keys, then scan again."
    return "Run `aws sso login`, or renew the keys in the environment, then scan again."


def unread(error: BaseException, action: str) -> UnreadError:
    """Return what ``error`` means for the call that needs the IAM ``action``."""
    if isinstance(error, UnreadError):
        return error
    kind, code, reason = _classify(error, action)
    return UnreadError(kind, Gap(action, one_line(code, 80), mask_secrets(one_line(reason, 300))[0]))


def _classify(error: BaseException, action: str) -> tuple[Kind, str, str]:
    if isinstance(error, CancelledError):
        kind = Kind.EXPIRED if error.code in _EXPIRED else Kind.CANCELLED
        return kind, error.code, error.reason
    if isinstance(error, DeadlineError):
        return Kind.FAILED, "Deadline", f"gave up: {error}"
    code, name = error_code(error), type(error).__name__
    if code:
        return _classify_code(code, _message(error), action)
    if name in _LOGIN_LOST:
        return Kind.EXPIRED, name, "the credentials could not be renewed; log in and scan again"
    if name in _NETWORK:
        return Kind.FAILED, name, f"{_NETWORK[name]}"
    # Not only BotoCoreError: a captive portal shows itself as a KeyError in botocore's own code.
    return Kind.FAILED, name, f"the answer could not be understood ({name}: {error})"


def _classify_code(code: str, message: str, action: str) -> tuple[Kind, str, str]:
    if code in _EXPIRED:
        return Kind.EXPIRED, code, "the credentials expired during the scan; log in and scan again"
    if code in _DENIED:
        text = message.lower()
        if "service control policy" in text or "resource control policy" in text:
            reason = f"a policy of the organization denies {action}; an IAM permission will not help"
            return Kind.POLICY, code, reason
        if "explicit deny" in text:
            return Kind.POLICY, code, f"{action} is denied explicitly; another permission will not help"
        return Kind.DENIED, code, _missing(action)
    if code in _OFF:
        return Kind.OFF, code, "AWS refused the credentials here; the Region may be switched off"
    if code in _THROTTLED:
        return Kind.FAILED, code, f"AWS throttled {action} after retries; scan again later"
    return Kind.FAILED, code, f"{action} failed: {message or code}"
