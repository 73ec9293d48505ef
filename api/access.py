"""Who may do what: every route takes its caller from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request

from api.audit import note_of
from api.identity import Caller, Identity, SignInError, holds_token, identify
from api.limits import SAFE, ForbiddenError, same_origin
from api.operator import operator
from api.state import ServerState, State
from rag.domain import PUBLIC
from rag.keys import Role

ONLOOKER = "onlooker"


def identity_of(request: Request, state: ServerState) -> Identity:
    """Return who asks and how that is known, within the limits on requests; blocks.

    Raises:
        SignInError: nobody is known; StartingError: the library is still being opened.
        TooManyError: too many requests of late.
        ForbiddenError: another web site makes a signed-in browser ask.
    """
    address = request.client.host if request.client else ""
    try:
        identity = identify(request, state)
    except SignInError:
        state.throttle.take(f"address {address}")
        raise
    note_of(request).by(identity)
    if identity.how in ("session", "proxy") and request.method not in SAFE:
        same_origin(request)
    if identity.how == "visitor":
        state.visitors.count(identity.caller.name, address=address, path=request.scope["path"])
    if identity.how not in ("open", "token"):
        state.throttle.take(f"user {identity.caller.name}")
    return identity


def caller_of(request: Request, state: ServerState) -> Caller:
    """Return who asks; errors as identity_of."""
    return identity_of(request, state).caller


def reader(request: Request, state: State) -> Caller:
    """Let everybody through who is known; errors as identity_of."""
    return caller_of(request, state)


def onlooker(request: Request, state: State) -> Caller:
    """Let everybody through who is known, to look at a source; errors as identity_of.

    Where there is a widget, its visitors may look at what is public: a link carries no token.
    """
    try:
        return caller_of(request, state)
    except SignInError:
        if not state.visitors.origins:
            raise
        return Caller(ONLOOKER, "reader", (PUBLIC,))


def editor(request: Request, state: State) -> Caller:
    """Let editors and administrators through, not through a foreign page.

    Raises:
        ForbiddenError: the caller is only a reader; others as identity_of.
    """
    return _at_least("editor", request, identity_of(request, state))


def admin(request: Request, state: State) -> Caller:
    """Let administrators through; errors as editor."""
    return _at_least("admin", request, identity_of(request, state))


def here(request: Request, state: State) -> Caller:
    """Let administrators through; where nobody signs in, only who sits at this machine.

    Raises:
        ForbiddenError: the request comes from elsewhere; others as editor.
    """
    identity = identity_of(request, state)
    if identity.how == "open":
        operator(request)
    return _at_least("admin", request, identity)


def steward(request: Request, state: State) -> Caller:
    """Let the planqa command through (token of the data folder), and administrators with a key.

    Raises:
        ForbiddenError: nobody has to sign in here and the token is missing; others as editor.
    """
    identity = identity_of(request, state)
    if identity.how == "open":
        raise _token_missing()
    return _at_least("admin", request, identity)


def owner(request: Request, state: State) -> Caller:
    """Let only the holder of the data folder's token through.

    Raises:
        ForbiddenError: the token of owner.json is missing or another.
    """
    if not holds_token(request, state):
        raise _token_missing()
    return caller_of(request, state)


def must_hold(caller: Caller, labels: Iterable[str]) -> None:
    """Refuse to give labels that the caller does not hold.

    Raises:
        ForbiddenError: there is one.
    """
    if not caller.holds(labels):
        held = ", ".join(caller.labels)
        raise ForbiddenError(
            f"Bạn không được gán nhãn này. Các nhãn của bạn: {held}.",
            f"You may not give this label. Yours are: {held}.",
        )


def _at_least(role: Role, request: Request, identity: Identity) -> Caller:
    caller = identity.caller
    if not caller.may(role):
        raise ForbiddenError(
            f"Việc này cần vai trò {role}; vai trò của bạn là {caller.role}. Hỏi người quản trị.",
            f"This needs the role {role}; yours is {caller.role}. Ask an administrator.",
        )
    if identity.ambient and request.method not in SAFE:
        same_origin(request)
    return caller


def _token_missing() -> ForbiddenError:
    return ForbiddenError(
        "Chỉ lệnh planqa trên máy chủ (mã trong owner.json của thư mục dữ liệu) được làm việc này.",
        "Only the planqa command on the server (token in owner.json of the data folder) may do "
        "this.",
    )


Reader = Annotated[Caller, Depends(reader)]
Onlooker = Annotated[Caller, Depends(onlooker)]
Editor = Annotated[Caller, Depends(editor)]
Admin = Annotated[Caller, Depends(admin)]
Here = Annotated[Caller, Depends(here)]
Steward = Annotated[Caller, Depends(steward)]
Owner = Annotated[Caller, Depends(owner)]
