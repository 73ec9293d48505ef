"""Ranking passages inside a few documents by the question's words (pure).

Word weights (idf) are counted inside the documents at hand, not over the library: words that all
their passages share, such as those of the title, stop counting by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.domain import Passage
from rag.features import features

K1 = 1.2
B = 0.5
NEAREST = 0.8
"""Weight of a word that stands in the heading right above the passage, not in the passage."""
HIGHER = 0.4
"""Weight of a word that stands in a heading further up."""


@dataclass(frozen=True, slots=True)
class Table:
    """The features of one document's passages, counted once and kept."""

    passages: tuple[Passage, ...]
    words: tuple[Mapping[str, int], ...]
    headings: tuple[Mapping[str, float], ...]
    lengths: tuple[float, ...]
    holders: Mapping[str, tuple[int, ...]]


def table(passages: Sequence[Passage], told: Sequence[str] = ()) -> Table:
    """Count the features of passages; words of headings weigh less, their times fully.

    `told` holds of the whole document, such as the quarter that its title names.
    """
    words: list[Mapping[str, int]] = []
    headings: list[Mapping[str, float]] = []
    lengths: list[float] = []
    holders: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        counts = Counter(features(passage.text))
        shares: dict[str, float] = dict.fromkeys(told, 1.0)
        for depth, heading in enumerate(reversed(passage.path)):
            for feature in features(heading):
                share = HIGHER if depth else NEAREST
                weight = 1.0 if feature[0] in "@#" else share
                shares[feature] = max(weight, shares.get(feature, 0.0))
        words.append(counts)
        headings.append(shares)
        lengths.append(float(counts.total()))
        for feature in counts.keys() | shares.keys():
            holders.setdefault(feature, []).append(place)
    return Table(
        passages=tuple(passages),
        words=tuple(words),
        headings=tuple(headings),
        lengths=tuple(lengths),
        holders={feature: tuple(places) for feature, places in holders.items()},
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature of a question counts: its own weight times its idf here."""

    values: Mapping[str, float]
    total: float
    missing: float
    """Weight of the features that stand nowhere in the documents at hand."""

    def covered(self, present: Iterable[str]) -> float:
        """Return the share of the weight that the given features cover (0 to 1)."""
        if not self.total:
            return 0.0
        return sum(self.values.get(feature, 0.0) for feature in set(present)) / self.total


def weigh(terms: Mapping[str, float], tables: Sequence[Table]) -> Weights:
    """Weigh a question's features by how rare they are in these documents."""
    count = sum(len(table.passages) for table in tables) or 1
    values: dict[str, float] = {}
    missing = 0.0
    for feature, weight in terms.items():
        holders = sum(len(table.holders.get(feature, ())) for table in tables)
        idf = math.log(1 + (count - holders + 0.5) / (holders + 0.5))
        if holders:
            values[feature] = weight * idf
        else:
            missing += weight * idf
    return Weights(values=values, total=sum(values.values()), missing=missing)


def rank(weights: Weights, tables: Sequence[Table]) -> dict[str, float]:
    """Score passages by BM25 over the weighed features, 0 to about 1, by passage id."""
    scores: dict[str, float] = {}
    lengths = [length for table in tables for length in table.lengths]
    average = (sum(lengths) / len(lengths) if lengths else 1.0) or 1.0
    for entry in tables:
        touched: dict[int, float] = {}
        for feature, weight in weights.values.items():
            for place in entry.holders.get(feature, ()):
                count = entry.words[place].get(feature, 0)
                norm = K1 * (1 - B + B * entry.lengths[place] / average)
                told = count * (K1 + 1) / (count + norm)
                above = entry.headings[place].get(feature, 0.0)
                touched[place] = touched.get(place, 0.0) + weight * max(told, above)
        for place, score in touched.items():
            scores[entry.passages[place].id] = score / (weights.total or 1.0)
    return scores
