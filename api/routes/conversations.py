"""The caller's own conversations: list, keep, read, rename, delete, take away as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from api.access import Reader
from api.audit import Note, Noted
from api.exports import DOCX, docx, markdown
from api.history import (
    ConversationDetailOut,
    ConversationOut,
    ConversationsOut,
    ExchangeIn,
    HistoryOffError,
    TitleIn,
    exchange_of,
    shown,
)
from api.limits import same_origin
from api.shapes import check_question
from api.state import ServerState, State
from rag.messages import say

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

Language = Literal["vi", "en"]
_CHANGES = [Depends(same_origin)]
_OFF: dict[int | str, dict[str, Any]] = {409: {"description": "Không lưu / history is off"}}


@router.get("")
async def list_conversations(
    caller: Reader,
    state: State,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> ConversationsOut:
    """Return the caller's conversations, the latest first; `cursor` is the `next` of before."""
    store = state.parts().library.conversations
    found = await state.in_thread(lambda: store.list(caller.name, before=cursor, limit=limit + 1))
    return ConversationsOut(
        items=[ConversationOut.model_validate(one) for one in found[:limit]],
        next=str(found[limit - 1].latest) if len(found) > limit else None,
        kept_days=state.settings.history_days,
    )


@router.post("", status_code=201, dependencies=_CHANGES, responses=_OFF)
async def start_conversation(body: ExchangeIn, caller: Reader, state: State) -> ConversationOut:
    """Keep the first question of a conversation with its answer; those too old are dropped."""
    _check(body, state)
    library = state.parts().library
    store = library.conversations
    kept_since = datetime.now(UTC) - timedelta(days=state.settings.history_days)

    def keep() -> ConversationOut:
        store.drop_before(kept_since)
        said = exchange_of(body, library, caller.labels)
        return ConversationOut.model_validate(store.start(caller.name, said))

    return await state.in_thread(keep)


@router.post("/{conversation_id}/exchanges", status_code=201, dependencies=_CHANGES, responses=_OFF)
async def add_exchange(
    conversation_id: str, body: ExchangeIn, caller: Reader, state: State
) -> ConversationOut:
    """Keep a further question and its answer."""
    _check(body, state)
    library = state.parts().library

    def keep() -> ConversationOut:
        said = exchange_of(body, library, caller.labels)
        kept = library.conversations.add(caller.name, conversation_id, said)
        return ConversationOut.model_validate(kept)

    return await state.in_thread(keep)


@router.get("/{conversation_id}")
async def read_conversation(
    conversation_id: str,
    caller: Reader,
    note: Noted,
    state: State,
    lang: Language | None = None,
) -> ConversationDetailOut:
    """Return a conversation; answers from documents that the caller may not see are withheld."""
    return await _read(conversation_id, caller, note, state, lang or state.settings.language)


@router.patch("/{conversation_id}", dependencies=_CHANGES)
async def rename_conversation(
    conversation_id: str, body: TitleIn, caller: Reader, state: State
) -> ConversationOut:
    """Give a conversation another title."""
    store = state.parts().library.conversations
    title = " ".join(body.title.split()) or body.title
    kept = await state.in_thread(lambda: store.rename(caller.name, conversation_id, title))
    return ConversationOut.model_validate(kept)


@router.delete("/{conversation_id}", status_code=204, dependencies=_CHANGES)
async def delete_conversation(conversation_id: str, caller: Reader, state: State) -> Response:
    """Forget a conversation for good."""
    store = state.parts().library.conversations
    await state.in_thread(lambda: store.delete(caller.name, conversation_id))
    return Response(status_code=204)


@router.get(
    "/{conversation_id}/export",
    response_class=Response,
    responses={
        200: {
            "content": {
                DOCX: {"schema": {"type": "string", "format": "binary"}},
                "text/markdown": {"schema": {"type": "string"}},
            }
        }
    },
)
async def export_conversation(
    conversation_id: str,
    caller: Reader,
    note: Noted,
    state: State,
    format: Literal["docx", "md"] = "docx",
    lang: Language | None = None,
) -> Response:
    """Return a conversation as a .docx or Markdown file, each answer with its sources."""
    language = lang or state.settings.language
    found = await _read(conversation_id, caller, note, state, language)
    if format == "docx":
        data = await state.in_thread(lambda: docx(found.title, found.exchanges, language))
        media_type = DOCX
    else:
        data = markdown(found.title, found.exchanges, language).encode()
        media_type = "text/markdown; charset=utf-8"
    name = quote("".join(ch for ch in found.title[:80] if ch.isalnum() or ch in " -_").strip())
    headers = {
        "Content-Disposition": f'attachment; filename="planqa.{format}"; '
        f"filename*=UTF-8''{name or 'planqa'}.{format}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=media_type, headers=headers)


async def _read(
    conversation_id: str, caller: Reader, note: Note, state: ServerState, language: Language
) -> ConversationDetailOut:
    library = state.parts().library

    def read() -> ConversationDetailOut:
        kept, exchanges = library.conversations.read(caller.name, conversation_id)
        return ConversationDetailOut(
            id=kept.id,
            title=kept.title,
            updated_at=kept.updated_at,
            exchanges=shown(library, exchanges, caller.labels, language),
        )

    found = await state.in_thread(read)
    note.showed(cited.document_id for one in found.exchanges for cited in one.citations)
    return found


def _check(body: ExchangeIn, state: ServerState) -> None:
    check_question(body.question, state.settings.max_question_chars)
    if not state.settings.history_days:
        raise HistoryOffError(say("history_off", "vi"), say("history_off", "en"))
