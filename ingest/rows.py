"""The rows of a table as an outline: column headings above the rows that they name (pure).

Each row is a leaf, so that a question finds it, and a citation quotes it, whole; its path holds the
column headings and the row across the table that it stands under ("| Lĩnh vực kinh tế |").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.front import Line
from ingest.tree import TITLE_CHARS, Node, shorten

_HEADING_CHARS = 60
"""Cells longer than this are no column headings."""


def table(lines: Sequence[Line]) -> Node:
    """Return the section of a table; without column headings it stays one leaf."""
    node = Node("table", lines[0].start, lines[-1].end)
    grid = [_cells(line.text) for line in lines]
    heads = _heading_rows(grid)
    if not 0 < heads < len(lines):
        return node
    columns = (_unique(cells) for cells in zip(*grid[:heads], strict=True))
    node.title = _title(" | ".join(name for name in columns if name))
    node.children = [Node("heading", node.start, lines[heads - 1].end)]
    above = node
    for line, cells in zip(lines[heads:], grid[heads:], strict=True):
        if len(cells) == 1:
            above = Node("table", line.start, line.end, title=_title(cells[0]))
            above.children = [Node("heading", line.start, line.end)]
            node.children.append(above)
        else:
            above.children.append(Node("table", line.start, line.end))
            above.end = line.end
    node.end = lines[-1].end
    for child in node.children:
        if len(child.children) == 1:
            child.children = []
    return node


def _unique(cells: Iterable[str]) -> str:
    """Return the heading of a column: the cells above it from the top, a merged one once."""
    return " ".join(dict.fromkeys(cell for cell in cells if cell))


def _title(words: str) -> str:
    return shorten(words) if len(words) <= TITLE_CHARS else words[:TITLE_CHARS].rsplit(" ", 1)[0]


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]


def _heading_rows(grid: Sequence[Sequence[str]]) -> int:
    """Count the rows of column headings: the first, and those that repeat a merged cell of it."""
    first = grid[0]
    named = [cell for cell in first if cell]
    if len(named) < 2 or any(len(cell) > _HEADING_CHARS for cell in named):
        return 0
    if not all(any(ch.isalpha() for ch in cell) for cell in named):
        return 0
    count = 1
    while count < len(grid) and _repeats(grid[count - 1], grid[count]):
        count += 1
    return count


def _repeats(above: Sequence[str], row: Sequence[str]) -> bool:
    """Tell whether a row carries on column headings: cells merged downwards, others divided."""
    if len(row) != len(above) or any(len(cell) > _HEADING_CHARS for cell in row):
        return False
    same = [a == b for a, b in zip(above, row, strict=True) if a and b]
    divided = any(a == b for a, b in zip(above, above[1:], strict=False))
    return divided and any(same) and not all(same)
