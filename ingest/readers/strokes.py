"""Roman numerals of a scan, read again in the picture: Tesseract swallows a stroke or the dot.

It gives "II." for "III.", "IH." for "III." and "II" for "II.".
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from ingest.readers.layout import Word

NUMERAL = re.compile(r"(X{0,3}V?)([IH]{1,3}|[Il|]{1,4})([.,)/:]?)")
_BAND = (0.25, 0.75)
"""Between these heights of a numeral there are strokes and no serifs."""
_LOW = 0.7
"""A dot is below this height of the letters beside it."""
_INK = 0.65
"""Share of the paper's brightness below which a point is ink."""
_SOLID = 0.9
"""An upright stroke fills so much of its columns; the slopes of V and X do not."""
_MOST = 3
_LEAST = 3
"""Points that a dot is wide; a comma reaches as far below the letters."""

_Ink = NDArray[np.bool_]


def recounted(word: Word, picture: Image) -> str:
    """Return the text of a word, its strokes counted and its dot seen if it is a Roman numeral.

    `picture` is grey and level; the word's box is in its pixels.
    """
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


def _ink(word: Word, picture: Image) -> _Ink | None:
    """Return the ink of a word from its highest to its lowest point, None if there is none."""
    box = (round(word.left), round(word.top), round(word.right), round(word.bottom))
    light = np.asarray(picture.crop(box), dtype=np.uint8)
    if light.size == 0:
        return None
    ink: _Ink = light < _INK * float(np.percentile(light, 95))
    filled = np.nonzero(ink.any(axis=1))[0]
    return ink[filled[0] : filled[-1] + 1] if len(filled) else None


def _strokes(ink: _Ink) -> tuple[int, bool]:
    """Return the number of upright strokes, and whether a bar joins two of them, as in H."""
    height = len(ink)
    band = ink[round(_BAND[0] * height) : round(_BAND[1] * height)]
    if not len(band):
        return 0, False
    upright = band.mean(axis=0) >= _SOLID
    edges = np.flatnonzero(np.diff(upright.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    gaps = zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True)
    joined = any(band[:, end:start].any(axis=0).all() for end, start in gaps)
    return len(starts), joined


def _dotted(ink: _Ink) -> bool:
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
