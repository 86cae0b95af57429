"""From blocks and hints to places: where a phrase counts, and what makes a hint void."""

from __future__ import annotations

import pytest

from ftr_tui.exchange.guide import read
from ftr_tui.model.guide import FEWEST_WORDS, places
from ftr_tui.model.guide_hints import GuideHints

FILLED = "Five words are enough here."


def found(text: str, *hints: dict[str, object], unless: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Return the places of the hints as (line, last, kind)."""
    content = GuideHints.model_validate(
        {
            "schema": 1, "checklist": "any", "release": "1", "unless": list(unless),
            "hint": [{"control": "AB-001", **hint} for hint in hints],
        }
    )  # fmt: skip
    return [(p.line, p.last, p.kind) for p in places(read(text.encode(), "g"), content)["AB-001"]]


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("rotat", "Rotation of keys", True),
        ("rotat", "autorotate", False),
        ("support.", "Supported Regions", False),
        ("support.", "Support", True),
        ("support.", "ask (Support): yes", True),
        ("multi az", "Multi-AZ", True),
        ("multi az", "multi\nAZ", True),
        ("multi az", "multi\n\nAZ", False),
        ("multi-az", "multi AZ", True),
        ("account's root", "the account’s root", True),
        (".png", "see a.png", True),
        ("/health", "GET /healthz", True),
        ("ok.", "it is ok", True),
        ("ok.", "it is okay", False),
        ("stop", "Ästop", False),
    ],
)
def test_where_a_phrase_is_found(phrase: str, text: str, there: bool) -> None:
    assert bool(found(text, {"words": [phrase]})) is there


def test_all_groups_in_one_block_and_the_line_is_that_of_the_first() -> None:
    hint = {"all": [["kms key"], ["disk", "bucket"]]}
    assert found("The disk\nhas a KMS\nkey.\nEnd", hint) == [(2, 4, "words")]
    assert found("The disk\n\nhas a KMS key", hint) == []


def test_a_heading_counts_with_its_chapter_and_only_if_something_stands_there() -> None:
    hint = {"headings": ["backup"]}
    text = f"# Backup guide\n\n## Backup\n\n{FILLED}\n\n### Steps\n\nmore\n\n## Next\n\n{FILLED}\n"
    assert found(text, hint) == [(3, 9, "heading")]  # the title is no answer
    assert FEWEST_WORDS > 4  # "To be written now" is four
    assert found("## Backup\n\nTo be written now\n\n## Next\n", hint) == []
    assert found("## Backup\n\n```\nrestore\n```\n", hint) == [(1, 5, "heading")]
    assert found("## Backup\n\n![x](y.png)\n", hint) == [(1, 3, "heading")]
    assert found("Backup\n======\n\n## Backup\n", hint) == []


def test_inner_chapters_are_named_and_words_in_a_named_one_are_not_named_again() -> None:
    text = f"# T\n\n## Backup\n\n### Backup of disks\n\n{FILLED}\nbackup\n\n### Other\n\nbackup\n"
    assert found(text, {"headings": ["backup"]}, {"words": ["backup"]}) == [
        (5, 8, "heading"),
        (12, 12, "words"),
    ]


@pytest.mark.parametrize(
    ("needs", "rest", "there"),
    [
        ("image", "![x](y)", True),
        ("image", "text", False),
        ("list", "- a", True),
        ("list", "a|b\n-|-\n", True),
        ("table", "- a", False),
        ("table", "a|b\n-|-\n", True),
        ("command", "1. a", True),
        ("command", "```\na\n```", True),
        ("command", "- a", False),
        ("image", "## Next\n\n![x](y)", False),
        ("image", "### Below\n\n![x](y)", True),
    ],
)
def test_what_the_chapter_needs(needs: str, rest: str, there: bool) -> None:
    assert (
        bool(found(f"# T\n\n## A\n\nthe words\n\n{rest}\n", {"words": ["the words"], "needs": needs}))
        is there
    )


def test_below_a_road_map_nothing_counts() -> None:
    text = "# Road map of T\n\nbackup\n\n## Roadmap\n\n### 2027\n\nbackup\n\n## After\n\nbackup\n"
    hint = {"words": ["backup"]}
    assert [line for line, _last, _kind in found(text, hint, unless=("roadmap", "road map"))] == [3, 13]


def test_a_long_line_is_cut_around_the_words_and_a_secret_is_masked() -> None:
    content = GuideHints.model_validate(
        {"schema": 1, "checklist": "a", "release": "1", "hint": [{"control": "AB-001", "words": ["kms key"]}]}
    )
    text = "before " * 400 + "the KMS-key AKIAABCDEFGHIJKLMNOP " + "after " * 400
    (place,) = places(read(text.encode(), "g"), content)["AB-001"]
    assert "the KMS-key [masked" in place.text and "AKIA" not in place.text
    assert len(place.text) <= 70 and place.text.startswith("…") and place.text.endswith("…")
