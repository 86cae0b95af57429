"""A whole scan against an account full of secrets: it only reads, and no secret is in anything it leaves.

AWS is played by botocore's own models: every answer has every field that the service may give, so that no
branch of a collector is left out for want of data. What botocore marks as sensitive, environment variables,
user data, tags and the caller's own keys hold canaries.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import stat
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ftr_tui.app.app import FtrApp
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.cli.run import main
from tests.app.screen_text import screen_text
from tests.tools.botocore_models import loader

ACCOUNT = "123456789012"
NOW = datetime.now(UTC)
READS = re.compile(
    r"(Get|List|Describe|Lookup|BatchGet)[A-Z]\w*|Select\w*ResourceConfig|GenerateCredentialReport"
)
TOKENS = re.compile(r"(next_?)?(\w*token|marker|nextpage)|lastevaluated\w*", re.IGNORECASE)
REPORT = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,"
    "cert_2_active,cert_2_last_rotated\n"
    f"<root_account>,arn:aws:iam::{ACCOUNT}:root,2020-01-01T00:00:00+00:00,not_supported,N/A,"
    "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
)
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",
          "Principal": {"AWS": "arn:aws:iam::999988887777:root"}}]}  # fmt: skip
NAMED = {
    "account": ACCOUNT, "accountid": ACCOUNT, "ownerid": ACCOUNT, "awsaccountid": ACCOUNT,
    "region": "us-east-1", "regionname": "us-east-1", "bucketregion": "us-east-1", "awsregion": "us-east-1",
    "optinstatus": "opt-in-not-required", "cidrip": "0.0.0.0/0", "ipprotocol": "tcp",
    "policydocument": json.dumps(POLICY), "assumerolepolicydocument": json.dumps(POLICY),
    "policy": json.dumps(POLICY), "resourcepolicy": json.dumps(POLICY), "document": json.dumps(POLICY),
}  # fmt: skip
NAMED |= {"sourceidentifier": "INCOMING_SSH_DISABLED", "checkid": "DqdJqYeRm5", "workloadid": "0" * 32}
GOOD = (
    "READY", "ACTIVE", "ENABLED", "Enabled", "AVAILABLE", "available", "running", "SUCCEEDED", "COMPLETE",
    "active", "AWS", "NON_COMPLIANT",
)  # fmt: skip


@dataclass
class Account:
    """Answers every call from the shape of its answer; ``asked`` has what was called."""

    asked: list[str] = field(default_factory=list)
    planted: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def canary(self, where: str) -> str:
        word = "canary" + re.sub(r"\W", "", where) + "Zq"
        with self._lock:
            self.planted.add(word)
        return word

    def answer(self, model: Any, _request: Any) -> Any:
        with self._lock:
            self.asked.append(f"{model.service_model.service_name}.{model.name}")
        http = SimpleNamespace(status_code=200, headers={}, content=b"")
        given: Any = self.make(model.output_shape, model.name) if model.output_shape else {}
        if model.name == "GetCredentialReport":
            given["Content"] = REPORT.encode()
        if model.name == "GenerateCredentialReport":
            given["State"] = "COMPLETE"
        if model.name == "GetAccountSummary":
            given["SummaryMap"] = {"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 0, "Users": 1}
        given["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RequestId": "r"}
        return http, given

    def make(self, shape: Any, name: str, above: str = "", depth: int = 0) -> Any:
        kind = shape.type_name
        if kind == "structure":
            if depth > 9:
                return {}
            members = shape.members.items()
            return {n: self.make(s, n, f"{above}.{name}", depth + 1)
                    for n, s in members if not TOKENS.fullmatch(n)}  # fmt: skip
        if kind == "list":
            return [self.make(shape.member, name, above, depth + 1)] if depth < 10 else []
        if kind == "map":
            word = self.make(shape.value, name, f"{above}.{name}.value", depth + 1)
            return {"DB_PASSWORD": word} if shape.key.type_name == "string" else {}
        plain: dict[str, Any] = {
            "integer": 1, "long": 1, "double": 1.0, "float": 1.0, "timestamp": NOW, "blob": b"x",
            "boolean": not re.search("truncated|hasmore", name, re.IGNORECASE),
        }  # fmt: skip
        return plain[kind] if kind in plain else self.text(shape, name, above)

    def text(self, shape: Any, name: str, above: str) -> str:
        low, where = name.lower(), f"{above}.{name}".lower()
        if shape.metadata.get("sensitive"):
            return self.canary("Sens" + shape.name)
        if "environment" in where and ("value" in where or "variables" in where):
            return self.canary("Env")
        if "userdata" in where:
            return base64.b64encode(f"export DB_PASSWORD={self.canary('UserData')}".encode()).decode()
        if "tag" in where and low == "value":
            return f"password={self.canary('Tag')}"
        if low in ("description", "comment", "message", "details"):
            return f"old host, password={self.canary('Words')} there"
        if shape.enum:
            return next((g for g in GOOD if g in shape.enum), shape.enum[0])
        if low in NAMED or shape.name.lower() in NAMED:
            return NAMED.get(low) or NAMED[shape.name.lower()]
        if low.endswith("arn") or low in ("arn", "resource", "resourceid"):
            return f"arn:aws:iam::{ACCOUNT}:role/thing"
        return "thing"


KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYENVIRONZQX", "AWS_SECRET_ACCESS_KEY": "canarySecretOfTheEnvironmentZq",
    "AWS_SESSION_TOKEN": "canaryTokenOfTheEnvironmentZq",
}  # fmt: skip
FILES = {
    "config": "[default]\nregion = us-east-1\n\n[profile acme]\nregion = us-east-1\n",
    "credentials": "[acme]\naws_access_key_id = AKIACANARYOFPROFILEX\n"
    "aws_secret_access_key = canarySecretOfTheProfileZq\n",
}


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    import botocore.endpoint
    import botocore.session

    monkeypatch.setattr(botocore.session, "create_loader", loader)
    (tmp_path / ".aws").mkdir()
    for name, text in FILES.items():
        (tmp_path / ".aws" / name).write_text(text)
        os.utime(tmp_path / ".aws" / name, (1_700_000_000, 1_700_000_000))
    for name, value in {**KEYS, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_CONFIG_FILE")
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FTR_TUI_SESSIONS", str(tmp_path / "sessions"))
    monkeypatch.chdir(tmp_path)
    one = Account()
    monkeypatch.setattr(botocore.endpoint.Endpoint, "make_request", lambda _, *given: one.answer(*given))
    yield one
    for name, text in FILES.items():
        # Credentials are never touched.
        path = tmp_path / ".aws" / name
        assert (path.read_text(), path.stat().st_mtime) == (text, 1_700_000_000)
    assert sorted(p.name for p in (tmp_path / ".aws").iterdir()) == sorted(FILES)


def operation(call: str) -> str:
    """Return how botocore names a call, compared without case and lines."""
    return call.replace("_", "").lower()


@pytest.mark.hard_case(82, 83, 84, 85, 88)
def test_a_whole_scan_only_reads_and_leaves_no_secret(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "acme", "--product", "Acme"]) == 0
    assert main(["scan", "acme", "--deep", "--region", "us-east-1", "--full", "all.csv"]) == 0
    assert main(["wa", "pull", "acme", "--workload", "0" * 32]) in (0, 2)
    # What was called: reading alone, and of all that is declared nearly everything.
    assert not [c for c in account.asked if not READS.fullmatch(c.partition(".")[2])]
    declared = {operation(call) for one in COLLECTORS for call in one.calls}
    asked = {operation(c) for c in account.asked}
    left = {name for name in declared - asked if not name.startswith("s3.")}
    # Asked where a group names such a list; under another name of the service.
    assert left <= {"ec2.getmanagedprefixlistentries", "cognito-idp.listuserpools"}
    assert len(account.planted) > 20
    # Every kind of output.
    for ending in ("md", "html", "csv", "json", "ics"):
        assert main(["export", "acme", f"out.{ending}"]) == 0
    assert main(["export", "acme", "fixes.json", "--what", "fixes"]) == 0
    assert main(["binder", "acme", "--zip", "out.zip"]) == 0
    for words in (
        ["status", "--all"],
        ["status", "acme", "--json"],
        ["fixes", "acme", "--full"],
        ["road", "acme"],
    ):
        assert main(words) in (0, 1)
    shown = asyncio.run(_seen(tmp_path / "sessions"))
    _fail(account, monkeypatch)
    said = capsys.readouterr()
    texts = {"what was said": said.out + said.err, "what the screens showed": shown}
    for path in (f for f in tmp_path.rglob("*") if f.is_file() and ".aws" not in f.parts):
        data = path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                data = b"".join(packed.read(n) for n in packed.namelist())
        texts[str(path.relative_to(tmp_path))] = data.decode("utf-8", "replace")
        assert stat.S_IMODE(path.stat().st_mode) == (0o644 if path.name == ".gitignore" else 0o600), path
    for folder in (f for f in tmp_path.rglob("*") if f.is_dir() and f.name != ".aws"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert {
        "sessions/acme.toml",
        "sessions/acme.evidence.toml",
        "state/ftr-tui/failures.log",
        "all.csv",
    } <= set(texts)
    secrets = account.planted | set(KEYS.values()) | {"canarySecretOfTheProfileZq", "AKIACANARYOFPROFILEX"}
    # Marked by botocore, and asked for on purpose: the company that the account belongs to.
    secrets.discard("canarySensCompanyNameZq")
    found = {(secret, name) for name, text in texts.items() for secret in secrets if secret in text}
    assert not found, sorted(found)


async def _seen(where: Path) -> str:
    """Return what the app shows over the scan: evidence, account, lists, papers, and its picture as SVG."""
    app = FtrApp(where, "acme")
    frames = []
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("pause", "v", "escape", "A", "escape", "S", "4", "5", "B", "W", "H"):
            await (pilot.pause() if key == "pause" else pilot.press(key))
            frames += [screen_text(app), app.export_screenshot()]
        assert app.desk is not None
        for item in app.desk.checklist.items:
            app.go_to_item(item.id)
            await pilot.pause()
            frames.append(screen_text(app))
    return "\n".join(frames)


def _fail(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a command fail in a way that nobody foresaw: its message and its variables hold secrets."""

    def fail(_args: object) -> int:
        kept = account.canary("Variable")
        raise RuntimeError(f"could not connect with password={account.canary('Message')}" if kept else "")

    monkeypatch.setattr("ftr_tui.cli.status.run", fail)
    assert main(["status", "acme"]) == 70


def test_a_role_is_taken_only_where_one_was_named(account: Account) -> None:
    assert main(["new", "acme", "--product", "Acme"]) == 0
    words = ["scan", "acme", "--region", "us-east-1", "--role", "Reader", "--account", ACCOUNT]
    assert main(words) in (0, 2)
    others = {c for c in account.asked if not READS.fullmatch(c.partition(".")[2])}
    assert others == {"sts.AssumeRole"}
