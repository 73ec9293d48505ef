"""Text -> search features, the same for passages, sentences and questions (pure)."""

from __future__ import annotations

from rag.references import references
from rag.times import times
from rag.vietnamese import bigrams, document_numbers, folded_syllables


def features(text: str) -> list[str]:
    """Return folded words, their pairs, document numbers "#…" and times "@…", with repeats."""
    words = folded_syllables(text)
    return [
        *words,
        *bigrams(words),
        *(f"#{number}" for number in document_numbers(text)),
        *times(text).tokens(),
        *references(text),
    ]
