"""Readers run in a process of their own, with limits; whatever a file does there, it ends there.

The process is started at the first file and used again; after a crash, a hang or a refusal of
memory the next file gets a fresh one. What is made of the pages, such as the outline, is made there
too: a text can be written to take long.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import documents, frames, processes
from ingest.readers import refusals, supported, unsupported
from ingest.readers.progress import Listener
from rag.domain import PUBLIC, Document, Page
from rag.errors import ReadError
from rag.settings import Settings

logger = logging.getLogger(__name__)

_ROOT = str(Path(__file__).resolve().parent.parent)
_CODE = (
    "import sys; sys.path.insert(0, {root!r}); from ingest.child import serve; serve({fd}, {mb})"
)
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TESSDATA_PREFIX")
"""What the process may know of our environment; keys and passwords are not among it."""
_FILES_A_PROCESS = 200
"""Files after which a process is replaced, so that what a library leaks never adds up."""
_LONGEST_HEAD = 1 << 20
_CHUNK = 1 << 20


def _unheard(_recognised: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; its time is that of each page where a reader tells them."""

    cpu_s: int = 60
    wall_s: float = 150.0
    """Longer than a reader waits for LibreOffice, which its reader is there to end."""
    memory_mb: int = 2048
    output_mb: int = 300

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that the settings name."""
        return cls(
            settings.read_cpu_s,
            settings.read_wall_s,
            settings.read_memory_mb,
            settings.read_output_mb,
        )


class Sandbox:
    """Owns the process; calls from several threads take turns."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Start nothing yet."""
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def read(self, data: bytes, name: str) -> tuple[Page, ...]:
        """Read the pages of a file as its reader does.

        Raises:
            ReadError: what the reader says, or the process crashed, hung or hit a limit.
        """
        if not supported(name):
            raise unsupported(name)
        return tuple(
            frames.unpack(head, content) for head, content in self._ask("read", data, name)
        )

    def document(
        self, data: bytes, source: str, *, label: str = PUBLIC, told: Listener = _unheard
    ) -> tuple[Document, tuple[Page, ...]]:
        """Read a file as ingest.documents.read_file does.

        `told` is called whenever OCR has finished a page, with how many it has read, and of how
        many.

        Raises:
            ReadError: as `read`.
        """
        if not supported(source):
            raise unsupported(source)
        (_, first), *pages = self._ask("document", data, source, told=told)
        document = documents.decode(first, data, source, label=label)
        return document, tuple(frames.unpack(head, content) for head, content in pages)

    def unpack(self, data: bytes, name: str) -> list[tuple[str, bytes]]:
        """Return the files in an archive or mail, see ingest.readers.archives.

        Raises:
            ReadError: as `read`; then nothing of the archive is to be used.
        """
        if not supported(name):
            raise unsupported(name)
        return [(head["name"], content) for head, content in self._ask("unpack", data, name)]

    def draw(self, data: bytes, name: str, page: int, width: int) -> bytes:
        """Return a page (from 1) of a file as PNG, see ingest.readers.pictures.

        Raises:
            ReadError: as `read`; also where there is no such page.
        """
        ((_, picture),) = self._ask("draw", data, name, page=page, width=width)
        return picture

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._drop()

    def _ask(
        self, task: str, data: bytes, name: str, told: Listener = _unheard, **more: int
    ) -> list[tuple[dict[str, Any], bytes]]:
        with self._lock:
            child = self._child
            if child is None or child.files >= _FILES_A_PROCESS:
                self._drop()
                child = self._child = _Child(self._limits)
            try:
                return list(child.ask(data, {"task": task, "name": name, **more}, told))
            except ReadError:
                if child.spoilt:
                    self._drop()
                raise
            except BaseException:
                self._drop()
                raise

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Child:
    """One process and the socket to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.files = 0
        self.spoilt = False
        folder = tempfile.mkdtemp(prefix="planqa-read-")
        self._link, theirs = socket.socketpair()
        with theirs:
            code = _CODE.format(root=_ROOT, fd=theirs.fileno(), mb=limits.memory_mb)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={key: os.environ[key] for key in _KEPT if key in os.environ}
                | {"TMPDIR": folder, "MALLOC_ARENA_MAX": "2"},  # each takes address space
                start_new_session=True,
            )
        self._buffer = bytearray()
        self.end = weakref.finalize(self, _end, self._link, self._process, folder)

    def ask(
        self, data: bytes, what: Mapping[str, str | int], told: Listener
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield what the process answers; afterwards `spoilt` tells whether it can go on."""
        self.files += 1
        self.spoilt = True
        deadline = time.monotonic() + self._limits.wall_s
        room = self._limits.output_mb * refusals.MEGABYTE
        name = str(what["name"])
        asked = {**what, "size": len(data), "cpu_s": self._limits.cpu_s}
        try:
            self._wait_until(deadline)
            self._link.sendall(json.dumps(asked).encode() + b"\n" + data)
            while "size" in (head := json.loads(self._line(deadline))) or "alive" in head:
                if "alive" in head:
                    deadline = time.monotonic() + self._limits.wall_s
                    if head["of"]:
                        told(head["alive"], head["of"])
                    continue
                room -= head["size"]
                if room < 0:
                    raise refusals.too_much_text(name, self._limits.output_mb)
                yield head, self._take(head["size"], deadline)
        except TimeoutError as error:
            raise refusals.too_slow(name, self._limits.wall_s) from error
        except (OSError, EOFError, ValueError) as error:
            raise self._ended(name) from error
        if "trace" in head:
            logger.error("reading %s failed:\n%s", name, head["trace"])
        self.spoilt = "trace" in head or "memory" in head
        if "vi" in head:
            raise ReadError(head["vi"], head["en"])

    def _wait_until(self, deadline: float) -> None:
        self._link.settimeout(max(deadline - time.monotonic(), 0.001))

    def _line(self, deadline: float) -> bytes:
        while (at := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_HEAD:
                raise ValueError("no line of JSON")
            self._more(deadline)
        return self._take(at + 1, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        while len(self._buffer) < size:
            self._more(deadline)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _more(self, deadline: float) -> None:
        self._wait_until(deadline)
        received = self._link.recv(_CHUNK)
        if not received:
            raise EOFError
        self._buffer += received

    def _ended(self, name: str) -> ReadError:
        """Return the error for a process that is gone: out of time, or crashed."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return refusals.too_slow(name, self._limits.cpu_s)
        how = signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"
        return refusals.crashed(name, how)


def _end(link: socket.socket, process: subprocess.Popen[bytes], folder: str) -> None:
    """End the process with all that it has started, and remove what they wrote."""
    link.close()
    processes.end_session(process.pid)
    process.kill()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)
