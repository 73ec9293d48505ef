"""Merged cells over the end of a page: their words also stand for the rows on the next one (pure).

Word and LibreOffice print the words of such a cell on the first page and draw its rest empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.readers.layout import Word, rows_of_boxes
from ingest.readers.rules import Table, read_cells

_ASIDE = 3.0
"""Points by which the columns of one table differ from page to page."""
_HEADS = 3
"""Rows that a repeated head has at most."""


@dataclass(frozen=True, slots=True)
class Open:
    """The table that ends a page, and the words in it."""

    table: Table
    words: tuple[Word, ...]


def spilled(above: Open | None, table: Table, words: Sequence[Word]) -> Open:
    """Return a table, and its words with those of cells that were begun on the page before.

    `words` are all of the page. A word put in gets a share of the empty cell as its box.
    """
    inside = tuple(word for word in words if table.holds(word))
    here = Open(table, inside)
    if above is None or not _goes_on(above.table, table, words):
        return here
    first = _repeated(above, here)
    if first == len(table.owner):
        return here
    texts, before = _grid(here), _grid(above)
    waiting = [
        column
        for column in range(len(table.xs) - 1)
        if not texts[first][column] and before[-1][column]
    ]
    waiting = [column for column in waiting if _is_rest(here, above, first, column, waiting)]
    cut = _is_cut(texts[first], waiting)
    owner = [list(row) for row in table.owner]
    more: list[Word] = []
    for column in waiting:
        rows = _rows_of(table, first, column)[1 if cut else 0 :]
        if not rows:
            continue
        name = rows[0] * (len(table.xs) - 1) + column
        for row in rows:
            owner[row][column] = name
        box = (table.xs[column], table.ys[rows[0]], table.xs[column + 1], table.ys[rows[-1] + 1])
        more += _spread(read_cells(above.table, above.words)[above.table.owner[-1][column]], box)
    return Open(replace(table, owner=tuple(map(tuple, owner))), (*inside, *more))


def _goes_on(above: Table, table: Table, words: Sequence[Word]) -> bool:
    if not table.ruled or not above.ruled or len(above.xs) != len(table.xs):
        return False
    higher = [word for word in words if word.bottom <= table.ys[0] + _ASIDE]
    same = all(abs(a - b) <= _ASIDE for a, b in zip(above.xs, table.xs, strict=True))
    return same and len(rows_of_boxes(higher)) <= 1


def _grid(open_: Open) -> list[list[str]]:
    """Return the text of each cell in each row, merged ones in all of them."""
    read = read_cells(open_.table, open_.words)
    texts = {name: " ".join(word.text for word in cell) for name, cell in read.items()}
    return [[texts.get(name, "") for name in row] for row in open_.table.owner]


def _repeated(above: Open, here: Open) -> int:
    """Count the rows at the top that repeat the head of the table above."""
    count = 0
    for a, b in zip(_grid(above)[:_HEADS], _grid(here), strict=False):
        if a != b:
            break
        count += 1
    return count


def _rows_of(table: Table, row: int, column: int) -> list[int]:
    """Return the rows that a cell covers, the first one first."""
    name = table.owner[row][column]
    return [at for at, owners in enumerate(table.owner) if owners[column] == name]


def _is_rest(here: Open, above: Open, first: int, column: int, waiting: Sequence[int]) -> bool:
    """Tell whether an empty cell at the top is the rest of the cell above the page end."""
    table, last = here.table, len(above.table.owner) - 1
    rows = _rows_of(table, first, column)
    if rows[0] != first or _width(table, first, column) + _width(above.table, last, column) > 2:
        return False
    if len(rows) > 1:
        return True
    texts = _grid(here)[first:]
    others = (text for at, text in enumerate(texts[0]) if at not in waiting)
    column_full = all(row[column] for row in (*_grid(above), *texts[1:]))
    return len(_rows_of(above.table, last, column)) > 1 and column_full and all(others)


def _width(table: Table, row: int, column: int) -> int:
    return table.owner[row].count(table.owner[row][column])


def _is_cut(texts: Sequence[str], waiting: Sequence[int]) -> bool:
    """Tell whether a row is the end of the last row of the page before, or has no words."""
    own = [text for at, text in enumerate(texts) if text and at not in waiting]
    return all(text[0].islower() for text in own)


def _spread(words: Iterable[Word], box: tuple[float, float, float, float]) -> list[Word]:
    """Return words side by side in a box."""
    texts = [word.text for word in words]
    left, top, right, bottom = box
    step = (right - left) / max(1, len(texts))
    return [
        Word(text, left + at * step, top, left + (at + 1) * step, bottom)
        for at, text in enumerate(texts)
    ]
