"""Blots of a small picture: points of ink that hang together (pure)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

Ink = NDArray[np.bool_]
_DARK = 0.65
"""Share of the paper's brightness below which a point is ink."""
_SPECK = 0.06
"""Blots less than this share of the picture's height wide and high are specks."""


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

    def with_(self, other: Blot) -> Blot:
        """Return the box of both."""
        return Blot(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


def ink_of(picture: Image, left: float, top: float, right: float, bottom: float) -> Ink | None:
    """Return the ink inside a box of a grey picture, None if the box is empty."""
    box = (round(left), round(top), round(right), round(bottom))
    light = np.asarray(picture.crop(box), dtype=np.uint8)
    return light < _DARK * float(np.percentile(light, 95)) if light.size else None


def blots(ink: Ink) -> list[Blot]:
    """Return the blots from left to right, without specks."""
    found: list[Blot | None] = []
    home: list[int] = []
    above: list[tuple[int, int, int]] = []

    def root(number: int) -> int:
        while home[number] != number:
            number = home[number]
        return number

    edges = np.diff(ink.astype(np.int8), axis=1, prepend=0, append=0)
    for row in range(len(ink)):
        at = np.flatnonzero(edges[row]).tolist()
        runs: list[tuple[int, int, int]] = []
        for start, end in zip(at[::2], at[1::2], strict=True):
            number = len(found)
            blot = Blot(start, row, end, row + 1)
            home.append(number)
            found.append(None)
            for first, last, other in above:
                if first <= end and start <= last:  # corners touch too
                    other = root(other)
                    old = found[other]
                    if old is not None:
                        blot, found[other] = blot.with_(old), None
                    home[other] = number
            found[number] = blot
            runs.append((start, end, number))
        above = runs
    least = _SPECK * len(ink)
    kept = (blot for blot in found if blot and max(blot.width, blot.height) >= least)
    return sorted(kept, key=lambda blot: blot.left)
