"""Roman numerals of a scan: the strokes counted, where Tesseract swallows one ("III." as "II.")."""

from __future__ import annotations

import re

import numpy as np
from PIL.Image import Image

from ingest.readers.layout import Word

NUMERAL = re.compile(r"(X{0,3}V?)(I{1,4}|[l|]{1,4})([.,)/:]?)")
_BAND = (0.25, 0.75)
"""Between these heights of a numeral there are strokes and no serifs."""
_INK = 0.65
"""Share of the paper's brightness below which a point is ink."""
_SOLID = 0.9
"""An upright stroke fills so much of its columns; the slopes of V and X do not."""
_MOST = 3


def recounted(word: Word, picture: Image) -> str:
    """Return the text of a word, its upright strokes counted if it is a Roman numeral.

    `picture` is grey and level; the word's box is in its pixels.
    """
    match = NUMERAL.fullmatch(word.text)
    if match is None:
        return word.text
    strokes = _strokes(word, picture)
    if not 0 < strokes <= _MOST or strokes < len(match[2]):
        return word.text
    return match[1] + "I" * strokes + match[3]


def _strokes(word: Word, picture: Image) -> int:
    box = (round(word.left), round(word.top), round(word.right), round(word.bottom))
    light = np.asarray(picture.crop(box), dtype=np.uint8)
    if light.size == 0:
        return 0
    ink = light < _INK * float(np.percentile(light, 95))
    filled = np.nonzero(ink.any(axis=1))[0]
    if not len(filled):
        return 0
    first, height = int(filled[0]), int(filled[-1] - filled[0]) + 1
    band = ink[first + round(_BAND[0] * height) : first + round(_BAND[1] * height)]
    if not len(band):
        return 0
    upright = band.mean(axis=0) >= _SOLID
    return int(np.count_nonzero(upright[1:] & ~upright[:-1]) + int(upright[0]))
