"""What a reader is, and which reader reads which file.

A reader turns the bytes of one file into Pages and knows nothing else of planqa; a new format is
one more module with a `read` function and one more line in SUFFIXES. Files that only hold other
files (CONTAINERS) are unpacked first; what lies in them is read by its own suffix.
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


def _docx() -> Reader:
    from ingest.readers.docx import read

    return read


def _office() -> Reader:
    from ingest.readers.office import read

    return read


def _pdf() -> Reader:
    from ingest.readers.pdf import read

    return read


def _html() -> Reader:
    from ingest.readers.html import read

    return read


def _odt() -> Reader:
    from ingest.readers.odt import read

    return read


def _pptx() -> Reader:
    from ingest.readers.pptx import read

    return read


def _xlsx() -> Reader:
    from ingest.readers.xlsx import read

    return read


def _image() -> Reader:
    from ingest.readers.image import read

    return read


SUFFIXES: Mapping[str, Callable[[], Reader]] = MappingProxyType(
    {
        ".txt": _text,
        ".md": _text,
        ".docx": _docx,
        ".docm": _docx,
        ".doc": _office,
        ".dot": _office,
        ".rtf": _office,
        ".xls": _office,
        ".xlt": _office,
        ".ppt": _office,
        ".pps": _office,
        ".html": _html,
        ".htm": _html,
        ".odt": _odt,
        ".pptx": _pptx,
        ".xlsx": _xlsx,
        ".xlsm": _xlsx,
        ".pdf": _pdf,
        ".png": _image,
        ".jpg": _image,
        ".jpeg": _image,
        ".tif": _image,
        ".tiff": _image,
    }
)
"""Lower-case suffix -> loader of its reader, so that a heavy library is imported on first use."""

CONTAINERS = frozenset({".zip", ".eml"})
"""Suffixes of files that `ingest.readers.archives` unpacks."""


def suffix(name: str) -> str:
    """Return the suffix of a file name in lower case, with its dot."""
    return PurePath(name).suffix.lower()


def supported(name: str) -> bool:
    """Tell whether files of this name can be read or unpacked, by the suffix alone."""
    return suffix(name) in SUFFIXES or is_container(name)


def is_container(name: str) -> bool:
    """Tell whether a file of this name is no document but holds some."""
    return suffix(name) in CONTAINERS


def unsupported(name: str) -> ReadError:
    """Return the error for a file type that planqa does not read."""
    known = ", ".join((*SUFFIXES, *sorted(CONTAINERS)))
    return ReadError(
        f"{name}: không đọc được loại tệp này. Các loại đọc được: {known}.",
        f"{name}: this type of file cannot be read. Types that can: {known}.",
    )


def reader_for(name: str) -> Reader:
    """Return the reader for a file name.

    Raises:
        ReadError: no reader for this type of file.
    """
    if suffix(name) not in SUFFIXES:
        raise unsupported(name)
    return SUFFIXES[suffix(name)]()
