"""What a model sums up: all statements of a document by headings, or one actor's duties (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer.draft import Draft, Piece, cite
from rag.answer.summary import statements_by_heading, summary
from rag.domain import Citation, Document


@dataclass(frozen=True, slots=True)
class Gist:
    """The quotes that a summary is written from.

    `headings` are the numbers of the citations under each heading: none may go unsaid.
    """

    citations: tuple[Citation, ...]
    headings: tuple[tuple[int, ...], ...]


def gist(document: Document, draft: Draft) -> Gist:
    """Return what is to be summed up where `draft`, of this document alone, is the answer."""
    if draft == summary(document):
        groups = statements_by_heading(document)
    else:
        groups = [list(line.pieces) for line in draft.lines]
    numbers: dict[Piece, int] = {}
    for group in groups:
        for piece in group:
            numbers.setdefault(piece, len(numbers) + 1)
    return Gist(
        tuple(cite(piece, n, document) for piece, n in numbers.items()),
        tuple(tuple(numbers[piece] for piece in group) for group in groups if group),
    )
