"""Keeping a folder and the library in step: what is unchanged, renamed or gone.

A file is told by its stamp first (size, time, inode), by the hash of its content where that
differs. Files that could not be seen are never taken for gone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.ledger import Found, Refused
from ingest.readers import is_container
from ingest.reading import READING
from rag.files import FileRecord
from rag.labelling import Labelling
from rag.library import Library
from rag.versions import Version

RACY_NS = 2_000_000_000
"""A file written less than this before it is checked may change without its time changing: FAT
counts in two seconds."""


class Upkeep:
    """One run over folders: compares what was found with what the library remembers.

    Raises nothing of its own; the files it was told of are noted by `note`.
    """

    def __init__(
        self,
        library: Library,
        found: Sequence[Found],
        refused: Sequence[Refused],
        *,
        labelling: Labelling,
    ) -> None:
        """Read what the library remembers of the folders that the files were found in."""
        self.labelling = labelling
        self._library = library
        self._checked_ns = time.time_ns()
        self.roots = tuple(dict.fromkeys(item.root for item in found if item.root is not None))
        self._records = {root: library.files.of(root) for root in self.roots}
        self._removed = {
            root: {
                record.sha256
                for record in records.values()
                if record.document_id is None and not is_container(record.source)
            }
            for root, records in self._records.items()
        }
        self._current = library.versions.current() if self.roots else {}
        self._kept = library.versions.kept() if self.roots else {}
        self._sources = {item.source for item in found}
        self._closed = {source for source in self._sources if is_container(source)}
        self._hidden = [(item.root, item.hides) for item in refused if item.hides is not None]
        self._held_back: set[str] = set()
        self._noted: dict[str, list[FileRecord]] = {root: [] for root in self.roots}
        self._moved: set[str] = set()
        self._members: dict[tuple[str, str], list[FileRecord]] = {}
        for root, records in self._records.items():
            for record in records.values():
                if record.container is not None:
                    self._members.setdefault((root, record.container), []).append(record)

    def unchanged(self, item: Found, sha256: str | None = None) -> tuple[FileRecord, ...] | None:
        """Return the records of a file, and of the files in it, if nothing is new about them.

        None where it has to be read. With `sha256`, that counts instead of the stamp.
        """
        if item.root is None or item.stamp is None:
            return None
        known = self._records[item.root].get(item.source)
        if known is None or known.reading != READING:
            return None
        if (known.sha256 != sha256) if sha256 else (known.stamp != item.stamp):
            return None
        members = self._members.get((item.root, item.source), [])
        if not all(self._as_read(item, record) for record in (known, *members)):
            return None
        if sha256:
            self.keep(item, sha256, known.document_id)
        self._closed.discard(item.source)
        self._sources.update(member.source for member in members)
        return (known, *members)

    def left_out(self, item: Found, sha256: str) -> bool:
        """Tell whether a person has removed the document with this content, under any name."""
        if item.root is None or sha256 not in self._removed[item.root]:
            return False
        return all(version.sha256 != sha256 for version in self._current.values())

    def unsettled(self, item: Found, settled_ns: int | None) -> bool:
        """Tell whether a file was written after a moment, so that it may not be whole yet."""
        if settled_ns is None or item.root is None:
            return False
        young = item.written_ns > settled_ns
        if young:
            self._held_back.add(item.root)
        return young

    def moved(self, item: Found, sha256: str) -> Version | None:
        """Return the document of a file with this content that is gone from the folder.

        It may have been withdrawn earlier, and from the very path of the file.
        """
        if item.root is None:
            return None
        missing = [
            self._current[record.source]
            for record in self._missing(item.root)
            if record.sha256 == sha256 and self._holds(record)
        ]
        candidates = [*missing, *self._kept.get(sha256, [])]
        name = PurePosixPath(item.source).name
        best = min(
            (v for v in candidates if v.label == self.label(item, v) and v.id not in self._moved),
            key=lambda v: (v.source != item.source, PurePosixPath(v.source).name != name, v.source),
            default=None,
        )
        if best is not None:
            self._moved.add(best.id)
        return best

    def label(self, item: Found, version: Version | None) -> str:
        """Return the label for a file: that which a person gave its document, else by the rules."""
        if version is not None and version.pinned and self.labelling.given is None:
            return version.label
        return self.labelling.of(item.container or item.source, str(item.path))

    def opened(self, item: Found, sha256: str, members: Sequence[str]) -> None:
        """Take note of a file that holds others, and which."""
        self._closed.discard(item.source)
        self._sources.update(members)
        self.keep(item, sha256, None)

    def keep(self, item: Found, sha256: str, document_id: str | None) -> None:
        """Take note of a file as it is now."""
        if item.root is None or item.stamp is None:
            return
        settled = self._checked_ns - item.stamp.mtime_ns > RACY_NS
        stamp = item.stamp if settled else replace(item.stamp, mtime_ns=-1)
        self._noted[item.root].append(
            FileRecord(
                source=item.source,
                stamp=stamp,
                sha256=sha256,
                reading=READING,
                document_id=document_id,
                container=item.container,
                mounted=item.mounted,
            )
        )

    def note(self) -> None:
        """Have the library remember what was taken note of since the last time."""
        for root, records in self._noted.items():
            self._library.files.note(root, records)
            records.clear()

    def anything_missing(self) -> bool:
        """Tell whether a folder no longer holds a file that it held."""
        return any(self._missing(root) for root in self.roots)

    def gone(self) -> list[FileRecord]:
        """Return the records of files that are no longer there, and forget them.

        Records without a document of their own, or whose document another folder holds or another
        file has taken over, are forgotten too but have no `document_id` any more.
        """
        lost: list[FileRecord] = []
        for root in self.roots:
            if root in self._held_back:
                continue  # a file being written may be one of these under a new name
            records = self._missing(root)
            elsewhere = self._library.files.holders(root) if records else set[str]()
            for record in records:
                taken = not self._holds(record) or record.document_id in self._moved | elsewhere
                lost.append(replace(record, document_id=None) if taken else record)
            self._library.files.forget(root, [record.source for record in records])
        return lost

    def _holds(self, record: FileRecord) -> bool:
        version = self._current.get(record.source)
        return version is not None and version.id == record.document_id

    def _as_read(self, item: Found, record: FileRecord) -> bool:
        if is_container(record.source):
            return True
        version = self._current.get(record.source)
        if record.document_id is None:  # removed by a person; another version may have come
            return version is None and record.reading == READING
        wanted = (record.document_id, self.label(item, version), READING)
        return version is not None and (version.id, version.label, version.reading) == wanted

    def _missing(self, root: str) -> list[FileRecord]:
        return [
            record
            for record in self._records[root].values()
            if record.source not in self._sources
            and record.container not in self._closed
            and not self._out_of_sight(root, record)
        ]

    def _out_of_sight(self, root: str, record: FileRecord) -> bool:
        """Tell whether a file may be there all the same: its folder or its disk cannot be seen."""
        for hidden_root, hides in self._hidden:
            inside = hides in ("", record.source) or record.source.startswith(f"{hides}/")
            if hidden_root == root and inside:
                return True
        return record.mounted and not _mounted(Path(root), record.container or record.source)


def _mounted(root: Path, source: str) -> bool:
    """Tell whether the nearest folder above a source that exists lies on another file system."""
    folder = (root / source).parent
    while not folder.is_dir() and folder != root:
        folder = folder.parent
    try:
        return os.stat(folder).st_dev != os.stat(root).st_dev
    except OSError:
        return False
