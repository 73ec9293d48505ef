"""Blots of a small picture: points of ink that hang together (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from ingest.readers.layout import Word

Ink = NDArray[np.bool_]
_DARK = 0.65
"""Share of the paper's brightness below which a point is ink."""
_SPECK = 0.06
"""Blots less than this share of the picture's height wide and high are specks."""
_MARGIN = 3
"""Pixels around a word where ink of its marks may be."""


@dataclass(frozen=True, slots=True)
class Blot:
    """The box of points that hang together, in pixels of their picture; ends are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Its columns."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Its rows."""
        return self.bottom - self.top

    def meets(self, other: Blot) -> bool:
        """Tell whether a column runs through both."""
        return self.left < other.right and other.left < self.right


def ink_of(picture: Image, left: float, top: float, right: float, bottom: float) -> Ink | None:
    """Return the ink inside a box of a grey picture, None if the box is empty."""
    box = (round(left), round(top), round(right), round(bottom))
    light = np.asarray(picture.crop(box), dtype=np.uint8)
    return light < _DARK * float(np.percentile(light, 95)) if light.size else None


def ink_around(word: Word, picture: Image) -> Ink | None:
    """Return the ink of a word and of the marks beside its box, None if the box is empty."""
    return ink_of(
        picture,
        word.left - _MARGIN,
        word.top - _MARGIN,
        word.right + _MARGIN,
        word.bottom + _MARGIN,
    )


def blots(ink: Ink) -> list[Blot]:
    """Return the blots from left to right, without specks."""
    boxes: list[tuple[int, int, int, int] | None] = []
    home: list[int] = []
    above: list[tuple[int, int, int]] = []
    runs: list[tuple[int, int, int]] = []
    rows, columns = np.nonzero(np.diff(ink.astype(np.int8), axis=1, prepend=0, append=0))
    at, row = columns.tolist(), -1
    for y, start, end in zip(rows[::2].tolist(), at[::2], at[1::2], strict=True):
        if y != row:
            above, runs, row = runs if y == row + 1 else [], [], y
        number = len(boxes)
        box = (start, y, end, y + 1)
        home.append(number)
        boxes.append(None)
        for first, last, other in above:
            if first > end:
                break
            if last < start:  # corners touch too
                continue
            root = other
            while home[root] != root:
                root = home[root]
            old = boxes[root]
            if old is not None:
                left, top, right = min(box[0], old[0]), min(box[1], old[1]), max(box[2], old[2])
                box, boxes[root] = (left, top, right, y + 1), None
            home[root] = number
        boxes[number] = box
        runs.append((start, end, number))
    least = _SPECK * len(ink)
    kept = (Blot(*box) for box in boxes if box and max(box[2] - box[0], box[3] - box[1]) >= least)
    return sorted(kept, key=lambda blot: blot.left)
