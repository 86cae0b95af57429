"""Reading TOML that anybody may have written: guarded, and every error with its line."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ftr_tui.model.problem import Problem
from ftr_tui.model.text import clean, one_line

MAX_BYTES = 5_000_000
# tomllib needs time with the square of a dotted key's parts: 40 KB of dots took 4 s.
MAX_DOTS = 20
MAX_DEPTH = 12

_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
# Git's ======= alone may be the line under a heading in somebody's text, so it is no sign.
_MARKER = re.compile(r"^(<{7} |>{7} )")
_ANY_MARKER = re.compile(r"^[<>](?=<{6} |>{6} )", re.MULTILINE)
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))*)\s*="""
)
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
# Strings and comments, as TOML itself cuts them: a quote or # stands nowhere else. One that is not closed
# reaches to the end: nothing after it will be read, and looking for its end once is enough.
_TOKEN = re.compile(
    r'''"""(?:[^\\"]++|\\.|"(?!""))*+(?:"{3,5})?'''
    r"""|'{3}(?:[^']++|'(?!''))*+(?:'{3,5})?"""
    r"""|"(?:[^"\\\n]++|\\[^\n])*+"?|'[^'\n]*+'?|#[^\n]*+""",
    re.DOTALL,
)
_BETWEEN_KEYS = re.compile(r"[^\w. \t-]+")

M = TypeVar("M", bound=BaseModel)
Loc = tuple[str | int, ...]


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a regular file of at most 5 MB; Problem says why not."""
    name = shown(path)
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise Problem("not a regular file", file=name)
        if info.st_size > MAX_BYTES:
            raise Problem(f"larger than {MAX_BYTES // 1_000_000} MB; not read", file=name)
        return path.read_bytes()
    except FileNotFoundError:
        raise Problem("no such file", file=name) from None
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", file=name) from None


def parse(data: bytes, name: str) -> dict[str, Any]:
    """Return the TOML of ``data`` as a dict; Problem gives the line."""
    if data and not data.strip(b"\0"):
        raise Problem("holds only zeros (a crash may have cut it)", file=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Problem("not UTF-8 text", file=name, line=line, hint="save it as UTF-8") from None
    _guard(text, name)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _POSITION.search(str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        raise Problem(one_line(_POSITION.sub("", str(error)).strip()), file=name, line=line) from None
    except (ValueError, RecursionError):
        raise Problem("nested too deeply, or a number out of bounds", file=name) from None
    if _too_deep(found):
        raise Problem(f"nested more than {MAX_DEPTH} levels deep", file=name)
    return found


def without_markers(text: str) -> str:
    """Return TOML in which no line of a multi-line string looks like git's markers; it reads the same."""
    return _ANY_MARKER.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _guard(text: str, name: str) -> None:
    many_dots = False
    for number, line in enumerate(text.split("\n"), 1):
        if _MARKER.match(line):
            hint = "choose one side, then take the markers out"
            raise Problem("merge conflict: a marker of git stands here", file=name, line=number, hint=hint)
        many_dots = many_dots or line.count(".") > MAX_DOTS
    if not many_dots:
        return
    # A text may hold as many dots as it likes (a list of addresses); only those of keys are counted.
    for number, line in enumerate(_TOKEN.sub(_as_key, text).split("\n"), 1):
        if line.count(".") > MAX_DOTS and any(k.count(".") > MAX_DOTS for k in _BETWEEN_KEYS.split(line)):
            raise Problem(f"a key with more than {MAX_DOTS} dots", file=name, line=number)


def _as_key(match: re.Match[str]) -> str:
    return ("" if match[0][0] == "#" else "x") + "\n" * match[0].count("\n")


def _too_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        deeper: list[object] = []
        for thing in level:
            if isinstance(thing, dict):
                deeper += thing.values()
            elif isinstance(thing, list):
                deeper += thing
        if not deeper:
            return False
        level = deeper
    return any(isinstance(thing, dict | list) for thing in level)


def validate(model: type[M], found: dict[str, Any], data: bytes, name: str) -> M:
    """Return ``found`` as ``model``; Problem names file, line and key of the first fault."""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise problems(error, data, name)[0] from None
    except RecursionError:
        raise Problem("nested too deeply", file=name) from None


def problems(error: ValidationError, data: bytes, name: str) -> list[Problem]:
    """Return all faults of a validation, each with its line, without the values that were there."""
    lines = line_index(data.decode("utf-8-sig", errors="replace"))
    out = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        loc = tuple(fault["loc"])
        reason = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            reason = "unknown key"
        line = _line_of(lines, loc) or _line_of_id(data, reason) or 1
        out.append(Problem(one_line(reason, 400), file=name, line=line, key=one_line(key_text(loc))))
    return out


def key_text(loc: Loc) -> str:
    """Return a location as people write it: ``control[12].question[0].answers``."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def line_index(text: str) -> dict[Loc, int]:
    """Return location -> line number of every table and key outside multi-line strings."""
    index: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}
    table: Loc = ()
    open_lists = 0
    for number, line in enumerate(_TOKEN.sub(_flat, text).split("\n"), 1):
        key = _KEY.match(line)
        header = None if key else _HEADER.match(line)
        if open_lists <= 0 and header:
            table = _resolve(_parts(header[2]), counts, is_list=header[1] == "[[")
            index.setdefault(table, number)
        elif open_lists <= 0 and key:
            index.setdefault(table + _parts(key[1]), number)
        bare = _TOKEN.sub("", line)
        open_lists += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return index


def _flat(match: re.Match[str]) -> str:
    # Line for line the same, but no comment, and no text that could look like a table or a key.
    token = match[0]
    if token[0] == "#":
        return ""
    return '""' + "\n" * token.count("\n") if token[:3] in ('"""', "'''") else token


def _parts(text: str) -> Loc:
    return tuple(m[1] or m[2] or m[3] or "" for m in _PART.finditer(text))


def _resolve(parts: Loc, counts: dict[Loc, int], *, is_list: bool) -> Loc:
    """Return ``control.question`` as ``control, 3, question, 1``: lists get the index that they are at."""
    at: Loc = ()
    for depth, part in enumerate(parts):
        at = (*at, part)
        if depth == len(parts) - 1 and is_list:
            counts[at] = counts.get(at, -1) + 1
        if at in counts:
            at = (*at, counts[at])
    return at


def _line_of(lines: dict[Loc, int], loc: Loc) -> int | None:
    for end in range(len(loc), 0, -1):
        if loc[:end] in lines:
            return lines[loc[:end]]
    return None


def _line_of_id(data: bytes, reason: str) -> int | None:
    """Find the line of the id that a fault between tables names."""
    text = _TOKEN.sub(_flat, data.decode("utf-8-sig", errors="replace"))
    ids: dict[str, list[int]] = {}
    for found in re.finditer(r"""(?<![\w-])id[ \t]*=[ \t]*["']([^"'\n]*)["']""", text):
        ids.setdefault(found[1], []).append(found.start())
    for word in re.findall(r"[A-Z][A-Z0-9]+(?:-\d{3})?(?:\.\d+)?|[a-z0-9-]{3,}", reason):
        if word in ids:
            # Of two with the same id, the second is the one too many.
            at = ids[word][1:2] or ids[word][:1] if "twice" in reason else ids[word][:1]
            return text[: at[0]].count("\n") + 1
    return None


def shown(path: Path) -> str:
    """Return a path for a message: relative to the working folder where it lies below it."""
    try:
        return clean(str(path.resolve().relative_to(Path.cwd())))
    except (ValueError, OSError, RuntimeError):
        # RuntimeError: a link that points to itself.
        return clean(str(path))
