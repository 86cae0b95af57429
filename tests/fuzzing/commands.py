"""What the command line writes, over a session file that somebody prepared: into a pipe, text and JSON."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import tomli_w
from hypothesis import strategies as st

from ftr_tui.cli import run
from ftr_tui.model.text import clean
from ftr_tui.store import findings, sessions, workloads
from tests.fuzzing import looking
from tests.fuzzing.hostile import Seed, folder, grown, seeds, texts

READS = (
    "status acme", "status acme --json", "status --all", "status --all --json", "status acme --accounts",
    "status acme --sources", "status acme --sources --json", "fixes acme", "fixes acme --json",
    "fixes acme --full",
    "rounds acme", "rounds acme --json", "road acme", "road acme --json", "calendar acme",
    "calendar acme --json",
    "binder acme", "binder acme --json", "route acme", "route acme --json", "signoff acme",
    "signoff acme --json",
    "wa status acme", "wa status acme OPS01", "wa status acme --json", "release acme", "release acme --json",
    "diagram acme", "ask acme", "rehearse acme --plain", "export acme x.csv --force",
    "check sessions/acme.toml",
    "check sessions/acme.evidence.toml sessions/acme.wa.toml", "status acme --owner T", "diagram acme --json",
)  # fmt: skip
"""``T`` stands for a hostile text."""
WRITES = (
    "answer acme IAM-002.1 T", "answer acme T yes",
    "answer acme IAM-002.1 yes --response T --by T --reason T",
    "own acme IAM-002 --who T --plan T", "own acme T --who T", "own acme IAM-002 --due T",
    "rounds acme --came T",
    "rounds acme --came 2026-11-01 --note T", "rounds acme --add T --control IAM-002",
    "rounds acme --item T --answer T",
    "road acme --step T --done", "road acme --step join-apn --people T --note T", "road acme --until T",
    "calendar acme --task T --title T", "calendar acme --task alarm-check --done --proof T",
    "calendar acme --due T",
    "binder acme --add T --title T --kind T", "binder acme --add https://T --title T --owner T",
    "binder acme --zip T",
    "route acme --check SOC-002 T --note T", "route acme --check T yes",
    "wa answer acme SEC02-BP01 done --note T",
    "wa answer acme T done", "new T", "new t-1 --product T", "import acme T", "import T T", "export acme T",
    "export acme x.md --what T", "release acme --to T", "release acme --from-workbook T", "status T",
    "T", "open T",
    "check T", "merge T T T", "restore T", "check-guide acme T", "diagram acme T",
    "signoff acme T --by T", "ask T",
    "rehearse acme --plain --seat T", "answer acme --from T", "--sessions T status --all", "fixes acme T",
    "scan acme --role T --account T", "scan acme --full T", "status acme --owner T", "new n-1 --from T",
    "coach T",
    "new n-2 --checklist T", "rules --checklist T", "policy --role-name T", "completion T",
    "wa pull acme --profile T",
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """One command over one session; ``typed`` is what comes on stdin."""

    seed: Seed
    command: str
    given: str
    typed: tuple[str, ...] = ()
    ascii: bool = False

    def argv(self) -> list[str]:
        """Return the words; no argument of a real command line holds a NUL."""
        hostile = self.given.replace("\0", "").encode(
            "utf-8", "surrogateescape" if _fits(self.given) else "replace"
        )
        text = hostile.decode("utf-8", "surrogateescape")
        return [text if word == "T" else word.replace("T", text) if word == "https://T" else word
                for word in self.command.split()]  # fmt: skip


def _fits(text: str) -> bool:
    with contextlib.suppress(UnicodeEncodeError):
        text.encode("utf-8", "surrogateescape")
        return True
    return False


_typed = st.lists(
    st.one_of(st.sampled_from(["", "y", "n", "r", "l", "?", "b", "q", "0", "3", "yes"]), texts), max_size=12
)


def inputs(long: bool = True) -> st.SearchStrategy[Input]:
    """Return the strategy."""
    commands = st.one_of(st.sampled_from(READS), st.sampled_from(WRITES))
    return st.builds(
        Input, seeds(long), commands, texts, _typed.map(tuple), st.sampled_from([False, False, True])
    )


def _folder() -> Path:
    path = folder() / "cli"
    path.mkdir(exist_ok=True)
    return path


def written(seed: Seed, where: Path, name: str = "acme") -> Path:
    """Write the three files of a session as a hand would: escapes stand in them as TOML's escapes."""
    session, evidence, workload = grown(seed)
    raw = {clean(t): t for t in seed.texts}
    path = where / f"{name}.toml"
    where.mkdir(parents=True, exist_ok=True)
    for model, file in (
        (session, path),
        (evidence, sessions.evidence_path(path)),
        (workload, workloads.path_of(path)),
    ):
        found = model.model_dump(mode="python", by_alias=True, exclude_none=True, exclude_defaults=True)
        told = tomli_w.dumps({"schema": 1, **_spoiled(found, raw)})
        file.write_bytes(told.encode("utf-8", "replace"))
    # Beside it a file whose name is hostile too, and which does not open.
    name = next(
        (t for t in seed.texts if "/" not in t and "\0" not in t and 0 < len(t) < 60 and _fits(t)), "x"
    )
    (where / f"x{name}.toml").write_text("[[broken")
    return path


