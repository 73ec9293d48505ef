"""Word documents (.docx, .docm): the words as printed, with the numbers of lists.

Tracked changes count as accepted, hidden text, tables of contents, heads and feet are left out,
text boxes follow the paragraph that they hang on, footnotes come last as "[^1]: …". Macros,
embedded objects and linked files are never opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.capitals import marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.docx_fonts import unify_fonts
from ingest.readers.docx_hidden import hide
from ingest.readers.docx_numbering import Numbering, W, value
from ingest.readers.docx_styles import Styles, has_rules, is_on
from ingest.readers.grid import Cell, flat, table_lines
from ingest.readers.markup import Element
from ingest.readers.numerals import number
from ingest.readers.package import Package
from ingest.readers.symbols import symbol
from rag.domain import Hidden, Page

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_REMOVED = frozenset(f"{W}{tag}" for tag in ("del", "moveFrom"))
_PROPERTIES = frozenset(f"{W}{tag}" for tag in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr"))
_BREAKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n"} | {
    f"{W}noBreakHyphen": "-"
}
_WIDEST = 64
"""Columns that Word allows a table to have (63), and one."""


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of a Word document as one page without number.

    Raises:
        ReadError: no .docx, encrypted, damaged, without words, or larger inside than allowed.
    """
    package = Package(data, name)
    main = package.main("word/document.xml")
    parts = {kind: part for kind, part in package.relations(main).values() if package.has(part)}

    def root(kind: str) -> Element | None:
        return package.xml(parts[kind]) if kind in parts else None

    body = package.xml(main).find(f"{W}body")
    if body is None:
        raise refusals.damaged(name, "w:body")
    notes = {kind: root(kind) for kind in ("footnotes", "endnotes")}
    read_in = (body, *notes.values())
    unseen = hide(read_in, root("styles"), root("theme"))
    styles = Styles(root("styles"))
    unify_fonts(read_in, styles)
    reading = _Reading(styles, Numbering(root("numbering")))
    lines = reading.blocks(body)
    lines += reading.notes(notes)
    text = "\n".join(line.strip() for line in lines).strip("\n") + "\n"
    if not text.strip():
        raise refusals.blank(name)
    return with_hidden((marked_page(text),), (Hidden("text", unseen),))


