"""Vietnamese as search needs it: folding, syllables, search tokens, numerals (pure).

Folding takes the diacritics off ("Mây Hạ" -> "may ha"), which is how people type in a hurry.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
DOCUMENT_NUMBER = re.compile(
    r"(?<![\w/])\d{1,5}(?:/\d{4})?\s?[-–/]\s?[A-Za-zĐđ]{1,8}(?:\s?[-–/]\s?[A-Za-zĐđ&]{1,10}){1,3}(?!\w)"
)
"""Số/ký hiệu as in Nghị định 30/2020/NĐ-CP and Party style: "24/KH-UBND", "41-CT/TW"."""

_ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_CARDINALS = "một hai ba bốn năm sáu bảy tám chín mười"
_ORDINALS = "nhất nhì ba tư năm sáu bảy tám chín mười"

ROMAN = {name: value + 1 for value, name in enumerate(_ROMANS.split())}
_NUMERALS = (_CARDINALS.split(), _ORDINALS.split())


def nfc(text: str) -> str:
    """Return the text in Unicode NFC, the form of every canonical text."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).replace("đ", "d")


def fold(text: str) -> str:
    """Return the text in lower case without diacritics; the length can change only if not NFC."""
    return WORD.sub(lambda match: _fold_word(match.group()), nfc(text))


def syllables(text: str) -> list[str]:
    """Return the words of a text in NFC lower case, accents kept."""
    return WORD.findall(nfc(text).lower())


def folded_syllables(text: str) -> list[str]:
    """Return the words of a text in lower case without diacritics."""
    return [_fold_word(word) for word in WORD.findall(nfc(text))]


def bigrams(words: list[str]) -> list[str]:
    """Return neighbouring pairs: in Vietnamese, most words are two syllables long."""
    return [f"{a}_{b}" for a, b in zip(words, words[1:], strict=False)]


def has_accents(text: str) -> bool:
    """Tell whether a text is written with diacritics (any letter that folding would change)."""
    return fold(text) != nfc(text).lower()


def number_key(number: str) -> str:
    """Return the form in which document numbers compare: "08-KH/ĐU", "8 / kh-đu" -> "8-kh-du"."""
    parts = [part for part in re.split(r"[\s/–.-]+", fold(number)) if part]
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def document_numbers(text: str) -> list[str]:
    """Return the keys of all document numbers in a text, in order."""
    return [number_key(match.group()) for match in DOCUMENT_NUMBER.finditer(nfc(text))]


def numeral(word: str) -> int | None:
    """Return the value of a numeral: "3", "III", "ba", "tư", "nhất"; None if it is none."""
    lowered = nfc(word).lower()
    if lowered.isdigit():
        return int(lowered)
    if lowered in ROMAN:
        return ROMAN[lowered]
    for names in _NUMERALS:
        if lowered in names:
            return names.index(lowered) + 1
        folded = [_fold_word(name) for name in names]
        if lowered in folded:
            return folded.index(lowered) + 1
    return None
