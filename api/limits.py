"""How large a request may be, and from which page it may come."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from api.state import state_of
from rag.errors import PlanQAError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

JSON_BYTES = 1 << 20
"""Largest JSON body: a question with its history is far smaller."""


class ForbiddenError(PlanQAError):
    """The caller may not do this."""

    status = 403
    slug = "forbidden"


class BodyLimit:
    """ASGI middleware that answers 413 to a body larger than `limit_of(path)` bytes."""

    def __init__(self, app: ASGIApp, limit_of: Callable[[str], int]) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once by Content-Length, or while the body streams in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            response = problem(
                413,
                "too-large",
                vi=f"Yêu cầu lớn hơn {limit:,} byte. Hãy gửi ít hơn mỗi lần.",
                en=f"The request is larger than {limit:,} bytes. Send less at a time.",
            )
            await response(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


def same_origin(request: Request) -> None:
    """Refuse a change that another web site makes through the user's browser.

    Raises:
        ForbiddenError: the Origin header names another host than the one asked.
    """
    origin = request.headers.get("origin")
    if origin is not None and not is_own_page(request):
        raise ForbiddenError(
            f"Trang {origin} không được thay đổi thư viện này.",
            f"The page {origin} may not change this library.",
        )


def is_own_page(request: Request) -> bool:
    """Tell whether the request was made by a page of this very server, by its Origin header."""
    origin = request.headers.get("origin")
    public = state_of(request).settings.public_url or ""
    own = (request.headers.get("host"), urlsplit(public).netloc or None)
    return origin is not None and origin.partition("://")[2] in own


def bearer(request: HTTPConnection) -> str:
    """Return the token of the Authorization header, empty when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
