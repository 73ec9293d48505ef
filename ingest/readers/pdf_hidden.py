"""Letters of a PDF that its page does not show: invisible, pale, covered, tiny, off the page.

Letters that are drawn so as not to be seen are the normal thing in a searchable scan, and white
ones on a dark ground: there the picture of the page shows something, or it does not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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
_SOLID = 0xF0
"""Of 255, how solid the fill of a box is that hides what lies under it."""
_AROUND = 0.3
"""Heights by which the letters of a recognised scan may lie beside their picture."""
_MOST = 0.5
"""Share of the letters drawn together that must show for all of them to be taken as seen."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Ghost:
    """How letters are drawn that may not be seen: without ink, or with pale ink."""

    inkless: bool


@dataclass(slots=True)
class Layers:
    """In what order a page draws: its text objects by address, and what is opaque with its box."""

    texts: dict[int, int] = field(default_factory=dict[int, int])
    opaque: list[tuple[int, Box]] = field(default_factory=list[tuple[int, Box]])

    def put(self, item: Any, box: Box) -> None:  # noqa: ANN401
        """Take down the next object of the page."""
        at = len(self.texts) + len(self.opaque)
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            self.texts[_address(item.raw)] = at
        elif self.texts and (item.type == raw.FPDF_PAGEOBJ_IMAGE or _is_opaque(item)):
            self.opaque.append((at, box))

    def over(self, address: int, glyph: Glyph) -> bool:
        """Tell whether something opaque is drawn over a letter later."""
        at = self.texts.get(address, len(self.texts) + len(self.opaque))
        return any(later > at and _holds(box, glyph) for later, box in self.opaque)


def _is_opaque(path: Any) -> bool:  # noqa: ANN401
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    colour = [ctypes.c_uint() for _ in range(4)]
    known = raw.FPDFPageObj_GetFillColor(path.raw, *colour)
    return bool(fill.value) and (not known or colour[3].value >= _SOLID)


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
    layers: Layers,
    picture: Callable[[], Image],
) -> tuple[list[Glyph], int]:
    """Return the letters that can be seen, and how many cannot.

    `letters` come with the address of their text object, `images` are the boxes of the page's
    pictures; `picture` draws the page, which is done only where there is something to look at.
    """
    width, height = size
    shown: dict[int, bool] = {}
    covered = {at for at, (glyph, number) in enumerate(letters) if layers.over(number, glyph)}
    if covered or any(number in suspects for _, number in letters):
        look = _Look(picture(), width)
        shown = _shown(letters, suspects, images=images, look=look)
        covered = {at for at in covered if not look.differs(letters[at][0], around=False)}
    kept: list[Glyph] = []
    for at, (glyph, number) in enumerate(letters):
        across, down = glyph.middle, (glyph.top + glyph.bottom) / 2
        inside = 0 <= across <= width and 0 <= down <= height
        tiny = glyph.bottom - glyph.top <= _SMALLEST
        blank = glyph.text.isspace()
        if inside and not tiny and shown.get(number, True) and (blank or at not in covered):
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