def _spoiled(thing: object, raw: dict[str, str]) -> object:
    if isinstance(thing, str):
        text = raw.get(str(thing), str(thing))
        return "".join("?" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
    if isinstance(thing, dict):
        return {key: _spoiled(value, raw) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_spoiled(value, raw) for value in thing]
    return thing


class _Stream(io.TextIOWrapper):
    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True, newline="")

    def said(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def check(given: Input) -> None:
    """Fail where a command ends with a traceback, or writes what a terminal obeys."""
    where = _folder()
    for old in where.glob("sessions/*"):
        if old.is_file():
            old.unlink()
    written(given.seed, where / "sessions")
    argv = given.argv()
    out, err = (_Stream("ascii" if given.ascii else "utf-8") for _n in range(2))
    typed = io.TextIOWrapper(io.BytesIO("\n".join(given.typed).encode("utf-8", "replace")), encoding="utf-8")
    before = Path.cwd()
    with contextlib.ExitStack() as stack:
        stack.callback(os.chdir, before)
        os.chdir(where)
        stack.enter_context(mock.patch.multiple(sys, stdout=out, stderr=err, stdin=typed, __stderr__=err))
        stack.enter_context(mock.patch.dict(os.environ, _environment(where, given.ascii)))
        status = run.main(argv)
    said, complained = out.said(), err.said()
    looking.nothing_obeyed(said, "stdout")
    looking.nothing_obeyed(complained, "stderr")
    assert status in (0, 1, 2), (status, complained)
    assert "Traceback" not in complained and "fault of ftr-tui" not in complained, complained
    if status == 2 and "--json" not in argv and argv[:1] != ["check"]:
        assert complained.strip(), argv
    if "--json" in argv and status != 2:
        looking.tree(said)
    for text in looking.strings(_reopened(where)):
        looking.nothing_obeyed(text, "saved")


def _reopened(where: Path) -> list[object]:
    path = where / "sessions" / "acme.toml"
    return [sessions.read(path.read_bytes(), "acme.toml"), findings.load(sessions.evidence_path(path))]


def _environment(where: Path, plain: bool) -> dict[str, str]:
    return {
        "HOME": str(where), "XDG_CONFIG_HOME": str(where / "config"), "XDG_STATE_HOME": str(where / "state"),
        "FTR_TUI_SESSIONS": str(where / "sessions"), "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(where / "none"), "AWS_SHARED_CREDENTIALS_FILE": str(where / "none"),
        "LC_ALL": "C" if plain else "C.UTF-8",
    }  # fmt: skip
