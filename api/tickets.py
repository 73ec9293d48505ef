"""Tickets: what the chat page shows the API for a reader that a proxy or the page's own gate knows.

They are kept in memory only, so they end with the process.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.identity import Caller

LASTS_S = 600.0
"""An answer may take a few minutes to write."""


class Tickets:
    """Short-lived bearer tokens of callers; safe to share between threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._holders: dict[str, tuple[Caller, float]] = {}
        self._held: dict[Caller, str] = {}

    def issue(self, caller: Caller) -> str:
        """Return a ticket that holds for at least half of LASTS_S."""
        now = time.monotonic()
        with self._lock:
            ticket = self._held.get(caller)
            if ticket is not None and self._holders[ticket][1] - now > LASTS_S / 2:
                return ticket
            for old in [name for name, (_, until) in self._holders.items() if until < now]:
                holder = self._holders.pop(old)[0]
                if self._held.get(holder) == old:
                    del self._held[holder]
            ticket = "pt_" + secrets.token_urlsafe(32)
            self._holders[ticket] = (caller, now + LASTS_S)
            self._held[caller] = ticket
            return ticket

    def holder(self, ticket: str) -> Caller | None:
        """Return whose ticket this is, None where it is none or too old."""
        with self._lock:
            held = self._holders.get(ticket)
        return held[0] if held is not None and held[1] > time.monotonic() else None
