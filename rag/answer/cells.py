"""Tables: the cell that is asked for, and the rows that name a body (pure).

The quote is always the whole row; what is shown in its place is the cell under the column that the
question asks about, with the row's own subject, so that nobody reads a wrong column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.draft import Draft, Line, trimmed
from rag.domain import Document, Section
from rag.question import Query
from rag.sections import heading_span
from rag.vietnamese import fold, folded_syllables

_BAR = re.compile(r"(?<!\\)\|")
_COUNT = re.compile(r"[\W_]*(?:\d{1,3}(?:\.\d{1,2})*|[ivxlc]{1,6}|[a-zđ])?[\W_]*", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:tt|stt|so tt|so thu tu|muc)$")
_BODIES = re.compile(
    r"\b(?:don vi|co quan|chu tri|phoi hop|phu trach|thuc hien|chiu trach nhiem)\b"
)
_SUBJECTS = re.compile(r"\b(?:nhiem vu|noi dung|cong viec|viec|hoat dong|ten|chi tieu|hang muc)\b")
_TIMES = re.compile(r"\b(?:thoi (?:han|gian|diem)|tien do|han|hoan thanh|ngay|thang|quy)\b")
_ROLES = ("chu tri", "phoi hop", "tham muu", "phu trach", "theo doi", "thuc hien")
_MOST = 60
"""Rows in one answer; a longer list is left to the reader of the source."""
_SHORTEST = 2
"""Syllables of a body's name in a cell before a question can name it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its leaf, its cells and the headings of their columns."""

    document: Document
    leaf: Section
    heads: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def subject(self) -> int:
        """The column that says what the row is about."""
        named = [at for at, head in enumerate(self.heads) if _SUBJECTS.search(fold(head))]
        wordy = [at for at, cell in enumerate(self.cells) if not _COUNT.fullmatch(cell)]
        return next((at for at in (*named, *wordy) if self.cells[at]), 0)


def row_of(document: Document, leaf: Section | None) -> Row | None:
    """Return the row that a leaf is; None for other leaves and tables without column headings."""
    if leaf is None or leaf.kind != "table" or leaf.parent is None:
        return None
    table: Section | None = document.sections[leaf.parent]
    while table is not None and table.kind == "table":
        heads = _heads(document, table)
        cells = _cells(document.text[leaf.start : leaf.end])
        if len(heads) == len(cells) > 1:
            return Row(document, leaf, heads, cells)
        table = None if table.parent is None else document.sections[table.parent]
    return None


def cell_line(query: Query, row: Row) -> Line | None:
    """Return the cells of a row that a question asks for; None if it names no column."""
    columns = _asked(query, row)
    if not columns:
        return None
    shown = [f"{row.heads[at]}: {row.cells[at]}" for at in columns]
    lead = f"{row.cells[row.subject]} – " if row.subject not in columns else ""
    piece = trimmed(row.document, row.leaf.start, row.leaf.end)
    return Line((piece,), said=lead + "; ".join(shown))


def rows_naming(query: Query, documents: Sequence[Document]) -> Draft | None:
    """Answer "Phòng A chủ trì những việc gì?": every row with that body in a column of bodies."""
    if "list" not in query.asks:
        return None
    words = f" {' '.join(folded_syllables(query.text))} "
    roles = [role for role in _ROLES if f" {role} " in words]
    best: list[Row] = []
    longest = 0
    for document in documents:
        for row in _rows(document):
            size = max((_named(row, at, words) for at in _body_columns(row, roles)), default=0)
            if size > longest:
                best, longest = [row], size
            elif size == longest and size:
                best.append(row)
    if not best or longest < _SHORTEST:
        return None
    return Draft(tuple(_summary(row) for row in best[:_MOST]), bullets=True)


def _summary(row: Row) -> Line:
    parts = [row.cells[row.subject]]
    parts += [
        f"{head}: {cell}"
        for at, (head, cell) in enumerate(zip(row.heads, row.cells, strict=True))
        if at != row.subject and cell and not _NUMBERS.match(fold(head))
    ]
    return Line((trimmed(row.document, row.leaf.start, row.leaf.end),), said="; ".join(parts))


def _rows(document: Document) -> Iterator[Row]:
    for section in document.sections:
        if section.leaf and (row := row_of(document, section)) is not None:
            yield row


def _body_columns(row: Row, roles: Sequence[str]) -> list[int]:
    """Return the columns of bodies; those of the role that is asked for, if there are any."""
    heads = [fold(head) for head in row.heads]
    bodies = [at for at, head in enumerate(heads) if _BODIES.search(head) and at != row.subject]
    meant = [at for at in bodies if any(role in heads[at] for role in roles)]
    return meant or bodies


def _named(row: Row, at: int, words: str) -> int:
    """Return of how many syllables the longest name in a cell is that stands in the question."""
    names = re.split(r"[,;/]|\bvà\b", row.cells[at])
    folded = (folded_syllables(name) for name in names)
    return max((len(name) for name in folded if name and f" {' '.join(name)} " in words), default=0)


def _asked(query: Query, row: Row) -> list[int]:
    """Return the columns that a question asks for: by their headings, else by what it asks."""
    words = f" {' '.join(folded_syllables(query.text))} "
    heads = [" ".join(folded_syllables(head)) for head in row.heads]
    found: list[int] = []
    bodies = [at for at, head in enumerate(heads) if _BODIES.search(head)]
    if query.asks & {"person", "body"}:
        meant = [at for at in bodies if any(r in heads[at] and r in words for r in _ROLES)]
        found += meant or bodies[:1]
    if "when" in query.asks:
        found += [at for at, head in enumerate(heads) if _TIMES.search(head)][:1]
    if not query.asks & {"person", "body", "when"}:
        found += [at for at, head in enumerate(heads) if len(head) > 3 and f" {head} " in words]
    asked = [at for at in dict.fromkeys(found) if row.cells[at] and at != row.subject]
    return sorted(asked)


def _heads(document: Document, table: Section) -> tuple[str, ...]:
    """Return the headings of the columns; where they take several rows, the upper ones first."""
    span = heading_span(document, table)
    rows = [_cells(line) for line in document.text[slice(*span)].split("\n")] if span else []
    if not rows or len({len(row) for row in rows}) != 1:
        return ()
    columns = zip(*rows, strict=True)
    return tuple(" ".join(dict.fromkeys(cell for cell in column if cell)) for column in columns)


def _cells(line: str) -> tuple[str, ...]:
    inside = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in _BAR.split(inside))
