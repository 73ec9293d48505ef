"""Workbooks (.xlsx, .xlsm): each sheet a page with its name and its table, as the cells look.

Formulas give the value that was saved with them; hidden sheets, rows and columns are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.capitals import marked_page
from ingest.invisible import with_hidden
from ingest.readers import refusals
from ingest.readers.grid import row_line
from ingest.readers.markup import Element
from ingest.readers.numerals import number
from ingest.readers.package import Package
from ingest.readers.theme import Theme
from ingest.readers.xlsx_fonts import M, unify_fonts
from ingest.readers.xlsx_hidden import Area, Looks, areas, inside, place
from rag.domain import Hidden, Page

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_DATES = {14, 15, 16, 17, 22, 27, 30, 36, 50, 57}
_PERCENT = {9: 0, 10: 2}
_GROUPED = {3: 0, 4: 2, 37: 0, 38: 0, 39: 2, 40: 2}
_WIDEST = 256
"""Columns that are read; what lies further right is no table that a person made."""
_MOST_MERGED = 10_000


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return a page for each visible sheet that holds words, numbered from 1.

    Raises:
        ReadError: no workbook, encrypted, damaged, empty, or larger inside than allowed.
    """
    package = Package(data, name)
    main = package.main("xl/workbook.xml")
    relations = package.relations(main)
    parts = dict(relations.values())
    table = (
        package.xml(parts["sharedStrings"]) if package.has(parts.get("sharedStrings", "")) else ()
    )
    styles = package.xml(parts["styles"]) if package.has(parts.get("styles", "")) else None
    workbook = package.xml(main)
    properties = workbook.find(f"{M}workbookPr")
    base = properties is not None and properties.get("date1904") in ("1", "true")
    theme = package.xml(parts["theme"]) if package.has(parts.get("theme", "")) else None
    sheets: list[tuple[str, Element, list[Area]]] = []
    unseen_sheets = 0
    for sheet in workbook.iter(f"{M}sheet"):
        part = relations.get(sheet.get(f"{R}id", ""), ("", ""))[1]
        if sheet.get("state", "visible") != "visible":
            unseen_sheets += 1
        elif package.has(part):
            root = package.xml(part)
            sheets.append((sheet.get("name", ""), root, _coloured(package, part, root)))
    unify_fonts(list(table), styles, [root for _, root, _ in sheets])
    formats = _formats(styles)
    book = _Book(
        list(table),
        formats,
        Looks(styles, Theme(theme), formats),
        datetime(1904, 1, 1) if base else datetime(1899, 12, 30),
    )
    pages: list[Page] = []
    for title, root, coloured in sheets:
        lines = book.sheet(root, coloured)
        if lines:
            pages.append(marked_page("\n".join([title, "", *lines]) + "\n", len(pages) + 1))
    if not pages:
        raise refusals.blank(name)
    unseen = (
        Hidden("text", book.looks.letters),
        Hidden("cells", len(book.unseen)),
        Hidden("sheets", unseen_sheets),
    )
    return with_hidden(pages, unseen)


