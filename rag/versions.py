"""Versions of documents in the library without their texts: which is current, withdrawn, purged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, delete, select, update

from rag.database import Database, bump
from rag.domain import Card
from rag.errors import InputError, NotFoundError
from rag.rows import CARDS, CURRENT, batches, to_card
from rag.tables import DocumentRow, EmbeddingRow, PassageRow, now


@dataclass(frozen=True, slots=True)
class Version:
    """What tells one version of a file from another."""

    id: str
    source: str
    sha256: str
    label: str
    reading: int
    pinned: bool = False
    """A person gave the label."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A document that is kept but no longer searched, and since when."""

    card: Card
    since: datetime


_VERSIONS = select(
    DocumentRow.id,
    DocumentRow.source,
    DocumentRow.sha256,
    DocumentRow.label,
    DocumentRow.reading,
    DocumentRow.label_pinned,
)


def document_id(source: str, sha256: str, edition: int = 0) -> str:
    """Return the id of a version: of the content of the file at a source path.

    `edition` counts further versions of the same file and content (read again by a better reader).
    """
    further = f"\0{edition}" if edition else ""
    return "d" + hashlib.sha256(f"{source}\0{sha256}{further}".encode()).hexdigest()[:24]


class Versions:
    """The versions in one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def current(self) -> dict[str, Version]:
        """Return the current version of every source."""
        with self._database.read() as connection:
            return {
                row.source: Version(*row) for row in connection.execute(_VERSIONS.where(CURRENT))
            }

    def current_of(self, source: str) -> Version | None:
        """Return the current version of the file at a source path, if there is one."""
        with self._database.read() as connection:
            row = connection.execute(_VERSIONS.where(CURRENT, DocumentRow.source == source)).first()
        return None if row is None else Version(*row)

    def labels_of(self, source: str) -> tuple[str, ...]:
        """Return the labels that the versions of a source bear, withdrawn ones too."""
        query = select(DocumentRow.label).where(DocumentRow.source == source).distinct()
        with self._database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def kept(self) -> dict[str, list[Version]]:
        """Return the withdrawn versions that nothing supersedes, by the SHA-256 of their files."""
        query = _VERSIONS.where(
            DocumentRow.withdrawn.is_(True), DocumentRow.superseded_by.is_(None)
        ).order_by(DocumentRow.source)
        found: dict[str, list[Version]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.sha256, []).append(Version(*row))
        return found

    def withdrawn(self) -> list[Withdrawn]:
        """Return the documents that can be restored, by source."""
        query = CARDS.add_columns(DocumentRow.withdrawn_at).where(
            DocumentRow.withdrawn.is_(True), DocumentRow.superseded_by.is_(None)
        )
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(DocumentRow.source)).all()
        return [Withdrawn(to_card(row[:-1]), _utc(row[-1])) for row in rows]

    def standing(self, document_ids: Iterable[str], labels: Sequence[str]) -> dict[str, str | None]:
        """Return what superseded each of these versions that is kept and bears one of the labels.

        None: it is current. Versions that are withdrawn, unknown or of other labels are left out.
        """
        query = select(DocumentRow.id, DocumentRow.superseded_by).where(
            DocumentRow.label.in_(labels), DocumentRow.withdrawn.is_(False)
        )
        found: dict[str, str | None] = {}
        with self._database.read() as connection:
            for some in batches(document_ids):
                rows = connection.execute(query.where(DocumentRow.id.in_(some)))
                found.update((name, newer) for name, newer in rows)
        return found

    def id_for(self, source: str, sha256: str, *, reading: int) -> str:
        """Return the id for this content of a file, read by this reading version.

        A version that is there (superseded, say) keeps its id; one under the id that this file
        would have, but renamed or read by another reading version, is left alone.
        """
        query = select(DocumentRow.id).where(
            DocumentRow.source == source,
            DocumentRow.sha256 == sha256,
            DocumentRow.reading == reading,
        )
        with self._database.read() as connection:
            known = connection.execute(query.order_by(DocumentRow.created_at.desc())).scalar()
            if known is not None:
                return known
            for edition in count():
                name = document_id(source, sha256, edition)
                taken = select(DocumentRow.id).where(DocumentRow.id == name)
                if connection.execute(taken).first() is None:
                    return name
        raise AssertionError("count() never ends")

    def note_reading(self, document_id: str, reading: int) -> None:
        """Record that this reading version gives the very same document."""
        with self._database.write() as connection:
            connection.execute(
                update(DocumentRow).where(DocumentRow.id == document_id).values(reading=reading)
            )

    def hidden(self, document_ids: Iterable[str], labels: Sequence[str]) -> bool:
        """Tell whether one of these versions bears none of the labels."""
        query = select(DocumentRow.id).where(DocumentRow.label.not_in(labels)).limit(1)
        with self._database.read() as connection:
            return any(
                connection.execute(query.where(DocumentRow.id.in_(some))).first() is not None
                for some in batches(document_ids)
            )

    def relabel(self, document_id: str, label: str, *, pinned: bool) -> None:
        """Give a version and its earlier ones a label; the indexes have to follow.

        Raises:
            NotFoundError: there is no such version, or it is withdrawn.
        """
        with self._database.write() as connection:
            was = connection.execute(
                select(DocumentRow.label).where(
                    DocumentRow.id == document_id, DocumentRow.withdrawn.is_(False)
                )
            ).scalar()
            if was is None:
                raise unknown(document_id)
            set_label(connection, document_id, label, was=was, pinned=pinned)
            bump(connection)

    def rename(self, sources: Mapping[str, str]) -> None:
        """Give versions (by id) the source paths that their files have now; withdrawn ones return.

        Whatever was current at such a path is superseded.
        """
        with self._database.write() as connection:
            for document_id, source in sources.items():
                row = connection.execute(
                    select(DocumentRow.withdrawn).where(DocumentRow.id == document_id)
                ).one()
                values: dict[str, Any] = {"source": source, "superseded_by": None}
                if row.withdrawn:
                    values |= {"withdrawn": False, "withdrawn_at": None, "indexed_model": None}
                connection.execute(
                    update(DocumentRow).where(DocumentRow.id == document_id).values(**values)
                )
                supersede(connection, source, document_id)
            if sources:
                bump(connection)

    def withdraw(self, document_ids: Iterable[str]) -> int:
        """Take versions out of lists, search and view until restored or purged; return how many."""
        done = 0
        with self._database.write() as connection:
            for some in batches(document_ids):
                changed = connection.execute(
                    update(DocumentRow)
                    .where(DocumentRow.id.in_(some), DocumentRow.withdrawn.is_(False))
                    .values(withdrawn=True, withdrawn_at=now())
                )
                done += changed.rowcount
            if done:
                bump(connection)
        return done

    def check_label(self, document_id: str, labels: Sequence[str]) -> None:
        """Raise NotFoundError unless a version, withdrawn or not, bears one of the labels."""
        query = select(DocumentRow.label).where(DocumentRow.id == document_id)
        with self._database.read() as connection:
            if connection.execute(query).scalar() not in labels:
                raise _not_withdrawn(document_id)

    def restore(self, document_id: str) -> None:
        """Make a withdrawn document current again; the indexes have to follow.

        Raises:
            NotFoundError: there is no such document, or it is not withdrawn.
            InputError: another version has taken its place.
        """
        with self._database.write() as connection:
            row = connection.execute(
                select(DocumentRow.superseded_by, DocumentRow.source).where(
                    DocumentRow.id == document_id, DocumentRow.withdrawn.is_(True)
                )
            ).first()
            if row is None:
                raise _not_withdrawn(document_id)
            if row.superseded_by is not None:
                raise InputError(
                    f"{document_id}: tệp {row.source} đã có phiên bản khác "
                    f"({row.superseded_by}) thay chỗ.",
                    f"{document_id}: another version of {row.source} has taken its place "
                    f"({row.superseded_by}).",
                )
            connection.execute(
                update(DocumentRow)
                .where(DocumentRow.id == document_id)
                .values(withdrawn=False, withdrawn_at=None, indexed_model=None)
            )
            bump(connection)

    def purge(self, before: datetime) -> int:
        """Delete the documents withdrawn before this time with their earlier versions and vectors.

        Returns how many documents are gone for good; citations of them no longer open.
        """
        with self._database.write() as connection:
            ids = set(
                connection.execute(
                    select(DocumentRow.id).where(
                        DocumentRow.withdrawn.is_(True), DocumentRow.withdrawn_at < before
                    )
                ).scalars()
            )
            if not ids:
                return 0
            gone = len(ids)
            ids |= _superseded_by(connection, ids)
            for some in batches(ids):
                old = update(DocumentRow).where(DocumentRow.id.in_(some))
                connection.execute(old.values(superseded_by=None))
            for some in batches(ids):
                connection.execute(delete(PassageRow).where(PassageRow.document_id.in_(some)))
                connection.execute(delete(DocumentRow).where(DocumentRow.id.in_(some)))
            used = select(PassageRow.text_hash)
            connection.execute(delete(EmbeddingRow).where(EmbeddingRow.text_hash.not_in(used)))
            bump(connection)
            return gone


def supersede(connection: Connection, source: str, by: str) -> None:
    """Let a version take the place of every other one of its source."""
    connection.execute(
        update(DocumentRow)
        .where(
            DocumentRow.source == source,
            DocumentRow.id != by,
            DocumentRow.superseded_by.is_(None),
        )
        .values(superseded_by=by)
    )


def set_label(
    connection: Connection, document_id: str, label: str, *, was: str | None, pinned: bool
) -> None:
    """Give a version a label, and its earlier ones that bore `was` as it did until now.

    What the indexes hold of them is no longer right, which is noted.
    """
    values = {"label": label, "indexed_model": None}
    for some in batches(_superseded_by(connection, {document_id})):
        earlier = update(DocumentRow).where(DocumentRow.id.in_(some), DocumentRow.label == was)
        connection.execute(earlier.values(**values))
    own = update(DocumentRow).where(DocumentRow.id == document_id)
    connection.execute(own.where(DocumentRow.label != label).values(**values))
    connection.execute(own.values(label_pinned=pinned))


def unknown(document_id: str) -> NotFoundError:
    """Return the error for an id that names no version which may be seen."""
    return NotFoundError(
        f"Thư viện không có văn bản {document_id}. Xem danh sách: planqa documents list.",
        f"The library has no document {document_id}. See the list: planqa documents list.",
    )


def _not_withdrawn(document_id: str) -> NotFoundError:
    return NotFoundError(
        f"Không có văn bản đã rút {document_id}. Xem: planqa documents list --state withdrawn.",
        f"There is no withdrawn document {document_id}. See: planqa documents list "
        "--state withdrawn.",
    )


def _superseded_by(connection: Connection, ids: set[str]) -> set[str]:
    """Return the earlier versions of these, and theirs."""
    found: set[str] = set()
    heads = set(ids)
    while heads:
        older: set[str] = set()
        for some in batches(heads):
            query = select(DocumentRow.id).where(DocumentRow.superseded_by.in_(some))
            older.update(connection.execute(query).scalars())
        heads = older - found - ids
        found |= heads
    return found


def _utc(time: datetime) -> datetime:
    # SQLite gives times back without their zone; all in the library are UTC.
    return time if time.tzinfo else time.replace(tzinfo=UTC)
