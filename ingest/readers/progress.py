"""Where a reader that goes page by page says that it has finished one.

The process it runs in may then give it time for the next; where nobody listens nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

_listener: ContextVar[Callable[[], None] | None] = ContextVar("_listener", default=None)


def listen(listener: Callable[[], None]) -> None:
    """Have this called after every page that is read from now on, in this thread."""
    _listener.set(listener)


def page_done() -> None:
    """Say that a page is finished."""
    listener = _listener.get()
    if listener is not None:
        listener()
