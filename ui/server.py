"""The planqa API as the page calls it; the page knows the server only over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx

from ui.reader import Reader
from ui.texts import Texts

TIMEOUT_S = 120.0
OUTLINES = 8
"""Documents that example questions are drawn from."""
PAGE = 1000
MOST_DOCUMENTS = 10_000
"""Documents that filters are drawn from."""
CONVERSATIONS = 100
"""Conversations in the list beside the chat."""

Event = tuple[str, Any]
"""Name and data of one server-sent event."""
Json = dict[str, Any]


class Refusal(Exception):
    """The server gave no answer; the message is in the reader's language.

    `signin`: it does not know who asks.
    """

    def __init__(self, message: str, *, signin: bool = False) -> None:
        super().__init__(message)
        self.signin = signin


class Server:
    """An async client of one planqa server; `transport` replaces the network in tests.

    Every method asks for one reader and raises Refusal when the server cannot be reached, answers
    with a problem, or breaks off.
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

    async def stream(
        self,
        reader: Reader,
        question: str,
        history: Sequence[dict[str, str]],
        filters: Mapping[str, Any],
    ) -> AsyncGenerator[Event]:
        """Yield the events of POST /v1/ask/stream; closing the iterator stops the answer."""
        texts = reader.texts
        body = {"question": question, "history": list(history), "filters": dict(filters)}
        asking = self._client.stream(
            "POST", "/v1/ask/stream", json=body, headers=dict(reader.headers)
        )
        try:
            async with asking as response:
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

    async def verify(self, reader: Reader, text: str) -> Json:
        """Return the object of POST /v1/verify."""
        return await self._send(reader, "POST", "/v1/verify", {"text": text})

    async def judge(self, reader: Reader, judgement: Json) -> Json:
        """Hand in what the reader thinks of an answer: POST /v1/feedback."""
        return await self._send(reader, "POST", "/v1/feedback", judgement)

    async def llm(self, reader: Reader) -> Json:
        """Return the object of GET /v1/llm."""
        return await self._send(reader, "GET", "/v1/llm")

    async def choose_llm(self, reader: Reader, choice: dict[str, str]) -> Json:
        """Switch a model on that was found; returns as `llm`."""
        return await self._send(reader, "PUT", "/v1/llm", choice)

    async def forget_llm(self, reader: Reader) -> Json:
        """Go back to the model of the settings; returns as `llm`."""
        return await self._send(reader, "DELETE", "/v1/llm")

    async def conversations(self, reader: Reader) -> Json:
        """Return the reader's latest conversations, as GET /v1/conversations gives them."""
        return await self._send(reader, "GET", f"/v1/conversations?limit={CONVERSATIONS}")

    async def conversation(self, reader: Reader, name: str) -> Json:
        """Return a conversation with its exchanges."""
        language = reader.texts.language
        return await self._send(reader, "GET", f"{_conversation(name)}?lang={language}")

    async def keep(self, reader: Reader, name: str, exchange: Json) -> Json:
        """Keep an exchange in a conversation, or in a new one when `name` is empty."""
        path = f"{_conversation(name)}/exchanges" if name else "/v1/conversations"
        return await self._send(reader, "POST", path, exchange)

    async def rename(self, reader: Reader, name: str, title: str) -> Json:
        """Give a conversation another title."""
        return await self._send(reader, "PATCH", _conversation(name), {"title": title})

    async def delete(self, reader: Reader, name: str) -> None:
        """Forget a conversation for good."""
        await self._send(reader, "DELETE", _conversation(name))

    async def listed(self, reader: Reader) -> list[Json]:
        """Return what is known of the documents that the reader may see, by source."""
        found: list[Json] = []
        cursor = ""
        while len(found) < MOST_DOCUMENTS:
            page = await self._send(reader, "GET", f"/v1/documents?limit={PAGE}{cursor}")
            found += page["items"]
            if page["next"] is None:
                break
            cursor = f"&cursor={quote(page['next'], safe='')}"
        return found

    async def outlined(self, reader: Reader) -> list[tuple[Json, list[Json]]]:
        """Return the first documents with their outlines."""
        listed = await self._send(reader, "GET", f"/v1/documents?limit={OUTLINES}")
        found: list[tuple[Json, list[Json]]] = []
        for document in listed["items"]:
            path = f"/v1/documents/{quote(document['id'], safe='')}/outline"
            found.append((document, (await self._send(reader, "GET", path))["items"]))
        return found

    async def _send(self, reader: Reader, method: str, path: str, body: Json | None = None) -> Json:
        texts = reader.texts
        try:
            response = await self._client.request(
                method, path, json=body, headers=dict(reader.headers)
            )
            if response.status_code == HTTPStatus.NO_CONTENT:
                return {}
            reply: Json = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal(texts.unreachable) from error
        if response.is_success:
            return reply
        raise _refusal(reply, texts)


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


def _conversation(name: str) -> str:
    return f"/v1/conversations/{quote(name, safe='')}"


def _refusal(problem: Json, texts: Texts) -> Refusal:
    if problem.get("status") == HTTPStatus.UNAUTHORIZED:
        return Refusal(texts.signin_first, signin=True)
    return Refusal(str(problem.get(f"detail_{texts.language}", texts.unreachable)))
