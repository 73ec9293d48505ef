"""What the OpenAI-compatible API sends, as its document describes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas import AnswerOut


class ModelOut(BaseModel):
    """planqa as a model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsOut(BaseModel):
    """The one model there is."""

    object: Literal["list"]
    data: list[ModelOut]


class ChatMessageOut(BaseModel):
    """The answer: Markdown with marks [1], and under it a list «Nguồn:» with addresses."""

    role: Literal["assistant"]
    content: str
    refusal: None


class ChatChoiceOut(BaseModel):
    """The one choice; planqa always finishes with "stop"."""

    index: Literal[0]
    message: ChatMessageOut
    finish_reason: Literal["stop"]
    logprobs: None


class UsageOut(BaseModel):
    """Nothing is counted or billed: zeros, for clients that insist on the field."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatOut(BaseModel):
    """A chat.completion; `planqa` is the whole answer with its citations."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: Annotated[list[ChatChoiceOut], Field(min_length=1, max_length=1)]
    usage: UsageOut
    planqa: AnswerOut
