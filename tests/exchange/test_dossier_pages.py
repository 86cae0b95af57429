"""The dossier as HTML, PDF and Markdown: whole, adding up, and obeying no text of a person."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest
import tomli_w
from markdown_it import MarkdownIt

from ftr_tui.actions import dossier, opening
from ftr_tui.actions import routes as reports
from ftr_tui.actions.desk import Desk
from ftr_tui.exchange.dossier import content
from ftr_tui.exchange.dossier.blocks import (
    Bars,
    Block,
    Figures,
    Heading,
    Ink,
    Link,
    PageBreak,
    Paragraph,
    Strong,
    Table,
    Title,
    Verbatim,
    plain,
)
from ftr_tui.exchange.dossier.languages import language, scripts
from ftr_tui.exchange.dossier.to_html import html
from ftr_tui.exchange.dossier.to_markdown import markdown
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import mask_secrets
from tests.exchange import dossier_samples as samples
from tests.exchange.dossier_samples import NOW, attack

TAGS = set(
    re.findall(
        r"\w+",
        "html head meta title style body main header nav section article h1 h2 h3 h4 p ul ol li a b strong "
        "code bdi blockquote pre dl dt dd div span table colgroup col thead tbody tr th td svg defs pattern "
        "rect",
    )
)
ATTRIBUTES = {
    "lang": r"en|ja|ko|vi", "charset": "utf-8", "name": "viewport|referrer", "dir": "auto",
    "scope": "col|row",
    "http-equiv": "Content-Security-Policy", "rel": "noopener noreferrer", "style": r"width:\d+%",
    "href": r"#[\w-]+|https?://\S+", "id": r"[\w-]+", "aria-labelledby": r"[\w-]+", "role": "img",
    "class": r"[a-z -]+", "aria-hidden": "true", "data-label": r"[\w ,.']+", "content": r"[\w ;:'=,.-]+",
    "viewbox": r"[\d ]+", "width": r"[\d.]+", "height": r"[\d.]+", "x": r"[\d.]+", "y": r"[\d.]+",
    "patternunits": "userSpaceOnUse", "patterntransform": r"rotate\(-?\d+\)", "aria-label": r"[^<>&\"]+",
}  # fmt: skip


class Page(HTMLParser):
    """Reads a page and refuses whatever is not on the lists."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.refs: set[str] = set()
        self.links: set[str] = set()
        self.levels: list[int] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name)
            assert re.fullmatch(ATTRIBUTES[name], value or ""), (tag, name, value)
        found = dict(attrs)
        self.ids += [str(found["id"])] if "id" in found else []
        href = str(found.get("href", ""))
        if href.startswith("#"):
            self.refs.add(href[1:])
        elif href:
            self.links.add(href)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in ("meta", "col", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag != "rect":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Block], list[str]]:
    """Return the tree of a session that is an attack in every field, and the names of these fields."""
    asked: list[str] = []

    def text(path: str, most: int = 1000) -> str:
        asked.append(path)
        return attack(path, most)

    desk = samples.desk(tmp_path_factory.mktemp("hostile"), text)
    return content.tree(dossier.gather(desk)), asked


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Block], list[str], list[str]]:
    """Return the page of next steps of such a session, the fields that it shows, and the lines to copy."""
    folder = tmp_path_factory.mktemp("steps")
    (folder / "questionnaires").mkdir()
    # A file of the user's own is no wording of ours.
    step = {"question": "IAM-002.1", "answers": ["no"], "effort": "day"}
    step |= {"change": attack("step-change"), "breaks": attack("step-breaks")}
    line = {"about": attack("step-about"), "per": "resource", "kind": "role", "writes": False}
    line["cli"] = "aws iam get-role --role-name {id} --query 'Role.Arn|<script>`x`</script>'"
    told = {"schema": 1, "checklist": "partner-hosted", "step": [step | {"line": [line]}]}
    (folder / "questionnaires" / "next-steps.toml").write_text(tomli_w.dumps(told), encoding="utf-8")
    desk = samples.desk(folder, attack)
    desk.session = desk.session.changed(answers={})
    found = [
        f.model_copy(update={"resources": [r.model_copy(update={"kind": "role"}) for r in f.resources]})
        for f in desk.evidence.finding
    ]
    desk.evidence = desk.evidence.model_copy(update={"finding": found})
    desk.__dict__.pop("review", None)
    asked = ["product", "owner", "sum-IAM-002.1", "not-reread", "step-change", "step-breaks", "step-about"]
    lines = [f"aws iam get-role --role-name {name} --query 'Role.Arn|<script>`x`</script>'"
             for name in ("ROLE_NAME", *(f"key-{n}" for n in range(1, 5)))]  # fmt: skip
    return dossier.fixes_tree(desk), asked, lines


