"""What every request finds on the app: settings, readiness, and the opened parts once loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from api.idempotency import Keys
from api.metrics import Metrics
from api.oidc import Directory
from api.readiness import Readiness
from api.throttle import MINUTE_S, Throttle, TooManyError
from api.tickets import Tickets
from rag.settings import Settings

if TYPE_CHECKING:
    from api.visitors import Visitors
    from api.wiring import Parts
    from api.work import Work

T = TypeVar("T")

WAIT_S = 2
"""Seconds after which a request that found too many waiting may be sent again."""

CONCURRENT_CALLS = 8
"""Questions, searches and library reads that run at the same time; further ones wait."""


@dataclass(slots=True)
class ServerState:
    """Shared by all requests; `opened` is set once, by the thread that loads the parts."""

    settings: Settings
    readiness: Readiness
    token: str
    visitors: Visitors
    opened: tuple[Parts, Work] | None = None
    metrics: Metrics = field(default_factory=Metrics)
    keys: Keys = field(default_factory=Keys)
    limiter: anyio.CapacityLimiter = field(
        default_factory=lambda: anyio.CapacityLimiter(CONCURRENT_CALLS)
    )
    tickets: Tickets = field(default_factory=Tickets)
    throttle: Throttle = field(init=False)
    directory: Directory | None = field(init=False)

    def __post_init__(self) -> None:
        """Make what depends on the settings."""
        self.throttle = Throttle(self.settings.rate_per_minute, MINUTE_S)
        self.directory = Directory(self.settings) if self.settings.oidc_issuer else None

    def parts(self) -> Parts:
        """Return the opened parts.

        Raises:
            StartingError: they are still loading.
            PlanQAError: they could not be loaded.
        """
        return self._both()[0]

    def work(self) -> Work:
        """Return the background worker; errors as `parts`."""
        return self._both()[1]

    def _both(self) -> tuple[Parts, Work]:
        if self.opened is None:
            raise self.readiness.refuse()
        return self.opened

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking work beside the event loop, a bounded number at a time.

        Raises:
            TooManyError: as many as may wait are waiting already.
        """
        if self.limiter.statistics().tasks_waiting >= self.settings.max_waiting:
            raise TooManyError(WAIT_S)
        return await anyio.to_thread.run_sync(work, limiter=self.limiter)


def state_of(request: Request) -> ServerState:
    """Return the state that create_app put on the app."""
    state: ServerState = request.app.state.server
    return state


State = Annotated[ServerState, Depends(state_of)]
