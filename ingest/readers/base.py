"""What a reader is, and which reader reads which file.

A reader turns the bytes of one file into Pages and knows nothing else of planqa; a new format is
one more module with a `read` function and one more line in SUFFIXES.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Protocol

from rag.domain import Page
from rag.errors import ReadError


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, name: str) -> tuple[Page, ...]:
        """Return the pages of a file in reading order, text in NFC, lines ended by line feeds.

        Raises:
            ReadError: the bytes are no document of this format; the message names the file.
        """
        ...


def _text() -> Reader:
    from ingest.readers.text import read

    return read


def _pdf() -> Reader:
    from ingest.readers.pdf import read

    return read


def _image() -> Reader:
    from ingest.readers.image import read

    return read


SUFFIXES: Mapping[str, Callable[[], Reader]] = MappingProxyType(
    {
        ".txt": _text,
        ".md": _text,
        ".pdf": _pdf,
        ".png": _image,
        ".jpg": _image,
        ".jpeg": _image,
        ".tif": _image,
        ".tiff": _image,
    }
)
"""Lower-case suffix -> loader of its reader, so that a heavy library is imported on first use."""


def supported(name: str) -> bool:
    """Tell whether files of this name can be read, by the suffix alone."""
    return PurePath(name).suffix.lower() in SUFFIXES


def reader_for(name: str) -> Reader:
    """Return the reader for a file name.

    Raises:
        ReadError: no reader for this type of file.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise ReadError(
            f"{name}: không đọc được loại tệp này. Các loại đọc được: {known}.",
            f"{name}: this type of file cannot be read. Types that can: {known}.",
        )
    return SUFFIXES[suffix]()
