"""The connection to the library's database: opening, reading, writing one after another."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from rag.errors import PlanQAError, SettingsError
from rag.tables import SCHEMA, UPGRADES, Base, StateRow

BUSY_TIMEOUT_S = 30.0
"""How long a write waits for another process's write before it gives up."""


class LibraryError(PlanQAError):
    """The library's database cannot be opened, read or written."""

    status = 503
    slug = "library"


class Database:
    """An open database with the library's tables in it; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        """Take over an engine whose tables are in place; use `open` to make one."""
        self._engine = engine
        self._writer = engine.execution_options(planqa_write=True)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open or create the database at a SQLAlchemy URL.

        Raises:
            SettingsError: the URL cannot be used, or a newer planqa made the library.
            LibraryError: the database cannot be reached or is damaged.
        """
        try:
            parsed = make_url(url)
            engine = create_engine(
                parsed,
                pool_size=8,
                max_overflow=56,
                pool_pre_ping=not _is_sqlite(parsed),
                connect_args={"timeout": BUSY_TIMEOUT_S} if _is_sqlite(parsed) else {},
            )
        except (ArgumentError, ImportError) as error:
            raise SettingsError(
                f"Địa chỉ cơ sở dữ liệu (database) không dùng được: {error}. "
                "Ví dụ đúng: sqlite:////duong/dan/library.sqlite hoặc postgresql+psycopg://…",
                f"The database URL cannot be used: {error}. "
                "For example: sqlite:////path/to/library.sqlite or postgresql+psycopg://…",
            ) from error
        if _is_sqlite(parsed):
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        database = cls(engine)
        try:
            database._prepare_tables()
        except PlanQAError:
            engine.dispose()
            raise
        return database

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Generator[Connection]:
        """Give a connection that sees one state of the library throughout."""
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Generator[Connection]:
        """Give a connection whose work is committed as a whole, or not at all.

        Writers wait for one another, here and in other processes.
        """
        with self._translated(), self._writer.begin() as connection:
            connection.execute(select(StateRow.revision).with_for_update()).one()
            yield connection

    def _prepare_tables(self) -> None:
        with self._translated(), self._writer.begin() as connection:
            if inspect(connection).has_table(StateRow.__tablename__):
                version = connection.execute(select(StateRow.schema_version)).scalar_one()
                if version > SCHEMA:
                    raise SettingsError(
                        f"Thư viện {self._place} do bản planqa mới hơn tạo ra (cấu trúc {version}, "
                        f"bản này đọc được đến {SCHEMA}). Nâng cấp planqa hoặc chọn thư mục dữ "
                        "liệu khác (PLANQA_HOME).",
                        f"The library {self._place} was made by a newer planqa (schema {version}, "
                        f"this one reads up to {SCHEMA}). Upgrade planqa or choose another data "
                        "folder (PLANQA_HOME).",
                    )
                _upgrade(connection, version)
            Base.metadata.create_all(connection)
            if connection.execute(select(StateRow.id)).first() is None:
                connection.execute(insert(StateRow).values(id=1, schema_version=SCHEMA, revision=0))

    @property
    def _place(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise LibraryError(
                f"Thư viện {self._place} không đọc hoặc ghi được: {cause}. Kiểm tra ổ đĩa còn "
                "chỗ, quyền ghi, máy chủ cơ sở dữ liệu; nếu tệp hỏng, khôi phục bản sao lưu.",
                f"The library {self._place} cannot be read or written: {cause}. Check free disk "
                "space, permissions and the database server; restore a backup if it is damaged.",
            ) from error


def _upgrade(connection: Connection, version: int) -> None:
    for schema in range(version + 1, SCHEMA + 1):
        for statement in UPGRADES[schema]:
            connection.exec_driver_sql(statement)
    if version < SCHEMA:
        connection.execute(update(StateRow).values(schema_version=SCHEMA))


def bump(connection: Connection) -> None:
    """Raise the revision: what is loaded in memory is no longer what the library holds."""
    connection.execute(update(StateRow).values(revision=StateRow.revision + 1))


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    # The driver's own transaction handling would begin after the first read: we begin ourselves.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A write transaction takes the lock at once: upgrading a read one fails when another wrote.
    writes = connection.get_execution_options().get("planqa_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
