"""Web pages saved as files (.html): their words and tables; nothing they link to is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from ingest.capitals import marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.grid import Cell, flat, table_lines
from ingest.readers.html_fonts import BLOCKS, LEFT_OUT, unify_fonts
from ingest.readers.html_hidden import hide
from ingest.readers.markup import Element
from ingest.readers.numerals import numeral
from rag.domain import Hidden, Page

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST = 200
"""Columns or rows that one cell may cover."""


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the words of a page, a paragraph or table row a line.

    Raises:
        ReadError: no HTML, or a page without words.
    """
    parser = html.HTMLParser(
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding=_encoding(data),
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise refusals.damaged(name, f"HTML: {error}") from error
    unseen = hide(root)
    unify_fonts(root)
    text = "\n".join(_Reading().lines_of(root)).strip("\n") + "\n"
    if not text.strip():
        raise refusals.blank(name)
    return with_hidden((marked_page(text),), (Hidden("text", unseen),))


def _encoding(data: bytes) -> str | None:
    """Return the encoding that the first bytes show; None: the page says it itself."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if _CHARSET.search(data[:4096]):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1258"
    return "utf-8"


@dataclass(slots=True)
class _Reading:
    """The lines so far, and the words of the one in hand."""

    cell: bool = False
    """Inside a cell: a table there is made flat."""
    labelled: bool = False
    """The line in hand holds the number of a list item and nothing else yet."""
    lines: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])

    def lines_of(self, item: Element) -> list[str]:
        """Return the lines of an element with all inside it."""
        self._inside(item, str(item.tag).lower())
        self._break()
        return self.lines

    def _walk(self, item: Element) -> None:
        tag = str(item.tag).lower()
        if tag not in LEFT_OUT:
            if tag == "table" and self.cell:
                self.words.append(flat(_rows(item)))
            elif tag == "table":
                self._break()
                rows = _rows(item)
                self.lines += ["", *table_lines(rows, ruled=_is_ruled(item)), ""]
            elif tag == "br":
                self._break()
            else:
                self._inside(item, tag)
        self.words.append(item.tail or "")

    def _inside(self, item: Element, tag: str) -> None:
        block = tag in BLOCKS
        if block and not self.labelled:
            self._break()
        if tag == "li":
            self._break()
            self.words.append(_label(item))
        self.labelled = tag == "li" or (self.labelled and not (item.text or "").strip())
        self.words.append(item.text or "")
        for child in item:
            self._walk(child)
        if block:
            self._break()

    def _break(self) -> None:
        line = _BLANKS.sub(" ", "".join(self.words)).strip()
        self.words.clear()
        self.labelled = False
        if line:
            self.lines.append(line)


def _label(item: Element) -> str:
    """Return the number of a list item, a dash where the list has none."""
    parent = item.getparent()
    if parent is None or str(parent.tag).lower() != "ol":
        return "- "
    given, first = item.get("value", ""), parent.get("start", "1")
    place = 1 + sum(1 for other in item.itersiblings(preceding=True) if other.tag == "li")
    count = (
        int(given) if given.isdecimal() else place + (int(first) if first.isdecimal() else 1) - 1
    )
    styles = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    style = styles.get(parent.get("type", "1"), "decimal")
    return numeral(min(count, 9999), style) + (") " if style == "lowerLetter" else ". ")


def _is_ruled(table: Element) -> bool:
    """Tell whether a table may hold data: one that says "border=0" or "presentation" does not."""
    return table.get("border") != "0" and table.get("role") != "presentation"


def _own(table: Element, tags: tuple[str, ...]) -> list[Element]:
    """Return the rows of a table, or the cells of a row, that are not in a table inside it."""
    found: list[Element] = []
    for child in table:
        if child.tag in tags:
            found.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            found += _own(child, tags)
    return found


def _rows(table: Element) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    below: dict[int, int] = {}
    """Column -> rows for which a cell above still covers it."""
    for row in _own(table, ("tr",)):
        cells: list[Cell] = []
        column = 0
        for item in _own(row, ("td", "th")):
            while below.get(column, 0):
                below[column] -= 1
                cells.append(Cell("", above=True))
                column += 1
            span, deep = _count(item, "colspan"), _count(item, "rowspan")
            cells.append(Cell("\n".join(_Reading(cell=True).lines_of(item)), span=span))
            below |= dict.fromkeys(range(column, column + span), deep - 1)
            column += span
        while below.get(column, 0):
            below[column] -= 1
            cells.append(Cell("", above=True))
            column += 1
        rows.append(cells)
    return rows


def _count(item: Element, name: str) -> int:
    value = item.get(name, "1").strip()
    return max(1, min(int(value), _MOST)) if value.isdecimal() and len(value) < 6 else 1
