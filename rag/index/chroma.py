"""Dense search in an embedded Chroma collection, which can be rebuilt from the library any time.

Only our own vectors go in: no embedding function, no telemetry.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rag.errors import SearchIndexError
from rag.index.base import Entry, Hit, Scope, Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.types import Where

COLLECTION = "passages"

WRITING = "writing"
"""File that lies in the folder during a write. Killed in the middle of one, Chroma can leave files
that crash the next process that loads them, so such a folder is refused unread."""

EXACT_LIMIT = 300
"""Passages up to which chosen documents are scored one by one: with 40,000 passages in all, reading
the vectors of one document takes 5 ms where Chroma's own filter takes 25, and none is missed."""

_PAGE = 5000
"""Ids a read: Chroma fails beyond some 30,000 ("too many SQL variables")."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The passages of one document in the index."""

    label: str
    passages: frozenset[str]


def _forget(folder: Path) -> None:
    """Take a client that failed to start out of Chroma's cache, so that the folder can be reused.

    chromadb 1.5.9 keeps it there, and the next client for the folder gets the broken one.
    """
    from chromadb.api.shared_system_client import SharedSystemClient

    systems = cast("dict[str, object]", getattr(SharedSystemClient, "_identifier_to_system"))  # noqa: B009
    systems.pop(str(folder), None)


class ChromaIndex:
    """The DenseIndex of rag.index.base over one folder, which one process holds at a time.

    Every method raises SearchIndexError when the folder is damaged or cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        self._mark = folder / WRITING
        with self._failing():
            folder.mkdir(parents=True, exist_ok=True)
            if self._mark.exists():
                raise OSError("a process ended while it wrote here")
            try:
                opened = chromadb.PersistentClient(
                    str(folder), settings=Settings(anonymized_telemetry=False)
                )
            except BaseException:
                _forget(folder)
                raise
            self._client = cast("Client", opened)  # the declared type has no close()
        try:
            with self._failing():
                self._collection = self._client.get_or_create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                )
                self._held = self._read_held()
                self._probe()
        except SearchIndexError:
            self._client.close()
            raise

    def close(self) -> None:
        """Let go of the folder; the index cannot be used afterwards."""
        self._client.close()

    def replace(self, remove: Sequence[str], add: Sequence[Entry]) -> None:
        """Take out the passages of the documents `remove`, put in `add`; committed on return."""
        held = dict(self._held)
        with self._failing():
            self._mark.touch()
            for document_id in remove:
                if held.pop(document_id, None):
                    self._collection.delete(where={"document_id": document_id})
            size = self._client.get_max_batch_size()
            for start in range(0, len(add), size):
                self._upsert(add[start : start + size])
            self._probe()  # applies what Chroma has only logged so far
            self._mark.unlink()
        added: dict[str, list[Entry]] = {}
        for entry in add:
            added.setdefault(entry.passage.document_id, []).append(entry)
        for document_id, entries in added.items():
            label = entries[0].label
            known = held.get(document_id, _Held(label, frozenset())).passages
            held[document_id] = _Held(label, known | {entry.passage.id for entry in entries})
        self._held = held  # a new table: searches in other threads keep the one they began with

    def search(self, vector: Vector, k: int, scope: Scope) -> list[Hit]:
        """Return the k nearest passages in scope, best first; scores are cosine similarities."""
        everything = self._held
        allowed = {
            document_id: document
            for document_id, document in everything.items()
            if document.label in scope.labels
            and (not scope.document_ids or document_id in scope.document_ids)
        }
        if k < 1 or not allowed:
            return []
        if len(allowed) == len(everything):
            return self._nearest(vector, k, None)
        if sum(len(document.passages) for document in allowed.values()) <= EXACT_LIMIT:
            ids = [passage for document in allowed.values() for passage in document.passages]
            scores = self.similarities(vector, ids)
            best = sorted(scores, key=lambda passage: (-scores[passage], passage))[:k]
            return [Hit(passage, scores[passage]) for passage in best]
        if scope.document_ids:
            return self._nearest(vector, k, {"document_id": {"$in": list(allowed)}})
        return self._nearest(vector, k, {"label": {"$in": list(scope.labels)}})

    def similarities(self, vector: Vector, passage_ids: Sequence[str]) -> dict[str, float]:
        """Return the exact cosine similarity of each given passage that the index holds."""
        import numpy as np

        scores: dict[str, float] = {}
        query = np.asarray(vector, np.float32)
        query = query / max(float(np.linalg.norm(query)), 1e-12)
        distinct = list(dict.fromkeys(passage_ids))
        for start in range(0, len(distinct), _PAGE):
            with self._failing():
                found = self._collection.get(
                    ids=distinct[start : start + _PAGE], include=["embeddings"]
                )
            if not found["ids"]:
                continue
            vectors = np.asarray(found["embeddings"], np.float32)
            lengths = np.linalg.norm(vectors, axis=1).clip(min=1e-12)
            scores.update(zip(found["ids"], (vectors @ query / lengths).tolist(), strict=True))
        return scores

    def fingerprint(self) -> dict[str, int]:
        """Return passages held per document id, to be checked against the library."""
        return {name: len(document.passages) for name, document in self._held.items()}

    def _upsert(self, entries: Sequence[Entry]) -> None:
        import numpy as np

        self._collection.upsert(
            ids=[entry.passage.id for entry in entries],
            embeddings=np.asarray([entry.vector for entry in entries], np.float32),
            metadatas=[
                {"document_id": entry.passage.document_id, "label": entry.label}
                for entry in entries
            ],
        )

    def _nearest(self, vector: Vector, k: int, where: Where | None) -> list[Hit]:
        with self._failing():
            found = self._collection.query(
                query_embeddings=[list(vector)], n_results=k, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [
            Hit(passage, 1.0 - distance)
            for passage, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def _read_held(self) -> dict[str, _Held]:
        labels: dict[str, str] = {}
        passages: dict[str, set[str]] = {}
        for offset in range(0, self._collection.count(), _PAGE):
            page = self._collection.get(limit=_PAGE, offset=offset, include=["metadatas"])
            for passage, metadata in zip(page["ids"], page["metadatas"] or [], strict=True):
                document_id = str(metadata["document_id"])
                labels[document_id] = str(metadata["label"])
                passages.setdefault(document_id, set()).add(passage)
        return {name: _Held(labels[name], frozenset(passages[name])) for name in labels}

    def _probe(self) -> None:
        """Search once: counts come from the database, so only this shows lost vectors."""
        first = self._collection.get(limit=1, include=["embeddings"])
        if first["ids"] and first["embeddings"] is not None:
            vector = cast("Sequence[float]", first["embeddings"][0])
            self._collection.query(query_embeddings=[vector], n_results=1)

    @contextmanager
    def _failing(self) -> Generator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, OSError, ValueError) as error:
            raise SearchIndexError(
                f"Chỉ mục véc-tơ ở {self._folder} không dùng được: {error}. "
                "Chạy planqa reindex để dựng lại.",
                f"The vector index in {self._folder} cannot be used: {error}. "
                "Run planqa reindex to rebuild it.",
            ) from error
