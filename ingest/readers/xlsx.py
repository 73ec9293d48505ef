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
from ingest.readers.xlsx_fonts import M, unify_fonts, words_of
from rag.domain import Hidden, Page

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
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
    sheets: list[tuple[str, Element]] = []
    unseen_sheets = 0
    for sheet in workbook.iter(f"{M}sheet"):
        part = relations.get(sheet.get(f"{R}id", ""), ("", ""))[1]
        if sheet.get("state", "visible") != "visible":
            unseen_sheets += 1
        elif package.has(part):
            sheets.append((sheet.get("name", ""), package.xml(part)))
    unify_fonts(list(table), styles, [root for _, root in sheets])
    book = _Book(
        list(map(words_of, table)),
        _formats(styles),
        datetime(1904, 1, 1) if base else datetime(1899, 12, 30),
    )
    pages: list[Page] = []
    for title, root in sheets:
        lines = book.sheet(root)
        if lines:
            pages.append(marked_page("\n".join([title, "", *lines]) + "\n", len(pages) + 1))
    if not pages:
        raise refusals.blank(name)
    unseen = (Hidden("sheets", unseen_sheets), Hidden("cells", len(book.unseen)))
    return with_hidden(pages, unseen)


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[str | int]
    epoch: datetime
    unseen: list[str] = field(default_factory=list[str])
    """What hidden rows and columns hold."""

    def sheet(self, root: Element) -> list[str]:
        """Return the lines of a sheet: tables as rows, lone cells as paragraphs."""
        hidden = {
            column
            for item in root.iter(f"{M}col")
            if item.get("hidden") in ("1", "true")
            for column in range(
                number(item.get("min"), 0), min(number(item.get("max"), 0), _WIDEST) + 1
            )
        }
        grid: dict[int, dict[int, str]] = {}
        for row in root.iter(f"{M}row"):
            gone = row.get("hidden") in ("1", "true")
            for cell in row.iterchildren(f"{M}c"):
                place = _place(cell.get("r", ""))
                words = self._cell(cell)
                if not place or not words or place[1] > _WIDEST:
                    continue
                if gone or place[1] in hidden:
                    self.unseen.append(words)
                else:
                    grid.setdefault(place[0], {})[place[1]] = words
        _fill(grid, root)
        return list(_lines(grid))

    def _cell(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return words_of(cell)
        value = cell.findtext(f"{M}v") or ""
        if kind == "s":
            at = number(value, -1)
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in ("str", "d") or not value:
            return value
        if kind == "e":
            return ""
        style = number(cell.get("s"), 0)
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
        ends = [_place(end) for end in merged.get("ref", "").split(":")]
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


def _place(name: str) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(name.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
