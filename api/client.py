"""The planqa commands through a server that owns the data folder, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from api.local import Cost, Progress, silent
from api.shapes import check_unicode
from rag.archive import Owner
from rag.errors import BusyError, PlanQAError

if TYPE_CHECKING:
    from rag.evaluations import Evaluation

TIMEOUT_S = 300.0
START_S = 120.0
"""How long a server that is still loading is waited for."""

POLL_S = 0.3
_WORKING = frozenset({"reading", "embedding"})


class ServerError(PlanQAError):
    """What the server refused, in its own words."""


class Client:
    """Calls one running server with the token of its data folder."""

    def __init__(self, owner: Owner) -> None:
        """Connect on the first call; proxies of the environment do not apply."""
        self._url = owner.url
        self._http = httpx.Client(
            base_url=owner.url,
            headers={"Authorization": f"Bearer {owner.token}"},
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    def ask(self, question: str, *, explain: bool) -> dict[str, Any]:
        """Return the answer object of POST /v1/ask."""
        check_unicode(question)
        return self._call("POST", "/v1/ask", {"question": question, "explain": explain})

    def feedback(self) -> list[dict[str, Any]]:
        """Return what readers thought of answers, oldest first."""
        return self._call("GET", "/v1/feedback")["items"]

    def record(self, evaluation: Evaluation) -> None:
        """Keep the figures of a run of `planqa eval`."""
        check_unicode(evaluation.suite)
        self._call("POST", "/v1/evaluations", asdict(evaluation))

    def verify(self, text: str) -> dict[str, Any]:
        """Return the object of POST /v1/verify."""
        check_unicode(text)
        return self._call("POST", "/v1/verify", {"text": text})

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the current documents by source."""
        cursor: str | None = None
        while True:
            params = {} if cursor is None else {"cursor": cursor}
            page = self._call("GET", f"/v1/documents?{httpx.QueryParams(params)}")
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def document(self, document_id: str) -> dict[str, Any]:
        """Return what is known about one document."""
        return self._call("GET", f"/v1/documents/{quote(document_id, safe='')}")

    def remove(self, document_id: str) -> None:
        """Take a document out of the library."""
        self._call("DELETE", f"/v1/documents/{quote(document_id, safe='')}")

    def withdrawn(self) -> list[dict[str, Any]]:
        """Return the documents that can be restored, by source."""
        return self._call("GET", "/v1/documents/withdrawn")["items"]

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back."""
        self._call("POST", f"/v1/documents/{quote(document_id, safe='')}/restore")

    def ingest(
        self,
        paths: Sequence[Path],
        report: Callable[[Progress], None],
        *,
        label: str | None = None,
        settled_ns: int | None = None,
        on_step: Callable[[Progress], None] = silent,
    ) -> Cost:
        """Have the server read files and folders; errors and reports as api.local.Local.ingest."""
        absolute = [str(path.absolute()) for path in paths]
        for path in absolute:
            check_unicode(path)
        reported: set[str] = set()
        cost = Cost()
        asked = {"paths": absolute, "label": label, "settled_ns": settled_ns}
        started = self._call("POST", "/v1/ingest", asked)
        for job in self._follow(started):
            figures = job["figures"]
            cost = Cost(figures["passages"], figures["embedded"])
            for file in job["files"]:
                if file["source"] in reported or file["state"] == "queued":
                    continue
                working = file["state"] in _WORKING
                if not working:
                    reported.add(file["source"])
                (on_step if working else report)(
                    Progress(
                        file["source"],
                        file["state"],
                        vi=file["message_vi"],
                        en=file["message_en"],
                        done=len(reported),
                        total=len(job["files"]),
                        eta_s=figures["eta_s"],
                    )
                )
            if job["state"] == "failed" and len(reported) < len(job["files"]):
                raise _broken("ingest")
        return cost

    def reindex(self) -> None:
        """Have the server build its indexes anew."""
        for job in self._follow(self._call("POST", "/v1/reindex")):
            if job["state"] == "failed":
                raise _broken("reindex")

    def _follow(self, started: dict[str, Any]) -> Iterator[dict[str, Any]]:
        while True:
            job = self._call("GET", f"/v1/jobs/{started['job_id']}")
            yield job
            if job["state"] in ("done", "failed"):
                return
            time.sleep(POLL_S)

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        deadline = time.monotonic() + START_S
        while True:
            response = self._send(method, path, body)
            if response.is_success:
                return response.json() if response.content else {}
            error, slug = self._error(response)
            if slug != "starting" or time.monotonic() > deadline:
                raise error
            time.sleep(POLL_S)

    def _send(self, method: str, path: str, body: object) -> httpx.Response:
        try:
            return self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise BusyError(
                f"Máy chủ planqa tại {self._url} giữ thư mục dữ liệu nhưng không trả lời "
                f"({error}). Chờ máy chủ khởi động xong hoặc dừng nó rồi thử lại.",
                f"The planqa server at {self._url} owns the data folder but does not answer "
                f"({error}). Wait until it has started, or stop it and try again.",
            ) from error

    def _error(self, response: httpx.Response) -> tuple[PlanQAError, str]:
        try:
            problem = response.json()
            slug = str(problem["type"]).rpartition(":")[2]
            return ServerError(str(problem["detail_vi"]), str(problem["detail_en"])), slug
        except (ValueError, KeyError, TypeError):
            return ServerError(
                f"Máy chủ tại {self._url} trả lời {response.status_code} không đúng dạng planqa.",
                f"The server at {self._url} answered {response.status_code}, not like planqa.",
            ), ""


def _broken(what: str) -> ServerError:
    return ServerError(
        f"Máy chủ không hoàn thành được việc {what}. Xem nhật ký máy chủ.",
        f"The server could not finish {what}. See the server log.",
    )
