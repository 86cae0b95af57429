"""A folder of sessions, and the command line in this process and in others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from ftr_tui.cli import main, parser
from ftr_tui.model.facts import Evidence, Finding, Resource, Scan, Unread, Verdict
from ftr_tui.store import findings

READ_AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


# 10 ms at each of a thousand calls; reading a line leaves it as it was. Other processes build their own.
_one_parser = cache(parser.build)


@dataclass
class Ran:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "FTR_TUI_SESSIONS", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setattr(parser, "build", _one_parser)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def go(*args: object) -> Ran:
        capsys.readouterr()
        status = main([str(a) for a in args])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(status, said.out, said.err)

    return go


@pytest.fixture
def acme(run: Callable[..., Ran], tmp_path: Path) -> Path:
    """A new session; the path of its file."""
    ran = run("new", "acme", "--product", "Acme Billing")
    assert ran.status == 0, ran
    return tmp_path / "sessions" / "acme.toml"


def process(*args: object, stdin: str | bytes = "", **given: object) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **(given.pop("env", None) or {})}  # type: ignore[dict-item]
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [sys.executable, "-m", "ftr_tui", *map(str, args)],
        input=data,
        capture_output="stdout" not in given,
        env={**env, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
        check=False,
        **given,  # type: ignore[call-overload]
    )


def finding(question: str, verdict: str, **fields: object) -> Finding:
    given = {
        "question": question,
        "control": question.partition(".")[0],
        "verdict": Verdict(verdict),
        "favourable": {"yes": True, "no": False}.get(verdict),
        "summary": f"What the account shows of {question}.",
        "read_at": READ_AT,
        "accounts": ["111122223333"],
        "regions": ["eu-west-1"],
    }
    return Finding.model_validate({**given, **fields})


def scanned(path: Path, *found: Finding, unread: list[Unread] | None = None) -> Evidence:
    """Write a findings file beside a session."""
    scan = Scan(started=READ_AT, seconds=3.0, calls=42, accounts=["111122223333"], regions=["eu-west-1"])
    evidence = Evidence(scan=scan, finding=list(found), unread=unread or [])
    findings.save(path.with_name(path.stem + ".evidence.toml"), evidence)
    return evidence


KEY = Resource(name="old-key", detail="401 days", account="111122223333")
