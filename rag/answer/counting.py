"""The short line before a list that says how many items it has (pure)."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.draft import Draft
from rag.domain import Answer
from rag.messages import Language, say

LEAST = 3
"""Items from which on a list is worth counting."""


def with_count(answer: Answer, draft: Draft, language: Language) -> Answer:
    """Return the answer with the number of its items before them.

    Only where every item has one citation of its own, so that the number can be checked by them.
    """
    items = len(draft.lines)
    if not draft.count or answer.mode != "extractive" or items < LEAST:
        return answer
    if len(answer.citations) != items:
        return answer
    return replace(answer, text=f"{say(draft.count, language, count=items)}\n\n{answer.text}")
