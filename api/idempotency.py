"""Uploads that are sent again under one Idempotency-Key are worked off once."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Annotated

from fastapi import Header

from rag.errors import InputError

HOURS = 24
MOST = 10_000
"""Keys that are remembered; the oldest go first."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description=f"The same key with the same files gives the same job for {HOURS} hours, "
        "until the server stops; with other files it is refused.",
    ),
]


@dataclass(frozen=True, slots=True)
class _Kept:
    digest: str
    job: str
    until: float


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sends an upload under which key, if any, and the access label that it is to get."""

    caller: str
    key: str | None
    label: str | None = None


class _Digest:
    """Something that shutil can copy to, so that a file is hashed without being held whole."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self.sha256.update(data)
        return len(data)


class Keys:
    """The keys of the last day in memory: jobs of a server that stopped are to be sent again."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def once(
        self,
        sent: Sent,
        files: Sequence[tuple[str, IO[bytes]]],
        start: Callable[[], str],
    ) -> str:
        """Return the job that `start` gives, or gave before; blocks while files are read.

        Raises:
            InputError: the caller used the key for other files or another label.
        """
        if sent.key is None:
            return start()
        digest = _digest_of(sent.label, files)
        with self._lock:
            now = time.monotonic()
            while self._kept and next(iter(self._kept.values())).until < now:
                self._kept.popitem(last=False)
            found = self._kept.get((sent.caller, sent.key))
            if found is None:
                found = _Kept(digest, start(), now + HOURS * 3600)
                self._kept[sent.caller, sent.key] = found
                if len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        if found.digest != digest:
            raise InputError(
                f"Idempotency-Key {sent.key} đã dùng cho tệp khác (công việc {found.job}). "
                "Hãy dùng khoá mới.",
                f"The Idempotency-Key {sent.key} was used for other files (job {found.job}). "
                "Take a new key.",
            )
        return found.job


def _digest_of(label: str | None, files: Sequence[tuple[str, IO[bytes]]]) -> str:
    whole = hashlib.sha256(f"{label}\n".encode())
    for name, file in files:
        one = _Digest()
        shutil.copyfileobj(file, one)
        file.seek(0)
        whole.update(hashlib.sha256(name.encode()).digest() + one.sha256.digest())
    return whole.hexdigest()
