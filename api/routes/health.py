"""Is the server alive, is it ready, and where does the address without a path lead."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

from api.identity import answers_everybody
from api.problems import problem
from api.state import State


class HealthOut(BaseModel):
    """The port is open."""

    status: Literal["ok"] = "ok"


class ReadyOut(BaseModel):
    """Everything is loaded; `access` "open": nobody has to sign in. `seconds` of each part."""

    status: Literal["ready"] = "ready"
    access: Literal["open", "closed"]
    seconds: dict[str, float]


router = APIRouter(tags=["server"])


@router.get("/healthz")
async def healthz() -> HealthOut:
    """Answer as soon as the port is open."""
    return HealthOut()


@router.get("/readyz", response_model=ReadyOut, responses={503: {}})
async def readyz(state: State) -> JSONResponse:
    """Answer 200 once model, indexes and page are loaded, 503 with what is loading before."""
    readiness = state.readiness
    if state.opened is not None and readiness.failure is None and not readiness.loading:
        library = state.opened[0].library
        free = await state.in_thread(lambda: answers_everybody(state.settings, library))
        ready = ReadyOut(access="open" if free else "closed", seconds=readiness.seconds)
        return JSONResponse(ready.model_dump())
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
