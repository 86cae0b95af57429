"""Rows of the list of hard cases that no room's own tests show: whole models, locks, clocks, copies, pins."""

from __future__ import annotations

import ast
import re
import stat
import threading
import time
import tomllib
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from filelock import FileLock
from pydantic import BaseModel, BeforeValidator

from ftr_tui.actions import opening, scanning
from ftr_tui.actions.scanning import ScanOptions
from ftr_tui.app.app import FtrApp
from ftr_tui.app.base import BaseApp
from ftr_tui.aws.line import AccountLine, Limits
from ftr_tui.cli import out
from ftr_tui.model.facts import Evidence, Fact, Facts, Finding, Scan, Status, Verdict
from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Answer, Session
from ftr_tui.model.workload import Workload
from ftr_tui.store import findings, locks, sessions
from ftr_tui.store.sessions import SessionFile
from tests.app.screen_text import screen_text

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OSC = "\\u001b]52;c;eA==\\u0007"


# --- whole models -------------------------------------------------------------------------------------------


def leaves(kind: Any, notes: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield the plain types inside a field's type, each with what restricts it."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        inner = [m for note in args[1:] for m in getattr(note, "metadata", None) or [note]]
        yield from leaves(args[0], (*notes, *inner))
    elif origin in (types.UnionType, typing.Union):
        for arg in args:
            if arg is not type(None):
                yield from leaves(arg, notes)
    elif origin in (list, tuple, dict):
        for arg in args:
            yield from leaves(arg, ())
    elif origin is not Literal:
        yield kind, notes


def fields(model: type[BaseModel], seen: set[Any]) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Yield each field of a model and of those below it: where, of which type, restricted by what."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        for kind, notes in leaves(field.annotation, tuple(field.metadata)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields(kind, seen)
            else:
                yield f"{model.__name__}.{name}", kind, notes


EVERY = [entry for seen in [set()] for top in (Session, Evidence, Workload) for entry in fields(top, seen)]


@pytest.mark.hard_case(5, 6, 7, 8, 20)
def test_every_text_of_a_file_passes_clean() -> None:
    texts = [(where, notes) for where, kind, notes in EVERY if kind is str]
    assert len(texts) > 100
    assert [where for where, notes in texts if not any(isinstance(n, BeforeValidator) for n in notes)] == []
    data = sessions.dump(session()).replace(b'product = "P"', f'product = "{OSC}"'.encode())
    assert sessions.read(data, "x").product == r"\u001b]52;c;eA==\u0007"


@pytest.mark.hard_case(42, 43, 46)
def test_every_number_of_a_file_has_bounds_and_nothing_in_it_is_of_any_shape() -> None:
    numbers = [(where, notes) for where, kind, notes in EVERY if kind in (int, float)]
    assert len(numbers) > 10
    for ends in (("ge", "gt"), ("le", "lt")):
        loose = [w for w, notes in numbers if not any(hasattr(n, end) for n in notes for end in ends)]
        assert loose == [], ends
    assert [w for w, kind, _ in EVERY if kind in (dict, list, object, Any)] == []
    assert {kind for _w, kind, _n in EVERY if isinstance(kind, type) and issubclass(kind, Enum)} == {Verdict}


@pytest.mark.hard_case(46)
def test_json_holds_no_nan_and_a_file_with_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        out.emit_json({"seconds": float("nan")})
    path = tmp_path / "a.evidence.toml"
    path.write_text("schema = 1\n[scan]\nstarted = 2026-11-24T09:00:00Z\nseconds = nan\ncalls = 1\n")
    with pytest.raises(Problem) as caught:
        findings.load(path)
    assert (caught.value.line, caught.value.key) == (4, "scan.seconds")


# --- the session file ---------------------------------------------------------------------------------------


def session() -> Session:
    return Session(product="P", checklist="c", release="1", created=NOW)


def put(file: SessionFile, value: str, now: datetime) -> Session:
    return file.save(file.base.with_answer("A.1", Answer(value=value, at=now)), now)


@pytest.mark.hard_case(29, 30)
def test_the_lock_of_a_save_helps_and_holds_up_nobody(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.toml"
    file = SessionFile(path, session(), None)
    put(file, "yes", NOW)
    (lock,) = (own_home / "state" / "ftr-tui" / "locks").iterdir()
    # Beside the data lies no lock: it could be deleted there while it is held.
    assert sorted(p.name for p in tmp_path.iterdir()) == [".gitignore", "p.toml"]
    monkeypatch.setattr(locks, "_WAIT_SECONDS", 0.05)
    with FileLock(lock):
        put(file, "no", NOW)
    monkeypatch.setenv("XDG_STATE_HOME", str(path))  # a file: no folder for locks can be made
    put(file, "yes", NOW)
    assert SessionFile.open(path).base.revision == 3


@pytest.mark.hard_case(13, 32)
def test_copies_of_file_services_are_listed_apart_and_temporary_files_never(tmp_path: Path) -> None:
    desk = opening.create(tmp_path, "Acme", who="Lan", clock=lambda: NOW)
    copy = tmp_path / "acme (conflicted copy 2026-11-24).toml"
    copy.write_bytes(desk.file.path.read_bytes().replace(b'"Acme"', b'"Theirs"'))
    (tmp_path / ".ftr-x.tmp").write_bytes(desk.file.path.read_bytes())
    before = copy.read_bytes()
    desk.answer("GA.1", "yes")
    listed = opening.list_sessions(tmp_path)
    assert [x.path.name for x in listed] == [copy.name, "acme.toml"]
    assert [x.desk.session.product for x in listed if x.desk] == ["Theirs", "Acme"]
    assert copy.read_bytes() == before and not desk.session.conflict


@pytest.mark.hard_case(88)
def test_folders_and_files_are_for_their_owner_and_examples_are_of_nobody(
    tmp_path: Path, own_home: Path
) -> None:
    desk = opening.create(tmp_path / "new" / "sessions", "Acme", clock=lambda: NOW)
    findings.save(desk.file.evidence_path, Evidence(checklist="partner-hosted"))
    for path in (desk.file.path, desk.file.evidence_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for folder in (
        tmp_path / "new",
        tmp_path / "new/sessions",
        own_home / "state",
        own_home / "state/ftr-tui",
    ):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    shown = [*(ROOT / "sessions").glob("example*.toml"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    assert len(shown) > 10
    ids = {found for path in shown for found in re.findall(r"(?<!\d)\d{12}(?!\d)", path.read_text("utf-8"))}
    # Those that AWS itself uses in examples.
    assert ids <= {"111122223333", "123456789012", "444455556666", "777788889999"}


# --- the screen ---------------------------------------------------------------------------------------------


@cache
def texts() -> dict[Path, str]:
    found = {path: path.read_text("utf-8") for path in sorted((ROOT / "ftr_tui").rglob("*.py"))}
    assert len(found) > 200 and {"app", "aws", "cli"} <= {path.parent.name for path in found}
    return found


NEVER = {
    # Hides "<account>" and opens links.
    10: r"import .*\b(Markdown|MarkdownViewer)\b|\bopen_url\(|\bwebbrowser\b",
    # Ends only when its work does: the prompt would come back after AWS has answered.
    58: r"ThreadPoolExecutor|\bto_thread\(|@work\b",
    # Would print what AWS answers.
    84: r"set_stream_logger|basicConfig\(|logging\.DEBUG",
}


@pytest.mark.hard_case(10, 58, 84)
@pytest.mark.parametrize("row", NEVER)
def test_what_no_room_ever_uses(row: int) -> None:
    word = re.compile(NEVER[row])
    assert [path.name for path, text in texts().items() if word.search(text)] == []


@pytest.mark.hard_case(48, 58)
def test_every_thread_is_a_daemon_and_the_app_takes_signals_in_its_loop() -> None:
    """``signal.signal`` would not wake an idle app; a thread that is no daemon keeps the prompt away."""
    made = []
    for path, text in texts().items():
        assert "app" not in path.parts or "signal.signal(" not in text, path
        if "Thread(" in text:
            calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
            made += [(path.name, {k.arg: k.value for k in c.keywords}) for c in calls
                     if isinstance(c.func, ast.Attribute) and c.func.attr == "Thread"]  # fmt: skip
    assert len(made) >= 5
    # These two write a file of the user's, which is whole before the program ends.
    assert [p.name for p, text in texts().items() if "thread=True" in text] == [
        "binder_work.py",
        "exports.py",
    ]
    assert [w for w, given in made if ast.unparse(given.get("daemon", ast.Constant(None))) != "True"] == []


@pytest.mark.hard_case(1, 9)
def test_a_toast_of_a_hundred_thousand_characters_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    app = BaseApp()
    monkeypatch.setattr(app, "notify", lambda text, **more: told.append((text, more)))
    app.tell("[/red]" + "x" * 100_000)
    ((text, more),) = told
    assert len(text) == 200 and text.startswith("[/red]") and text.endswith("…") and more["markup"] is False


@pytest.mark.hard_case(15)
async def test_a_folder_that_is_read_only_is_said_before_anybody_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening.create(tmp_path, "Acme", who="Lan")
    monkeypatch.setattr("ftr_tui.actions.opening.os.access", lambda path, how: Path(path) != tmp_path)
    app = FtrApp(tmp_path, "acme")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said, bad = app.screen._said
        assert said.startswith("Read-only: no answer can be saved here; K then saves a copy") and bad
        assert str(tmp_path) in said and "K then saves a copy elsewhere" in screen_text(app)


# --- AWS ----------------------------------------------------------------------------------------------------


class OneAtATime:
    """A session that notices when two threads build clients at once, as boto3's own does not."""

    def __init__(self) -> None:
        self.inside = self.most = self.built = 0
        self.meta = types.SimpleNamespace(
            endpoint_url="https://sts.amazonaws.com",
            events=types.SimpleNamespace(register=lambda *given, **more: None),
        )

    def client(self, *given: Any, **more: Any) -> OneAtATime:
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.002)
        self.inside -= 1
        self.built += 1
        return self

    def get(self) -> str:
        return "answer"


@pytest.mark.hard_case(72)
def test_clients_are_built_one_after_another_whatever_the_threads_do() -> None:
    fake = OneAtATime()
    line = AccountLine(fake, "aws", Limits(), threading.Event(), config=object())  # type: ignore[arg-type]
    answers: list[str] = []

    def ask(number: int) -> None:
        answers.append(line.call(object(), f"service{number}", "eu-west-1", "get", {}))

    threads = [threading.Thread(target=ask, args=(n % 12,), daemon=True) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["answer"] * 24 and (fake.built, fake.most) == (12, 1)


@pytest.mark.hard_case(73)
def test_another_account_is_refused_and_what_was_known_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ftr_tui.aws.sweep import Sweep

    desk = opening.create(tmp_path, "Acme", clock=lambda: NOW)
    known = Finding(question="IAM-002.1", control="IAM-002", verdict=Verdict.NO, summary="Old keys.",
                    favourable=False, read_at=NOW)  # fmt: skip
    scan = Scan(started=NOW, seconds=1.0, calls=1, accounts=["111122223333"])
    findings.save(desk.file.evidence_path, Evidence(checklist="partner-hosted", scan=scan, finding=[known]))
    desk.refresh()
    before = desk.file.evidence_path.read_bytes()

    def sweep(targets: Any, **given: Any) -> Sweep:
        who = {"account": "444455556666", "partition": "aws", "at": NOW}
        fact = Fact("who", "444455556666", None, Status.COMPLETE, who, NOW, 1)
        given["on_fact"](fact)
        assert given["stop"].is_set()  # nothing more is read there
        return Sweep(Facts((fact,), NOW), 1, 0, 0.1, (), (), ())

    monkeypatch.setattr("ftr_tui.aws.sweep.sweep", sweep)
    with pytest.raises(Problem, match="of account 444455556666, this session was scanned in 111122223333"):
        scanning.scan(desk, ScanOptions())
    assert desk.file.evidence_path.read_bytes() == before


@pytest.mark.hard_case(50)
def test_the_docs_say_what_brings_a_broken_terminal_back() -> None:
    for name in ("README.md", "docs/guarantees.md"):
        assert "`reset`" in (ROOT / name).read_text("utf-8"), name


# --- what is installed --------------------------------------------------------------------------------------


@pytest.mark.hard_case(89)
def test_textual_is_pinned_exactly_the_rest_by_range_and_day() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = told["project"]["dependencies"]
    assert [w for w in wanted if "==" in w] == ["textual==8.2.8"]
    assert [w for w in wanted if not re.fullmatch(r"[a-z0-9-]+(==[\d.]+|>=[\d.]+,<\d+)", w)] == []
    day = datetime.fromisoformat(told["tool"]["uv"]["exclude-newer"])
    assert day.tzinfo is not None and day > datetime(2026, 1, 1, tzinfo=UTC)
    # The lock file has the addresses of whoever wrote it.
    assert "uv.lock" in (ROOT / ".gitignore").read_text().split()
