"""Which language a text is in, where its letters tell: browsers and typst choose glyphs by it."""

from __future__ import annotations

import re

_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
# Letters that of all languages written in Latin script only Vietnamese has.
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u0111\u0110\u1ea0-\u1ef9]")
_EMOJI = re.compile("[\u231a-\u231b\u23e9-\u23f3\u2614-\u2615\u2705\u274c\u2728\u2b50\U0001f000-\U0001faff]")


def language(text: str) -> str:
    """Return ``ja``, ``ko`` or ``vi``, or an empty string where the letters do not tell."""
    if text.isascii():
        return ""
    for pattern, name in ((_KANA, "ja"), (_HANGUL, "ko"), (_VIETNAMESE, "vi")):
        if pattern.search(text):
            return name
    return ""


def scripts(text: str) -> set[str]:
    """Return which fonts of their own a text needs, of ``ja``, ``ko`` and ``emoji``."""
    needs = {"ja": (_KANA, _HAN), "ko": (_HANGUL,), "emoji": (_EMOJI,)}
    return {use for use, patterns in needs.items() if any(p.search(text) for p in patterns)}
