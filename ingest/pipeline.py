"""Ingest: files to documents in the library and the search indexes, each document whole.

bytes -> Pages -> Canonical -> Sections, Metadata -> Document -> Passages -> Library -> indexes
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from langchain_core.embeddings import Embeddings

from ingest import ledger
from ingest.gate import inspect
from ingest.indexing import Indexes, embed_passages, sync_indexes, write_index
from ingest.invisible import notices
from ingest.ledger import Change, Found, Refused
from ingest.metadata import metadata
from ingest.normalize import canonical
from ingest.outline import outline
from ingest.passages import passages
from ingest.readers import Reader, is_container, reader_for, supported, unsupported
from ingest.sandbox import Limits, Sandbox
from rag.domain import PUBLIC, Document, Page, Passage, Quarantine
from rag.errors import PlanQAError, ReadError
from rag.library import Library, document_id
from rag.settings import Settings

logger = logging.getLogger(__name__)

FileState = Literal["added", "updated", "unchanged", "quarantined", "failed", "skipped", "opened"]
"""A file that only holds others (.zip, .eml) is "opened"; each of those has its own state."""

BATCH_PASSAGES = 256
"""Documents are committed together once they have this many passages: small ones share a batch."""

MEGABYTE = 1024 * 1024

_DONE: dict[Change, tuple[str, str]] = {
    "added": ("đã thêm", "added"),
    "updated": ("đã cập nhật", "updated"),
    "unchanged": ("không thay đổi", "unchanged"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file: `done` of `total` files are finished with it."""

    source: str
    state: FileState
    document_id: str | None
    vi: str
    en: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files, in the order in which they were finished.

    `texts` counts the distinct texts to embed batch by batch, `embedded` those not known before.
    """

    events: tuple[Event, ...]
    texts: int
    embedded: int

    @property
    def failed(self) -> tuple[Event, ...]:
        """The files that could not be ingested."""
        return tuple(event for event in self.events if event.state == "failed")

    def count(self, state: FileState) -> int:
        """Return how many files ended in a state."""
        return sum(event.state == state for event in self.events)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that has been read and waits for its batch."""

    document: Document
    passages: tuple[Passage, ...]
    change: Change
    pages: tuple[Page, ...]
    data: bytes
    """The file itself, kept where its pages can be shown."""


@dataclass(slots=True)
class _Run:
    """The state of one call of the Ingestor."""

    total: int
    on_event: Callable[[Event], None]
    events: list[Event] = field(default_factory=list[Event])
    batch: list[_Read] = field(default_factory=list[_Read])
    texts: int = 0
    embedded: int = 0

    def finish(self, event: Event) -> None:
        """Report a file as finished."""
        event = replace(event, done=len(self.events) + 1, total=self.total)
        self.events.append(event)
        self.on_event(event)

    def report(self) -> Report:
        """Return what became of all files."""
        return Report(tuple(self.events), self.texts, self.embedded)


def _read_here(data: bytes, name: str) -> tuple[Page, ...]:
    return reader_for(name)(data, name)


def read_document(
    data: bytes, source: str, *, label: str = PUBLIC, read: Reader = _read_here
) -> Document:
    """Read the bytes of a file into a Document; `source` decides by its ending how.

    Where the document, or a page, may not be searched, its `quarantine` says why.
    `read` is what reads: in this process, or a Sandbox's for files that anybody may have made.

    Raises:
        ReadError: not a document that can be read (empty, binary, unknown type, wrong encoding).
    """
    return read_file(data, source, label=label, read=read)[0]


def read_file(
    data: bytes, source: str, *, label: str = PUBLIC, read: Reader = _read_here
) -> tuple[Document, tuple[Page, ...]]:
    """Read the bytes of a file into a Document as `read_document`; return its pages as well."""
    sha256 = hashlib.sha256(data).hexdigest()
    pages = read(data, source)
    passed = inspect(pages, source)
    text = canonical(passed.pages)
    sections = outline(text)
    document = Document(
        id=document_id(source, sha256),
        source=source,
        sha256=sha256,
        text=text.text,
        runs=text.runs,
        sections=sections,
        metadata=metadata(text, sections),
        label=label,
        quarantine=passed.quarantine,
        hidden=notices(pages),
    )
    return document, passed.pages


