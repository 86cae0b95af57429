"""Session files: what goes in comes out, and nobody's work is lost (hard cases, sections 2 to 4)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftr_tui.model.problem import Problem, SaveProblem
from ftr_tui.model.session import Answer, Conflict, Document, Member, Owner, Response, Session
from ftr_tui.store import sessions
from ftr_tui.store.sessions import SessionFile, dump, read

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HARD = [
    "Tiếng Việt có dấu", "日本語の回答", "👩\u200d💻 🇻🇳", "Tie\u0302\u0301ng", "a\r\nb\rc", "\ud83d", '"""',
    "'''", "\\", "ends \\", 'quote "', "\n\nleading", "trailing  \n \n", "[x]\nkey = 1\n", "# no comment",
    "=======", "<<<<<<< ours\n=======\n>>>>>>> theirs\n", "10.0.0.1 " * 70 + "\n", "\t", "\x1b]52;c;x\x07",
    '"""\n[answers.X]\n"""', "\\u001b", "a" * 5000, "  \n", ". " * 300 + "\nx",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(HARD),
    st.text(st.one_of(st.characters(), st.sampled_from("\"\\\n\r\t=<>[]#.'\ud800\u0301")), max_size=80),
    st.lists(st.sampled_from(HARD), max_size=3).map("\n".join),
)
zones = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-9, minutes=-30))])
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001  the zone is drawn
days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
answers = st.builds(
    Answer, value=st.one_of(st.none(), texts), by=texts, at=times, reason=texts, against=texts,
    source=st.sampled_from(["person", "evidence"]), until=days, evidence_at=st.one_of(st.none(), times),
)  # fmt: skip
keys = st.one_of(st.sampled_from(["IAM-002.1", "SECOPS-001", "", "a b", 'q"\\', "[x]", "Tiếng"]), texts)
extras = st.dictionaries(
    st.sampled_from(["new_key", "later"]),
    st.recursive(
        st.one_of(st.booleans(), st.integers(-5, 5), st.sampled_from(["x", "a\nb", "=======\n"])),
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("ab"), inner)),
        max_leaves=4,
    ),
)
whole = st.builds(
    Session, product=texts.map(lambda t: (t[:20] + "x")[:100]), checklist=st.just("partner-hosted"),
    release=st.just("2026.1"), routes=st.lists(st.sampled_from(["sheet", "wafr", "soc2"]), unique=True),
    created=times, revision=st.integers(0, 2**53), sample=st.booleans(),
    answers=st.dictionaries(keys, answers, max_size=4),
    responses=st.dictionaries(keys, st.builds(Response, text=texts, by=texts, at=times), max_size=4),
    owners=st.dictionaries(keys, st.builds(Owner, who=texts, due=days), max_size=2),
    member=st.lists(st.builds(Member, name=st.just("Lan"), role=texts), max_size=2),
    document=st.lists(
        st.builds(Document, id=st.sampled_from(["D01", "D02"]), title=texts, where=texts, added=times,
                  controls=st.lists(texts, max_size=2), shows=days),
        max_size=2, unique_by=lambda d: d.id),
    conflict=st.lists(st.builds(Conflict, what=texts, ours=texts, theirs=texts, at=times), max_size=2),
)  # fmt: skip


@pytest.mark.hard_case(20, 25, 38)
@settings(deadline=None, max_examples=50)
@given(whole, extras)
def test_what_goes_in_comes_out(session: Session, more: dict) -> None:
    session = session.model_copy(update=more)
    data = dump(session)
    again = read(data, "x.toml")
    assert again == session
    assert again.model_extra == more
    assert dump(again) == data
    assert b"\r" not in data and b"\x1b" not in data


FIELDS = ["product", "routes", "created", "sample", "member", "document", "conflict", "answers", "owners"]


