"""Mending mistyped words: those that ask or name before routing, the others by documents (pure)."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rag.glossary import ASKING, STOPWORDS
from rag.naming import units_in
from rag.question import Query, Token, understand
from rag.vietnamese import bigrams, fold, folded_syllables, syllables

SHORTEST = 3
"""Shorter syllables have too many neighbours at one edit."""
NAME = 3
"""Words after "phường" that may be its name: a ward one letter away is another ward."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Folded words with their accented spellings, and the pairs "a_b" in which they stand."""

    words: Mapping[str, tuple[str, ...]]
    pairs: frozenset[str]


def spelling(titles: Iterable[str]) -> Spelling:
    """Gather the words of titles, and those that ask and name in any question."""
    words: dict[str, dict[str, None]] = {}
    pairs: set[str] = set()
    for text in (*ASKING, *titles):
        spelled = syllables(text)
        for word in spelled:
            words.setdefault(fold(word), {})[word] = None
        pairs.update(bigrams(folded_syllables(text)))
    for word in STOPWORDS:
        words.setdefault(fold(word), {})[word] = None
    return Spelling({word: tuple(spelled) for word, spelled in words.items()}, frozenset(pairs))


def respell(query: Query, by: Spelling, known: Callable[[str], bool]) -> Query:
    """Mend words that neither `by` nor the library (`known`) has, where one neighbour fits.

    A neighbour fits when it makes a known pair with a word beside it, or is the only one and asks
    or joins. Proper names stay as typed.
    """
    if query.english:
        return query
    tokens = query.tokens
    kept = {
        at
        for place, (size, _) in units_in(tokens).items()
        for at in range(place + size, place + size + NAME)
    } | query.everyday_places
    words = [token.word for token in tokens]
    text, moved = query.text, 0
    for place, token in enumerate(tokens):
        proper = place and token.typed[0].isupper() and not query.text.isupper()
        if place in kept or proper or len(token.word) < SHORTEST or not token.word.isalpha():
            continue
        if token.word in by.words or known(token.word):
            continue
        better = _fitting(words, place, by)
        if better is None:
            continue
        words[place] = better
        said = by.words[better][0] if query.accented else better
        text = text[: token.start + moved] + said + text[token.end + moved :]
        moved += len(said) - (token.end - token.start)
    return understand(text) if text != query.text else query


def _fitting(words: list[str], place: int, by: Spelling) -> str | None:
    """Return the neighbour in most known pairs; a word that only asks or joins may stand alone."""
    near = sorted({word for word in _neighbours(words[place]) if word in by.words})
    before, after = words[max(0, place - 1) : place], words[place + 1 : place + 2]
    fits = {
        word: sum(f"{one}_{word}" in by.pairs for one in before)
        + sum(f"{word}_{one}" in by.pairs for one in after)
        for word in near
    }
    best = max(fits.values(), default=0)
    chosen = [word for word in near if fits[word] == best]
    if len(chosen) != 1:
        return None
    stops = any(spelled in STOPWORDS for spelled in by.words[chosen[0]])
    return chosen[0] if best or stops else None


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
    kept |= query.everyday_places
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
    before = [t.word for t in tokens[max(0, place - 1) : place] if not t.stop and known(t.word)]
    after = [t.word for t in tokens[place + 1 : place + 2] if not t.stop and known(t.word)]
    for word in _neighbours(tokens[place].word):
        if not known(word):
            continue
        pairs = [f"{one}_{word}" for one in before] + [f"{word}_{one}" for one in after]
        if pairs and all(known(pair) for pair in pairs):
            return word
    return None
