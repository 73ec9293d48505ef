"""Which colours that an office file names by its theme are white (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.readers.markup import Element
from ingest.readers.numerals import number

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PALEST = 0xF4
_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{place}" for place in range(1, 7)))
"""The names behind the numbers of a workbook, which swaps light and dark."""
_SAME = {
    **{"background1": "lt1", "light1": "lt1", "text1": "dk1", "dark1": "dk1"},
    **{"background2": "lt2", "light2": "lt2", "text2": "dk2", "dark2": "dk2"},
    **{"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"},
}
_USUAL = {"lt1": "FFFFFF", "dk1": "000000"}


def is_white(colour: str) -> bool:
    """Tell whether a colour such as "FFFFFF" cannot be told from paper; a first "FF" is opacity."""
    try:
        parts = bytes.fromhex(colour)[-3:]
    except ValueError:
        return False
    return len(parts) == 3 and min(parts) >= _PALEST


class Theme:
    """The colours of one theme; `named` says which of them names such as "bg1" mean."""

    def __init__(self, root: Element | None, named: Mapping[str, str] | None = None) -> None:
        """Read a theme part (None: the file has none)."""
        self._named = {**_SAME, **(named or {})}
        self._colours = dict(_USUAL)
        scheme = None if root is None else root.find(f"{A}themeElements/{A}clrScheme")
        for item in scheme if scheme is not None else ():
            if len(item):
                name = str(item.tag).rpartition("}")[2]
                self._colours[name] = item[0].get("lastClr") or item[0].get("val", "")

    def is_white(self, name: str, *, darker: bool = False) -> bool:
        """Tell whether a colour of the theme is white, and not made darker."""
        return not darker and is_white(self._colours.get(self._named.get(name, name), ""))

    def is_white_number(self, place: str, tint: str = "") -> bool:
        """Tell whether a colour that a workbook names by its number is white."""
        at = number(place, len(_ORDER))
        return at < len(_ORDER) and self.is_white(_ORDER[at], darker=tint.startswith("-"))

    def paints_white(self, fill: Element) -> bool:
        """Tell whether a drawing's a:solidFill is white and opaque."""
        for item in fill.iterchildren(f"{A}srgbClr", f"{A}schemeClr", f"{A}sysClr"):
            changed = {str(child.tag).rpartition("}")[2] for child in item}
            if changed - {"lumOff", "tint"}:
                return False
            if item.tag == f"{A}schemeClr":
                return self.is_white(item.get("val", ""))
            return is_white(item.get("lastClr") or item.get("val", ""))
        return False
