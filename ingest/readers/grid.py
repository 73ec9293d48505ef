"""Tables of every format: merged cells filled, and told from tables that only place words (pure).

A table of data becomes one line a row, "| a | b |". A table that places the header or the
signature side by side becomes the lines of its cells, one cell after another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.capitals import shown

PLACED = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA|(?i:Độc lập\s*[-–]\s*Tự do)|ĐẢNG CỘNG SẢN VIỆT NAM|"
    r"^\W*(?i:Nơi nhận)\b|^\W*(?:TM\.|T/M|KT\.|TL\.|TUQ\.|Q\.)\s",
    re.MULTILINE,
)
"""What stands in header and signature (Nghị định 30/2020/NĐ-CP, Hướng dẫn 36-HD/VPTW)."""
_MOST_PLACED = 6
"""Rows that a header or signature set as a table has at most."""
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it starts in its row: its paragraphs, one a line, and the columns it covers.

    `above` tells that it continues the cell above it.
    """

    text: str
    span: int = 1
    above: bool = False


def table_lines(rows: Sequence[Sequence[Cell]], *, ruled: bool) -> list[str]:
    """Return the lines of a table; `ruled` tells whether it has visible borders."""
    rows = [row for row in rows if row]
    if places_words(rows, ruled=ruled):
        return _placed(rows)
    return [row_line(cells) for cells in fill(rows) if any(cells)]


def places_words(rows: Sequence[Sequence[Cell]], *, ruled: bool) -> bool:
    """Tell whether a table is no table of data but a way to set words side by side."""
    width = max((sum(cell.span for cell in row) for row in rows), default=0)
    if width < 2 or len(rows) < 2 or all(len(row) < 2 for row in rows):
        return True
    if len(rows) <= _MOST_PLACED and any(PLACED.search(shown(c.text)) for row in rows for c in row):
        return True
    return not ruled and len(rows) < 3


def fill(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return each row's cells, a merged one repeated in every column and row that it covers.

    A cell as wide as the table stays one cell: it heads the rows below it.
    """
    width = max((sum(cell.span for cell in row) for row in rows), default=0)
    above: list[str] = []
    filled: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for cell in row:
            for _ in range(cell.span):
                at = len(cells)
                words = _BLANKS.sub(" ", cell.text).strip()
                cells.append(above[at] if cell.above and at < len(above) else words)
        above = cells
        filled.append(cells[:1] if len(row) == 1 and row[0].span == width else cells)
    return filled


def row_line(cells: Sequence[str]) -> str:
    """Return a row as one line; a bar inside a cell is escaped."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def flat(rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table inside a cell as words: cells parted by commas, rows by semicolons."""
    return "; ".join(", ".join(cell for cell in cells if cell) for cells in fill(rows))


def _placed(rows: Sequence[Sequence[Cell]]) -> list[str]:
    lines: list[str] = []
    for row in rows:
        for cell in row:
            if not cell.above and cell.text.strip():
                lines += [*cell.text.split("\n"), ""]
    return lines
