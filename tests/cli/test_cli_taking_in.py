"""`import`: exit statuses, what is said, what stands in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools import make_workbook as made


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    made.put_checklist(tmp_path)
    file = tmp_path / "filled.xlsx"
    answers = {
        "IAM-001.1": "Yes",
        "IAM-003.1": "Maybe",
        "CAA-000": "No",
        "CAA-001.1": "N/A",
        "OPT-001.1": "3",
    }
    made.build(
        file, answers=answers, responses={"RES-001": "4 hours [b]"}, comments={"IAM-001": "Who?"},
        over={"SUP-001.1": "Business."}, raw={f"C{made.rows()['question', 'GA.1']}": "=1=1"},
    )  # fmt: skip
    return file


def test_a_new_session_then_the_differences(run, workbook, tmp_path):
    looked = run("import", "acme", str(workbook), "--take", "none")
    assert looked.status == 0 and "would make" in looked.out and "nothing was taken" in looked.out
    assert not (tmp_path / "sessions").exists()
    made_ = run("import", "acme", str(workbook), "--by", "Minh")
    assert made_.status == 0
    assert "taken in: 3 answers, 2 responses, 1 comment of AWS" in made_.out
    for said in (
        "not taken: IAM-003.1: not understood: 'Maybe' (it takes: yes, no)",
        "1 feedback answer is not kept",
        "typed over AWS's guidance, taken as response: SUP-001.1",
        "not taken: GA.1: holds a formula without a stored result; open the file and save it once",
    ):
        assert said in made_.err
    text = (tmp_path / "sessions" / "acme.toml").read_text()
    assert 'by = "Minh"' in text and "4 hours [b]" in text
    again = run("import", "acme", str(workbook))
    assert again.status == 0 and "nothing new: 0 answers, 0 responses, 5 unchanged" in again.out
    # The N/A that follows from another answer is no difference that anybody has to look at.
    assert "0 differences, nothing was taken" in run("import", "acme", str(workbook), "--take", "none").out
    run("answer", "acme", "IAM-001.1", "no")
    left = run("import", "acme", str(workbook))
    assert left.status == 0 and "--take all" in left.out
    row = next(line.split() for line in left.out.splitlines() if "IAM-001.1" in line)
    assert row == ["IAM-001.1", "no", "yes", "left"]
    picked = run("import", "acme", str(workbook), "--take", "none", "--pick", "iam-001", "--json")
    told = json.loads(picked.out)
    expected = {"kind": "answer", "id": "IAM-001.1", "here": "no", "workbook": "yes", "standing": "person"}
    assert told["taken"] == [expected] and told["left"] == [] and told["made"] is False
    assert [n["id"] for n in told["not_taken"]] == ["GA.1", "IAM-003.1"] and told["formulas"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("acme", "nowhere.xlsx"), "nowhere.xlsx: cannot be read: No such file"),
        (("acme", "."), ".: is no file"),
        (("A b", "x.xlsx"), "cannot be a session's name"),
        (("acme", "BOOK", "--pick", "IAM-999"), "is no difference"),
        (("acme", "acme.evidence.toml"), "no session 'acme'"),
    ],
)
def test_what_cannot_be_taken_in(run, workbook, tmp_path, given, said):
    Path("acme.evidence.toml").write_text("schema = 1\n")
    done = run("import", *(str(workbook) if g == "BOOK" else g for g in given))
    assert done.status == 2 and said in done.err and len(done.err.splitlines()) == 1
    assert not (tmp_path / "sessions").exists()
