"""Background jobs, and what only the owner of the data folder may start."""

from __future__ import annotations

import ipaddress
from functools import partial

from fastapi import APIRouter, Depends, Request

from api.access import Admin, Reader, holds_token
from api.limits import ForbiddenError, same_origin
from api.schemas import FolderIn, JobOut, JobStartedOut, PathsIn
from api.state import State

router = APIRouter(prefix="/v1")


def owner(request: Request, state: State) -> None:
    """Let only the holder of the data folder's token through.

    Raises:
        ForbiddenError: the token of owner.json is missing or another.
    """
    if not holds_token(request, state):
        raise ForbiddenError(
            "Chỉ lệnh planqa trên máy chủ (mã trong owner.json của thư mục dữ liệu) được làm việc "
            "này.",
            "Only the planqa command on the server (token in owner.json of the data folder) may "
            "do this.",
        )


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
async def read_job(job_id: str, _: Reader, state: State) -> JobOut:
    """Tell how far a job is."""
    library = state.parts().library
    return JobOut.model_validate(await state.in_thread(lambda: library.job(job_id)))


@router.post("/ingest", status_code=202, dependencies=[Depends(owner)])
async def ingest(body: PathsIn, state: State) -> JobStartedOut:
    """Read files and folders of the server's own machine, for `planqa ingest`."""
    work = state.work()
    start = partial(work.add_paths, body.paths, settled_ns=body.settled_ns)
    return JobStartedOut(job_id=await state.in_thread(start))


@router.post("/sync", status_code=202, dependencies=[Depends(same_origin), Depends(this_machine)])
async def sync(body: FolderIn, _: Admin, state: State) -> JobStartedOut:
    """Bring the library in step with a folder that was ingested before."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(lambda: work.sync(body.folder)))


@router.post("/reindex", status_code=202, dependencies=[Depends(owner)])
async def reindex(state: State) -> JobStartedOut:
    """Build the search indexes again from the library, for `planqa reindex`."""
    work = state.work()
    return JobStartedOut(job_id=await state.in_thread(work.reindex))
