"""Old office files (.doc, .xls, .ppt, .rtf), through LibreOffice."""

from __future__ import annotations

from pathlib import PurePath

from ingest.readers import refusals
from ingest.readers.libreoffice import Part, flat_document
from ingest.readers.opendocument import pages
from rag.domain import Page
from rag.errors import ReadError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_BIFF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
"""How a sheet of Excel 2 to 5 begins where it stands in no OLE file."""
_STREAMS: dict[Part, tuple[bytes, ...]] = {
    "writer": ("WordDocument".encode("utf-16-le"),),
    "calc": ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le")),
    "impress": ("PowerPoint Document".encode("utf-16-le"),),
}
"""What an OLE file must hold; LibreOffice reads any other bytes as if they were plain text."""
_PARTS: dict[str, Part] = {
    ".doc": "writer",
    ".dot": "writer",
    ".rtf": "writer",
    ".xls": "calc",
    ".xlt": "calc",
    ".ppt": "impress",
    ".pps": "impress",
}


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of an old office file in Unicode; a page for each sheet or slide.

    Raises:
        ReadError: not such a file, damaged, protected, blank, or LibreOffice is not installed.
    """
    return pages(flat(data, name), name)


def flat(data: bytes, name: str) -> bytes:
    """Return an old office file as flat OpenDocument XML.

    Raises:
        ReadError: not such a file, damaged, protected, or LibreOffice is not installed.
    """
    suffix = PurePath(name).suffix.lower()
    part = _PARTS[suffix]
    if data.startswith(_RTF):
        suffix, part = ".rtf", "writer"
    elif data.startswith(_OLE):
        held = {kind for kind, names in _STREAMS.items() if any(stream in data for stream in names)}
        if not held:
            raise refusals.damaged(name, "OLE")
        if part not in held:
            raise _other(name, suffix)
    elif part != "calc" or not data.startswith(_BIFF):
        raise _other(name, suffix)
    return flat_document(data, name, suffix=suffix, part=part)


def _other(name: str, suffix: str) -> ReadError:
    return ReadError(
        f"{name}: nội dung không phải tệp {suffix}. Hãy đặt lại đúng phần mở rộng của tệp.",
        f"{name}: the content is no {suffix} file. Give the file its right suffix.",
    )