def test_html_of_next_steps_obeys_nothing(steps: tuple[list[Block], list[str], list[str]]) -> None:
    tree, asked, lines = steps
    text = html(tree)
    page = Page(text)
    assert lost(asked, flat("".join(page.texts))) == set()
    assert page.refs <= set(page.ids) and page.links == set()
    assert not re.search(r"<(script|img|link|iframe|object|form|base)\b", text)
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False))
    # Each line whole, and nothing of an attack on a line of its own.
    copied = "".join(page.texts).split("# only looks: ")
    assert [part.split("\n")[1] for part in copied[1:]] == lines


def test_markdown_of_next_steps_obeys_nothing(steps: tuple[list[Block], list[str], list[str]]) -> None:
    tree, asked, lines = steps
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown(tree))
    every = [t for block in tokens for t in (block, *(block.children or []))]
    assert not {t.type for t in every} & {"html_block", "html_inline", "image", "em_open", "hr"}
    shown = flat("".join(t.content for t in every if t.type in ("text", "code_inline", "fence")))
    assert lost(asked, shown) == set()
    (fence,) = (t for t in tokens if t.type == "fence")
    told = [line for line in fence.content.split("\n") if line]
    assert told[1::2] == lines and all(line.startswith("# only looks: ") for line in told[::2])


def flat(text: str) -> str:
    return " ".join(text.split())


UNSHOWN = {"seat"}
"""What the dossier leaves to the debrief's own page: controls are graded, not people."""


def lost(asked: list[str], shown: str) -> set[str]:
    """Return the fields whose text stands not in ``shown`` to the last letter."""
    return {p for p in asked if flat(attack(p, 100 if p in ("product", "member") else 1000)) not in shown}


@pytest.mark.hard_case(78)
def test_html_shows_every_attack_and_obeys_none(hostile: tuple[list[Block], list[str]]) -> None:
    tree, asked = hostile
    page = Page(html(tree))
    shown = flat("".join(page.texts))
    assert lost(asked, shown) == UNSHOWN
    assert page.refs <= set(page.ids) and len(page.ids) == len(set(page.ids))
    assert page.links == {'https://wiki.example/"><script>x</script>'}
    # No level is left out on the way down.
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False))


@pytest.mark.hard_case(78)
def test_html_loads_and_runs_nothing(hostile: tuple[list[Block], list[str]]) -> None:
    text = html(hostile[0])
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    head, _body = text.split("<body>")
    assert "url(http" not in head and "@import" not in head and "url(//" not in head
    assert not re.search(r"<(script|img|link|iframe|object|form|base)\b", text)


@pytest.mark.hard_case(79)
def test_markdown_shows_every_attack_and_obeys_none(hostile: tuple[list[Block], list[str]]) -> None:
    tree, asked = hostile
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    texts, links = [], set()
    tokens = parser.parse(markdown(tree))
    for token in [t for block in tokens for t in (block, *(block.children or []))]:
        assert token.type not in (
            "html_block",
            "html_inline",
            "image",
            "em_open",
            "s_open",
            "hr",
            "lheading_open",
        )
        if token.type in ("text", "code_inline", "fence"):
            texts.append(token.content)
        elif token.type == "link_open":
            links.add(str(token.attrs["href"]))
        elif token.type in ("td_close", "paragraph_close"):
            texts.append("\n")
    shown = flat("".join(texts))
    assert lost(asked, shown) == UNSHOWN
    assert {k for k in links if not k.startswith("#")} == {
        "https://wiki.example/%22%3E%3Cscript%3Ex%3C/script%3E"
    }
    headings = [t for t in tokens if t.type == "heading_open"]
    assert len(headings) == sum(isinstance(b, Heading | Title) for b in tree)


@pytest.mark.hard_case(78)
def test_a_link_is_http_and_nothing_else() -> None:
    ink = Ink()
    assert isinstance(ink.where("https://a.example/x"), Link)
    for where in (
        "javascript:alert(1)",
        "data:text/html,x",
        "acme.files/x.pdf",
        "http://a b",
        "//a.example",
        " ",
    ):
        assert not isinstance(ink.where(where), Link)
    # Where something of it is hidden it leads nowhere.
    assert not isinstance(Ink(lambda t: t.replace("acme", "x")).where("https://acme.example"), Link)


