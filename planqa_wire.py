"""What goes between a planqa server and its client: results, refusals, and how both are read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import quote

import httpx

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

KEY_VARIABLE = "PLANQA_KEY"
"""Environment variable of the API key, for a client that is given none."""

Mode = Literal["hybrid", "dense", "lexical"]


class PlanQAError(Exception):
    """What the server refused: `slug` names the problem, `vi` and `en` explain it.

    `retry_after` are the seconds after which to try again, where the server says so.
    """

    def __init__(
        self,
        *,
        status: int,
        slug: str,
        vi: str,
        en: str,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Keep what the problem document says; `str(error)` gives both sentences."""
        super().__init__(f"{vi} / {en}")
        self.status = status
        self.slug = slug
        self.vi = vi
        self.en = en
        self.request_id = request_id
        self.retry_after = retry_after


class UnreachableError(PlanQAError):
    """No server answered at the address, or it broke off; `status` is 0."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may answer; None: any."""

    document_ids: tuple[str, ...] = ()
    issuer: str | None = None
    year: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A word-for-word quote, text[start:end] of the document; marked [n] in the answer."""

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


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several documents that could be meant, and the question that names it."""

    document_id: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply; `text` is Markdown with marks [1]. `timings_ms` are milliseconds."""

    status: Literal["answered", "not_found", "clarify"]
    text: str
    citations: tuple[Citation, ...]
    choices: tuple[Choice, ...]
    suggestions: tuple[str, ...]
    resolved_question: str
    mode: Literal["extractive", "llm"]
    timings_ms: Mapping[str, float]
    verification: Mapping[str, Any] | None = None
    explain: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a streamed answer.

    "evidence" brings citations; "answer" and "done" an answer; "token" and "replace" the text of
    the n-th sentence of a language model (n 0 replaces all of them).
    """

    kind: Literal["evidence", "answer", "token", "replace", "done"]
    n: int = 0
    text: str = ""
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that search found."""

    document_id: str
    source: str
    passage_id: str
    score: float
    path: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a list tells of a document; `issued_on` is "YYYY", "YYYY-MM" or "YYYY-MM-DD"."""

    id: str
    source: str
    name: str
    label: str
    title: str | None
    number: str | None
    kind: str | None
    issuer: str | None
    issued_on: str | None
    signer: str | None
    years: tuple[int, ...]
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A node of a document's outline."""

    ordinal: int
    parent: int | None
    kind: str
    label: str
    title: str
    start: int
    end: int
    level: int
    leaf: bool


