"""The process that files are read in: it gives up network and room before it sees the first byte.

It answers over one socket. A request is a line of JSON (task, name, size, cpu_s) and the file; the
answer is one line of JSON for each page or member, followed by its bytes, and a last line. Before
it, a reader that goes page by page sends a line after each, to show that it is alive.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import shutil
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from functools import partial
from io import BufferedRWPair
from typing import Any

from ingest import frames, processes
from ingest.readers import reader_for, refusals
from ingest.readers.progress import listen
from rag.errors import PlanQAError

_NEW_NET, _NEW_USER = 0x40000000, 0x10000000
_FORBIDDEN = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
)
MEGABYTE = refusals.MEGABYTE
_FILES = 256
_LARGEST_FILE_MB = 512


def serve(link: int, memory_mb: int) -> None:
    """Answer requests on an inherited socket until the other end is closed."""
    os.dup2(2, 1)  # whatever a library prints must not reach the parent's output
    _confine(memory_mb)
    threading.Thread(target=_leave_with_parent, args=(link,), daemon=True).start()
    with socket.socket(fileno=link) as connection, connection.makefile("rwb") as stream:
        while request := stream.readline():
            asked = json.loads(request)
            data = stream.read(asked["size"])
            _allow_cpu(asked["cpu_s"])
            listen(partial(_tell_alive, stream, asked["cpu_s"]))
            going = _answer(stream, asked, data, memory_mb)
            stream.flush()
            if not going:
                return


def _leave_with_parent(link: int) -> None:
    """Wait until the other end is closed, and end with all that was started for a file."""
    if sys.platform != "linux":
        return
    watched = select.poll()
    watched.register(link, select.POLLRDHUP)
    watched.poll()
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    processes.end_session(os.getpid(), but=os.getpid())
    os._exit(0)


def _answer(stream: BufferedRWPair, asked: dict[str, Any], data: bytes, memory_mb: int) -> bool:
    """Write the answer; return False if the process should not be used again."""
    name = asked["name"]
    tasks = {"read": _pages, "document": _document, "unpack": _unpacked}
    try:
        made = _drawn(data, asked) if asked["task"] == "draw" else tasks[asked["task"]](data, name)
        for head, content in made:
            _write(stream, head | {"size": len(content)})
            stream.write(content)
        _write(stream, {"end": True})
    except PlanQAError as error:
        _write(stream, {"vi": error.vi, "en": error.en})
    except RecursionError:
        error = refusals.nested(name)
        _write(stream, {"vi": error.vi, "en": error.en})
    except MemoryError:
        error = refusals.too_much_memory(name, memory_mb)
        _write(stream, {"vi": error.vi, "en": error.en, "memory": memory_mb})
        return False
    except Exception as error:
        # The boundary of the process: a defect at one file is reported, not suffered.
        how = refusals.crashed(name, type(error).__name__)
        _write(stream, {"vi": how.vi, "en": how.en, "trace": traceback.format_exc()})
    return True


def _pages(data: bytes, name: str) -> Iterator[tuple[dict[str, object], bytes]]:
    for page in reader_for(name)(data, name):
        yield frames.head(page), frames.pack(page)


def _document(data: bytes, name: str) -> Iterator[tuple[dict[str, object], bytes]]:
    from ingest.documents import encode, read_file

    document, pages = read_file(data, name)
    yield {}, encode(document)
    for page in pages:
        yield frames.head(page), frames.pack(page)


def _tell_alive(stream: BufferedRWPair, cpu_s: int, recognised: int, of: int) -> None:
    """Say that a page is done: the next one has as much time again."""
    _allow_cpu(cpu_s)
    _write(stream, {"alive": recognised, "of": of})
    stream.flush()


def _unpacked(data: bytes, name: str) -> Iterator[tuple[dict[str, object], bytes]]:
    from ingest.readers.archives import unpack

    for member, content in unpack(data, name):
        yield {"name": member}, content


def _drawn(data: bytes, asked: dict[str, Any]) -> Iterator[tuple[dict[str, object], bytes]]:
    from ingest.readers.pictures import page_picture

    yield {}, page_picture(data, asked["name"], asked["page"], asked["width"])


def _write(stream: BufferedRWPair, head: dict[str, object]) -> None:
    stream.write(json.dumps(head).encode() + b"\n")


def _confine(memory_mb: int) -> None:
    """Take away the network, and set the limits that hold for the life of the process."""
    _leave_network()

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(f"no network while reading: {event}")

    sys.addaudithook(refuse)
    _limit(resource.RLIMIT_AS, memory_mb * MEGABYTE)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE_MB * MEGABYTE)
    _limit(resource.RLIMIT_NOFILE, _FILES)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _allow_cpu(seconds: int) -> None:
    """Let the process compute for so much longer; then the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _leave_network() -> None:
    """Enter an empty network namespace where the system allows it (Linux, most user accounts)."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_NET | _NEW_USER) != 0:
        return
    for path, words in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{path}", "w") as file:
            file.write(words)
