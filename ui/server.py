"""The planqa API as the page calls it; the page knows the server only over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from ui.texts import Texts

TIMEOUT_S = 120.0
OUTLINES = 8
"""Documents that example questions are drawn from."""


class Refusal(Exception):
    """The server gave no answer; the message is in the reader's language."""


class Server:
    """An async client of one planqa server; `transport` replaces the network in tests."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Connect on the first call; proxies of the environment do not apply."""
        self._client = httpx.AsyncClient(
            base_url=base_url, timeout=TIMEOUT_S, trust_env=False, transport=transport
        )

    async def ask(
        self, question: str, history: Sequence[dict[str, str]], texts: Texts
    ) -> dict[str, Any]:
        """Return the answer object of POST /v1/ask.

        Raises:
            Refusal: the server cannot be reached, or answers with a problem.
        """
        return await self._post("/v1/ask", {"question": question, "history": list(history)}, texts)

    async def verify(self, text: str, texts: Texts) -> dict[str, Any]:
        """Return the object of POST /v1/verify; errors as `ask`."""
        return await self._post("/v1/verify", {"text": text}, texts)

    async def _post(self, path: str, body: object, texts: Texts) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
        except httpx.HTTPError as error:
            raise Refusal(texts.unreachable) from error
        try:
            reply: dict[str, Any] = response.json()
        except ValueError as error:
            raise Refusal(texts.unreachable) from error
        if response.is_success:
            return reply
        raise Refusal(str(reply.get(f"detail_{texts.language}", texts.unreachable)))

    async def documents(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Return the first documents with their outlines; none while the server is not ready."""
        try:
            listed = await self._client.get("/v1/documents", params={"limit": OUTLINES})
            if not listed.is_success:
                return []
            found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
            for document in listed.json()["items"]:
                outline = await self._client.get(f"/v1/documents/{document['id']}/outline")
                if outline.is_success:
                    found.append((document, outline.json()["items"]))
        except httpx.HTTPError:
            return []
        return found
