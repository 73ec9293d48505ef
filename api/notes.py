"""What a running job writes down about its files, now and then: each write waits for the disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rag.jobs import Figures, JobFile

if TYPE_CHECKING:
    from ingest.events import Event, Report
    from rag.library import Library

EVERY_S = 0.4
"""Seconds between two writes."""


def job_file(event: Event) -> JobFile:
    """Return an event as jobs record it."""
    return JobFile(event.source, event.state, event.document_id, event.vi, event.en)


class Notes:
    """Collects the events of one job and writes them to the library now and then."""

    def __init__(self, library: Library, job: str) -> None:
        """Write for a job that the library has recorded."""
        self._library = library
        self._job = job
        self._files: dict[str, JobFile] = {}
        self._eta_s: float | None = None
        self._written = time.monotonic()

    def add(self, event: Event) -> None:
        """Take an event; those of the last moments are written together."""
        self._files[event.source] = job_file(event)
        self._eta_s = event.eta_s
        if time.monotonic() - self._written >= EVERY_S:
            self.write()

    def write(self) -> None:
        """Write what was taken since the last time."""
        self._library.note_job(self._job, self._files.values(), Figures(self._eta_s))
        self._files.clear()
        self._written = time.monotonic()

    def finish(self, report: Report) -> None:
        """Write what the whole job cost."""
        figures = Figures(0.0, report.passages, report.embedded)
        self._library.note_job(self._job, (), figures)
