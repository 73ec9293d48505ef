"""The fonts of an .odt, span by span: old encodings into Unicode, capitals marked as such."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.fonts import Piece, unify
from ingest.readers.markup import Element
from ingest.readers.odf_styles import TEXT, Styles

_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")


def unify_fonts(content: Element, styles: Styles) -> None:
    """Put the text of all paragraphs into Unicode."""
    unify(list(_paragraph(item, styles)) for item in content.iter(*_PARAGRAPHS))


def _paragraph(item: Element, styles: Styles) -> Iterator[Piece]:
    name = item.get(f"{TEXT}style-name")
    font = styles.font("paragraph", name) or styles.default
    yield from _pieces(item, styles, font, raised=bool(styles.raised("paragraph", name)))


def _pieces(item: Element, styles: Styles, font: str | None, *, raised: bool) -> Iterator[Piece]:
    if item.text:
        yield Piece(item, "text", font, raised)
    for child in item:
        if child.tag == f"{TEXT}span":
            name = child.get(f"{TEXT}style-name")
            said = styles.raised("text", name)
            own = styles.font("text", name) or font
            yield from _pieces(child, styles, own, raised=raised if said is None else said)
        elif child.tag == f"{TEXT}a":
            yield from _pieces(child, styles, font, raised=raised)
        if child.tail:
            yield Piece(child, "tail", font, raised)
