"""OpenDocument texts (.odt): words, tables, footnotes, and list numbers, which are formatting.

Deleted text of tracked changes lies outside of the body in this format and is never met.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.capitals import marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.grid import Cell, flat, table_lines
from ingest.readers.markup import Element
from ingest.readers.numerals import number, numeral
from ingest.readers.odf_fonts import unify_fonts
from ingest.readers.odf_hidden import hide
from ingest.readers.odf_styles import Styles
from ingest.readers.package import Package
from ingest.readers.symbols import bullet
from rag.domain import Page

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
T, TABLE, STYLE = (f"{{{_BASE}{part}:1.0}}" for part in ("text", "table", "style"))
OFFICE = f"{{{_BASE}office:1.0}}"
_FORMATS = {"I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter"}
_CONTENTS = frozenset(f"{T}{kind}" for kind in ("table-of-content", "tracked-changes", "forms"))
_LEVELS = 10
_MOST_REPEATS = 256


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of the document as one page without number.

    Raises:
        ReadError: no .odt, encrypted, damaged, without words, or too large inside.
    """
    package = Package(data, name)
    if package.has("META-INF/manifest.xml"):
        manifest = package.xml("META-INF/manifest.xml")
        if any(str(item.tag).endswith("}encryption-data") for item in manifest.iter()):
            raise refusals.locked(name)
    content = package.xml("content.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise refusals.damaged(name, "office:text")
    roots = [package.xml("styles.xml")] if package.has("styles.xml") else []
    unseen = hide(body, *roots, content)
    unify_fonts(body, Styles(*roots, content))
    reading = _Reading(_list_styles([*roots, content]))
    lines = reading.blocks(body)
    for place, note in enumerate(reading.notes, 1):
        lines += ["", f"[^{place}]: {note}"]
    text = "\n".join(line.strip() for line in lines).strip("\n") + "\n"
    if not text.strip():
        raise refusals.blank(name)
    return with_hidden((marked_page(text),), unseen)


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of one level of a list are marked."""

    style: str | None
    before: str
    after: str
    start: int
    shown: int
    mark: str


def _list_styles(roots: list[Element]) -> dict[str, dict[int, _Level]]:
    found: dict[str, dict[int, _Level]] = {}
    for item in (
        style for root in roots for style in root.iter(f"{T}list-style", f"{T}outline-style")
    ):
        levels: dict[int, _Level] = {}
        for level in item:
            numbered = level.tag != f"{T}list-level-style-bullet"
            style = level.get(f"{STYLE}num-format", "1" if numbered else "")
            levels[number(level.get(f"{T}level"), 1)] = _Level(
                style=(_FORMATS.get(style, "decimal") if style else "none") if numbered else None,
                before=level.get(f"{STYLE}num-prefix", ""),
                after=level.get(f"{STYLE}num-suffix", ""),
                start=number(level.get(f"{T}start-value"), 1),
                shown=number(level.get(f"{T}display-levels"), 1),
                mark=level.get(f"{T}bullet-char", ""),
            )
        found["outline" if item.tag == f"{T}outline-style" else item.get(f"{STYLE}name", "")] = (
            levels
        )
    return found


@dataclass(slots=True)
class _Reading:
    """One pass over a document."""

    styles: dict[str, dict[int, _Level]]
    notes: list[str] = field(default_factory=list[str])
    counts: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    named: dict[str, str] = field(default_factory=dict[str, str])
    """Id of a list -> the key of its counters, for lists that go on."""
    last: dict[str, str] = field(default_factory=dict[str, str])

    def blocks(self, parent: Element, *, cell: bool = False) -> list[str]:
        """Return the lines of paragraphs, lists and tables in a container."""
        lines: list[str] = []
        for item in parent:
            if item.tag in (f"{T}p", f"{T}h"):
                boxes: list[str] = []
                words = self._inline(item, boxes)
                label = self._outline_label(item) if item.tag == f"{T}h" and words.strip() else ""
                lines += [*(label + words).split("\n"), *boxes]
            elif item.tag == f"{T}list":
                lines += self._list(item, None, 1, cell=cell)
            elif item.tag == f"{TABLE}table":
                rows = self._rows(item)
                lines += [flat(rows)] if cell else ["", *table_lines(rows, ruled=True), ""]
            elif item.tag not in _CONTENTS:
                lines += self.blocks(item, cell=cell)
        return lines

    def _inline(self, item: Element, boxes: list[str]) -> str:
        out = [item.text or ""]
        for child in item:
            if child.tag == f"{T}s":
                out.append(" " * min(number(child.get(f"{T}c"), 1), _MOST_REPEATS))
            elif child.tag == f"{T}tab":
                out.append("\t")
            elif child.tag == f"{T}line-break":
                out.append("\n")
            elif child.tag == f"{T}note":
                out.append(self._note(child))
            elif str(child.tag).endswith("}text-box"):
                boxes += self.blocks(child)
            elif not str(child.tag).startswith(OFFICE):  # comments are office:annotation
                out.append(self._inline(child, boxes))
            out.append(child.tail or "")
        return "".join(out)

    def _note(self, note: Element) -> str:
        body = note.find(f"{T}note-body")
        words = " ".join(" ".join(self.blocks(body)).split()) if body is not None else ""
        self.notes.append(words)
        return f"[^{len(self.notes)}]"

    def _outline_label(self, heading: Element) -> str:
        if heading.get(f"{T}is-list-header") == "true":
            return ""
        return self._label("outline", "outline", number(heading.get(f"{T}outline-level"), 1))

    def _list(self, item: Element, key: str | None, level: int, *, cell: bool) -> list[str]:
        style = item.get(f"{T}style-name") or (key or "").partition("\0")[0]
        if key is None:
            key = self._key(item, style)
        lines: list[str] = []
        for entry in item.iterchildren(f"{T}list-item", f"{T}list-header"):
            start = entry.get(f"{T}start-value")
            fresh = entry.tag == f"{T}list-item"
            for child in entry:
                if child.tag == f"{T}list":
                    lines += self._list(child, key, level + 1, cell=cell)
                    continue
                boxes: list[str] = []
                words = self._inline(child, boxes)
                label = self._label(key, style, level, start) if fresh else ""
                fresh = False
                lines += [*(label + words if words.strip() else "").split("\n"), *boxes]
        return lines

    def _key(self, item: Element, style: str) -> str:
        """Return the key of a list's counters: those of an earlier list that it carries on."""
        name = item.get("{http://www.w3.org/XML/1998/namespace}id", "")
        carried = self.named.get(item.get(f"{T}continue-list", ""))
        if carried is None and item.get(f"{T}continue-numbering") == "true":
            carried = self.last.get(style)
        key = carried or f"{style}\0{len(self.counts)}"
        self.named[name] = self.last[style] = key
        return key

    def _label(self, key: str, style: str, level: int, start: str | None = None) -> str:
        levels = self.styles.get(style, {})
        own = levels.get(level)
        if own is None or not 0 < level <= _LEVELS:
            return ""
        if own.style is None:
            return bullet(own.mark, "") + " "
        counts = self.counts.setdefault(key, [0] * (_LEVELS + 1))
        for at in range(1, level):
            counts[at] = counts[at] or (levels[at].start if at in levels else 1)
        counts[level] = counts[level] + 1 if counts[level] else own.start
        if start is not None:
            counts[level] = number(start, own.start)
        counts[level + 1 :] = [0] * (_LEVELS - level)
        if own.style == "none":
            return ""
        shown = range(max(1, level - own.shown + 1), level + 1)
        printed = [numeral(counts[at], levels[at].style or "none") for at in shown if at in levels]
        return f"{own.before}{'.'.join(part for part in printed if part)}{own.after} "

    def _rows(self, table: Element) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for row in table.iter(f"{TABLE}table-row"):
            if _nearest_table(row) is not table:
                continue
            cells: list[Cell] = []
            for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                repeats = min(number(cell.get(f"{TABLE}number-columns-repeated"), 1), _MOST_REPEATS)
                span = min(number(cell.get(f"{TABLE}number-columns-spanned"), 1), _MOST_REPEATS)
                if cell.tag == f"{TABLE}covered-table-cell":
                    cells += [Cell("", above=True)] * repeats
                else:
                    text = "\n".join(self.blocks(cell, cell=True)).strip()
                    cells += [Cell(text, span=span)] * repeats
            rows.append(_without_covered(cells))
        return rows


def _without_covered(cells: list[Cell]) -> list[Cell]:
    """Drop the covered cells that a span to their left already stands for."""
    kept: list[Cell] = []
    skip = 0
    for cell in cells:
        if skip and cell.above:
            skip -= 1
            continue
        skip = cell.span - 1
        kept.append(cell)
    return kept


def _nearest_table(row: Element) -> Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{TABLE}table":
        parent = parent.getparent()
    return parent
