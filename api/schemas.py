"""What goes over HTTP; api.shapes makes it from the words of rag.domain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

T = TypeVar("T")

MAX_TURNS = 100
MAX_TURN_CHARS = 50_000


def _encodable(value: str) -> str:
    # JSON can spell half of a surrogate pair, which no answer, index or database can hold.
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("string_unicode", "not valid Unicode") from error
    if "\0" in value:  # which no path, and no text in PostgreSQL, can hold
        raise PydanticCustomError("string_unicode", "not valid Unicode")
    return value


Text = Annotated[str, AfterValidator(_encodable)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TurnIn(_In):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]


class FiltersIn(_In):
    """Limits beside the question."""

    document_ids: list[Text] = []
    issuer: Text | None = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    kind: Text | None = None


class AskIn(_In):
    """POST /v1/ask."""

    question: Text
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = []
    filters: FiltersIn | None = None
    explain: bool = False


class QuoteIn(_In):
    """A citation of the answer that is judged."""

    source: Annotated[Text, Field(max_length=2000)]
    quote: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]


class FeedbackIn(_In):
    """POST /v1/feedback."""

    question: Text
    answer: Annotated[Text, Field(max_length=MAX_TURN_CHARS)]
    helpful: bool
    reason: Annotated[Text | None, Field(max_length=2000)] = None
    citations: Annotated[list[QuoteIn], Field(max_length=100)] = []
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = []


class VisitorIn(_In):
    """POST /v1/widget/token; `token` is one that the same visitor had before."""

    token: Annotated[Text | None, Field(max_length=2000)] = None


class VisitorOut(BaseModel):
    """A token for the widget and how long it is accepted."""

    token: str
    expires_in_s: int


class FeedbackOut(FeedbackIn):
    """One judgement as it was given, with its number."""

    id: int


class FeedbackStoredOut(BaseModel):
    """The number under which a judgement is kept."""

    id: int


class PathsIn(_In):
    """POST /v1/ingest: absolute paths on the server's own machine.

    Files of folders that were written after `settled_ns` (nanoseconds since 1970) are left for the
    next time.
    """

    paths: Annotated[list[Text], Field(min_length=1)]
    label: Annotated[Text, Field(max_length=64)] | None = None
    settled_ns: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class FolderIn(_In):
    """POST /v1/sync: a folder of the server's own machine that was ingested before."""

    folder: Annotated[Text, Field(min_length=1)]


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CitationOut(_Out):
    """A verbatim quote; start and end count code points in the canonical text."""

    n: int
    document_id: str
    source: str
    title: str | None
    number: str | None
    issuer: str | None
    issued_on: str | None
    path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str


class ChoiceOut(_Out):
    """One of several documents that could be meant."""

    document_id: str
    title: str
    question: str


def _absent(value: object) -> bool:
    return value is None


class AnswerOut(_Out):
    """The reply to a question."""

    status: Literal["answered", "not_found", "clarify"]
    answer: Annotated[str, Field(validation_alias="text")]
    citations: tuple[CitationOut, ...]
    resolved_question: str
    choices: tuple[ChoiceOut, ...]
    suggestions: tuple[str, ...]
    mode: Literal["extractive", "llm"]
    verification: Annotated[dict[str, object] | None, Field(exclude_if=_absent)] = None
    explain: Annotated[dict[str, object] | None, Field(exclude_if=_absent)] = None
    timings_ms: dict[str, float]


class FoundOut(BaseModel):
    """An LLM server on this machine: its URL is what the setting `llm` takes."""

    url: str
    usual: str
    models: tuple[str, ...]


class LlmIn(BaseModel):
    """A model of an LLM server on this machine."""

    url: Text
    model: Text


class LlmOut(BaseModel):
    """What writes: `chosen` if there is one, else `setting` with `setting_model`."""

    setting: str
    setting_model: str
    chosen: LlmIn | None
    found: list[FoundOut]
    may_change: bool


class MeOut(BaseModel):
    """Who asks: `how` that is known, what they may do, and the labels that they may see.

    "open": nobody has to sign in here.
    """

    name: str
    role: Literal["reader", "editor", "admin"]
    labels: tuple[str, ...]
    how: Literal["token", "key", "ticket", "session", "proxy", "visitor", "open"]


