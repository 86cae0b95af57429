"""What nobody should send us: texts, sessions that hold them in every field, and broken bytes.

An input is small: a handful of texts and a number that says which field has which. So it shrinks to the one
text that does the harm, and a hundred fields cost no more than one.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from annotated_types import MaxLen
from hypothesis import strategies as st
from pydantic import BaseModel

from ftr_tui.model.facts import Evidence
from ftr_tui.model.session import Session
from ftr_tui.model.text import clean
from ftr_tui.model.workload import Workload
from tests.actions.canaries import AT, KEYS, MEMBER, Garden, _of

MARK = "KANARY"
"""Stands in every escape; nothing that a terminal obeys may hold it."""
ESCAPES = (
    f"\x1b]52;c;{MARK}\x07", f"\x1b]0;{MARK}\x07", f"\x1b]2;{MARK}\x1b\\", "\x1b[2J\x1b[H" + MARK,
    f"\x1bP{MARK}\x1b\\", f"\x1b_{MARK}\x1b\\", f"\x1b^{MARK}\x1b\\", f"\x1bX{MARK}\x1b\\",
    f"\x9b2J{MARK}", f"\x9d0;{MARK}\x9c", f"\x90{MARK}\x9c", "\x1b[201~" + MARK, "\x1b[?1049l" + MARK,
    f"\x1bc{MARK}", f"\x1b]8;;http://{MARK}\x07x\x1b]8;;\x07", f"\x1b[6n{MARK}", f"\x1b[>0q{MARK}",
    f"\x1b]1337;File={MARK}\x07", f"\x1b[5i{MARK}\x1b[4i", f"{MARK}\x08\x08\x7f\x07\x0b\x0c\x0e\x0f\x00",
    f"\x1b(0{MARK}\x1b#8", f"\x1b[3;1H{MARK}\r{MARK}", "\x1b", "\x9b", "\x1b]", "\x1b[",
)  # fmt: skip
MARKUP = (
    "[/red]", "[/]", "[link=file:///etc/passwd]x[/link]", "[@click=app.quit]x[/]", "role/x [prod]",
    "ends in \\",
    "ends in [", "\\[b]", "[bold", "$name ${x} {0} {x} %s %(x)s", "<script>alert(1)</script>", "<account>",
    '"><img src=x onerror=alert(1)>', "<!-- --><![CDATA[", "&lt;&#27;[2J&#x9b;", "](javascript:alert(1))",
    "![x](file:///etc/passwd)", "` `` ``` ````", "# title", "| a | b |\n|---|---|", "- [ ] x",
    "<<<<<<< HEAD\n",
    ">>>>>>> theirs\n", "=======\n", '"""', "'''", "\\u001b", "=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1",
    "＝1", "' = 1", "=cmd|' /C calc'!A0", "BEGIN:VEVENT\r\nEND:VEVENT", "x\r\nATTENDEE:mailto:a@b.c",
    "#set page(width: 1cm)", '#read("/etc/passwd")', "$ x $ #eval(1)", "*a* _b_ @ref <label>",
)  # fmt: skip
"""What another format would take for its own."""
ODD = (
    "\u202egnp.exe\u202c", "\u2066a\u2069", "a\u200bb\u200e\u200f\u2060\ufeff", "\u2028\u2029\x85", "\ud800",
    "\udfff\ud83d", "\ufffe\uffff\ufff9\ufffb", "\U000e0041\U000e007f", "e\u0301\u0323" * 40, "\u0301",
    "\u200d\u200c", "👩‍👩‍👧‍👦🇻🇳", "字" * 300, "ế" * 200, "\u1160\u3164\uffa0", "مرحبا שלום", "\u00ad",
    "\t\t\n\n\n", " ", "\n", "a\r\nb\rc", "\U0001d173", "￼", "\ue000", "\u034f", "x" * 1_000, "a b " * 300,
    "\x1b[" * 300, "٣٤٥", "²³", "½", "Ⅷ", "ﷺ", "𝟙𝟚", "İIıi", "ß", "K",
)  # fmt: skip
LONG = ("W" * 100_000, "字 " * 50_000, "\n" * 20_000, "\x1b[2J" * 25_000, "a\u0301" * 50_000)

ALPHABET = st.one_of(
    st.characters(),
    st.sampled_from("\x1b\x9b\x9d\x90\x07\x00\x7f\x08\r\n\t\u202e\u200b\ud800\ufeff[]<>|`=\\\"'{}#$;&"),
)
texts = st.one_of(
    st.sampled_from(ESCAPES),
    st.sampled_from(MARKUP),
    st.sampled_from(ODD),
    st.text(ALPHABET, max_size=40),
    st.builds("{}{}{}".format, st.sampled_from(MARKUP), st.sampled_from(ESCAPES), st.sampled_from(ODD)),
)
"""One hostile text."""
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
"""What no text that leaves the program may hold: the list of hard-cases.md, not the program's own."""


