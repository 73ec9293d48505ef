"""Words of a workbook that the sheet does not show: white on nothing, tiny, formatted away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.markup import Element
from ingest.readers.numerals import number
from ingest.readers.theme import Theme, is_white
from ingest.readers.xlsx_fonts import M, texts_of

_SMALLEST = 2.0
"""Points: letters of this size are a hair high."""
_WHITE = frozenset({"1", "9", "65"})
"""White among the colours of old palettes; 65 is that of the window."""
_NOTHING = re.compile(r"(?:;\s*){3}")

Area = tuple[tuple[int, int], tuple[int, int]]
"""The first and last row and column of a range, from 1."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A cell style: letters too pale to be seen on paper, a ground under them, nothing shown."""

    pale: bool = False
    ground: bool = False
    blank: bool = False


class Looks:
    """What the styles of a workbook show; `letters` counts what they hide."""

    def __init__(self, styles: Element | None, theme: Theme, formats: Sequence[str | int]) -> None:
        """Read the styles; `formats` are the number formats of the cell styles."""
        self.letters = 0
        self._theme = theme
        self._looks: list[_Look] = []
        if styles is None:
            return
        pale = [self._is_pale(font) for font in styles.iterfind(f"{M}fonts/{M}font")]
        grounds = [self._is_ground(fill) for fill in styles.iterfind(f"{M}fills/{M}fill")]
        for at, style in enumerate(styles.iterfind(f"{M}cellXfs/{M}xf")):
            shape = formats[at] if at < len(formats) else 0
            self._looks.append(
                _Look(
                    _item(pale, style.get("fontId")),
                    _item(grounds, style.get("fillId")),
                    isinstance(shape, str) and bool(_NOTHING.fullmatch(shape)),
                )
            )

    def shown(self, words: str, style: int, *, grounded: bool) -> str:
        """Return the words of a cell, "" if nobody sees them; `grounded`: the sheet paints it."""
        look = self._look(style)
        if look.blank or (look.pale and not (look.ground or grounded)):
            self.letters += _letters(words)
            return ""
        return words

    def string(self, item: Element, style: int, *, grounded: bool) -> str:
        """Return what is seen of a string, whose runs may have colours of their own."""
        look = self._look(style)
        seen: list[str] = []
        for text in texts_of(item):
            run = text.getparent()
            own = None if run is None else run.find(f"{M}rPr")
            pale = look.pale if own is None else self._is_pale(own)
            if look.blank or (pale and not (look.ground or grounded)):
                self.letters += _letters(text.text or "")
            else:
                seen.append(text.text or "")
        return "".join(seen)

    def _look(self, style: int) -> _Look:
        return self._looks[style] if style < len(self._looks) else _Look()

    def _is_pale(self, font: Element) -> bool:
        size = font.find(f"{M}sz")
        if size is not None and _points(size.get("val", "")) <= _SMALLEST:
            return True
        colour = font.find(f"{M}color")
        return colour is not None and self._is_white(colour)

    def _is_white(self, colour: Element) -> bool:
        if colour.get("theme") is not None:
            return self._theme.is_white_number(colour.get("theme", ""), colour.get("tint", ""))
        return colour.get("indexed") in _WHITE or is_white(colour.get("rgb", ""))

    def _is_ground(self, fill: Element) -> bool:
        pattern = fill.find(f"{M}patternFill")
        if pattern is None:
            return fill.find(f"{M}gradientFill") is not None
        colour = pattern.find(f"{M}fgColor")
        if pattern.get("patternType", "none") == "none":
            return False
        solid = pattern.get("patternType") == "solid"
        return not (solid and colour is not None and self._is_white(colour))


def areas(references: Iterable[str]) -> list[Area]:
    """Return the ranges that references such as "A1:C9 E2" name."""
    found: list[Area] = []
    for reference in " ".join(references).split():
        ends = [place(end) for end in reference.split(":")]
        if ends[0] and ends[-1]:
            found.append((ends[0], ends[-1]))
    return found


def inside(at: tuple[int, int], ranges: Iterable[Area]) -> bool:
    """Tell whether a row and column lie in one of the ranges."""
    return any(a[0] <= at[0] <= b[0] and a[1] <= at[1] <= b[1] for a, b in ranges)


_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def place(name: str) -> tuple[int, int] | None:
    """Return the row and the column, from 1, of a cell such as "B7"."""
    match = _PLACE.fullmatch(name.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _item(values: Sequence[bool], at: str | None) -> bool:
    found = number(at, len(values))
    return values[found] if found < len(values) else False


def _points(size: str) -> float:
    try:
        return float(size)
    except ValueError:
        return 11.0


def _letters(words: str) -> int:
    return len("".join(words.split()))
