"""The documents of the library: list, read, add, remove."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile

from api.access import Editor, Onlooker, Reader, must_hold
from api.audit import Noted
from api.caching import UNCHANGED, IfNoneMatch, kept
from api.idempotency import IdempotencyKey, Sent
from api.paging import Cursor, Limit, page
from api.related import detail
from api.schemas import (
    DocumentDetailOut,
    DocumentOut,
    JobStartedOut,
    LabelIn,
    Listing,
    SectionOut,
    TextOut,
    WithdrawnOut,
)
from api.shapes import document_out, section_out, withdrawn_out
from api.state import State
from rag.errors import InputError
from rag.labelling import label_named
from rag.versions import Withdrawn

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get("")
async def list_documents(
    caller: Reader, state: State, limit: Limit = 100, cursor: Cursor = None
) -> Listing[DocumentOut]:
    """Return the current documents by source, a page at a time."""
    library = state.parts().library
    cards = await state.in_thread(lambda: library.cards(caller.labels))
    found, following = page(cards, lambda card: card.source, limit=limit, cursor=cursor)
    return Listing[DocumentOut](items=[document_out(card) for card in found], next=following)


@router.get("/withdrawn")
async def list_withdrawn(
    caller: Reader, state: State, limit: Limit = 1000, cursor: Cursor = None
) -> Listing[WithdrawnOut]:
    """Return the documents that can be restored, by source, a page at a time."""
    library = state.parts().library
    days = state.settings.removal_grace_days
    every = await state.in_thread(library.versions.withdrawn)
    seen = sorted((item for item in every if item.card.label in caller.labels), key=_place)
    found, following = page(seen, _place, limit=limit, cursor=cursor)
    items = [withdrawn_out(item, days) for item in found]
    return Listing[WithdrawnOut](items=items, next=following)


def _place(item: Withdrawn) -> str:
    """Where a withdrawn document stands in the list: several may share a source."""
    return f"{item.card.source}\n{item.card.id}"


@router.get("/{document_id}", response_model=DocumentDetailOut, responses=UNCHANGED)
async def read_document(
    document_id: str, caller: Reader, state: State, request: Request, _: IfNoneMatch = None
) -> Response:
    """Return what is known about one version of a document."""
    library = state.parts().library
    found = await state.in_thread(lambda: detail(library, document_id, caller.labels))
    return kept(request, found)


@router.get("/{document_id}/text", response_model=TextOut, responses=UNCHANGED)
async def read_text(
    document_id: str, caller: Onlooker, state: State, request: Request, _: IfNoneMatch = None
) -> Response:
    """Return the canonical text that every start and end counts in."""
    library = state.parts().library
    document = await state.in_thread(lambda: library.document(document_id, caller.labels))
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    return kept(request, TextOut(text=document.text, sha256=digest))


@router.get("/{document_id}/outline", response_model=Listing[SectionOut], responses=UNCHANGED)
async def read_outline(
    document_id: str, caller: Reader, state: State, request: Request, _: IfNoneMatch = None
) -> Response:
    """Return the section tree in document order, the root first."""
    library = state.parts().library
    document = await state.in_thread(lambda: library.document(document_id, caller.labels))
    sections = [section_out(section) for section in document.sections]
    return kept(request, Listing[SectionOut](items=sections))


@router.post("", status_code=202)
async def add_documents(
    files: list[UploadFile],
    caller: Editor,
    note: Noted,
    state: State,
    label: Annotated[str | None, Form(max_length=64)] = None,
    idempotency_key: IdempotencyKey = None,
) -> JobStartedOut:
    """Take files in the multipart field `files`; GET /v1/jobs/{job_id} tells what became of them.

    `label` is the access label that they get; without it the rules of the settings hold.

    Raises:
        InputError: a file came without a name, the label cannot be used, or the key was used for
            other files.
        ForbiddenError: the caller does not hold the label.
    """
    work = state.work()
    named = [(file.filename or "", file.file) for file in files]
    if not all(name for name, _ in named):
        raise InputError(
            "Mỗi tệp gửi lên cần có tên (filename). Hãy gửi lại kèm tên tệp.",
            "Every uploaded file needs a name (filename). Send it again with its name.",
        )
    wanted = label_named(label) if label else None
    note.showed(name for name, _ in named)

    def start() -> str:
        return work.add_uploads(named, caller=caller, label=wanted)

    sent = Sent(caller.name, idempotency_key, wanted)
    return JobStartedOut(job_id=await state.in_thread(lambda: state.keys.once(sent, named, start)))


@router.patch("/{document_id}")
async def relabel_document(
    document_id: str, body: LabelIn, caller: Editor, state: State
) -> DocumentDetailOut:
    """Give a document another access label, in the library and in both indexes.

    Raises:
        InputError: the label cannot be used; NotFoundError: there is no such document.
        ForbiddenError: the caller does not hold the label.
    """
    library, work = state.parts().library, state.work()
    label = label_named(body.label)
    await state.in_thread(lambda: library.card(document_id, caller.labels))
    must_hold(caller, (label,))
    await state.in_thread(lambda: work.relabel(document_id, label))
    return await state.in_thread(lambda: detail(library, document_id, (*caller.labels, label)))


@router.delete("/{document_id}", status_code=204)
async def remove_document(document_id: str, caller: Editor, state: State) -> Response:
    """Take a document out of the library and the indexes."""
    library, work = state.parts().library, state.work()
    await state.in_thread(lambda: library.card(document_id, caller.labels))
    await state.in_thread(lambda: work.remove(document_id))
    return Response(status_code=204)


@router.post("/{document_id}/restore")
async def restore_document(document_id: str, caller: Editor, state: State) -> DocumentDetailOut:
    """Bring a withdrawn document back into search."""
    library, work = state.parts().library, state.work()
    await state.in_thread(lambda: library.versions.check_label(document_id, caller.labels))
    await state.in_thread(lambda: work.restore(document_id))
    return await state.in_thread(lambda: detail(library, document_id, caller.labels))
