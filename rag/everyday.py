"""Everyday Vietnamese -> what official texts say, from everyday.txt beside this module.

Phrases are found word by word in a table keyed by their first word, longest first: with their
diacritics where they are typed so, without them where a whole question is typed bare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from rag.glossary import ABBREVIATIONS
from rag.vietnamese import fold, syllables

FILE = Path(__file__).with_name("everyday.txt")
SHORTEST_BARE = 2
"""Syllables of a phrase that is found without its diacritics: one alone is too many words."""
_BARE_OTHERWISE = """
ban hoa, can nha, cho di, cho lam, do an, dan phong, dat trong, dat treo, de khong, ban buon,
de mat, dua di, giam nguoi, lam lai, lam bay, lap ra, lo chinh, mo ra, phat tien, thu dat, ra quan,
tap cho, thanh qua, to len, tu soi, vao cuoc, bao che, bat xe, cac cu, gom lai, chi bao
"""
"""Phrases that, without diacritics, are more often other words ("đồ án", "đặt trong")."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_CAPITALISED = frozenset({"đảng", "bác", "tết", "nhà", "nước", "dân", "bộ"})
"""Words that are written with a capital out of respect, so that one makes no name."""
_QUOTED = re.compile(r"[“\"«‘][^”\"»’]*[”\"»’]")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at the words [first, last) and the official wordings, any of which may be meant."""

    first: int
    last: int
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question as the lexicon needs it: folded, as typed, and its place in the text."""

    folded: str
    typed: str
    start: int


Table = Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases as tuples of words, with diacritics and without, and their greatest lengths.

    `longest` tells for a first word how many words the longest phrase has that begins with it.
    """

    accented: Table
    bare: Table
    longest: Mapping[str, int]
    official: frozenset[tuple[str | None, str | None]]
    """Neighbouring words of official wordings, with diacritics and without: no phrase begins or
    ends inside a pair."""

    def at(self, words: Sequence[Word | None], place: int, *, bare: bool) -> Found | None:
        """Return the longest phrase that begins at a place; None words belong to no phrase."""
        first = words[place]
        if first is None:
            return None
        most = self.longest.get(first.folded, 0)
        run: list[Word] = []
        for word in words[place : place + most]:
            if word is None:
                break
            run.append(word)
        for size in range(len(run), 0, -1):
            meanings = self._meanings(run[:size], bare=bare)
            if meanings and not self._cut(words, place, place + size, bare=bare):
                return Found(place, place + size, meanings)
        return None

    def _cut(self, words: Sequence[Word | None], first: int, last: int, *, bare: bool) -> bool:
        """Tell whether a phrase would take half of a word: "ông chủ" of "ông chủ tịch"."""
        beside = [*words[max(0, first - 1) : first + 1], *words[last - 1 : last + 1]]
        said = [word and (word.folded if bare else spelled(word.typed)) for word in beside]
        pairs = list(zip(said, said[1:], strict=False))
        edges = ([pairs[0]] if first else []) + ([pairs[-1]] if last < len(words) else [])
        return any(pair in self.official for pair in edges)

    def _meanings(self, run: Sequence[Word], *, bare: bool) -> tuple[str, ...] | None:
        typed = self.accented.get(tuple(spelled(word.typed) for word in run))
        if typed or not (bare or any(fold(word.typed) != word.folded for word in run)):
            return typed
        return self.bare.get(tuple(word.folded for word in run))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the lexicon, once."""
    entries = dict(parse(FILE.read_text(encoding="utf-8")))
    accented = {tuple(map(spelled, key.split())): meanings for key, meanings in entries.items()}
    folded: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    longest: dict[str, int] = {}
    otherwise = {" ".join(phrase.split()) for phrase in _BARE_OTHERWISE.split(",")}
    for key, meanings in entries.items():
        words = tuple(fold(key).split())
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
        if len(words) >= SHORTEST_BARE and " ".join(words) not in otherwise:
            folded.setdefault(words, []).append(meanings)
    # phrases that differ by diacritics alone mean, without them, no one thing
    bare = {words: said[0] for words, said in folded.items() if len(set(said)) == 1}
    official: set[tuple[str | None, str | None]] = set()
    for wording in {*ABBREVIATIONS.values(), *(one for said in entries.values() for one in said)}:
        for one, other in pairwise(syllables(wording)):
            official |= {(spelled(one), spelled(other)), (fold(one), fold(other))}
    return Lexicon(accented, bare, longest, frozenset(official))


def parse(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield phrases with their official wordings from lines "words, words = wording; wording".

    A line holds what means the same; a phrase that is a wording too is not explained by itself.
    """
    for line in text.splitlines():
        keys, _, values = line.partition(" = ")
        if line.startswith("#") or not values:
            continue
        wordings = tuple(value.strip() for value in values.split(";"))
        for key in keys.split(","):
            others = tuple(wording for wording in wordings if wording != key.strip())
            if others:
                yield key.strip(), others


def find(words: Sequence[Word | None], text: str, *, bare: bool) -> list[Found]:
    """Return the everyday phrases in a question's words, longest first, none over another.

    Words that are None, stand in quotation marks or begin with a capital inside the question are
    names or titles: no phrase holds them.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    shouted = text.isupper()
    plain = [
        None
        if word is None
        or any(start <= word.start < end for start, end in quoted)
        or (place and not shouted and _named(word.typed))
        else word
        for place, word in enumerate(words)
    ]
    known = lexicon()
    found: list[Found] = []
    place = 0
    while place < len(plain):
        phrase = known.at(plain, place, bare=bare)
        if phrase is not None:
            found.append(phrase)
        place = phrase.last if phrase else place + 1
    return found


@lru_cache(maxsize=8192)
def spelled(word: str) -> str:
    """Return one spelling for "hoà" and "hòa", "kì" and "kỳ": the tone last, no y after these."""
    parts = unicodedata.normalize("NFD", word.lower())
    tone = "".join(mark for mark in parts if mark in _TONES)
    letters = "".join(mark for mark in parts if mark not in _TONES)
    if letters.endswith("y") and (letters[-2:-1] in tuple("hklmst") or letters == "quy"):
        letters = f"{letters[:-1]}i"
    return letters + tone


def _named(typed: str) -> bool:
    return typed[:1].isupper() and typed.lower() not in _CAPITALISED
