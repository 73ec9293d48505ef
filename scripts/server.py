"""Start a planqa server for a measurement: used by eval_gold.py and bench_*.py."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

PLANQA = Path(sys.executable).parent / "planqa"
READY_WITHIN_S = 180


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a command that works on this data folder."""
    return {**os.environ, "PLANQA_HOME": str(home)}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the URL says 200; exit when the server ends or takes too long."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"planqa serve ended with exit code {server.returncode}")
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.05)
    sys.exit(f"planqa serve did not answer within {READY_WITHIN_S} s")


@contextmanager
def serving(home: Path, *arguments: str) -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `planqa serve` on a free port over the data folder; yield its URL and the process."""
    port = free_port()
    command = [str(PLANQA), "serve", "--port", str(port), *arguments]
    with subprocess.Popen(command, env=environment(home)) as server:
        try:
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()


def ingest(home: Path, documents: Path) -> None:
    """Run `planqa ingest` into the data folder."""
    command = [PLANQA, "ingest", documents]
    subprocess.run(command, env=environment(home), check=True, stdout=subprocess.DEVNULL)
