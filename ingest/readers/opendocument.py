"""Flat OpenDocument XML into Pages: paragraphs with their list labels, tables as rows, notes.

Fonts are followed through the styles, because old text is told by its font. Deleted text of
tracked changes, comments, running heads and pictures are left out; drawings give their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from ingest.capitals import mark, marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.grid import Cell, flat, row_line, table_lines
from ingest.readers.odf_hidden import hide
from ingest.readers.odf_lists import Counters, ListStyles
from ingest.readers.odf_styles import DRAW, OFFICE, PRESENTATION, SVG, TABLE, TEXT, Styles
from ingest.repair import Styled, repaired
from rag.domain import Page

_SKIPPED = {
    f"{TEXT}tracked-changes",
    f"{TEXT}sequence-decls",
    f"{TEXT}table-of-content",
    f"{OFFICE}annotation",
    f"{OFFICE}forms",
    f"{OFFICE}event-listeners",
    f"{TABLE}shapes",
    f"{DRAW}enhanced-geometry",
    f"{PRESENTATION}notes",
    f"{SVG}title",
    f"{SVG}desc",
}
_PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
_ROW_GROUPS = {f"{TABLE}{kind}" for kind in ("table-header-rows", "table-rows", "table-row-group")}
_DRAWN = {f"{DRAW}{kind}" for kind in ("frame", "g", "custom-shape", "rect", "text-box")}
_BLANKS = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_BLANK = re.compile(r"[ \t\r\n]+")
_WIDEST = 16
"""Columns beyond which a table is a form with a box for each letter."""
_RAGGED = 1.5
"""Columns for each cell of its fullest row beyond which a table is a form."""
_MOST_REPEATS = 1024
"""Sheets repeat their blank rows and columns to the edge; what is written repeats less."""


def pages(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of a flat OpenDocument file; a page for each sheet or slide, else one.

    Raises:
        ReadError: no OpenDocument, or no words in it.
    """
    root = _parse(data, name)
    body = root.find(f"{OFFICE}body")
    content = next(iter(body), None) if body is not None else None
    if content is None:
        raise refusals.damaged(name, "office:body")
    unseen = hide(content, root)
    writer = _Writer(Styles(root), ListStyles(root))
    if content.tag == f"{OFFICE}text":
        writer.blocks(content, None)
    else:
        for sheet in content:
            writer.sheet(sheet)
    texts = writer.texts()
    if not texts:
        raise refusals.blank(name)
    if content.tag == f"{OFFICE}text":
        return with_hidden((marked_page(texts[0]),), unseen)
    return with_hidden([marked_page(text, number) for number, text in enumerate(texts, 1)], unseen)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A table cell before its text is known."""

    items: tuple[_Item, ...] = ()
    span: int = 1
    above: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    rows: tuple[tuple[_Slot, ...], ...]
    ruled: bool
    sheet: bool


_Item = int | _Table
"""The number of a line, or a table."""


@dataclass(slots=True)
class _Writer:
    """Collects lines of styled runs, and the items by which they become text."""

    styles: Styles
    lists: ListStyles
    lines: list[list[Styled]] = field(default_factory=list[list[Styled]])
    pages: list[list[_Item]] = field(default_factory=lambda: [list[_Item]()])
    notes: list[_Item] = field(default_factory=list[_Item])
    marks: int = 0
    counters: dict[str, Counters] = field(default_factory=dict[str, Counters])

    def blocks(self, node: Element, font: str | None, label: str = "") -> None:
        """Take the paragraphs, lists, tables and drawings inside an element, in order."""
        for child in node:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child, font, label)
                label = ""
            elif child.tag == f"{TEXT}list":
                self._list(child, font, None, 1)
            elif child.tag == f"{TABLE}table":
                self._table(child, font, sheet=False)
            elif child.tag not in _SKIPPED:
                self.blocks(child, self.styles.container(child) or font, label)

    def sheet(self, node: Element) -> None:
        """Take one sheet or slide as a page of its own."""
        if node.tag not in {f"{TABLE}table", f"{DRAW}page"}:
            return
        self.pages.append([])
        if node.tag == f"{TABLE}table":
            self._table(node, None, sheet=True)
        else:
            self.blocks(node, None)

    def texts(self) -> list[str]:
        """Return the repaired text of every page with words; notes end the last one."""
        self.pages[-1].extend(self.notes)
        done = ["".join(runs) for runs in repaired(self.lines)]
        texts = ("\n".join(_lines(page, done)).strip("\n") + "\n" for page in self.pages)
        return [text for text in texts if text.strip()]

    def _paragraph(self, node: Element, font: str | None, label: str) -> None:
        own = self.styles.font("paragraph", node.get(f"{TEXT}style-name")) or font
        own = own or self.styles.default
        runs: list[Styled] = []
        drawn: list[Element] = []
        self.pages[-1].append(len(self.lines))
        self.lines.append(runs)
        raised = self.styles.raised("paragraph", node.get(f"{TEXT}style-name"))
        self._runs(node, own, runs, drawn, raised=bool(raised))
        if label and any(text.strip() for text, _ in runs):
            runs.insert(0, (f"{label} ", own))
        for drawing in drawn:
            self.blocks(drawing, self.styles.container(drawing))

    def _runs(
        self,
        node: Element,
        font: str | None,
        runs: list[Styled],
        drawn: list[Element],
        *,
        raised: bool,
    ) -> None:
        """Take the text of a paragraph; drawings anchored in it are put aside."""

        def take(text: str | None) -> None:
            words = _BLANK.sub(" ", text or "")
            if words:
                runs.append((mark(words) if raised else words, font))

        take(node.text)
        for child in node:
            if child.tag == f"{TEXT}span":
                name = child.get(f"{TEXT}style-name")
                if not self.styles.hidden(name):
                    said = self.styles.raised("text", name)
                    own = raised if said is None else said
                    inside = self.styles.font("text", name) or font
                    self._runs(child, inside, runs, drawn, raised=own)
            elif child.tag in _DRAWN:
                drawn.append(child)
            elif child.tag == f"{TEXT}note":
                self._note(child, font, runs)
            elif child.tag in _BLANKS:
                count = min(_number(child, f"{TEXT}c"), _MOST_REPEATS)
                runs.append((_BLANKS[child.tag] * count, font))
            elif child.tag not in _SKIPPED:
                self._runs(child, font, runs, drawn, raised=raised)
            take(child.tail)

    def _note(self, node: Element, font: str | None, runs: list[Styled]) -> None:
        body = node.find(f"{TEXT}note-body")
        if body is None:
            return
        self.marks += 1
        mark = f"[^{self.marks}]"
        runs.append((mark, font))
        self.notes += self._aside(body, font, f"{mark}:")

    def _aside(self, node: Element, font: str | None, label: str = "") -> list[_Item]:
        """Take blocks that do not stand where the text is now, and return them."""
        items: list[_Item] = []
        kept, self.pages[-1] = self.pages[-1], items
        self.blocks(node, font, label)
        self.pages[-1] = kept
        return items

    def _list(self, node: Element, font: str | None, style: str | None, depth: int) -> None:
        style = node.get(f"{TEXT}style-name") or style
        key = style or ""
        goes_on = node.get(f"{TEXT}continue-numbering") == "true"
        if depth == 1 and not goes_on and node.get(f"{TEXT}continue-list") is None:
            self.counters.pop(key, None)
        counters = self.counters.setdefault(key, Counters())
        for item in node:
            label = ""
            counted = item.tag == f"{TEXT}list-item"
            if counted and any(child.tag in _PARAGRAPHS for child in item):
                restart = item.get(f"{TEXT}start-value")
                label = self.lists.label(style, depth, counters, restart)
            for child in item:
                if child.tag == f"{TEXT}list":
                    self._list(child, font, style, depth + 1)
                elif child.tag in _PARAGRAPHS:
                    self._paragraph(child, font, label)
                    label = ""

    def _table(self, node: Element, font: str | None, *, sheet: bool) -> None:
        rows: list[tuple[_Slot, ...]] = []
        for row in _table_rows(node):
            slots = tuple(self._slots(row, font))
            if slots:
                times = _number(row, f"{TABLE}number-rows-repeated")
                written = any(slot.items for slot in slots)
                rows += [slots] * (min(times, _MOST_REPEATS) if written else 1)
        self.pages[-1].append(_Table(tuple(rows), self.styles.ruled(node), sheet))

    def _slots(self, row: Element, font: str | None) -> list[_Slot]:
        """Return the cells of a row; those that a wider one covers are part of it."""
        slots: list[_Slot] = []
        column = covered = 0
        for cell in row:
            times = min(_number(cell, f"{TABLE}number-columns-repeated"), _MOST_REPEATS)
            if cell.tag == f"{TABLE}covered-table-cell":
                hidden = min(times, max(0, covered - column))
                slots += [_Slot(above=True)] * (times - hidden)
                column += times
            elif cell.tag == f"{TABLE}table-cell":
                span = _number(cell, f"{TABLE}number-columns-spanned")
                slot = _Slot(self._cell(cell, font), span)
                slots += [slot] * times
                covered = column + span
                column += times
        while slots and not slots[-1].items and not slots[-1].above:
            slots.pop()
        return slots

    def _cell(self, cell: Element, font: str | None) -> tuple[_Item, ...]:
        style = self.styles.font("table-cell", cell.get(f"{TABLE}style-name"))
        items = self._aside(cell, style or font)
        written = any(not isinstance(item, int) or self._written(item) for item in items)
        return tuple(items) if written else ()

    def _written(self, line: int) -> bool:
        return any(text.strip() for text, _ in self.lines[line])


def _lines(items: Sequence[_Item], done: Sequence[str]) -> Iterator[str]:
    for item in items:
        if isinstance(item, int):
            yield from done[item].strip().split("\n")
            continue
        rows = _rows(item, done)
        if item.sheet:
            yield from _sheet_lines(rows)
        else:
            yield from ("", *table_lines(rows, ruled=item.ruled), "")


def _filled(slot: _Slot, done: Sequence[str]) -> Cell:
    texts = [
        done[item].strip() if isinstance(item, int) else flat(_rows(item, done))
        for item in slot.items
    ]
    return Cell("\n".join(text for text in texts if text), slot.span, slot.above)


def _rows(table: _Table, done: Sequence[str]) -> list[list[Cell]]:
    rows = [[_filled(slot, done) for slot in row] for row in table.rows]
    if table.sheet or _is_grid(rows):
        return rows
    return [[Cell(cell.text) for cell in row if not cell.above] for row in rows]


def _is_grid(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell a table of columns from a form, whose rows are each parted at places of their own."""
    wide = max((sum(cell.span for cell in row) for row in rows), default=0)
    return wide <= min(_WIDEST, _RAGGED * max(map(len, rows), default=0))


def _sheet_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield a row of a sheet as a table row; words set across columns, alone, are a line."""
    above: list[str] = []
    for row in rows:
        cells: list[str] = []
        for cell in row:
            at = len(cells)
            words = " ".join(cell.text.split())
            words = above[at] if cell.above and at < len(above) else words
            cells += [words] + [""] * (cell.span - 1)
        above = cells
        alone = [cell for cell in row if cell.text]
        if len(alone) == 1 and alone[0].span > 1 and not any(cell.above for cell in row):
            yield " ".join(alone[0].text.split())
        elif any(cells):
            yield row_line(cells)


def _table_rows(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _table_rows(child)


def _number(node: Element, key: str) -> int:
    value = node.get(key, "1")
    return int(value) if value.isdecimal() else 1


def _parse(data: bytes, name: str) -> Element:
    """Parse the XML that LibreOffice wrote, letting go of its pictures on the way."""
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end")):
            if root is None:
                root = element
            if event == "end" and element.tag == f"{OFFICE}binary-data":
                element.clear()
    except ParseError as error:
        raise refusals.damaged(name, f"OpenDocument: {error}") from error
    if root is None:
        raise refusals.damaged(name, "OpenDocument")
    return root
