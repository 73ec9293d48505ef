"""Questions and searches."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.access import Reader
from api.audit import Noted
from api.guard import still_visible
from api.schemas import AnswerOut, AskIn, HitOut, Listing
from api.shapes import answer_json, check_question, hit_out, question_of
from api.state import State
from rag.assistant import finished

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask", response_model=AnswerOut)
async def ask(body: AskIn, caller: Reader, note: Noted, state: State) -> JSONResponse:
    """Answer one question, with the turns before it, from the library."""
    question = question_of(body, state.settings.max_question_chars, caller.labels)
    note.asked(question.text, explain=body.explain)
    assistant, library = state.parts().assistant, state.parts().library
    quoted = await state.in_thread(lambda: assistant.quote(question, explain=body.explain))
    answer = await finished(state.metrics.counted(assistant.write(quoted)))
    await state.in_thread(lambda: still_visible(library, answer, caller))
    note.answered(answer)
    return JSONResponse(answer_json(answer))


@router.get("/search")
async def search(
    caller: Reader,
    note: Noted,
    state: State,
    q: str,
    k: Annotated[int, Query(ge=1, le=100)] = 10,
    mode: Literal["hybrid", "dense", "lexical"] = "hybrid",
) -> Listing[HitOut]:
    """Return the passages that match best, without composing an answer."""
    check_question(q, state.settings.max_question_chars)
    note.asked(q.strip())
    parts = state.parts()

    def find() -> list[HitOut]:
        found = parts.assistant.search(q.strip(), k=k, mode=mode, labels=caller.labels)
        ids = {item.passage.document_id for item in found}
        sources = parts.library.sources(ids, caller.labels)
        hits = [(item, sources.get(item.passage.document_id)) for item in found]
        return [hit_out(item, source) for item, source in hits if source is not None]

    hits = await state.in_thread(find)
    note.showed(hit.document_id for hit in hits)
    return Listing[HitOut](items=hits)
