"""Quotes with the sentences around them, for answers from a document that nobody named (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.answer.draft import Piece, cite
from rag.domain import Answer, Citation, Document
from rag.sections import leaf_at
from rag.sentences import sentences

AROUND = 800
"""Characters up to which a quote is filled up with whole sentences of its paragraph. Gold span in
the quotes, every eighth XQuAD-vi question: 0.839 without, 0.899 with."""
AROUND_BARE = 1600
"""The same in a document without headings, where nothing else says what a quote is about. 447 of
those questions: 0.926 at 800, 0.935 at 1600."""


def with_context(answer: Answer, load: Callable[[str], Document]) -> Answer:
    """Quote the sentences around each citation too; the answer itself says no more than before.

    Where no document is named the reader has to see from the quote whether it is the one meant.
    A citation that another one's sentences already hold stays as it is.
    """
    wide: list[Citation] = []
    for citation in answer.citations:
        document = load(citation.document_id)
        held = any(_holds(other, citation) for other in wide)
        wide.append(citation if held else cite(_around(citation, document), citation.n, document))
    return replace(answer, citations=tuple(wide))


def _holds(one: Citation, other: Citation) -> bool:
    return (
        one.document_id == other.document_id and one.start <= other.start and other.end <= one.end
    )


def _around(citation: Citation, document: Document) -> Piece:
    start, end = citation.start, citation.end
    leaf = leaf_at(document.sections, start)
    if leaf is None:
        return Piece(document.id, start, end)
    found = [
        (leaf.start + first, leaf.start + last)
        for first, last in sentences(document.text[leaf.start : leaf.end])
    ]
    limit = AROUND if citation.path else AROUND_BARE
    before = [first for first, _ in found if first < start]
    after = [last for _, last in found if last > end]
    while before or after:
        if after and after[0] - start <= limit:
            end = after.pop(0)
        else:
            after.clear()
        if before and end - before[-1] <= limit:
            start = before.pop()
        else:
            before.clear()
    return Piece(document.id, start, end)
