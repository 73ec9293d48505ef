"""Files of ingested folders as the library remembers them: what makes checking a folder fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from rag.database import Database
from rag.rows import batches
from rag.tables import FileRow


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file: as long as it stays the same, so does the content.

    `mtime_ns` is -1 where the file was written so shortly before it was read that a further write
    could bear the same time: such a stamp equals none.
    """

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when it was last read; fields as in FileRow.

    Without `document_id` it holds other files, or a person has removed its document: then it is
    left out as long as its content stays the same.
    """

    source: str
    stamp: Stamp
    sha256: str
    reading: int
    document_id: str | None
    container: str | None = None
    mounted: bool = False


class Files:
    """The remembered files in one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def roots(self) -> tuple[str, ...]:
        """Return the folders that were ingested, as absolute paths."""
        with self._database.read() as connection:
            return tuple(connection.execute(select(FileRow.root).distinct()).scalars())

    def of(self, root: str) -> dict[str, FileRecord]:
        """Return the files of a folder by source path."""
        query = select(
            FileRow.source,
            FileRow.size,
            FileRow.mtime_ns,
            FileRow.inode,
            FileRow.sha256,
            FileRow.reading,
            FileRow.document_id,
            FileRow.container,
            FileRow.mounted,
        ).where(FileRow.root == root)
        with self._database.read() as connection:
            return {row.source: _record(row) for row in connection.execute(query)}

    def holders(self, root: str) -> set[str]:
        """Return the documents that files of other folders hold."""
        query = select(FileRow.document_id).where(
            FileRow.root != root, FileRow.document_id.is_not(None)
        )
        with self._database.read() as connection:
            return {name for name in connection.execute(query).scalars() if name is not None}

    def note(self, root: str, records: Iterable[FileRecord]) -> None:
        """Remember files of a folder, in place of what was known of them."""
        known = {record.source: record for record in records}
        if not known:
            return
        rows = [
            {
                "root": root,
                "source": record.source,
                "size": record.stamp.size,
                "mtime_ns": record.stamp.mtime_ns,
                "inode": str(record.stamp.inode),  # up to 64 bits without a sign
                "sha256": record.sha256,
                "reading": record.reading,
                "document_id": record.document_id,
                "container": record.container,
                "mounted": record.mounted,
            }
            for record in known.values()
        ]
        with self._database.write() as connection:
            for some in batches(known):
                connection.execute(
                    delete(FileRow).where(FileRow.root == root, FileRow.source.in_(some))
                )
            connection.execute(insert(FileRow), rows)

    def leave_out(self, document_id: str) -> None:
        """Remember that a person has removed the document of these files."""
        with self._database.write() as connection:
            connection.execute(
                update(FileRow).where(FileRow.document_id == document_id).values(document_id=None)
            )

    def forget(self, root: str, sources: Iterable[str]) -> None:
        """Forget files of a folder."""
        with self._database.write() as connection:
            for some in batches(sources):
                connection.execute(
                    delete(FileRow).where(FileRow.root == root, FileRow.source.in_(some))
                )


def _record(row: Any) -> FileRecord:  # noqa: ANN401
    return FileRecord(
        source=row.source,
        stamp=Stamp(row.size, row.mtime_ns, int(row.inode)),
        sha256=row.sha256,
        reading=row.reading,
        document_id=row.document_id,
        container=row.container,
        mounted=row.mounted,
    )
