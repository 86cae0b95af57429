"""draw.io files of all kinds become shapes; whatever is broken or hostile becomes one line."""

from __future__ import annotations

import base64
import os
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftr_tui.exchange import drawio, pictures
from ftr_tui.exchange.drawio import parse, plain, read
from ftr_tui.model.diagram import Drawing, Mark
from ftr_tui.model.problem import Problem
from tests.exchange.drawn import (
    BOX,
    JPEG,
    PDF,
    RES,
    box,
    chunk,
    deflated,
    file,
    icon,
    model,
    packed,
    png,
    shape,
)

PAGE = model(icon("rds", "Orders & more"), box("<b>Billing</b><br>Lambda"))


def drawing(data: bytes) -> Drawing:
    found = parse(data, "a.drawio")
    assert found is not None
    return found


def labels(data: bytes) -> list[str]:
    return [m.label for m in drawing(data).marks]


def refused(data: bytes) -> str:
    with pytest.raises(Problem) as caught:
        parse(data, "a.drawio")
    assert str(caught.value).startswith("a.drawio:") and "\n" not in str(caught.value)
    return str(caught.value)


def test_a_packed_and_a_plain_file_hold_the_same() -> None:
    plain_file = drawing(file(PAGE))
    assert plain_file == drawing(file(PAGE, pack=True))
    assert plain_file.pages == ("Page 1",)
    assert plain_file.marks == (
        Mark(("mxgraph.aws4.resourceIcon", "mxgraph.aws4.rds"), "Orders & more", "Page 1"),
        Mark((), "Billing Lambda", "Page 1"),
    )


def test_pages_may_be_packed_or_not_in_one_file_and_a_model_may_stand_alone() -> None:
    second = f"<diagram>\n {packed(model(box('x')))} \n</diagram>"
    mixed = f'<mxfile><diagram name="A">{PAGE}</diagram>{second}</mxfile>'
    assert [m.page for m in drawing(mixed.encode()).marks] == ["A", "A", "page 2"]
    assert drawing(PAGE.encode()).marks[1].label == "Billing Lambda"
    assert len(drawing(file(PAGE).decode().encode("utf-16")).marks) == 2


def test_shapes_with_data_of_their_own_have_the_label_of_their_wrapper() -> None:
    inner = f'<mxCell style="{RES}s3;" vertex="1" parent="1"><mxGeometry as="geometry"/></mxCell>'
    cells = [f'<{tag} label="{tag} store" id="w{tag}">{inner}</{tag}>' for tag in ("UserObject", "object")]
    assert labels(file(model(*cells))) == ["UserObject store", "object store"]


def test_lines_and_what_is_hidden_are_not_drawn() -> None:
    cells = [
        shape("edgeStyle=none", "S3", more='edge="1"'),
        shape("edgeLabel;html=1;", "SQS"),
        '<mxCell id="layer" value="Old" parent="0" visible="0"/>',
        shape(BOX, "Group", at="layer", key="g"),
        shape(BOX, "Inside", at="g"),
        shape(BOX, "Here", at="gone"),
        shape(BOX, "Own parent", at="me", key="me"),
    ]
    assert labels(file(model(*cells))) == ["Here", "Own parent"]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("<div>Orders</div><div>v2</div>", "Orders v2"),
        ("a &lt; b &amp;nbsp; c", "a < b &nbsp; c"),
        ('<font color="#fff">A<sub>1</sub></font>&nbsp;B', "A1 B"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("\x1b[31mred\u202e", "\\u001b[31mred\\u202e"),
    ],
)
def test_markup_goes_and_nothing_reaches_a_terminal(label: str, text: str) -> None:
    assert plain(label) == text


