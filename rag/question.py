"""Question -> Query: what is asked, of which time, in which words (pure, no model).

The query keeps the question's tokens with their places, so that the words that turn out to name a
document can be taken away before passages are ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.asks import Ask, asks
from rag.english import meaning
from rag.everyday import Word, find
from rag.glossary import ABBREVIATIONS, STOPWORDS
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


Wording = Literal["typed", "any"]
PER_CENT = "phan_tram"
"""The unit, which documents write as "%"; rag/answer/fit.py looks for that."""


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
    """What the tokens [first, last) mean in the words of official texts: any of the phrases."""

    first: int
    last: int
    phrases: tuple[str, ...]
    everyday: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Search features with weights, and which of them stand in for everyday words.

    `meant` holds, for each everyday phrase, the official wordings that may be meant; `own` the
    features that count for themselves, not only in one of these.
    """

    weights: dict[str, float]
    own: frozenset[str]
    meant: tuple[tuple[str, ...], ...]


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
        self,
        without: frozenset[int] = frozenset(),
        known: Callable[[str], bool] | None = None,
        wording: Wording = "typed",
    ) -> dict[str, float]:
        """Return search features with weights, leaving out the tokens at the places `without`.

        Features are folded words, pairs "a_b", document numbers "#41-ct-tw", times "@q3" and
        places "@a2". Weights up to OPTIONAL do not count when coverage is judged. `known` tells
        whether the documents at hand have a feature: their own words need no substitute, unless
        `wording` is "any": then an official wording may answer as well as the words typed.
        """
        return self.meaning(without, known, wording).weights

    def meaning(
        self,
        without: frozenset[int] = frozenset(),
        known: Callable[[str], bool] | None = None,
        wording: Wording = "typed",
    ) -> Terms:
        """Return the features of `terms` with the official wordings among them."""
        glosses = self._glosses(without, known, wording)
        weights = self._typed(without, glosses)
        for gloss in glosses:
            if not gloss.everyday:
                _add_phrase(weights, gloss.phrases[0], 1.0)
        _add(weights, [f"#{number}" for number in self.numbers], 3.0)
        for feature in self.times.tokens():
            _add(weights, [feature], 0.5 if feature.startswith("@m") else 2.0)
        _add(weights, list(self.references), 2.0)
        own = frozenset(feature for feature, weight in weights.items() if weight > OPTIONAL)
        meant = tuple(gloss.phrases for gloss in glosses if gloss.everyday)
        for phrases in meant:
            for phrase in phrases:
                _add_phrase(weights, phrase, len(phrases) ** -SEVERAL)
        return Terms(weights, own, meant)

    def _typed(self, without: frozenset[int], glosses: Sequence[_Gloss]) -> dict[str, float]:
        """Weigh the words as typed; those that have an official wording count little."""
        weights: dict[str, float] = {}
        replaced = {
            place for gloss in glosses if gloss.everyday for place in range(gloss.first, gloss.last)
        }
        words = [token.word for token in self.tokens]
        for place, pair in enumerate(bigrams(words)):
            if pair == PER_CENT:
                replaced |= {place, place + 1}
        previous: tuple[int, Token] | None = None
        for place, token in enumerate(self.tokens):
            if place in without or self._foreign(token):
                previous = None
                continue
            if not token.stop:
                weight = OPTIONAL if place in replaced else self._weight(token)
                _add(weights, [token.word], weight)
            if previous is not None:
                weight = self._pair_weight(previous[1], token)
                if {previous[0], place} & replaced:
                    weight = min(weight, OPTIONAL)
                if weight:
                    _add(weights, [f"{previous[1].word}_{token.word}"], weight)
            previous = (place, token)
        return weights

    def reworded(self, without: frozenset[int], known: Callable[[str], bool] | None) -> str:
        """Return the text without some tokens, with official wordings for everyday ones."""
        said = {gloss.first: gloss for gloss in self._glosses(without, known) if gloss.everyday}
        kept: list[str] = []
        place = 0
        while place < len(self.tokens):
            gloss = said.get(place)
            if gloss is not None:
                kept.append(gloss.phrases[0])
            elif place not in without:
                kept.append(self.tokens[place].typed)
            place = gloss.last if gloss else place + 1
        return " ".join(kept) or self.text

    def places_of(self, pairs: Container[str]) -> frozenset[int]:
        """Return the places of tokens that stand in, abbreviate or translate these pairs "a_b"."""
        words = [token.word for token in self.tokens]
        places: set[int] = set()
        for place, pair in enumerate(bigrams(words)):
            if pair in pairs:
                places.update((place, place + 1))
        for gloss in self._glosses(frozenset(), None):
            phrase = bigrams(folded_syllables(gloss.phrases[0]))
            if not gloss.everyday and phrase and all(pair in pairs for pair in phrase):
                places.update(range(gloss.first, gloss.last))
        return frozenset(places)

    def glossed(self, known: Container[str]) -> frozenset[int]:
        """Return the places of tokens that abbreviate or translate to known words alone."""
        return frozenset(
            place
            for gloss in self._glosses(frozenset(), None)
            if any(all(w in known for w in folded_syllables(phrase)) for phrase in gloss.phrases)
            for place in range(gloss.first, gloss.last)
        )

    def meanings(self) -> list[tuple[int, int, str]]:
        """Return the places [first, last) of abbreviations and the like with what they mean."""
        return [(g.first, g.last, "; ".join(g.phrases)) for g in self._glosses(frozenset(), None)]

    def everyday(self, without: frozenset[int]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the everyday phrases, folded, with the official wordings that may be meant."""
        return [
            (" ".join(token.word for token in self.tokens[gloss.first : gloss.last]), gloss.phrases)
            for gloss in self._everyday(without)
        ]

    @property
    def everyday_places(self) -> frozenset[int]:
        """The places of the tokens of everyday phrases: they are no slips of the keyboard."""
        return frozenset(
            place
            for gloss in self._everyday(frozenset())
            for place in range(gloss.first, gloss.last)
        )

    def _glosses(
        self,
        without: frozenset[int],
        known: Callable[[str], bool] | None,
        wording: Wording = "typed",
    ) -> list[_Gloss]:
        """Spell out abbreviations, everyday words and, in an English question, English terms."""
        words = [None if n in without else token.word for n, token in enumerate(self.tokens)]
        found = [
            spoken
            for gloss in self._everyday(without)
            if (spoken := self._spoken(gloss, known, wording)) is not None
        ]
        look = meaning if self.english else ABBREVIATIONS.get
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
                spelled = folded_syllables(gloss.phrases[0])
                if not all(map(known, bigrams(spelled) or spelled)):
                    continue  # the documents have the word itself ("dien tu" is no Thành ủy)
            found.append(gloss)
        return found

    def _everyday(self, without: frozenset[int]) -> list[_Gloss]:
        """Find the everyday phrases of a Vietnamese question."""
        if self.english:
            return []
        words = [
            None if place in without else Word(token.word, token.typed, token.start)
            for place, token in enumerate(self.tokens)
        ]
        found = find(words, self.text, bare=not self.accented)
        return [_Gloss(one.first, one.last, one.meanings, everyday=True) for one in found]

    def _spoken(
        self, gloss: _Gloss, known: Callable[[str], bool] | None, wording: Wording
    ) -> _Gloss | None:
        """Keep an everyday phrase with those of its wordings that the documents have.

        One that stands in the documents itself is left as it is, or is one wording of any.
        """
        if known is None:
            return gloss
        raw = [token.word for token in self.tokens[gloss.first : gloss.last]]
        beside = [token.word for token in self.tokens[max(0, gloss.first - 1) : gloss.last + 1]]
        if len(raw) == 1 and any(map(known, bigrams(beside))):
            return None  # half of a word: "tiêu" of "chỉ tiêu"
        typed = all(map(known, bigrams(raw) or raw))
        if typed and (wording == "typed" or len(raw) == 1):
            return None
        phrases = tuple(
            phrase
            for phrase in gloss.phrases
            if all(map(known, bigrams(words := folded_syllables(phrase)) or words))
        )
        if typed and phrases:
            phrases = (" ".join(raw), *phrases)
        return replace(gloss, phrases=phrases) if phrases else None

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
SEVERAL = 0.5
"""Power by which each of several official wordings of one everyday phrase weighs less."""
OPTIONAL = 0.2
"""An abbreviation that is also spelled out: a document may have either."""


def _add(weights: dict[str, float], features: Iterable[str], weight: float) -> None:
    for feature in features:
        weights[feature] = max(weight, weights.get(feature, 0.0))


def _add_phrase(weights: dict[str, float], phrase: str, share: float) -> None:
    words = folded_syllables(phrase)
    _add(weights, words, UNIGRAM * share)
    _add(weights, bigrams(words), share)


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
            return _Gloss(at, at + size, (gloss,), everyday=False)
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
