"""How often somebody may ask: a count over a sliding window, for each of many names."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_NAMES = 20_000
"""Names whose counts are kept; the one longest unseen is forgotten first."""


class Quota:
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

    def take(self, name: str) -> int:
        """Count one for a name and return 0, or the seconds to wait when there is none left."""
        with self._lock:
            now = self._now()
            taken = self._taken.setdefault(name, deque())
            self._taken.move_to_end(name)
            while taken and taken[0] <= now - self._window_s:
                taken.popleft()
            if len(taken) >= self._limit:
                return max(1, math.ceil(taken[0] + self._window_s - now))
            taken.append(now)
            while len(self._taken) > MOST_NAMES:
                self._taken.popitem(last=False)
            return 0