class Ingestor:
    """Brings files into a library and its indexes; one batch is written at a time."""

    def __init__(
        self,
        library: Library,
        indexes: Indexes,
        *,
        embeddings: Embeddings,
        model: str,
        settings: Settings,
    ) -> None:
        """Work on an open library and open indexes (in step with it, see open_indexes)."""
        self._library = library
        self._indexes = indexes
        self._embeddings = embeddings
        self._model = model
        self._max_bytes = settings.max_file_mb * MEGABYTE
        self._lock = threading.Lock()
        self._sandbox = Sandbox(Limits.of(settings))

    def close(self) -> None:
        """End the process that files are read in; the next file would start another."""
        self._sandbox.close()

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        label: str = PUBLIC,
        on_event: Callable[[Event], None] = lambda event: None,
    ) -> Report:
        """Ingest files and folders; a file that fails never stops the others.

        `on_event` is called once a file, when the document is in the library and the indexes.

        Raises:
            InputError: nothing to read at all (a missing path, a folder without documents).
        """
        found, refused = ledger.expand(paths)
        self._settle()
        run = _Run(len(found) + len(refused), on_event)
        for item in refused:
            run.finish(_refusal(item))
        for item in found:
            self._take(run, item.source, lambda item=item: self._read_file(item), label)
        self._flush(run)
        return run.report()

    def ingest_bytes(self, name: str, data: bytes, *, label: str = PUBLIC) -> Event:
        """Ingest one uploaded file under its name.

        Raises:
            InputError: the name cannot be used.
        """
        source = ledger.upload_source(name)
        self._settle()
        run = _Run(1, lambda event: None)
        self._take(run, source, lambda: data, label)
        self._flush(run)
        return _upload_event(run.events, source)

    def remove(self, document_id: str) -> None:
        """Withdraw a document from the library and the indexes; NotFoundError if unknown."""
        with self._lock:
            self._library.remove(document_id)
            for index in self._indexes:
                index.replace((document_id,), ())
            self._library.note_indexed(removed=(document_id,), model=self._model)

    def _read_file(self, item: Found) -> bytes:
        try:
            with item.path.open("rb") as file:
                return file.read(self._max_bytes + 1)
        except OSError as error:
            raise ledger.unreadable(item.source, error) from error

    def _take(self, run: _Run, source: str, give: Callable[[], bytes], label: str) -> None:
        """Read one file into the batch, or finish it as opened, unchanged or failed."""
        try:
            data = give()
            if is_container(source):
                self._open(run, source, data, label)
                return
            read = self._read(source, data, label)
        except PlanQAError as error:
            run.finish(_failure(source, error))
            return
        except Exception:
            # The one place that may not fail whatever a file contains: the others go on.
            logger.exception("reading %s failed", source)
            run.finish(_failure(source, _defect(source)))
            return
        if isinstance(read, Event):
            run.finish(read)
            return
        run.batch.append(read)
        if sum(len(waiting.passages) for waiting in run.batch) >= BATCH_PASSAGES:
            self._flush(run)

    def _open(self, run: _Run, source: str, data: bytes, label: str) -> None:
        """Take the files in an archive or mail, each as a document of its own."""
        self._check_size(source, data)
        members = self._sandbox.unpack(data, source)
        run.total += len(members)
        run.finish(_opened(source, len(members)))
        for name, content in members:
            if supported(name):
                self._take(run, name, lambda content=content: content, label)
            else:
                run.finish(_refusal(Refused(name, unsupported(name), failed=False)))

    def _check_size(self, source: str, data: bytes) -> None:
        if len(data) > self._max_bytes:
            raise _too_large(source, self._max_bytes)

    def _read(self, source: str, data: bytes, label: str) -> _Read | Event:
        self._check_size(source, data)
        sha256 = hashlib.sha256(data).hexdigest()
        current = self._library.current(source)
        change = ledger.change(source, sha256, current, label=label)
        if change == "unchanged":
            return _success(source, change, document_id(source, sha256), None)
        document, pages = read_file(data, source, label=label, read=self._sandbox.read)
        found = passages(document) if document.searched else ()
        pictured = any(page.boxes for page in pages)
        return _Read(document, found, change, pages, data if pictured else b"")

    def _settle(self) -> None:
        """Repair what an earlier failure kept out of the indexes, so that "unchanged" is true."""
        with self._lock:
            if self._library.counts().keys() != self._library.indexed().keys():
                sync_indexes(self._library, self._indexes, self._embeddings, model=self._model)

    def _flush(self, run: _Run) -> None:
        """Commit the batch: vectors, then each document, then the indexes; finish its files."""
        batch, run.batch = run.batch, []
        if not batch:
            return
        try:
            texts, embedded = embed_passages(
                [passage for read in batch for passage in read.passages],
                self._library,
                self._embeddings,
                model=self._model,
            )
            with self._lock:
                self._commit(run, batch)
        except PlanQAError as error:
            logger.warning("a batch of %d documents failed: %s", len(batch), error.en)
            finished = {event.source for event in run.events}
            for read in batch:
                if read.document.source not in finished:
                    run.finish(_failure(read.document.source, error))
            return
        run.texts += texts
        run.embedded += embedded

    def _commit(self, run: _Run, batch: Sequence[_Read]) -> None:
        kept: list[_Read] = []
        replaced: list[str] = []
        for read in batch:
            try:
                earlier = self._library.current(read.document.source)
                self._library.put(read.document, read.passages, {}, model=self._model)
                self._library.pages.keep(read.document, read.pages, read.data)
            except PlanQAError as error:
                run.finish(_failure(read.document.source, error))
                continue
            kept.append(read)
            if earlier is not None:
                replaced.append(earlier.id)
        added = [read.document.id for read in kept]
        for index in self._indexes:
            write_index(index, self._library, added, remove=replaced, model=self._model)
        self._library.note_indexed(removed=replaced, added=added, model=self._model)
        for read in kept:
            document = read.document
            if document.quarantine and document.quarantine.whole:
                run.finish(_held(document.source, document.id, document.quarantine))
                continue
            event = _success(document.source, read.change, document.id, len(read.passages))
            if note := document.quarantine:
                event = replace(event, vi=f"{event.vi}. {note.vi}", en=f"{event.en}. {note.en}")
            run.finish(event)


