"""The OpenAI-compatible API: planqa as a chat model, and the models found on this machine."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse
from starlette.responses import Response

from api.access import Admin, Reader
from api.audit import Noted
from api.guard import still_visible
from api.openai_compat import MODEL, ChatIn, Completion, model_json, models_json, question_in
from api.openai_schemas import ChatOut, ModelOut, ModelsOut
from api.routes.signin import own_origin
from api.schemas import FoundOut, Listing
from api.state import State
from rag.assistant import finished
from rag.errors import NotFoundError
from rag.models.found import find_servers

router = APIRouter(prefix="/v1", tags=["openai"])


@router.post(
    "/chat/completions",
    response_model=ChatOut,
    responses={
        200: {
            "description": "Trả lời, hoặc các mẩu nếu stream / the answer, or chunks with stream.",
            "content": {
                "text/event-stream": {
                    "itemSchema": {
                        "type": "object",
                        "properties": {"data": {"type": "string"}},
                        "required": ["data"],
                    }
                }
            },
        }
    },
)
async def chat_completions(
    body: ChatIn, request: Request, caller: Reader, note: Noted, state: State
) -> Response:
    """Answer the last user message; citations are [n] in the text and listed under «Nguồn:»."""
    question = question_in(body, state.settings.max_question_chars, caller.labels)
    note.asked(question.text)
    assistant, library = state.parts().assistant, state.parts().library
    quoted = await state.in_thread(lambda: assistant.quote(question))
    await state.in_thread(lambda: still_visible(library, quoted.answer, caller))
    note.answered(quoted.answer)
    options = body.stream_options
    completion = Completion(
        f"{own_origin(request, state)}/",
        usage_in_stream=options is not None and options.include_usage,
    )
    steps = state.metrics.counted(assistant.write(quoted))
    if body.stream:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return EventSourceResponse(completion.frames(steps), headers=headers)
    return JSONResponse(completion.whole(await finished(steps)))


@router.get("/models", name="list_models", response_model=ModelsOut)
async def models(_: Reader) -> dict[str, object]:
    """List planqa as the one model there is."""
    return models_json()


@router.get("/models/found", name="find_models")
async def found(_: Admin, state: State) -> Listing[FoundOut]:
    """List LLM servers on this machine; none is used unless the setting `llm` says so."""
    servers = await state.in_thread(lambda: find_servers(own_port=state.settings.port))
    return Listing[FoundOut](items=[FoundOut.model_validate(asdict(item)) for item in servers])


@router.get("/models/{name}", name="read_model", response_model=ModelOut)
async def model(name: str, _: Reader) -> dict[str, object]:
    """Return one model.

    Raises:
        NotFoundError: it is another than planqa.
    """
    if name != MODEL:
        raise NotFoundError(
            f"Không có mô hình {name}. Mô hình duy nhất là {MODEL}.",
            f"There is no model {name}. The only one is {MODEL}.",
        )
    return model_json()