def _coloured(package: Package, part: str, root: Element) -> list[Area]:
    """Return the ranges whose ground the sheet paints by rules, tables or a picture."""
    if root.find(f"{M}picture") is not None:
        return [((1, 1), (1 << 20, 1 << 14))]
    rules = [item.get("sqref", "") for item in root.iter(f"{M}conditionalFormatting")]
    tables = [path for kind, path in package.relations(part).values() if kind == "table"]
    named = [package.xml(path).get("ref", "") for path in tables if package.has(path)]
    return areas([*rules, *named])


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[Element]
    formats: list[str | int]
    looks: Looks
    epoch: datetime
    unseen: list[str] = field(default_factory=list[str])
    """What hidden rows and columns hold."""

    def sheet(self, root: Element, coloured: list[Area]) -> list[str]:
        """Return the lines of a sheet: tables as rows, lone cells as paragraphs."""
        hidden = {
            column
            for item in root.iter(f"{M}col")
            if item.get("hidden") in ("1", "true") or item.get("width") == "0"
            for column in range(
                number(item.get("min"), 0), min(number(item.get("max"), 0), _WIDEST) + 1
            )
        }
        grid: dict[int, dict[int, str]] = {}
        for row in root.iter(f"{M}row"):
            gone = row.get("hidden") in ("1", "true") or row.get("ht") == "0"
            for cell in row.iterchildren(f"{M}c"):
                at = place(cell.get("r", ""))
                if not at or at[1] > _WIDEST:
                    continue
                away = gone or at[1] in hidden
                words = self._cell(cell, grounded=away or inside(at, coloured))
                if words and away:
                    self.unseen.append(words)
                elif words:
                    grid.setdefault(at[0], {})[at[1]] = words
        _fill(grid, root)
        return list(_lines(grid))

    def _cell(self, cell: Element, *, grounded: bool) -> str:
        """Return what a cell shows; `grounded`: white letters are seen, or do not matter."""
        kind, style = cell.get("t", "n"), number(cell.get("s"), 0)
        if kind == "inlineStr":
            return self.looks.string(cell, style, grounded=grounded)
        value = cell.findtext(f"{M}v") or ""
        if kind == "s":
            at = number(value, -1)
            known = 0 <= at < len(self.strings)
            return self.looks.string(self.strings[at], style, grounded=grounded) if known else ""
        return self.looks.shown(self._value(kind, value, style), style, grounded=grounded)

    def _value(self, kind: str, value: str, style: int) -> str:
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in ("str", "d") or not value:
            return value
        if kind == "e":
            return ""
        shape = self.formats[style] if style < len(self.formats) else 0
        return _shown(value, shape, self.epoch)


def _formats(styles: Element | None) -> list[str | int]:
    """Return the number format of each cell style: its code, or the number of a built-in one."""
    if styles is None:
        return []
    codes = {
        item.get("numFmtId", ""): item.get("formatCode", "") for item in styles.iter(f"{M}numFmt")
    }
    named = styles.find(f"{M}cellXfs")
    found: list[str | int] = []
    for item in named if named is not None else ():
        name = item.get("numFmtId", "0")
        found.append(codes.get(name, number(name, 0)))
    return found


def _shown(value: str, shape: str | int, epoch: datetime) -> str:
    """Return a number as the cell shows it: dates as 20/5/2026, percents, thousands with dots."""
    try:
        amount = float(value)
    except ValueError:
        return value
    code = _LITERAL.sub("", shape).lower().split(";")[0] if isinstance(shape, str) else ""
    if shape in _DATES or re.search(r"[dy]", code):
        try:
            day = epoch + timedelta(days=amount)
        except (OverflowError, ValueError):
            return value
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    places = len(code.partition(".")[2].rstrip("% ").rstrip("_)")) if "." in code else 0
    if shape in _PERCENT or "%" in code:
        return (
            _vietnamese(
                amount * 100, _PERCENT.get(shape, places) if isinstance(shape, int) else places
            )
            + "%"
        )
    if shape in _GROUPED or "#,#" in code:
        return _vietnamese(
            amount, _GROUPED.get(shape, places) if isinstance(shape, int) else places
        )
    return format(amount, ".12g").replace(".", ",") if "e" not in value.lower() else value


def _vietnamese(number: float, places: int) -> str:
    shown = f"{number:,.{min(places, 12)}f}"
    return shown.translate(str.maketrans(",.", ".,"))


def _fill(grid: dict[int, dict[int, str]], root: Element) -> None:
    """Repeat a merged cell in all that it covers of rows which hold something."""
    for merged in list(root.iter(f"{M}mergeCell"))[:_MOST_MERGED]:
        ends = [place(end) for end in merged.get("ref", "").split(":")]
        first, last = ends[0], ends[-1]
        words = grid.get(first[0], {}).get(first[1], "") if first else ""
        if not first or not last or not words:
            continue
        for row in [row for row in grid if first[0] <= row <= last[0]]:
            for column in range(first[1], min(last[1], _WIDEST) + 1):
                grid[row].setdefault(column, words)


def _lines(grid: dict[int, dict[int, str]]) -> Iterator[str]:
    """Yield rows; a row of one value, merged over the sheet or alone, is a paragraph."""
    for row in sorted(grid):
        cells = grid[row]
        values = set(cells.values())
        if len(values) == 1:
            yield " ".join(values.pop().split())
            continue
        used = sorted({column for other in grid.values() for column in other})
        yield row_line([" ".join(cells.get(column, "").split()) for column in used])
