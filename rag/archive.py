"""The data folder of one archive: where its files lie, and which one process owns it.

The embedded indexes bear one writer only, so the owner holds an operating-system lock (freed even
by kill -9) and a server writes down how to reach it.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from filelock import FileLock, Timeout

from rag.errors import BusyError, SettingsError

PATIENCE_S = 0.5
"""How long `claim` waits: somebody may be asking just now whether the lock is free."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The server that owns a data folder, and the token that its API takes from this machine."""

    pid: int
    url: str
    token: str


class Archive:
    """A data folder; `claim` it before opening its indexes, `close` frees it again."""

    def __init__(self, home: Path) -> None:
        """Create the folder if it is missing (readable by this user alone).

        Raises:
            SettingsError: the folder cannot be made or written.
        """
        self.home = home.expanduser().absolute()
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.home, error) from error
        self._lock = FileLock(self.home / "lock", thread_local=False)
        self._owner: Owner | None = None

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the library that lies in this folder."""
        return f"sqlite:///{self.home / 'library.sqlite'}"

    @property
    def index_folder(self) -> Path:
        """Where the embedded search indexes lie; they can be rebuilt from the library."""
        return self.home / "indexes"

    @property
    def claimed(self) -> bool:
        """Whether this object owns the folder."""
        return self._lock.is_locked

    def claim(self) -> None:
        """Become the one process that owns the folder; nothing happens if this object does.

        Raises:
            BusyError: another process owns it.
            SettingsError: the folder cannot be written.
        """
        if self.claimed:
            return
        try:
            self._lock.acquire(timeout=PATIENCE_S)
        except Timeout as error:
            raise self._busy() from error
        except OSError as error:
            raise _unusable(self.home, error) from error
        try:
            self._write({"pid": os.getpid()})
        except OSError as error:
            self._lock.release()
            raise _unusable(self.home, error) from error

    def announce(self, url: str) -> Owner:
        """As the claimed folder's server, write down the URL with a fresh random token."""
        owner = Owner(os.getpid(), url, secrets.token_urlsafe(32))
        self._write(asdict(owner))
        self._owner = owner
        return owner

    def owner(self) -> Owner | None:
        """Return the server that owns the folder now, None where none does.

        What a killed server wrote is recognised as stale because the lock is free.
        """
        if self.claimed:
            return self._owner
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return self._read_owner()
        except OSError as error:
            raise _unusable(self.home, error) from error
        self._lock.release()
        return None

    def close(self) -> None:
        """Free the folder; nothing happens if this object does not own it."""
        if not self.claimed:
            return
        self._owner_file.unlink(missing_ok=True)
        self._owner = None
        self._lock.release()

    def __enter__(self) -> Self:
        """Claim the folder."""
        self.claim()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Free the folder."""
        self.close()

    @property
    def _owner_file(self) -> Path:
        return self.home / "owner.json"

    def _write(self, content: dict[str, Any]) -> None:
        # The token opens the API: the file is private from its first byte, and replaced whole.
        draft = self.home / f"owner.json.{os.getpid()}"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
        draft.replace(self._owner_file)

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self._owner_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return cast(dict[str, Any], content) if isinstance(content, dict) else {}

    def _read_owner(self) -> Owner | None:
        content = self._read()
        pid, url, token = content.get("pid"), content.get("url"), content.get("token")
        if isinstance(pid, int) and isinstance(url, str) and isinstance(token, str):
            return Owner(pid, url, token)
        return None

    def _busy(self) -> BusyError:
        content = self._read()
        pid, url = content.get("pid", "?"), content.get("url")
        if url:
            return BusyError(
                f"Thư mục dữ liệu {self.home} đang do máy chủ planqa tại {url} sử dụng (tiến trình "
                f"{pid}). Dùng máy chủ đó, hoặc dừng nó, hoặc chọn thư mục khác (PLANQA_HOME).",
                f"The data folder {self.home} is in use by the planqa server at {url} (process "
                f"{pid}). Use that server, or stop it, or choose another folder (PLANQA_HOME).",
            )
        return BusyError(
            f"Thư mục dữ liệu {self.home} đang do một lệnh planqa khác sử dụng (tiến trình {pid}). "
            "Chờ lệnh đó xong, hoặc chọn thư mục khác (PLANQA_HOME).",
            f"The data folder {self.home} is in use by another planqa command (process {pid}). "
            "Wait until it has finished, or choose another folder (PLANQA_HOME).",
        )


def _unusable(home: Path, error: OSError) -> SettingsError:
    return SettingsError(
        f"Thư mục dữ liệu {home} không tạo hoặc ghi được: {error.strerror or error}. "
        "Chọn thư mục khác (PLANQA_HOME) hoặc sửa quyền truy cập.",
        f"The data folder {home} cannot be created or written: {error.strerror or error}. "
        "Choose another folder (PLANQA_HOME) or correct its permissions.",
    )
