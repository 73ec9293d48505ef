"""A server for commands that stay: the one that owns the data folder, else one in this process."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from rag.archive import Archive, Owner
from rag.settings import Settings

if TYPE_CHECKING:
    import uvicorn


class Hosting:
    """Finds or starts the server of a data folder; safe to share between threads.

    A server of this process answers on a free loopback port, without a page, until `close`.
    """

    def __init__(self, settings: Settings) -> None:
        """Look for nothing and start nothing yet."""
        self._settings = settings
        self._archive = Archive(settings.home)
        self._lock = threading.Lock()
        self._running: tuple[uvicorn.Server, threading.Thread] | None = None

    def owner(self) -> Owner:
        """Return how to reach the server, starting one where none runs; it loads in background.

        Raises:
            BusyError: a command that is no server uses the data folder.
        """
        with self._lock:
            return self._archive.owner() or self._start()

    def close(self) -> None:
        """Stop the server of this process, if there is one, and free the data folder."""
        with self._lock:
            if self._running is not None:
                server, thread = self._running
                server.should_exit = True
                thread.join()
            self._archive.close()

    def _start(self) -> Owner:
        import uvicorn

        from api.app import Serving, create_app
        from api.server import STOP_S, own_url

        self._archive.claim()
        listener = socket.create_server(("127.0.0.1", 0))
        owner = self._archive.announce(own_url("127.0.0.1", listener.getsockname()[1]))
        app = create_app(
            Serving(
                settings=self._settings,
                archive=self._archive,
                url=owner.url,
                token=owner.token,
                page=False,
            )
        )
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=STOP_S,
        )
        server = uvicorn.Server(config)

        def serve() -> None:
            with listener:
                server.run(sockets=[listener])

        thread = threading.Thread(target=serve, name="planqa-server")
        self._running = server, thread
        thread.start()
        return owner
