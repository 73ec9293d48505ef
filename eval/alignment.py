"""Aligning the words of two readings of a document, so that places in one are found in the other.

Pure; about linear, because stretches between runs of words that occur once in each are small.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_RUN = 4
"""Words that together are likely to occur once."""
_LARGEST = 4_000_000
"""Stretches of which the product of lengths is more stay unaligned."""

Place = tuple[int, int]
"""The least and the most that a place between two words can be, counted in words."""


def align(wanted: Sequence[str], given: Sequence[str]) -> tuple[int | None, ...]:
    """Return for each wanted word which given word it is, rising; None where there is none."""
    a, b = [w.casefold() for w in wanted], [w.casefold() for w in given]
    found: list[int | None] = [None] * len(a)
    last_a = last_b = 0
    for at_a, at_b in [*_anchors(a, b), (len(a), len(b))]:
        _between(a, b, (last_a, at_a), (last_b, at_b), found)
        if at_a < len(a):
            found[at_a] = at_b
        last_a, last_b = at_a + 1, at_b + 1
    return tuple(found)


def places(found: Sequence[int | None], size: int) -> tuple[Place, ...]:
    """Return where the place before each wanted word (and after the last) can be in the other."""
    after: list[int] = [0]
    for match in found:
        after.append(match + 1 if match is not None else after[-1])
    before: list[int] = [size]
    for match in reversed(found):
        before.append(match if match is not None else before[-1])
    before.reverse()
    return tuple(
        (match, match) if match is not None else (low, high)
        for match, low, high in zip([*found, None], after, before, strict=True)
    )


def ends(found: Sequence[int | None], size: int) -> tuple[Place, ...]:
    """Return the same for ends: a place right after a word that was found is sure."""
    starts = places(found, size)
    sure = [None, *found]
    return tuple(
        (match + 1, match + 1) if match is not None else start
        for match, start in zip(sure, starts, strict=True)
    )


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of words that begin a run which occurs once on each side, rising on both."""
    once_a, once_b = _once(a), _once(b)
    pairs = [(at, once_b[run]) for run, at in once_a.items() if run in once_b]
    tails: list[int] = []
    back: list[int] = []
    chain: list[int] = []
    for number, (_, at_b) in enumerate(pairs):
        place = bisect_left(tails, at_b)
        tails[place : place + 1] = [at_b]
        chain[place : place + 1] = [number]
        back.append(chain[place - 1] if place else -1)
    path: list[tuple[int, int]] = []
    at = chain[-1] if chain else -1
    while at >= 0:
        path.append(pairs[at])
        at = back[at]
    return path[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _between(
    a: Sequence[str],
    b: Sequence[str],
    of_a: tuple[int, int],
    of_b: tuple[int, int],
    found: list[int | None],
) -> None:
    part_a, part_b = a[slice(*of_a)], b[slice(*of_b)]
    if not part_a or not part_b or len(part_a) * len(part_b) > _LARGEST:
        return
    for at_a, at_b, size in SequenceMatcher(
        None, part_a, part_b, autojunk=False
    ).get_matching_blocks():
        for step in range(size):
            found[of_a[0] + at_a + step] = of_b[0] + at_b + step
