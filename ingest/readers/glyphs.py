"""Glyphs to words, by where they stand and not by the order in which the file draws them (pure).

Exporters draw letters with two diacritics from another font, after the rest of the line; read in
the order of the file, "ĐIỀU KHOẢN" comes out as "ĐI U KHO N Ề Ả".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.layout import Word, rows_of_boxes

_SPACE = 0.17
"""Heights between two letters that make a blank; a real one is 0.2 or more of the font's size."""
_TWICE = 0.12
"""Heights by which a letter drawn twice, for bold, is moved."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter as drawn; `top` and `bottom` come from its baseline and its font's size."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    font: str | None = None

    @property
    def middle(self) -> float:
        """Half way across."""
        return (self.left + self.right) / 2


def words(glyphs: Sequence[Glyph]) -> Iterator[Word]:
    """Yield the words, line by line; blanks among the glyphs part words and are left out."""
    letters = [glyph for glyph in glyphs if not unicodedata.combining(glyph.text[0])]
    marks = [glyph for glyph in glyphs if unicodedata.combining(glyph.text[0])]
    for row in rows_of_boxes(letters):
        yield from _split(row, marks)


def _split(row: Sequence[Glyph], marks: Sequence[Glyph]) -> Iterator[Word]:
    current: list[Glyph] = []
    for glyph in row:
        if glyph.text.isspace():
            if current and glyph.middle >= current[-1].middle:
                yield _word(current, marks)
                current = []
            continue
        if current:
            last = current[-1]
            size = min(last.bottom - last.top, glyph.bottom - glyph.top)
            if glyph.text == last.text and abs(glyph.left - last.left) < _TWICE * size:
                continue
            if glyph.left - last.right > _SPACE * size:
                yield _word(current, marks)
                current = []
        current.append(glyph)
    if current:
        yield _word(current, marks)


def _word(glyphs: Sequence[Glyph], marks: Sequence[Glyph]) -> Word:
    text = "".join(glyph.text + _above(glyph, marks) for glyph in glyphs)
    return Word(
        unicodedata.normalize("NFC", text),
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        glyphs[0].font,
    )


def _above(glyph: Glyph, marks: Sequence[Glyph]) -> str:
    """Return the combining marks that are drawn over a letter."""
    return "".join(
        mark.text
        for mark in marks
        if glyph.left <= mark.middle <= glyph.right
        and glyph.top < mark.bottom
        and mark.top < glyph.bottom
    )
