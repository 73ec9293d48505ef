"""The library's tables, in types that SQLite and PostgreSQL share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = 5
"""Rises with every change of the tables; a library made by a newer planqa is refused."""

UPGRADES: dict[int, tuple[str, ...]] = {
    2: ("ALTER TABLE documents ADD COLUMN quarantine JSON",),
    3: (
        "ALTER TABLE documents ADD COLUMN hidden JSON",
        "ALTER TABLE documents ADD COLUMN reading INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE documents ADD COLUMN withdrawn_at TIMESTAMP WITH TIME ZONE",
        "UPDATE documents SET withdrawn_at = CURRENT_TIMESTAMP WHERE withdrawn",
        "ALTER TABLE jobs ADD COLUMN figures JSON",
    ),
    4: (
        "ALTER TABLE documents ADD COLUMN label_pinned BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE jobs ADD COLUMN labels JSON",
    ),
    5: ("ALTER TABLE documents ADD COLUMN corrections JSON",),
}
"""Statements that bring a library to each schema from the one before."""


def now() -> datetime:
    """Return the time in UTC, as every time in the library is."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables of the library."""


class StateRow(Base):
    """One row: the schema version, and the revision that rises with every change.

    Each write locks this row first, so writers follow one another on every database.
    """

    __tablename__ = "library_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    schema_version: Mapped[int]
    revision: Mapped[int]


class DocumentRow(Base):
    """One immutable version of one file.

    Current are the versions that nothing supersedes and nobody has withdrawn. `indexed_model`
    names the model whose vectors the search indexes hold for this version; None: they hold none.
    `quarantine` tells why a version is kept out of search; None: it is searched. `hidden` lists
    what its file holds and does not show. `label_pinned`: a person gave the label, and reading the
    file again keeps it. `corrections` are what people set in place of `meta`. `reading` is the
    reading version that read it, 0 for those of schema 2. `source` is the only thing that ever
    changes with the file: a renamed file keeps its version.
    """

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(Text, index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(64), index=True)
    label_pinned: Mapped[bool] = mapped_column(default=False)
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reading: Mapped[int] = mapped_column(default=0)
    indexed_model: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    quarantine: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    hidden: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    meta: Mapped[dict[str, Any]] = mapped_column("metadata", JSON)
    text: Mapped[str] = mapped_column(Text)
    corrections: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    runs: Mapped[list[Any]] = mapped_column(JSON)
    sections: Mapped[list[Any]] = mapped_column(JSON)


class PassageRow(Base):
    """A unit of search; its vector is found by the hash of its embedding text."""

    __tablename__ = "passages"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    position: Mapped[int]
    section: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    path: Mapped[list[str]] = mapped_column(JSON)
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_passages_document", "document_id", "position"),)


class EmbeddingRow(Base):
    """A vector (float32, little-endian) by model and text hash; shared by all documents."""

    __tablename__ = "embeddings"
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class MetadataEditRow(Base):
    """A correction of one field by a person; null stands for what was read."""

    __tablename__ = "metadata_edits"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(String(16))
    was: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class FileRow(Base):
    """A file of a folder that was ingested, as it was when it was last read.

    `document_id` is None for a file that only holds others; each of those names it as `container`.
    `mounted`: the file lay on another file system than the folder.
    """

    __tablename__ = "files"
    root: Mapped[str] = mapped_column(Text, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[str] = mapped_column(String(24))
    sha256: Mapped[str] = mapped_column(String(64))
    reading: Mapped[int]
    document_id: Mapped[str | None] = mapped_column(String(32))
    container: Mapped[str | None] = mapped_column(Text)
    mounted: Mapped[bool] = mapped_column(default=False)


class FeedbackRow(Base):
    """What a reader thought of one answer; `history` and `citations` as in the API."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    helpful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    history: Mapped[list[Any]] = mapped_column(JSON)
    citations: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class EvaluationRow(Base):
    """What one run of `planqa eval` measured; `figures` by name."""

    __tablename__ = "evaluations"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    suite: Mapped[str] = mapped_column(Text)
    questions: Mapped[int]
    version: Mapped[str] = mapped_column(String(64))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ConversationRow(Base):
    """A conversation of one reader; `latest` is the id of its newest exchange."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    latest: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)

    __table_args__ = (Index("ix_conversations_owner", "owner", "latest"),)


class ExchangeRow(Base):
    """A question and its answer; `citations` and `choices` as in the API.

    `named` are ids of documents that the answer names without citing them.
    """

    __tablename__ = "exchanges"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]] = mapped_column(JSON)
    choices: Mapped[list[Any]] = mapped_column(JSON)
    named: Mapped[list[str]] = mapped_column(JSON)


class JobRow(Base):
    """An upload, or files to read, worked off in the background; `figures` tell how far it is.

    `labels` are those that its files may get: who lacks one of them may not see the job. None: made
    before there were labels.
    """

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    labels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class JobFileRow(Base):
    """One file of a job, and what became of it."""

    __tablename__ = "job_files"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    document_id: Mapped[str | None] = mapped_column(String(32))
    vi: Mapped[str] = mapped_column(Text, default="")
    en: Mapped[str] = mapped_column(Text, default="")


class KeyRow(Base):
    """An API key by the SHA-256 of its secret; `labels` are those it opens besides the public."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text, index=True)
    role: Mapped[str] = mapped_column(String(16))
    labels: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SessionRow(Base):
    """Somebody signed in with a browser, by the SHA-256 of its token; `key_id`: with that key."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    labels: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
