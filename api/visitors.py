"""Visitors of the widget: which pages may hold it, and the short-lived tokens that they ask with.

A list of origins holds browsers back, nobody else: a program can name any origin it likes. Whoever
reaches a server with a widget can read what the widget's labels show.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from fastapi.middleware.cors import CORSMiddleware
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.limits import ForbiddenError
from api.throttle import HOUR_S, Throttle, TooManyError
from rag.errors import SettingsError
from rag.settings import Settings

TOKEN_S = 900
RENEWAL_S = 24 * 3600
"""For so long an old token is exchanged for one of the same visitor."""
ADDRESS_SHARE = 10
"""One address may ask as much as so many visitors: offices share one."""
PREFIX = "pqw."
"""Begins every token of the widget, so that no other kind is taken for one."""
ASKING = ("/v1/ask", "/v1/ask/stream")
ALLOWED = (*ASKING, "/v1/feedback")
"""What a visitor may call."""
TOKEN_PATH = "/v1/widget/token"

_ORIGIN = re.compile(r"https?://[^/?#@*\s]+")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks through a widget: a number of our own, the page's origin, and what may be seen."""

    id: str
    origin: str
    labels: tuple[str, ...]


class WidgetCors:
    """ASGI middleware: pages of listed origins may read the answers to what the widget asks."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Let through everything else as it is."""
        self._app = app
        self._origins = frozenset(origins)
        self._cors = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers where a visitor asks: no page can read what it asks as somebody else."""
        theirs = scope["type"] == "http" and self._from_a_visitor(scope)
        await (self._cors if theirs else self._app)(scope, receive, send)

    def _from_a_visitor(self, scope: Scope) -> bool:
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("origin") not in self._origins:
            return False
        if scope["method"] == "OPTIONS" or path == TOKEN_PATH:
            return path in (*ALLOWED, TOKEN_PATH)
        return path in ALLOWED and headers.get("authorization", "").startswith(f"Bearer {PREFIX}")


class Visitors:
    """Gives tokens to visitors, reads them again, and counts their questions."""

    def __init__(self, settings: Settings) -> None:
        """Use the widget's settings.

        Raises:
            SettingsError: something in the list is no origin.
        """
        self.origins = origins_of(settings.widget_origins)
        self._labels = tuple(settings.widget_labels)
        secret = settings.widget_secret
        self._signer = URLSafeTimedSerializer(
            secrets.token_hex(32) if secret == "auto" else secret, salt="planqa-widget"
        )
        self._per_visitor = Throttle(settings.widget_questions_per_hour, HOUR_S)
        self._per_address = Throttle(settings.widget_questions_per_hour * ADDRESS_SHARE, HOUR_S)

    def admit(self, origin: str | None, old: str | None, *, own: bool) -> str:
        """Return a token for a page of `origin`; `old` is one that this visitor had before.

        `own` says that it is a page of this server itself.

        Raises:
            ForbiddenError: the origin is not listed.
        """
        if origin is None or not (own or origin in self.origins):
            raise ForbiddenError(
                f"Trang {origin or 'không rõ địa chỉ'} chưa được phép dùng khung hỏi đáp. Quản trị "
                "viên cần thêm địa chỉ đó vào PLANQA_WIDGET_ORIGINS.",
                f"The page {origin or 'of unknown origin'} may not use the widget. The "
                "administrator has to list its origin in PLANQA_WIDGET_ORIGINS.",
            )
        known = self._read(old, RENEWAL_S) if old else None
        same = known is not None and known.origin == origin
        name = known.id if known and same else secrets.token_hex(8)
        return PREFIX + self._signer.dumps({"v": name, "o": origin, "l": self._labels})

    def recognise(self, token: str, *, origin: str | None, path: str) -> Visitor | None:
        """Return who sends a request to `path` with a token from a page of `origin`.

        None: the token is forged, has run out, or was given to another page.

        Raises:
            ForbiddenError: visitors have no business there.
        """
        visitor = self._read(token, TOKEN_S)
        if visitor is None or visitor.origin != origin:
            return None
        if path not in ALLOWED:
            raise ForbiddenError(
                f"Khung hỏi đáp chỉ dùng được {', '.join(ALLOWED)}, không dùng được {path}.",
                f"The widget may only use {', '.join(ALLOWED)}, not {path}.",
            )
        return visitor

    def count(self, visitor: str, *, address: str, path: str) -> None:
        """Count one question of a visitor at a network address; feedback is none.

        Raises:
            TooManyError: there were too many within an hour.
        """
        if path not in ASKING:
            return
        try:
            self._per_visitor.take(visitor)
            self._per_address.take(address)
        except TooManyError as error:
            minutes = -(-error.wait_s // 60)
            raise TooManyError(
                error.wait_s,
                f"Bạn đã hỏi hết số câu cho phép trong một giờ. Hãy hỏi lại sau {minutes} phút.",
                "You have asked as many questions as are allowed in an hour. Ask again in "
                f"{minutes} minutes.",
            ) from error

    def _read(self, token: str, age_s: int) -> Visitor | None:
        try:
            said: object = self._signer.loads(token.removeprefix(PREFIX), max_age=age_s)
        except BadData:
            return None
        held = cast("dict[str, str]", said)
        return Visitor(held["v"], held["o"], tuple(held["l"]))


def origins_of(setting: Sequence[str]) -> tuple[str, ...]:
    """Return origins as browsers spell them.

    Raises:
        SettingsError: one of them is not scheme://host[:port].
    """
    found = tuple(item.strip().rstrip("/").lower() for item in setting)
    for item in found:
        if not _ORIGIN.fullmatch(item) or not urlsplit(item).hostname:
            raise SettingsError(
                f"widget_origins: «{item}» không phải địa chỉ dạng https://ten-may[:cổng].",
                f"widget_origins: “{item}” is not of the form https://host[:port].",
            )
    return found
