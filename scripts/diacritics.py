"""Diacritic accuracy of a text against its transcript, and where the losses come from (pure).

Both sides NFC with white space folded; their base letters (without marks, đ as d) are aligned; of
the transcript's characters that carry a mark or are đ, the share recovered exactly.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from ingest.syllables import is_syllable

Loss = Literal["capitals", "transcript", "order", "missing", "other"]
"""Why a character was not recovered: it differs in case alone; the transcript's word is no
Vietnamese; its words stand elsewhere in the text; they stand nowhere; another letter."""

_AROUND = 12
"""Characters on each side by which words are looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Score:
    """`exact` of `marked` characters recovered; `losses` counts the others by their cause."""

    marked: int
    exact: int
    losses: tuple[tuple[Loss, int], ...]
    examples: tuple[tuple[Loss, str], ...]

    @property
    def accuracy(self) -> float:
        """Share recovered exactly; 1 for a transcript without marks."""
        return self.exact / self.marked if self.marked else 1.0

    @property
    def without_case(self) -> float:
        """The same with letters that differ in case alone taken as recovered."""
        return (self.exact + dict(self.losses).get("capitals", 0)) / (self.marked or 1)


def compare(text: str, transcript: str) -> Score:
    """Score a text; time and memory grow with the product of the lengths (by 64 bits at once)."""
    got, want = _folded(text), _folded(transcript)
    whole = got.lower()
    marked = exact = 0
    losses: Counter[Loss] = Counter()
    examples: dict[Loss, str] = {}
    for at, other in _aligned(want, got):
        if not _is_marked(want[at]):
            continue
        marked += 1
        if other == want[at]:
            exact += 1
            continue
        loss = _cause(want, at, other, whole)
        losses[loss] += 1
        examples.setdefault(loss, want[max(0, at - _AROUND) : at + _AROUND])
    return Score(marked, exact, tuple(losses.most_common()), tuple(examples.items()))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=4096)
def _base(sign: str) -> str:
    parts = unicodedata.normalize("NFD", sign).replace("đ", "d").replace("Đ", "D")
    return next((part for part in parts if not unicodedata.combining(part)), sign)


@lru_cache(maxsize=4096)
def _is_marked(sign: str) -> bool:
    return sign in "đĐ" or any(map(unicodedata.combining, unicodedata.normalize("NFD", sign)))


def _aligned(want: str, got: str) -> Iterator[tuple[int, str]]:
    """Yield each place of the transcript with the character aligned to it, empty if none is.

    A letter that stands against one of another base is aligned only if the two differ in case.
    """
    bases = "".join(map(_base, want)), "".join(map(_base, got))
    for step in Levenshtein.opcodes(*bases):
        for offset in range(step.src_end - step.src_start):
            at, other = step.src_start + offset, ""
            if step.tag in ("equal", "replace"):
                other = got[step.dest_start + offset]
            yield at, other if step.tag == "equal" or other.lower() == want[at].lower() else ""


def _cause(want: str, at: int, other: str, whole: str) -> Loss:
    if other and other.lower() == want[at].lower():
        return "capitals"
    start, end = at, at
    while start > 0 and want[start - 1].isalnum():
        start -= 1
    while end < len(want) and want[end].isalnum():
        end += 1
    if not is_syllable(want[start:end]):
        return "transcript"
    if other:
        return "other"
    phrase = want[start:end].lower()
    return "order" if phrase in whole else "missing"
