"""Cells of a scanned table that Tesseract passed over: a lone "1" is no line of text to it (pure).

Their pictures are set below one another as the lines of a strip, which is then read as one block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as _Image
from PIL.Image import Image

from ingest.readers.layout import Word
from ingest.readers.rules import Table

_INK = 0.65
_INSET = 6
"""Pixels beside the rules where their rests may be."""
_MARGIN = 20
_SMALLEST = 60
"""Points of ink that make a sign; fewer are specks."""
_MOST = 200
"""Cells of a page that are read again."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of cells, and for each its upper edge in the strip and its place on the page."""

    picture: Image
    places: tuple[tuple[int, int, int], ...]

    def back(self, word: Word) -> Word:
        """Return where a word of the strip stands on the page."""
        middle = (word.top + word.bottom) / 2
        at = max((place for place in self.places if place[0] <= middle), default=self.places[0])
        dx, dy = at[1] - _MARGIN, at[2] - at[0] - _MARGIN
        return Word(word.text, word.left + dx, word.top + dy, word.right + dx, word.bottom + dy)


def strip_of(picture: Image, tables: Sequence[Table], words: Sequence[Word]) -> Strip | None:
    """Return the cells with ink and without words, None if there are none."""
    paper = int(np.percentile(np.asarray(picture), 90)) if tables else 0
    found: list[tuple[int, int, Image]] = []
    for table in tables:
        held = {table.cell_at(word) for word in words if table.holds(word)}
        for left, top, right, bottom, owner in table.cells():
            if owner in held or len(found) >= _MOST:
                continue
            box = (int(left) + _INSET, int(top) + _INSET, int(right) - _INSET, int(bottom) - _INSET)
            if box[0] >= box[2] or box[1] >= box[3]:
                continue
            crop = picture.crop(box)
            ys, xs = np.nonzero(np.asarray(crop) < _INK * paper)
            if len(ys) >= _SMALLEST:
                edges = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
                found.append((box[0] + edges[0], box[1] + edges[1], crop.crop(edges)))
    if not found:
        return None
    width = max(crop.width for _, _, crop in found) + 2 * _MARGIN
    height = sum(crop.height + 2 * _MARGIN for _, _, crop in found)
    strip = _Image.new("L", (width, height), paper)
    places: list[tuple[int, int, int]] = []
    at = 0
    for x, y, crop in found:
        strip.paste(crop, (_MARGIN, at + _MARGIN))
        places.append((at, x, y))
        at += crop.height + 2 * _MARGIN
    return Strip(strip, tuple(places))
