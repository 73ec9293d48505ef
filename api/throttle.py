"""How many requests somebody may send in a time."""

from __future__ import annotations

import math
import threading
import time

from rag.errors import PlanQAError

FORGET = 10_000
"""Senders remembered before those are dropped who have their whole allowance again."""


class TooManyError(PlanQAError):
    """More requests than allowed; worth another try after `retry_after_s`."""

    status = 429
    slug = "too-many"

    def __init__(self, retry_after_s: int) -> None:
        """Say how long to wait."""
        super().__init__(
            f"Quá nhiều yêu cầu. Hãy thử lại sau {retry_after_s} giây.",
            f"Too many requests. Try again in {retry_after_s} seconds.",
        )
        self.retry_after_s = retry_after_s


class Throttle:
    """A bucket of requests for each sender that fills up again steadily; safe between threads."""

    def __init__(self, per_minute: int) -> None:
        """Allow so many requests at once, and so many in each minute."""
        self._size = float(per_minute)
        self._per_s = per_minute / 60
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, who: str) -> None:
        """Count a request.

        Raises:
            TooManyError: there were too many of late.
        """
        now = time.monotonic()
        with self._lock:
            left = self._filled(who, now)
            if left < 1:
                raise TooManyError(max(1, math.ceil((1 - left) / self._per_s)))
            if len(self._left) >= FORGET:
                full = [name for name in self._left if self._filled(name, now) >= self._size]
                for name in full:
                    del self._left[name]
            self._left[who] = (left - 1, now)

    def _filled(self, who: str, now: float) -> float:
        left, then = self._left.get(who, (self._size, now))
        return min(self._size, left + (now - then) * self._per_s)
