"""What retrieval hands to answering: the query, the route and the evidence of each group (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.catalog import Route
from rag.domain import Card, Evidence
from rag.question import Query
from rag.ranking import Table, Weights


@dataclass(frozen=True, slots=True)
class Group:
    """Evidence for one thing that the question names (or for the question as a whole)."""

    cards: tuple[Card, ...]
    evidence: tuple[Evidence, ...]
    terms: Mapping[str, float]
    """The question's features with the weights they have inside these documents."""
    weights: Weights
    tables: tuple[Table, ...]
    own: frozenset[str]
    """Those of the features that count for themselves, not in one of the wordings `meant`."""
    meant: tuple[tuple[str, ...], ...]
    """For each everyday phrase that the documents lack, the wordings that they have instead."""
    similar: tuple[float, ...]
    """Cosines of the question and the passages nearest to it, falling."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """All that was understood and found."""

    query: Query
    route: Route
    groups: tuple[Group, ...]
    unknown: tuple[str, ...]
    """Named bodies that stand nowhere in the library."""
