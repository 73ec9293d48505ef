"""Every request has an id, is counted, and may be a HEAD where GET is answered."""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from api.metrics import Metrics

HEADER = "X-Request-ID"
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def request_id() -> str | None:
    """Return the id of the request that is being answered, in its threads too; None outside."""
    return _current.get()


def log_with_ids() -> None:
    """Log to standard error, what belongs to a request with its id in brackets."""
    logging.basicConfig(
        format="%(asctime)s %(levelname)s %(request)s%(message)s", datefmt="%H:%M:%S"
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(with_id)


def with_id(record: logging.LogRecord) -> bool:
    """Set `record.request` to "[id] ", or to nothing outside of a request."""
    named = request_id()
    record.request = f"[{named}] " if named else ""
    return True


class Tracing:
    """Outermost middleware: takes or makes X-Request-ID, counts, answers HEAD as GET without body.

    An id of a caller is kept if it has at most 64 of letters, digits, ".", "_" and "-".
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        named = given if _USABLE.fullmatch(given) else uuid.uuid4().hex
        # Not taken back: the handler of unforeseen errors runs in the same task after this one.
        _current.set(named)
        head = scope["method"] == "HEAD"
        inner: dict[str, Any] = {**scope, "method": "GET"} if head else dict(scope)
        began = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = named
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(inner, receive, answer)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.request(scope["method"], _route(inner), status, seconds)


def _route(scope: Scope) -> str:
    """Return the template of the path that was asked, so that ids do not become labels."""
    route = scope.get("route")
    return getattr(route, "path", None) or "(none)"
