"""A server with the page and fake vectors as a process of its own: ready in a few seconds."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from api.app import create_app
from tests.running import READY_S, ROOT, environment, status
from tests.served import serving


@contextmanager
def faked(home: Path, log: Path) -> Generator[str]:
    """Serve until the end; yield the URL once page and library are ready."""
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faked", str(home)],
            cwd=ROOT,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            deadline = time.monotonic() + READY_S
            while status(f"{url}/readyz") != 200:
                told = log.read_text(encoding="utf-8")
                assert process.poll() is None and time.monotonic() < deadline, told
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.communicate(timeout=30)


def main() -> None:
    """Serve a data folder on a free port of loopback and print the URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(serving(Path(sys.argv[1]), url=url, page=True))
        print(url, flush=True)  # noqa: T201 - to the test that started this
        config = uvicorn.Config(app, ws="none", timeout_graceful_shutdown=1, lifespan="on")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