@dataclass(slots=True)
class _Reading:
    """One pass over a document."""

    styles: Styles
    numbering: Numbering
    cited: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Footnotes and endnotes in the order of their marks: kind and id."""
    boxes: list[Element] = field(default_factory=list[Element])

    def blocks(self, parent: Element, *, cell: bool = False) -> list[str]:
        """Return the lines of the paragraphs and tables in a container, which may be a cell."""
        lines: list[str] = []
        carried = ""
        for block in _blocks(parent):
            if block.tag == f"{W}tbl":
                lines += [flat(self._rows(block))] if cell else ["", *self._table(block), ""]
                continue
            text = carried + self._inline(block)
            carried = ""
            if _mark_removed(block):
                carried = text
                continue
            properties = block.find(f"{W}pPr")
            style = None if properties is None else value(properties, "pStyle")
            label = self._label(properties, style)
            boxes, self.boxes = self.boxes, []
            if not self.styles.is_contents(style):
                lines += (label + text.lstrip() if text.strip() else "").split("\n")
            for box in boxes:
                lines += self.blocks(box)
        return lines + carried.split("\n") if carried else lines

    def notes(self, roots: dict[str, Element | None]) -> list[str]:
        """Return the lines of the notes cited so far, in the order of their marks."""
        found: dict[tuple[str, str], Element] = {}
        for kind, root in roots.items():
            for note in root if root is not None else ():
                found[kind, note.get(f"{W}id", "")] = note
        lines: list[str] = []
        for place, key in enumerate(self.cited, 1):
            note = found.get(key)
            words = " ".join(self.blocks(note)).split() if note is not None else []
            lines += ["", f"[^{place}]: {' '.join(words)}"] if words else []
        return lines

    def _label(self, properties: Element | None, style: str | None) -> str:
        """Count a paragraph in the list that it or its style belongs to."""
        own = None if properties is None else properties.find(f"{W}numPr")
        num = None if own is None else value(own, "numId")
        level = None if own is None else value(own, "ilvl")
        place = None if level is None else number(level, 0)
        inherited = self.styles.list_of(style)
        if num is None and inherited is not None:
            num, owner, at = inherited
            tied = self.numbering.level_of_style(num, owner)
            place = place if place is not None else tied if tied is not None else at
        return "" if num is None else self.numbering.label(num, place or 0)

    def _inline(self, parent: Element) -> str:
        """Return the words of a paragraph, or of anything inside one."""
        out: list[str] = []
        for item in parent:
            if item.tag == f"{W}r":
                out.append(self._run(item))
            elif item.tag == _MATH_TEXT:
                out.append(item.text or "")
            elif item.tag == f"{_COMPATIBLE}AlternateContent":
                out += [self._inline(choice) for choice in _choice(item)]
            elif item.tag not in _REMOVED and item.tag not in _PROPERTIES:
                out.append(self._inline(item))
        return "".join(out)

    def _run(self, run: Element) -> str:
        properties = run.find(f"{W}rPr")
        if properties is not None and (
            is_on(properties, "vanish") or self.styles.is_hidden(value(properties, "rStyle"))
        ):
            return ""
        out: list[str] = []
        for item in run:
            if item.tag == f"{W}t":
                out.append((item.text or "").replace("\n", " "))
            elif item.tag in _BREAKS:
                out.append(_BREAKS[str(item.tag)])
            elif item.tag == f"{W}sym":
                out.append(_symbol(item))
            elif item.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                out.append(self._mark(item))
            elif item.tag not in _PROPERTIES:
                self.boxes += _boxes(item)
        return "".join(out)

    def _mark(self, reference: Element) -> str:
        if reference.get(f"{W}customMarkFollows") in ("1", "true", "on"):
            return ""
        kind = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
        self.cited.append((kind, reference.get(f"{W}id", "")))
        return f"[^{len(self.cited)}]"

    def _table(self, table: Element) -> list[str]:
        rows = self._rows(table)
        properties = table.find(f"{W}tblPr")
        style = None if properties is None else value(properties, "tblStyle")
        own = None if properties is None else properties.find(f"{W}tblBorders")
        ruled = has_rules(own) if own is not None else self.styles.is_ruled(style)
        ruled = ruled or any(map(has_rules, table.iterfind(f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders")))
        return table_lines(rows, ruled=ruled)

    def _rows(self, table: Element) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for row in _children(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            before = None if properties is None else value(properties, "gridBefore")
            cells = [Cell("")] * min(number(before, 0), _WIDEST)
            rows.append(cells + [self._cell(cell) for cell in _children(row, f"{W}tc")])
        return rows

    def _cell(self, cell: Element) -> Cell:
        properties = cell.find(f"{W}tcPr")
        merged = None if properties is None else properties.find(f"{W}vMerge")
        span = None if properties is None else value(properties, "gridSpan")
        return Cell(
            "\n".join(self.blocks(cell, cell=True)).strip(),
            span=max(1, min(number(span, 1), _WIDEST)),
            above=merged is not None and merged.get(f"{W}val") != "restart",
        )


def _blocks(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of a container in order, whatever wraps them."""
    for item in parent:
        if item.tag in (f"{W}p", f"{W}tbl"):
            yield item
        elif item.tag == f"{W}sdt":
            gallery = item.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            content = item.find(f"{W}sdtContent")
            contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
            if content is not None and not contents:
                yield from _blocks(content)
        elif item.tag == f"{_COMPATIBLE}AlternateContent":
            for choice in _choice(item):
                yield from _blocks(choice)
        elif item.tag not in _REMOVED and item.tag not in _PROPERTIES:
            yield from _blocks(item)


def _children(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, whatever wraps them."""
    for item in parent:
        if item.tag == tag:
            yield item
        elif item.tag not in _REMOVED and item.tag not in _PROPERTIES:
            yield from _children(item, tag)


def _choice(alternates: Element) -> Iterator[Element]:
    """Yield the first form of content that is given in several."""
    for form in alternates:
        yield form
        return


def _boxes(item: Element) -> Iterator[Element]:
    """Yield the text boxes in a drawing, each once."""
    if item.tag == f"{W}txbxContent":
        yield item
    elif item.tag == f"{_COMPATIBLE}AlternateContent":
        for choice in _choice(item):
            yield from _boxes(choice)
    elif item.tag not in _REMOVED:
        for child in item:
            yield from _boxes(child)


def _mark_removed(paragraph: Element) -> bool:
    """Tell whether a tracked change joins a paragraph with the next one."""
    return any(
        paragraph.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in (f"{W}del", f"{W}moveFrom")
    )


def _symbol(item: Element) -> str:
    code = item.get(f"{W}char", "")
    try:
        return symbol(chr(int(code, 16)), item.get(f"{W}font", ""))
    except (ValueError, OverflowError):
        return ""
