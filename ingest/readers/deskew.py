"""Straightening a scan: the angle at which its dark points fall into the sharpest lines."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling

from rag.domain import Box

_WIDTH = 1000
"""Pixels across at which the angle is looked for."""
_STEEPEST = 6.0
_COARSE, _FINE = 0.5, 0.1
_LEAST = 0.15
"""Degrees below which turning a page costs more sharpness than it gains."""
_INK = 0.6
"""Share of the paper's brightness below which a point is ink."""


@dataclass(frozen=True, slots=True)
class Skew:
    """How far a page lay clockwise, in degrees, and the size of its picture in pixels."""

    degrees: float
    width: int
    height: int

    def back(self, box: Box) -> Box:
        """Return where a box of the straightened picture stands in the picture as it came."""
        if not self.degrees:
            return box
        corners = [
            self._turn(x * self.width, y * self.height)
            for x in (box.left, box.right)
            for y in (box.top, box.bottom)
        ]
        xs, ys = [x / self.width for x, _ in corners], [y / self.height for _, y in corners]
        return replace(
            box,
            left=max(0.0, round(min(xs), 5)),
            top=max(0.0, round(min(ys), 5)),
            right=min(1.0, round(max(xs), 5)),
            bottom=min(1.0, round(max(ys), 5)),
        )

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        angle = math.radians(self.degrees)
        dx, dy = x - self.width / 2, y - self.height / 2
        return (
            self.width / 2 + dx * math.cos(angle) - dy * math.sin(angle),
            self.height / 2 + dx * math.sin(angle) + dy * math.cos(angle),
        )


def straighten(picture: Image) -> tuple[Image, Skew]:
    """Return a grey picture with its lines level, and how it lay."""
    degrees = angle(picture)
    if abs(degrees) < _LEAST:
        return picture, Skew(0.0, picture.width, picture.height)
    turned = picture.rotate(degrees, Resampling.BICUBIC, fillcolor=255)
    return turned, Skew(degrees, picture.width, picture.height)


def angle(picture: Image) -> float:
    """Return by how many degrees the lines of a grey picture fall to the right (up to 6)."""
    small = picture.reduce(max(1, picture.width // _WIDTH))
    light = np.asarray(small, dtype=np.uint8)
    ink = light < _INK * float(np.percentile(light, 90))
    ys, xs = np.nonzero(ink)
    if not 100 < len(ys) < 0.5 * light.size:
        return 0.0
    best = _best(xs, ys, np.arange(-_STEEPEST, _STEEPEST + _COARSE, _COARSE))
    return _best(xs, ys, np.arange(best - _COARSE, best + _COARSE + _FINE, _FINE))


def _best(xs: NDArray[np.intp], ys: NDArray[np.intp], angles: NDArray[np.float64]) -> float:
    def sharpness(degrees: float) -> float:
        level = ys - xs * math.tan(math.radians(degrees))
        counts = np.bincount((level - level.min()).astype(np.intp))
        return float(np.square(np.diff(counts)).sum())

    return float(round(max(angles.tolist(), key=sharpness), 3))