@dataclass(frozen=True, slots=True)
class JobFile:
    """What became of one uploaded file."""

    source: str
    state: str
    document_id: str | None
    message_vi: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Job:
    """An upload that the server works off."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    files: tuple[JobFile, ...]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed")


File = Path | tuple[str, bytes]
"""A file to upload: its path, or the name it goes by and its bytes."""


class Events:
    """Puts the lines of a stream of server-sent events together."""

    def __init__(self) -> None:
        self._kind = ""
        self._data: list[str] = []

    def take(self, line: str) -> Event | None:
        """Take one line; return the event that it ends."""
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._kind = value
        elif name == "data":
            self._data.append(value)
        elif not line and self._data:
            kind, data = self._kind, json.loads("\n".join(self._data))
            self._kind, self._data = "", []
            return _event(kind, data)
        return None


def _event(kind: str, data: Any) -> Event | None:  # noqa: ANN401 - JSON
    match kind:
        case "evidence":
            return Event("evidence", citations=make_all(Citation, data))
        case "answer" | "done":
            answer = make_answer(data)
            return Event(kind, text=answer.text, citations=answer.citations, answer=answer)
        case "token" | "replace":
            return Event(kind, n=data["n"], text=data["text"])
        case "error":
            raise _problem(data)
        case _:  # of a newer server
            return None


def options(url: str, key: str | None, timeout_s: float) -> dict[str, Any]:
    """Return what httpx.Client and httpx.AsyncClient are made with."""
    key = key or os.environ.get(KEY_VARIABLE)
    return {
        "base_url": url,
        "headers": {"Authorization": f"Bearer {key}"} if key else {},
        "timeout": timeout_s,
        "trust_env": False,
    }


def question_body(
    question: str, history: Sequence[Turn], filters: Filters | None, explain: bool
) -> dict[str, Any]:
    """Return the body of POST /v1/ask."""
    body: dict[str, Any] = {"question": question, "history": [asdict(turn) for turn in history]}
    if filters is not None:
        body["filters"] = asdict(filters)
    return {**body, "explain": explain} if explain else body


def upload_parts(
    files: Sequence[File], label: str | None, idempotency_key: str | None
) -> dict[str, Any]:
    """Return what httpx sends for POST /v1/documents; OSError where a file cannot be read."""
    named = [(f.name, f.read_bytes()) if isinstance(f, Path) else f for f in files]
    headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
    parts = {"files": [("files", file) for file in named], "headers": headers}
    return {**parts, "data": {"label": label}} if label else parts


def document_path(document_id: str, part: str = "") -> str:
    """Return the path of a document, or of a part of it."""
    return f"/v1/documents/{quote(document_id, safe='')}" + (f"/{part}" if part else "")


def page_params(cursor: str | None) -> dict[str, str]:
    """Return the query of one page of a list."""
    return {} if cursor is None else {"cursor": cursor}


def read(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of a response, None where it has no body; PlanQAError for a refusal."""
    if not response.is_success:
        raise refusal(response)
    return response.json() if response.content else None


def refusal(response: httpx.Response) -> PlanQAError:
    """Return the error that a response of status 400 and above stands for."""
    after = response.headers.get("retry-after", "")
    retry_after = float(after) if after.isdecimal() else None
    try:
        return _problem(response.json(), retry_after)
    except (ValueError, KeyError, TypeError):
        place, status = response.request.url, response.status_code
        return PlanQAError(
            status=status,
            slug="",
            vi=f"{place} trả lời {status}, không đúng dạng planqa. Kiểm tra địa chỉ.",
            en=f"{place} answered {status}, not like planqa. Check the address.",
            retry_after=retry_after,
        )


def _problem(body: Mapping[str, Any], retry_after: float | None = None) -> PlanQAError:
    return PlanQAError(
        status=int(body["status"]),
        slug=str(body["type"]).rpartition(":")[2],
        vi=str(body["detail_vi"]),
        en=str(body["detail_en"]),
        request_id=body.get("instance"),
        retry_after=retry_after,
    )


def unreachable(url: httpx.URL, error: httpx.HTTPError) -> UnreachableError:
    """Return the error for a server that does not answer."""
    why = str(error) or type(error).__name__
    return UnreachableError(
        status=0,
        slug="unreachable",
        vi=f"Máy chủ planqa tại {url} không trả lời ({why}). Kiểm tra địa chỉ, hoặc chạy: make run",
        en=f"The planqa server at {url} does not answer ({why}). Check it, or start: make run",
    )


def make(kind: type[T], data: Mapping[str, Any], **more: object) -> T:
    """Build a result; members that a newer server adds are left out."""
    known = {field.name for field in fields(kind)} - more.keys()
    values: dict[str, Any] = {name: data[name] for name in known & data.keys()}
    frozen = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return kind(**frozen, **more)


def make_all(kind: type[T], items: Iterable[Mapping[str, Any]]) -> tuple[T, ...]:
    """Build a result for each item."""
    return tuple(make(kind, item) for item in items)


def make_answer(data: Mapping[str, Any]) -> Answer:
    """Build the result of POST /v1/ask."""
    return make(
        Answer,
        data,
        text=data["answer"],
        citations=make_all(Citation, data["citations"]),
        choices=make_all(Choice, data["choices"]),
    )


def make_job(data: Mapping[str, Any]) -> Job:
    """Build the result of GET /v1/jobs/{id}."""
    return make(Job, data, files=make_all(JobFile, data["files"]))