def _success(source: str, change: Change, document: str, count: int | None) -> Event:
    vi, en = _DONE[change]
    if count is not None:
        vi, en = f"{vi}, {count} đoạn", f"{en}, {count} passages"
    return Event(source, change, document, vi, en)


def _held(source: str, document: str, why: Quarantine) -> Event:
    return Event(source, "quarantined", document, why.vi, why.en)


def _failure(source: str, error: PlanQAError) -> Event:
    return Event(source, "failed", None, error.vi, error.en)


def _refusal(item: Refused) -> Event:
    state: FileState = "failed" if item.failed else "skipped"
    return Event(item.source, state, None, item.reason.vi, item.reason.en)


def _opened(source: str, count: int) -> Event:
    return Event(source, "opened", None, f"đã mở, {count} tệp bên trong", f"opened, {count} files")


def _upload_event(events: Sequence[Event], source: str) -> Event:
    """Return what became of an upload; for an archive, of all the files in it together."""
    own = next(event for event in events if event.source == source)
    members = [event for event in events if event is not own]
    failed = [event for event in members if event.state == "failed"]
    if not failed:
        return own
    vi = f"{own.vi}; {len(failed)} tệp không đọc được, ví dụ: {failed[0].vi}"
    en = f"{own.en}; {len(failed)} could not be read, for example: {failed[0].en}"
    kept = any(event.state in _DONE for event in members)
    return replace(own, state=own.state if kept else "failed", vi=vi, en=en)


def _too_large(source: str, limit: int) -> ReadError:
    megabytes = limit // MEGABYTE
    return ReadError(
        f"{source}: tệp lớn hơn {megabytes} MB. Tách tệp, hoặc tăng PLANQA_MAX_FILE_MB.",
        f"{source}: the file is larger than {megabytes} MB. Split it, or raise PLANQA_MAX_FILE_MB.",
    )


def _defect(source: str) -> ReadError:
    return ReadError(
        f"{source}: planqa gặp lỗi khi đọc tệp này; các tệp khác không bị ảnh hưởng. "
        "Xem nhật ký và báo lỗi giúp chúng tôi.",
        f"{source}: planqa has a defect that shows when it reads this file; the others are kept. "
        "See the log and please report it.",
    )
