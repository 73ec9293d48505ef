"""The chat page as part of the server: its place is taken at once, the page comes when loaded."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.readiness import Readiness
from ui.texts import Language, Texts
from ui.viewer import policy, render_starting


class LatePage:
    """ASGI app under /ui: a page that says what is loading until `app` is set."""

    def __init__(self, readiness: Readiness, texts: Texts) -> None:
        """Show the starting page until the chat page is there."""
        self._readiness = readiness
        self._texts = texts
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to the chat page, which is mounted under /ui in an app of its own."""
        if self.app is not None:
            scope = {**scope, "root_path": scope.get("app_root_path", "")}
            await self.app(scope, receive, send)
            return
        page = render_starting(self._readiness.loading, self._texts)
        headers = {"Content-Security-Policy": policy(), "Retry-After": "1"}
        await HTMLResponse(page, 503, headers=headers)(scope, receive, send)


def load_page(base_url: str, language: Language) -> FastAPI:
    """Return an app that holds the chat page under /ui. Blocks for seconds (Gradio)."""
    from ui.app import mount_page

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount_page(app, base_url, language)
    return app
