"""The search index as the rest of planqa sees it: passages in, scored passage ids out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.domain import Passage

Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as an index stores it: with its vector and the access label of its document."""

    passage: Passage
    vector: Vector
    label: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may see: access labels always, documents where routing has chosen some."""

    labels: tuple[str, ...]
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage id with its score; larger is better, scales differ between kinds of search."""

    passage_id: str
    score: float


class DenseIndex(Protocol):
    """Nearest passages by embedding; scores are cosine similarities."""

    def replace(self, remove: Sequence[str], add: Sequence[Entry]) -> None:
        """Take out the passages of the documents `remove`, put in `add`; committed on return."""
        ...

    def search(self, vector: Vector, k: int, scope: Scope) -> list[Hit]:
        """Return the k nearest passages in scope, best first."""
        ...

    def fingerprint(self) -> dict[str, int]:
        """Return passages held per document id, to be checked against the library."""
        ...


class LexicalIndex(Protocol):
    """Passages by words; scores are BM25 sums."""

    def replace(self, remove: Sequence[str], add: Sequence[Entry]) -> None:
        """Take out the passages of the documents `remove`, put in `add`; committed on return."""
        ...

    def search(self, text: str, k: int, scope: Scope) -> list[Hit]:
        """Return the k best passages in scope, best first."""
        ...

    def fingerprint(self) -> dict[str, int]:
        """Return passages held per document id, to be checked against the library."""
        ...
