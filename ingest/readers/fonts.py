"""Text of old fonts and text shown in capitals, put right in a tree of XML before it is read.

The readers of .docx, .odt, .xlsx, .pptx and .html say which stretches of text stand on one line and
in which fonts; what they read afterwards is Unicode, with ingest.capitals' marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest import capitals
from ingest.readers.markup import Element
from ingest.repair import is_old, repaired

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that HTML lets through and a tree of XML does not take."""

Place = Literal["text", "tail"]


@dataclass(frozen=True, slots=True)
class Piece:
    """The text inside or after an element, its font (None: not known) and its capitals."""

    element: Element
    place: Place = "text"
    font: str | None = None
    raised: bool = False

    @property
    def text(self) -> str:
        """The text as it stands."""
        return (self.element.text if self.place == "text" else self.element.tail) or ""

    def write(self, text: str) -> None:
        """Put another text there, what no tree can hold as the replacement character."""
        text = _NO_XML.sub("\ufffd", text)
        if self.place == "text":
            self.element.text = text
        else:
            self.element.tail = text


def unify(lines: Iterable[Sequence[Piece]]) -> None:
    """Put the text of lines (paragraphs, cells) into Unicode, what is shown in capitals marked."""
    lines = [line for line in lines if line]
    styled = [[(piece.text, piece.font) for piece in line] for line in lines]
    if is_old(styled):
        for line, texts in zip(lines, repaired(styled), strict=True):
            for piece, text in zip(line, texts, strict=True):
                piece.write(text)
    for line in lines:
        for piece in line:
            if piece.raised:
                piece.write(capitals.mark(piece.text))
