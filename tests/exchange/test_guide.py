"""What a reader sees of a guide, line by line, with the numbers that an editor shows."""

from __future__ import annotations

import pytest

from ftr_tui.exchange.guide import MAX_BYTES, read
from ftr_tui.model.guide import Block, Guide
from ftr_tui.model.problem import Problem


def seen(guide: Guide) -> dict[int, str]:
    """Return line -> what is seen of it, headings with their level in front."""
    out = {}
    for block in guide.blocks:
        for line in block.lines:
            out[line.number] = f"{'#' * block.level}{' '.join(line.text.split())}"
    return out


def block_at(guide: Guide, line: int) -> Block:
    return next(b for b in guide.blocks if b.first <= line <= b.last)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(end: str) -> None:
    text = ["\ufeff# Title", "\x0c", "a\x0cb \u2028 c \x0b d \x85 e", "", "Last", "==", ""]
    guide = read(end.join(text).encode(), "g.md")
    assert guide.count == 6
    assert seen(guide)[1] == "#Title"
    assert seen(guide)[5] == "#Last"  # set off by ==
    assert set(seen(guide)) <= {1, 2, 3, 5}


def test_what_is_not_seen() -> None:
    text = """\
---
title: Backup
---
# Guide

<!-- ## Support
gone -->
Shown <!-- not this --> and this

```md
## Fenced
```

    ## Indented

~~~
open to the end
## Fenced too
"""
    guide = read(text.encode(), "g.md")
    assert seen(guide) == {4: "#Guide", 8: "Shown and this"}
    assert [(b.first, b.last) for b in guide.blocks if b.kind == "code"] == [(10, 12), (14, 14), (16, 18)]


def test_settings_at_the_head_need_an_end_and_toml_ones_count_too() -> None:
    assert seen(read(b"+++\na = 1\n+++\ntext\n", "g")) == {4: "text"}
    assert 3 in seen(read(b"---\n\nno end\n", "g"))


def test_pictures_say_what_they_show_wherever_the_link_stands() -> None:
    text = """\
![All *services*][net] here

<p><img src='a.png' alt="Other &amp; more"></p>

[net]: net.svg "The VPC"
[unused]: x "Support tiers"
"""
    guide = read(text.encode(), "g.md")
    assert seen(guide) == {1: "All *services* The VPC (net.svg) here", 3: "a.png Other & more"}
    assert all("image" in b.holds for b in guide.blocks)


def test_a_contents_list_is_no_text_but_a_sentence_with_a_link_is() -> None:
    text = "- [Backup](#backup)\n- [Support](#support) · [Sizing](#sizing)\n- see [Costs](#costs)\n"
    assert seen(read(text.encode(), "g")) == {3: "see Costs"}


def test_code_and_comments_inside_a_line_do_not_move_the_lines_below() -> None:
    text = "one `a\nb` two\nthree <!-- c\nd --> four\nfive ![x\ny](z.png) six\nseven &amp; \\* eight\nnine\n"
    assert seen(read(text.encode(), "g")) == {
        1: "one a b", 2: "two", 3: "three", 4: "four", 5: "five x y (z.png)", 6: "six", 7: "seven & * eight",
        8: "nine",
    }  # fmt: skip


def test_tables_lists_and_quotes_are_blocks_of_their_own_kind() -> None:
    text = """\
a | b
--- | ---
1 | 2

> quoted
>
> again

1. step

   more
"""
    guide = read(text.encode(), "g.md")
    assert seen(guide) == {1: "a | b", 3: "1 | 2", 5: "quoted", 7: "again", 9: "step", 11: "more"}
    table = block_at(guide, 3)
    assert (table.first, table.last, table.holds) == (1, 3, {"table", "list"})
    assert block_at(guide, 5).last == 5 and block_at(guide, 7).first == 7
    assert block_at(guide, 11).holds == {"list", "command"}


def test_headings_of_both_kinds_and_of_html() -> None:
    text = "##\tSkills ##\nText\nTwo\nlines\n---\n\n<h3 id=x>Raw</h3>\n\n    # no\n\n#no\n"
    guide = read(text.encode(), "g.md")
    heads = {(b.first, b.last, b.level, b.text) for b in guide.blocks if b.kind == "heading"}
    assert heads == {(1, 1, 2, "Skills"), (2, 4, 2, "Text Two lines"), (7, 7, 3, "Raw")}
    assert seen(guide)[11] == "#no"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"ok\r\nfine\n\xff\xfe", r"g\.md:3: not UTF-8 text"),
        ("Führung\n".encode("utf-16"), "not UTF-8 text"),
        (b"a\0b", "holds zero bytes"),
        (b"x" * (MAX_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_guide_is_one_line(data: bytes, what: str) -> None:
    with pytest.raises(Problem, match=what) as caught:
        read(data, "g.md")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "> " * 5000, "* " * 5000, "<!--" * 5000, "`" * 5000, "\n" * 5000]
)
def test_hostile_text_is_read_all_the_same(text: str) -> None:
    assert read(text.encode(), "g.md").count == max(1, text.count("\n"))
