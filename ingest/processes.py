"""Ending every process of a session, whatever process group it has put itself into."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
_ROUNDS = 10
"""A process that forks while it is being ended is found in the next round."""


def end_session(session: int, *, but: int | None = None) -> None:
    """Kill the processes of a session of ours, `but` spares one; without /proc its first group.

    LibreOffice needs a process group of its own, so that it can be ended alone; a session
    holds it all the same.
    """
    if not PROC.joinpath("self", "stat").exists():
        if but is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(session, signal.SIGKILL)
        return
    for _ in range(_ROUNDS):
        found = [pid for pid in members(session) if pid != but]
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def members(session: int) -> Iterator[int]:
    """Yield the processes of a session that still run."""
    for folder in PROC.iterdir():
        if not folder.name.isdecimal():
            continue
        with suppress(OSError):
            # "pid (name) state parent group session …": a name may hold blanks and brackets.
            state, _, _, own = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(own) == session and state not in "ZX":
                yield int(folder.name)
