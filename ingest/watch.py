"""Watching folders: tells when something in them has changed and come to rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from watchfiles import watch

from ingest.ledger import expand
from rag.errors import InputError
from rag.files import Stamp

logger = logging.getLogger(__name__)

QUIET_S = 2.0
"""A file is whole when nobody has written it for so long."""
POLL_S = 30.0
"""How often folders are looked through where the file system reports nothing (network drives)."""
TICK_S = 1.0

View = dict[tuple[str, str], Stamp]


def changes(folders: Sequence[Path], stop: threading.Event) -> Iterator[int]:
    """Yield at once, and again whenever files of the folders have changed, until `stop` is set.

    What is yielded is a time in nanoseconds since 1970: only files last written before it were
    seen. Whoever reads the folders leaves later ones alone: a file that comes and goes between
    two looks would else be taken in, and never be missed.

    A file that is still being written counts as it was before. A folder that is away is waited
    for; it counts as unchanged until it is back.
    """
    seen: View = {}
    first = True
    while not stop.is_set():
        for _ in _wakes(folders, stop):
            settled_ns = _settled()
            now, restless = view(folders, seen, settled_ns=settled_ns)
            if first or now != seen:
                first, seen = False, now
                yield settled_ns
            elif not restless:
                continue
            while restless and not stop.wait(TICK_S):
                settled_ns = _settled()
                now, restless = view(folders, seen, settled_ns=settled_ns)
                if now != seen:
                    seen = now
                    yield settled_ns


def view(folders: Sequence[Path], before: View, *, settled_ns: int) -> tuple[View, bool]:
    """Return the stamps of the files, and whether some were written after `settled_ns`."""
    now: View = {}
    restless = False
    for folder in folders:
        try:
            found, _ = expand([folder])
        except InputError:
            now |= {key: stamp for key, stamp in before.items() if key[0] == str(folder)}
            continue
        for item in found:
            key = (str(folder), item.source)
            if item.stamp is None or before.get(key) == item.stamp:
                now |= {key: item.stamp} if item.stamp else {}
            elif item.written_ns <= settled_ns:
                now[key] = item.stamp
            else:
                restless = True
                now |= {key: before[key]} if key in before else {}
    return now, restless


def _settled() -> int:
    return time.time_ns() - int(QUIET_S * 1e9)


def _wakes(folders: Sequence[Path], stop: threading.Event) -> Iterator[None]:
    """Yield once it is watching, then when the system reports a change and every POLL_S anyway.

    Ends when the folders that can be watched are others than before.
    """
    there = [folder for folder in folders if folder.is_dir()]
    if not there:
        yield
        stop.wait(TICK_S)
        return
    due = time.monotonic()
    try:
        for news in watch(
            *there,
            watch_filter=None,
            stop_event=stop,
            rust_timeout=int(TICK_S * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            if news or time.monotonic() >= due:
                due = time.monotonic() + POLL_S
                yield
            if [folder for folder in folders if folder.is_dir()] != there:
                return
    except (FileNotFoundError, OSError) as error:
        logger.warning("watching failed, looking every %s s instead: %s", POLL_S, error)
        yield
        stop.wait(POLL_S)
