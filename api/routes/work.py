"""Background jobs, and what only the owner of the data folder may start."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Depends, Request

from api.limits import ForbiddenError, bearer
from api.schemas import JobOut, JobStartedOut, PathsIn
from api.state import State

router = APIRouter(prefix="/v1")


def owner(request: Request, state: State) -> None:
    """Let only the holder of the data folder's token through.

    Raises:
        ForbiddenError: the token of owner.json is missing or another.
    """
    if not secrets.compare_digest(bearer(request).encode(), state.token.encode()):
        raise ForbiddenError(
            "Chỉ lệnh planqa trên máy chủ (mã trong owner.json của thư mục dữ liệu) được làm việc "
            "này.",
            "Only the planqa command on the server (token in owner.json of the data folder) may "
            "do this.",
        )


@router.get("/jobs/{job_id}")
async def read_job(job_id: str, state: State) -> JobOut:
    """Tell how far a job is."""
    library = state.parts().library
    return JobOut.model_validate(await state.in_thread(lambda: library.job(job_id)))


@router.post("/ingest", status_code=202, dependencies=[Depends(owner)])
async def ingest(body: PathsIn, state: State) -> JobStartedOut:
    """Read files and folders of the server's own machine, for `planqa ingest`."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(lambda: work.add_paths(body.paths)))


@router.post("/reindex", status_code=202, dependencies=[Depends(owner)])
async def reindex(state: State) -> JobStartedOut:
    """Build the search indexes again from the library, for `planqa reindex`."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(work.reindex))