@pytest.mark.hard_case(85)
def test_no_secret_leaves_by_any_field(tmp_path: Path) -> None:
    desk = samples.desk(tmp_path, lambda path, most: "AKIAABCDEFGHIJKLMNOP"[:most])
    for ending in (".md", ".html"):
        text = dossier.dossier_bytes(desk, ending, lambda t: mask_secrets(t)[0]).decode()
        assert "AKIA" not in text and text.count("masked: looks like a secret") > 60


@pytest.mark.hard_case(86)
def test_page_one_says_whether_it_is_redacted(tmp_path: Path) -> None:
    desk = samples.desk(tmp_path, lambda path, most: "Linh"[:most])
    for redacted, words in ((True, "REDACTED: "), (False, "NOT redacted: ")):
        tree = content.tree(dossier.gather(desk, redacted=redacted), lambda t: t.replace("Linh", "person-1"))
        first = tree[0]
        assert isinstance(first, Title)
        (said,) = (n for n in first.notices if n.startswith(words))
        assert not redacted or said.endswith("names of the product, of companies and of hosts stay.")
        assert "Linh" not in html(tree) + markdown(tree)


# --- figures ------------------------------------------------------------------------------------------


def tables(tree: list[Block], after: str) -> Iterator[Block]:
    """Yield the blocks of one part."""
    inside = False
    for block in tree:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.id == after
        if inside:
            yield block


@pytest.mark.parametrize("name", ["hostile", "blank", "wafr"])
def test_figures_add_up(name: str, tmp_path: Path, hostile: tuple[list[Block], list[str]]) -> None:
    desk = opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)
    if name == "wafr":
        reports.prepare(desk, "sheet", on=False)
    tree = hostile[0] if name == "hostile" else content.tree(dossier.gather(desk))
    counted = next(b for b in tables(tree, "coverage") if isinstance(b, Table))
    numbers = [int(plain(row[1])) for row in counted.rows]
    # 58 questions, CIS.1, CIS.2, GA.1 and the two gates are 61 with the gates among the 58.
    assert sum(numbers[:-1]) == numbers[-1] == len(desk.checklist.questions) == 61
    outcome = list(tables(tree, "outcomes"))
    assert [sum(n for n, _w in b.rows) for b in outcome if isinstance(b, Figures)] == [44]
    bars = [sum(sum(parts.values()) for _l, parts in b.rows) for b in outcome if isinstance(b, Bars)]
    assert bars == [44, 44]
    assert sum(isinstance(b, Heading) and bool(b.group) for b in tree) == len(desk.checklist.items)
    Page(html(tree))
    first = tree[0]
    assert isinstance(first, Title)
    if name == "wafr":
        assert plain(first.verdict).startswith("Not ready: ") and "checks met, next WAFR-" in plain(
            first.verdict
        )


def test_what_nobody_may_overlook_is_loud(hostile: tuple[list[Block], list[str]]) -> None:
    text = "\n".join(
        re.sub(r"<[^>]+>", "", line) for line in html(hostile[0]).split("\n") if "notice" in line
    )
    for word in ("Overruled.", "Against evidence.", "Unconfirmed.", "Expired.", "Not read again.",
                 "Of an earlier release", "were not read", "Nobody could log in", "Nobody"):  # fmt: skip
        assert word in text
    assert "and 4980 more" in html(hostile[0])


def test_a_large_session_is_written(tmp_path: Path) -> None:
    desk = samples.desk(tmp_path, lambda path, most: path)
    document = desk.session.document[0]
    many = [document.model_copy(update={"id": f"D{n:02}", "title": f"Paper {n}"}) for n in range(1, 301)]
    desk.session = desk.session.changed(document=many)
    desk.evidence = samples.evidence(lambda path, most: path, resources=5000)
    desk.__dict__.pop("review", None)
    tree = content.tree(dossier.gather(desk))
    listed = next(b for b in tables(tree, "documents") if isinstance(b, Table))
    assert [plain(r[0]) for r in listed.rows] == [f"D{n:02}" for n in range(1, 301)]
    assert "key-19" in html(tree) and "key-20" not in html(tree)


