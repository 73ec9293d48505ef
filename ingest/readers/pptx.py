"""Slides (.pptx): each slide a page, its shapes from top to bottom, tables as rows."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.capitals import marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.fonts import Piece, unify
from ingest.readers.grid import Cell, table_lines
from ingest.readers.markup import Element
from ingest.readers.numerals import number
from ingest.readers.package import Package
from ingest.readers.pptx_hidden import P, hide, slide_area
from ingest.readers.theme import A
from rag.domain import Hidden, Page

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr"})
_WIDEST = 200


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return a page for each slide that is shown, numbered as in the file.

    Raises:
        ReadError: no presentation, encrypted, damaged, without words, or too large inside.
    """
    package = Package(data, name)
    main = package.main("ppt/presentation.xml")
    relations = package.relations(main)
    pages: list[Page] = []
    unseen = letters = 0
    presentation = package.xml(main)
    size = slide_area(presentation)
    for place, item in enumerate(presentation.iter(f"{P}sldId"), 1):
        part = relations.get(item.get(f"{R}id", ""), ("", ""))[1]
        if not package.has(part):
            continue
        slide = package.xml(part)
        shown = slide.get("show") not in ("0", "false")
        letters += hide(package, part, slide, size) if shown else 0
        unify(_line(paragraph) for paragraph in slide.iter(f"{A}p"))
        unseen += not shown
        lines = [line for shape in _shapes(slide) for line in _lines(shape)] if shown else []
        pages.append(marked_page("\n".join(lines) + "\n", place))
    if not any(page.text.strip() for page in pages):
        raise refusals.blank(name)
    return with_hidden(pages, (Hidden("text", letters), Hidden("slides", unseen)))


def _shapes(slide: Element) -> list[Element]:
    """Return the shapes with words, sorted by place: rows from the top, then from the left."""
    shapes = [
        item
        for item in slide.iter(f"{P}sp", f"{P}graphicFrame")
        if (kind := item.find(f".//{P}nvPr/{P}ph")) is None or kind.get("type") not in _FURNITURE
    ]
    return sorted(shapes, key=_top)


def _top(shape: Element) -> tuple[int, int]:
    kind = shape.find(f".//{P}nvPr/{P}ph")
    if kind is not None and kind.get("type") in ("title", "ctrTitle"):
        return (-1, 0)
    offset = next(shape.iter(f"{A}off"), None)
    if offset is None:
        return (0, 0)
    return number(offset.get("y"), 0), number(offset.get("x"), 0)


def _lines(shape: Element) -> Iterator[str]:
    table = next(shape.iter(f"{A}tbl"), None)
    if table is not None:
        yield from ("", *table_lines([_row(row) for row in table.iter(f"{A}tr")], ruled=True), "")
        return
    yield from _paragraphs(shape)


def _row(row: Element) -> list[Cell]:
    return [
        Cell(
            "\n".join(_paragraphs(cell)),
            span=max(1, min(number(cell.get("gridSpan"), 1), _WIDEST)),
            above=cell.get("vMerge") in ("1", "true"),
        )
        for cell in row.iter(f"{A}tc")
        if cell.get("hMerge") not in ("1", "true")
    ]


def _paragraphs(parent: Element) -> Iterator[str]:
    for paragraph in parent.iter(f"{A}p"):
        words = "".join(
            "\n" if item.tag == f"{A}br" else item.text or ""
            for item in paragraph.iter(f"{A}t", f"{A}br")
        ).strip()
        bullet = paragraph.find(f"{A}pPr/{A}buChar")
        if words:
            yield f"{bullet.get('char', '•')} {words}" if bullet is not None else words


def _line(paragraph: Element) -> list[Piece]:
    """Return the text of a paragraph with its fonts, as far as its runs name them."""
    pieces: list[Piece] = []
    for text in paragraph.iter(f"{A}t"):
        run = text.getparent()
        own = run.find(f"{A}rPr") if run is not None else None
        face = own.find(f"{A}latin") if own is not None else None
        raised = own is not None and own.get("cap", "none") != "none"
        pieces.append(Piece(text, "text", None if face is None else face.get("typeface"), raised))
    return pieces
