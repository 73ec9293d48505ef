"""Client of a planqa server: questions with citations, search, documents.

    from planqa import Client

    with Client("http://127.0.0.1:8000") as planqa:
        answer = planqa.ask("Quý III phường Mây Hạ phải làm gì?")
        for citation in answer.citations:
            print(citation.quote, citation.source)

Every start and end counts Unicode code points in a document's text. Needs httpx alone;
`PlanQARetriever` and `asking` are for LangChain, which is imported when they are first named.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import httpx

from planqa_wire import (
    Answer,
    Choice,
    Citation,
    Document,
    Event,
    Events,
    File,
    Filters,
    Hit,
    Job,
    JobFile,
    Mode,
    PlanQAError,
    Section,
    Turn,
    UnreachableError,
    document_path,
    make,
    make_all,
    make_answer,
    make_job,
    options,
    page_params,
    question_body,
    read,
    refusal,
    unreachable,
    upload_parts,
)

if TYPE_CHECKING:
    from planqa_langchain import PlanQARetriever as PlanQARetriever
    from planqa_langchain import asking as asking

__all__ = [
    "Answer",
    "AsyncClient",
    "Choice",
    "Citation",
    "Client",
    "Document",
    "Event",
    "Filters",
    "Hit",
    "Job",
    "JobFile",
    "PlanQAError",
    "PlanQARetriever",
    "Section",
    "Turn",
    "UnreachableError",
    "asking",
]

URL = "http://127.0.0.1:8000"

POLL_S = 0.3


class Client:
    """Asks one server; use as a context manager, or `close` it.

    Every method raises PlanQAError for what the server refuses and UnreachableError where none
    answers.
    """

    def __init__(self, url: str = URL, *, key: str | None = None, timeout_s: float = 120.0) -> None:
        """Connect on the first call; the key is read from PLANQA_KEY where none is given."""
        self._http = httpx.Client(**options(url, key, timeout_s))

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        explain: bool = False,
    ) -> Answer:
        """Answer a question, with the turns before it."""
        body = question_body(question, history, filters, explain)
        return make_answer(self._json("POST", "/v1/ask", json=body))

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        """Yield an answer as it comes into being; the last event is "done"."""
        body = question_body(question, history, filters, False)
        try:
            with self._http.stream("POST", "/v1/ask/stream", json=body) as response:
                if not response.is_success:
                    response.read()
                    raise refusal(response)
                yield from filter(None, map(Events().take, response.iter_lines()))
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error

    def search(self, query: str, *, k: int = 10, mode: Mode = "hybrid") -> tuple[Hit, ...]:
        """Return the k passages that match best, best first."""
        found = self._json("GET", "/v1/search", params={"q": query, "k": k, "mode": mode})
        return make_all(Hit, found["items"])

    def documents(self) -> Iterator[Document]:
        """Yield the current documents by source, fetched a page at a time."""
        cursor: str | None = None
        while True:
            page = self._json("GET", "/v1/documents", params=page_params(cursor))
            yield from make_all(Document, page["items"])
            cursor = page["next"]
            if cursor is None:
                return

    def document(self, document_id: str) -> Document:
        """Return one version of a document."""
        return make(Document, self._json("GET", document_path(document_id)))

    def text(self, document_id: str) -> str:
        """Return the text that every start and end counts in."""
        return self._json("GET", document_path(document_id, "text"))["text"]

    def outline(self, document_id: str) -> tuple[Section, ...]:
        """Return the sections in document order, the root first."""
        found = self._json("GET", document_path(document_id, "outline"))
        return make_all(Section, found["items"])

    def upload(
        self, *files: File, label: str | None = None, idempotency_key: str | None = None
    ) -> Job:
        """Send files and return the job that reads them; `wait` for it.

        `label` is the access label that they get, None: as the server's rules say. The same key
        with the same files gives the same job again, however often it is sent.
        """
        sent = self._json("POST", "/v1/documents", **upload_parts(files, label, idempotency_key))
        return self.job(sent["job_id"])

    def job(self, job_id: str) -> Job:
        """Return how far a job is."""
        return make_job(self._json("GET", f"/v1/jobs/{quote(job_id, safe='')}"))

    def wait(self, job: Job, *, timeout_s: float = 600.0) -> Job:
        """Return the job once it has ended; TimeoutError if it has not by then."""
        deadline = time.monotonic() + timeout_s
        while not job.ended:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{job.id}: {job.state}")
            time.sleep(POLL_S)
            job = self.job(job.id)
        return job

    def remove(self, document_id: str) -> None:
        """Take a document out of the library; it can be restored for a while."""
        self._json("DELETE", document_path(document_id))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def _json(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        try:
            return read(self._http.request(method, path, **more))
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error


class AsyncClient:
    """Client for asyncio: asking and searching; use as an asynchronous context manager."""

    def __init__(self, url: str = URL, *, key: str | None = None, timeout_s: float = 120.0) -> None:
        """As Client."""
        self._http = httpx.AsyncClient(**options(url, key, timeout_s))

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        explain: bool = False,
    ) -> Answer:
        """Answer a question, with the turns before it."""
        body = question_body(question, history, filters, explain)
        return make_answer(await self._json("POST", "/v1/ask", json=body))

    async def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> AsyncIterator[Event]:
        """Yield an answer as it comes into being; the last event is "done"."""
        body = question_body(question, history, filters, False)
        events = Events()
        try:
            async with self._http.stream("POST", "/v1/ask/stream", json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise refusal(response)
                async for line in response.aiter_lines():
                    if event := events.take(line):
                        yield event
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error

    async def search(self, query: str, *, k: int = 10, mode: Mode = "hybrid") -> tuple[Hit, ...]:
        """Return the k passages that match best, best first."""
        found = await self._json("GET", "/v1/search", params={"q": query, "k": k, "mode": mode})
        return make_all(Hit, found["items"])

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.close()

    async def _json(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        try:
            return read(await self._http.request(method, path, **more))
        except httpx.HTTPError as error:
            raise unreachable(self._http.base_url, error) from error


def __getattr__(name: str) -> object:
    """Import what is for LangChain when it is named."""
    if name in ("PlanQARetriever", "asking"):
        import planqa_langchain

        return getattr(planqa_langchain, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
