"""Hash lines are put into a questionnaire without touching anything else."""

from __future__ import annotations

import tomllib

import pytest
from aws_text import problems, text_hash, write

QUESTIONNAIRE = '''schema = 1
note = """
[[gate]]
id = "G-000"
answers = ["trap"]
"""

[[gate]]
id = "G-000"   # a remark
ask = "..."
answers = ["yes", "no"]  # [ not a bracket

[[control]]
id = "A-001"
passes_when = [
  ["A-001.1=yes"], # one ] of them
]
example = """one line \\
[[control.question]]"""

[[control.question]]
aws_text = "sha256:old"
id = "A-001.1"
answers = [
  "yes",
  "it's = [so]",
]
why = "answers = []"

[[control.question]]
id = "OTHER.1"
answers = ["yes"]
'''
KNOWN = {"G-000": "sha256:g", "A-001.1": "sha256:a"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_write(newline: str) -> None:
    text = QUESTIONNAIRE.replace("\n", newline)
    written = write(text, KNOWN)
    expected = (
        QUESTIONNAIRE.replace("  # [ not a bracket\n", '  # [ not a bracket\naws_text = "sha256:g"\n')
        .replace('aws_text = "sha256:old"\n', "")
        .replace('"it\'s = [so]",\n]\n', '"it\'s = [so]",\n]\naws_text = "sha256:a"\n')
        .replace("\n", newline)
    )
    assert written == expected
    assert write(written, KNOWN) == written
    assert problems(tomllib.loads(written), KNOWN) == ["OTHER.1: not in the workbook"]


def test_problems() -> None:
    content = tomllib.loads(QUESTIONNAIRE)
    assert problems(content, {**KNOWN, "B-001": "sha256:b"}) == [
        "B-001: not in the questionnaire",
        "A-001.1: differs",
        "OTHER.1: not in the workbook",
        "G-000: missing",
    ]


def test_a_question_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="A-1"):
        write('[[gate]]\nid = "A-1"\n', {"A-1": "sha256:a"})


def test_hash_looks_at_the_words_alone() -> None:
    """Blanks, case and the way an accent is stored do not count; a full stop does."""
    assert text_hash("  Is\u00a0the caf\u00e9\n\topen? ") == text_hash("is the cafe\u0301 OPEN?")
    assert text_hash("open?") != text_hash("open?.")
    assert text_hash("") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
