"""Keeping the search indexes in step with the library, which is the record."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.domain import Passage
from rag.errors import SearchIndexError
from rag.index.base import DenseIndex, LexicalIndex
from rag.library import Library
from rag.rows import text_hash

if TYPE_CHECKING:
    from rag.index.chroma import ChromaIndex
    from rag.index.tantivy import TantivyIndex

logger = logging.getLogger(__name__)

Indexes = tuple[DenseIndex, LexicalIndex]
LocalIndexes: TypeAlias = "tuple[ChromaIndex, TantivyIndex]"

EMBED_AT_ONCE = 256
"""Texts given to the embedding model in one call; their vectors are stored before the next."""

WRITE_AT_ONCE = 2000
"""Passages given to an index in one call."""


def open_indexes(
    library: Library, embeddings: Embeddings, folder: Path, *, model: str
) -> LocalIndexes:
    """Open the embedded indexes in step with the library; needs the archive to be claimed.

    Indexes that are damaged, that a crash left half written, or that hold another model's vectors
    are discarded and filled anew from the stored vectors.

    Raises:
        SearchIndexError: they cannot be built anew either.
        ModelError: vectors are missing and the model cannot make them.
    """
    from rag.index.local import open_local

    if set(library.indexed().values()) - {model}:
        logger.warning("the search indexes hold another model's vectors: building them anew")
        return rebuild_indexes(library, embeddings, folder, model=model)
    opened: LocalIndexes | None = None
    try:
        opened = open_local(folder)
        sync_indexes(library, opened, embeddings, model=model)
    except SearchIndexError as error:
        logger.warning("the search indexes are damaged, building them anew: %s", error.en)
        return rebuild_indexes(library, embeddings, folder, model=model, opened=opened)
    return opened


def rebuild_indexes(
    library: Library,
    embeddings: Embeddings,
    folder: Path,
    *,
    model: str,
    opened: LocalIndexes | None = None,
) -> LocalIndexes:
    """Discard the embedded indexes and fill new ones from the library; errors as open_indexes.

    `opened` are the indexes that are open on the folder now; they are closed first.
    """
    from rag.index.local import discard_local, open_local

    for index in opened or ():
        try:
            index.close()
        except SearchIndexError as error:
            logger.warning("closing a damaged index: %s", error.en)
    discard_local(folder)
    anew = open_local(folder)
    sync_indexes(library, anew, embeddings, model=model)
    return anew


def sync_indexes(library: Library, indexes: Indexes, embeddings: Embeddings, *, model: str) -> int:
    """Bring open indexes in step with the library; return how many documents differed.

    Only documents whose passages an index does not hold in full (or holds too much) are written.
    """
    embed_missing(library, embeddings, model=model)
    counts = library.counts()
    indexed = library.indexed()
    unsettled = {document for document in counts if indexed.get(document) != model}
    differing: set[str] = set()
    for index in indexes:
        held = index.fingerprint()
        stale = {document for document, count in counts.items() if held.get(document, 0) != count}
        stale |= unsettled
        gone = held.keys() - counts.keys()
        if stale or gone:
            library.note_indexed(removed=stale | gone, model=model)
            write_index(index, library, sorted(stale), remove=sorted(stale | gone), model=model)
        differing |= stale | gone
    library.note_indexed(
        added=differing & counts.keys(), removed=indexed.keys() - counts.keys(), model=model
    )
    return len(differing)


def write_index(
    index: DenseIndex | LexicalIndex,
    library: Library,
    documents: Iterable[str],
    *,
    remove: Sequence[str],
    model: str,
) -> None:
    """Take the versions `remove` out of an index and put in the passages of `documents`."""
    entries = library.entries(model, documents)
    index.replace(remove, list(islice(entries, WRITE_AT_ONCE)))
    while more := list(islice(entries, WRITE_AT_ONCE)):
        index.replace((), more)


def embed_missing(library: Library, embeddings: Embeddings, *, model: str) -> None:
    """Embed the passages of current documents that have no vector of this model yet."""
    while passages := library.passages_without_vectors(model, EMBED_AT_ONCE):
        logger.info("embedding %d passages that have no vector of %s", len(passages), model)
        embed_passages(passages, library, embeddings, model=model)


def embed_passages(
    passages: Sequence[Passage], library: Library, embeddings: Embeddings, *, model: str
) -> tuple[int, int]:
    """Store vectors for the passages whose text has none; return (texts, texts embedded now)."""
    texts = {text_hash(passage.embedding_text): passage.embedding_text for passage in passages}
    known = library.known_vectors(model, texts)
    missing = [name for name in texts if name not in known]
    for names in _slices(missing, EMBED_AT_ONCE):
        vectors = embeddings.embed_documents([texts[name] for name in names])
        found = zip(names, vectors, strict=True)
        library.add_vectors(model, {name: np.asarray(v, np.float32) for name, v in found})
    return len(texts), len(missing)


def _slices(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), size):
        yield names[first : first + size]
