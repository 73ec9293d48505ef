"""Questions and searches."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.access import Reader
from api.schemas import AnswerOut, AskIn, HitOut, Listing
from api.shapes import answer_json, check_question, hit_out, question_of
from api.state import State
from rag.assistant import finished

router = APIRouter(prefix="/v1")


@router.post("/ask", response_model=AnswerOut)
async def ask(body: AskIn, caller: Reader, state: State) -> JSONResponse:
    """Answer one question, with the turns before it, from the library."""
    question = question_of(body, state.settings.max_question_chars, caller.labels)
    assistant = state.parts().assistant
    quoted = await state.in_thread(lambda: assistant.quote(question, explain=body.explain))
    return JSONResponse(answer_json(await finished(assistant.write(quoted))))


@router.get("/search")
async def search(
    caller: Reader,
    state: State,
    q: str,
    k: Annotated[int, Query(ge=1, le=100)] = 10,
    mode: Literal["hybrid", "dense", "lexical"] = "hybrid",
) -> Listing[HitOut]:
    """Return the passages that match best, without composing an answer."""
    check_question(q, state.settings.max_question_chars)
    parts = state.parts()

    def find() -> list[HitOut]:
        found = parts.assistant.search(q.strip(), k=k, mode=mode, labels=caller.labels)
        ids = {item.passage.document_id for item in found}
        sources = parts.library.sources(ids, caller.labels)
        hits = [(item, sources.get(item.passage.document_id)) for item in found]
        return [hit_out(item, source) for item, source in hits if source is not None]

    return Listing[HitOut](items=await state.in_thread(find))
