"""The planqa API as the page calls it; the page knows the server only over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import httpx

from ui.texts import Texts

TIMEOUT_S = 120.0
OUTLINES = 8
"""Documents that example questions are drawn from."""


Event = tuple[str, Any]
"""Name and data of one server-sent event."""


class Refusal(Exception):
    """The server gave no answer; the message is in the reader's language."""


class Server:
    """An async client of one planqa server; `transport` replaces the network in tests."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Connect on the first call; proxies of the environment do not apply."""
        self._client = httpx.AsyncClient(
            base_url=base_url, timeout=TIMEOUT_S, trust_env=False, transport=transport
        )

    async def stream(
        self, question: str, history: Sequence[dict[str, str]], texts: Texts
    ) -> AsyncGenerator[Event]:
        """Yield the events of POST /v1/ask/stream; closing the iterator stops the answer.

        Raises:
            Refusal: the server cannot be reached, answers with a problem, or breaks off.
        """
        body = {"question": question, "history": list(history)}
        try:
            async with self._client.stream("POST", "/v1/ask/stream", json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise _refusal(response.json(), texts)
                async for name, data in _events(response):
                    if name == "error":
                        raise _refusal(data, texts)
                    yield name, data
                    if name == "done":
                        return
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal(texts.unreachable) from error
        raise Refusal(texts.unreachable)

    async def verify(self, text: str, texts: Texts) -> dict[str, Any]:
        """Return the object of POST /v1/verify; errors as `stream`."""
        return await self._send("POST", "/v1/verify", texts, json={"text": text})

    async def llm(self, reader: dict[str, str], texts: Texts) -> dict[str, Any]:
        """Return the object of GET /v1/llm; `reader` are headers that tell for whom it is."""
        return await self._send("GET", "/v1/llm", texts, headers=reader)

    async def choose_llm(
        self, choice: dict[str, str], reader: dict[str, str], texts: Texts
    ) -> dict[str, Any]:
        """Switch a model on that was found; returns and raises as `llm`."""
        return await self._send("PUT", "/v1/llm", texts, json=choice, headers=reader)

    async def forget_llm(self, reader: dict[str, str], texts: Texts) -> dict[str, Any]:
        """Go back to the model of the settings; returns and raises as `llm`."""
        return await self._send("DELETE", "/v1/llm", texts, headers=reader)

    async def _send(self, method: str, path: str, texts: Texts, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's
        try:
            response = await self._client.request(method, path, **more)
        except httpx.HTTPError as error:
            raise Refusal(texts.unreachable) from error
        try:
            reply: dict[str, Any] = response.json()
        except ValueError as error:
            raise Refusal(texts.unreachable) from error
        if response.is_success:
            return reply
        raise _refusal(reply, texts)

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


async def _events(response: httpx.Response) -> AsyncGenerator[Event]:
    """Yield server-sent events; their lines end in a line feed and in nothing else."""
    name, rest = "", b""
    async for chunk in response.aiter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            key, _, value = line.decode().partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                yield name, json.loads(value)


def _refusal(problem: dict[str, Any], texts: Texts) -> Refusal:
    return Refusal(str(problem.get(f"detail_{texts.language}", texts.unreachable)))
