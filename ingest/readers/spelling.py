"""What no Vietnamese text has, among the words that Tesseract gives, put right without a look."""

from __future__ import annotations

import re
import unicodedata

from ingest.syllables import is_syllable
from rag.vietnamese import nfc

_ETH = re.compile("Đ?[Ðð]")
"""The letter of Icelandic, which Tesseract gives for Đ or behind it."""
_OTHER = str.maketrans({"⁄": "/", "ÿ": "ỷ"})
"""The slash of fractions, and a letter of no Vietnamese word."""
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiouy"


def spelt(text: str) -> str:
    """Return a word as Vietnamese is spelt: "tiẾp" is "tiếp", "răằm" is "rằm", "Ðảng" is "Đảng"."""
    return _LETTERS.sub(_mended, _ETH.sub("Đ", nfc(text)).translate(_OTHER))


def _mended(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii():
        return word
    once = _once(word)
    word = once if not is_syllable(word) and is_syllable(once) else word
    return _cased(word) if is_syllable(word) else word


def _once(word: str) -> str:
    """Return a word without a vowel that is given twice, with other marks or in another size."""
    bare = [unicodedata.normalize("NFD", letter)[0].lower() for letter in word]
    kept = word[:1]
    for before, letter, vowel, other in zip(word, word[1:], bare, bare[1:], strict=False):
        if vowel in _VOWELS and vowel == other:
            kept = kept[:-1] + (letter.lower() if before.islower() else letter)
        else:
            kept += letter
    return kept


def _cased(word: str) -> str:
    """Return a syllable with the marked capitals inside it made small if it has small letters."""
    inner = word[1:]
    if word.isupper() or inner.islower() or not any(map(str.islower, word)):
        return word
    if any(letter.isupper() and letter.isascii() for letter in inner):
        return word
    return word[0] + inner.lower()
