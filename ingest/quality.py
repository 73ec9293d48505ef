"""How well a page was read, as far as its own text shows: the share of possible syllables (pure).

A garbage text layer, a legacy font without its map, words torn at their diacritics ("ĐIỀ U KHO
ẢN") and a bad scan all leave words that no Vietnamese syllable can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.syllables import is_syllable
from rag.domain import Page
from rag.vietnamese import WORD, fold, nfc

LINE = 0.65
"""A page or document that scores less is not read as well as one can be."""
FEW_WORDS = 20
"""Fewer words say nothing about how a page was read."""

_ADDRESS = re.compile(r"(?<!\S)\S*?(?:@|://|www\.)\S*")
_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]|\(cid:\d+\)")
_ACRONYM_SHARE = 0.2
"""Acronyms count as read; where they are more than this share of the words, they are rubbish."""
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Quality:
    """What the words of a text tell; shares are of 0 to 1.

    Names from abroad are left out. `valid` is the share of words that can be syllables (or are
    acronyms), `split` the share of words torn from the word before, `garbage` the share of
    characters that stand for nothing.
    """

    words: int
    valid: float
    split: float
    garbage: float
    confidence: float | None = None

    @property
    def score(self) -> float:
        """The quality in one number from 0 to 1; half of it hangs on the OCR's own confidence."""
        syllables = max(0.0, self.valid - self.split) * (1 - self.garbage)
        sure = 1.0 if self.confidence is None else self.confidence
        return syllables * (1 + sure) / 2

    @property
    def failed(self) -> bool:
        """Whether the text is below the line; too few words never are, garbage always is."""
        return self.garbage > 0.5 or (self.words >= FEW_WORDS and self.score < LINE)


def measure(text: str, confidence: float | None = None) -> Quality:
    """Return the quality of a text; `confidence` is that of the OCR (0 to 1), if it made it."""
    text = nfc(_ADDRESS.sub(" ", text))
    words = [
        word
        for word in WORD.findall(text)
        if not any(map(str.isdigit, word)) and not _is_foreign_name(word)
    ]
    acronyms = sum(_is_acronym(word) for word in words)
    valid = sum(is_syllable(word) for word in words if not _is_acronym(word))
    valid += min(acronyms, round(_ACRONYM_SHARE * len(words)))
    torn = sum(_is_torn(a, b) for a, b in pairwise(words))
    rubbish = sum(len(match.group()) for match in _GARBAGE.finditer(text))
    size = max(1, len(words))
    letters = max(1, sum(not ch.isspace() for ch in text))
    return Quality(len(words), valid / size, torn / size, rubbish / letters, confidence)


def of_page(page: Page) -> Quality:
    """Return the quality of a page as its reader gave it."""
    return measure(page.text, page.confidence)


def of_document(found: Sequence[Quality]) -> Quality:
    """Return the quality of a document: that of its pages, weighed by their words."""
    words = sum(quality.words for quality in found)
    size = max(1, words)
    sure = [q for q in found if q.confidence is not None]
    return Quality(
        words,
        sum(q.words * q.valid for q in found) / size,
        sum(q.words * q.split for q in found) / size,
        sum(q.words * q.garbage for q in found) / size,
        sum(q.words * (1.0 if q.confidence is None else q.confidence) for q in found) / size
        if sure
        else None,
    )


def _is_acronym(word: str) -> bool:
    """Tell whether a word is capitals without any mark of tone or vowel: "UBND", "HĐND", "B"."""
    return word.isupper() and not is_syllable(word) and fold(word) == word.lower().replace("đ", "d")


def _is_foreign_name(word: str) -> bool:
    """Tell whether a word looks like a name from abroad ("Sheepshanks"): it says nothing here."""
    return (
        len(word) > 2
        and word.isascii()
        and word[0].isupper()
        and word[1:].islower()
        and not is_syllable(word)
    )


def _is_torn(a: str, b: str) -> bool:
    """Tell whether two words look like one that was torn: "ĐIỀ U", "KHO ẢN", "hộ i"."""
    if fold(b[0]) not in _VOWELS or (b[0].isupper() and not b.isupper()):
        return False
    if a.isupper() != b.isupper() and len(a) > 1:
        return False
    return is_syllable(a + b)