@dataclass(frozen=True)
class Seed:
    """One input: which texts, and which field has which."""

    texts: tuple[str, ...]
    order: int = 0
    long: int = -1
    """Of ``LONG``, for one field in twenty; -1: none."""

    def text(self, path: str) -> str:
        """Return the text of a field."""
        number = int.from_bytes(hashlib.md5(f"{self.order}{path}".encode()).digest()[:4])
        if self.long >= 0 and number % 20 == 0:
            return LONG[self.long]
        return self.texts[number % len(self.texts)] if self.texts else "text"


def seeds(long: bool = True) -> st.SearchStrategy[Seed]:
    """Return the strategy of inputs, one in some with a text of 100,000 characters."""
    some = st.lists(texts, min_size=1, max_size=6).map(tuple)
    large = st.sampled_from([-1] * 12 + list(range(len(LONG)))) if long else st.just(-1)
    return st.builds(Seed, some, st.integers(0, 999), large)


@cache
def folder() -> Path:
    """Return a folder of this process, which is gone with it."""
    path = Path(tempfile.mkdtemp(prefix="ftr-fuzz-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


HARMLESS = Seed(("A harmless text of some words.",))


class Poisoned(Garden):
    """A session, findings and a workload with a seed's texts in every field that takes one."""

    def __init__(self, seed: Seed) -> None:
        super().__init__()
        self.seed = seed

    def text(self, path: str) -> str:
        return self.seed.text(path) or "x"

    person = account = resource = text

    def make(self, model: type[BaseModel], path: str = "", **given: Any) -> dict[str, Any]:
        """Return the fields, none longer than its model takes."""
        out = super().make(model, path, **given)
        for name, field in model.model_fields.items():
            most = next((m.max_length for m in field.metadata if isinstance(m, MaxLen)), None)
            key = field.alias or name
            if most is not None and isinstance(out.get(key), str):
                out[key] = clean(out[key])[:most].rstrip("\\") or "x"
        return out


def grown(seed: Seed) -> tuple[Session, Evidence, Workload]:
    """Return models as a file that somebody prepared would bring them."""
    garden = Poisoned(seed)
    made = garden.make(Session, routes=["sheet", "wafr", "soc2"], sample=False, created=AT, revision=1)
    made["member"].append({"name": MEMBER, "role": "architect"})
    made["calendar"]["of-our-own"] = garden.make(_of(Session, "calendar"), "Session.calendar.own", off="")
    made["rehearsal"][0]["running"] = None
    made["responses"][KEYS["responses"]]["from"] = ""
    made["practice"][KEYS["practice"]]["state"] = "not-done"
    made["review_question"]["priorities"] |= {"none": False, "applies": True}
    made["document"] += [
        made["document"][0] | {"id": "D02", "where": "https://x.example/" + garden.text("where")}
    ]
    answer = made["answers"][KEYS["answers"]]
    made["answers"] |= {
        "IAM-003.1": answer,
        "RES-004.1": answer | {"value": "no"},
        garden.text("key"): answer,
    }
    findings = garden.make(Evidence)
    first = findings["finding"][0]
    findings["finding"] += [
        first | {"question": "IAM-002.2", "favourable": False},
        first | {"question": "ARC-004.1", "control": "ARC-004", "favourable": True},
        first | {"question": garden.text("question"), "control": garden.text("control")},
    ]  # fmt: skip
    session = Session.model_validate(made)
    return session, Evidence.model_validate(findings), Workload.model_validate(garden.make(Workload))


def past_all_checks(thing: Any, seed: Seed) -> Any:
    """Return the models with texts as they were before they were cleaned: some way in had forgotten it."""
    raw = {clean(text): text for text in (*seed.texts, *LONG[seed.long : seed.long + 1])}
    return _raw(thing, raw)


def _raw(thing: Any, raw: dict[str, str]) -> Any:
    if isinstance(thing, str) and type(thing) is str:
        return raw.get(thing, thing)
    if isinstance(thing, BaseModel):
        fields = type(thing).model_fields
        return thing.model_copy(update={name: _raw(getattr(thing, name), raw) for name in fields})
    if isinstance(thing, list):
        return [_raw(one, raw) for one in thing]
    if isinstance(thing, dict):
        return {key: _raw(one, raw) for key, one in thing.items()}
    return thing


# --- bytes ------------------------------------------------------------------------------------------

_LINES = (
    b"<<<<<<< HEAD", b"=======", b">>>>>>> theirs", b"[answers]", b"[[finding]]", b"schema = 99",
    b'schema = "1"',
    b"schema = 1", b"x = 1", b"x = ", b'x = "', b'x = """', b"[", b"[[", b"]", b"x = inf", b"x = 2026-13-40",
    b"x = " + b"9" * 5_000, b"x = " + b"[" * 600, b"x = " + b"{a = " * 400, b"a." * 5_000 + b"b = 1",
    b"[" + b"a." * 30 + b"b]", b"x = true", b"\x00", b"\xff\xfe", b"x = '\\u001b]0;KANARY\\u0007'",
    b'x = "\\u001b]0;KANARY\\u0007"', b'product = "\\ud800"', b"revision = -1",
    b"revision = 9007199254740993",
    b"created = 2026-11-24", b"\x1b[2J", b"{", b"}", b'"', b",,,,,,,,", b";;;;", b"\t", b"</mxfile>",
    b"<!DOCTYPE x [",
    b'<!ENTITY a "&b;&b;&b;">', b"```", b"- " * 500, b"> " * 500, b"|" * 500, b"<" * 500, b"[" * 5_000,
    b"*" * 5_000,
)  # fmt: skip
_VALUES = (b"true", b"1", b"-1", b"1.5", b"inf", b'""', b"[]", b"{}", b'"x"', b"2026-01-01", b"null",
           b"[[[[]]]]",
           b"999999999999999999999999", b'"\\u202e"', b"1979-05-27T07:32:00", b"")  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing done to a file; ``at`` and ``much`` are parts of its length."""

    what: str
    at: float
    much: float
    piece: bytes

    def __call__(self, data: bytes) -> bytes:
        """Return the file after it."""
        at = int(self.at * len(data))
        end = min(len(data), at + 1 + int(self.much * self.much * len(data)))
        return _DO[self.what](data, at, end, self.piece)


def _line_at(data: bytes, at: int) -> tuple[int, int]:
    start = data.rfind(b"\n", 0, at) + 1
    stop = data.find(b"\n", at)
    return start, len(data) if stop < 0 else stop + 1


def _again(data: bytes, at: int, _end: int, _piece: bytes) -> bytes:
    start, stop = _line_at(data, at)
    return data[:stop] + data[start:stop] + data[stop:]


def _value(data: bytes, at: int, _end: int, piece: bytes) -> bytes:
    start, stop = _line_at(data, at)
    key, sign, _old = data[start:stop].partition(b"=" if b"=" in data[start:stop] else b":")
    return data[:start] + key + sign + b" " + piece + b"\n" + data[stop:]


def _put_line(data: bytes, at: int, _end: int, piece: bytes) -> bytes:
    start, _stop = _line_at(data, at)
    return data[:start] + piece + b"\n" + data[start:]


_DO = {
    "as it is": lambda d, a, e, p: d,
    "cut": lambda d, a, e, p: d[:a],
    "cut out": lambda d, a, e, p: d[:a] + d[e:],
    "zeros": lambda d, a, e, p: d[:a] + b"\0" * (e - a) + d[e:],
    "twice": lambda d, a, e, p: d[:e] + d[a:e] + d[e:],
    "line twice": _again,
    "a value": _value,
    "a line": _put_line,
    "put in": lambda d, a, e, p: d[:a] + p + d[a:],
    "one byte": lambda d, a, e, p: d[:a] + (p[:1] or b"\xff") + d[a + 1 :],
    "bom": lambda d, a, e, p: b"\xef\xbb\xbf" + d,
    "crlf": lambda d, a, e, p: d.replace(b"\n", b"\r\n"),
    "cr": lambda d, a, e, p: d.replace(b"\n", b"\r"),
    "utf-16": lambda d, a, e, p: d.decode("utf-8", "replace").encode("utf-16"),
    "utf-16, no mark": lambda d, a, e, p: d.decode("utf-8", "replace").encode("utf-16-le"),
    "latin-1": lambda d, a, e, p: d.decode("utf-8", "replace").encode("latin-1", "replace").replace(b"?",
    b"\xe9"),
    "nothing": lambda d, a, e, p: b"",
    "only this": lambda d, a, e, p: p,
    "all of it many times": lambda d, a, e, p: d * 3 if len(d) < 200_000 else d,
}  # fmt: skip

pieces = st.one_of(
    st.sampled_from(_LINES), st.sampled_from(_VALUES), st.binary(max_size=30),
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
)  # fmt: skip
part = st.floats(0, 1, exclude_max=True)
changes = st.lists(
    st.builds(Change, st.sampled_from(sorted(_DO)), part, part, pieces), min_size=1, max_size=4
)
"""What is done to a file."""


def changed(data: bytes, todo: list[Change]) -> bytes:
    """Return the file after all of it, at most 1 MB."""
    for change in todo:
        data = change(data)[:1_000_000]
    return data
