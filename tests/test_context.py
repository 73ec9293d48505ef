"""How much of the surroundings a quote shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.outline import outline
from rag.answer.context import AROUND, AROUND_BARE, with_context
from rag.answer.draft import Piece, cite
from rag.domain import Answer, Canonical
from tests.fakes import make_document

SENTENCES = [
    f"Tổ dân phố số {n} họp bàn việc giữ gìn vệ sinh ngõ xóm hằng tuần." for n in range(60)
]
MIDDLE = SENTENCES[30]


@pytest.mark.parametrize(("heading", "limit"), [("I. VỆ SINH\n", AROUND), ("", AROUND_BARE)])
def test_a_quote_is_filled_up_further_where_no_heading_stands_above(
    heading: str, limit: int
) -> None:
    text = f"{heading}{' '.join(SENTENCES)}"
    sections = outline(Canonical(text, (), len(text)))
    document = replace(make_document(paragraphs=(text,)), sections=sections)
    start = document.text.index(MIDDLE)
    short = cite(Piece(document.id, start, start + len(MIDDLE)), 1, document)
    assert bool(short.path) == bool(heading)
    answer = Answer("answered", f"{MIDDLE} [1]", citations=(short,))
    (wide,) = with_context(answer, lambda _: document).citations
    assert MIDDLE in wide.quote and wide.quote == document.text[wide.start : wide.end]
    assert limit - len(MIDDLE) * 2 < len(wide.quote) <= limit
