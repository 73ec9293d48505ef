"""Office files are zips of XML: parts read with every byte counted and no entity resolved."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib

from ingest.readers import refusals
from ingest.readers.markup import Element, parse

MAX_BYTES = 256 * refusals.MEGABYTE
"""What all parts of one file may unpack to, counted as they are unpacked."""

MAX_PART = 64 * refusals.MEGABYTE
"""What one part may unpack to; a tree of XML takes about eight times as much memory."""

BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, lzma.LZMAError, OSError),
    *(ValueError, struct.error),
)
"""What zipfile raises on damaged archives: offsets before their start are a ValueError."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
     b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main",
     b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
"""The names of ISO/IEC 29500 Strict and those that every other file uses."""

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Package:
    """An opened office file; it owns nothing but memory."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the zip.

        Raises:
            ReadError: no zip, or an encrypted document.
        """
        self.name = name
        if data.startswith(_OLE):
            raise refusals.locked(name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise refusals.damaged(name, str(error)) from error
        self._names = frozenset(self._zip.namelist())
        self._left = MAX_BYTES

    def has(self, path: str) -> bool:
        """Tell whether there is a part of this name."""
        return path in self._names

    def xml(self, path: str) -> Element:
        """Return the root of an XML part.

        Raises:
            ReadError: there is no such part, it is too large, no XML, or declares a DOCTYPE.
        """
        data = self._bytes(path)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return parse(data, self.name, path)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return id -> (kind, part) of what a part ("" for the whole file) relates to inside.

        The kind is the last word of the relationship's type ("footnotes"); external targets are
        left out.
        """
        folder, file = posixpath.split(path)
        listing = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(listing):
            return {}
        found: dict[str, tuple[str, str]] = {}
        for item in self.xml(listing).iterchildren(f"{{{_RELATIONS}}}Relationship"):
            target = item.get("Target", "")
            if item.get("TargetMode") == "External" or not target:
                continue
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], part)
        return found

    def main(self, usual: str) -> str:
        """Return the name of the main part, which is called as `usual` nearly always."""
        if self.has(usual):
            return usual
        parts = [part for kind, part in self.relations("").values() if kind == "officeDocument"]
        if not parts or not self.has(parts[0]):
            raise refusals.damaged(self.name, f"không có / without {usual}")
        return parts[0]

    def _bytes(self, path: str) -> bytes:
        limit = min(self._left, MAX_PART)
        try:
            with self._zip.open(path) as part:
                data = part.read(limit + 1)
        except KeyError as error:
            raise refusals.damaged(self.name, f"không có / without {path}") from error
        except BROKEN as error:
            raise refusals.damaged(self.name, f"{path}: {error}") from error
        except RuntimeError as error:  # what zipfile raises for a password
            raise refusals.locked(self.name) from error
        if len(data) > limit:
            raise refusals.bomb(self.name, limit)
        self._left -= len(data)
        return data
