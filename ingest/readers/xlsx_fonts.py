"""The fonts of a workbook: old encodings into Unicode, by run or by the style of the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ingest.readers.fonts import Piece, unify
from ingest.readers.markup import Element
from ingest.readers.numerals import number

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unify_fonts(
    strings: Sequence[Element], styles: Element | None, sheets: Sequence[Element]
) -> None:
    """Put the shared strings and those inside cells into Unicode.

    A string without a font of its own has that of the first cell that shows it.
    """
    fonts = _fonts(styles)
    lines: list[list[Piece]] = []
    shown: dict[int, str | None] = {}
    for sheet in sheets:
        for cell in sheet.iter(f"{M}c"):
            style = number(cell.get("s"), 0)
            font = fonts[style] if style < len(fonts) else None
            if cell.get("t") == "s":
                shown.setdefault(number(cell.findtext(f"{M}v"), -1), font)
            elif cell.get("t") == "inlineStr":
                lines.append(_pieces(cell, font))
            elif cell.get("t") == "str" and (value := cell.find(f"{M}v")) is not None:
                lines.append([Piece(value, "text", font)])
    lines += [_pieces(item, shown.get(at)) for at, item in enumerate(strings)]
    unify(lines)


def texts_of(item: Element) -> Iterator[Element]:
    """Yield the texts of a string's runs."""
    for text in item.iter(f"{M}t"):
        if (parent := text.getparent()) is None or parent.tag != f"{M}rPh":
            yield text


def _pieces(item: Element, font: str | None) -> list[Piece]:
    return [Piece(text, "text", _own(text) or font) for text in texts_of(item)]


def _own(text: Element) -> str | None:
    run = text.getparent()
    name = run.find(f"{M}rPr/{M}rFont") if run is not None else None
    return None if name is None else name.get("val")


def _fonts(styles: Element | None) -> list[str | None]:
    """Return the name of the font of each cell style."""
    if styles is None:
        return []
    names = [_name(font) for font in styles.iterfind(f"{M}fonts/{M}font")]
    places = (number(style.get("fontId"), -1) for style in styles.iterfind(f"{M}cellXfs/{M}xf"))
    return [names[at] if 0 <= at < len(names) else None for at in places]


def _name(font: Element) -> str | None:
    names: Iterable[Element] = font.iterchildren(f"{M}name")
    return next((name.get("val") for name in names), None)
