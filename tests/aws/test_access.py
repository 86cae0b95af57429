"""Log-ins: profiles, roles, prompts that must not come, and credentials that hang."""

import os
import sys
import time
from pathlib import Path

import pytest

from ftr_tui.aws.access import AccessError, Target, connect, list_profiles, targets
from ftr_tui.aws.endpoints import foreign_host

from .conftest import refuse


def configure(text: str) -> None:
    Path(os.environ["AWS_CONFIG_FILE"]).write_text(text)


def test_targets() -> None:
    assert targets() == (Target(),)
    assert [t.profile for t in targets(["a", "b", "a"])] == ["a", "b"]
    roles = targets([], "reader", ["1" * 12, "2" * 12], "shared secret")
    assert [t.account for t in roles] == ["1" * 12, "2" * 12]
    assert "shared secret" not in repr(roles)
    assert targets([], "arn:aws:iam::111111111111:role/x")[0].role.startswith("arn:")
    assert "role reader in 111111111111" in roles[0].label
    for bad in (([], "", ["1" * 12]), ([], "reader", []), ([], "reader", ["12"])):
        with pytest.raises(AccessError):
            targets(*bad)


@pytest.mark.hard_case(62)
def test_no_credentials_says_what_to_run() -> None:
    with pytest.raises(AccessError, match="aws configure"):
        connect(Target())


@pytest.mark.hard_case(66)
def test_a_wrong_profile_names_those_that_exist() -> None:
    configure("[profile dev]\nregion = eu-west-1\n")
    with pytest.raises(AccessError, match="Profiles there are: dev"):
        connect(Target("prod"))


@pytest.mark.hard_case(66)
def test_a_broken_configuration() -> None:
    configure("what is this\n")
    with pytest.raises(AccessError, match="cannot be used"):
        connect(Target())
    with pytest.raises(AccessError):
        list_profiles()


@pytest.mark.hard_case(63)
def test_an_sso_profile_that_never_logged_in_names_profile_and_command() -> None:
    configure(
        "[profile dev]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = r\n"
        "region = eu-west-1\n"
        "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n"
    )
    with pytest.raises(AccessError, match="aws sso login --profile dev"):
        connect(Target("dev"))


@pytest.mark.hard_case(68)
def test_an_mfa_role_never_reads_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass

    monkeypatch.setattr(getpass, "getpass", lambda *_: pytest.fail("a prompt was shown"))
    configure(
        "[profile dev]\nrole_arn = arn:aws:iam::111111111111:role/r\nsource_profile = base\n"
        "mfa_serial = arn:aws:iam::111111111111:mfa/me\nregion = eu-west-1\n"
        "[profile base]\naws_access_key_id = x\naws_secret_access_key = y\n"
    )
    with pytest.raises(AccessError, match="MFA"):
        connect(Target("dev"))


def process(code: str) -> None:
    script = Path(os.environ["AWS_CONFIG_FILE"]).with_name("process.py")
    script.write_text(code)
    configure(f"[profile dev]\ncredential_process = {sys.executable} {script}\nregion = eu-west-1\n")


@pytest.mark.hard_case(67)
def test_a_credential_process_that_hangs_is_left_at_the_deadline() -> None:
    process("import time; time.sleep(5)")
    began = time.monotonic()
    with pytest.raises(AccessError, match=r"0\.4 seconds.*credential_process"):
        connect(Target("dev"), deadline=0.4)
    assert time.monotonic() - began < 4


@pytest.mark.hard_case(66)
def test_a_credential_process_that_prints_text() -> None:
    process("print('Welcome to the VPN')")
    with pytest.raises(AccessError, match="JSON and nothing else"):
        connect(Target("dev"))


@pytest.mark.hard_case(73)
@pytest.mark.usefixtures("moto")
def test_a_log_in_says_who_and_where() -> None:
    login = connect(Target())
    assert (login.account, login.partition, login.home) == ("123456789012", "aws", "us-east-1")
    assert login.calls == 1 and login.notes == ()
    assert "testing" not in repr(login)


@pytest.mark.usefixtures("moto")
def test_a_role_is_assumed_in_its_account() -> None:
    login = connect(Target(None, "reader", "222222222222", "e" * 8))
    assert login.account == "222222222222" and ":assumed-role/reader/" in login.arn
    assert login.calls == 2


@pytest.mark.hard_case(64)
@pytest.mark.usefixtures("keys")
def test_expired_keys_are_said(faults: dict) -> None:
    faults["*"] = refuse("ExpiredToken", status=403)
    with pytest.raises(AccessError, match="expired"):
        connect(Target())
    faults["*"] = refuse("AccessDenied", status=403)
    with pytest.raises(AccessError, match="may not assume reader"):
        connect(Target(None, "reader", "222222222222"))


@pytest.mark.hard_case(70)
@pytest.mark.usefixtures("keys")
def test_a_dead_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(AccessError, match=r"127\.0\.0\.1:9"):
        connect(Target())


@pytest.mark.hard_case(70)
def test_hosts_outside_aws() -> None:
    assert foreign_host("https://sts.eu-west-1.amazonaws.com") == ""
    assert foreign_host("https://sts.cn-north-1.amazonaws.com.cn") == ""
    assert foreign_host("https://amazonaws.com.evil.example") == "amazonaws.com.evil.example"
    assert foreign_host("http://user:pw@127.0.0.1:5000/x") == "127.0.0.1:5000"


def test_profiles_for_a_picker_hold_no_secret() -> None:
    configure(
        "[default]\nregion = eu-west-1\n[profile a]\nsso_session = s\nsso_account_id = 111111111111\n"
        "[profile b]\nrole_arn = arn:aws:iam::222222222222:role/r\n[profile c]\ncredential_process = x\n"
    )
    Path(os.environ["AWS_SHARED_CREDENTIALS_FILE"]).write_text(
        "[d]\naws_access_key_id = AKIAX\naws_secret_access_key = y\n"
    )
    found = {p.name: p for p in list_profiles()}
    kinds = {n: p.kind for n, p in found.items()}
    assert kinds == {"default": "other", "a": "sso", "b": "role", "c": "process", "d": "keys"}
    assert found["a"].account == "111111111111" and found["b"].account == "222222222222"
    assert "AKIAX" not in str(found)


@pytest.mark.hard_case(59, 61, 72)
@pytest.mark.usefixtures("keys")
def test_the_users_environment_does_not_win_over_our_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    from ftr_tui.aws.endpoints import client_config
    from ftr_tui.aws.line import Limits

    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    config = boto3.client("sts", config=client_config()).meta.config
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}
    assert (config.connect_timeout, config.read_timeout) == (3, 6)
    assert config.max_pool_connections >= Limits().workers


def test_a_profile_from_the_environment_is_named_in_the_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    configure("[profile dev]\nregion = eu-west-1\n")
    monkeypatch.setenv("AWS_PROFILE", "dev")
    with pytest.raises(AccessError, match="aws sso login --profile dev"):
        connect(Target())
