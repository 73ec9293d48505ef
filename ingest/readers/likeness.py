"""Marks above a circumflex, compared with the others of their page: "để" is drawn as "đề" is.

A page shows how its font draws each mark. Where one is far from those of its name and near to those
of another, it has been misread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling, fromarray

from ingest.readers.blots import Blot, Ink, blots, ink_around
from ingest.readers.layout import Word
from ingest.syllables import is_syllable
from rag.vietnamese import nfc

_MARKED = re.compile("(?<=\u0302)[\u0300\u0301\u0303\u0309]?(?![\u0300-\u0323])")
_ABOVE, _BESIDE = 0.8, 0.65
"""How far above a letter and to either side of its middle marks reach, in heights of the letter."""
_ROWS, _COLUMNS = 8, 12
_FEWEST = 4
"""Words of a page that show how it draws a mark."""
_NEARER = 0.6
"""How much nearer another mark must be than the one that was read."""

_Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A word with a circumflex: its place, decomposed text, place of the tone, and how it looks."""

    at: int
    parts: str
    span: tuple[int, int]
    grid: _Grid

    @property
    def tone(self) -> str:
        """The combining sign of the tone, empty without one."""
        return self.parts[slice(*self.span)]


def compared(words: Sequence[Word], picture: Image) -> list[Word]:
    """Return the words with the tones above circumflexes as they are drawn.

    `picture` is grey and level; boxes are in its pixels.
    """
    drawn = [found for at, word in enumerate(words) if (found := _drawn(at, word, picture))]
    groups: dict[str, list[_Grid]] = {}
    for one in drawn:
        groups.setdefault(one.tone, []).append(one.grid)
    usual = {
        tone: np.median(np.stack(grids), axis=0)
        for tone, grids in groups.items()
        if len(grids) >= _FEWEST
    }
    mended = list(words)
    for one in drawn:
        text = _nearest(one, usual)
        if text:
            mended[one.at] = replace(mended[one.at], text=text)
    return mended


def _nearest(one: _Drawn, usual: dict[str, _Grid]) -> str | None:
    """Return the word with another tone if the picture speaks for it; none is taken away."""
    if one.tone not in usual:
        return None
    far = {tone: float(np.abs(grid - one.grid).sum()) for tone, grid in usual.items()}
    tone = min(far, key=far.__getitem__)
    if tone in ("", one.tone) or far[tone] > _NEARER * far[one.tone]:
        return None
    text = nfc(one.parts[: one.span[0]] + tone + one.parts[one.span[1] :])
    return text if is_syllable("".join(filter(str.isalpha, text))) else None


def _drawn(at: int, word: Word, picture: Image) -> _Drawn | None:
    """Return a word with one marked letter that bears a circumflex, None for any other."""
    parts = unicodedata.normalize("NFD", word.text)
    found = _MARKED.search(parts)
    over = sum(parts.count(mark) for mark in "\u0300\u0301\u0302\u0303\u0306\u0309")
    if found is None or over != 1 + len(found[0]) or not word.text[:1].isalpha():
        return None
    ink = ink_around(word, picture)
    if ink is None:
        return None
    letter = _letter(blots(ink))
    return _Drawn(at, parts, found.span(), _grid(ink, letter)) if letter else None


def _letter(found: list[Blot]) -> Blot | None:
    """Return the only letter with marks above it, an i with its dot aside."""
    marked = [
        letter
        for letter in found
        if letter.width > 0.6 * letter.height
        and any(
            mark.meets(letter) and mark.bottom <= letter.top and mark.height < letter.height
            for mark in found
        )
    ]
    return marked[0] if len(marked) == 1 else None


def _grid(ink: Ink, letter: Blot) -> _Grid:
    """Return the share of ink in each field above a letter, from 0 to 255."""
    high, middle = letter.height, (letter.left + letter.right) / 2
    box = (
        round(middle - _BESIDE * high),
        round(letter.top - _ABOVE * high),
        round(middle + _BESIDE * high),
        letter.top,
    )
    above = fromarray(ink.astype(np.uint8) * 255).crop(box)
    return np.asarray(above.resize((_COLUMNS, _ROWS), Resampling.BOX), dtype=np.float64)
