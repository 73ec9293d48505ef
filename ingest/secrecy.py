"""The stamp of a state secret: MẬT, TỐI MẬT or TUYỆT MẬT in the header of a document (pure).

The stamp stands alone, in capitals, above the body; the word inside a sentence ("bảo vệ bí mật
nhà nước") is none. docs/reading.md names the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.openings import opens_paragraph
from rag.domain import Page
from rag.vietnamese import nfc

_STAMP = re.compile(
    r"[\W_]*(?:(?i:độ\s+mật\s*:\s*((?:tuyệt\s+|tối\s+)?mật))|((?:TUYỆT\s+|TỐI\s+)?MẬT))[\W_]*"
)
_READ_STAMP = re.compile(r"[\W_]*((?:TUY[EÊỆẸ]T\s+|T[OÔỐÓ]I\s+)?M[AÂẬẠẶĂ]T)[\W_]*")
"""What OCR makes of a stamp: red ink and a frame cost it its marks."""
_COLUMNS = re.compile(r"\s{2,}|\t|\|")
_ARTICLE = re.compile(r"[IVX]{1,5}[.)]\s|(?:Điều|Phần|PHẦN|Chương|CHƯƠNG)\s+[\dIVX]")
_HEADER_LINES = 20
"""The header of Nghị định 30/2020/NĐ-CP and of Party documents is never longer."""


def stamp(pages: Sequence[Page]) -> str | None:
    """Return the grade that a document is stamped with ("TỐI MẬT"), None if it is not."""
    first = next((page for page in pages if page.text.strip()), None)
    if first is None:
        return None
    pattern = _STAMP if first.confidence is None else _READ_STAMP
    for line in _header(first.text):
        for part in _COLUMNS.split(line):
            match = pattern.fullmatch(part) or _STAMP.fullmatch(part)
            if match:
                return " ".join((match[match.lastindex or 0]).upper().split())
    return None


def _header(text: str) -> Iterator[str]:
    lines = [line.strip(" \t*_#") for line in nfc(text).splitlines() if line.strip()]
    for line in lines[:_HEADER_LINES]:
        if opens_paragraph(line) or _ARTICLE.match(line):
            return
        yield line
