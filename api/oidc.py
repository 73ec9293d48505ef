"""Signing in with an account of an OpenID Connect server: authorization code with PKCE."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any, cast

from fastapi import Request, Response

from rag.errors import PlanQAError
from rag.settings import Settings

COOKIE = "planqa_signing_in"
LASTS_S = 600
"""Seconds that signing in over there may take."""

TIMEOUT_S = 10.0
MOST = 10_000
"""Attempts remembered at a time; the oldest are forgotten first."""


class DirectoryError(PlanQAError):
    """The server of accounts cannot be reached, or what it says cannot be believed."""

    status = 502
    slug = "directory"


class Attempts:
    """What has to be remembered of a browser while it is over there; safe between threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._open: dict[str, tuple[dict[str, Any], float]] = {}

    def keep(self, remembered: dict[str, Any]) -> str:
        """Remember, and return the name for the browser's cookie."""
        name, now = secrets.token_urlsafe(24), time.monotonic()
        with self._lock:
            for old in [old for old, (_, until) in self._open.items() if until < now]:
                del self._open[old]
            while len(self._open) >= MOST:
                del self._open[next(iter(self._open))]
            self._open[name] = (remembered, now + LASTS_S)
        return name

    def take(self, name: str) -> dict[str, Any]:
        """Return what was remembered, once; empty where nothing is."""
        with self._lock:
            remembered, until = self._open.pop(name, ({}, 0.0))
        return remembered if until > time.monotonic() else {}


class Directory:
    """The OpenID Connect server of the settings; it is first asked when somebody signs in."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings; there has to be an issuer."""
        self._settings = settings
        self._attempts = Attempts()
        self._client: Any = None

    async def begin(self, request: Request, back: str, target: str) -> Response:
        """Return the redirect to the server, which sends the browser to `back` afterwards.

        Raises:
            DirectoryError: it cannot be reached.
        """
        request.scope["session"] = {}
        reply: Response = await self._asked("authorize_redirect", request, back)
        name = self._attempts.keep({"session": request.scope["session"], "target": target})
        reply.set_cookie(
            COOKIE,
            name,
            max_age=LASTS_S,
            path="/login",
            httponly=True,
            samesite="lax",
            secure=back.startswith("https:"),
        )
        return reply

    async def finish(self, request: Request) -> tuple[Mapping[str, Any], str]:
        """Return the signed claims about who has come back, and where they wanted to go.

        Raises:
            DirectoryError: the browser did not set out from here, or the token is not right.
        """
        held = self._attempts.take(request.cookies.get(COOKIE, ""))
        request.scope["session"] = held.get("session", {})
        issued = {"iss": {"essential": True, "values": [self._settings.oidc_issuer]}}
        token = await self._asked("authorize_access_token", request, claims_options=issued)
        claims = token.get("userinfo")
        if not claims:
            raise _failed("no id_token")
        return cast("Mapping[str, Any]", claims), str(held.get("target", "/ui"))

    async def _asked(self, what: str, *values: Any, **more: Any) -> Any:  # noqa: ANN401 - authlib's
        import httpx
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError

        try:
            return await getattr(self._opened(), what)(*values, **more)
        except (
            OAuthError,
            JoseError,
            httpx.HTTPError,
            ValueError,
            KeyError,
            RuntimeError,
        ) as error:
            raise _failed(f"{type(error).__name__}: {error}") from error

    def _opened(self) -> Any:  # noqa: ANN401 - authlib has no types
        if self._client is None:
            from authlib.integrations.starlette_client import OAuth

            settings, oauth = self._settings, cast("Any", OAuth())
            self._client = oauth.register(
                "directory",
                client_id=settings.oidc_client_id,
                client_secret=settings.oidc_client_secret,
                server_metadata_url=f"{(settings.oidc_issuer or '').rstrip('/')}"
                "/.well-known/openid-configuration",
                client_kwargs={
                    "scope": settings.oidc_scope,
                    "code_challenge_method": "S256",
                    "timeout": TIMEOUT_S,
                    "trust_env": False,
                },
            )
        return self._client


def groups_in(claims: Mapping[str, Any], claim: str) -> list[str]:
    """Return the groups that a claim lists, whether as a list or as one name."""
    said: object = claims.get(claim)
    if isinstance(said, str):
        return [said]
    return [str(name) for name in cast("list[object]", said)] if isinstance(said, list) else []


def _failed(why: str) -> DirectoryError:
    return DirectoryError(
        f"Chưa đăng nhập được bằng tài khoản cơ quan ({why}). Hãy thử lại.",
        f"Signing in with the organisation's account failed ({why}). Try again.",
    )
