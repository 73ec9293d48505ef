"""PDF, page by page: the text layer where it can be trusted, OCR of the page elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ingest import quality
from ingest.readers.aligned import aligned_tables
from ingest.readers.layout import compose
from ingest.readers.ocr import DPI, recognise
from ingest.readers.pdf_fonts import unify_fonts
from ingest.readers.pdfium import Pdf, Sheet, open_pdf
from ingest.readers.progress import page_done
from ingest.readers.rules import find_tables, open_table
from ingest.readers.spilled import Open, spilled
from ingest.readers.tabled import page_lines
from rag.domain import Hidden, Page

_OVERLAY_WORDS = 40
"""A scan with fewer words of text bears a digital signature or a stamp, and no text layer."""


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the pages, numbered from 1, each with the boxes of its words.

    Raises:
        ReadError: damaged, locked, too many pages, or a scan where Tesseract is missing.
    """
    with open_pdf(data, name) as pdf:
        pages: list[Page] = []
        doubted: dict[int, bool] = {}
        above: Open | None = None
        for at, sheet in enumerate(unify_fonts(list(_sheets(pdf)))):
            page, above = _text_page(sheet, at + 1, above)
            pages.append(page)
            if _is_picture(sheet):
                doubted[at] = False
            elif quality.of_page(page).failed:
                doubted[at] = True
        for at, page in zip(doubted, _recognised(pdf, list(doubted), name), strict=True):
            if not doubted[at] or _score(page) > _score(pages[at]):
                pages[at] = replace(page, hidden=pages[at].hidden)
        return tuple(pages)


def _sheets(pdf: Pdf) -> Iterator[Sheet]:
    for at in range(len(pdf)):
        yield pdf.sheet(at)
        page_done()


def _recognised(pdf: Pdf, wanted: list[int], name: str) -> list[Page]:
    if not wanted:
        return []
    return list(recognise([(at + 1, partial(pdf.render, at, DPI)) for at in wanted], name))


def _is_picture(sheet: Sheet) -> bool:
    """Tell whether a page shows something that its text layer does not hold."""
    if not sheet.words:
        return sheet.drawn
    return sheet.scanned and len(sheet.words) < _OVERLAY_WORDS


def _score(page: Page) -> float:
    return quality.of_page(page).score


def _text_page(sheet: Sheet, number: int, above: Open | None) -> tuple[Page, Open | None]:
    """Return the page of a text layer, and the table that may go on with the next page.

    `above` is that of the page before.
    """
    ruled = find_tables(sheet.rules)
    words = list(sheet.words)
    if ruled and above:
        first = spilled(above, ruled[0], words)
        words += first.words[sum(map(ruled[0].holds, words)) :]
        ruled[0] = first.table
    free = [word for word in words if not any(table.holds(word) for table in ruled)]
    aligned = aligned_tables(free, sheet.rules, above.table if above else None)
    tables = sorted([*ruled, *aligned], key=lambda table: table.ys[0])
    page = compose(page_lines(words, tables), sheet.width, sheet.height, number)
    unseen = (Hidden("text", sheet.hidden, number),) if sheet.hidden else ()
    last = open_table(tables, sheet.words)
    inside = tuple(word for word in words if last and last.holds(word))
    return replace(page, hidden=unseen), Open(last, inside) if last else None
