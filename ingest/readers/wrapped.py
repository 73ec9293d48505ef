"""The printed lines of a table without rules to its rows: which lines a row takes (pure).

What tells is, in this order: rules between the rows, more white between rows than between lines,
numbers in the first column, and whether the first word of a line would have had room above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.layout import Word

Lines = tuple[tuple[Word, ...], ...]
Column = tuple[float, float]

_NUMBER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,6}|[a-zđ])[.)]?$")
_LOOSE = 1.15
"""Pitches of the lines of a cell that two rows are apart at least, where white parts them."""
_LEAST_PITCH = 1.0
"""Letter heights from line to line at least; less than that is a cell set half a line lower."""
_BLANK = 0.25
_RULED = 3
"""Parts that rules divide a table into at least before they alone tell its rows."""


def cells_of(lines: Lines, columns: Sequence[Column], row: range) -> list[list[Word]]:
    """Return the words of each cell of the row that takes some lines."""
    cells: list[list[Word]] = [[] for _ in columns]
    for at in row:
        for word in lines[at]:
            cells[_column(columns, word)].append(word)
    return cells


def rows_in(
    lines: Lines,
    columns: Sequence[Column],
    across: frozenset[int],
    size: float,
    cuts: Sequence[float],
) -> list[range]:
    """Return the lines of each row, the head first; [] if they cannot be told.

    `across` are lines that are rows of their own; `cuts` heights of rules between lines.
    """
    if len(ruled := _ruled(lines, cuts)) > _RULED:
        return _ranges(ruled, len(lines))
    grid = _Grid(lines, columns, across)
    numbers = grid.numbers()
    head = ruled[1] if len(ruled) > 1 else _head(grid, numbers, size)
    starts = _by_white(lines, head, size)
    if numbers:
        starts = _by_numbers(grid, starts, [at for at in numbers if at >= head])
    elif len(starts) > 1:
        starts = _without_parts(grid, starts)
    else:
        starts = _by_words(grid, head)
    if not starts:
        return []
    return _ranges(sorted({0, *starts, *across, *(at + 1 for at in across)}), len(lines))


def _ranges(starts: Sequence[int], end: int) -> list[range]:
    return [range(a, b) for a, b in pairwise([*starts, end]) if a < b]


def _column(columns: Sequence[Column], word: Word) -> int:
    middle = (word.left + word.right) / 2
    return sum(middle > right for _, right in columns[:-1])


def _top(line: Sequence[Word]) -> float:
    return median(word.top for word in line)


def _ruled(lines: Lines, cuts: Sequence[float]) -> list[int]:
    """Return the lines below a rule, the first one included."""
    tops = [_top(line) for line in lines]
    return sorted({0, *(sum(top < cut for top in tops) for cut in cuts)} - {len(lines)})


def _by_white(lines: Lines, first: int, size: float) -> list[int]:
    """Return the lines from `first` on with more white above than there is inside a cell."""
    pitches = [(at, _top(lines[at]) - _top(lines[at - 1])) for at in range(first + 1, len(lines))]
    usual = min((pitch for _, pitch in pitches if pitch >= _LEAST_PITCH * size), default=0.0)
    return [first, *(at for at, pitch in pitches if pitch > _LOOSE * usual > 0)]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a table and its columns."""

    lines: Lines
    columns: Sequence[Column]
    across: frozenset[int]

    def cell(self, at: int, column: int) -> list[Word]:
        return [word for word in self.lines[at] if _column(self.columns, word) == column]

    def filled(self, at: int) -> frozenset[int]:
        if at in self.across:
            return frozenset()
        return frozenset(_column(self.columns, word) for word in self.lines[at])

    def numbers(self) -> list[int]:
        """Return the lines that begin with the number of a row, [] if rows have none."""
        found: list[int] = []
        others = 0
        for at in range(1, len(self.lines)):
            text = " ".join(word.text for word in self.cell(at, 0))
            if at in self.across or not text:
                continue
            if _NUMBER.search(text):
                found.append(at)
            elif found:
                others += 1
        return found if len(found) > 1 and not others else []

    def wrapped(self, at: int, column: int) -> bool:
        """Tell whether the first word of a cell's line had no room at the end of the line above."""
        above, below = self.cell(at - 1, column), self.cell(at, column)
        if not above or not below:
            return False
        widest = max(_width(self.cell(line, column)) for line in range(len(self.lines)))
        blank = _BLANK * (below[0].bottom - below[0].top)
        return widest - _width(above) < _width(below[:1]) + blank


def _width(words: Sequence[Word]) -> float:
    return words[-1].right - words[0].left if words else 0.0


def _head(grid: _Grid, numbers: Sequence[int], size: float) -> int:
    """Return the first line below the head."""
    groups = _by_white(grid.lines, 0, size)
    if numbers:
        return max((at for at in groups if 0 < at <= numbers[0]), default=numbers[0])
    if len(groups) > 1:
        return groups[1]
    return next((at for at in _by_words(grid, 0) if at), 1)


def _by_numbers(grid: _Grid, groups: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Return the first lines of rows that are numbered; [] where numbers stand amid their rows.

    A number in the middle of its row tells the row only where white parts it from the others.
    """
    starts: list[int] = []
    for low, high in pairwise([*groups, len(grid.lines)]):
        own = [at for at in numbers if low <= at < high]
        if not own and starts and not grid.across & {low - 1}:
            continue
        if len(own) > 1 and (own[0] != low or not all(_begins(grid, at) for at in own)):
            return []
        starts += [low, *own[1:]]
    return starts


def _begins(grid: _Grid, at: int) -> bool:
    cell = grid.cell(at, 1)
    return not cell or not cell[0].text[0].islower()


def _without_parts(grid: _Grid, groups: Sequence[int]) -> list[int]:
    """Return the groups of lines that are rows: one without a first cell may go on with a row."""
    starts: list[int] = []
    before: frozenset[int] = frozenset()
    for low, high in pairwise([*groups, len(grid.lines)]):
        filled = frozenset[int]().union(*(grid.filled(at) for at in range(low, high)))
        if starts and filled and 0 not in filled and filled < before - {0}:
            continue
        starts.append(low)
        before = filled
    return starts


def _by_words(grid: _Grid, first: int) -> list[int]:
    """Return the first lines of rows, told by words that would have had room on the line above."""
    starts = [first]
    every = len(grid.columns)
    for at in range(first + 1, len(grid.lines)):
        filled, above = grid.filled(at), grid.filled(at - 1)
        part = len(filled) == 1 and 0 not in filled and filled <= above
        wraps = filled <= above and all(grid.wrapped(at, column) for column in filled)
        lower = any(grid.cell(at, column)[0].text[0].islower() for column in filled)
        if not (part or (wraps and (lower or len(filled) < every))):
            starts.append(at)
    return starts
