"""The fonts of a .docx, run by run: old encodings into Unicode, "all caps" marked as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.readers.docx_numbering import W, value
from ingest.readers.docx_styles import Styles
from ingest.readers.fonts import Piece, unify
from ingest.readers.markup import Element

_LINE = (f"{W}p", f"{W}txbxContent")


def unify_fonts(roots: Iterable[Element | None], styles: Styles) -> None:
    """Put the text of all paragraphs of the parts of a document into Unicode."""
    unify(
        list(_pieces(paragraph, styles))
        for root in roots
        if root is not None
        for paragraph in root.iter(f"{W}p")
    )


def _pieces(paragraph: Element, styles: Styles) -> Iterator[Piece]:
    properties = paragraph.find(f"{W}pPr")
    style = None if properties is None else value(properties, "pStyle")
    looks: dict[Element | None, tuple[str | None, bool]] = {}
    for run in _runs(paragraph):
        own = run.find(f"{W}rPr")
        if own not in looks:
            looks[own] = styles.look(own, style)
        font, raised = looks[own]
        for text in run.iterchildren(f"{W}t"):
            yield Piece(text, "text", font, raised)


def _runs(parent: Element) -> Iterator[Element]:
    """Yield the runs of a paragraph without those of the paragraphs inside it (text boxes)."""
    for item in parent:
        if item.tag == f"{W}r":
            yield item
        elif item.tag not in _LINE:
            yield from _runs(item)