class LabelIn(_In):
    """PATCH /v1/documents/{document_id}."""

    label: Annotated[Text, Field(min_length=1, max_length=64)]


class HitOut(_Out):
    """A passage found by search."""

    document_id: str
    source: str
    passage_id: str
    score: float
    path: tuple[str, ...]
    start: int
    end: int
    text: str


class SectionOut(_Out):
    """One node of an outline."""

    ordinal: int
    parent: int | None
    kind: str
    label: str
    title: str
    start: int
    end: int
    level: int
    leaf: bool


class FactOut(_Out):
    """A value of the header or signature and the span it was read from."""

    name: str
    value: str
    start: int
    end: int


class DirectiveOut(_Out):
    """A document that this document cites."""

    number: str
    kind: str | None
    issued_on: str | None
    start: int
    end: int


class QuarantineOut(_Out):
    """Why a document ("secret", "unreadable") or some of its pages ("pages") are not searched."""

    reason: Literal["secret", "unreadable", "pages"]
    message_vi: Annotated[str, Field(validation_alias="vi")]
    message_en: Annotated[str, Field(validation_alias="en")]


class HiddenOut(BaseModel):
    """What a file holds and does not show: left out of text, search and answers."""

    kind: Literal["characters", "text", "cells", "sheets", "slides"]
    count: int
    page: int | None
    message_vi: str
    message_en: str


class DocumentOut(_Out):
    """A document in a list."""

    id: str
    source: str
    name: str
    label: str
    superseded_by: str | None
    quarantine: QuarantineOut | None
    hidden: tuple[HiddenOut, ...]
    title: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    place: str | None
    issued_on: str | None
    period: str | None
    signer: str | None
    signer_office: str | None
    years: tuple[int, ...]


class WithdrawnOut(DocumentOut):
    """A document that is kept, no longer searched, and gone for good after `kept_until`."""

    withdrawn_at: datetime
    kept_until: datetime


class RelationOut(BaseModel):
    """How a document stands to another; `said_in`, `start`, `end` and `quote` are the words for it.

    "outgoing": this document does it to `document_id` (null while that is not in the library);
    "incoming": `document_id` does it to this one. A draft is told by comparison: no words.
    """

    kind: Literal["amends", "replaces", "repeals", "issued_with", "draft_of"]
    direction: Literal["outgoing", "incoming"]
    document_id: str | None
    name: str
    said_in: str | None
    start: int | None
    end: int | None
    quote: str | None


class DocumentDetailOut(DocumentOut):
    """One document, with the spans of what is known about it; `file_sha256` is of the bytes."""

    file_sha256: str
    chars: int
    facts: tuple[FactOut, ...]
    recipients: tuple[str, ...]
    directives: tuple[DirectiveOut, ...]
    relations: tuple[RelationOut, ...]


class TextOut(BaseModel):
    """The canonical text, and the SHA-256 of its UTF-8 bytes."""

    text: str
    sha256: str


class RectangleOut(BaseModel):
    """Where a word stands, in shares of its page from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class MarkedOut(BaseModel):
    """A page that a span of the text stands on, and its words there."""

    page: int
    rectangles: Sequence[RectangleOut]


class JobFileOut(_Out):
    """What became of one file of a job; the messages are empty when all is well."""

    source: str
    state: str
    document_id: str | None
    message_vi: Annotated[str, Field(validation_alias="vi")]
    message_en: Annotated[str, Field(validation_alias="en")]


class FiguresOut(_Out):
    """How far a job is; of `passages`, `embedded` needed a new vector, the others share one."""

    eta_s: float | None
    passages: int
    embedded: int
    shared: int


class JobOut(_Out):
    """A background job."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    figures: FiguresOut
    files: tuple[JobFileOut, ...]
    created_at: datetime | None


class JobStartedOut(BaseModel):
    """The job that works a request off."""

    job_id: str


class Listing(BaseModel, Generic[T]):
    """A page of a list; `next` is the cursor of the next page, null on the last."""

    items: Sequence[T]
    next: str | None = None
