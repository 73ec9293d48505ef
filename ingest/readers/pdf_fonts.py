"""Words of a PDF in TCVN3 or VNI fonts into Unicode, capitals of a font marked as such (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ingest.readers.layout import Word
from ingest.readers.pdfium import Sheet
from ingest.repair import is_old, repaired


def unify_fonts(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages of a document with their words in Unicode."""
    lines = [list(_lines(sheet.words)) for sheet in sheets]
    styled = [[(f"{word.text} ", word.font) for word in line] for page in lines for line in page]
    if not is_old(styled):
        return list(sheets)
    texts = iter(repaired(styled))
    return [
        replace(
            sheet, words=tuple(chain.from_iterable(_renamed(line, next(texts)) for line in page))
        )
        for sheet, page in zip(sheets, lines, strict=True)
    ]


def _renamed(line: Sequence[Word], texts: Sequence[str]) -> Iterator[Word]:
    for word, text in zip(line, texts, strict=True):
        yield replace(word, text=text.rstrip(" "))


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words of each printed line: a new one begins where the next stands further left."""
    line: list[Word] = []
    for word in words:
        if line and word.left < line[-1].left:
            yield line
            line = []
        line.append(word)
    if line:
        yield line
