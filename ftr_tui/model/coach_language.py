"""Which language a response is in: letters with marks, and words that hardly a sentence is without."""

from __future__ import annotations

import re
from enum import StrEnum

from ftr_tui.model.coach_match import bare, lower


class Tongue(StrEnum):
    """What of a text can be judged."""

    ENGLISH = "en"
    VIETNAMESE = "vi"
    VIETNAMESE_BARE = "vi-bare"
    """Typed without marks: words are ambiguous, so little is concluded from them."""
    OTHER = "other"

    @property
    def judged(self) -> bool:
        """Whether its words are judged."""
        return self in (Tongue.ENGLISH, Tongue.VIETNAMESE)

    @property
    def language(self) -> str:
        """Return the language of the phrases that may stand in it, or an empty string."""
        return _LANGUAGE[self]


_LANGUAGE = {Tongue.OTHER: "", Tongue.ENGLISH: "en", Tongue.VIETNAMESE: "vi", Tongue.VIETNAMESE_BARE: "vi"}
_WORD = re.compile(r"[^\W\d_]{1,40}")
# Signs of Vietnamese alone: no other language in Latin letters has them (ă, â, ê, ô are elsewhere too).
_VIETNAMESE = re.compile("[ạảẹẻẽịỉĩọỏụủũỳỵỷỹơờớợởỡưừứựửữđầấậẩẫằắặẳẵềếệểễồốộổỗ]")
_FOREIGN = re.compile("[ßäöüøåæœñçłśćżźęąčřěşğıžšőűîôûëïãõ¿¡]")
_STRANGE = re.compile("[^\\W\\d_\0-ɏ\u1e00-\u1eff]")
_SOME = 2000
"""The first letters tell; a long text is not read whole for it."""

_ENGLISH = """
the is are was were has have had be been we our us you they it its this that these those there and
or of in on by for with from to at as an no not none all any each every which who when after before
then only yes please see must can will does do did
"""
# Their marks stand in other languages too, but the words are Vietnamese alone.
_MARKED = """
không có là và nào tôi công của các một này đã để từ bên khách lần gần tháng năm ngày quý tài dùng lý
"""
_BARE = """
khong duoc cua chung toi cac nhung nguoi dung la va cho trong theo moi mot hai lan ngay thang nam
tai lieu nhu da se khi nay ra soat sao luu khoi phuc kiem tra bao mat he thong khach hang quyen truy
cap tu dong dinh ky quy trinh ben minh bon voi gan nhat gio phut tieng ke hoach xem co kien dien tap
"""
_OTHERS = """
der das und ist nicht wir mit für werden wird sind einem einer eine unsere auf von zum
los las que para una con por del nuestro nuestros cada se es son
le les des est une nous pour dans avec sont du et aux chaque
il gli della delle sono nostri nostro ogni viene che di
os das dos uma não nossos nossa são het een niet wij onze voor zijn elke op van
och är inte vår att som jest nie oraz dla przez każdy yang dan tidak dengan kami untuk
"""
_IS_ENGLISH, _IS_MARKED, _IS_BARE, _IS_OTHER = (
    frozenset(w.split()).__contains__ for w in (_ENGLISH, _MARKED, _BARE, _OTHERS)
)


def tongue(text: str) -> Tongue:
    """Return the language of ``text``; one that says too little (names, figures) counts as English."""
    small = lower(text[:_SOME])
    words = _WORD.findall(small)
    letters = sum(map(len, words))
    if not letters:
        return Tongue.ENGLISH
    plain_letters = small.isascii()
    if not plain_letters and len(_STRANGE.findall(small)) * 6 > letters:
        return Tongue.OTHER
    english = sum(map(_IS_ENGLISH, words))
    marked = 0 if plain_letters else sum(_VIETNAMESE.search(w) is not None or _IS_MARKED(w) for w in words)
    # A Vietnamese name in an English sentence makes it no Vietnamese one.
    if marked and marked >= english:
        return Tongue.VIETNAMESE
    plain = sum(map(_IS_BARE, words))
    others = sum(map(_IS_OTHER, words)) + len(_FOREIGN.findall(small))
    if others > english and others > plain and others >= 2:
        return Tongue.OTHER
    if plain >= 3 and plain > 2 * english and bare(small) == small:
        return Tongue.VIETNAMESE_BARE
    return Tongue.ENGLISH
