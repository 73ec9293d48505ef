"""The security headers of every reply."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings import Settings

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of replies that are no page."""

CHAT = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; media-src 'self' data: blob:; manifest-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""That of the chat page: Gradio compiles the templates of its HTML and styles its elements one by
one. Of scripts inside a page only those run that were there when it was sent, told by hash."""

_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

_PERSONAL = ("/v1/", "/view/", "/ui")
"""What is shown there depends on who asks: no cache may give it to anybody else."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" forms would send the origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def cors(settings: Settings) -> dict[str, Any]:
    """Return how pages of the listed origins may call the API: with a key, never with a cookie."""
    return {
        "allow_origins": settings.cors_origins,
        "allow_methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
        "allow_headers": ["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
        "expose_headers": ["ETag", "Retry-After", "X-Request-Id"],
        "max_age": 600,
    }


def chat_policy(page: bytes) -> str:
    """Return the policy for a page of the chat: with the hashes of the scripts inside it."""
    digests = (hashlib.sha256(match.group(1)).digest() for match in _INLINE.finditer(page))
    hashes = dict.fromkeys(f"'sha256-{base64.b64encode(one).decode()}'" for one in digests)
    return CHAT.format(scripts=" ".join(hashes)).replace(" ;", ";")


class SecurityHeaders:
    """ASGI middleware that adds what a reply does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and complete the headers of its reply."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chat = scope["path"] == "/ui" or scope["path"].startswith("/ui/")
        held: list[Message] = []

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(_PERSONAL):
                    headers.add_vary_header("Authorization, Cookie")
                    headers.setdefault("Cache-Control", "private, no-cache")
                page = headers.get("content-type", "").startswith("text/html")
                if chat and page and "content-security-policy" not in headers:
                    held.append(message)  # until its scripts are known
                    return
                policy = chat_policy(b"") if chat else NOTHING
                headers.setdefault("Content-Security-Policy", policy)
            elif held and message["type"] == "http.response.body":
                held.append(message)
                if message.get("more_body"):
                    return
                start, *parts = held
                policy = chat_policy(b"".join(part.get("body", b"") for part in parts))
                MutableHeaders(scope=start)["Content-Security-Policy"] = policy
                for part in held:
                    await send(part)
                held.clear()
                return
            await send(message)

        await self._app(scope, receive, completed)
