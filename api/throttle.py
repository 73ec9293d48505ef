"""How many requests somebody may send in a time: a count over a sliding window for each name."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from rag.errors import PlanQAError

MINUTE_S = 60
HOUR_S = 3600
MOST_NAMES = 20_000
"""Names whose counts are kept; the one longest unseen is forgotten first."""


class TooManyError(PlanQAError):
    """More requests than allowed; worth another try after `retry_after_s`."""

    status = 429
    slug = "too-many"

    def __init__(self, retry_after_s: int, vi: str = "", en: str = "") -> None:
        """Say how long to wait, in words of one's own where there are any."""
        super().__init__(
            vi or f"Quá nhiều yêu cầu. Hãy thử lại sau {retry_after_s} giây.",
            en or f"Too many requests. Try again in {retry_after_s} seconds.",
        )
        self.wait_s = self.retry_after_s = retry_after_s


class Throttle:
    """At most `limit` a window of seconds for each name; safe to share between threads."""

    def __init__(
        self, limit: int, window_s: float, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with nothing counted; `now` gives seconds."""
        self._limit = limit
        self._window_s = window_s
        self._now = now
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> None:
        """Count one for a name.

        Raises:
            TooManyError: there is none left; it says for how long.
        """
        with self._lock:
            now = self._now()
            taken = self._taken.setdefault(name, deque())
            self._taken.move_to_end(name)
            while taken and taken[0] <= now - self._window_s:
                taken.popleft()
            if len(taken) >= self._limit:
                raise TooManyError(max(1, math.ceil(taken[0] + self._window_s - now)))
            taken.append(now)
            while len(self._taken) > MOST_NAMES:
                self._taken.popitem(last=False)
