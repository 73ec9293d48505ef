"""Checking a text against the library."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import Reader
from api.checks import VerifyIn, VerifyOut, checks_out
from api.shapes import filters_of
from api.state import State

router = APIRouter(prefix="/v1")


@router.post("/verify")
async def verify(body: VerifyIn, caller: Reader, state: State) -> VerifyOut:
    """Hold every sentence of a text against the library: supported, contradicted or not found."""
    assistant = state.parts().assistant
    filters = filters_of(body.filters)
    labels = caller.labels
    found = await state.in_thread(
        lambda: assistant.check(body.text, filters=filters, labels=labels)
    )
    return checks_out(found)
