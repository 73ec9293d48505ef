"""Roman numerals of a scan, read again in the picture: Tesseract swallows a stroke or the dot.

It gives "II." for "III.", "IH." for "III." and "II" for "II.".
"""

from __future__ import annotations

import re

import numpy as np
from PIL.Image import Image

from ingest.readers.blots import Ink, blots, ink_of
from ingest.readers.layout import Word

_QUARTER = re.compile(r"1(/(?:19|20)\d\d\W*)")
"""What the first quarter of a year is read as: "I/2026"."""
_HEAD = 0.15
"""The serifs at the head of an I are in this share of its height."""
NUMERAL = re.compile(r"(X{0,3}V?)([IH]{1,3}|[Il|]{1,4})([.,)/:]?)")
_BAND = (0.25, 0.75)
"""Between these heights of a numeral there are strokes and no serifs."""
_LOW = 0.7
"""A dot is below this height of the letters beside it."""
_SOLID = 0.9
"""An upright stroke fills so much of its columns; the slopes of V and X do not."""
_THICK = 0.5
"""A stroke is at least so thick, compared with the thickest one."""
_MOST = 3
_LEAST = 3
"""Points that a dot is wide; a comma reaches as far below the letters."""


def recounted(word: Word, picture: Image) -> str:
    """Return the text of a word, its strokes counted and its dot seen if it is a Roman numeral.

    `picture` is grey and level; the word's box is in its pixels.
    """
    quarter = _QUARTER.fullmatch(word.text)
    if quarter is not None:
        return f"I{quarter[1]}" if _begins_with_i(word, picture) else word.text
    match = NUMERAL.fullmatch(word.text)
    ink = _ink(word, picture) if match else None
    if match is None or ink is None:
        return word.text
    sign = match[3] or ("." if _dotted(ink) else "")
    counted = len(match[2]) + match[2].count("H")
    strokes, joined = _strokes(ink)
    if "H" in match[2] and (joined or not counted <= strokes <= _MOST):
        return word.text
    if not 0 < strokes <= _MOST or strokes < counted:
        return match[1] + match[2] + sign
    return match[1] + "I" * strokes + sign


def _ink(word: Word, picture: Image) -> Ink | None:
    """Return the ink of a word from its highest to its lowest point, None if there is none."""
    ink = ink_of(picture, word.left, word.top, word.right, word.bottom)
    if ink is None or not ink.any():
        return None
    filled = np.flatnonzero(ink.any(axis=1))
    return ink[filled[0] : filled[-1] + 1]


def _strokes(ink: Ink) -> tuple[int, bool]:
    """Return the number of upright strokes, and whether a bar joins two of them, as in H."""
    height = len(ink)
    band = ink[round(_BAND[0] * height) : round(_BAND[1] * height)]
    if not len(band):
        return 0, False
    upright = band.mean(axis=0) >= _SOLID
    edges = np.flatnonzero(np.diff(upright.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    if len(starts):  # where the slopes of X cross there is an upright line of a point or two
        thick = ends - starts >= _THICK * int((ends - starts).max())
        starts, ends = starts[thick], ends[thick]
    gaps = zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True)
    joined = any(band[:, end:start].any(axis=0).all() for end, start in gaps)
    return len(starts), joined


def _dotted(ink: Ink) -> bool:
    """Tell whether a dot stands behind the letters: ink low down, beyond a gap, and no deeper."""
    low = round(_LOW * len(ink))
    letters = np.flatnonzero(ink[:low].any(axis=0))
    if not len(letters):
        return False
    last = int(letters[-1]) + 1
    gap = np.flatnonzero(~ink[low:, last:].any(axis=0))
    if not len(gap):
        return False
    behind = ink[:, last + int(gap[0]) :]
    deepest, foot = (np.flatnonzero(part.any(axis=1)) for part in (behind, ink[:, :last]))
    wide = int(np.count_nonzero(behind.any(axis=0)))
    return wide >= _LEAST and int(deepest[-1]) <= int(foot[-1]) + _LEAST - 1


def _begins_with_i(word: Word, picture: Image) -> bool:
    """Tell whether the first sign has serifs at both sides of its head; a 1 has one flag."""
    ink = _ink(word, picture)
    first = next(iter(blots(ink)), None) if ink is not None else None
    if ink is None or first is None:
        return False
    sign = ink[first.top : first.bottom, first.left : first.right]
    stem = np.flatnonzero(
        sign[round(_BAND[0] * len(sign)) : round(_BAND[1] * len(sign))].all(axis=0)
    )
    head = np.flatnonzero(sign[: max(1, round(_HEAD * len(sign)))].any(axis=0))
    if not len(stem) or not len(head):
        return False
    before, behind = int(stem[0] - head[0]), int(head[-1] - stem[-1])
    return behind >= _LEAST - 1 and 2 * behind >= before
