"""Words of a page, each with its box, to lines in reading order: columns one after another (pure).

Boxes are in points or pixels from the upper left corner. A line is never joined with the next:
that is the business of ingest/joins.py, which goes by the lines as they were printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Protocol, TypeVar

from ingest.capitals import plain
from rag.domain import Box, Page

_COLUMN_GAP = 2.5
"""Letter heights between two words of one line that surely stand in two columns."""
_GUTTER = 0.9
"""Letter heights that stay free between two columns from top to bottom."""
_MANY = 4
"""Lines that share a gutter narrower than _COLUMN_GAP before it counts as one."""
_NEAR = 1.7
_BLANK = 1.35
"""Pitches of the usual line before a distance counts as a blank line."""
_BLANK_WIDTH = 0.25
_INDENT = 0.9
_SAME_LINE = 0.5
"""Share of the lower one's height that two boxes on one line have in common."""
_LEAD = "    "


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its box and the name of its font; what is shown in capitals is marked as such."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """One line: its words, or the cells of a table row, each a tuple of words.

    `gap` tells that there is more room above it than usual, `indented` that it begins further in
    than its column, `wrapped` that it ends where it does because the next word had no room.
    """

    words: tuple[Word, ...] = ()
    cells: tuple[tuple[Word, ...], ...] = ()
    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    gap: bool = False
    indented: bool = False
    wrapped: bool = False


def read_order(words: Sequence[Word]) -> list[Printed]:
    """Return the lines of a page or region, column after column where it has columns."""
    rows = rows_of_boxes(words)
    if not rows:
        return []
    size = median(word.bottom - word.top for word in words)
    return _spaced(_read(rows, size), size)


def compose(lines: Sequence[Printed], width: float, height: float, number: int) -> Page:
    """Return a page of the lines, with the boxes of its words in shares of width and height.

    A line that was wrapped keeps the blank at its end, an indented one blanks at its start, and a
    gap is a blank line: what the eye sees of paragraphs, put into the text.
    """
    parts: list[str] = []
    boxes: list[Box] = []
    capitals: list[tuple[int, int]] = []
    at = 0

    def put(text: str) -> None:
        nonlocal at
        parts.append(text)
        at += len(text)

    def put_words(words: Sequence[Word]) -> None:
        for place, word in enumerate(words):
            if place:
                put(" ")
            text = plain(word.text)
            if text != word.text:
                capitals.append((at, at + len(text)))
            boxes.append(
                Box(
                    at,
                    at + len(text),
                    _share(word.left, width),
                    _share(word.top, height),
                    _share(word.right, width),
                    _share(word.bottom, height),
                )
            )
            put(text)

    for place, line in enumerate(lines):
        if place:
            put("\n\n" if line.gap else "\n")
        if line.cells:
            for cell in line.cells:
                put("| ")
                put_words(cell)
                put(" " if cell else "")
            put("|")
            continue
        put(_LEAD if line.indented else "")
        put_words(line.words)
        put(" " if line.wrapped else "")
    return Page("".join(parts), number, tuple(boxes), capitals=tuple(capitals))


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 5) if whole else 0.0


class Boxed(Protocol):
    """Anything with a box."""

    @property
    def left(self) -> float:
        """Its left edge."""
        ...

    @property
    def top(self) -> float:
        """Its upper edge."""
        ...

    @property
    def right(self) -> float:
        """Its right edge."""
        ...

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        ...


B = TypeVar("B", bound=Boxed)
Row = list[Word]


def rows_of_boxes(boxes: Sequence[B]) -> list[list[B]]:
    """Put what stands on one line together, from left to right; lines come from the top.

    A raised mark stands on the line that it belongs to.
    """
    rows: list[list[B]] = []
    bases: list[B] = []
    for box in sorted(boxes, key=lambda box: (box.top + box.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        for at in range(len(rows) - 1, max(-1, len(rows) - 7), -1):
            base = bases[at]
            if base.top < middle < base.bottom and _overlap(base, box) > _SAME_LINE:
                rows[at].append(box)
                if box.bottom - box.top > base.bottom - base.top:
                    bases[at] = box
                break
        else:
            rows.append([box])
            bases.append(box)
    for row in rows:
        row.sort(key=lambda box: box.left)
    rows.sort(key=_top)
    return rows


def _overlap(a: Boxed, b: Boxed) -> float:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared / max(0.1, min(a.bottom - a.top, b.bottom - b.top))


def _top(row: Sequence[Boxed]) -> float:
    return median(word.top for word in row)


def _bottom(row: Sequence[Boxed]) -> float:
    return median(word.bottom for word in row)


def _read(rows: list[Row], size: float) -> list[Printed]:
    lines: list[Printed] = []
    at = 0
    while at < len(rows):
        band = _band(rows, at, size)
        if band is None:
            lines.append(_line(rows[at]))
            at += 1
            continue
        end, middle = band
        left = [[word for word in row if word.left < middle] for row in rows[at:end]]
        right = [[word for word in row if word.left >= middle] for row in rows[at:end]]
        for side in (left, right):
            lines += _read([row for row in side if row], size)
        at = end
    return lines


def _line(row: Row) -> Printed:
    return Printed(tuple(row), top=_top(row), bottom=_bottom(row), left=row[0].left)


def _widest_gap(row: Row) -> tuple[float, float] | None:
    gaps = [(a.right, b.left) for a, b in pairwise(row) if b.left > a.right]
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _band(rows: list[Row], at: int, size: float) -> tuple[int, float] | None:
    """Return where the columns that begin at a row end, and the middle of their gutter."""
    for first in range(at, min(at + 3, len(rows))):
        if not any(ch.isalpha() for word in rows[first] for ch in word.text):
            return None
        if first > at and _top(rows[first]) - _top(rows[first - 1]) > 2 * _NEAR * size:
            return None
        gap = _widest_gap(rows[first])
        if gap and gap[1] - gap[0] >= _GUTTER * size:
            return _extend(rows, at, first, gap, size)
    return None


def _extend(
    rows: list[Row], at: int, first: int, gap: tuple[float, float], size: float
) -> tuple[int, float] | None:
    narrowed: tuple[float, float] | None = gap
    for row in rows[at:first]:
        narrowed = narrowed and _narrowed(narrowed, row, size)
    if narrowed is None:
        return None
    gutter = narrowed
    end = last = first + 1
    shared, wide = 0, False
    for number in range(first, len(rows)):
        row = rows[number]
        inside = _narrowed(gutter, row, size)
        if inside is None:
            break
        middle = sum(inside) / 2
        sides = {word.left < middle for word in row}
        pitch = _top(row) - _top(rows[number - 1]) if number > first else 0.0
        if len(sides) == 2:
            shared += 1
            own = _widest_gap(row)
            wide = wide or bool(own and own[1] - own[0] >= _COLUMN_GAP * size)
            last = number + 1
        elif False in sides or (pitch <= _NEAR * size and last == number):
            last = number + 1
        gutter = inside
        end = last
    if not (wide or shared >= _MANY):
        return None
    middle = sum(gutter) / 2
    band = rows[at:end]
    if not (_is_column(band, middle, left=True) and _is_column(band, middle, left=False)):
        return None
    return end, middle


def _narrowed(gutter: tuple[float, float], row: Row, size: float) -> tuple[float, float] | None:
    """Return what of a gutter a row leaves free, None if it crosses it."""
    ends = [0.0, *(word.right for word in row)]
    starts = [*(word.left for word in row), gutter[1]]
    free = [(max(gutter[0], a), min(gutter[1], b)) for a, b in zip(ends, starts, strict=True)]
    low, high = max(free, key=lambda gap: gap[1] - gap[0])
    return (low, high) if high - low >= _GUTTER * size else None


def _is_column(band: list[Row], middle: float, *, left: bool) -> bool:
    """Tell whether one side holds lines of words, not just labels, bullets or page numbers."""
    sides = [[word for word in row if (word.left < middle) == left] for row in band]
    filled = [side for side in sides if side]
    wordy = sum(len(side) > 1 or len(side[0].text) > 4 for side in filled)
    letters = sum(any(map(str.isalpha, word.text)) for side in filled for word in side)
    return bool(filled) and 2 * wordy >= len(filled) and letters > 1


def _spaced(lines: list[Printed], size: float) -> list[Printed]:
    """Mark the lines above which there is more room than usual, and those that are indented."""
    pitches = [b.top - a.top for a, b in pairwise(lines) if 0 < b.top - a.top < 3 * size]
    usual = median(pitches) if pitches else 1.2 * size
    spaced: list[Printed] = []
    for column in _columns(lines):
        lefts = sorted(line.left for line in column)
        rights = sorted(line.words[-1].right for line in column)
        margin, edge = lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
        for at, line in enumerate(column):
            above = column[at - 1] if at else None
            below = column[at + 1] if at + 1 < len(column) else None
            spaced.append(
                replace(
                    line,
                    gap=above is not None and line.top - above.top > _BLANK * usual,
                    indented=line.left - margin >= _INDENT * size,
                    wrapped=len(column) >= _MANY and _is_wrapped(line, below, margin, edge, size),
                )
            )
    return spaced


def _is_wrapped(
    line: Printed, below: Printed | None, margin: float, edge: float, size: float
) -> bool:
    """Tell whether the first word below had no room on a line, and is not set further in."""
    room = edge - line.words[-1].right
    if below is None:
        return room < 2 * size
    first = below.words[0]
    if below.left - margin >= _INDENT * size and below.left - line.left > -0.5 * size:
        return False
    return room < first.right - first.left + _BLANK_WIDTH * size


def _columns(lines: Sequence[Printed]) -> list[list[Printed]]:
    """Cut the lines where the next one stands higher: there another column begins."""
    columns: list[list[Printed]] = []
    for line in lines:
        if not columns or line.top < columns[-1][-1].top:
            columns.append([])
        columns[-1].append(line)
    return columns
