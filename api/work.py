"""The work that a server does in the background, one job after another in one thread."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from api.access import must_hold
from api.identity import Caller
from api.limits import ForbiddenError
from api.notes import Notes, job_file
from rag.errors import PlanQAError

if TYPE_CHECKING:
    from api.wiring import Parts
    from ingest.pipeline import Event

logger = logging.getLogger(__name__)


class StoppedError(Exception):
    """The server stops; what is in the library stays there, the rest is left undone."""


class Work:
    """Jobs on opened parts; `close` lets the document in hand finish and drops the rest.

    A job is "failed" when none of its files could be kept; otherwise each file tells its own.
    """

    def __init__(self, parts: Parts, uploads: Path) -> None:
        """Keep uploads in a folder until they are read; jobs of a killed server have failed."""
        self._parts = parts
        self._library = parts.library
        self._uploads = uploads
        shutil.rmtree(uploads, ignore_errors=True)
        self._library.fail_open_jobs()
        self._stopping = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planqa-work")

    def close(self) -> None:
        """Stop after the document in hand."""
        self._stopping.set()
        self._thread.shutdown(cancel_futures=True)

    def add_uploads(
        self,
        files: Sequence[tuple[str, IO[bytes]]],
        *,
        caller: Caller,
        label: str | None = None,
    ) -> str:
        """Copy named files aside and return the job that reads them.

        Raises:
            InputError: a name cannot be used.
            ForbiddenError: the caller may not give a label that they get.
        """
        from ingest.ledger import upload_source

        sources = [upload_source(name) for name, _ in files]
        labels = {label or self._parts.ingestor.labelling.of(source) for source in sources}
        must_hold(caller, labels)
        mine = None if caller.everything else caller.labels
        self._uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._uploads))
        for position, (_, file) in enumerate(files):
            with (folder / str(position)).open("wb") as copy:
                shutil.copyfileobj(file, copy)

        def read(job: str) -> bool:
            try:
                kept = False
                for position, name in enumerate(sources):
                    self._stop_if_asked()
                    data = (folder / str(position)).read_bytes()
                    event = self._parts.ingestor.ingest_bytes(name, data, label=label, mine=mine)
                    self._library.set_job_file(job, position, job_file(event))
                    kept |= event.state != "failed"
                return kept
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        return self._start(sources, read, labels)

    def add_paths(
        self, paths: Sequence[str], *, label: str | None = None, settled_ns: int | None = None
    ) -> str:
        """Return the job that reads files and folders of this machine; see Ingestor.ingest.

        Raises:
            InputError: nothing to read at all.
        """
        from ingest.ledger import expand

        folders = [Path(path) for path in paths]
        found, refused = expand(folders)
        sources = list(dict.fromkeys(item.source for item in (*refused, *found)))
        rules = self._parts.ingestor.labelling
        labels = {label or rules.of(item.source, str(item.path)) for item in found}
        labels |= set(self._library.labels())  # of documents that are withdrawn, or keep theirs

        def read(job: str) -> bool:
            notes = Notes(self._library, job)

            def on_event(event: Event) -> None:
                notes.add(event)
                self._stop_if_asked()

            try:
                report = self._parts.ingestor.ingest(
                    folders,
                    label=label,
                    settled_ns=settled_ns,
                    on_event=on_event,
                    on_step=notes.add,
                )
            finally:
                notes.write()
            notes.finish(report)
            return len(report.failed) < len(report.events)

        return self._start(sources, read, labels)

    def sync(self, folder: str) -> str:
        """Return the job that brings the library in step with a folder that it knows.

        Raises:
            ForbiddenError: the folder was never ingested.
            InputError: it is not there now, or empty; nothing is withdrawn.
        """
        from ingest.ledger import root_of

        if root_of(Path(folder)) not in self._library.files.roots():
            raise ForbiddenError(
                f"Thư mục {folder} chưa được nạp lần nào. Nạp trước bằng: planqa ingest.",
                f"The folder {folder} was never ingested. Ingest it first: planqa ingest.",
            )
        return self.add_paths([folder])

    def reindex(self) -> str:
        """Return the job that builds the search indexes anew."""

        def rebuild(_job: str) -> bool:
            self._parts.rebuild()
            return True

        return self._start([], rebuild)

    def relabel(self, document_id: str, label: str) -> None:
        """Give a document another access label; NotFoundError if there is none."""
        self._parts.relabel(document_id, label)

    def remove(self, document_id: str) -> None:
        """Take a document out; NotFoundError if there is none."""
        self._parts.remove(document_id)

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back; errors as Ingestor.restore."""
        self._parts.restore(document_id)

    def ingest_now(self, paths: Sequence[Path]) -> None:
        """Read files and folders, log one line a file, return when all are read.

        Raises:
            InputError: nothing to read at all.
        """

        def log(event: Event) -> None:
            level = logging.WARNING if event.state == "failed" else logging.INFO
            place = f"[{event.done}/{event.total}] {event.source}"
            logger.log(level, "%s: %s / %s", place, event.vi, event.en)
            self._stop_if_asked()

        try:
            self._thread.submit(self._parts.ingestor.ingest, paths, on_event=log).result()
        except (StoppedError, CancelledError):
            logger.info("stopped before all files were read")

    def _start(
        self, sources: Sequence[str], work: Callable[[str], bool], labels: Iterable[str] = ()
    ) -> str:
        job = self._library.create_job(sources, labels)
        self._thread.submit(self._run, job, work)
        return job

    def _run(self, job: str, work: Callable[[str], bool]) -> None:
        self._library.set_job_state(job, "running")
        try:
            well = work(job)
        except StoppedError:
            return
        except PlanQAError as error:
            logger.error("job %s failed: %s", job, error)
            well = False
        except Exception:
            # The thread's own boundary: a defect in one job must not end the others.
            logger.exception("job %s failed", job)
            well = False
        self._library.set_job_state(job, "done" if well else "failed")

    def _stop_if_asked(self) -> None:
        if self._stopping.is_set():
            raise StoppedError
