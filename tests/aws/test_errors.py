"""Every error of evidence-rules section 1 and hard-cases 62-70, in plain words."""

import json

import botocore.exceptions as bx
import pytest

from ftr_tui.aws.access_errors import AccessError, MfaNeededError, explain
from ftr_tui.aws.account import tidy
from ftr_tui.aws.errors import CancelledError, DeadlineError, Kind, unread
from ftr_tui.model.facts import Status

from .fake import refused

ACTION = "iam:GetAccountSummary"

CODES = {
    Kind.DENIED: [
        "AccessDenied",
        "AccessDeniedException",
        "UnauthorizedOperation",
        "AuthorizationError",
        "403",
    ],
    Kind.OFF: ["AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"],
    Kind.EXPIRED: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"],
    Kind.FAILED: ["Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"],
}
CODES[Kind.FAILED] += ["SlowDown", "LimitExceeded", "InternalFailure", "500"]


@pytest.mark.hard_case(64)
@pytest.mark.parametrize(("kind", "code"), [(k, c) for k, codes in CODES.items() for c in codes])
def test_codes(kind: Kind, code: str) -> None:
    failed = unread(refused(code), ACTION)
    assert failed.kind is kind and failed.gap.code == code
    assert kind.status is (Status.DENIED if kind is Kind.DENIED else Status.FAILED)
    if kind is Kind.DENIED:
        assert failed.gap.reason == f"the permission {ACTION} is missing"


@pytest.mark.parametrize("why", ["with an explicit deny in a service control policy", "by an explicit deny"])
def test_an_explicit_deny_is_not_mended_by_a_permission(why: str) -> None:
    failed = unread(refused("AccessDenied", f"User is not authorized {why}"), ACTION)
    assert failed.kind is Kind.POLICY and failed.kind.status is Status.DENIED
    assert "will not help" in failed.gap.reason


@pytest.mark.hard_case(63, 69)
@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (bx.EndpointConnectionError(endpoint_url="https://x"), Kind.FAILED, "could not be reached"),
        (bx.ReadTimeoutError(endpoint_url="https://x"), Kind.FAILED, "did not answer"),
        # Has a response, and it is None.
        (bx.ConnectionClosedError(endpoint_url="https://x"), Kind.FAILED, "closed"),
        (KeyError("GetCallerIdentityResult"), Kind.FAILED, "KeyError"),
        (bx.TokenRetrievalError(provider="sso", error_msg="x"), Kind.EXPIRED, "log in"),
        (DeadlineError(20), Kind.FAILED, "20 seconds"),
        (CancelledError("Stopped", "the scan was stopped"), Kind.CANCELLED, "stopped"),
        (CancelledError("ExpiredToken", "expired"), Kind.EXPIRED, "expired"),
    ],
)
def test_errors_that_are_no_answer(error: Exception, kind: Kind, words: str) -> None:
    failed = unread(error, ACTION)
    assert failed.kind is kind and words in failed.gap.reason


@pytest.mark.hard_case(5, 9, 85)
def test_a_hostile_message_is_cleaned_cut_and_masked() -> None:
    text = "\x1b[2J[/red] AKIA" + "A" * 16 + "\nmore " + "x" * 999
    reason = unread(refused("Odd", text), ACTION).gap.reason
    assert "\x1b" not in reason and "\n" not in reason and len(reason) <= 320
    assert "AKIA" not in reason


def json_error() -> Exception:
    try:
        json.loads("Welcome!")
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.hard_case(62, 63, 64, 65, 66, 68, 69, 70)
@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (bx.NoCredentialsError(), "No AWS credentials", "aws sso login --profile p"),
        (bx.SSOTokenLoadError(error_msg="x"), "SSO session of the profile p", "aws sso login --profile p"),
        (bx.UnauthorizedSSOTokenError(), "SSO session", "aws sso login --profile p"),
        (bx.TokenRetrievalError(provider="sso", error_msg="x"), "SSO session", "aws sso login --profile p"),
        (bx.EndpointConnectionError(endpoint_url="https://oidc.x"), "https://oidc.x", "network"),
        (bx.ProxyConnectionError(proxy_url="http://p"), "could not be reached", "HTTPS_PROXY"),
        (bx.SSLError(endpoint_url="https://x", error="self-signed"), "not trusted", "AWS_CA_BUNDLE"),
        (bx.NoRegionError(), "Region", "aws configure set region"),
        (bx.InvalidRegionError(region_name="x y"), "Region", "aws configure set region"),
        (bx.ProfileNotFound(profile="p"), "no profile p", "dev, prod"),
        (bx.ConfigParseError(path="/c"), "configuration", "config"),
        (bx.PartialCredentialsError(provider="env", cred_var="k"), "not whole", "aws configure"),
        (bx.InfiniteLoopConfigError(source_profile="a", visited_profiles=["a"]), "configuration", "config"),
        (
            bx.CredentialRetrievalError(provider="process", error_msg="s"),
            "gave no",
            "credential_process",
        ),
        (bx.MissingDependencyException(msg="needs crt"), "package", "another way"),
        (json_error(), "credential_process", "JSON and nothing else"),
        (MfaNeededError(), "never reads", "Log in outside"),
        (DeadlineError(20), "20 seconds", "credential_process"),
        (refused("ExpiredToken"), "expired", "aws sso login --profile p"),
        (refused("InvalidClientTokenId"), "does not accept", "partition"),
        (KeyError("GetCallerIdentityResult"), "not AWS", "log-in page"),
        (bx.ClientError({"Error": {"Code": "Odd", "Message": "m"}}, "X"), "refused", "get-caller-identity"),
    ],
)
def test_log_ins_that_fail_say_what_to_do(error: Exception, message: str, hint: str) -> None:
    said = explain(error, "p", known=("dev", "prod"))
    assert message in said.message and hint in said.hint


def test_a_role_that_does_not_trust_us() -> None:
    said = explain(refused("AccessDenied"), None, role="reader")
    assert "may not assume reader" in said.message and "external id" in said.hint
    assert explain(said, None) is said
    assert isinstance(said, AccessError)


@pytest.mark.hard_case(5, 7, 85)
def test_everything_that_enters_is_cleaned_and_masked() -> None:
    hostile = {"name\x1b[2J": ["a\u202eb", ("AKIA" + "B" * 16, 1, None)]}
    assert tidy(hostile) == {r"name\u001b[2J": [r"a\u202eb", ["[masked: looks like a secret]", 1, None]]}
