"""The command `planqa ingest`: once with a progress bar, or again whenever a folder changes."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rag.errors import BusyError, PlanQAError

if TYPE_CHECKING:
    from api.client import Client
    from api.local import Cost, Local, Progress

RETRY_S = 5.0
"""How long another command that uses the data folder is waited for before the next attempt."""


class StoppedError(Exception):
    """A signal came while files were read; what is in the library stays there."""


def ingest_once(paths: Sequence[Path], desk: Client | Local, label: str | None = None) -> int:
    """Read files and folders with a line for each, and a summary; return how many failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    counts: dict[str, int] = {}
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),  # else the lines would follow the bar to stderr
    ) as bar:
        task = bar.add_task("…", total=None)

        def report(progress: Progress) -> None:
            counts[progress.state] = counts.get(progress.state, 0) + 1
            left = "" if progress.eta_s is None else _left(progress.eta_s)
            bar.update(task, completed=progress.done, total=progress.total, description=left)
            print(_line(progress))

        def working(progress: Progress) -> None:
            bar.update(task, description=f"{progress.source}: {progress.vi} / {progress.en}")

        cost = desk.ingest(paths, report, label=label, on_step=working)
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    if cost.passages:
        print(_saved(cost))
    return counts.get("failed", 0)


def keep_watching(
    paths: Sequence[Path], open_desk: Callable[[], Client | Local], label: str | None = None
) -> None:
    """Keep the library in step with folders until Ctrl-C or SIGTERM; one line a change.

    The data folder is taken for each change anew, so a server may start or stop meanwhile.

    Raises:
        InputError: a path is no folder.
    """
    from api.server import check_paths
    from ingest.watch import changes

    check_paths(paths)
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    told: dict[str, str] = {}

    def report(progress: Progress) -> None:
        line = _line(progress)
        news = progress.state not in ("unchanged", "waiting", "skipped", "opened")
        if news and not (progress.state == "failed" and told.get(progress.source) == line):
            print(f"{datetime.now().astimezone():%H:%M:%S} {line}", flush=True)
        told[progress.source] = line
        if stop.is_set():
            raise StoppedError

    names = ", ".join(str(path) for path in paths)
    for settled_ns in changes(paths, stop):
        try:
            cost = _persist(
                lambda settled_ns=settled_ns: open_desk().ingest(
                    paths, report, label=label, settled_ns=settled_ns
                ),
                stop,
            )
        except StoppedError:
            break
        if cost is not None and cost.passages:
            print(_saved(cost), flush=True)
        if not told.get(""):
            told[""] = "watching"
            print(f"Đang theo dõi {names}; Ctrl-C để dừng. / Watching; Ctrl-C stops.", flush=True)
    print("Đã dừng theo dõi. / Stopped watching.", flush=True)


def _persist(ingest: Callable[[], Cost], stop: threading.Event) -> Cost | None:
    """Ingest; wait while another command has the data folder, tell any other error and go on."""
    while not stop.is_set():
        try:
            return ingest()
        except BusyError:
            stop.wait(RETRY_S)
        except PlanQAError as error:
            print(f"planqa: {error.vi}\nplanqa: {error.en}", file=sys.stderr, flush=True)
            return None
    return None


def _line(progress: Progress) -> str:
    return f"{progress.state:9} {progress.source}: {progress.vi} / {progress.en}"


def _saved(cost: Cost) -> str:
    shared = cost.passages - cost.embedded
    return (
        f"Nhúng {cost.embedded:,} trong {cost.passages:,} đoạn, {shared:,} dùng chung. / "
        f"Embedded {cost.embedded:,} of {cost.passages:,} passages; {shared:,} shared."
    )


def _left(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"còn / left {minutes}:{rest:02}"
