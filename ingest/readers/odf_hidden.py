"""Words of OpenDocument files that the page does not show; old formats come through here too."""

from __future__ import annotations

import re
from typing import Any, Final

from ingest.readers.odf_styles import DRAW, PRESENTATION, STYLE, TABLE, TEXT
from rag.domain import Hidden

_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DEEPEST = 32
_SIZE = re.compile(r"(\d+(?:\.\d+)?)pt")
_SMALLEST = 2.0
_PALEST = 0xF4
_WORDS = frozenset({f"{TEXT}p", f"{TEXT}h", f"{TEXT}span", f"{TEXT}a"})
_GONE = frozenset({"collapse", "filter"})
_MOST_REPEATS = 1024

Node = Any
"""An element, parsed by the standard library or by lxml."""


def hide(body: Node, *roots: Node) -> tuple[Hidden, ...]:
    """Take out of a body what nobody sees, and return what that was.

    `roots` hold the styles.
    """
    looks = _Looks(roots)
    _walk(body, looks, filled=False)
    return (
        Hidden("text", looks.letters),
        Hidden("cells", looks.cells),
        Hidden("sheets", looks.sheets),
        Hidden("slides", looks.slides),
    )


class _Looks:
    """What the styles say, and what has been taken out so far."""

    def __init__(self, roots: tuple[Node, ...]) -> None:
        self.letters = self.cells = self.sheets = self.slides = 0
        self._styles: dict[tuple[str, str], Node] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._styles[key] = style

    def said(self, family: str, name: str | None, part: str, key: str) -> str | None:
        """Return what a style, or the nearest that it inherits from, says of a property."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name or ""))
            if style is None:
                return None
            properties = style.find(f"{STYLE}{part}-properties")
            found = None if properties is None else properties.get(key)
            if found is not None:
                return found
            name = style.get(f"{STYLE}parent-style-name")
        return None


def _walk(node: Node, looks: _Looks, *, filled: bool) -> None:
    """Go through what lies in a node; `filled`: it has a ground of its own, where white shows."""
    hidden_columns = _hidden_columns(node) if node.tag == f"{TABLE}table" else frozenset[int]()
    previous: Node = None
    for child in list(node):
        tag = child.tag
        if not isinstance(tag, str):
            previous = child
            continue
        if _is_gone(child, looks, filled=filled):
            if child.tail:
                if previous is None:
                    node.text = (node.text or "") + child.tail
                else:
                    previous.tail = (previous.tail or "") + child.tail
            node.remove(child)
            continue
        if tag == f"{TABLE}table-row" and hidden_columns:
            _blank(child, hidden_columns, looks)
        _walk(child, looks, filled=filled or _has_ground(child, looks))
        previous = child


def _is_gone(node: Node, looks: _Looks, *, filled: bool) -> bool:
    """Tell whether nobody sees a node, and count what is in it."""
    tag = str(node.tag)
    if tag in _WORDS:
        if not _is_unseen(node, looks, filled=filled):
            return False
        looks.letters += _letters(node)
        return True
    if tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph") or (
        tag == f"{TEXT}section" and node.get(f"{TEXT}display", "true") == "none"
    ):
        looks.letters += _letters(node)
        return True
    if tag == f"{TABLE}table-row" and node.get(f"{TABLE}visibility") in _GONE:
        looks.cells += sum(bool(_letters(cell)) for cell in node)
        return True
    if tag == f"{TABLE}table":
        style = node.get(f"{TABLE}style-name")
        if looks.said("table", style, "table", f"{TABLE}display") == "false":
            looks.sheets += 1
            return True
    if tag == f"{DRAW}page":
        style = node.get(f"{DRAW}style-name")
        shown = looks.said("drawing-page", style, "drawing-page", f"{PRESENTATION}visibility")
        looks.slides += shown == "hidden"
        return shown == "hidden"
    return False


def _is_unseen(node: Node, looks: _Looks, *, filled: bool) -> bool:
    family = "text" if str(node.tag) in (f"{TEXT}span", f"{TEXT}a") else "paragraph"
    name = node.get(f"{TEXT}style-name")

    def said(key: str) -> str | None:
        return looks.said(family, name, "text", key)

    if said(f"{TEXT}display") == "none":
        return True
    size = _SIZE.fullmatch(said(f"{_FO}font-size") or "")
    if size and float(size[1]) <= _SMALLEST and not _other_inside(node):
        return True
    return (
        not filled
        and _is_white(said(f"{_FO}color") or "")
        and not _has_ground(node, looks)
        and not _other_inside(node)
    )


def _other_inside(node: Node) -> bool:
    """Tell whether a paragraph holds words with a look of their own, which may be seen."""
    return any(item.tag == f"{TEXT}span" for item in node.iter() if item is not node)


def _has_ground(node: Node, looks: _Looks) -> bool:
    tag = str(node.tag)
    if tag.startswith(DRAW):
        return tag != f"{DRAW}page"  # the ground of a drawing is not looked up
    families = {
        f"{TEXT}span": ("text", "text"),
        f"{TEXT}p": ("paragraph", "paragraph"),
        f"{TEXT}h": ("paragraph", "paragraph"),
        f"{TABLE}table": ("table", "table"),
        f"{TABLE}table-row": ("table-row", "table-row"),
        f"{TABLE}table-cell": ("table-cell", "table-cell"),
    }
    if tag not in families:
        return False
    family, part = families[tag]
    name = node.get(f"{TABLE}style-name") or node.get(f"{TEXT}style-name")
    for place in {part, "text"}:
        ground = looks.said(family, name, place, f"{_FO}background-color") or "transparent"
        if ground != "transparent" and not _is_white(ground):
            return True
    return False


def _hidden_columns(table: Node) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(f"{TABLE}table-column"):
        times = min(_times(column, "columns"), _MOST_REPEATS)
        if column.get(f"{TABLE}visibility") in _GONE:
            hidden.update(range(at, at + times))
        at += times
    return frozenset(hidden)


def _blank(row: Node, hidden: frozenset[int], looks: _Looks) -> None:
    at = 0
    for cell in row:
        if at in hidden and _letters(cell):
            looks.cells += 1
            for child in list(cell):
                cell.remove(child)
        at += min(_times(cell, "columns"), _MOST_REPEATS)


def _times(node: Node, what: str) -> int:
    value = node.get(f"{TABLE}number-{what}-repeated", "1")
    return int(value) if value.isdecimal() and len(value) < 8 else 1


def _letters(node: Node) -> int:
    return sum(len("".join(words.split())) for words in node.itertext())


def _is_white(colour: str) -> bool:
    try:
        parts = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        return False
    return len(parts) == 3 and min(parts) >= _PALEST
