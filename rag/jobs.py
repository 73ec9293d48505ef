"""Background jobs as the library records them: an upload, its files, what became of each."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import Connection, func, insert, select, update

from rag.errors import NotFoundError
from rag.tables import JobFileRow, JobRow

JobState = Literal["queued", "running", "done", "failed"]
JobFileState = Literal[
    "queued",
    "reading",
    "embedding",
    "waiting",
    "added",
    "updated",
    "unchanged",
    "renamed",
    "restored",
    "withdrawn",
    "quarantined",
    "failed",
    "skipped",
    "opened",
]
_OPEN: tuple[JobFileState, ...] = ("queued", "reading", "embedding")


@dataclass(frozen=True, slots=True)
class JobFile:
    """One file of a job with its message in Vietnamese and English (empty when all is well)."""

    source: str
    state: JobFileState
    document_id: str | None = None
    vi: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a job is: seconds that the rest will take (None: unknown), passages and vectors.

    Of `passages`, `embedded` needed a new vector; the others share one with another passage.
    """

    eta_s: float | None = None
    passages: int = 0
    embedded: int = 0

    @property
    def shared(self) -> int:
        """Passages that needed no vector of their own."""
        return self.passages - self.embedded


@dataclass(frozen=True, slots=True)
class Job:
    """An upload, or files to read, in its present state."""

    id: str
    state: JobState
    files: tuple[JobFile, ...]
    figures: Figures = Figures()
    labels: tuple[str, ...] = ()
    """Labels that its files may get: all of them have to be held by who looks at the job."""
    created_at: datetime | None = None


def create_job(connection: Connection, sources: Sequence[str], labels: Iterable[str]) -> str:
    """Record a queued job and return its id."""
    job_id = "j" + secrets.token_hex(12)
    connection.execute(insert(JobRow).values(id=job_id, state="queued", labels=sorted(set(labels))))
    rows = [
        {"job_id": job_id, "position": position, "source": source, "state": "queued"}
        for position, source in enumerate(sources)
    ]
    if rows:
        connection.execute(insert(JobFileRow), rows)
    return job_id


def set_job_state(connection: Connection, job_id: str, state: JobState) -> None:
    """Move a job on."""
    changed = connection.execute(update(JobRow).where(JobRow.id == job_id).values(state=state))
    if changed.rowcount == 0:
        raise unknown_job(job_id)


def set_job_file(connection: Connection, job_id: str, position: int, file: JobFile) -> None:
    """Record what became of the file at this position (from 0) of a job."""
    changed = connection.execute(
        update(JobFileRow)
        .where(JobFileRow.job_id == job_id, JobFileRow.position == position)
        .values(state=file.state, document_id=file.document_id, vi=file.vi, en=file.en)
    )
    if changed.rowcount == 0:
        raise unknown_job(job_id)


def note(
    connection: Connection, job_id: str, files: Iterable[JobFile], figures: Figures | None
) -> None:
    """Record what became of files of a job by source; those that it did not know are added."""
    known = {
        source: position
        for source, position in connection.execute(
            select(JobFileRow.source, JobFileRow.position).where(JobFileRow.job_id == job_id)
        )
    }
    for file in files:
        if file.source in known:
            set_job_file(connection, job_id, known[file.source], file)
            continue
        known[file.source] = max(known.values(), default=-1) + 1
        row = {**asdict(file), "job_id": job_id, "position": known[file.source]}
        connection.execute(insert(JobFileRow), row)
    if figures is not None:
        values = {"figures": asdict(figures)}
        connection.execute(update(JobRow).where(JobRow.id == job_id).values(**values))


def read_job(connection: Connection, job_id: str) -> Job:
    """Return a job with its files in the order they were given."""
    row = connection.execute(
        select(JobRow.state, JobRow.figures, JobRow.labels, JobRow.created_at).where(
            JobRow.id == job_id
        )
    ).first()
    if row is None:
        raise unknown_job(job_id)
    state, figures, labels, created = row
    found = connection.execute(
        select(
            JobFileRow.source,
            JobFileRow.state,
            JobFileRow.document_id,
            JobFileRow.vi,
            JobFileRow.en,
        )
        .where(JobFileRow.job_id == job_id)
        .order_by(JobFileRow.position)
    )
    files = tuple(
        JobFile(source, cast(JobFileState, file_state), document, vi, en)
        for source, file_state, document, vi, en in found
    )
    return Job(
        job_id,
        cast(JobState, state),
        files,
        Figures(**(figures or {})),
        tuple(labels or ()),
        # SQLite gives times back without their zone; all in the library are UTC.
        created if created.tzinfo else created.replace(tzinfo=UTC),
    )


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of jobs in each state that any is in."""
    query = select(JobRow.state, func.count()).group_by(JobRow.state).order_by(JobRow.state)
    return {state: count for state, count in connection.execute(query)}


def recent(connection: Connection, limit: int) -> list[Job]:
    """Return the jobs that were started last, the latest first."""
    query = select(JobRow.id).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
    return [read_job(connection, name) for name in connection.execute(query).scalars().all()]


def fail_open_jobs(connection: Connection) -> int:
    """Fail the jobs that a stopped server left unfinished; return how many there were."""
    open_jobs = select(JobRow.id).where(JobRow.state.in_(("queued", "running")))
    connection.execute(
        update(JobFileRow)
        .where(JobFileRow.job_id.in_(open_jobs), JobFileRow.state.in_(_OPEN))
        .values(
            state="failed",
            vi="Máy chủ đã dừng trước khi đọc tệp này. Hãy gửi lại tệp.",
            en="The server stopped before it read this file. Send the file again.",
        )
    )
    failed = connection.execute(
        update(JobRow).where(JobRow.state.in_(("queued", "running"))).values(state="failed")
    )
    return failed.rowcount


def unknown_job(job_id: str) -> NotFoundError:
    """Return the error for a job that there is not, or that is not for the asker."""
    return NotFoundError(
        f"Không có công việc {job_id}. Dùng đúng job_id đã nhận khi gửi tệp.",
        f"There is no job {job_id}. Use the job_id that the upload returned.",
    )
