"""What is measured: a planqa server over HTTP, or the parts of planqa in this process."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx

from api.readiness import Readiness
from api.shapes import answer_json, hit_out
from api.wiring import Parts
from eval.domain import Said
from ingest.events import Event
from rag.answer.writing import Writer, write
from rag.archive import Archive
from rag.assistant import Quoted, finished
from rag.domain import Question, Turn
from rag.errors import InputError, PlanQAError
from rag.settings import Settings

TIMEOUT_S = 120.0


class TargetError(PlanQAError):
    """The system measured gave no usable reply."""

    slug = "target"


class Target(Protocol):
    """Answers in the JSON of the HTTP API, wherever it runs; each may raise PlanQAError."""

    def ask(self, question: str, history: Sequence[Said]) -> dict[str, Any]:
        """Return the reply of POST /v1/ask with `explain`."""
        ...

    def search(self, words: str, k: int, mode: str) -> list[dict[str, Any]]:
        """Return the items of GET /v1/search."""
        ...

    def text(self, document_id: str) -> str:
        """Return the canonical text of a document."""
        ...

    def source(self, document_id: str) -> str:
        """Return the name of a document's file."""
        ...


class HttpTarget:
    """A running server."""

    def __init__(self, base: str, key: str | None = None) -> None:
        """Take the server's address and, where it asks for one, a key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._base = base
        self._http = httpx.Client(
            base_url=base, headers=headers, timeout=TIMEOUT_S, trust_env=False
        )

    def __enter__(self) -> Self:
        """Return the target itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, question: str, history: Sequence[Said]) -> dict[str, Any]:
        """Return the reply of POST /v1/ask with `explain`."""
        turns = [asdict(said) for said in history]
        body = {"question": question, "history": turns, "explain": True}
        return self._call("POST", "/v1/ask", json=body)

    def search(self, words: str, k: int, mode: str) -> list[dict[str, Any]]:
        """Return the items of GET /v1/search."""
        found = self._call("GET", "/v1/search", params={"q": words, "k": k, "mode": mode})
        return list(found["items"])

    def text(self, document_id: str) -> str:
        """Return the canonical text of a document."""
        return str(self._call("GET", f"/v1/documents/{quote(document_id, safe='')}/text")["text"])

    def source(self, document_id: str) -> str:
        """Return the name of a document's file."""
        return str(self._call("GET", f"/v1/documents/{quote(document_id, safe='')}")["source"])

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's
        try:
            response = self._http.request(method, path, **more)
            response.raise_for_status()
            return dict(response.json())
        except (httpx.HTTPError, ValueError) as error:
            raise TargetError(
                f"Máy chủ {self._base} không trả lời được {path} ({error}).",
                f"The server {self._base} did not answer {path} ({error}).",
            ) from error


class LocalTarget:
    """Opened parts in this process; what is timed is the work without HTTP."""

    def __init__(self, parts: Parts) -> None:
        """Take parts that their opener closes."""
        self._parts = parts
        self._quoted: dict[Question, Quoted] = {}
        self._labels = parts.library.labels()

    def ask(self, question: str, history: Sequence[Said]) -> dict[str, Any]:
        """Return the reply of POST /v1/ask with `explain`."""
        turns = tuple(Turn(said.role, said.content) for said in history)
        asked = Question(question, turns, labels=self._labels)
        return answer_json(self._parts.assistant.ask(asked, explain=True))

    def rewritten(self, question: str, history: Sequence[Said], writer: Writer) -> dict[str, Any]:
        """Return the reply as a model words it; what is quoted for a question is kept."""
        turns = tuple(Turn(said.role, said.content) for said in history)
        asked = Question(question, turns, labels=self._labels)
        if asked not in self._quoted:
            self._quoted[asked] = self._parts.assistant.quote(asked)
        quoted = self._quoted[asked]
        answer = quoted.answer
        if quoted.bare.status == "answered":
            words = write(writer, quoted.question, quoted.bare, quoted.language)
            answer = quoted.finish(asyncio.run(finished(words)))
        return answer_json(answer)

    def use(self, writer: Writer | None) -> None:
        """Have a model write from the next question on, or none."""
        self._parts.assistant.use(writer)

    def search(self, words: str, k: int, mode: str) -> list[dict[str, Any]]:
        """Return the items of GET /v1/search."""
        if mode not in ("hybrid", "dense", "lexical"):
            raise InputError(f"Không có cách tìm {mode}.", f"There is no way of search {mode}.")
        found = self._parts.assistant.search(words, k=k, mode=mode, labels=self._labels)
        return [
            hit_out(item, self.source(item.passage.document_id)).model_dump(mode="json")
            for item in found
        ]

    def text(self, document_id: str) -> str:
        """Return the canonical text of a document."""
        return self._parts.library.document(document_id).text

    def source(self, document_id: str) -> str:
        """Return the name of a document's file."""
        return self._parts.library.card(document_id).source


@contextmanager
def local(settings: Settings, documents: Path) -> Generator[LocalTarget]:
    """Read a folder into a data folder of its own, gone at the end; yield what answers from it.

    Raises:
        InputError: a file of the folder cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="planqa-eval-") as home:
        archive = Archive(Path(home))
        with archive:
            readiness = Readiness(("library", "model", "indexes"))
            parts = Parts.open(settings, archive, readiness)
            try:
                failed: list[Event] = []
                parts.ingestor.ingest(
                    [documents],
                    on_event=lambda event: (
                        failed.append(event) if event.state == "failed" else None
                    ),
                )
                if failed:
                    raise InputError(
                        f"Không đọc được {len(failed)} tệp trong {documents}: {failed[0].vi}",
                        f"{len(failed)} files of {documents} cannot be read: {failed[0].en}",
                    )
                yield LocalTarget(parts)
            finally:
                parts.close()
