"""Items inside one quote, "(1) …; (2) …; (3) …": those that a text leaves out (pure)."""

from __future__ import annotations

import re

from rag.answer.contents import Contents, read
from rag.sentences import clauses

LEAST = 3
"""Items from which a quote is a list."""
HELD = 0.5
"""Least share of an item's content words that a text holds which says it."""
_LABEL = re.compile(r"(?<![^\s;:,.])\(?(?:\d{1,2}|[a-zđ])\)\s+")
_NUMBER_ONLY = re.compile(r"\W*\w{0,2}\W*")


def items(quote: str) -> list[str]:
    """Return the items of a quote: between its labels, else between semicolons; [] for no list."""
    text = " ".join(quote.split())
    labels = list(_LABEL.finditer(text))
    if len(labels) >= LEAST:
        ends = [*(label.start() for label in labels[1:]), len(text)]
        return [text[one.end() : end] for one, end in zip(labels, ends, strict=True)]
    if text.count(";") < LEAST - 1:
        return []
    parts = [part for part in _between_semicolons(text) if not _NUMBER_ONLY.fullmatch(part)]
    return parts if len(parts) >= LEAST else []


def _between_semicolons(text: str) -> list[str]:
    parts: list[str] = []
    for start, end in clauses(text):
        if parts and not parts[-1].endswith(";"):
            parts[-1] = f"{parts[-1]} {text[start:end]}"
        else:
            parts.append(text[start:end])
    return parts


def left_out(quote: str, said: str) -> list[str]:
    """Return the items of a quote that a text does not say."""
    there = read(said)
    words = {word.key for word in there.words}
    return [item for item in items(quote) if not _says(there, words, read(item))]


def _says(there: Contents, words: set[str], item: Contents) -> bool:
    content = [word.key for word in item.content]
    if sum(key in words for key in content) < HELD * len(content):
        return False
    values = {one.value for one in there.figures}
    moments = {part for one in there.moments for part in one.parts}
    numbers = {number for number, *_ in there.documents}
    return (
        all(one.value in values for one in item.figures if one.sure)
        and all(one.parts <= moments for one in item.moments)
        and all(number in numbers for number, *_ in item.documents)
    )
