"""A session, and a Well-Architected Tool on the loopback that is reached through botocore as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_help import Ran

from ftr_tui.actions.desk import Desk
from ftr_tui.actions.opening import open_session
from ftr_tui.model.reviewed import PracticeAnswer, QuestionNote
from tests.aws.fake_wa import REAL_LENS, FakeTool, serving
from tests.tools.botocore_models import loader

Run = Callable[..., Ran]
PEOPLE = "SEC02"
FEW = ("OPS01", "SEC01", "SEC02", "SEC03", "REL01", "PERF01", "PERF03", "SUS01")
"""Reading all 57 in each test would take a minute; one test does."""
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUESTION = {q.number: q for q in REAL_LENS.question}


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTool]:
    """A tool without workloads, and an environment in which all of AWS is it."""
    import botocore.session
    from botocore.retries import standard

    # Every session parses the models anew, and retries wait for seconds.
    monkeypatch.setattr(botocore.session, "create_loader", loader)
    monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda *_: 0)
    fake = FakeTool(FEW)
    with serving(fake) as url:
        for name, value in {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "eu-west-1",
        }.items():
            monkeypatch.setenv(name, value)
        yield fake
    assert fake.faults == []


def desk_of(path: Path) -> Desk:
    return open_session(path.parent, path.stem, who="Lan Anh")


def practices(number: str) -> list[str]:
    return [p.id for p in QUESTION[number].practice]


def said(
    path: Path, states: dict[str, str], notes: dict[str, QuestionNote] | None = None, **more: Any
) -> None:
    """Let a person answer practices."""
    desk = desk_of(path)
    given = {
        c: PracticeAnswer(state=s, by="Lan Anh", at=NOW, **more)  # type: ignore[arg-type]
        for c, s in states.items()
    }
    questions = {**desk.session.review_question, **(notes or {})}
    practice = {**desk.session.practice, **given}
    desk.change("test", desk.session.changed(practice=practice, review_question=questions))
    assert not desk.trouble


_pulled: dict[str, bytes] = {}
"""The files after a first pull; no path, port or clock of a test stands in them but when it was."""


@pytest.fixture
def linked(request: pytest.FixtureRequest, run: Run, tool: FakeTool, tmp_path: Path) -> Path:
    """A session in step with an empty workload."""
    tool.add("Acme Billing")
    folder = tmp_path / "sessions"
    if not _pulled:
        request.getfixturevalue("acme")
        ran = run("wa", "pull", "acme")
        assert ran.status == 0, ran
        _pulled.update({f.name: f.read_bytes() for f in folder.iterdir()})
        tool.calls.clear()
        tool.requests.clear()
    folder.mkdir(exist_ok=True)
    for name, data in _pulled.items():
        (folder / name).write_bytes(data)
    return folder / "acme.toml"


def at(number: str) -> str:
    return QUESTION[number].id


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit somebody at a terminal; return the questions as they were put."""
    from ftr_tui.cli import wa

    asked: list[str] = []
    left = list(answers)
    monkeypatch.setattr(wa, "_is_terminal", lambda: True)
    monkeypatch.setattr(wa, "_typed", lambda prompt: asked.append(prompt) or left.pop(0))
    return asked
