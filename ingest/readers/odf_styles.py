"""Fonts, borders and hiding of OpenDocument styles, followed to the styles they inherit from."""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element

_BASE: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
DRAW, OFFICE = f"{_BASE}drawing:1.0}}", f"{_BASE}office:1.0}}"
PRESENTATION, STYLE = f"{_BASE}presentation:1.0}}", f"{_BASE}style:1.0}}"
SVG, TABLE, TEXT = f"{_BASE}svg-compatible:1.0}}", f"{_BASE}table:1.0}}", f"{_BASE}text:1.0}}"
_FO = f"{_BASE}xsl-fo-compatible:1.0}}"

_DEEPEST = 32
"""Styles inherit from one another no deeper than this."""


class Styles:
    """The named and automatic styles of a document.

    `roots` are the parts of the file that hold them, parsed by the standard library or by lxml.
    """

    def __init__(self, *roots: Any) -> None:  # noqa: ANN401
        faces = {
            face.get(f"{STYLE}name", ""): face.get(f"{SVG}font-family", "")
            for root in roots
            for face in root.iter(f"{STYLE}font-face")
        }
        self._fonts: dict[tuple[str, str], tuple[str | None, str | None]] = {}
        self._hidden: set[str] = set()
        self._raised: dict[tuple[str, str], bool] = {}
        self._bordered: set[str] = set()
        self.default: str | None = None
        for style in (style for root in roots for style in root.iter(f"{STYLE}style")):
            family, name = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
            parent = style.get(f"{STYLE}parent-style-name")
            self._fonts[family, name] = _own_font(style, faces), parent
            words = style.find(f"{STYLE}text-properties")
            if words is not None and words.get(f"{TEXT}display") == "none":
                self._hidden.add(name)
            case = None if words is None else words.get(f"{_FO}text-transform")
            variant = None if words is None else words.get(f"{_FO}font-variant")
            if case is not None or variant is not None:
                self._raised[family, name] = case == "uppercase" or variant == "small-caps"
            cell = style.find(f"{STYLE}table-cell-properties")
            if cell is not None and any(_is_border(key, value) for key, value in cell.items()):
                self._bordered.add(name)
        for style in (style for root in roots for style in root.iter(f"{STYLE}default-style")):
            if style.get(f"{STYLE}family") == "paragraph":
                self.default = _own_font(style, faces)

    def font(self, family: str, name: str | None) -> str | None:
        """Return the font of a style or of the nearest that it inherits from."""
        for _ in range(_DEEPEST):
            font, parent = self._fonts.get((family, name or ""), (None, None))
            if font is not None or parent is None:
                return font
            name = parent
        return None

    def raised(self, family: str, name: str | None) -> bool | None:
        """Tell whether a style shows letters as capitals; None where none of its chain says."""
        for _ in range(_DEEPEST):
            said = self._raised.get((family, name or ""))
            name = self._fonts.get((family, name or ""), (None, None))[1]
            if said is not None or name is None:
                return said
        return None

    def container(self, node: Element) -> str | None:
        """Return the font that a drawing gives the text inside it."""
        for family, space in (("graphic", DRAW), ("presentation", PRESENTATION)):
            font = self.font(family, node.get(f"{space}style-name"))
            if font is not None:
                return font
        return None

    def hidden(self, name: str | None) -> bool:
        """Tell whether a text style hides its text."""
        return name in self._hidden

    def ruled(self, table: Element) -> bool:
        """Tell whether any cell of a table has a visible border."""
        return any(
            cell.get(f"{TABLE}style-name") in self._bordered
            for cell in table.iter(f"{TABLE}table-cell")
        )


def _own_font(style: Any, faces: dict[str, str]) -> str | None:  # noqa: ANN401
    words = style.find(f"{STYLE}text-properties")
    if words is None:
        return None
    name = words.get(f"{STYLE}font-name")
    return faces.get(name, name) if name is not None else words.get(f"{_FO}font-family")


def _is_border(key: str, value: str) -> bool:
    return key.startswith(f"{_FO}border") and value not in {"none", "hidden"}
