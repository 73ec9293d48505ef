"""The pages of a document as pictures, and where the words of a quote stand on them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.access import Onlooker, Reader
from api.caching import UNCHANGED, IfNoneMatch, is_kept, tag_of
from api.schemas import Listing, MarkedOut, RectangleOut
from api.state import State

router = APIRouter(prefix="/v1/documents", tags=["documents"])

WIDTH = 1000
_IMMUTABLE = "private, max-age=31536000, immutable"
"""A version never changes: its picture of a width is the same for ever."""


@router.get(
    "/{document_id}/pages/{number}",
    response_class=Response,
    responses={
        200: {
            "description": "Ảnh trang / the picture of the page.",
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        },
        **UNCHANGED,
    },
)
async def page_picture(
    document_id: str,
    number: Annotated[int, Path(ge=1, le=100_000)],
    caller: Onlooker,
    state: State,
    request: Request,
    width: Annotated[int, Query(ge=100, le=2000)] = WIDTH,
    _: IfNoneMatch = None,
) -> Response:
    """Return the picture of a page as PNG; documents without pages answer 404."""
    parts = state.parts()
    card = await state.in_thread(lambda: parts.library.card(document_id, caller.labels))
    tag = tag_of(card.id, str(number), str(width))
    headers = {"ETag": tag, "Cache-Control": _IMMUTABLE, "X-Content-Type-Options": "nosniff"}
    if is_kept(request, tag):
        return Response(status_code=304, headers=headers)
    data = await state.in_thread(lambda: parts.drawing.page(card.id, number, width))
    return Response(data, media_type="image/png", headers=headers)


@router.get("/{document_id}/boxes")
async def read_boxes(
    document_id: str,
    caller: Reader,
    state: State,
    start: Annotated[int, Query(ge=0)],
    end: Annotated[int, Query(ge=1)],
) -> Listing[MarkedOut]:
    """Return the pages that a span of the text stands on, and the rectangles of its words."""
    library = state.parts().library
    marked = await state.in_thread(
        lambda: library.pages.marked(library.document(document_id, caller.labels), start, end)
    )
    items = [
        MarkedOut(
            page=one.page,
            rectangles=[
                RectangleOut(left=b.left, top=b.top, right=b.right, bottom=b.bottom)
                for b in one.boxes
            ],
        )
        for one in marked
    ]
    return Listing[MarkedOut](items=items)
