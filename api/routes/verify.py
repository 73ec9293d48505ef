"""Checking a text against the library."""

from __future__ import annotations

from fastapi import APIRouter

from api.access import Reader
from api.audit import Noted
from api.checks import VerifyIn, VerifyOut, checks_out
from api.guard import all_visible
from api.shapes import filters_of
from api.state import State

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/verify")
async def verify(body: VerifyIn, caller: Reader, note: Noted, state: State) -> VerifyOut:
    """Hold every sentence of a text against the library: supported, contradicted or not found."""
    assistant = state.parts().assistant
    filters = filters_of(body.filters)
    labels = caller.labels
    found = await state.in_thread(
        lambda: assistant.check(body.text, filters=filters, labels=labels)
    )
    cited = {one.document_id for finding in found for one in finding.citations}
    await state.in_thread(lambda: all_visible(state.parts().library, cited, caller))
    note.asked(body.text)
    note.showed(cited)
    return checks_out(found)
