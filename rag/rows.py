"""Rows of the library's tables to values of the domain, and back (no connection of its own)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from sqlalchemy import ColumnElement, Connection, and_, insert, select

from rag.codec import (
    decode_hidden,
    decode_metadata,
    decode_quarantine,
    decode_runs,
    decode_sections,
    encode_hidden,
    encode_metadata,
    encode_quarantine,
    encode_runs,
    encode_sections,
)
from rag.corrections import carried, corrected
from rag.domain import Card, Document, Passage, SectionKind
from rag.tables import DocumentRow, EmbeddingRow, PassageRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FloatVector: TypeAlias = "NDArray[np.float32]"

STORED = "<f4"
"""How vectors lie in the database, on every machine."""

MAX_IN = 500
"""Values in one IN (…): databases limit how many parameters a statement may have."""


def text_hash(text: str) -> str:
    """Return the key under which the vector of an embedding text is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


CURRENT: ColumnElement[bool] = and_(
    DocumentRow.superseded_by.is_(None), DocumentRow.withdrawn.is_(False)
)
CARDS = select(
    DocumentRow.id,
    DocumentRow.source,
    DocumentRow.meta,
    DocumentRow.label,
    DocumentRow.superseded_by,
    DocumentRow.quarantine,
    DocumentRow.hidden,
    DocumentRow.corrections,
)
DOCUMENTS = select(
    DocumentRow.id,
    DocumentRow.source,
    DocumentRow.sha256,
    DocumentRow.text,
    DocumentRow.runs,
    DocumentRow.sections,
    DocumentRow.meta,
    DocumentRow.label,
    DocumentRow.quarantine,
    DocumentRow.hidden,
    DocumentRow.reading,
    DocumentRow.corrections,
)
PASSAGES = select(
    PassageRow.id,
    PassageRow.document_id,
    PassageRow.section,
    PassageRow.kind,
    PassageRow.path,
    PassageRow.start,
    PassageRow.end,
    PassageRow.text,
)


def to_card(row: Any) -> Card:  # noqa: ANN401
    """Return the card in a row of CARDS."""
    document, source, meta, label, superseded_by, quarantine, hidden, corrections = row
    return Card(
        document,
        source,
        corrected(decode_metadata(meta), corrections),
        label,
        superseded_by,
        decode_quarantine(quarantine),
        decode_hidden(hidden),
    )


def to_document(row: Any) -> Document:  # noqa: ANN401
    """Return the document in a row of DOCUMENTS."""
    metadata = decode_metadata(row.metadata)
    return Document(
        id=row.id,
        source=row.source,
        sha256=row.sha256,
        text=row.text,
        runs=decode_runs(row.runs),
        sections=decode_sections(row.sections),
        metadata=metadata,
        label=row.label,
        quarantine=decode_quarantine(row.quarantine),
        hidden=decode_hidden(row.hidden),
        reading=row.reading,
        named=corrected(metadata, row.corrections),
    )


def to_passage(row: Any) -> Passage:  # noqa: ANN401
    """Return the passage in a row of PASSAGES."""
    passage, document, section, kind, path, start, end, text = row
    return Passage(
        passage, document, section, cast(SectionKind, kind), tuple(path), start, end, text
    )


def to_vector(blob: bytes) -> FloatVector:
    """Return a stored vector."""
    import numpy as np  # a library that is only looked up does without

    return np.frombuffer(blob, STORED).astype(np.float32, copy=False)


def insert_document(
    connection: Connection, document: Document, passages: Sequence[Passage]
) -> None:
    """Write a version that is not there yet, with its passages if it may be searched."""
    connection.execute(
        insert(DocumentRow),
        {
            "id": document.id,
            "source": document.source,
            "sha256": document.sha256,
            "label": document.label,
            "reading": document.reading,
            "quarantine": encode_quarantine(document.quarantine),
            "hidden": encode_hidden(document.hidden),
            "metadata": encode_metadata(document.metadata),
            "corrections": carried(connection, document.source, document.sha256),
            "text": document.text,
            "runs": encode_runs(document.runs),
            "sections": encode_sections(document.sections),
        },
    )
    rows = [
        {
            "id": passage.id,
            "document_id": document.id,
            "position": position,
            "section": passage.section,
            "kind": passage.kind,
            "path": list(passage.path),
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "text_hash": text_hash(passage.embedding_text),
        }
        for position, passage in enumerate(passages if document.searched else ())
    ]
    if rows:
        connection.execute(insert(PassageRow), rows)


def insert_vectors(
    connection: Connection, model: str, vectors: Mapping[str, Sequence[float] | FloatVector]
) -> None:
    """Write the vectors that are not there yet."""
    import numpy as np

    known: set[str] = set()
    for some in batches(vectors):
        query = select(EmbeddingRow.text_hash).where(
            EmbeddingRow.model == model, EmbeddingRow.text_hash.in_(some)
        )
        known.update(connection.execute(query).scalars())
    rows = [
        {"model": model, "text_hash": name, "vector": np.asarray(vector, STORED).tobytes()}
        for name, vector in vectors.items()
        if name not in known
    ]
    if rows:
        connection.execute(insert(EmbeddingRow), rows)


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield the values once each, as many at a time as one statement may name."""
    unique = list(dict.fromkeys(values))
    for first in range(0, len(unique), MAX_IN):
        yield unique[first : first + MAX_IN]
