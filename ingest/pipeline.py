"""Ingest: files to documents in the library and the search indexes, each document whole.

bytes -> Pages -> Canonical -> Sections, Metadata -> Document -> Passages -> Library -> indexes
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from langchain_core.embeddings import Embeddings

from ingest import events, ledger
from ingest.events import Event, Report
from ingest.indexing import Indexes, embed_passages, sync_indexes, write_index
from ingest.ledger import Found, Refused
from ingest.passages import passages
from ingest.readers import is_container, supported, unsupported
from ingest.reading import READING
from ingest.run import Read, Run, silent
from ingest.sandbox import Limits, Sandbox
from ingest.upkeep import Upkeep
from rag.domain import Document
from rag.errors import PlanQAError
from rag.labelling import Labelling, label_named, rules_of
from rag.library import Library
from rag.settings import Settings
from rag.tables import now
from rag.versions import Version

logger = logging.getLogger(__name__)

BATCH_PASSAGES = 256
"""Documents are committed together once they have this many passages: small ones share a batch."""

MEGABYTE = 1024 * 1024


def labelling_of(settings: Settings) -> Labelling:
    """Return the rules for labels that the settings hold."""
    return Labelling(rules_of(settings.label_rules), label_named(settings.default_label))


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
        self._grace_days = settings.removal_grace_days
        self.labelling = labelling_of(settings)
        self._lock = threading.Lock()
        self._sandbox = Sandbox(Limits.of(settings))

    def close(self) -> None:
        """End the process that files are read in; the next file would start another."""
        self._sandbox.close()

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        label: str | None = None,
        settled_ns: int | None = None,
        on_event: Callable[[Event], None] = silent,
        on_step: Callable[[Event], None] = silent,
    ) -> Report:
        """Ingest files, and bring the library in step with folders; one failure stops nothing.

        Files that folders no longer hold are withdrawn, renamed ones keep their documents.
        `on_event` is called once a file, when the document is in the library and the indexes,
        `on_step` when a file is begun and when its passages are embedded. Files that were written
        after `settled_ns` (nanoseconds since 1970) are left for the next time. `label` is given by
        a person and stays; without it the rules of the settings hold.

        Raises:
            InputError: nothing to read at all (a missing path, a folder without documents).
        """
        found, refused = ledger.expand(paths)
        self._settle()
        labelling = replace(self.labelling, given=label)
        upkeep = Upkeep(self._library, found, refused, labelling=labelling)
        run = Run(len(found) + len(refused), on_event, on_step, upkeep)
        for item in refused:
            run.finish(events.refusal(item))
        stale: list[Found] = []
        for item in found:
            if (same := upkeep.unchanged(item)) is not None:
                run.total += len(same) - 1
                for event in events.unchanged(item.source, same):
                    run.finish(event)
            elif upkeep.unsettled(item, settled_ns):
                run.finish(events.waiting(item.source))
            else:
                stale.append(item)
        run.expect(stale)
        for item in stale:
            self._take(run, item, lambda item=item: self._read_file(item))
        self._flush(run)
        self._withdraw(run, upkeep)
        upkeep.note()
        if upkeep.roots:
            run.purged = self._library.versions.purge(now() - timedelta(days=self._grace_days))
        return run.report()

    def ingest_bytes(
        self,
        name: str,
        data: bytes,
        *,
        label: str | None = None,
        mine: Collection[str] | None = None,
    ) -> Event:
        """Ingest one uploaded file under its name; `label` as in `ingest`.

        Documents whose label is not among `mine` are not replaced (None: all are).

        Raises:
            InputError: the name cannot be used.
        """
        source = ledger.upload_source(name)
        self._settle()
        item = Found(Path(source), source)
        own = None if mine is None else frozenset(mine)
        labelling = replace(self.labelling, given=label, mine=own)
        run = Run(1, silent, silent, Upkeep(self._library, (), (), labelling=labelling))
        self._take(run, item, lambda: data)
        self._flush(run)
        return events.of_upload(run.events, source)

    def remove(self, document_id: str) -> None:
        """Withdraw a document from the library and the indexes; NotFoundError if unknown."""
        with self._lock:
            self._library.remove(document_id)
            self._index((), removed=(document_id,))

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back into search.

        Raises:
            NotFoundError: there is none of this id.
            InputError: another version has taken its place.
        """
        with self._lock:
            self._library.versions.restore(document_id)
            self._index((document_id,), removed=())

    def relabel(self, document_id: str, label: str, *, pinned: bool = True) -> None:
        """Give a document another access label, in the library and in both indexes.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self._lock:
            self._library.versions.relabel(document_id, label, pinned=pinned)
            stale = sorted(self._library.counts().keys() - self._library.indexed().keys())
            if stale:
                self._index(stale, removed=stale)

    def _read_file(self, item: Found) -> bytes:
        try:
            with item.path.open("rb") as file:
                before = ledger.stamp_of(os.fstat(file.fileno()))
                data = file.read(self._max_bytes + 1)
                after = ledger.stamp_of(os.fstat(file.fileno()))
        except OSError as error:
            raise ledger.unreadable(item.source, error) from error
        if before != after:
            raise events.changing(item.source)
        return data

    def _take(self, run: Run, item: Found, give: Callable[[], bytes]) -> None:
        """Read one file into the batch, or finish it as opened, unchanged, renamed or failed."""
        run.tell(events.step(item.source, "reading"))
        try:
            data = give()
            if is_container(item.source):
                self._open(run, item, data)
                return
            read = self._read(run, item, data)
        except PlanQAError as error:
            run.finish(events.failure(item.source, error))
            return
        except Exception:
            # The one place that may not fail whatever a file contains: the others go on.
            logger.exception("reading %s failed", item.source)
            run.finish(events.failure(item.source, events.defect(item.source)))
            return
        if isinstance(read, Event):
            run.finish(read)
            return
        run.batch.append(read)
        if sum(len(waiting.passages) for waiting in run.batch) >= BATCH_PASSAGES:
            self._flush(run)

    def _open(self, run: Run, item: Found, data: bytes) -> None:
        """Take the files in an archive or mail, each as a document of its own."""
        self._check_size(item.source, data)
        members = self._sandbox.unpack(data, item.source)
        upkeep = run.upkeep
        upkeep.opened(item, hashlib.sha256(data).hexdigest(), [name for name, _ in members])
        run.total += len(members)
        run.finish(events.opened(item.source, len(members)))
        for name, content in members:
            if supported(name):
                inner = replace(item, source=name, container=item.source)
                self._take(run, inner, lambda content=content: content)
            else:
                run.finish(events.refusal(Refused(name, unsupported(name), failed=False)))

    def _check_size(self, source: str, data: bytes) -> None:
        if len(data) > self._max_bytes:
            raise events.too_large(source, self._max_bytes // MEGABYTE)

    def _read(self, run: Run, item: Found, data: bytes) -> Read | Event:
        self._check_size(item.source, data)
        source, upkeep = item.source, run.upkeep
        sha256 = hashlib.sha256(data).hexdigest()
        current = self._library.versions.current_of(source)
        for label in self._library.versions.labels_of(source):
            if not upkeep.labelling.may_replace(label):
                raise events.name_taken(source)
        if current is None and upkeep.left_out(item, sha256):
            upkeep.keep(item, sha256, None)
            return events.left_out(source)
        moved = upkeep.moved(item, sha256) if current is None else None
        if moved is not None:
            self._move(moved, source)
            current = replace(moved, source=source)
        label = upkeep.label(item, current)
        if not upkeep.labelling.may_replace(label):
            raise events.name_taken(source)
        pinned = upkeep.labelling.given is not None or (current is not None and current.pinned)
        if current is not None and (current.sha256, current.reading) == (sha256, READING):
            if (current.label, current.pinned) != (label, pinned):
                self.relabel(current.id, label, pinned=pinned)
            if current.label != label:
                upkeep.keep(item, sha256, current.id)
                return events.relabelled(source, current.id, label)
        change = ledger.change(current, sha256, label=label, reading=READING)
        if current is not None and change == "unchanged":
            upkeep.keep(item, sha256, current.id)
            return events.kept(source, current.id, moved.source if moved else None)
        document, pages = self._sandbox.document(
            data, source, label=label, told=run.recognising(source)
        )
        if current is not None and self._same_reading(document, current):
            self._library.versions.note_reading(current.id, READING)
            upkeep.keep(item, sha256, current.id)
            return events.kept(source, current.id, moved.source if moved else None)
        name = self._library.versions.id_for(source, sha256, reading=READING)
        document = replace(document, id=name)
        found = passages(document) if document.searched else ()
        pictured = any(page.boxes for page in pages)
        kept = data if pictured else b""
        return Read(item, document, found, change, pages, pinned, kept)

    def _same_reading(self, document: Document, current: Version) -> bool:
        """Tell whether a file that an older reading version has read gives the same now."""
        if (document.sha256, document.label) != (current.sha256, current.label):
            return False
        anew = replace(document, id=current.id)
        held = replace(self._library.document(current.id), reading=READING)
        found = passages(anew) if anew.searched else ()
        return anew == held and found == self._library.passages(current.id)

    def _move(self, version: Version, source: str) -> None:
        """Give a document its new source path; one that was withdrawn is searched again."""
        with self._lock:
            self._library.versions.rename({version.id: source})
            if self._library.indexed().get(version.id) != self._model:
                self._index((version.id,), removed=())

    def _withdraw(self, run: Run, upkeep: Upkeep) -> None:
        """Take the documents of files that are gone out of search; they can be restored."""
        gone = upkeep.gone()
        documents = [record.document_id for record in gone if record.document_id is not None]
        if not documents:
            return
        with self._lock:
            self._library.versions.withdraw(documents)
            self._index((), removed=documents)
        run.total += len(documents)
        for record in gone:
            if record.document_id is not None:
                days = self._grace_days
                run.finish(events.withdrawn(record.source, record.document_id, days))

    def _settle(self) -> None:
        """Repair what an earlier failure kept out of the indexes, so that "unchanged" is true."""
        with self._lock:
            if not self._library.in_step():
                sync_indexes(self._library, self._indexes, self._embeddings, model=self._model)

    def _flush(self, run: Run) -> None:
        """Commit the batch: vectors, then each document, then the indexes; finish its files."""
        batch, run.batch = run.batch, []
        if not batch:
            return
        for read in batch:
            run.tell(events.step(read.document.source, "embedding"))
        waiting = [passage for read in batch for passage in read.passages]
        try:
            texts, embedded = embed_passages(
                waiting, self._library, self._embeddings, model=self._model
            )
            with self._lock:
                self._commit(run, batch)
        except PlanQAError as error:
            logger.warning("a batch of %d documents failed: %s", len(batch), error.en)
            finished = {event.source for event in run.events}
            for read in batch:
                if read.document.source not in finished:
                    run.finish(events.failure(read.document.source, error))
            return
        run.passages += len(waiting)
        run.texts += texts
        run.embedded += embedded

    def _index(self, added: Sequence[str], *, removed: Sequence[str]) -> None:
        """Bring the indexes in step with documents that the library has just got or lost."""
        for index in self._indexes:
            write_index(index, self._library, added, remove=removed, model=self._model)
        self._library.note_indexed(removed=removed, added=added, model=self._model)

    def _commit(self, run: Run, batch: Sequence[Read]) -> None:
        kept: list[Read] = []
        replaced: list[str] = []
        for read in batch:
            try:
                earlier = self._library.versions.current_of(read.document.source)
                self._library.put(
                    read.document, read.passages, {}, model=self._model, pinned=read.pinned
                )
                self._library.pages.keep(read.document, read.pages, read.data)
            except PlanQAError as error:
                run.finish(events.failure(read.document.source, error))
                continue
            kept.append(read)
            if earlier is not None:
                replaced.append(earlier.id)
        self._index([read.document.id for read in kept], removed=replaced)
        for read in kept:
            run.upkeep.keep(read.item, read.document.sha256, read.document.id)
        run.upkeep.note()
        for read in kept:
            document = read.document
            if document.quarantine and document.quarantine.whole:
                run.finish(events.held(document.source, document.id, document.quarantine))
                continue
            event = events.success(document.source, read.change, document.id, len(read.passages))
            if note := document.quarantine:
                event = replace(event, vi=f"{event.vi}. {note.vi}", en=f"{event.en}. {note.en}")
            run.finish(event)
