"""Everything that the library keeps, in any state, its versions, and how well it was read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Editor, Reader
from api.catalogue import (
    CatalogueOut,
    EditOut,
    HoldingOut,
    MetadataIn,
    QualityOut,
    counts_out,
    edit_out,
    holding_out,
    quality_out,
)
from api.paging import Cursor, Limit, page
from api.related import detail
from api.schemas import DocumentDetailOut, JobOut, Listing
from api.state import State
from rag.holdings import HoldingState, matching

router = APIRouter(prefix="/v1")

JOBS_LOOKED_AT = 500
"""Jobs among which those are looked for that the caller may see."""


@router.get("/catalogue", tags=["documents"])
async def list_catalogue(
    caller: Reader,
    state: State,
    q: Annotated[str, Query(max_length=200)] = "",
    only: HoldingState | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> CatalogueOut:
    """Return what is kept and every word of `q` stands in, by source, `only` in one state."""
    library = state.parts().library
    found = await state.in_thread(lambda: matching(library.holdings.all(caller.labels), q))
    shown = [item for item in found if only in (None, item.state)]
    page_of, following = page(shown, lambda item: item.place, limit=limit, cursor=cursor)
    days = state.settings.removal_grace_days
    items = [holding_out(item, days) for item in page_of]
    return CatalogueOut(items=items, next=following, counts=counts_out(found))


@router.get("/documents/{document_id}/versions", tags=["documents"])
async def list_versions(document_id: str, caller: Reader, state: State) -> Listing[HoldingOut]:
    """Return the versions of a document's file, the latest first."""
    library, days = state.parts().library, state.settings.removal_grace_days
    found = await state.in_thread(lambda: library.holdings.versions(document_id, caller.labels))
    return Listing[HoldingOut](items=[holding_out(item, days) for item in found])


@router.get("/documents/{document_id}/quality", tags=["documents"])
async def read_quality(document_id: str, caller: Reader, state: State) -> QualityOut:
    """Measure how well a document was read, by the words of its text."""
    library = state.parts().library
    return await state.in_thread(
        lambda: quality_out(library.document(document_id, caller.labels).text)
    )


@router.patch("/documents/{document_id}/metadata", tags=["documents"])
async def correct_metadata(
    document_id: str, body: MetadataIn, caller: Editor, state: State
) -> DocumentDetailOut:
    """Correct what was read from a header, for names, lists, filters and the choice of documents.

    Quotes and `facts` stay as they stand in the file. The same content keeps its corrections when
    it is read again; `facts` of the reply tell what was read.
    """
    library = state.parts().library

    def correct() -> DocumentDetailOut:
        library.card(document_id, caller.labels)
        library.corrections.set(document_id, body.changes(), caller.name)
        return detail(library, document_id, caller.labels)

    return await state.in_thread(correct)


@router.get("/documents/{document_id}/metadata", tags=["documents"])
async def list_corrections(document_id: str, caller: Editor, state: State) -> Listing[EditOut]:
    """Return who corrected what of a document's metadata, the latest change first."""
    library = state.parts().library

    def read() -> list[EditOut]:
        library.card(document_id, caller.labels)
        return [edit_out(edit) for edit in library.corrections.history(document_id)]

    return Listing[EditOut](items=await state.in_thread(read))


@router.get("/jobs", tags=["jobs"])
async def list_jobs(
    caller: Editor, state: State, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Listing[JobOut]:
    """Return the jobs started last, the latest first; those with labels of others are left out."""
    library = state.parts().library
    found = await state.in_thread(lambda: library.recent_jobs(JOBS_LOOKED_AT))
    seen = [job for job in found if caller.holds(job.labels)]
    return Listing[JobOut](items=[JobOut.model_validate(job) for job in seen[:limit]])
