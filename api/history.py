"""A reader's conversations over HTTP: what goes in and out, and what may still be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import MAX_TURN_CHARS, ChoiceOut, CitationOut, Text
from rag.answer.draft import escape
from rag.conversations import Exchange
from rag.errors import PlanQAError
from rag.library import Library
from rag.messages import say

MAX_CITED = 500
"""Citations, or choices, of one answer."""


class HistoryOffError(PlanQAError):
    """Conversations are not kept on this server."""

    status = 409
    slug = "history-off"


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CitedIn(_In):
    """A citation as POST /v1/ask gave it."""

    n: Annotated[int, Field(ge=0, le=100_000)]
    document_id: Annotated[Text, Field(max_length=64)]
    source: Annotated[Text, Field(max_length=2000)]
    title: Annotated[Text | None, Field(max_length=5000)] = None
    number: Annotated[Text | None, Field(max_length=500)] = None
    issuer: Annotated[Text | None, Field(max_length=2000)] = None
    issued_on: Annotated[Text | None, Field(max_length=10)] = None
    path: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    page: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    start: Annotated[int, Field(ge=0, le=2**31)]
    end: Annotated[int, Field(ge=0, le=2**31)]
    quote: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]


class ChoiceIn(_In):
    """A choice as POST /v1/ask gave it."""

    document_id: Annotated[Text, Field(max_length=64)]
    title: Annotated[Text, Field(max_length=5000)]
    question: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]


class ExchangeIn(_In):
    """A question with the answer that it got."""

    question: Text
    status: Literal["answered", "not_found", "clarify"]
    answer: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]
    citations: Annotated[tuple[CitedIn, ...], Field(max_length=MAX_CITED)] = ()
    choices: Annotated[tuple[ChoiceIn, ...], Field(max_length=MAX_CITED)] = ()


class TitleIn(_In):
    """PATCH /v1/conversations/{conversation_id}."""

    title: Annotated[Text, Field(min_length=1, max_length=200)]


class ConversationOut(BaseModel):
    """A conversation in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    updated_at: datetime


class ConversationsOut(BaseModel):
    """The caller's conversations, the latest first, and for how many days one is kept (0: off)."""

    items: Sequence[ConversationOut]
    next: str | None = None
    kept_days: int


class CitedOut(CitationOut):
    """A citation of an earlier answer; `superseded_by` is the version that replaced its source."""

    superseded_by: str | None


class ExchangeOut(BaseModel):
    """A question and its answer.

    `withheld`: the answer rests on documents that the caller may not see now, or that are no longer
    in the library; a sentence that says so stands in its place.
    """

    question: str
    status: Literal["answered", "not_found", "clarify"]
    answer: str
    citations: tuple[CitedOut, ...] = ()
    choices: tuple[ChoiceOut, ...] = ()
    withheld: bool = False


class ConversationDetailOut(ConversationOut):
    """A conversation with what was said in it."""

    exchanges: tuple[ExchangeOut, ...]


def exchange_of(given: ExchangeIn, library: Library, labels: Sequence[str]) -> Exchange:
    """Return what is kept, in the words of rag.conversations.

    A refusal tells the nearest documents by name: whoever may not see one later may not read it.
    """
    named = () if given.status == "answered" else library.cards(labels)
    return Exchange(
        question=given.question.strip(),
        status=given.status,
        answer=given.answer,
        citations=tuple(one.model_dump() for one in given.citations),
        choices=tuple(one.model_dump() for one in given.choices),
        named=tuple(card.id for card in named if escape(card.name) in given.answer),
    )


def shown(
    library: Library,
    exchanges: Sequence[Exchange],
    labels: Sequence[str],
    language: Literal["vi", "en"],
) -> tuple[ExchangeOut, ...]:
    """Return the exchanges as a caller with these labels may see them now."""
    wanted = {name for one in exchanges for name in one.documents}
    standing = library.versions.standing(wanted, labels)
    return tuple(_shown(one, standing, language) for one in exchanges)


def _shown(
    kept: Exchange, standing: dict[str, str | None], language: Literal["vi", "en"]
) -> ExchangeOut:
    if not kept.documents <= standing.keys():
        return ExchangeOut(
            question=kept.question,
            status="not_found",
            answer=say("answer_withheld", language),
            withheld=True,
        )
    return ExchangeOut.model_validate(
        {
            "question": kept.question,
            "status": kept.status,
            "answer": kept.answer,
            "citations": tuple(
                {**one, "superseded_by": standing[one["document_id"]]} for one in kept.citations
            ),
            "choices": kept.choices,
        }
    )
