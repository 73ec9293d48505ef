"""Where a reader that goes page by page says that it has finished one, or is still at it.

The process it runs in may then give it more time; where nobody listens nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

Listener = Callable[[int, int], None]
"""Called with how many pages OCR has read, and of how many; zeros where none are recognised."""

_listener: ContextVar[Listener | None] = ContextVar("_listener", default=None)


def listen(listener: Listener) -> None:
    """Have this called after every page that is read from now on, in this thread."""
    _listener.set(listener)


def page_done(recognised: int = 0, of: int = 0) -> None:
    """Say that a page is finished, or that the one in hand may still take its time."""
    listener = _listener.get()
    if listener is not None:
        listener(recognised, of)
