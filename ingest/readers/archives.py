"""Files that hold files: .zip, and mail with its attachments; nothing is written to a disk.

Every byte is counted as it is unpacked, over all levels; what a header claims is not believed.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from ingest.readers import refusals
from ingest.readers.base import is_container, suffix, supported
from ingest.readers.package import BROKEN
from rag.vietnamese import nfc

MAX_BYTES = 256 * refusals.MEGABYTE
MAX_MEMBERS = 2000
MAX_DEPTH = 3
"""Archives that may lie in one another, the outermost counted."""

Member = tuple[str, bytes]
"""Name below the archive, with slashes, and content; no content where no reader takes the name."""

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f]|^/|^[A-Za-z]:"
)
"""Names that lead elsewhere, or that nobody can see for what they are."""
_LONGEST_NAME = 1000


def unpack(data: bytes, name: str) -> Iterator[Member]:
    """Yield the files in an archive and in the archives inside it, "archive.zip/inner/a.docx".

    Raises:
        ReadError: damaged, encrypted, an unsafe name inside, or more than the limits allow; then
            nothing of the archive is to be used.
    """
    yield from _Opening(name).open(data, name, depth=1)


class _Opening:
    """One archive with all inside it, and what it may still unpack to."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MAX_BYTES
        self._members = 0

    def open(self, data: bytes, name: str, *, depth: int) -> Iterator[Member]:
        if depth > MAX_DEPTH:
            raise refusals.too_deep(name, MAX_DEPTH)
        opened = self._mail(data, name) if suffix(name) == ".eml" else self._zip(data, name)
        for inner, content in opened:
            self._members += 1
            if self._members > MAX_MEMBERS:
                raise refusals.too_many(self._name, MAX_MEMBERS)
            member = f"{name}/{inner}"
            if is_container(inner):
                yield from self.open(content, member, depth=depth + 1)
            else:
                yield member, content

    def _zip(self, data: bytes, name: str) -> Iterator[Member]:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise refusals.damaged(name, str(error)) from error
        seen = archive.infolist()
        if len(seen) > MAX_MEMBERS:
            raise refusals.too_many(name, MAX_MEMBERS)
        names = [(info, safe_name(_decoded(info), name)) for info in seen]
        for info, inner in names:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or kind not in (0, stat.S_IFREG) or _is_hidden(inner):
                continue
            yield inner, self._content(archive, info, name) if supported(inner) else b""

    def _content(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
        try:
            with archive.open(info) as member:
                content = member.read(self._left + 1)
        except BROKEN as error:
            raise refusals.damaged(name, f"{info.filename!r}: {error}") from error
        except RuntimeError as error:  # what zipfile raises for a password
            raise refusals.locked(name) from error
        self._count(content)
        return content

    def _mail(self, data: bytes, name: str) -> Iterator[Member]:
        from ingest.readers.mail import parts

        for inner, content in parts(data, name):
            self._count(content)
            yield safe_name(inner, name), content

    def _count(self, content: bytes) -> None:
        self._left -= len(content)
        if self._left < 0:
            raise refusals.bomb(self._name, MAX_BYTES)


def safe_name(member: str, name: str) -> str:
    """Return the path of a member in NFC with slashes.

    Raises:
        ReadError: it leads out of the archive, is absolute, or holds control characters.
    """
    path = nfc(member).replace("\\", "/")
    if (
        len(path) > _LONGEST_NAME
        or _UNSAFE.search(path)
        or ".." in PurePosixPath(path).parts
        or not path.strip("/. ")
    ):
        raise refusals.unsafe_name(name, member)
    return str(PurePosixPath(path))


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return a member's name; zips without the UTF-8 flag often hold UTF-8 all the same."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _is_hidden(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
