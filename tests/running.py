"""The command planqa as a process of its own, alone and as a server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]
READY_S = 180
"""Patience with a machine that builds the model for the first time, or does much else."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    url: str
    home: Path
    process: subprocess.Popen[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - a list or an object, as the command prints
        return json.loads(self.out)


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PLANQA_") or name == "PLANQA_MODELS"
    }
    return {**kept, "PLANQA_HOME": str(home), **more}


def planqa(home: Path, *arguments: str | bytes | Path, **more: str) -> Outcome:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        timeout=READY_S,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def server(home: Path, log: Path, ingest: Sequence[Path] = (), **more: str) -> Generator[Running]:
    """Serve on a free port and wait until ready; stopped at the end as Ctrl-C would."""
    options = [part for path in ingest for part in ("--ingest", str(path))]
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options],
            cwd=ROOT,
            env=environment(home, **more),
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            url = _wait_for_url(process, home, log)
            _wait_until_ready(process, url, log)
            yield Running(url, home, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=30) as response:
        return dict(json.load(response))


def post(url: str, body: object) -> dict[str, Any]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return dict(json.load(response))


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except urllib.error.URLError:
        return 0


def _wait_for_url(process: subprocess.Popen[str], home: Path, log: Path) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            url = json.loads((home / "owner.json").read_text(encoding="utf-8")).get("url")
        except (OSError, ValueError):
            url = None
        if url and status(f"{url}/healthz") == 200:
            return str(url)
        time.sleep(0.05)
    raise AssertionError(f"the server did not open its port: {log.read_text(encoding='utf-8')}")


def _wait_until_ready(process: subprocess.Popen[str], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        if status(f"{url}/readyz") == 200:
            return
        time.sleep(0.2)
    raise AssertionError(f"the server did not get ready: {log.read_text(encoding='utf-8')}")
