"""Background jobs, and what only the owner of the data folder may start."""

from __future__ import annotations

import ipaddress
from functools import partial

from fastapi import APIRouter, Depends, Request

from api.access import Owner, Reader, Steward, admin
from api.limits import ForbiddenError
from api.schemas import FolderIn, JobOut, JobStartedOut, PathsIn
from api.state import State
from rag.jobs import unknown_job
from rag.labelling import label_named

router = APIRouter(prefix="/v1", tags=["jobs"])


def this_machine(request: Request) -> None:
    """Let only callers on this machine through.

    Raises:
        ForbiddenError: the request comes over the network.
    """
    if request.client is None or not _is_loopback(request.client.host):
        raise ForbiddenError(
            "Chỉ máy đang chạy planqa mới được yêu cầu đồng bộ thư mục.",
            "Only the machine that planqa runs on may have a folder synchronised.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@router.get("/jobs/{job_id}")
async def read_job(job_id: str, caller: Reader, state: State) -> JobOut:
    """Tell how far a job is; one with a label that the caller does not hold does not exist."""
    library = state.parts().library
    job = await state.in_thread(lambda: library.job(job_id))
    if not caller.holds(job.labels):
        raise unknown_job(job_id)
    return JobOut.model_validate(job)


@router.post("/ingest", status_code=202)
async def ingest(body: PathsIn, _: Owner, state: State) -> JobStartedOut:
    """Read files and folders of the server's own machine, for `planqa ingest`."""
    work = state.work()
    label = label_named(body.label) if body.label else None
    start = partial(work.add_paths, body.paths, label=label, settled_ns=body.settled_ns)
    return JobStartedOut(job_id=await state.in_thread(start))


@router.post("/sync", status_code=202, dependencies=[Depends(admin), Depends(this_machine)])
async def sync(body: FolderIn, state: State) -> JobStartedOut:
    """Bring the library in step with a folder that was ingested before."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(lambda: work.sync(body.folder)))


@router.post("/reindex", status_code=202)
async def reindex(_: Steward, state: State) -> JobStartedOut:
    """Build the search indexes again from the library."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(work.reindex))
