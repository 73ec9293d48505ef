"""A new order for the best sentences, by a model that reads them beside the question (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.extract import Unit
from rag.question import Query

Near = Callable[[str, Sequence[str]], Sequence[float]]
"""Returns how near each of some sentences is to a question; the greater the nearer."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """A model that says how near sentences are, and how far it is trusted.

    `gain` is what the nearest of the best `depth` sentences gains, beside scores of about 0 to 1.
    """

    near: Near
    depth: int
    gain: float


SIMILAR_DEPTH = 8
SIMILAR_GAIN = 0.3
"""For the similarity of embeddings. Gold span in the answer, every eighth XQuAD-vi question: 0.799
at 0, 0.812 at 0.15, 0.819 at 0.3; dev accuracy 0.963 at each."""
CROSS_DEPTH = 16
CROSS_GAIN = 1.0
"""For a cross-encoder that an administrator has chosen: it decides among the best sentences. Not
measured, since none that knows Vietnamese comes with planqa; `planqa eval run` tells its worth."""


def similar(near: Near) -> Ranker:
    """Return the ranker of an embedding model."""
    return Ranker(near, SIMILAR_DEPTH, SIMILAR_GAIN)


def cross(near: Near) -> Ranker:
    """Return the ranker of a cross-encoder."""
    return Ranker(near, CROSS_DEPTH, CROSS_GAIN)


def reranked(query: Query, found: Sequence[Unit], ranker: Ranker) -> list[Unit]:
    """Put the best sentences in a new order; the others keep theirs behind them."""
    first, rest = found[: ranker.depth], found[ranker.depth :]
    near = ranker.near(query.text, [unit.text for unit in first])
    low, high = min(near, default=0.0), max(near, default=0.0)
    width = (high - low) or 1.0
    scored = [
        replace(unit, score=unit.score + ranker.gain * (value - low) / width)
        for unit, value in zip(first, near, strict=True)
    ]
    return sorted(scored, key=lambda unit: -unit.score) + list(rest)
