"""The work that a server does in the background, one job after another in one thread."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.errors import PlanQAError
from rag.jobs import JobFile

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

    def add_uploads(self, files: Sequence[tuple[str, IO[bytes]]]) -> str:
        """Copy named files aside and return the job that reads them.

        Raises:
            InputError: a name cannot be used.
        """
        from ingest.ledger import upload_source

        sources = [upload_source(name) for name, _ in files]
        self._uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._uploads))
        for position, (_, file) in enumerate(files):
            with (folder / str(position)).open("wb") as copy:
                shutil.copyfileobj(file, copy)

        def read(job: str) -> bool:
            try:
                kept = [self._upload(job, folder, i, name) for i, name in enumerate(sources)]
                return any(kept)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        return self._start(sources, read)

    def add_paths(self, paths: Sequence[str]) -> str:
        """Return the job that reads files and folders of this machine.

        Raises:
            InputError: nothing to read at all.
        """
        from ingest.ledger import expand

        folders = [Path(path) for path in paths]
        found, refused = expand(folders)
        sources = list(dict.fromkeys(item.source for item in (*refused, *found)))

        def read(job: str) -> bool:
            places = {source: position for position, source in enumerate(sources)}
            report = self._parts.ingestor.ingest(
                folders, on_event=lambda event: self._note(job, places, event)
            )
            return len(report.failed) < len(report.events)

        return self._start(sources, read)

    def reindex(self) -> str:
        """Return the job that builds the search indexes anew."""

        def rebuild(_job: str) -> bool:
            self._parts.rebuild()
            return True

        return self._start([], rebuild)

    def remove(self, document_id: str) -> None:
        """Take a document out; NotFoundError if there is none."""
        self._parts.remove(document_id)

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

    def _start(self, sources: Sequence[str], work: Callable[[str], bool]) -> str:
        job = self._library.create_job(sources)
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

    def _upload(self, job: str, folder: Path, position: int, source: str) -> bool:
        self._stop_if_asked()
        data = (folder / str(position)).read_bytes()
        event = self._parts.ingestor.ingest_bytes(source, data)
        self._library.set_job_file(job, position, _job_file(event))
        return event.state != "failed"

    def _note(self, job: str, places: Mapping[str, int], event: Event) -> None:
        # A file that came into the folder after the job was recorded has no place in it.
        if event.source in places:
            self._library.set_job_file(job, places[event.source], _job_file(event))
        self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        if self._stopping.is_set():
            raise StoppedError


def _job_file(event: Event) -> JobFile:
    return JobFile(event.source, event.state, event.document_id, event.vi, event.en)
