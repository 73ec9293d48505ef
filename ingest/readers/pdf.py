"""PDF, page by page: the text layer where it can be trusted, OCR of the page elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ingest import quality
from ingest.readers.layout import Printed, compose, read_order
from ingest.readers.ocr import DPI, recognise
from ingest.readers.pdfium import Pdf, Sheet, open_pdf
from ingest.readers.progress import page_done
from ingest.readers.rules import find_tables, rows_of
from rag.domain import Hidden, Page

_OVERLAY_WORDS = 40
"""A scan with fewer words of text bears a digital signature or a stamp, and no text layer."""

Head = tuple[str, ...]


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the pages, numbered from 1, each with the boxes of its words.

    Raises:
        ReadError: damaged, locked, too many pages, or a scan where Tesseract is missing.
    """
    with open_pdf(data, name) as pdf:
        pages: list[Page] = []
        doubted: dict[int, bool] = {}
        head: Head = ()
        for at in range(len(pdf)):
            sheet = pdf.sheet(at)
            page, head = _text_page(sheet, at + 1, head)
            pages.append(page)
            page_done()
            if _is_picture(sheet):
                doubted[at] = False
            elif quality.of_page(page).failed:
                doubted[at] = True
        for at, page in zip(doubted, _recognised(pdf, list(doubted), name), strict=True):
            if not doubted[at] or _score(page) > _score(pages[at]):
                pages[at] = replace(page, hidden=pages[at].hidden)
        return tuple(pages)


def _recognised(pdf: Pdf, wanted: list[int], name: str) -> list[Page]:
    if not wanted:
        return []
    return list(recognise(((at + 1, partial(pdf.render, at, DPI)) for at in wanted), name))


def _is_picture(sheet: Sheet) -> bool:
    """Tell whether a page shows something that its text layer does not hold."""
    if not sheet.words:
        return sheet.drawn
    return sheet.scanned and len(sheet.words) < _OVERLAY_WORDS


def _score(page: Page) -> float:
    return quality.of_page(page).score


def _text_page(sheet: Sheet, number: int, head: Head) -> tuple[Page, Head]:
    """Return the page of a text layer, and the first row of its last table.

    `head` is that of the page before: a table that goes on repeats it, which is no row of its own.
    """
    tables = find_tables(sheet.rules)
    body = [word for word in sheet.words if not any(table.holds(word) for table in tables)]
    blocks = [
        rows_of(table, [word for word in sheet.words if table.holds(word)]) for table in tables
    ]
    blocks = [rows for rows in blocks if rows]
    if blocks and head and _cells(blocks[0][0]) == head:
        blocks[0] = blocks[0][1:]
    last = _cells(blocks[-1][0]) if blocks and blocks[-1] else head if blocks else ()
    lines = _merged(read_order(body), [row for rows in blocks for row in rows])
    text, boxes = compose(lines, sheet.width, sheet.height)
    unseen = (Hidden("text", sheet.hidden, number),) if sheet.hidden else ()
    return Page(text, number, boxes, hidden=unseen), last


def _cells(row: Printed) -> Head:
    return tuple(" ".join(word.text for word in cell) for cell in row.cells)


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