@settings(deadline=None, max_examples=50)
@given(whole, extras, whole, st.sets(st.sampled_from(FIELDS), max_size=2), st.integers(0, 2**53), extras)
def test_a_file_that_remembers_what_it_wrote_writes_the_same(
    session: Session, more: dict, other: Session, taken: set[str], revision: int, later: dict
) -> None:
    session = session.model_copy(update=more)
    parts: sessions.Parts = {}
    dump(session, parts)
    changed = session.model_copy(update={name: getattr(other, name) for name in taken} | later)
    for following in (session.changed(revision=revision), changed.changed(revision=revision), session):
        data = dump(following, parts)
        assert data == dump(following)
        assert read(data, "x.toml") == following


def test_a_line_of_a_text_is_not_taken_for_the_revision() -> None:
    parts: sessions.Parts = {}
    for revision in (0, 1, 2, 3):
        session = bare(revision=revision).changed(product="P\nrevision = 7\n")
        assert read(dump(session, parts), "x.toml") == session


def test_a_moment_in_another_zone_is_written_as_it_is(tmp_path: Path) -> None:
    file = SessionFile(tmp_path / "p.toml", bare(), None)
    file.save(bare(), NOW)
    file.save(bare().changed(created=NOW.astimezone(timezone(timedelta(hours=7)))), NOW)
    assert "created = 2026-11-24 16:00:00+07:00" in (tmp_path / "p.toml").read_text()


def test_nothing_but_the_answer_is_encoded_and_read_back_when_one_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = SessionFile(tmp_path / "p.toml", bare(), None)
    saved = file.save(bare().with_answer("A.1", Answer(value="yes", at=NOW)), NOW)
    encoded = []
    encode = sessions.encode

    def counted(found: dict, name: str, check: object) -> bytes:
        encoded.append(name)
        return encode(found, name, check)

    monkeypatch.setattr(sessions, "encode", counted)
    file.save(saved.with_answer("A.2", Answer(value="no", at=NOW)), NOW)
    assert encoded == ["answers A.2"]


def bare(**more: object) -> Session:
    return Session(product="P", checklist="c", release="1", created=NOW, **more)


@pytest.mark.hard_case(45)
def test_unknown_keys_survive_a_save(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(
        dump(bare()) + b'[later]\na = [1, { b = "x" }]\n[answers.A]\nat = 2026-11-24T09:00:00Z\nnew = 1\n'
    )
    file = SessionFile.open(path)
    file.save(file.base.with_answer("B", Answer(value="yes", at=NOW)), NOW)
    found = SessionFile.open(path).base
    assert found.model_extra == {"later": {"a": [1, {"b": "x"}]}}
    assert found.answers["A"].model_extra == {"new": 1}


def test_a_diff_has_only_what_changed(tmp_path: Path) -> None:
    before = bare(answers={f"A.{n}": Answer(value="yes", at=NOW) for n in range(3)})
    after = before.with_response("A", Response(text="One.\nTwo.\n", at=NOW))
    lines = dump(after).decode().splitlines()
    assert set(dump(before).decode().splitlines()) <= set(lines)
    assert "One." in lines and "[responses.A]" in lines


@pytest.mark.hard_case(39, 45)
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "p.toml:1: schema: is no session"),
        (b'schema = "1"\n', "p.toml:1: schema: is no session"),
        (b"schema = 2\n", "p.toml: schema: written by a newer ftr-tui (schema 2)"),
        (b"schema = 0\n", "p.toml: schema: schema 0 is not known"),
        (b'schema = 1\nproduct = "P"\nchecklist = "c"\nrelease = "1"\n', "p.toml:1: created: Field required"),
    ],
)
def test_what_is_no_session_is_refused_and_not_touched(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(data)
    with pytest.raises(Problem) as problem:
        read(path.read_bytes(), "p.toml")
    assert str(problem.value).startswith(said)
    with pytest.raises(Problem):
        SessionFile.open(path)
    assert path.read_bytes() == data and len(list(tmp_path.iterdir())) == 1


@pytest.mark.hard_case(35)
def test_two_documents_of_one_id_are_refused_with_the_line() -> None:
    one = b'[[document]]\nid = "D01"\ntitle = "T"\nwhere = "w"\nadded = 2026-11-24T09:00:00Z\n'
    with pytest.raises(Problem) as problem:
        read(dump(bare()) + one + one, "p.toml")
    # Behind the head: the first document has 5 lines, the id of the second is its second line.
    head = dump(bare()).count(b"\n")
    assert (problem.value.line, problem.value.reason) == (head + 7, "document D01 stands twice")


@pytest.mark.hard_case(19)
@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Acme Billing", "acme-billing"),
        ("  ", "session"),
        ("日本", "session"),
        ("x" * 200, "x" * 80),
        ("A/../b", "a-b"),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert sessions.slug(title) == name
    assert sessions.path_of(Path("s"), name) == Path("s") / f"{name}.toml"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "x" * 81, ".ftr", "a\n", "x.evidence.toml"])
