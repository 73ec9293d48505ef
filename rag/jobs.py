"""Background jobs as the library records them: an upload, its files, what became of each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Connection, insert, select, update

from rag.errors import NotFoundError
from rag.tables import JobFileRow, JobRow

JobState = Literal["queued", "running", "done", "failed"]
JobFileState = Literal[
    "queued", "added", "updated", "unchanged", "quarantined", "failed", "skipped", "opened"
]


@dataclass(frozen=True, slots=True)
class JobFile:
    """One file of a job with its message in Vietnamese and English (empty when all is well)."""

    source: str
    state: JobFileState
    document_id: str | None = None
    vi: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """An upload in its present state."""

    id: str
    state: JobState
    files: tuple[JobFile, ...]


def create_job(connection: Connection, sources: Sequence[str]) -> str:
    """Record a queued job and return its id."""
    job_id = "j" + secrets.token_hex(12)
    connection.execute(insert(JobRow).values(id=job_id, state="queued"))
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
        raise _unknown(job_id)


def set_job_file(connection: Connection, job_id: str, position: int, file: JobFile) -> None:
    """Record what became of the file at this position (from 0) of a job."""
    changed = connection.execute(
        update(JobFileRow)
        .where(JobFileRow.job_id == job_id, JobFileRow.position == position)
        .values(state=file.state, document_id=file.document_id, vi=file.vi, en=file.en)
    )
    if changed.rowcount == 0:
        raise _unknown(job_id)


def read_job(connection: Connection, job_id: str) -> Job:
    """Return a job with its files in the order they were given."""
    state = connection.execute(select(JobRow.state).where(JobRow.id == job_id)).scalar()
    if state is None:
        raise _unknown(job_id)
    rows = connection.execute(
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
        for source, file_state, document, vi, en in rows
    )
    return Job(job_id, cast(JobState, state), files)


def fail_open_jobs(connection: Connection) -> int:
    """Fail the jobs that a stopped server left unfinished; return how many there were."""
    open_jobs = select(JobRow.id).where(JobRow.state.in_(("queued", "running")))
    connection.execute(
        update(JobFileRow)
        .where(JobFileRow.job_id.in_(open_jobs), JobFileRow.state == "queued")
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


def _unknown(job_id: str) -> NotFoundError:
    return NotFoundError(
        f"Không có công việc {job_id}. Dùng đúng job_id đã nhận khi gửi tệp.",
        f"There is no job {job_id}. Use the job_id that the upload returned.",
    )