def test_languages_are_told_by_their_letters() -> None:
    assert [language(t) for t in ("plain", "é", "khoá truy cập đủ", "かな漢字", "한국어", "漢字")] == [
        "", "", "vi", "ja", "ko", ""]  # fmt: skip
    assert scripts("漢字 ✅ 한") == {"ja", "emoji", "ko"}
    assert '<bdi lang="ja">' in html([Heading(2, (Ink().said("かな"),), "x")])


# --- PDF ------------------------------------------------------------------------------------------------


def test_without_the_extra_a_pdf_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    desk = opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)
    with pytest.raises(Problem, match=r"pip install 'ftr-tui\[pdf\]'.*print it to PDF from a browser"):
        dossier.dossier_bytes(desk, ".pdf")


def test_a_typst_that_does_not_load_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ftr_tui.exchange.dossier import to_typst

    (tmp_path / "typst.py").write_text("raise ImportError('GLIBC_2.99 not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "typst", raising=False)
    with pytest.raises(Problem, match=r"does not load here: GLIBC_2.99.*\.html"):
        to_typst.pdf([], NOW)


@pytest.mark.hard_case(80)
@pytest.mark.skipif(find_spec("typst") is None, reason="the extra pdf is not installed")
def test_typst_draws_every_attack_and_obeys_none(
    hostile: tuple[list[Block], list[str]],
    steps: tuple[list[Block], list[str], list[str]],
    tmp_path: Path,
) -> None:
    import typst

    from ftr_tui.exchange.dossier import to_typst

    # Both pages in one go, the second one without its title.
    tree = [*hostile[0], *steps[0][1:]]
    main, _fonts = to_typst.prepared(tree, NOW, tmp_path)
    assert "import" not in main.read_text() and main.read_text() == to_typst.template()
    # #panic and #import stop typst where they are obeyed; a heading that is ours alone has its level.
    found = typst.Compiler(main, root=tmp_path).query("heading", field="level")
    wanted = [1, 2, *(b.level for b in tree if isinstance(b, Heading))]
    assert [int(n) for n in re.findall(r"\d", str(found))] == wanted


@pytest.mark.hard_case(80)
@pytest.mark.skipif(find_spec("typst") is None, reason="the extra pdf is not installed")
def test_a_pdf_is_made_and_says_which_letters_are_missing(tmp_path: Path) -> None:
    from ftr_tui.exchange.dossier import to_typst

    tree: list[Block] = [Heading(2, (Ink().said("日本語 🚀"),), "x")]
    made = to_typst.pdf(tree, NOW)
    assert made.data.startswith(b"%PDF-")
    notes = list(to_typst.missing(tree, {"ja": [], "ko": [], "emoji": ["Noto Color Emoji"]}))
    assert len(notes) == 1 and "Japanese" in notes[0] and "Noto Sans CJK JP" in notes[0]


@pytest.mark.skipif(not (find_spec("typst") and which("pdftotext")), reason="typst or pdftotext is missing")
def test_no_small_heading_stands_alone_at_a_pages_foot(tmp_path: Path) -> None:
    from ftr_tui.exchange.dossier import to_typst

    tree: list[Block] = []
    for lines in range(40, 52):  # one of them fills the page but for one line
        tree += [PageBreak(), *[Paragraph(("line",))] * lines]
        for head in ((Strong("We answer"),), (Strong("Response"), " (Lan)")):
            tree += [Paragraph(head), Verbatim("words")]
    (tmp_path / "a.pdf").write_bytes(to_typst.pdf(tree, NOW).data)
    told = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    pages = [[x for x in page.splitlines() if x and "/" not in x] for page in told.stdout.split("\f")]
    assert [page[-1] for page in pages if page and page[-1] not in ("line", "words")] == []
    assert any(page[0] == "We answer" for page in pages if page)


def test_the_day_of_a_closing_list_stands_on_page_one(tmp_path: Path) -> None:
    desk = opening.create(tmp_path / "sessions", "Acme", who="Lan", clock=lambda: NOW)
    later = desk.review.today.replace(year=2027)
    assert later > date(2026, 12, 1)
    first = content.tree(dossier.gather(desk))[0]
    assert isinstance(first, Title) and any("closes in Nov 2026" in n for n in first.notices)


def test_desk_is_unchanged_by_a_dossier(tmp_path: Path) -> None:
    desk: Desk = samples.desk(tmp_path)
    before = desk.session
    dossier.dossier_bytes(desk, ".html")
    assert desk.session == before
