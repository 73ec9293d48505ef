"""Signing in with a browser and out again, and who one is."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import identity_of
from api.audit import Noted
from api.identity import COOKIE, granted_to
from api.limits import same_origin
from api.oidc import Directory, DirectoryError, groups_in
from api.schemas import MeOut
from api.state import ServerState, State
from rag.errors import NotFoundError
from rag.keys import Key, Session
from ui.signin import POLICY, render_signin, render_signout
from ui.texts import Language

logger = logging.getLogger(__name__)

router = APIRouter()

_HOME = "/ui"
_OWN_PATH = re.compile(r"/(?!/)[^\\]*")
"""Browsers take a backslash for a slash, and two at the beginning for another host."""


@router.get("/v1/me", tags=["server"])
async def me(request: Request, state: State) -> MeOut:
    """Tell who asks, what they may do, and which labels they may see."""
    identity = await state.in_thread(lambda: identity_of(request, state))
    caller = identity.caller
    return MeOut(name=caller.name, role=caller.role, labels=caller.labels, how=identity.how)


@router.get("/login", include_in_schema=False)
async def form(
    state: State, next: str = _HOME, trouble: str | None = None, lang: Language | None = None
) -> HTMLResponse:
    """Show the form."""
    known = trouble if trouble in ("wrong", "refused", "failed") else None
    return _page(state, next, known, lang)


@router.post("/login", include_in_schema=False, dependencies=[Depends(same_origin)])
async def sign_in(
    request: Request,
    state: State,
    note: Noted,
    key: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = _HOME,
) -> Response:
    """Begin a session with a key.

    Raises:
        TooManyError: too many attempts from this address.
    """
    state.throttle.take(f"login {request.client.host if request.client else ''}")
    keys = state.parts().library.keys
    held = await state.in_thread(lambda: keys.find(key.strip()))
    if held is None:
        return _page(state, next, "wrong", None, 401)
    return await begun(request, state, Session(held.name, held.role, held.labels), held, next, note)


@router.get("/login/oidc", include_in_schema=False)
async def set_out(request: Request, state: State, next: str = _HOME) -> Response:
    """Lead to the server of accounts.

    Raises:
        NotFoundError: none is set up.
        TooManyError: too many attempts from this address.
    """
    state.throttle.take(f"login {request.client.host if request.client else ''}")
    back = f"{own_origin(request, state)}/login/oidc/back"
    try:
        return await _directory(state).begin(request, back, own_path(next))
    except DirectoryError as error:
        logger.warning("%s", error)
        return _page(state, next, "failed", None, error.status)


@router.get("/login/oidc/back", include_in_schema=False)
async def come_back(request: Request, state: State, note: Noted) -> Response:
    """Begin a session for who comes back from there.

    Raises:
        NotFoundError: none is set up.
    """
    directory, settings = _directory(state), state.settings
    try:
        claims, target = await directory.finish(request)
    except DirectoryError as error:
        logger.warning("%s", error)
        return _page(state, _HOME, "failed", None, 401)
    name = str(claims.get(settings.oidc_name_claim) or claims["sub"])
    granted = granted_to(groups_in(claims, settings.oidc_groups_claim), settings)
    if granted is None:
        note.who = name
        return _page(state, target, "refused", None, 403)
    who = Session(name, granted.role, granted.labels)
    return await begun(request, state, who, None, target, note)


def _directory(state: ServerState) -> Directory:
    if state.directory is None:
        raise NotFoundError(
            "Chưa đặt máy chủ tài khoản (oidc_issuer). Đăng nhập bằng khoá.",
            "No server of accounts is set up (oidc_issuer). Sign in with a key.",
        )
    return state.directory


@router.get("/logout", include_in_schema=False)
async def ask_to_leave(state: State, lang: Language | None = None) -> HTMLResponse:
    """Show a button: a link on another site must not sign anybody out."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(render_signout(lang or state.settings.language), headers=headers)


@router.post("/logout", include_in_schema=False, dependencies=[Depends(same_origin)])
async def sign_out(request: Request, state: State) -> Response:
    """End the session."""
    token = request.cookies.get(COOKIE)
    if token:
        keys = state.parts().library.keys
        await state.in_thread(lambda: keys.end(token))
    reply = RedirectResponse("/login", 303)
    reply.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return reply


async def begun(
    request: Request, state: ServerState, who: Session, key: Key | None, target: str, note: Noted
) -> Response:
    """Return the redirect that gives a browser its session."""
    keys, lasts = state.parts().library.keys, timedelta(hours=state.settings.session_hours)
    token = await state.in_thread(lambda: keys.begin(who, lasts, key=key))
    note.who, note.role, note.how = who.name, who.role, "session"
    reply = RedirectResponse(own_path(target), 303)
    reply.set_cookie(
        COOKIE,
        token,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=own_origin(request, state).startswith("https:"),
    )
    return reply


def own_origin(request: Request, state: ServerState) -> str:
    """Return scheme and host under which readers reach this server, without a slash."""
    return (state.settings.public_url or str(request.base_url)).rstrip("/")


def own_path(target: str) -> str:
    """Return a path of this server; another site may not be led to."""
    return target if _OWN_PATH.fullmatch(target) and target.isprintable() else _HOME


def _page(
    state: ServerState,
    target: str,
    trouble: str | None,
    lang: Language | None,
    status: int = 200,
) -> HTMLResponse:
    page = render_signin(
        lang or state.settings.language,
        target=own_path(target),
        directory=bool(state.settings.oidc_issuer),
        trouble=trouble,
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(page, status, headers=headers)
