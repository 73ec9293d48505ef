"""Mending mistyped words against the words of the documents at hand (pure)."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import replace

from rag.question import Query, Token

SHORTEST = 3
"""Shorter syllables have too many neighbours at one edit."""


def _neighbours(word: str) -> Iterator[str]:
    """Yield every word that one insertion, deletion, replacement or swap away gives."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            for letter in string.ascii_lowercase:
                yield head + letter + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase:
            yield head + letter + tail


def mend(query: Query, known: Callable[[str], bool], kept: frozenset[int]) -> Query:
    """Replace words that no document has by a neighbour that fits both content words beside it.

    `known` tells whether a feature (word or pair) occurs; tokens at the places `kept` stay.
    """
    if query.english:
        return query
    tokens = list(query.tokens)
    for place, token in enumerate(tokens):
        if place in kept or len(token.word) < SHORTEST or token.word.isdigit():
            continue
        if known(token.word) or token.stop:
            continue
        better = _in_context(tokens, place, known)
        if better:
            tokens[place] = replace(token, word=better)
    return replace(query, tokens=tuple(tokens))


def _in_context(tokens: list[Token], place: int, known: Callable[[str], bool]) -> str | None:
    before = [t.word for t in tokens[max(0, place - 1) : place] if not t.stop]
    after = [t.word for t in tokens[place + 1 : place + 2] if not t.stop]
    for word in _neighbours(tokens[place].word):
        if not known(word):
            continue
        pairs = [f"{one}_{word}" for one in before] + [f"{word}_{one}" for one in after]
        if pairs and all(known(pair) for pair in pairs):
            return word
    return None
