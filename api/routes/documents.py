"""The documents of the library: list, read, add, remove."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response, UploadFile

from api.access import Editor, Onlooker, Reader, must_hold
from api.audit import Noted
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

router = APIRouter(prefix="/v1/documents")


@router.get("")
async def list_documents(
    caller: Reader,
    state: State,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
) -> Listing[DocumentOut]:
    """Return the current documents by source; `cursor` is the `next` of the page before."""
    library = state.parts().library
    cards = await state.in_thread(lambda: library.cards(caller.labels))
    rest = [card for card in cards if cursor is None or card.source > cursor]
    items = [document_out(card) for card in rest[:limit]]
    return Listing[DocumentOut](items=items, next=items[-1].source if len(rest) > limit else None)


@router.get("/withdrawn")
async def list_withdrawn(caller: Reader, state: State) -> Listing[WithdrawnOut]:
    """Return the documents that can be restored, by source."""
    library = state.parts().library
    days = state.settings.removal_grace_days
    found = await state.in_thread(library.versions.withdrawn)
    items = [withdrawn_out(item, days) for item in found if item.card.label in caller.labels]
    return Listing[WithdrawnOut](items=items)


@router.get("/{document_id}")
async def read_document(document_id: str, caller: Reader, state: State) -> DocumentDetailOut:
    """Return what is known about one version of a document."""
    library = state.parts().library
    return await state.in_thread(lambda: detail(library, document_id, caller.labels))


@router.get("/{document_id}/text")
async def read_text(document_id: str, caller: Onlooker, state: State) -> TextOut:
    """Return the canonical text that every start and end counts in."""
    library = state.parts().library
    document = await state.in_thread(lambda: library.document(document_id, caller.labels))
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    return TextOut(text=document.text, sha256=digest)


@router.get("/{document_id}/outline")
async def read_outline(document_id: str, caller: Reader, state: State) -> Listing[SectionOut]:
    """Return the section tree in document order, the root first."""
    library = state.parts().library
    document = await state.in_thread(lambda: library.document(document_id, caller.labels))
    return Listing[SectionOut](items=[section_out(section) for section in document.sections])


@router.post("", status_code=202)
async def add_documents(
    files: list[UploadFile],
    caller: Editor,
    note: Noted,
    state: State,
    label: Annotated[str | None, Form(max_length=64)] = None,
) -> JobStartedOut:
    """Take files in the multipart field `files`; GET /v1/jobs/{job_id} tells what became of them.

    `label` is the access label that they get; without it the rules of the settings hold.

    Raises:
        InputError: a file came without a name, or the label cannot be used.
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
    started = await state.in_thread(lambda: work.add_uploads(named, caller=caller, label=wanted))
    return JobStartedOut(job_id=started)


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
