"""Plain text and Markdown: UTF-8, UTF-16 or an old Vietnamese encoding; form feeds part pages."""

from __future__ import annotations

import codecs

from ingest.repair import from_bytes, repaired_text
from rag.domain import Page
from rag.errors import ReadError
from rag.vietnamese import nfc

_CONTROLS = "".join(chr(code) for code in (*range(32), 127) if chr(code) not in "\t\n\v\f\r\x1b")
_BINARY_SHARE = 0.01
"""More control characters than this share of a file: it is no text."""
_SAMPLE = 1 << 16
_ZERO_SHARE = 0.1
"""UTF-16 without a mark: every blank and basic Latin letter leaves a zero byte on one side."""


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return the text of a .txt or .md file; numbered pages if it has form feeds, else one page.

    Raises:
        ReadError: empty or blank, binary, or in no encoding that can be told by its words.
    """
    if not data:
        raise _blank(name)
    text = _decode(data, name)
    if sum(text.count(control) for control in _CONTROLS) > _BINARY_SHARE * len(text):
        raise _binary(name)
    text = nfc(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip("\ufeff\u200b \t\n\v\f"):
        raise _blank(name)
    if "\f" not in text:
        return (Page(text),)
    parts = text.split("\f")
    if not parts[-1].strip():
        parts.pop()
    return tuple(Page(part, number) for number, part in enumerate(parts, 1))


def _decode(data: bytes, name: str) -> str:
    encoding = _encoding(data)
    if encoding == "utf-8-sig" and b"\0" in data[:_SAMPLE]:
        raise _binary(name)
    try:
        text = data.decode(encoding)
        return repaired_text(text) or text
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise _damaged(name, error.start) from error
        old = from_bytes(data)
        if old is None:
            raise _unknown(name, error.start) from error
        return old


def _encoding(data: bytes) -> str:
    """Return the codec that the first bytes ask for; UTF-8 where nothing speaks against it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    floor = _ZERO_SHARE * len(sample) / 2
    if odd > max(floor, 4 * even):
        return "utf-16-le"
    if even > max(floor, 4 * odd):
        return "utf-16-be"
    return "utf-8-sig"


def _blank(name: str) -> ReadError:
    return ReadError(
        f"{name}: tệp trống, không có chữ nào. Hãy kiểm tra lại tệp.",
        f"{name}: the file is empty, there is no text in it. Check the file.",
    )


def _binary(name: str) -> ReadError:
    return ReadError(
        f"{name}: đây là tệp nhị phân, không phải văn bản. Hãy đổi đúng phần mở rộng của tệp.",
        f"{name}: this is a binary file, not text. Give the file its right suffix.",
    )


def _unknown(name: str, at: int) -> ReadError:
    return ReadError(
        f"{name}: không phải UTF-8, UTF-16 (byte thứ {at + 1}) và không nhận ra Windows-1258, "
        "TCVN3, VNI hay VISCII. Hãy lưu lại tệp bằng UTF-8.",
        f"{name}: neither UTF-8 nor UTF-16 (at byte {at + 1}), and not to be told as Windows-1258, "
        "TCVN3, VNI or VISCII. Save the file as UTF-8.",
    )


def _damaged(name: str, at: int) -> ReadError:
    return ReadError(
        f"{name}: văn bản UTF-16 bị hỏng (byte thứ {at + 1}). Hãy lưu lại tệp bằng UTF-8.",
        f"{name}: damaged UTF-16 text (at byte {at + 1}). Save the file as UTF-8.",
    )
