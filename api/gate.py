"""The gate before the chat page: who is not signed in is led to the sign-in page.

The page asks the API over HTTP for its reader with the reader's own Authorization and Cookie. What
a proxy says of the reader is not passed on, for the API could not tell it from what anybody says:
such readers get a ticket in its place.
"""

from __future__ import annotations

from urllib.parse import quote

import anyio.to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.identity import Identity, SignInError, identify
from api.limits import SAFE, same_origin
from api.state import ServerState


class Gate:
    """ASGI app that lets those through to another who are known, or anybody while it loads."""

    def __init__(self, app: ASGIApp, state: ServerState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, lead it to /login, or refuse it."""
        if scope["type"] != "http" or self._state.opened is None:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            identity = await anyio.to_thread.run_sync(lambda: identify(connection, self._state))
        except SignInError:
            await _refusal(scope, connection)(scope, receive, send)
            return
        if identity.how in ("session", "proxy") and scope["method"] not in SAFE:
            same_origin(Request(scope))
        scope = {**scope, "headers": list(scope["headers"])}
        self._introduce(MutableHeaders(scope=scope), identity)
        await self._app(scope, receive, send)

    def _introduce(self, headers: MutableHeaders, identity: Identity) -> None:
        settings = self._state.settings
        for name in (settings.proxy_user_header, settings.proxy_groups_header):
            if name is not None:
                del headers[name]
        if identity.how == "proxy":
            headers["Authorization"] = f"Bearer {self._state.tickets.issue(identity.caller)}"


def signin_address(path: str, query: str = "") -> str:
    """Return the address of the sign-in page that leads back here."""
    return f"/login?next={quote(f'{path}?{query}' if query else path, safe='')}"


def wants_page(connection: HTTPConnection) -> bool:
    """Tell whether a browser asks for a page to show."""
    return "text/html" in connection.headers.get("accept", "")


def _refusal(scope: Scope, connection: HTTPConnection) -> Response:
    if scope["method"] == "GET" and wants_page(connection):
        return RedirectResponse(signin_address("/ui"), 303)
    return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
