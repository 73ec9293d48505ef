"""Figures for monitoring."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.access import Admin
from api.metrics import MEDIA_TYPE
from api.state import State

router = APIRouter(tags=["server"])


@router.get("/metrics", name="read_metrics", response_class=PlainTextResponse)
async def read_metrics(caller: Admin, state: State) -> PlainTextResponse:
    """Give counts for Prometheus: requests, questions, jobs, documents; never what was asked."""
    library = state.parts().library
    text = await state.in_thread(lambda: state.metrics.text(library, caller.labels))
    return PlainTextResponse(text, media_type=MEDIA_TYPE)