def test_a_picture_may_carry_its_diagram(tmp_path: Path) -> None:
    whole = drawing(file(PAGE))
    text = quote(file(PAGE)).encode()
    for name, data in {
        "a.drawio.png": png(chunk(b"tEXt", b"mxfile\0" + text)),
        "b.drawio.png": png(chunk(b"tEXt", b"Title\0x"), chunk(b"zTXt", b"mxfile\0\0" + deflated(text))),
        "c.drawio.svg": _svg(file(PAGE, pack=True)),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert read(path, name) == whole, name
    (tmp_path / "d.png").write_bytes(png())
    (tmp_path / "e.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert [read(tmp_path / name, name) for name in ("d.png", "e.svg")] == [None, None]


def _svg(data: bytes) -> bytes:
    kind = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    return f'<?xml version="1.0"?>{kind}<svg content="{escape(data.decode())}"/>'.encode()


# --- broken and hostile ---------------------------------------------------------------------------------


def page(text: str) -> bytes:
    return f'<mxfile><diagram name="P">{text}</diagram></mxfile>'.encode()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE mxfile [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<mxfile><diagram name="&b;"/></mxfile>"""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "broken XML: no element found"),
        (file(PAGE)[:-20], "broken XML"),
        (b"<mxfile><diagram></mxfile>", "mismatched tag"),
        (b"<html><body/></html>", "no draw.io diagram (its root is html)"),
        (b"<mxfile><diagram>not base64!</diagram></mxfile>", "cannot be unpacked: the file is damaged"),
        (b"<mxfile><diagram>AAAA</diagram></mxfile>", "cannot be unpacked: the file is damaged"),
        (page(packed(PAGE)[:40]), "damaged"),
        (LAUGHS, "declares a document type or entities"),
        (b'<!DOCTYPE mxfile SYSTEM "file:///etc/passwd"><mxfile/>', "declares a document type"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg content="&x;"/>', "declares"),
        (page(packed('<!DOCTYPE a [<!ENTITY b "c">]><mxGraphModel/>')), "declares"),
        (page(packed("<mxGraphModel>")), "page 'P' holds broken XML"),
        (b'<?xml version="1.0" encoding="made-up"?><mxfile/>', "broken XML"),
        (_svg(b"<svg/>"), "no draw.io diagram"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_gives_one_line(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = base64.b64encode(deflated(b"%20" * 20_000_000)).decode()
    assert len(bomb) < 200_000
    assert "unpacks to more than 50 MB" in refused(f"<mxfile><diagram>{bomb}</diagram></mxfile>".encode())
    monkeypatch.setattr(drawio, "MAX_INFLATED", 1_000)
    assert "unpacks to more" in refused(file(*[model(box(str(n))) for n in range(9)], pack=True))
    monkeypatch.setattr(drawio, "MAX_BYTES", 1_000_000)
    assert "larger than 1 MB" in refused(b" " * 1_000_001)
    monkeypatch.setattr(drawio, "MAX_SHAPES", 10)
    assert "more than 10 shapes" in refused(file(model(*map(box, "abcdefghijk"))))
    monkeypatch.setattr(drawio, "MAX_PAGES", 2)
    assert "more than 2 pages" in refused(file("", "", ""))


def test_depth_costs_no_recursion() -> None:
    deep = "<mxCell>" * 200_000 + "</mxCell>" * 200_000
    assert "shapes" in refused(f"<mxGraphModel>{deep}</mxGraphModel>".encode())
    nested = "<a>" * 200_000 + "</a>" * 200_000
    assert drawing(f"<mxGraphModel>{nested}</mxGraphModel>".encode()).marks == ()


pieces = st.sampled_from(
    [
        *(
            b"<mxfile>",
            b"</mxfile>",
            b'<diagram name="A">',
            b"</diagram>",
            b"<mxGraphModel>",
            b"</mxGraphModel>",
        ),
        *(
            b'<mxCell id="1" parent="2" vertex="1" style="',
            b'"/>',
            b"<object label='",
            b"'>",
            b"</object>",
            b"<root>",
        ),
        *(
            b"mxgraph.aws4.rds;",
            b"shape=",
            b"&lt;b&gt;",
            b"&#0;",
            b"&a;",
            b"<!DOCTYPE a [",
            b"<![CDATA[",
            b"]]>",
        ),
        *(packed(PAGE).encode(), packed("<").encode(), b"%3Cmxfile%3E", b"\xff\xfe", b"\x00"),
    ]
)


@settings(deadline=None, max_examples=50)
@given(
    st.one_of(
        st.binary(max_size=200), st.lists(st.one_of(pieces, st.binary(max_size=8)), max_size=20).map(b"".join)
    )
)
def test_whatever_comes_is_a_drawing_or_a_problem(data: bytes) -> None:
    for whole in (
        data,
        file(PAGE, pack=True)[:100] + data,
        b"<mxfile><diagram>" + data + b"</diagram></mxfile>",
    ):
        try:
            found = parse(whole, "x")
        except Problem as error:
            assert str(error).startswith("x:")
        else:
            assert found is None or all("\x1b" not in m.label for m in found.marks)


# --- pictures that are only looked at ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "form"), [(png(), "png"), (JPEG, "jpeg"), (PDF, "pdf"), (b"GIF89a", None), (b"", None)]
)
def test_the_form_is_what_the_bytes_say(tmp_path: Path, data: bytes, form: str | None) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(data)
    assert pictures.whole(path, "picture") == form


@pytest.mark.parametrize(
    ("data", "said"), [(png()[:-6], "PNG is cut off"), (JPEG[:-1], "JPEG is"), (PDF[:-8], "PDF is")]
)
def test_a_picture_without_its_end_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "picture"
    path.write_bytes(data)
    with pytest.raises(Problem, match=said):
        pictures.whole(path, "picture")


def test_a_diagram_in_a_png_that_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(chunk(b"zTXt", b"mxfile\0\0\xff\xff\xff")))
    with pytest.raises(Problem, match="damaged"):
        read(path, "a.png")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-", b"<"]), st.binary(max_size=80))
def test_no_file_raises_anything_else(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(start + rest)
    for look in (pictures.whole, read):
        try:
            look(path, "any")
        except Problem as error:
            assert str(error).startswith("any:")


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("pipe", "not a regular file"), ("", "not a regular file"), ("none", "no such file")):
        with pytest.raises(Problem, match=said):
            pictures.whole(tmp_path / name, "x")
