"""The library: the record of every document, from which the search indexes can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Self

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import aliased

from rag import jobs
from rag.conversations import ConversationStore
from rag.corrections import CorrectionStore
from rag.database import Database, bump
from rag.domain import Card, Document, Passage
from rag.evaluations import EvaluationStore
from rag.feedback import FeedbackStore
from rag.files import Files
from rag.holdings import Holdings
from rag.index.base import Entry
from rag.jobs import Figures, Job, JobFile, JobState
from rag.keys import KeyStore
from rag.pages import PageStore
from rag.rows import (
    CARDS,
    CURRENT,
    DOCUMENTS,
    PASSAGES,
    FloatVector,
    batches,
    insert_document,
    insert_vectors,
    to_card,
    to_document,
    to_passage,
    to_vector,
)
from rag.tables import DocumentRow, EmbeddingRow, PassageRow, StateRow
from rag.versions import Versions, set_label, supersede, unknown

PAGE = 1000
"""Passages read from the database at a time where all are wanted."""


class Library:
    """Documents, passages, vectors and jobs in one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Take over an open database; use `open` to open one by URL."""
        self._database = database
        self.pages = PageStore(database)
        self.versions = Versions(database)
        self.files = Files(database)
        self.holdings = Holdings(database)
        self.corrections = CorrectionStore(database)
        self.feedback = FeedbackStore(database)
        self.evaluations = EvaluationStore(database)
        self.keys = KeyStore(database)
        self.conversations = ConversationStore(database)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open or create the library at a SQLAlchemy URL ("sqlite:////folder/library.sqlite").

        Raises:
            SettingsError: the URL cannot be used, or a newer planqa made the library.
            LibraryError: the database cannot be reached or is damaged (so may every method).
        """
        return cls(Database.open(url))

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def revision(self) -> int:
        """Return a number that has risen whenever the documents or their labels changed."""
        with self._database.read() as connection:
            return connection.execute(select(StateRow.revision)).scalar_one()

    # Documents

    def cards(self, labels: Sequence[str] | None = None) -> list[Card]:
        """Return the current documents with one of the labels (None: all), sorted by source."""
        query = CARDS.where(CURRENT)
        if labels is not None:
            query = query.where(DocumentRow.label.in_(labels))
        with self._database.read() as connection:
            cards = [to_card(row) for row in connection.execute(query)]
        return sorted(cards, key=lambda card: card.source)

    def labels(self) -> tuple[str, ...]:
        """Return every label that a version bears, sorted."""
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(select(DocumentRow.label).distinct()).scalars()))

    def sources(self, document_ids: Iterable[str], labels: Sequence[str]) -> dict[str, str]:
        """Return the source of each of these versions that bears one of the labels."""
        query = select(DocumentRow.id, DocumentRow.source).where(
            DocumentRow.label.in_(labels), DocumentRow.withdrawn.is_(False)
        )
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in batches(document_ids):
                rows = connection.execute(query.where(DocumentRow.id.in_(some)))
                found.update((name, source) for name, source in rows)
        return found

    def card(self, document_id: str, labels: Sequence[str] | None = None) -> Card:
        """Return the card of any version with one of the labels (None: all) that is not withdrawn.

        It does not tell of a later version with another label.

        Raises:
            NotFoundError: there is none, or it bears another label.
        """
        later = aliased(DocumentRow)
        query = CARDS.add_columns(later.label).outerjoin(
            later, later.id == DocumentRow.superseded_by
        )
        query = query.where(DocumentRow.id == document_id, DocumentRow.withdrawn.is_(False))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise unknown(document_id)
        card = to_card(row[:-1])
        if labels is None:
            return card
        if card.label not in labels:
            raise unknown(document_id)
        return card if row[-1] in labels else replace(card, superseded_by=None)

    def current(self, source: str) -> Card | None:
        """Return the current version of the file at a source path, if there is one."""
        query = CARDS.where(CURRENT, DocumentRow.source == source)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else to_card(row)

    def document(self, document_id: str, labels: Sequence[str] | None = None) -> Document:
        """Return any version that is not withdrawn; labels and NotFoundError as `card`."""
        query = DOCUMENTS.where(DocumentRow.id == document_id, DocumentRow.withdrawn.is_(False))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None or (labels is not None and row.label not in labels):
            raise unknown(document_id)
        return to_document(row)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a version in document order; none for an unknown id."""
        query = (
            PASSAGES.join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(PassageRow.document_id == document_id, DocumentRow.withdrawn.is_(False))
            .order_by(PassageRow.position)
        )
        with self._database.read() as connection:
            return tuple(to_passage(row) for row in connection.execute(query))

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return the passages with these ids; ids of unknown or withdrawn ones are left out."""
        joined = PASSAGES.join(DocumentRow, DocumentRow.id == PassageRow.document_id).where(
            DocumentRow.withdrawn.is_(False)
        )
        found: dict[str, Passage] = {}
        with self._database.read() as connection:
            for some in batches(ids):
                rows = connection.execute(joined.where(PassageRow.id.in_(some)))
                found.update((passage.id, passage) for passage in map(to_passage, rows))
        return found

    def counts(self) -> dict[str, int]:
        """Return the number of passages of every current document."""
        query = (
            select(DocumentRow.id, func.count(PassageRow.id))
            .outerjoin(PassageRow, PassageRow.document_id == DocumentRow.id)
            .where(CURRENT)
            .group_by(DocumentRow.id)
        )
        with self._database.read() as connection:
            return {document: count for document, count in connection.execute(query)}

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Mapping[str, Sequence[float] | FloatVector],
        *,
        model: str,
        pinned: bool = False,
    ) -> None:
        """Make a version the current one of its source, in one transaction.

        A version that is there already is not written again; one that was superseded or withdrawn
        becomes current again. `vectors` are keyed by text_hash; those known already may be missing.
        Earlier versions with the label that the source had get the new one; `pinned`: a person gave
        it.
        """
        with self._database.write() as connection:
            insert_vectors(connection, model, vectors)
            stored = connection.execute(
                select(
                    DocumentRow.label,
                    DocumentRow.superseded_by,
                    DocumentRow.withdrawn,
                    DocumentRow.label_pinned,
                ).where(DocumentRow.id == document.id)
            ).first()
            if stored is not None and tuple(stored) == (document.label, None, False, pinned):
                return
            was = connection.execute(
                select(DocumentRow.label).where(CURRENT, DocumentRow.source == document.source)
            ).scalar()
            if stored is None:
                insert_document(connection, document, passages)
            else:
                connection.execute(
                    update(DocumentRow)
                    .where(DocumentRow.id == document.id)
                    .values(
                        superseded_by=None,
                        withdrawn=False,
                        withdrawn_at=None,
                        indexed_model=None,
                    )
                )
            supersede(connection, document.source, document.id)
            set_label(connection, document.id, document.label, was=was, pinned=pinned)
            bump(connection)

    def remove(self, document_id: str) -> None:
        """Withdraw a version: it is neither listed nor searched nor opened until it is put again.

        Its file, where it lies in a folder, is left out from now on unless it changes.

        Raises:
            NotFoundError: no such version, or it is withdrawn already.
        """
        if not self.versions.withdraw((document_id,)):
            raise unknown(document_id)
        self.files.leave_out(document_id)

    # Vectors, and what the search indexes hold

    def known_vectors(self, model: str, hashes: Iterable[str]) -> dict[str, FloatVector]:
        """Return the stored vectors of a model by text hash; unknown hashes are left out."""
        query = select(EmbeddingRow.text_hash, EmbeddingRow.vector).where(
            EmbeddingRow.model == model
        )
        found: dict[str, FloatVector] = {}
        with self._database.read() as connection:
            for some in batches(hashes):
                rows = connection.execute(query.where(EmbeddingRow.text_hash.in_(some)))
                found.update((name, to_vector(blob)) for name, blob in rows)
        return found

    def add_vectors(self, model: str, vectors: Mapping[str, Sequence[float] | FloatVector]) -> None:
        """Store vectors by text hash; those that are known are left as they are."""
        with self._database.write() as connection:
            insert_vectors(connection, model, vectors)

    def passages_without_vectors(self, model: str, limit: int) -> list[Passage]:
        """Return up to `limit` passages of current documents that have no vector of the model."""
        query = (
            PASSAGES.join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .outerjoin(
                EmbeddingRow,
                and_(EmbeddingRow.text_hash == PassageRow.text_hash, EmbeddingRow.model == model),
            )
            .where(CURRENT, EmbeddingRow.model.is_(None))
            .limit(limit)
        )
        with self._database.read() as connection:
            return [to_passage(row) for row in connection.execute(query)]

    def entries(self, model: str, document_ids: Iterable[str] | None = None) -> Iterator[Entry]:
        """Yield the passages of current documents (None: all) with their vectors of the model.

        Passages come by document, in order; those without a vector of the model are left out.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(DocumentRow.id, DocumentRow.label).where(CURRENT))
            labels = {row.id: row.label for row in rows}
        for wanted in sorted(labels) if document_ids is None else document_ids:
            if wanted in labels:
                yield from self._entries_of(wanted, labels[wanted], model)

    def _entries_of(self, document_id: str, label: str, model: str) -> Iterator[Entry]:
        query = (
            PASSAGES.add_columns(PassageRow.position, EmbeddingRow.vector)
            .join(EmbeddingRow, EmbeddingRow.text_hash == PassageRow.text_hash)
            .where(PassageRow.document_id == document_id, EmbeddingRow.model == model)
            .order_by(PassageRow.position)
            .limit(PAGE)
        )
        position = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(query.where(PassageRow.position > position)).all()
            for *passage, _, blob in rows:
                yield Entry(to_passage(passage), to_vector(blob).tolist(), label)
            if len(rows) < PAGE:
                return
            position = rows[-1][-2]

    def indexed(self) -> dict[str, str]:
        """Return the versions that the search indexes hold, each with the model of its vectors.

        Where this differs from `counts`, a write of the indexes was cut short.
        """
        query = select(DocumentRow.id, DocumentRow.indexed_model)
        with self._database.read() as connection:
            rows = connection.execute(query.where(DocumentRow.indexed_model.is_not(None)))
            return {document: model for document, model in rows if model is not None}

    def in_step(self) -> bool:
        """Tell whether every current document, and no other, is noted as indexed."""
        return self.counts().keys() == self.indexed().keys()

    def note_indexed(
        self, added: Iterable[str] = (), removed: Iterable[str] = (), *, model: str
    ) -> None:
        """Record that the indexes hold `added` with the model's vectors, and no longer `removed`.

        `removed` is noted before an index is written and `added` after: a crash leaves a trace.
        """
        with self._database.write() as connection:
            for ids, value in ((removed, None), (added, model)):
                for some in batches(ids):
                    connection.execute(
                        update(DocumentRow)
                        .where(DocumentRow.id.in_(some))
                        .values(indexed_model=value)
                    )

    # Jobs

    def create_job(self, sources: Sequence[str], labels: Iterable[str] = ()) -> str:
        """Record a queued job for these files, which get these labels, and return its id."""
        with self._database.write() as connection:
            return jobs.create_job(connection, sources, labels)

    def set_job_state(self, job_id: str, state: JobState) -> None:
        """Move a job on; NotFoundError for an unknown id."""
        with self._database.write() as connection:
            jobs.set_job_state(connection, job_id, state)

    def set_job_file(self, job_id: str, position: int, file: JobFile) -> None:
        """Record what became of a job's file (position from 0); NotFoundError if unknown."""
        with self._database.write() as connection:
            jobs.set_job_file(connection, job_id, position, file)

    def note_job(self, job_id: str, files: Iterable[JobFile], figures: Figures | None) -> None:
        """Record how far a job is: what became of files, by source, and its figures."""
        with self._database.write() as connection:
            jobs.note(connection, job_id, files, figures)

    def job(self, job_id: str) -> Job:
        """Return a job with its files; NotFoundError for an unknown id."""
        with self._database.read() as connection:
            return jobs.read_job(connection, job_id)

    def job_counts(self) -> dict[str, int]:
        """Return the number of jobs in each state."""
        with self._database.read() as connection:
            return jobs.counts(connection)

    def recent_jobs(self, limit: int) -> list[Job]:
        """Return the jobs that were started last, the latest first."""
        with self._database.read() as connection:
            return jobs.recent(connection, limit)

    def fail_open_jobs(self) -> int:
        """At server start: fail the jobs that a stopped server left, return how many."""
        with self._database.write() as connection:
            return jobs.fail_open_jobs(connection)
