"""Why nobody could log in, in plain words with the next step."""

from __future__ import annotations

from ftr_tui.aws.errors import DeadlineError, error_code, log_in_again
from ftr_tui.model.text import mask_secrets, one_line


class AccessError(Exception):
    """AWS cannot be used as it is set up: ``message`` says why, ``hint`` the next step."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = mask_secrets(one_line(message, 400))[0]
        self.hint = mask_secrets(one_line(hint, 400))[0]
        super().__init__(f"{self.message} {self.hint}".strip())


class MfaNeededError(Exception):
    """The profile's role wants an MFA code, which would be read from the terminal under the screen."""


_SSO = {
    "SSOTokenLoadError",
    "TokenRetrievalError",
    "UnauthorizedSSOTokenError",
    "SSOError",
    "PendingAuthorizationExpiredError",
    "InvalidGrantException",
}
_CONFIG = {"ConfigParseError", "ConfigNotFound", "InfiniteLoopConfigError", "InvalidConfigError"}
_NETWORK = {
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ConnectionClosedError",
    "ProxyConnectionError",
    "SSLError",
    "HTTPClientError",
    "ConnectionError",
}
_REFUSED = {"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}


def explain(
    error: BaseException, profile: str | None, role: str = "", known: tuple[str, ...] = ()
) -> AccessError:
    """Return ``error`` of a log-in as an AccessError; ``known`` are the profiles that exist."""
    if isinstance(error, AccessError):
        return error
    name, code = type(error).__name__, error_code(error)
    whose = f"the profile {profile}" if profile else "the default credentials"
    option = f" --profile {profile}" if profile else ""
    login = f"Run `aws sso login{option}`, then scan again."
    if code:
        return _refused(error, code, profile, role)
    if isinstance(error, DeadlineError):
        return AccessError(
            f"No credentials of {whose} and no answer of AWS within {error.seconds:g} seconds.",
            "If the profile uses a credential_process, run that by hand: it may be waiting for something.",
        )
    if isinstance(error, MfaNeededError):
        return AccessError(
            f"The role of {whose} asks for an MFA code, and this app never reads one.",
            "Log in outside (for example `aws sts get-session-token`) and use the profile that this gives.",
        )
    if name in ("NoCredentialsError", "NoAuthTokenError"):
        return AccessError(
            f"No AWS credentials found{f' for {whose}' if profile else ''}.",
            f"Run `aws configure{option}` or `aws sso login{option}`, then scan again.",
        )
    if name in _SSO or name.startswith("SSO"):
        return AccessError(f"The SSO session of {whose} is missing or has expired.", login)
    if name.startswith("Login"):
        return AccessError(f"The log-in of {whose} is missing or has expired.", f"Run `aws login{option}`.")
    if name == "ProfileNotFound":
        have = f"Profiles there are: {', '.join(known)}." if known else "There are no profiles yet."
        return AccessError(f"There is no profile {profile} in the AWS configuration.", have)
    if name in _CONFIG:
        return AccessError(f"The AWS configuration cannot be used: {error}", "Correct ~/.aws/config.")
    if name == "PartialCredentialsError":
        return AccessError(
            f"The credentials of {whose} are not whole: {error}", f"Run `aws configure{option}`."
        )
    if name == "MissingDependencyException":
        hint = "Log in another way, or install what is named."
        return AccessError(f"{whose} needs a package that is not here: {error}", hint)
    if name in ("CredentialRetrievalError", "JSONDecodeError", "MetadataRetrievalError"):
        return AccessError(
            f"The credential_process or the source of {whose} gave no credentials ({name}).",
            "Run the command of credential_process by hand: it must print JSON and nothing else.",
        )
    if name in ("NoRegionError", "InvalidRegionError"):
        hint = f"Set one: `aws configure set region us-east-1{option}`."
        return AccessError(f"The Region of {whose} is missing or is no Region.", hint)
    if name in _NETWORK:
        return _unreached(error, name)
    return AccessError(
        f"What answered was not AWS ({name}: {error}).",
        "A log-in page of the network or a proxy may stand in between; open a web page to see.",
    )


def _unreached(error: BaseException, name: str) -> AccessError:
    known: dict[str, object] = getattr(error, "kwargs", {})
    where = str(known.get("endpoint_url") or f"AWS ({error})").rstrip("/")
    if name == "ProxyConnectionError":
        hint = "Check HTTPS_PROXY and the network, then scan again."
        return AccessError(f"The proxy {known.get('proxy_url') or ''} could not be reached.", hint)
    if name == "SSLError" and "No such file" in str(error):
        hint = "Set AWS_CA_BUNDLE, or ca_bundle of the profile, to a file that is there, then scan again."
        return AccessError("The file of certificates to trust is not there.", hint)
    if name == "SSLError":
        hint = "If a proxy stands in between, set AWS_CA_BUNDLE to its certificate, then scan again."
        return AccessError(f"The certificate of {where} is not trusted.", hint)
    hint = "Check network, VPN and HTTPS_PROXY, then scan again. Are AWS_ENDPOINT_URL and Region right?"
    what = "answer from" if name == "ReadTimeoutError" else "connection to"
    return AccessError(f"No {what} {where}.", hint)


def _refused(error: BaseException, code: str, profile: str | None, role: str) -> AccessError:
    whose = f"the profile {profile}" if profile else "the default credentials"
    option = f" --profile {profile}" if profile else ""
    if code in _EXPIRED:
        # A line of 80 columns must reach as far as the command: no error code, the profile's name once.
        return AccessError("Credentials expired.", log_in_again(profile))
    if code in _REFUSED:
        hint = f"Try `aws sts get-caller-identity{option}`; keys and Region must be of one partition."
        return AccessError(f"AWS does not accept the credentials of {whose} ({code}).", hint)
    if role and code in ("AccessDenied", "AccessDeniedException"):
        hint = "The role must exist there and trust this caller; check its name and the external id."
        return AccessError(f"{whose} may not assume {role} ({code}).", hint)
    return AccessError(
        f"AWS refused the log-in of {whose}: {error}", f"Try `aws sts get-caller-identity{option}`."
    )
