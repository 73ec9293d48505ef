"""Is the server alive, is it ready, and where does the address without a path lead."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse

from api.identity import answers_everybody
from api.problems import problem
from api.state import State

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer as soon as the port is open."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(state: State) -> JSONResponse:
    """Answer 200 once model, indexes and page are loaded, 503 with what is loading before."""
    readiness = state.readiness
    if state.opened is not None and readiness.failure is None and not readiness.loading:
        library = state.opened[0].library
        free = await state.in_thread(lambda: answers_everybody(state.settings, library))
        access = "open" if free else "closed"
        return JSONResponse({"status": "ready", "access": access, "seconds": readiness.seconds})
    error = readiness.refuse()
    return problem(
        503,
        error.slug,
        vi=error.vi,
        en=error.en,
        more={"loading": readiness.loading, "seconds": readiness.seconds},
        headers={"Retry-After": "1"},
    )


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    """Lead to the chat page."""
    return RedirectResponse("/ui")
