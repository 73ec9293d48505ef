"""The part of the planqa API that the library page calls, over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx

from ui.reader import Reader
from ui.server import TIMEOUT_S, Refusal

Json = dict[str, Any]
JOBS = 10
"""Jobs shown."""
RUNS = 200
"""Runs of `planqa eval` that are drawn."""


class Shelf:
    """An async client of one planqa server; `transport` replaces the network in tests.

    Every method asks for one reader and raises Refusal when the server cannot be reached or answers
    with a problem.
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Connect on the first call; proxies of the environment do not apply."""
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=TIMEOUT_S,
            trust_env=False,
            transport=transport,
            # One client serves all readers: no reader's cookie may be kept for the next.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def me(self, reader: Reader) -> Json:
        """Return who the reader is: GET /v1/me."""
        return await self._send(reader, "GET", "/v1/me")

    async def catalogue(self, reader: Reader, words: str, only: str, limit: int) -> Json:
        """Return what is kept and fits the words, in one state or ("") in any."""
        asked: Json = {"q": words, "limit": limit}
        if only:
            asked["only"] = only
        return await self._send(reader, "GET", "/v1/catalogue", params=asked)

    async def document(self, reader: Reader, name: str) -> Json:
        """Return what is known of a document that can be opened."""
        return await self._send(reader, "GET", _document(name))

    async def part(self, reader: Reader, name: str, part: str) -> Json:
        """Return the "outline", the "quality" or the "versions" of a document."""
        return await self._send(reader, "GET", f"{_document(name)}/{part}")

    async def remove(self, reader: Reader, name: str) -> None:
        """Take a document out of search; it can be restored for a while."""
        await self._send(reader, "DELETE", _document(name))

    async def restore(self, reader: Reader, name: str) -> None:
        """Bring a withdrawn document back."""
        await self._send(reader, "POST", f"{_document(name)}/restore")

    async def corrections(self, reader: Reader, name: str) -> Json:
        """Return who corrected what of a document."""
        return await self._send(reader, "GET", f"{_document(name)}/metadata")

    async def correct(self, reader: Reader, name: str, changes: Json) -> None:
        """Set fields of a document; None goes back to what was read."""
        await self._send(reader, "PATCH", f"{_document(name)}/metadata", json=changes)

    async def jobs(self, reader: Reader) -> Json:
        """Return the jobs started last."""
        return await self._send(reader, "GET", "/v1/jobs", params={"limit": JOBS})

    async def explained(self, reader: Reader, question: str) -> Json:
        """Answer a question and tell what was understood, looked at and decided."""
        body = {"question": question, "explain": True}
        return await self._send(reader, "POST", "/v1/ask", json=body)

    async def usage(self, reader: Reader, days: int) -> Json:
        """Return what was asked on the last days."""
        return await self._send(reader, "GET", "/v1/usage", params={"days": days})

    async def evaluations(self, reader: Reader) -> Json:
        """Return the latest runs of `planqa eval` that were recorded."""
        return await self._send(reader, "GET", "/v1/evaluations", params={"limit": RUNS})

    async def _send(self, reader: Reader, method: str, path: str, **more: Any) -> Json:  # noqa: ANN401 - httpx's
        texts = reader.texts
        try:
            response = await self._client.request(
                method, path, headers=dict(reader.headers), **more
            )
            if response.status_code == HTTPStatus.NO_CONTENT:
                return {}
            reply: Json = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal(texts.unreachable) from error
        if response.is_success:
            return reply
        raise Refusal(str(reply.get(f"detail_{texts.language}", texts.unreachable)))


def _document(name: str) -> str:
    return f"/v1/documents/{quote(name, safe='')}"
