"""What a starting server is still loading; written by its threads, read by every request."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

from rag.errors import PlanQAError

Step = Literal["library", "model", "indexes", "page", "ingest"]


class StartingError(PlanQAError):
    """What was asked for is not loaded yet."""

    status = 503
    slug = "starting"


class Readiness:
    """The steps of the start that are still to come, the seconds each took, and what failed."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        """Begin with every step still to come."""
        self._lock = threading.Lock()
        self._open = list(steps)
        self._seconds: dict[str, float] = {}
        self._failure: PlanQAError | None = None

    @contextmanager
    def step(self, step: Step) -> Generator[None]:
        """Take the step off the list when the block ends well, and note how long it took."""
        began = time.perf_counter()
        yield
        with self._lock:
            self._seconds[step] = round(time.perf_counter() - began, 3)
            self._open.remove(step)

    @contextmanager
    def again(self, step: Step) -> Generator[None]:
        """Put a finished step back on the list while the block does it once more."""
        with self._lock:
            self._open.append(step)
        with self.step(step):
            yield

    def fail(self, error: PlanQAError) -> None:
        """Record why the server will never be ready."""
        with self._lock:
            self._failure = error

    @property
    def loading(self) -> tuple[str, ...]:
        """The steps still to come, in order."""
        with self._lock:
            return tuple(self._open)

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds that each finished step took."""
        with self._lock:
            return dict(self._seconds)

    @property
    def failure(self) -> PlanQAError | None:
        """Why the server will never be ready, if so."""
        with self._lock:
            return self._failure

    def refuse(self) -> PlanQAError:
        """Return the error that a request gets while what it needs is loading."""
        if self.failure is not None:
            return self.failure
        names = ", ".join(self.loading) or "…"
        return StartingError(
            f"Hệ thống đang khởi động, đang nạp: {names}. Hãy thử lại sau ít giây.",
            f"The system is starting, still loading: {names}. Try again in a few seconds.",
        )
