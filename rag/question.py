"""Question -> Query: what is asked, of which time, in which words (pure, no model).

The query keeps the question's tokens with their places, so that the words that turn out to name a
document can be taken away before passages are ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from rag.asks import Ask, asks
from rag.english import meaning
from rag.glossary import ABBREVIATIONS, EVERYDAY, STOPWORDS
from rag.references import references
from rag.times import Times, times
from rag.vietnamese import (
    DOCUMENT_NUMBER,
    WORD,
    bigrams,
    fold,
    folded_syllables,
    has_accents,
    nfc,
    number_key,
    syllables,
)

_VIETNAMESE = "là của gì nào bao nhiêu mấy la cua gi nao nhieu phuong nhung duoc khong cho voi nam"
_ENGLISH_WORDS = "what which who whom when where how many much does did is are was the of for in"
_OPENERS = "what which who whom whose when where why how does did summarise summarize"
_ENGLISH_OPENERS = frozenset(_OPENERS.split())
_VIETNAMESE_MARKS = frozenset(_VIETNAMESE.split())
_ENGLISH_MARKS = frozenset(_ENGLISH_WORDS.split())
_FOLDED_STOPWORDS = frozenset(fold(word) for word in STOPWORDS)
LONGEST_GLOSS = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the question: folded and as typed, with its place in the text."""

    word: str
    typed: str
    start: int
    end: int

    @property
    def stop(self) -> bool:
        """Tell whether the word only asks or joins."""
        lowered = self.typed.lower()
        if lowered.isascii():
            return lowered in _FOLDED_STOPWORDS
        return lowered in STOPWORDS


