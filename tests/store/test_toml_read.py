"""Reading what anybody may have written: the line of every fault, and no file that takes for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ftr_tui.model.problem import Problem
from ftr_tui.model.session import Session
from ftr_tui.store import findings, library, settings
from ftr_tui.store.shipped import builtin_dir
from ftr_tui.store.toml_read import MAX_BYTES, line_index, parse, read_bytes, shown, validate

# Line numbers counted by hand; what stands in texts, lists and comments must not count.
TRICKY = '''schema = 1  # """ no text begins here
note = """
[x]
key = 1
id = "D09"
"""
quote = \'"""\'
list = [
  ["A-001.1=yes"]
  , "b = 1", """
[y]
z = 2
"""
]
[answers."IAM-002.1"]
value = "yes" # [z]
reason = """a \\""" b
[[document]]
c = \'\'\'no\'\'\' """
[[document]]
id = "D01"
[[document]]
inner . "dotted.key" = { a = [1], b = "]" }
[[document.part]]
q = 1
[[document.part]]
q = 2
'''


def test_the_line_of_every_table_and_key() -> None:
    parse(TRICKY.encode(), "x")
    assert line_index(TRICKY) == {
        ("schema",): 1, ("note",): 2, ("quote",): 7, ("list",): 8,
        ("answers", "IAM-002.1"): 15, ("answers", "IAM-002.1", "value"): 16,
        ("answers", "IAM-002.1", "reason"): 17,
        ("document", 0): 20, ("document", 0, "id"): 21,
        ("document", 1): 22, ("document", 1, "inner", "dotted.key"): 23,
        ("document", 1, "part", 0): 24, ("document", 1, "part", 0, "q"): 25,
        ("document", 1, "part", 1): 26, ("document", 1, "part", 1, "q"): 27,
    }  # fmt: skip


HEAD = (
    'schema = 1\nproduct = "P"\nchecklist = "c"\nrelease = "1"\ncreated = 2026-11-24T09:00:00Z\n'  # 5 lines
)


@pytest.mark.hard_case(23, 44, 46)
@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        ("[answers.A]\nat = 2026-11-24T09:00:00\n", 7, "answers.A.at", "timezone"),
        ('[answers.A]\nvalue = """\n[x]\n"""\nat = "soon"\n', 10, "answers.A.at", "datetime"),
        ("[answers.A]\nvalue = 'yes'\n", 6, "answers.A.at", "Field required"),
        ("[answers.A]\nat = 2026-11-24T09:00:00Z\nvalue = 1\n", 8, "answers.A.value", "string"),
        ("revision = true\n", 6, "revision", "integer"),
        ("revision = 1.0\n", 6, "revision", "integer"),
        ("revision = inf\n", 6, "revision", "integer"),
        ("revision = -1\n", 6, "revision", "greater"),
        ("routes = ['sheet', 'moon']\n", 6, "routes[1]", "'sheet', 'wafr' or 'soc2'"),
        ('[[document]]\nid = "D01"\ntitle = "t"\nwhere = "w"\n', 6, "document[0].added", "Field required"),
        ('member = [\n  { name = "a" },\n  { role = "b" },\n]\n', 6, "member[1].name", "Field required"),
    ],
)
def test_every_fault_has_file_line_and_key(text: str, line: int, key: str, reason: str) -> None:
    data = (HEAD + text).encode()
    with pytest.raises(Problem) as problem:
        validate(Session, parse(data, "x.toml"), data, "x.toml")
    found = problem.value
    assert (found.file, found.line, found.key) == ("x.toml", line, key)
    assert reason in found.reason
    assert str(found).startswith(f"x.toml:{line}: {key}: ")


@pytest.mark.hard_case(44)
def test_a_value_is_not_repeated_in_the_message() -> None:
    data = (HEAD + 'revision = "hunter22hunter22"\n').encode()
    with pytest.raises(Problem) as problem:
        validate(Session, parse(data, "x"), data, "x")
    assert "hunter22" not in str(problem.value)


@pytest.mark.hard_case(33, 34, 35, 37, 42, 43)
@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"a = 1\nb = \n", 2, "Invalid value"),
        (b'a = 1\nb = "x\n', 2, "Illegal character"),
        (b'a = """x\n', 2, "at end of document"),
        (b"a = 1\na = 2\n", 2, "overwrite"),
        (b"[a]\n[b]\n[a]\n", 3, "twice"),
        (b"a = 1979-02-30\n", 1, "Invalid date"),
        (b'a = "\x1b"\n', 1, "Illegal character"),
        (b"a = 1\n<<<<<<< HEAD\na = 2\n", 2, "merge conflict"),
        (b'a = """\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> theirs\n"""\n', 2, "merge conflict"),
        (b"a = 1\n>>>>>>> theirs\n", 2, "merge conflict"),
        ("a = 1\nb = 'é'\n".encode("latin-1"), 2, "not UTF-8"),
        ("a = 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"\0" * 40, None, "zeros"),
        (b"a = " + b"9" * 5000, None, "out of bounds"),
        (b"a = " + b"[" * 500 + b"]" * 500, None, "nested"),
        (b"a = " + b"{b = " * 400 + b"1" + b"}" * 400, None, "nested"),
        (b"a = " + b"[" * 13 + b"]" * 13, None, "nested"),
        (b"".join(b"[" + b"a." * n + b"a]\n" for n in range(15)), None, "nested"),
    ],
)
def test_what_is_no_toml_says_where(data: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(Problem) as problem:
        parse(data, "x.toml")
    assert (problem.value.file, problem.value.line) == ("x.toml", line)
    assert reason in problem.value.reason
    assert "\n" not in str(problem.value)


@pytest.mark.hard_case(36, 38)
def test_what_others_write_is_read() -> None:
    assert parse(b"\xef\xbb\xbfa = 1\r\nb = '''x\r\ny'''\r\n", "x") == {"a": 1, "b": "x\ny"}
    assert parse(b"", "x") == {}
    text = "# " + "." * 300 + '\na = """\n' + "10.0.0.1, " * 90 + '\nTitle\n=======\n"""\n'
    assert parse(text.encode(), "x")["a"].endswith("=======\n")
    assert parse(b"a = [\n1.5, 2.5, " + b"3.5, " * 100 + b"]\n", "x")["a"][:2] == [1.5, 2.5]


@pytest.mark.hard_case(41, 42)
@pytest.mark.parametrize(
    "data",
    [
        b"a." * 50_000 + b"a = 1",
        b"[" + b"a." * 50_000 + b"a]",
        b"[[" + b"a . " * 50_000 + b"a]]",
        b'"a".' * 50_000 + b"a = 1",
        b"x = {" + b"a." * 50_000 + b"a = 1}",
        b"x = [{" + b"'='." * 50_000 + b"a = 1}]",
        b'"="' + b".a" * 50_000 + b" = 1",
        b'"""" = 1\n' + b"a." * 50_000 + b"a = 1",
        b'x = """\n"""' + b"\n" + b"a." * 50_000 + b"a = 1",
        b"x = '''\n'''''\n" + b"a." * 50_000 + b"a = 1",
        b"a = " + b"[" * 50_000,
        b"a = " + b"{b=" * 50_000,
        b'a = "' + b'\\"' * 100_000 + b"\n" + b"." * 30,
        b"a." * 50_000 + b"\xc3\xa9",
    ],
    ids=range(14),
)
def test_a_hostile_file_is_refused_at_once(data: bytes) -> None:
    start = time.process_time()
    with pytest.raises(Problem):
        parse(data, "x")
    assert time.process_time() - start < 0.2


@pytest.mark.hard_case(40)
def test_what_is_no_file_to_read(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for name, reason in {"none": "no such file", "folder": "not a regular file", "pipe": "not a regular file",
                         "loop": "cannot be read", "large": "larger than 5 MB"}.items():  # fmt: skip
        with pytest.raises(Problem, match=reason) as problem:
            read_bytes(tmp_path / name)
        assert problem.value.file.endswith(name)


@pytest.mark.hard_case(5)
def test_a_path_in_a_message_cannot_command_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(Path("/x/\x1b[2J")) == "/x/\\u001b[2J"
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "s" / "p.toml") == "s/p.toml"


# --- the other files of the store ---


CONTENT = builtin_dir()


def test_a_fault_in_a_questionnaire_is_found_with_its_line(tmp_path: Path) -> None:
    text = (CONTENT / "partner-hosted-2026.1.toml").read_text("utf-8")
    lines = text.split("\n")
    at = lines.index('id = "IAM-002"')
    start = text.index('id = "IAM-002"')
    broken = text[:start] + text[start:].replace("IAM-002.1=yes", "IAM-002.9=yes", 1)
    path = tmp_path / "partner-hosted-2026.1.toml"
    path.write_text(broken, "utf-8")
    with pytest.raises(Problem, match=r"unknown question IAM-002\.9") as problem:
        library.load_checklist(path)
    assert problem.value.line == at + 1
    path.write_text(text.replace('id = "IAM-002"\n', 'id = "IAM-002"\ntypo = 1\n', 1), "utf-8")
    os.utime(path, (1, 1))
    with pytest.raises(Problem, match="unknown key") as problem:
        library.load_checklist(path)
    assert problem.value.line == at + 2


def test_newest_release_and_near_names(tmp_path: Path) -> None:
    text = (CONTENT / "partner-hosted-2026.1.toml").read_text("utf-8")
    for name in ("partner-hosted-2026.2", "partner-hosted-lite-2027.1"):
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    found = library.Library(tmp_path)
    assert sorted(found.releases("partner-hosted")) == ["2026.1", "2026.2"]
    assert sorted(found.releases("partner-hosted-lite")) == ["2027.1"]
    with pytest.raises(Problem, match="did you mean partner-hosted"):
        found.checklist("partner-hostd")
    with pytest.raises(Problem, match=r"no release '1999' .*known: 2026\.1, 2026\.2"):
        found.checklist("partner-hosted", "1999")


def test_settings_come_back(own_home: Path) -> None:
    assert settings.load().name == ""
    settings.save(settings.Settings(name="Lân", keys={"a.b": "x"}))
    assert settings.load() == settings.Settings(name="Lân", keys={"a.b": "x"})
    (settings.config_dir() / settings.FILE).write_text("mouse = 1\n")
    with pytest.raises(Problem) as problem:
        settings.load()
    assert (problem.value.line, problem.value.key) == (1, "mouse")


@pytest.mark.hard_case(45)
def test_no_findings_file_is_no_findings(tmp_path: Path) -> None:
    assert findings.load(tmp_path / "p.evidence.toml").finding == []
    for schema, said in (("9", "written by a newer ftr-tui"), ('"1"', "no findings file of this version")):
        (tmp_path / "p.evidence.toml").write_text(f"schema = {schema}\n")
        with pytest.raises(Problem, match=said):
            findings.load(tmp_path / "p.evidence.toml")