def test_a_name_that_cannot_be_one(name: str) -> None:
    with pytest.raises(Problem, match="1 to 80"):
        sessions.path_of(Path("s"), name)


def test_a_title_given_as_a_name_is_answered_with_the_name_it_would_take() -> None:
    with pytest.raises(Problem) as raised:
        sessions.path_of(Path("s"), "Acme Billing")
    assert raised.value.hint == "a name has 1 to 80 of a-z, 0-9 and -, such as acme-billing"


# --- saving to a place that refuses -----------------------------------------------------------------


@pytest.mark.hard_case(13, 18, 31, 88)
def test_first_save_makes_the_folder_with_an_ignore_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "p.toml"
    SessionFile(path, bare(), None).save(bare(), NOW)
    assert (tmp_path / "new/.gitignore").read_text() == ".ftr-*\n*.bak\n"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SaveProblem, match="exists already"):
        SessionFile(path, bare(), None).save(bare(), NOW)


@pytest.mark.hard_case(16)
def test_a_folder_that_vanished_is_not_made_anew_and_the_work_is_saved_later(tmp_path: Path) -> None:
    path = tmp_path / "s" / "p.toml"
    file = SessionFile(path, bare(), None)
    session = file.save(bare(), NOW)
    (tmp_path / "s").rename(tmp_path / "away")
    changed = session.with_answer("A.1", Answer(value="yes", at=NOW))
    with pytest.raises(SaveProblem, match="the folder is gone"):
        file.save(changed, NOW)
    assert not (tmp_path / "s").exists()
    (tmp_path / "s").write_text("a file")
    with pytest.raises(SaveProblem, match="the folder is gone"):
        file.save(changed, NOW)
    (tmp_path / "s").unlink()
    (tmp_path / "away").rename(tmp_path / "s")
    file.save(changed, NOW)
    assert SessionFile.open(path).base.answers["A.1"].value == "yes"


@pytest.mark.hard_case(20)
def test_a_lone_surrogate_names_where_it_stands(tmp_path: Path) -> None:
    # clean() takes these out; a copy of a model could still bring one in.
    bad = Answer(value="yes", at=NOW).model_copy(update={"reason": "\ud83d"})
    file = SessionFile(tmp_path / "p.toml", bare(), None)
    with pytest.raises(SaveProblem, match=r"answers A\.1 cannot be written"):
        file.save(bare().with_answer("A.1", bad), NOW)
    assert not (tmp_path / "p.toml").exists()


@pytest.mark.hard_case(24)
def test_what_would_not_load_is_not_written(tmp_path: Path) -> None:
    file = SessionFile(tmp_path / "p.toml", bare(), None)
    file.save(bare(revision=2**53), NOW)
    assert SessionFile.open(tmp_path / "p.toml").base.revision == 2**53
    with pytest.raises(SaveProblem, match="does not load"):
        file.save(bare().changed(product=""), NOW)
    assert SessionFile.open(tmp_path / "p.toml").base.product == "P"


# --- two writers ----------------------------------------------------------------------------------------


