"""Marks of a scan's letters, looked for in the picture where Tesseract sees more than there is.

It gives "Định" for "Đinh", "chỉ" for "chi", "đẳng" for "đảng", "nghễn" for "nghẽn" and ":" for ";".
A mark is changed only where the picture contradicts it; sizes are in heights of the letter below.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from PIL.Image import Image

from ingest.readers.blots import Blot, Ink, blots, ink_around
from ingest.readers.layout import Word
from ingest.syllables import is_syllable

_HOOK, _TILDE, _BELOW = "\u0309", "\u0303", "\u0323"
_SHAPES = "\u0302\u0306"
"""Circumflex and breve, which a second mark stands above."""
_STACKED = re.compile(rf"[{_SHAPES}](?=[{_HOOK}{_TILDE}])")
_DOT = 0.36
"""The dot of an i is a quarter as high as the letter, a hook half as high."""
_NARROW, _FLAT = 0.5, 0.4
"""A hook without circumflex or breve is narrower, a tilde without them flatter."""
_TALL = 0.65
"""What is higher than this above a letter is no mark of one kind."""
_TAIL = 1.5
"""The lower half of a semicolon is so many times as high as the upper one."""
_ROUND = 1.3
"""A dot is at most so many times as long as wide."""
_LOW = 0.4
"""The dot of a sentence is in the lower part of the word."""
_SIGNS = (":", ",")
"""Signs that are looked at again."""
_FOOT, _SPREAD = 0.1, 0.5
"""Letters stand in the lowest rows over this share of the width; a dot alone is narrower."""
_UPRIGHT = re.compile(r"[^\W\d_gjpqyJQ]+[.:]?")
"""Words of letters that do not reach below the line, marks aside."""


def amended(word: Word, picture: Image) -> str:
    """Return the text of a word without marks that its picture does not have.

    `picture` is grey and level; the word's box is in its pixels.
    """
    parts = unicodedata.normalize("NFD", word.text)
    below = _BELOW in parts and _UPRIGHT.fullmatch(_bare(parts)) is not None
    above = _is_doubtful(parts)
    if not (below or above or parts.endswith(_SIGNS)):
        return word.text
    ink = ink_around(word, picture)
    if ink is None or not ink.any():
        return word.text
    text = word.text
    if below and _without_dot(ink):
        text = _spelt(text, parts.replace(_BELOW, ""))
    if above:
        text = _spelt(text, _seen_above(parts, blots(ink)))
    if text.endswith(_SIGNS):
        text = text[:-1] + (_sign(ink, text[-1]) or text[-1])
    return text


def _bare(parts: str) -> str:
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _is_doubtful(parts: str) -> bool:
    """Tell whether a word has one marked letter, of the kind in which Tesseract sees too much."""
    if parts.count(_HOOK) + parts.count(_TILDE) != 1:
        return False
    return bool(_STACKED.search(parts)) or f"i{_HOOK}" in parts


def _spelt(text: str, parts: str) -> str:
    """Return the other spelling if it can be a word; the signs around it do not count."""
    other = unicodedata.normalize("NFC", parts)
    letters = "".join(filter(str.isalpha, other))
    return other if is_syllable(letters) else text


def _seen_above(parts: str, found: list[Blot]) -> str:
    """Return the decomposed word as its only mark above a letter is drawn."""
    marks = [
        (mark, letter)
        for mark in found
        for letter in found
        if mark.meets(letter) and mark.bottom <= letter.top and letter.height > mark.height
    ]
    if len(marks) != 1:
        return parts
    mark, letter = marks[0]
    wide, high = mark.width / letter.height, mark.height / letter.height
    if f"i{_HOOK}" in parts:
        return parts.replace(_HOOK, "") if max(wide, high) <= _DOT else parts
    plain = wide <= _NARROW and high <= _TALL if _HOOK in parts else high <= _FLAT
    return _STACKED.sub("", parts) if plain else parts


def _without_dot(ink: Ink) -> bool:
    """Tell whether the ink ends with the feet of letters, nothing below them."""
    rows = np.flatnonzero(ink.any(axis=1))
    if int(rows[-1]) - int(rows[0]) + 1 != len(rows) and _gap_is_low(rows.tolist()):
        return False
    low = int(rows[-1]) + 1 - max(1, round(_FOOT * len(rows)))
    columns = np.flatnonzero(ink.any(axis=0))
    feet = np.flatnonzero(ink[low:].any(axis=0))
    return int(feet[-1] - feet[0]) >= _SPREAD * int(columns[-1] - columns[0])


def _gap_is_low(rows: list[int]) -> bool:
    middle = (rows[0] + rows[-1]) / 2
    return any(b - a > 1 and a > middle for a, b in zip(rows, rows[1:], strict=False))


def _sign(ink: Ink, read: str) -> str | None:
    """Return the last sign as it is drawn: ":" and "." are round, ";" and "," have a tail.

    None where it is not drawn as any of them, apart from the letters.
    """
    found = blots(ink)
    last = max(found, key=lambda blot: blot.right, default=None)
    column = [blot for blot in found if last and blot.meets(last)]
    column.sort(key=lambda blot: blot.top)
    if len(column) != (2 if read == ":" else 1) or len(found) <= len(column):
        return None
    upper, lower = column[0], column[-1]
    round_ = max(upper.width, upper.height) <= _ROUND * min(upper.width, upper.height)
    if read == ":":
        return ";" if round_ and lower.height >= _TAIL * upper.height else None
    letters = [blot for blot in found if blot.height >= 2 * lower.height]
    if not letters:
        return None
    foot = max(blot.bottom for blot in letters)
    low = lower.top >= foot - _LOW * (foot - min(blot.top for blot in letters))
    return "." if round_ and low and lower.bottom <= foot + 2 else None
