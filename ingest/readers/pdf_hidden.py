"""Letters of a PDF that its page does not show: invisible, as pale as paper, tiny, off the page.

Letters that are drawn so as not to be seen are the normal thing in a searchable scan, and white
ones on a dark ground: there the picture of the page shows something, or it does not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL.Image import Image
from pypdfium2 import raw as _raw

from ingest.readers.glyphs import Glyph

raw: Any = _raw

_INVISIBLE = (3, 7)
"""Text render modes: neither filled nor stroked; the last one is for clipping alone."""
_PALEST = 0xF4
_SMALLEST = 2.0
"""Points: letters of this size are a hair high."""
_CONTRAST = 24
"""Shades of 256 that paper and anything on it differ by."""
_AROUND = 0.3
"""Heights by which the letters of a recognised scan may lie beside their picture."""
_MOST = 0.5
"""Share of the letters drawn together that must show for all of them to be taken as seen."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ghost:
    """How letters are drawn that may not be seen: without ink, or with pale ink."""

    inkless: bool


def ghosts(objects: Iterable[Any]) -> dict[int, Ghost]:
    """Return the text objects whose letters may not be seen, by their address."""
    found: dict[int, Ghost] = {}
    colour = [ctypes.c_uint() for _ in range(4)]
    for item in objects:
        mode = raw.FPDFTextObj_GetTextRenderMode(item.raw)
        if mode in _INVISIBLE:
            found[_address(item.raw)] = Ghost(inkless=True)
        elif mode == 0 and raw.FPDFPageObj_GetFillColor(item.raw, *colour):
            red, green, blue, alpha = (part.value for part in colour)
            if alpha < 0x10 or min(red, green, blue) >= _PALEST:
                found[_address(item.raw)] = Ghost(inkless=alpha < 0x10)
    return found


def owner(text_page: Any, at: int) -> int:  # noqa: ANN401
    """Return the address of the text object that a letter belongs to."""
    return _address(raw.FPDFText_GetTextObject(text_page, at))


def _address(pointer: Any) -> int:  # noqa: ANN401
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def seen(
    letters: Sequence[tuple[Glyph, int]],
    suspects: dict[int, Ghost],
    *,
    size: tuple[float, float],
    images: Sequence[Box],
    picture: Callable[[], Image],
) -> tuple[list[Glyph], int]:
    """Return the letters that can be seen, and how many cannot.

    `letters` come with the address of their text object, `images` are the boxes of the page's
    pictures; `picture` draws the page, which is done only where there is something to look at.
    """
    width, height = size
    shown: dict[int, bool] = {}
    if any(number in suspects for _, number in letters):
        shown = _shown(letters, suspects, images=images, look=_Look(picture(), width))
    kept: list[Glyph] = []
    for glyph, number in letters:
        across, down = glyph.middle, (glyph.top + glyph.bottom) / 2
        inside = 0 <= across <= width and 0 <= down <= height
        tiny = glyph.bottom - glyph.top <= _SMALLEST
        if inside and not tiny and shown.get(number, True):
            kept.append(glyph)
    lost = sum(not glyph.text.isspace() for glyph, _ in letters)
    return kept, lost - sum(not glyph.text.isspace() for glyph in kept)


def _shown(
    letters: Sequence[tuple[Glyph, int]],
    suspects: dict[int, Ghost],
    *,
    images: Sequence[Box],
    look: _Look,
) -> dict[int, bool]:
    """Tell of each suspect whether the picture shows something where most of its letters are."""
    votes: dict[int, list[bool]] = {}
    for glyph, number in letters:
        ghost = suspects.get(number)
        if ghost is None or glyph.text.isspace():
            continue
        over = not ghost.inkless or any(_holds(image, glyph) for image in images)
        votes.setdefault(number, []).append(over and look.differs(glyph, around=ghost.inkless))
    return {number: sum(found) >= _MOST * len(found) for number, found in votes.items()}


def _holds(box: Box, glyph: Glyph) -> bool:
    left, top, right, bottom = box
    return left <= glyph.middle <= right and top <= (glyph.top + glyph.bottom) / 2 <= bottom


class _Look:
    """The picture of a page."""

    def __init__(self, picture: Image, width: float) -> None:
        self._shades = np.asarray(picture, dtype=np.int16)
        self._scale = picture.width / max(width, 1.0)

    def differs(self, glyph: Glyph, *, around: bool) -> bool:
        """Tell whether there is anything in the place of a letter."""
        more = _AROUND * (glyph.bottom - glyph.top) if around else 0.0
        edges = (glyph.top - more, glyph.bottom + more, glyph.left - more, glyph.right + more)
        top, bottom, left, right = (max(0, round(edge * self._scale)) for edge in edges)
        part = self._shades[top : bottom + 1, left : right + 1]
        return part.size > 0 and int(part.max() - part.min()) >= _CONTRAST
