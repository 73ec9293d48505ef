"""An answer as it comes into being: the quotes at once, a model's words as each sentence stands."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Reader
from api.audit import Noted
from api.guard import still_visible
from api.problems import problem_body
from api.schemas import AskIn
from api.shapes import answer_json, question_of
from api.state import State
from rag.answer.writing import Replaced, Step, Written
from rag.assistant import Quoted
from rag.errors import PlanQAError

router = APIRouter(prefix="/v1", tags=["questions"])


async def _quoted(body: AskIn, caller: Reader, note: Noted, state: State) -> Quoted:
    """Answer in quotes before the stream begins, so that errors still have a status."""
    question = question_of(body, state.settings.max_question_chars, caller.labels)
    note.asked(question.text, explain=body.explain)
    assistant, library = state.parts().assistant, state.parts().library
    quoted = await state.in_thread(lambda: assistant.quote(question, explain=body.explain))
    await state.in_thread(lambda: still_visible(library, quoted.answer, caller))
    note.answered(quoted.answer)
    return quoted


def _steps(quoted: Quoted, state: State) -> AsyncGenerator[Step]:
    return state.metrics.counted(state.parts().assistant.write(quoted))


@router.post("/ask/stream", response_class=EventSourceResponse)
async def ask_stream(
    quoted: Annotated[Quoted, Depends(_quoted)], caller: Reader, state: State
) -> AsyncIterator[ServerSentEvent]:
    """Answer one question as server-sent events.

    `evidence` (the citations) and `answer` (the reply composed of them, as POST /v1/ask gives it)
    come at once. With a language model, `token` {"n", "text"} follows for each of its sentences
    that stands; `replace` {"n", "text"} puts a quote in place of its n-th sentence, or with n 0
    the text in place of all. `done` is the whole answer and the last event, or `error` (a problem).
    """
    library = state.parts().library
    shown = answer_json(quoted.answer)
    yield ServerSentEvent(data=shown["citations"], event="evidence")
    yield ServerSentEvent(data=shown, event="answer")
    try:
        async with aclosing(_steps(quoted, state)) as steps:
            async for step in steps:
                match step:
                    case Written(n, text):
                        yield ServerSentEvent(data={"n": n, "text": text}, event="token")
                    case Replaced(n, text):
                        yield ServerSentEvent(data={"n": n, "text": text}, event="replace")
                    case answer:
                        await state.in_thread(partial(still_visible, library, answer, caller))
                        yield ServerSentEvent(data=answer_json(answer), event="done")
    except PlanQAError as error:
        body = problem_body(error.status, error.slug, vi=error.vi, en=error.en)
        yield ServerSentEvent(data=body, event="error")
