"""The bytes that a terminal gets, cut into what it shows and what it obeys; what is not known fails."""

from __future__ import annotations

import base64
import re
from collections.abc import Set
from dataclasses import dataclass, field

from tests.fuzzing.hostile import ESCAPES, MARK, OBEYED

_CSI = re.compile(r"([0-?]*)([ -/]*)([@-~])")
_STRING = re.compile(r"([^\x07\x1b\x9c]*)(\x07|\x1b\\|\x9c)")
_STRINGS = {"]": "OSC", "P": "DCS", "_": "APC", "^": "PM", "X": "SOS"}
_COPY = ("OSC", "52")
_C1 = {"\x9b": "[", "\x9d": "]", "\x90": "P", "\x9f": "_", "\x9e": "^", "\x98": "X"}


@dataclass
class Seen:
    """What a stream of bytes holds."""

    kinds: set[tuple[str, str]] = field(default_factory=set)
    """Kind and what tells its command: ``("CSI", "?h 1049")``, ``("OSC", "52")``, ``("C0", "0x0d")``."""
    strings: list[tuple[str, str]] = field(default_factory=list)
    """Kind and content of each OSC, DCS, APC, PM and SOS."""
    shown: str = ""
    """The text between them."""
    broken: list[str] = field(default_factory=list)
    """Escapes that no standard knows, or that never end."""


def cut(data: bytes) -> Seen:
    """Return what stands in the bytes; they must be UTF-8."""
    text = data.decode("utf-8", "replace")
    seen = Seen()
    shown: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\x1b" or char in _C1:
            eight = char != "\x1b"
            at = _escape(text, at + (0 if eight else 1), seen, eight=eight)
            continue
        if char in "\n\t\r":
            seen.kinds.add(("C0", hex(ord(char))))
            shown.append(char)
        elif OBEYED.match(char):
            seen.kinds.add(("character", hex(ord(char))))
        else:
            shown.append(char)
        at += 1
    seen.shown = "".join(shown)
    return seen


def _escape(text: str, at: int, seen: Seen, *, eight: bool) -> int:
    """Take one escape; return where the text goes on."""
    if at >= len(text):
        seen.broken.append("ESC at the end")
        return at
    char = _C1.get(text[at], text[at]) if eight else text[at]
    mark = "8-bit " if eight else ""
    if char == "[":
        found = _CSI.match(text, at + 1)
        if found is None:
            seen.broken.append(ascii(text[at : at + 20]))
            return at + 1
        private = found[1] if found[3] in "hl" else found[1][:1] if found[1][:1] in "<=>?" else ""
        seen.kinds.add((f"{mark}CSI", f"{private}{found[2]}{found[3]}"))
        return found.end()
    if char in _STRINGS:
        found = _STRING.match(text, at + 1)
        if found is None:
            seen.broken.append(f"{_STRINGS[char]} without an end: {text[at : at + 40]!a}")
            return at + 1
        kind = mark + _STRINGS[char]
        number = found[1].partition(";")[0] if kind.endswith("OSC") else ""
        seen.kinds.add((kind, number))
        seen.strings.append((kind, found[1]))
        return found.end()
    if char in " #%()*+-./":
        seen.kinds.add((f"{mark}ESC", text[at : at + 2]))
        return at + 2
    seen.kinds.add((f"{mark}ESC", char))
    return at + 1


def strays(data: bytes, allowed: Set[tuple[str, str]]) -> list[str]:
    """Return what a harmless run did not send, one line each; empty is good."""
    seen = cut(data)
    out = [f"{kind} {name}" for kind, name in sorted(seen.kinds - allowed - {_COPY})] + seen.broken
    # Some stand among those that every screen needs: a place to write at, a colour.
    out += [f"as it was planted: {e!a}" for e in ESCAPES if MARK in e and e.encode() in data]
    for kind, content in seen.strings:
        if (kind, content[:3]) == ("OSC", "52;"):
            # Our own way to the clipboard: what it carries is packed, and harmless where it is pasted.
            try:
                copied = base64.b64decode(content.rpartition(";")[2], validate=True).decode("utf-8")
            except ValueError:
                copied = content + "\x1b"
            if OBEYED.search(copied):
                out.append(f"copied: {copied[:80]!a}")
        elif MARK in content:
            out.append(f"{kind} holds a text of the session: {content[:80]!a}")
    return out