@dataclass(frozen=True, slots=True)
class _Gloss:
    """What the tokens [first, last) mean in the words of official texts."""

    first: int
    last: int
    phrase: str
    everyday: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A question as retrieval needs it."""

    text: str
    tokens: tuple[Token, ...]
    asks: frozenset[Ask]
    times: Times
    numbers: tuple[str, ...]
    references: tuple[str, ...]
    english: bool
    accented: bool

    def terms(
        self, without: frozenset[int] = frozenset(), known: Callable[[str], bool] | None = None
    ) -> dict[str, float]:
        """Return search features with weights, leaving out the tokens at the places `without`.

        Features are folded words, pairs "a_b", document numbers "#41-ct-tw", times "@q3" and
        places "@a2". Weights up to OPTIONAL do not count when coverage is judged. `known` tells
        whether the documents at hand have a feature: their own words need no substitute.
        """
        weights: dict[str, float] = {}

        def add(features: list[str], weight: float) -> None:
            for feature in features:
                weights[feature] = max(weight, weights.get(feature, 0.0))

        glosses = self._glosses(without, known)
        replaced = {
            place for gloss in glosses if gloss.everyday for place in range(gloss.first, gloss.last)
        }
        previous: tuple[int, Token] | None = None
        for place, token in enumerate(self.tokens):
            if place in without or self._foreign(token):
                previous = None
                continue
            if not token.stop:
                add([token.word], OPTIONAL if place in replaced else self._weight(token))
            if previous is not None:
                weight = self._pair_weight(previous[1], token)
                if {previous[0], place} & replaced:
                    weight = min(weight, OPTIONAL)
                if weight:
                    add([f"{previous[1].word}_{token.word}"], weight)
            previous = (place, token)
        for gloss in glosses:
            words = folded_syllables(gloss.phrase)
            add(words, UNIGRAM)
            add(bigrams(words), 1.0)
        add([f"#{number}" for number in self.numbers], 3.0)
        for feature in self.times.tokens():
            add([feature], 0.5 if feature.startswith("@m") else 2.0)
        add(list(self.references), 2.0)
        return weights

    def places_of(self, pairs: Container[str]) -> frozenset[int]:
        """Return the places of tokens that stand in, abbreviate or translate these pairs "a_b"."""
        words = [token.word for token in self.tokens]
        places: set[int] = set()
        for place, pair in enumerate(bigrams(words)):
            if pair in pairs:
                places.update((place, place + 1))
        for gloss in self._glosses(frozenset(), None):
            phrase = bigrams(folded_syllables(gloss.phrase))
            if not gloss.everyday and phrase and all(pair in pairs for pair in phrase):
                places.update(range(gloss.first, gloss.last))
        return frozenset(places)

    def glossed(self, known: Container[str]) -> frozenset[int]:
        """Return the places of tokens that abbreviate or translate to known words alone."""
        return frozenset(
            place
            for gloss in self._glosses(frozenset(), None)
            if all(word in known for word in folded_syllables(gloss.phrase))
            for place in range(gloss.first, gloss.last)
        )

    def meanings(self) -> list[tuple[int, int, str]]:
        """Return the places [first, last) of abbreviations and the like with what they mean."""
        return [(g.first, g.last, g.phrase) for g in self._glosses(frozenset(), None)]

    def _glosses(
        self, without: frozenset[int], known: Callable[[str], bool] | None
    ) -> list[_Gloss]:
        """Spell out abbreviations, everyday words and, in an English question, English terms."""
        words = [None if n in without else token.word for n, token in enumerate(self.tokens)]
        found: list[_Gloss] = []
        for look in (EVERYDAY.get, meaning if self.english else ABBREVIATIONS.get):
            at = 0
            while at < len(words):
                gloss = _longest(words, at, look)
                if gloss is None:
                    at += 1
                    continue
                at = gloss.last
                if look == ABBREVIATIONS.get and not _unmarked(self.tokens[gloss.first]):
                    continue
                raw = [word for word in words[gloss.first : gloss.last] if word]
                if known is not None and all(map(known, bigrams(raw) or raw)):
                    spelled = folded_syllables(gloss.phrase)
                    if gloss.everyday or not all(map(known, bigrams(spelled) or spelled)):
                        continue  # the documents have the word itself ("dien tu" is no Thành ủy)
                found.append(gloss)
        return found

    def _pair_weight(self, one: Token, other: Token) -> float:
        if not one.stop and not other.stop:
            return 1.0
        if one.stop and other.stop and self.accented:
            return 0.0
        return HALF_PAIR if self.accented else BARE_PAIR

    def _weight(self, token: Token) -> float:
        if token.word.isdigit():
            return FIGURE if len(token.word) > 1 else UNIGRAM
        if not self.english and token.word in ABBREVIATIONS:
            return OPTIONAL
        return UNIGRAM

    def _foreign(self, token: Token) -> bool:
        """Tell whether a word of an English question is English: its gloss counts, not itself."""
        if not self.english or not token.typed.isascii() or token.typed.isdigit():
            return False
        return not (token.typed.isupper() and len(token.typed) > 1)


UNIGRAM = 0.5
"""A pair of syllables is a word, a syllable often only half of one."""
HALF_PAIR = 0.4
"""A pair with a joining word in it."""
BARE_PAIR = 0.6
"""The same without accents, where "chu de" (chủ đề) looks like two joining words."""
FIGURE = 1.2
"""A number of two digits or more: it is rarely there by chance."""
OPTIONAL = 0.2
"""An abbreviation that is also spelled out: a document may have either."""


def _unmarked(token: Token) -> bool:
    """Tell whether a word bears no diacritics but "đ": "CA" and "ĐU" abbreviate, "cá" does not."""
    return token.typed.lower().replace("đ", "d") == token.word


def _longest(
    words: Sequence[str | None], at: int, look: Callable[[str], str | None]
) -> _Gloss | None:
    """Return the gloss of the longest phrase with one that begins at a place."""
    for size in range(min(LONGEST_GLOSS + 1, len(words) - at), 0, -1):
        phrase = [word for word in words[at : at + size] if word]
        if len(phrase) < size:
            continue
        gloss = look(" ".join(phrase)) or look("-".join(phrase))
        if gloss:
            return _Gloss(at, at + size, gloss, everyday=look == EVERYDAY.get)
    return None


def is_english(text: str) -> bool:
    """Tell an English question from a Vietnamese one, accented or not."""
    words = syllables(text)
    english = sum(word in _ENGLISH_MARKS for word in words)
    if words and words[0] in _ENGLISH_OPENERS:
        return True
    return english >= 2 and english > sum(word in _VIETNAMESE_MARKS for word in words)


def understand(text: str) -> Query:
    """Read a question: its words, the times and document numbers in it, and what it asks for."""
    text = nfc(text).strip()
    english = is_english(text)
    numbers = tuple(dict.fromkeys(number_key(m.group()) for m in DOCUMENT_NUMBER.finditer(text)))
    return Query(
        text=text,
        tokens=tuple(
            Token(fold(match.group()), match.group(), match.start(), match.end())
            for match in WORD.finditer(text)
        ),
        asks=asks(text),
        times=times(text),
        numbers=numbers,
        references=tuple(dict.fromkeys(references(text))),
        english=english,
        accented=has_accents(text) and not english,
    )
