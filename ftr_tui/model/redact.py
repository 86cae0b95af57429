"""What names an account, a person or a resource gives way to a token; the same one in every export.

Hidden are account ids, ARNs, e-mail addresses, AWS's unique ids, public IP addresses, people, and the names
of resources that findings tell. Kept are the product, Regions, dates, web addresses and private IP addresses.
What cannot be known stays: a person who is named in a text alone and nowhere as somebody who does something.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ftr_tui.model.redact_names import ALSO_WORDS, GENERIC, Index, parts_of, people_in, plain, words_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from ftr_tui.model.facts import Evidence
    from ftr_tui.model.session import Session
    from ftr_tui.model.workload import Workload

KINDS = ("account", "arn", "email", "id", "ip", "person", "resource")
_PEOPLE = frozenset(
    {"by", "owner", "who", "seat", "seats", "reviewers", "people", "signed_by", "imported_by"}
)
"""Fields that hold who, wherever they stand; ``asker`` and ``name`` only in some places."""
_RESOURCES = {("resources", key) for key in ("name", "id", "of")}
_RESOURCES |= {("scope", "role"), ("scope", "profiles")}
_DIGIT = "[0-9\uff10-\uff19]"
_DASH = "[-\u2010-\u2013\u2212\uff0d]"
_PART = "[-\u2010-\u2013\u2212\uff0d \u00a0]"
"""Between the parts of an account id: a dash as the console shows it, a blank as people write it."""
_PATTERN = re.compile(
    # What was written here already is no text of a person: it stays as it is.
    rf"(?P<done>(?<![^\W_])(?:{'|'.join(KINDS)})-[0-9]+(?![^\W_]))"
    r"|(?P<arn>(?<![A-Za-z0-9])(?i:arn:aws[\w-]{0,20}):[\w-]{0,40}:[\w-]{0,40}:[\w*-]{0,40}:"
    r"[A-Za-z0-9_+=.@/:*?$%~#!&{}-]{1,2048}(?<![.:!?]))"
    r"|(?P<email>(?<!\w)\w[\w.+'-]{0,127}@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,10})"
    rf"|(?P<account>(?<!{_DIGIT})(?:{_DIGIT}{{12}}|{_DIGIT}{{4}}{_PART}{_DIGIT}{{4}}{_PART}{_DIGIT}{{4}})"
    rf"(?!{_DIGIT}|{_DASH}{_DIGIT}))"
    r"|(?P<id>\b(?:A(?:KI|SI|RO|ID|GP|IP|NP|NV|PK|BI|CC|SC)A[A-Z0-9]{12,28})\b)"
    r"|(?P<ip>(?<![\w.:])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w.]*\w)"
    r"|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])))"
    r"|(?P<resource>\b[a-z]{1,12}-[0-9a-f]{8}(?:[0-9a-f]{9})?\b)"
)
_REGION = re.compile(r"\b[a-z]{2,3}(?:-[a-z]{3,12}){1,2}-[0-9]\b")
_PUBLIC = re.compile(r"^(?:aws|cis|pci|nist|iso|soc)[-_/]|^v?[0-9]+(?:\.[0-9]+)*$", re.IGNORECASE)
"""Standards and releases: names that are the same for everybody."""
_MARKED = re.compile(r"[-_/.:\d]|[a-z][A-Z]")
"""A word that somebody made up as an identifier, not one of a sentence."""
_TERMS = frozenset(
    {
        *("yes", "no", "not-applicable", "temporary", "static", "supports", "unknown", "pass", "fail"),
        *("open", "sent", "accepted", "done", "evidence", "sheet", "rehearsal", "reworded", "removed"),
    }
)
"""Words of the program's own: a field that holds one of them holds nobody's name."""
_Span = tuple[int, int, str]


class Redactor:
    """Replaces what names somebody or something in one text at a time; made once for an export.

    Tokens are counted in the order in which things stand in session, evidence and workload, whatever is
    exported, so that two exports of the same session can be laid side by side. The same thing has the same
    token however it is written (capitals, accents, ``1111-2222-3333``).
    """

    def __init__(
        self,
        session: Session,
        evidence: Evidence | None = None,
        workload: Workload | None = None,
        *,
        names: Iterable[str] = (),
        ordinary: Collection[str] = (),
    ) -> None:
        """``names``: more people; ``ordinary``: small words that are first of all words, no names."""
        self._tokens: dict[tuple[str, str], str] = {}
        self._count: dict[str, int] = {}
        self._names = Index()
        self._whole: dict[str, str] = {}
        """Names as they fill a field: of one letter, or a word, they would be found everywhere in a text."""
        self._loosely: dict[str, str] = {}
        """The same without accents."""
        self._ordinary = frozenset(ordinary) | GENERIC | ALSO_WORDS | frozenset(words_of(session.product))
        self._people: dict[str, set[str]] = {}
        models: list[BaseModel] = [m for m in (session, evidence, workload) if m is not None]
        found = [f for model in models for f in _fields(model.model_dump(), ())]
        for member in session.member:
            self._person(member.name)
        for path, text in found:
            if _tells_who(path):
                self._person(text)
        for name in names:
            self._person(name)
        self._add_parts()
        for path, text in found:
            self._scan(path, text)

    def __call__(self, text: str) -> str:
        """Return ``text`` with tokens in place of what is hidden; itself where there is nothing to hide."""
        nfc = unicodedata.normalize("NFC", text)
        alone = nfc.strip()
        whole = self._whole.get(alone.casefold()) or self._loosely.get(plain(alone))
        if whole is not None:
            return whole
        spans = sorted([*self._patterns(nfc), *self._names.find(nfc)], key=lambda s: (s[0], -s[1]))
        if not spans:
            return text
        out: list[str] = []
        end = 0
        for at, to, token in _joined(spans):
            out += (nfc[end:at], token)
            end = to
            # After a name in a script without blanks a figure would make another number of the token.
            if nfc[to : to + 1].isdigit():
                out.append(" ")
        out.append(nfc[end:])
        return "".join(out)

    # --- what is known before the first text ------------------------------------------------------

    def _token(self, kind: str, key: str) -> str:
        known = self._tokens.get((kind, key))
        if known is None:
            self._count[kind] = self._count.get(kind, 0) + 1
            known = self._tokens[kind, key] = f"{kind}-{self._count[kind]}"
        return known

    def _person(self, text: str) -> None:
        text = _PATTERN.sub(" ; ", unicodedata.normalize("NFC", text))
        for name in people_in(text):
            token = self._token("person", name.casefold())
            if plain(name) not in _TERMS:
                self._whole[name.casefold()] = token
                self._loosely.setdefault(plain(name), token)
            words = words_of(name)
            if len(name) == 1 and words:
                continue
            # "Will" and "An" are people, "will" and "an" are words.
            self._names.add(name, token, "capital" if self._is_ordinary(words) else "any")
            for part, _how in parts_of(name, self._ordinary):
                self._people.setdefault(plain(part), set()).add(token)

    def _add_parts(self) -> None:
        """Add first and last names; one that several people bear is a person of its own to the reader."""
        for _kind, name in [key for key in self._tokens if key[0] == "person"]:
            for part, how in parts_of(name, self._ordinary):
                known = self._people.get(plain(part), set())
                token = next(iter(known)) if len(known) == 1 else self._token("person", part.casefold())
                self._names.add(part, token, how)

    def _is_ordinary(self, words: list[str]) -> bool:
        return bool(words) and all(w in self._ordinary or len(w) == 1 for w in words)

    def _scan(self, path: tuple[str, ...], text: str) -> None:
        """Count what one field of the session or the evidence holds."""
        nfc = unicodedata.normalize("NFC", text)
        for match in _PATTERN.finditer(nfc):
            self._token_of(match)
            if match.lastgroup == "arn":
                for name in _named_by(match[0]):
                    self._resource(name)
        if path[-2:] in _RESOURCES:
            self._resource(nfc)

    def _resource(self, text: str) -> None:
        """Take the name of a resource, or the made-up words of a name that is a sentence."""
        text = text.strip()
        if " " in text:
            for word in re.split(r"[.:!?]*[\s,;()]+|[.:!?]+$", text):
                if _MARKED.search(word):
                    self._resource(word)
            return
        rest = _REGION.sub("", _PATTERN.sub("", text)).strip("/:.-_ ")
        words = words_of(text)
        if len(rest) < 2 or _PUBLIC.search(rest) or not words or "@" in text:
            return
        if plain(text) in self._ordinary or self._is_ordinary([plain(rest)]):
            return
        if any(True for _hit in self._names.find(text) if _hit[:2] == (0, len(text))):
            return
        token = self._token("resource", text)
        if _MARKED.search(text):
            self._names.add(text, token)
            return
        # A user may be called as a person is, and a person is written with a capital letter.
        self._names.add(text, token, "same")
        self._names.add(text[:1].upper() + text[1:], token, "same")

    # --- one text ---------------------------------------------------------------------------------

    def _patterns(self, text: str) -> Iterator[_Span]:
        for match in _PATTERN.finditer(text):
            token = self._token_of(match)
            if token:
                yield match.start(), match.end(), token

    def _token_of(self, match: re.Match[str]) -> str:
        """Return the token of what a pattern found; empty: it is nothing to hide."""
        kind, text = match.lastgroup or "", match[0]
        if kind == "done":
            return text
        if kind == "account":
            text = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
        elif kind == "ip":
            text = _public(text)
        elif kind == "email":
            text = text.casefold()
        return self._token(kind, text) if text else ""


def _tells_who(path: tuple[str, ...]) -> bool:
    last, before = path[-1], path[-2] if len(path) > 1 else ""
    return last in _PEOPLE or (before, last) in (("asked", "asker"), ("member", "name"))


def _fields(found: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text and the keys that lead to it, in an order that does not depend on who wrote last."""
    if isinstance(found, str):
        yield path, found
    elif isinstance(found, Mapping):
        for key in found if not path else sorted(found):
            yield from _fields(found[key], (*path, str(key)))
    elif isinstance(found, list | tuple):
        for one in found:
            yield from _fields(one, path)


def _public(text: str) -> str:
    """Return an address that leads to somebody's machine, or an empty string."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(address) if address.is_global and address.packed.strip(b"\0") else ""


def _named_by(arn: str) -> list[str]:
    """Return the names of the team's own things in an ARN: the user, the role and the session, the bucket."""
    *_head, service, _region, account, rest = arn.split(":", 5)
    if account == "aws":
        return []
    pieces = [p for p in re.split(r"[/:]", rest) if p and "*" not in p]
    if service == "s3":
        return pieces[:1]
    if service == "sts":
        return pieces[1:]
    return pieces[-1:] if len(pieces) > 1 else []


def _joined(spans: list[_Span]) -> Iterator[_Span]:
    """Yield spans that do not touch each other: inside a larger one nothing is replaced for itself.

    Of two that overlap by a part both tokens are told, so that nothing half hidden is left.
    """
    at, end, tokens = spans[0][0], spans[0][1], [spans[0][2]]
    for start, to, token in spans[1:]:
        if start >= end:
            yield at, end, " ".join(tokens)
            at, end, tokens = start, to, [token]
        elif to > end:
            end = to
            if token != tokens[-1]:
                tokens.append(token)
    yield at, end, " ".join(tokens)
