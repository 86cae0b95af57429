"""`check` and `export`: every fault with its place; whole files, nothing overwritten unasked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_help import KEY, Ran, finding, scanned

from ftr_tui.store.shipped import builtin_dir

LIST = "partner-hosted-2026.1.toml"


@pytest.fixture
def questionnaire(tmp_path: Path) -> Path:
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    path = folder / LIST
    path.write_bytes((builtin_dir() / LIST).read_bytes())
    return path


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text().split("\n"), 1) if text in line)


def test_the_shipped_questionnaires_have_no_faults(run: Callable[..., Ran]) -> None:
    paths = sorted(builtin_dir().glob("*.toml"))
    ran = run("check", *paths)
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == len(paths)


def test_a_file_whose_neighbour_does_not_open_says_so_and_the_next_one_is_checked(
    run: Callable[..., Ran], questionnaire: Path
) -> None:
    # A list is held against the programme that stands beside it.
    (questionnaire.parent / "programme.toml").write_text("[notice\n")
    ran = run("check", questionnaire, builtin_dir() / "coach.toml")
    assert ran.status == 2
    assert "questionnaires/programme.toml:1: " in ran.err and "1 file has faults" in ran.err
    assert "coach.toml: no faults" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('title = "Static access keys"', 'titel = "Static access keys"', "titel", "unknown key"),
        ('documents = ["cis-report"]', 'documents = ["cis-reprt"]', '"cis-reprt"', "programme.toml"),
        ('"IAM-002.1=yes"', '"IAM-002.9=yes"', 'id = "IAM-002"', "unknown question IAM-002.9"),
        ('section = "hosting"', 'section = "hostng"', 'id = "HOST-001"', "'hostng' is not defined"),
        ('release = "2026.1"', 'release = "2026.2"', 'release = "2026.2"', "file's name"),
        ('pillar = "reliability"', 'pillar = "reliable"', 'pillar = "reliable"', "pillar"),
    ],
)
def test_a_typo_is_named_with_file_and_line(
    run: Callable[..., Ran], questionnaire: Path, old: str, new: str, place: str, said: str
) -> None:
    text = questionnaire.read_text()
    assert old in text
    questionnaire.write_text(text.replace(old, new, 1))
    ran = run("check", questionnaire)
    assert ran.status == 2
    line = line_of(questionnaire, place) if place != 'release = "2026.2"' else line_of(questionnaire, "id = ")
    first = next(text for text in ran.err.splitlines() if said in text)
    assert first.startswith(f"questionnaires/{LIST}:{line}: ")


def test_every_fault_is_named(run: Callable[..., Ran], questionnaire: Path) -> None:
    text = questionnaire.read_text()
    text = text.replace('title = "Static access keys"', 'titel = "Static access keys"', 1)
    questionnaire.write_text(text.replace('answers = ["yes", "no"]', 'answers = ["yes"]', 1))
    ran = run("check", questionnaire)
    assert "titel" in ran.err
    assert "answers" in ran.err
    assert "title: Field required" in ran.err


def test_a_session_with_answers_that_nobody_can_give(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "IAM-002.1", "yes")
    text = acme.read_text().replace('value = "yes"', 'value = "perhaps"')
    text += '\n[answers."IAM-999.1"]\nvalue = "yes"\nat = 2026-11-24T00:00:00Z\n'
    text += '\n[[document]]\nid = "D01"\ntitle = "t"\nwhere = "gone.pdf"\nadded = 2026-11-24T00:00:00Z\n'
    acme.write_text(text)
    ran = run("check", acme)
    assert ran.status == 2
    assert f"sessions/acme.toml:{line_of(acme, 'perhaps')}: " in ran.err
    assert f"sessions/acme.toml:{line_of(acme, 'IAM-999.1')}: " in ran.err
    assert f"sessions/acme.toml:{line_of(acme, 'gone.pdf')}: " in ran.err


def test_findings_of_another_list(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "no"), finding("IAM-777.1", "no"))
    ran = run("check", acme, acme.with_name("acme.evidence.toml"))
    assert ran.status == 2
    assert "IAM-777.1" in ran.err
    assert "acme.toml: no faults" in ran.out


def test_a_file_that_is_not_there(run: Callable[..., Ran]) -> None:
    ran = run("check", "nope.toml")
    assert (ran.status, ran.err.splitlines()[0]) == (2, "nope.toml: no such file")


def test_content_without_a_model_is_said_to_be_unchecked(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "questions.toml").write_text("[[question]]\nid = 'x'\n")
    assert "not checked by this version" in run("check", "questions.toml").out


# --- export -----------------------------------------------------------------------------------------


@pytest.mark.hard_case(81)
@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.md"])
def test_a_file_is_not_written_over(run: Callable[..., Ran], acme: Path, name: str) -> None:
    Path(name).write_text("mine")
    ran = run("export", "acme", name)
    assert ran.status == 2
    assert "--force" in ran.err
    assert Path(name).read_text() == "mine"
    assert run("export", "acme", name, "--force").status == 0
    assert Path(name).read_text() != "mine"


@pytest.mark.hard_case(81)
def test_where_it_cannot_be_written(run: Callable[..., Ran], acme: Path) -> None:
    assert run("export", "acme", "nowhere/out.md").status == 2
    Path("file").write_text("")
    assert run("export", "acme", "file/out.md").status == 2
    Path("folder.md").mkdir()
    assert run("export", "acme", "folder.md", "--force").status == 2


@pytest.mark.hard_case(88)
def test_a_new_file_is_private(run: Callable[..., Ran], acme: Path) -> None:
    run("export", "acme", "out.md")
    assert Path("out.md").stat().st_mode & 0o777 == 0o600


def test_what_evidence_alone_says_is_no_persons_value(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "yes"))
    run("export", "acme", "out.csv")
    row = next(text for text in Path("out.csv").read_text("utf-8-sig").split("\n") if "IAM-002.1" in text)
    cells = row.split('","')
    assert cells[1] == ""
    assert cells[9] == "yes"
    assert run("answer", "acme", "--from", "out.csv").out.startswith("nothing new")


def test_the_json_holds_answers_and_responses(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "SUP-001.1", "no", "--response", "our plan", "--by", "Linh")
    run("export", "acme", "out.json")
    found = json.loads(Path("out.json").read_text())
    assert found["responses"] == {"SUP-001": "our plan"}
    given = next(a for a in found["answers"] if a["question"] == "SUP-001.1")
    assert (given["value"], given["by"], given["source"]) == ("no", "Linh", "person")


def test_the_dossier_says_what_stands_against_evidence(run: Callable[..., Ran], acme: Path) -> None:
    scanned(acme, finding("IAM-002.1", "no", resources=[KEY], total=1), finding("S3-001.1", "unknown"))
    hostile = "```\n# not a title\n<script>alert(1)</script>"
    run("answer", "acme", "SUP-001.1", "no", "--response", hostile)
    run("answer", "acme", "IAM-002.1", "yes", "--reason", "It was | deleted <today>", "--by", "Linh")
    run("export", "acme", "out.md")
    text = Path("out.md").read_text()
    assert text.startswith("# Acme Billing: Dossier")
    assert "**Not ready" in text
    assert "NOT redacted" in text
    assert "**yes** (Linh," in text
    assert "against evidence, with a reason" in text
    assert r"It was \| deleted \<today\>" in text
    assert "| old-key | 401 days |" in text
    assert "````text\n" + hostile + "\n````" in text
    assert len(re.findall(r"\n### (?:[A-Z0-9]+-\d{3}|CIS|GA) ", text)) == 48


def test_secrets_that_were_typed_into_the_file_do_not_leave(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "SUP-001.1", "no", "--response", "our plan")
    acme.write_text(acme.read_text().replace("our plan", "AKIAABCDEFGHIJKLMNOP"))
    for name in ("out.md", "out.csv", "out.json"):
        ran = run("export", "acme", name)
        assert "masked" in ran.err
        assert "AKIA" not in Path(name).read_text()


@pytest.mark.hard_case(86)
def test_redaction_is_said_and_never_done_to_aws_sheet(run: Callable[..., Ran], acme: Path) -> None:
    run("answer", "acme", "SUP-001.1", "no", "--response", "Plan of 111122223333", "--by", "Linh")
    assert run("export", "acme", "out.json").out == "wrote out.json (answers, not redacted)\n"
    assert "Linh" in Path("out.json").read_text()
    assert run("export", "acme", "new.json", "--redact").out == "wrote new.json (answers, redacted)\n"
    text = Path("new.json").read_text()
    assert "Linh" not in text and "Plan of account-1" in text
    ran = run("export", "acme", "out.xlsx", "--redact", "--template", "none.xlsx")
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1) and "goes to AWS" in ran.err


@pytest.mark.parametrize(
    ("text", "key", "line", "reason"),
    [
        ('[[done]]\nid = "C1"\ntask = "restor-test"\non = 2026-11-01\nat = 2026-11-01T00:00:00Z',
         "done[0].task", 2, "no task: 'restor-test'; did you mean restore-test?"),
        ("[road.qualifed]\ndone = 2026-01-01", "road.qualifed", 0, "did you mean qualified?"),
        ("[calendar.pen-test]\ndue = 2026-12-01", "calendar.pen-test", 0, "without a title none of your own"),
        ('[[document]]\nid = "D01"\ntitle = "x"\nwhere = "https://x"\nadded = 2026-11-01T00:00:00Z\n'
         'kind = "restore-tests"', "document[0].kind", 5, "did you mean restore-test?"),
        ('[[document]]\nid = "D01"\ntitle = "x"\nwhere = "https://x"\nadded = 2026-11-01T00:00:00Z\n'
         'controls = ["IAM-999"]', "document[0].controls", 5, "has no control IAM-999"),
        ("[road.qualified]\ndone = 3", "road.qualified.done", 1, "valid date"),
        ("[calendar.restore-test]\nevery_days = 0", "calendar.restore-test.every_days", 1, "greater than"),
    ],
)  # fmt: skip
def test_a_slip_in_documents_road_or_calendar_has_its_line(
    run: Callable[..., Ran], acme: Path, text: str, key: str, line: int, reason: str
) -> None:
    start = len(acme.read_text().rstrip("\n").split("\n")) + 1
    acme.write_text(acme.read_text().rstrip("\n") + "\n" + text + "\n")
    ran = run("check", acme)
    assert ran.status == 2 and len(ran.err.splitlines()) == 2, ran
    assert f"acme.toml:{start + line}: {key}: " in ran.err and reason in ran.err
