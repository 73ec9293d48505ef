"""planqa as a model named "planqa" in the words of the OpenAI API, and back."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api.schemas import MAX_TURN_CHARS, MAX_TURNS, Text
from api.shapes import answer_json, check_question
from rag.answer.draft import escape
from rag.answer.writing import Replaced, Step, Written
from rag.domain import Answer, Citation, Question, Turn
from rag.errors import InputError
from rag.models.found import OWNER

MODEL = "planqa"
SOURCES = "Nguồn:"
"""Begins the list of sources under an answer; cut off again where it comes back as history."""


class PartIn(BaseModel):
    """One part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")
    type: Text
    text: Text = ""


class MessageIn(BaseModel):
    """One message; only those of user and assistant are read."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[PartIn] | None = None

    @property
    def words(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptionsIn(BaseModel):
    """What a streaming client asks for besides."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class ChatIn(BaseModel):
    """POST /v1/chat/completions; what is meant for a language model (temperature …) is ignored."""

    model_config = ConfigDict(extra="ignore")
    model: Text = MODEL
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=1000)]
    stream: bool | None = False
    stream_options: StreamOptionsIn | None = None


def question_in(body: ChatIn, max_chars: int, labels: tuple[str, ...]) -> Question:
    """Return the last user message as the question, the ones before it as its history.

    `labels` are those that the asker may see.

    Raises:
        InputError: there is no user message, or it is empty or too long.
    """
    said = [message for message in body.messages if message.role in ("user", "assistant")]
    while said and said[-1].role != "user":
        said.pop()
    if not said:
        raise InputError(
            "messages không có câu hỏi nào của người dùng (role «user»).",
            "messages holds no question: give one with role “user”.",
        )
    text = said[-1].words.strip()
    check_question(text, max_chars)
    turns = tuple(
        Turn("user" if message.role == "user" else "assistant", _without_sources(message.words))
        for message in said[:-1][-MAX_TURNS:]
    )
    return Question(text, turns, labels=labels)


def _without_sources(words: str) -> str:
    return words.partition(f"\n\n{SOURCES}\n")[0][:MAX_TURN_CHARS]


def models_json() -> dict[str, object]:
    """Return what GET /v1/models lists."""
    return {"object": "list", "data": [model_json()]}


def model_json() -> dict[str, object]:
    """Return planqa as a model."""
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": OWNER}


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply under one id; `base_url` is where the client reaches this server."""

    base_url: str
    usage_in_stream: bool = False
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, object]:
        """Return the answer as a chat.completion, with the answer object as `planqa`."""
        message = {"role": "assistant", "content": self._words(answer), "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": _USAGE,
            "planqa": answer_json(answer),
        }

    async def frames(self, steps: AsyncGenerator[Step]) -> AsyncIterator[bytes]:
        """Yield the answer as chat.completion.chunk events: each sentence, then the sources."""
        yield self._chunk({"role": "assistant", "content": ""})
        written = False
        async with aclosing(steps):
            async for step in steps:
                match step:
                    case Written(_, text):
                        yield self._chunk({"content": text})
                        written = True
                    case Replaced(n, text):
                        # What was sent cannot be taken back; all of it stood in the quotes.
                        yield self._chunk({"content": text if n else f"\n\n{text}"})
                        written = True
                    case answer:
                        rest = self._tail(answer) if written else self._words(answer)
                        yield self._chunk({"content": rest})
                        yield self._chunk({}, "stop", {"planqa": answer_json(answer)})
        if self.usage_in_stream:
            head = self._head("chat.completion.chunk")
            yield _frame({**head, "choices": [], "usage": _USAGE})
        yield format_sse_event(data_str="[DONE]")

    def _head(self, kind: str) -> dict[str, object]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}

    def _chunk(
        self,
        delta: dict[str, str],
        finish: str | None = None,
        more: dict[str, object] | None = None,
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _frame({**self._head("chat.completion.chunk"), "choices": [choice], **(more or {})})

    def _words(self, answer: Answer) -> str:
        return f"{answer.text}{self._tail(answer)}"

    def _tail(self, answer: Answer) -> str:
        """Return what follows the sentences: choices, suggestions and sources."""
        offered = [f"- {choice.title}: {choice.question}" for choice in answer.choices]
        offered += [f"- {text}" for text in answer.suggestions]
        sources = [self._source(citation) for citation in answer.citations]
        parts = ["\n".join(map(escape, offered))] if offered else []
        parts += ["\n".join((SOURCES, *sources))] if sources else []
        return "".join(f"\n\n{part}" for part in parts)

    def _source(self, citation: Citation) -> str:
        page = f"tr. {citation.page}" if citation.page is not None else None
        known = (citation.title, citation.number, citation.source, page)
        span = urlencode({"start": citation.start, "end": citation.end})
        address = f"{self.base_url}view/{quote(citation.document_id, safe='')}?{span}#q"
        return f"[{citation.n}] {escape(' · '.join(part for part in known if part))} {address}"


_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""Nothing is counted or billed; some clients insist on the field."""


def _frame(body: dict[str, object]) -> bytes:
    return format_sse_event(data_str=to_json(body).decode())
