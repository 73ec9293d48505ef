"""Ruled tables: the drawn rules of a page to a grid of cells, the words of each cell to a row.

A merged cell gives its words to every row and column that it covers (pure).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.layout import Printed, Word, read_order

_TOUCH = 3.0
"""Points by which rules that are meant to meet may miss each other."""
_NOTE = 0.9
"""Share of the usual letters' height that those of a footnote have at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical rule; `at` is where it stands, `low` to `high` what it spans."""

    vertical: bool
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Table:
    """A grid: the positions of its rules, and which of its cells are one (by their first).

    Without `ruled`, white space draws it (aligned.py).
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[int, ...], ...]
    ruled: bool = True

    def holds(self, word: Word) -> bool:
        """Tell whether a word stands inside."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def cell_at(self, word: Word) -> int:
        """Return the cell that a word stands in."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.owner[_slot(self.ys, y)][_slot(self.xs, x)]

    def cells(self) -> Iterator[tuple[float, float, float, float, int]]:
        """Yield left, top, right and bottom of each cell, and its name; merged ones once."""
        seen: dict[int, list[float]] = {}
        for (top, bottom), owners in zip(pairwise(self.ys), self.owner, strict=True):
            for (left, right), owner in zip(pairwise(self.xs), owners, strict=True):
                box = seen.setdefault(owner, [left, top, right, bottom])
                box[2:] = max(box[2], right), max(box[3], bottom)
        for owner, (left, top, right, bottom) in seen.items():
            yield left, top, right, bottom, owner


def find_tables(rules: Sequence[Rule]) -> list[Table]:
    """Return the grids of two columns or more that the rules draw, from the top of the page."""
    tables = [table for group in _groups(rules) if (table := _table(group))]
    return sorted(tables, key=lambda table: table.ys[0])


def read_cells(table: Table, words: Sequence[Word]) -> dict[int, tuple[Word, ...]]:
    """Return the words of each cell that has any in reading order, by the cell's name."""
    held: dict[int, list[Word]] = {}
    for word in words:
        held.setdefault(table.cell_at(word), []).append(word)
    return {
        cell: tuple(word for line in read_order(inside) for word in line.words)
        for cell, inside in held.items()
    }


def rows_of(table: Table, words: Sequence[Word]) -> list[Printed]:
    """Return the rows of a table, each a line of cells; rows without words are left out.

    A cell as wide as the table stays one cell: it heads the rows below it.
    """
    read = read_cells(table, words)
    printed: list[Printed] = []
    for row, (top, bottom) in enumerate(pairwise(table.ys)):
        owners = table.owner[row] if len(set(table.owner[row])) > 1 else table.owner[row][:1]
        cells = tuple(read.get(owner, ()) for owner in owners)
        if any(cells):
            printed.append(Printed(cells=cells, top=top, bottom=bottom, left=table.xs[0]))
    return printed


def open_table(tables: Sequence[Table], words: Sequence[Word]) -> Table | None:
    """Return the table that ends a page: below it are footnotes and a page number at most."""
    if not tables:
        return None
    last = tables[-1]
    usual = median(word.bottom - word.top for word in words)
    below = [word for word in words if word.top > last.ys[-1]]
    small = all(word.text.isdecimal() or word.bottom - word.top < _NOTE * usual for word in below)
    return last if small else None


def _slot(edges: Sequence[float], value: float) -> int:
    for slot, edge in enumerate(edges[1:]):
        if value <= edge:
            return slot
    return len(edges) - 2


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Divide the rules into those that touch one another, directly or through others."""
    groups: list[list[Rule]] = []
    for rule in rules:
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        merged = [rule, *(other for group in touching for other in group)]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _touch(a: Rule, b: Rule) -> bool:
    if a.vertical == b.vertical:
        near = abs(a.at - b.at) <= _TOUCH
        return near and a.low <= b.high + _TOUCH and b.low <= a.high + _TOUCH
    return b.low - _TOUCH <= a.at <= b.high + _TOUCH and a.low - _TOUCH <= b.at <= a.high + _TOUCH


def _edges(values: Sequence[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _TOUCH:
            edges.append(value)
    return tuple(edges)


def _table(rules: Sequence[Rule]) -> Table | None:
    xs = _edges([rule.at for rule in rules if rule.vertical])
    ys = _edges([rule.at for rule in rules if not rule.vertical])
    if len(xs) < 3 or len(ys) < 2:
        return None
    columns = len(xs) - 1
    owner = [[row * columns + column for column in range(columns)] for row in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(columns):
            middle_y = (ys[row] + ys[row + 1]) / 2
            middle_x = (xs[column] + xs[column + 1]) / 2
            if column and not _drawn(rules, True, xs[column], middle_y):
                owner[row][column] = owner[row][column - 1]
            elif row and not _drawn(rules, False, ys[row], middle_x):
                owner[row][column] = owner[row - 1][column]
    if len({cell for line in owner for cell in line}) < 2:
        return None
    return Table(xs, ys, tuple(map(tuple, owner)))


def _drawn(rules: Sequence[Rule], vertical: bool, at: float, through: float) -> bool:
    return any(
        rule.vertical == vertical
        and abs(rule.at - at) <= _TOUCH
        and rule.low - _TOUCH <= through <= rule.high + _TOUCH
        for rule in rules
    )
