"""API keys and the sessions begun with them, kept in the library as hashes only.

A key is 256 random bits, so a plain SHA-256 of it cannot be reversed by guessing. Revoked keys stay
listed: a library that ever had one never answers everybody again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, delete, insert, select, update

from rag.database import Database
from rag.errors import InputError, NotFoundError
from rag.tables import KeyRow, SessionRow, now

Role = Literal["reader", "editor", "admin"]

PREFIX = "pq_"
"""Begins every key, so that one that was pasted somewhere is recognised."""


@dataclass(frozen=True, slots=True)
class Key:
    """Who holds a key, and what it opens; `labels` besides the public one."""

    id: str
    name: str
    role: Role
    labels: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in; with a key, role and labels are those of the key now."""

    name: str
    role: Role
    labels: tuple[str, ...]


class KeyStore:
    """The keys and sessions of one library; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def any(self) -> bool:
        """Tell whether a key was ever made here."""
        with self._database.read() as connection:
            return connection.execute(select(KeyRow.id).limit(1)).first() is not None

    def create(self, name: str, role: Role, labels: Sequence[str]) -> str:
        """Make a key and return it; it cannot be shown again.

        Raises:
            InputError: a key of this name is in use.
        """
        secret = PREFIX + secrets.token_urlsafe(32)
        values = {
            "id": secrets.token_hex(4),
            "name": name,
            "role": role,
            "labels": list(dict.fromkeys(labels)),
            "digest": _digest(secret),
        }
        with self._database.write() as connection:
            if _in_use(connection, name) is not None:
                raise InputError(
                    f"Đã có khoá tên {name}. Thu hồi khoá đó trước, hoặc chọn tên khác.",
                    f"There is a key named {name}. Revoke it first, or choose another name.",
                )
            connection.execute(insert(KeyRow).values(**values))
        return secret

    def all(self) -> list[Key]:
        """Return every key, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(_KEYS.order_by(KeyRow.created_at, KeyRow.id)).all()
        return [_key(*row) for row in rows]

    def revoke(self, name: str) -> None:
        """End a key and every session begun with it.

        Raises:
            NotFoundError: no key of this name is in use.
        """
        with self._database.write() as connection:
            key_id = _in_use(connection, name)
            if key_id is None:
                raise NotFoundError(
                    f"Không có khoá nào tên {name} đang dùng. Xem: planqa keys list.",
                    f"There is no key named {name} in use. See: planqa keys list.",
                )
            connection.execute(update(KeyRow).where(KeyRow.id == key_id).values(revoked_at=now()))
            connection.execute(delete(SessionRow).where(SessionRow.key_id == key_id))

    def find(self, secret: str) -> Key | None:
        """Return the key that this is, None where there is none in use."""
        if not secret.startswith(PREFIX):
            return None
        query = _KEYS.where(KeyRow.digest == _digest(secret), KeyRow.revoked_at.is_(None))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _key(*row)

    def begin(self, session: Session, lasts: timedelta, *, key: Key | None = None) -> str:
        """Begin a session and return its token, which only its browser holds."""
        token = secrets.token_urlsafe(32)
        values = {
            "digest": _digest(token),
            "key_id": key.id if key else None,
            "name": session.name,
            "role": session.role,
            "labels": list(session.labels),
            "expires_at": now() + lasts,
        }
        with self._database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
            connection.execute(insert(SessionRow).values(**values))
        return token

    def session(self, token: str) -> Session | None:
        """Return the session of a token, None where it has ended."""
        key = (KeyRow.name, KeyRow.role, KeyRow.labels)
        query = (
            select(SessionRow.key_id, SessionRow.name, SessionRow.role, SessionRow.labels, *key)
            .outerjoin(KeyRow, KeyRow.id == SessionRow.key_id)
            .where(
                SessionRow.digest == _digest(token),
                SessionRow.expires_at >= now(),
                KeyRow.revoked_at.is_(None),
            )
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        name, role, labels = row[1:4] if row[0] is None else row[4:7]
        return Session(name, cast(Role, role), tuple(labels))

    def end(self, token: str) -> None:
        """End a session; nothing happens where there is none."""
        with self._database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.digest == _digest(token)))


_KEYS = select(
    KeyRow.id, KeyRow.name, KeyRow.role, KeyRow.labels, KeyRow.created_at, KeyRow.revoked_at
)


def _key(
    key_id: str,
    name: str,
    role: str,
    labels: Sequence[str],
    created_at: datetime,
    revoked_at: datetime | None,
) -> Key:
    return Key(key_id, name, cast(Role, role), tuple(labels), created_at, revoked_at)


def _in_use(connection: Connection, name: str) -> str | None:
    query = select(KeyRow.id).where(KeyRow.name == name, KeyRow.revoked_at.is_(None))
    return connection.execute(query).scalar()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
