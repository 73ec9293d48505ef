"""One server process: claim the data folder, take the port, answer until told to stop."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from rag.archive import Archive
from rag.errors import BusyError, InputError, PlanQAError, SettingsError
from rag.settings import Settings

logger = logging.getLogger(__name__)

BACKLOG = 2048
STOP_S = 5
"""Seconds that open requests get to finish when the server stops."""

_ANY = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that mean every interface, and how this machine reaches itself there."""


def run_server(settings: Settings, ingest: Sequence[Path]) -> None:
    """Serve until a signal comes; blocks.

    Raises:
        BusyError: the data folder or the port is taken.
        SettingsError: other machines would be answered, and nobody has to sign in.
        InputError: a path to ingest does not exist.
        PlanQAError: a part could not be loaded.
    """
    check_paths(ingest)
    with Archive(settings.home) as archive:
        refuse_strangers(settings, archive)
        with _listen(settings) as listener:
            url = own_url(settings.host, listener.getsockname()[1])
            failure = _serve(settings, archive, listener, url, ingest)
    if failure is not None:
        raise failure


def refuse_strangers(settings: Settings, archive: Archive) -> None:
    """Refuse to serve other machines while anybody there would be answered.

    Raises:
        SettingsError: the address is not this machine's own, and nobody could sign in.
    """
    from api.identity import check_access, has_directory
    from api.operator import is_this_machine
    from rag.library import Library

    check_access(settings)
    if is_this_machine(settings.host) or has_directory(settings):
        return
    library = Library.open(settings.database or archive.database_url)
    try:
        known = library.keys.any()
    finally:
        library.close()
    if not known:
        raise SettingsError(
            f"Không mở địa chỉ {settings.host} khi ai cũng vào được. Tạo khoá trước: planqa keys "
            "create TÊN --role admin; hoặc đặt oidc_issuer, hay trusted_proxies cùng "
            "proxy_user_header (docs/access.md); hoặc chỉ mở cho máy này: --host 127.0.0.1.",
            f"The address {settings.host} is not opened while anybody could come in. Make a key "
            "first: planqa keys create NAME --role admin; or set oidc_issuer, or trusted_proxies "
            "and proxy_user_header (docs/access.md); or serve this machine only: --host 127.0.0.1.",
        )


def check_paths(paths: Sequence[Path]) -> None:
    """Refuse paths that do not exist before anything is opened for them.

    Raises:
        InputError: a path is missing.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        names = ", ".join(missing)
        raise InputError(
            f"Không có tệp hoặc thư mục: {names}. Kiểm tra lại đường dẫn.",
            f"There is no such file or folder: {names}. Check the path.",
        )


def own_url(host: str, port: int) -> str:
    """Return the address under which this machine reaches its own server."""
    name = _ANY.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _serve(
    settings: Settings,
    archive: Archive,
    listener: socket.socket,
    url: str,
    ingest: Sequence[Path],
) -> PlanQAError | None:
    import uvicorn

    from api.app import Serving, create_app
    from api.state import ServerState

    def stop() -> None:
        server.should_exit = True

    owner = archive.announce(url)
    app = create_app(
        Serving(
            settings=settings,
            archive=archive,
            url=url,
            token=owner.token,
            ingest=ingest,
            on_failure=stop,
        )
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # whom a proxy speaks for is told from its own address
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=STOP_S,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn handles them while it serves and raises them again when it has stopped: without
        # these handlers the process would end there, before the data folder is given back.
        signal.signal(number, _leave)
    logger.info("planqa: %s/ui (đang khởi động / starting)", url)
    server.run(sockets=[listener])
    state: ServerState = app.state.server
    return state.readiness.failure


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(settings: Settings) -> socket.socket:
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG, reuse_port=False
        )
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        named = not isinstance(error, socket.gaierror) and error.errno is not None
        why = os.strerror(error.errno or 0) if named else str(error.strerror or error)
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise BusyError(
                f"Cổng {place} không dùng được ({why}). Chọn cổng khác: "
                "planqa serve --port 8001, hoặc dừng chương trình đang giữ cổng.",
                f"The port {place} cannot be used ({why}). Choose another: "
                "planqa serve --port 8001, or stop the program that holds it.",
            ) from error
        raise SettingsError(
            f"Không mở được địa chỉ {place}: {why}. Kiểm tra --host.",
            f"The address {place} cannot be opened: {why}. Check --host.",
        ) from error
