"""Who may change how the server works: for now, whoever sits at the machine that it runs on."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi import Request

from api.limits import ForbiddenError, same_origin

_FORWARDED = re.compile(r"(?:^|[;,\s])(?:for|host)=(\"[^\"]*\"|[^;,\s]*)", re.IGNORECASE)
_RELAYED = ("x-forwarded-for", "x-real-ip", "x-forwarded-host")


def operator(request: Request) -> None:
    """Let through who asks from this machine, by its own name, and not through a foreign page.

    A proxy, and planqa's own page, must say for whom it asks (Forwarded, X-Forwarded-For); all
    that it names must be this machine. The name asked for is checked because a foreign site may
    have its own name point here.

    Raises:
        ForbiddenError: the request comes from elsewhere.
    """
    same_origin(request)
    if not all(map(is_this_machine, _origins(request))):
        raise ForbiddenError(
            "Chỉ người dùng ngay trên máy chạy planqa (địa chỉ 127.0.0.1) được đổi cài đặt này.",
            "Only who uses the machine that planqa runs on (address 127.0.0.1) may change this.",
        )


def _origins(request: Request) -> Iterator[str]:
    """Yield every address and host name that the request came through."""
    yield request.client.host if request.client else ""
    yield host_in(request.headers.get("host", ""))
    for match in _FORWARDED.finditer(", ".join(request.headers.getlist("forwarded"))):
        yield host_in(match.group(1).strip('"'))
    for name in _RELAYED:
        for line in request.headers.getlist(name):
            for part in line.split(","):
                yield host_in(part.strip()) or part.strip()


def host_in(place: str) -> str:
    """Return the host of "host:port" in small letters, empty where there is none."""
    try:
        return urlsplit(f"//{place}").hostname or ""
    except ValueError:  # an address in brackets that is none
        return ""


def is_this_machine(host: str) -> bool:
    """Tell whether a host name or address is the loopback one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
