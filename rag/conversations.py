"""What readers asked and were told, kept in the library for the reader who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, cast
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update

from rag.database import Database
from rag.errors import NotFoundError
from rag.tables import ConversationRow, ExchangeRow, now

LONGEST_TITLE = 200

Status = Literal["answered", "not_found", "clarify"]
Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; `citations` and `choices` are JSON objects as the API has them.

    `named` are ids of documents that the answer names without citing them.
    """

    question: str
    status: Status
    answer: str
    citations: tuple[Json, ...] = ()
    choices: tuple[Json, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def documents(self) -> frozenset[str]:
        """The ids of the documents that the answer shows."""
        shown = (str(one["document_id"]) for one in (*self.citations, *self.choices))
        return frozenset((*shown, *self.named))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as lists show it; a higher `latest` means a later question."""

    id: str
    title: str
    latest: int
    updated_at: datetime


_CONVERSATIONS = select(
    ConversationRow.id, ConversationRow.title, ConversationRow.latest, ConversationRow.updated_at
)


class ConversationStore:
    """The conversations of one library, each its owner's own; safe to share between threads.

    Every method that names a conversation raises NotFoundError for one of another owner, too.
    """

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def start(self, owner: str, exchange: Exchange) -> Conversation:
        """Keep a first question and its answer; its words are the title."""
        name = uuid4().hex
        title = " ".join(exchange.question.split())[:LONGEST_TITLE]
        with self._database.write() as connection:
            connection.execute(
                insert(ConversationRow).values(
                    id=name, owner=owner, title=title, latest=0, updated_at=now()
                )
            )
            return _append(connection, name, exchange)

    def add(self, owner: str, conversation_id: str, exchange: Exchange) -> Conversation:
        """Keep a further question and its answer."""
        with self._database.write() as connection:
            _found(connection, owner, conversation_id)
            return _append(connection, conversation_id, exchange)

    def list(self, owner: str, *, before: int | None, limit: int) -> list[Conversation]:
        """Return the owner's conversations, the latest first; `before` is a `latest` to go on."""
        query = _CONVERSATIONS.where(ConversationRow.owner == owner)
        if before is not None:
            query = query.where(ConversationRow.latest < before)
        query = query.order_by(ConversationRow.latest.desc()).limit(limit)
        with self._database.read() as connection:
            return [_conversation(row) for row in connection.execute(query)]

    def read(self, owner: str, conversation_id: str) -> tuple[Conversation, tuple[Exchange, ...]]:
        """Return a conversation with all its exchanges."""
        row = ExchangeRow
        query = (
            select(row.question, row.status, row.answer, row.citations, row.choices, row.named)
            .where(row.conversation_id == conversation_id)
            .order_by(row.id)
        )
        with self._database.read() as connection:
            found = _found(connection, owner, conversation_id)
            exchanges = tuple(
                Exchange(
                    question,
                    cast(Status, status),
                    answer,
                    tuple(citations),
                    tuple(choices),
                    tuple(named),
                )
                for question, status, answer, citations, choices, named in connection.execute(query)
            )
        return found, exchanges

    def rename(self, owner: str, conversation_id: str, title: str) -> Conversation:
        """Give a conversation another title."""
        with self._database.write() as connection:
            _found(connection, owner, conversation_id)
            mine = ConversationRow.id == conversation_id
            connection.execute(update(ConversationRow).where(mine).values(title=title))
            return _found(connection, owner, conversation_id)

    def delete(self, owner: str, conversation_id: str) -> None:
        """Forget a conversation for good."""
        with self._database.write() as connection:
            _found(connection, owner, conversation_id)
            connection.execute(
                delete(ExchangeRow).where(ExchangeRow.conversation_id == conversation_id)
            )
            connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))

    def drop_before(self, when: datetime) -> int:
        """Forget everybody's conversations that ended before this time; return how many."""
        old = select(ConversationRow.id).where(ConversationRow.updated_at < when)
        with self._database.write() as connection:
            connection.execute(delete(ExchangeRow).where(ExchangeRow.conversation_id.in_(old)))
            gone = delete(ConversationRow).where(ConversationRow.updated_at < when)
            return connection.execute(gone).rowcount


def _append(connection: Connection, conversation_id: str, exchange: Exchange) -> Conversation:
    done = connection.execute(
        insert(ExchangeRow).values(
            conversation_id=conversation_id,
            question=exchange.question,
            status=exchange.status,
            answer=exchange.answer,
            citations=list(exchange.citations),
            choices=list(exchange.choices),
            named=list(exchange.named),
        )
    )
    latest = done.inserted_primary_key[0] if done.inserted_primary_key else 0
    mine = ConversationRow.id == conversation_id
    connection.execute(update(ConversationRow).where(mine).values(latest=latest, updated_at=now()))
    return _conversation(connection.execute(_CONVERSATIONS.where(mine)).one())


def _found(connection: Connection, owner: str, conversation_id: str) -> Conversation:
    row = connection.execute(
        _CONVERSATIONS.where(ConversationRow.id == conversation_id, ConversationRow.owner == owner)
    ).first()
    if row is None:
        raise NotFoundError(
            f"Không có cuộc trò chuyện {conversation_id} của bạn. Có thể nó đã bị xoá.",
            f"You have no conversation {conversation_id}. It may have been deleted.",
        )
    return _conversation(row)


def _conversation(row: Any) -> Conversation:  # noqa: ANN401
    name, title, latest, updated_at = row
    # SQLite gives times back without their zone, which is UTC.
    when = updated_at if updated_at.tzinfo else updated_at.replace(tzinfo=UTC)
    return Conversation(name, title, latest, when)
