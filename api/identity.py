"""How the sender of a request is recognised: by token, key, session, proxy, or not at all."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.limits import ForbiddenError, bearer
from api.operator import host_in, is_this_machine
from api.state import ServerState
from api.visitors import PREFIX as VISITOR
from rag.domain import PUBLIC
from rag.errors import PlanQAError, SettingsError
from rag.keys import Role
from rag.labelling import EVERY
from rag.library import Library
from rag.settings import Grant, Settings

COOKIE = "planqa_session"
RANKS: dict[Role, int] = {"reader": 0, "editor": 1, "admin": 2}

How = Literal["token", "key", "ticket", "session", "proxy", "visitor", "open"]
"""The data folder's token, an API key, a ticket of the page, a cookie, a trusted proxy's word, a
token of the widget; or nobody has to sign in."""


class SignInError(PlanQAError):
    """Nobody is known to have sent the request."""

    status = 401
    slug = "sign-in"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a name for the audit log, what they may do, the labels that they may see.

    `everything`: all labels, also those that no document bears yet.
    """

    name: str
    role: Role
    labels: tuple[str, ...]
    everything: bool = False

    def may(self, role: Role) -> bool:
        """Tell whether the caller has this role or a higher one."""
        return RANKS[self.role] >= RANKS[role]

    def holds(self, labels: Iterable[str]) -> bool:
        """Tell whether the caller may see, and give, all of these labels."""
        return self.everything or set(labels) <= set(self.labels)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and how that is known."""

    caller: Caller
    how: How

    @property
    def ambient(self) -> bool:
        """Whether a browser sends the proof by itself, also when another site makes it ask."""
        return self.how in ("session", "proxy", "open")


def identify(request: HTTPConnection, state: ServerState) -> Identity:
    """Return who sent a request; blocks while the library is read.

    Raises:
        StartingError: the library is still being opened.
        SignInError: somebody has to be known here, and nobody is.
    """
    library, settings = state.parts().library, state.settings
    if holds_token(request, state):
        return Identity(_caller("owner", "admin", (EVERY,), library), "token")
    given = bearer(request)
    if given.startswith(VISITOR):
        return Identity(_visitor(request, state, given), "visitor")
    if key := library.keys.find(given):
        return Identity(_caller(key.name, key.role, key.labels, library), "key")
    if ticket := state.tickets.holder(given):
        return Identity(ticket, "ticket")
    cookie = request.cookies.get(COOKIE)
    if cookie and (session := library.keys.session(cookie)):
        return Identity(_caller(session.name, session.role, session.labels, library), "session")
    if user := proxied_user(request, settings):
        granted = granted_to(_groups(request, settings), settings)
        if granted is not None:
            return Identity(_caller(user, granted.role, granted.labels, library), "proxy")
    elif answers_everybody(settings, library):
        _refuse_other_names(request, settings)
        return Identity(_caller("local", "admin", (EVERY,), library), "open")
    raise SignInError(
        "Cần đăng nhập: gửi khoá API (Authorization: Bearer …) hoặc mở /login.",
        "Sign in: send an API key (Authorization: Bearer …) or open /login.",
    )


def _visitor(request: HTTPConnection, state: ServerState, token: str) -> Caller:
    origin, path = request.headers.get("origin"), request.scope["path"]
    visitor = state.visitors.recognise(token, origin=origin, path=path)
    if visitor is None:
        raise SignInError(
            "Phiên hỏi đáp đã hết hạn hoặc không thuộc trang này. Hãy tải lại trang.",
            "The session has run out or belongs to another page. Reload the page.",
        )
    return Caller(f"visitor {visitor.id}", "reader", visitor.labels)


def _refuse_other_names(request: HTTPConnection, settings: Settings) -> None:
    """Refuse a page whose own name was made to point to this machine.

    Raises:
        ForbiddenError: the name asked for is neither this machine's own nor the public one.
    """
    asked = host_in(request.headers.get("host", ""))
    if not is_this_machine(asked) and asked != urlsplit(settings.public_url or "").hostname:
        raise ForbiddenError(
            f"Máy chủ này không mang tên {asked!r}. Mở bằng http://127.0.0.1, hoặc đặt public_url.",
            f"This server is not named {asked!r}. Open http://127.0.0.1, or set public_url.",
        )


def answers_everybody(settings: Settings, library: Library) -> bool:
    """Tell whether nobody has to sign in: on loopback, with no way to do so ever set up."""
    return is_this_machine(settings.host) and not has_directory(settings) and not library.keys.any()


def check_access(settings: Settings) -> None:
    """Refuse settings about access that cannot be meant.

    Raises:
        SettingsError: an address cannot be read, or nobody known elsewhere may come in.
    """
    try:
        for network in settings.trusted_proxies:
            ipaddress.ip_network(network, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"trusted_proxies: {error}. Ví dụ đúng: 10.0.0.5 hoặc 10.0.0.0/24.",
            f"trusted_proxies: {error}. For example: 10.0.0.5 or 10.0.0.0/24.",
        ) from error
    if has_directory(settings) and not settings.groups:
        raise SettingsError(
            'Chưa đặt groups nên không ai vào được. Ví dụ: [groups."*"] role = "reader".',
            'Nobody may come in while groups is empty. For example: [groups."*"] role = "reader".',
        )


def has_directory(settings: Settings) -> bool:
    """Tell whether another system knows the users."""
    return bool(settings.oidc_issuer or (settings.trusted_proxies and settings.proxy_user_header))


def holds_token(request: HTTPConnection, state: ServerState) -> bool:
    """Tell whether the request carries the token of the data folder (owner.json)."""
    return secrets.compare_digest(bearer(request).encode(), state.token.encode())


def granted_to(groups: Iterable[str], settings: Settings) -> Grant | None:
    """Return the highest role and all labels of somebody's groups; None: may not come in."""
    granted = [settings.groups[name] for name in (*groups, EVERY) if name in settings.groups]
    if not granted:
        return None
    role = max(granted, key=lambda grant: RANKS[grant.role]).role
    labels = dict.fromkeys(label for grant in granted for label in grant.labels)
    return Grant(role=role, labels=tuple(labels))


def proxied_user(request: HTTPConnection, settings: Settings) -> str:
    """Return the user that a trusted proxy names, empty where none does."""
    header, sender = settings.proxy_user_header, request.client
    if header is None or sender is None or not _trusted(sender.host, settings):
        return ""
    return _decoded(request.headers.get(header, "")).strip()


def _groups(request: HTTPConnection, settings: Settings) -> list[str]:
    header = settings.proxy_groups_header
    said = _decoded(request.headers.get(header, "")) if header else ""
    return [name for part in said.split(",") if (name := part.strip())]


def _decoded(value: str) -> str:
    """Return a header's text: names of people are UTF-8, which ASGI hands over as Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def _trusted(host: str, settings: Settings) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(
        address in ipaddress.ip_network(network, strict=False)
        for network in settings.trusted_proxies
    )


def _caller(name: str, role: Role, labels: tuple[str, ...], library: Library) -> Caller:
    everything = EVERY in labels
    seen = library.labels() if everything else labels
    return Caller(name, role, tuple(dict.fromkeys((PUBLIC, *seen))), everything)
