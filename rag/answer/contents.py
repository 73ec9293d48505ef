"""A text with everything in it that can be compared: words, numbers, times, directions (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.figures import Figure, figures
from rag.answer.moments import Moment, moments
from rag.answer.paraphrase import STOP
from rag.answer.polarity import Turn, turns
from rag.answer.words import Word, unlabelled, words
from rag.vietnamese import DOCUMENT_NUMBER, number_key

BEFORE, AFTER = 7, 4
"""Content words before and after a fact that tell what it is about."""


_CLAUSE = re.compile(r"[;\n]|[.:](?=\s|$)")
_JOINT = re.compile(r",(?=\s)|(?<!\w)và(?!\w)")


@dataclass(frozen=True, slots=True)
class Contents:
    """A text with everything in it that can be compared."""

    text: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    documents: tuple[tuple[str, int, int], ...]
    turns: tuple[Turn, ...]

    @property
    def content(self) -> list[Word]:
        """The words that say something."""
        return [word for word in self.words if word.key not in STOP]

    def near(self, start: int, end: int) -> frozenset[str]:
        """Return the content words around a span, up to the next fact or the end of the clause."""
        left, right = self._clause(start, end)
        content = self.content
        before = [w.key for w in content if left <= w.start and w.end <= start][-BEFORE:]
        after = [w.key for w in content if end <= w.start and w.end <= right][:AFTER]
        return frozenset((*before, *after))

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        """Return where the words that belong to a fact begin and end.

        Between two facts they part at a comma or at "và".
        """
        ends = [match.start() for match in _CLAUSE.finditer(self.text)]
        left = max((at for at in ends if at < start), default=-1)
        right = min((at for at in ends if at >= end), default=len(self.text))
        fact = max((stop for _, stop in self.facts if left < stop <= start), default=None)
        if fact is not None:
            joints = [match.start() for match in _JOINT.finditer(self.text, fact, start)]
            left = joints[-1] if joints else fact
        fact = min((begin for begin, _ in self.facts if end <= begin < right), default=None)
        if fact is not None:
            joint = _JOINT.search(self.text, end, fact)
            right = joint.start() if joint else fact
        return left, right

    @property
    def facts(self) -> list[tuple[int, int]]:
        """The spans of numbers and times."""
        sure = [(one.start, one.end) for one in self.figures if one.sure]
        return [*sure, *((one.start, one.end) for one in self.moments)]

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """Return the words right before and after a span."""
        before = [word.key for word in self.words if word.end <= start][-1:]
        after = [word.key for word in self.words if word.start >= end][:1]
        return "".join(before), "".join(after)


@lru_cache(maxsize=4096)
def read(text: str) -> Contents:
    """Read everything out of a text that can be compared."""
    text = unlabelled(text)
    numbers = tuple((number_key(m.group()), *m.span()) for m in DOCUMENT_NUMBER.finditer(text))
    bare = _blank(text, [(start, end) for _, start, end in numbers])
    times = tuple(moments(bare))
    bare = _blank(bare, [(one.start, one.end) for one in times])
    return Contents(
        text,
        tuple(words(_blank(text, [(start, end) for _, start, end in numbers]))),
        tuple(figures(bare)),
        times,
        numbers,
        tuple(turns(text)),
    )


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