def pair(tmp_path: Path) -> tuple[SessionFile, SessionFile]:
    path = tmp_path / "p.toml"
    SessionFile(path, bare(), None).save(bare(), NOW)
    return SessionFile.open(path), SessionFile.open(path)


def put(file: SessionFile, session: Session, key: str, value: str = "yes") -> Session:
    return file.save(session.with_answer(key, Answer(value=value, at=NOW)), NOW)


@pytest.mark.hard_case(28)
def test_the_same_question_from_both_is_kept_twice(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    put(one, one.base, "A.1", "yes")
    found = put(two, two.base, "A.1", "no")
    assert found.answers["A.1"].value == "no"
    assert [(c.what, c.ours, c.theirs) for c in found.conflict] == [("answer A.1", "no", "yes")]
    assert SessionFile.open(tmp_path / "p.toml").base == found


def test_a_save_that_fails_after_a_merge_loses_nobodys_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair(tmp_path)
    put(one, one.base, "A.1")
    mine = two.base.with_answer("B.1", Answer(value="yes", at=NOW))
    with monkeypatch.context() as broken, pytest.raises(SaveProblem, match="disk is full"):
        broken.setattr(os, "fsync", lambda _fd: (_ for _ in ()).throw(OSError(28, "No space left")))
        two.save(mine, NOW)
    two.save(mine, NOW)
    assert set(SessionFile.open(tmp_path / "p.toml").base.answers) == {"A.1", "B.1"}


@pytest.mark.hard_case(28)
@pytest.mark.parametrize("saves", [1, 3])
def test_a_rival_that_never_saw_our_save_takes_nothing_from_us(tmp_path: Path, saves: int) -> None:
    one, two = pair(tmp_path)
    stale = dump(
        two.base.with_answer("B.1", Answer(value="yes", at=NOW)).changed(revision=two.base.revision + 1)
    )
    session = one.base
    for number in range(saves):
        session = put(one, session, f"A.{number}")
    (tmp_path / "p.toml").write_bytes(stale)  # replaced after our look, from what stood there before
    found = put(one, session, "C.1")
    assert set(found.answers) == {"B.1", "C.1", *(f"A.{n}" for n in range(saves))}
    assert not found.conflict


def test_a_rival_that_saw_our_answer_may_take_it_away(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    mine = put(one, one.base, "A.1")
    theirs = two.refreshed(two.base, NOW)
    two.save(theirs.with_answer("A.1", None), NOW)
    assert "A.1" not in put(one, mine, "A.2").answers


def test_a_deleted_file_is_no_news_and_is_written_again(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    (tmp_path / "p.toml").unlink()
    assert one.refreshed(one.base, NOW) is None
    put(one, one.base, "A.1")
    assert SessionFile.open(tmp_path / "p.toml").base.answers


@pytest.mark.hard_case(32, 34)
def test_a_file_broken_by_another_is_left_as_it_is(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    path = tmp_path / "p.toml"
    broken = path.read_bytes() + b"<<<<<<< HEAD\n"
    path.write_bytes(broken)
    with pytest.raises(SaveProblem, match=r"does not load .*marker of git") as problem:
        put(one, one.base, "A.1")
    assert problem.value.line == broken.count(b"\n")
    assert path.read_bytes() == broken
    path.write_bytes(broken.replace(b"<<<<<<< HEAD\n", b""))
    assert put(one, one.base, "A.1").answers


@pytest.mark.hard_case(26, 27)
def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    SessionFile(path, bare(), None).save(bare(), NOW)
    command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(path)]
    running = [
        subprocess.Popen([*command, who, "200"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for who in ("lan", "minh")
    ]
    for step in ("start", "end"):
        for process in running:
            if step == "start":
                assert process.stdout.readline() == "ready\n"
        for process in running:
            process.stdin.write(step + "\n")
            process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    found = SessionFile.open(path).base
    assert set(found.answers) == {f"{w}.{n}" for w in ("lan", "minh") for n in range(200)}
    assert not found.conflict
