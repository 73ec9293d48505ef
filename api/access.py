"""Who asks, and what they may: every route takes its caller from here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from api.limits import ForbiddenError, bearer
from api.state import ServerState, State
from rag.domain import PUBLIC
from rag.library import Library

Role = Literal["reader", "editor", "admin"]
RANKS: dict[Role, int] = {"reader": 0, "editor": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a name for the audit log, what they may do, the labels that they may see."""

    name: str
    role: Role
    labels: tuple[str, ...]

    def may(self, role: Role) -> bool:
        """Tell whether the caller has this role or a higher one."""
        return RANKS[self.role] >= RANKS[role]


def caller_of(request: Request, state: ServerState) -> Caller:
    """Return who asks; blocks while the library is read.

    Raises:
        StartingError: the library is still being opened.
    """
    library = state.parts().library
    if holds_token(request, state):
        return Caller("owner", "admin", every_label(library))
    return Caller("local", "admin", every_label(library))


def every_label(library: Library) -> tuple[str, ...]:
    """Return all labels there are, PUBLIC first."""
    return tuple(dict.fromkeys((PUBLIC, *library.labels())))


def holds_token(request: Request, state: ServerState) -> bool:
    """Tell whether the request carries the token of the data folder (owner.json)."""
    return secrets.compare_digest(bearer(request).encode(), state.token.encode())


def reader(request: Request, state: State) -> Caller:
    """Let everybody through who is known; errors as caller_of."""
    return caller_of(request, state)


def editor(request: Request, state: State) -> Caller:
    """Let editors and administrators through.

    Raises:
        ForbiddenError: the caller is only a reader; others as caller_of.
    """
    return _at_least("editor", caller_of(request, state))


def admin(request: Request, state: State) -> Caller:
    """Let administrators through.

    Raises:
        ForbiddenError: the caller is none; others as caller_of.
    """
    return _at_least("admin", caller_of(request, state))


def _at_least(role: Role, caller: Caller) -> Caller:
    if not caller.may(role):
        raise ForbiddenError(
            f"Việc này cần vai trò {role}; khoá đang dùng là {caller.role}. Hỏi người quản trị.",
            f"This needs the role {role}; yours is {caller.role}. Ask an administrator.",
        )
    return caller


Reader = Annotated[Caller, Depends(reader)]
Editor = Annotated[Caller, Depends(editor)]
Admin = Annotated[Caller, Depends(admin)]
