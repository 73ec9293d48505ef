"""The pages of document versions: where their words stand on the picture, and the original files.

A table of its own beside the library's: it is made where it is missing, so that older libraries
gain it when they are opened; their documents have no pages until they are read again.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, LargeBinary, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from rag.database import Database
from rag.domain import Box, Document, Page
from rag.errors import NotFoundError
from rag.tables import Base, DocumentRow

_FULL = 0xFFFF
"""Shares of a page are kept in 16 bits: a tenth of a point on A4."""


class PageRow(Base):
    """One page: its number, where its text begins in the source, and its words' boxes, packed."""

    __tablename__ = "pages"
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    boxes: Mapped[bytes] = mapped_column(LargeBinary)


class OriginalRow(Base):
    """The bytes of a file whose pages can be shown; versions with the same content share them."""

    __tablename__ = "originals"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Marked:
    """A page and the boxes of the words of a quote on it."""

    page: int
    boxes: tuple[Box, ...]


class PageStore:
    """Pages and originals in an open database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Use an open database whose tables are in place."""
        self._database = database

    def keep(self, document: Document, pages: Sequence[Page], data: bytes) -> None:
        """Store the pages of a version that have boxes, and the file; nothing if none has any."""
        rows: list[dict[str, object]] = []
        start = 0
        for page in pages:
            if page.boxes and page.number is not None:
                rows.append(
                    {
                        "document_id": document.id,
                        "number": page.number,
                        "start": start,
                        "boxes": pack(page.boxes),
                    }
                )
            start += len(page.text) + 1
        if not rows:
            return
        with self._database.write() as connection:
            known = select(PageRow.number).where(PageRow.document_id == document.id).limit(1)
            if connection.execute(known).first() is None:
                connection.execute(insert(PageRow), rows)
            held = select(OriginalRow.sha256).where(OriginalRow.sha256 == document.sha256)
            if connection.execute(held).first() is None:
                values = {"sha256": document.sha256, "data": data}
                connection.execute(insert(OriginalRow), values)

    def boxes(self, document_id: str, number: int) -> tuple[Box, ...]:
        """Return the boxes of a page (from 1) in the order of its text; () if it has none."""
        query = select(PageRow.boxes).where(
            PageRow.document_id == document_id, PageRow.number == number
        )
        with self._database.read() as connection:
            blob = connection.execute(query).scalar()
        return () if blob is None else tuple(unpack(blob))

    def marked(self, document: Document, start: int, end: int) -> tuple[Marked, ...]:
        """Return the pages that a span of the canonical text stands on, with its words' boxes.

        Offsets count code points, half open. Pages without a picture are left out.
        """
        query = (
            select(PageRow.number, PageRow.start, PageRow.boxes)
            .where(PageRow.document_id == document.id)
            .order_by(PageRow.start)
        )
        spans = list(_source_spans(document, start, end))
        touched = {page for _, _, page in spans if page is not None}
        with self._database.read() as connection:
            rows = connection.execute(query.where(PageRow.number.in_(touched))).all()
        found: list[Marked] = []
        for number, begin, blob in rows:
            own = [(a - begin, b - begin) for a, b, page in spans if page == number]
            boxes = [
                box for box in unpack(blob) if any(box.start < b and a < box.end for a, b in own)
            ]
            if boxes:
                found.append(Marked(number, tuple(boxes)))
        return tuple(found)

    def numbers(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of the pages that can be shown, in order."""
        query = select(PageRow.number).where(PageRow.document_id == document_id)
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def original(self, document_id: str) -> bytes:
        """Return the file of a version.

        Raises:
            NotFoundError: it is not kept: the format has no pages, or it was read long ago.
        """
        query = (
            select(OriginalRow.data)
            .join(DocumentRow, DocumentRow.sha256 == OriginalRow.sha256)
            .where(DocumentRow.id == document_id, DocumentRow.withdrawn.is_(False))
        )
        with self._database.read() as connection:
            data = connection.execute(query).scalar()
        if data is None:
            raise NotFoundError(
                f"Văn bản {document_id} không có ảnh trang: định dạng không có trang, hoặc cần "
                "nạp lại tệp. Hãy xem bản chữ.",
                f"Document {document_id} has no pictures of pages: its format has no pages, or "
                "the file must be ingested again. See the text instead.",
            )
        return data


def pack(boxes: Sequence[Box]) -> bytes:
    """Return boxes as compressed columns of 16-bit numbers: gap, length, the four edges."""
    columns = [array("H") for _ in range(6)]
    last = 0
    for box in boxes:
        edges = (box.left, box.top, box.right, box.bottom)
        values = (box.start - last, box.end - box.start, *(round(e * _FULL) for e in edges))
        for column, value in zip(columns, values, strict=True):
            column.append(max(0, min(value, _FULL)))
        last = box.end
    return zlib.compress(b"".join(column.tobytes() for column in columns), 9)


def unpack(blob: bytes) -> Iterator[Box]:
    """Yield the boxes that `pack` wrote."""
    values = array("H", zlib.decompress(blob))
    count = len(values) // 6
    at = 0
    for place in range(count):
        gap, size, *edges = values[place::count]
        left, top, right, bottom = (edge / _FULL for edge in edges)
        yield Box(at + gap, at + gap + size, left, top, right, bottom)
        at += gap + size


def _source_spans(
    document: Document, start: int, end: int
) -> Iterator[tuple[int, int, int | None]]:
    for run in document.runs:
        low, high = max(start, run.start), min(end, run.start + run.length)
        if low < high:
            shift = run.source_start - run.start
            yield low + shift, high + shift, run.page
