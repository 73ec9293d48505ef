"""The lines of a page that has ruled tables: rows between the lines of text (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.layout import Printed, Word, read_order
from ingest.readers.rules import Table, rows_of


def page_lines(words: Sequence[Word], tables: Sequence[Table]) -> list[Printed]:
    """Return the lines of a page in reading order; each row of a table is one."""
    body = [word for word in words if not any(table.holds(word) for table in tables)]
    rows = [
        row
        for table in tables
        for row in rows_of(table, [word for word in words if table.holds(word)])
    ]
    return _merged(read_order(body), rows)


def _merged(lines: list[Printed], rows: list[Printed]) -> list[Printed]:
    """Put the rows of tables between the lines of text: before the first line below them."""
    merged: list[Printed] = []
    waiting = list(rows)
    for at, line in enumerate(lines):
        below = all(later.top >= line.top for later in lines[at + 1 :])
        while waiting and below and waiting[0].bottom <= line.bottom:
            merged.append(waiting.pop(0))
        merged.append(line)
    return merged + waiting
