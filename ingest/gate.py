"""The gate before the library: what is stamped secret or read too badly is not searched (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest import quality
from ingest.capitals import as_shown
from ingest.secrecy import stamp
from rag.domain import Page, Quarantine


@dataclass(frozen=True, slots=True)
class Passed:
    """The pages as they may be kept, and why some or all of them are not searched."""

    pages: tuple[Page, ...]
    quarantine: Quarantine | None = None


def inspect(pages: Sequence[Page], source: str) -> Passed:
    """Return what of a document may be kept.

    The text of a state secret is not kept at all; pages that were read too badly are blanked; a
    document most of which was read too badly is kept whole, to be looked at but not searched.
    """
    shown = [as_shown(page) for page in pages]
    grade = stamp(shown)
    if grade is not None:
        return Passed((), _secret(source, grade))
    if not any(page.text.strip() for page in pages):
        return Passed(tuple(pages), _wordless(source))
    found = [quality.of_page(page) for page in shown]
    failed = [at for at, page in enumerate(found) if page.failed]
    words = sum(page.words for page in found)
    bad = sum(found[at].words for at in failed)
    total = quality.of_document(found)
    if total.failed or (failed and 2 * bad >= words):
        return Passed(tuple(pages), _unreadable(source, total.score))
    if not failed:
        return Passed(tuple(pages))
    kept = [
        replace(page, text="", boxes=(), capitals=()) if at in failed else page
        for at, page in enumerate(pages)
    ]
    numbers = [pages[at].number or at + 1 for at in failed]
    return Passed(tuple(kept), _some_pages(source, numbers))


def _secret(source: str, grade: str) -> Quarantine:
    return Quarantine(
        "secret",
        f"{source}: văn bản đóng dấu {grade}; planqa không lưu nội dung. Luật Bảo vệ bí mật nhà "
        "nước (29/2018/QH14, khoản 5 Điều 5; nay là 117/2025/QH15) cấm lưu giữ bí mật nhà nước "
        "trên máy có nối mạng: hãy đưa tệp này ra khỏi máy theo đúng quy định.",
        f"{source}: the document is stamped {grade} (state secret); planqa keeps none of its text. "
        "The Law on Protection of State Secrets (29/2018/QH14, article 5 clause 5; now "
        "117/2025/QH15) forbids state secrets on a networked machine: take the file off it.",
    )


def _unreadable(source: str, score: float) -> Quarantine:
    share = round(100 * score)
    return Quarantine(
        "unreadable",
        f"{source}: chữ đọc được không đủ tin cậy ({share}/100 điểm, cần {_NEEDED}), nên không "
        "đưa vào tìm kiếm. Hãy quét lại rõ hơn, hoặc nạp bản .docx hay .pdf gốc.",
        f"{source}: the text could not be read reliably ({share} of 100 points, {_NEEDED} are "
        "needed), so it is not searched. Scan it anew, or ingest the original .docx or .pdf.",
    )


def _wordless(source: str) -> Quarantine:
    return Quarantine(
        "unreadable",
        f"{source}: không đọc được chữ nào. Hãy kiểm tra tệp, hoặc quét lại rõ hơn.",
        f"{source}: not a word could be read. Check the file, or scan it anew.",
    )


def _some_pages(source: str, numbers: Sequence[int]) -> Quarantine:
    shown = ", ".join(map(str, numbers[:_SHOWN])) + (" …" if len(numbers) > _SHOWN else "")
    return Quarantine(
        "pages",
        f"{source}: trang {shown} đọc không đủ tin cậy nên không đưa vào tìm kiếm; các trang khác "
        "vẫn tìm được. Hãy quét lại những trang đó.",
        f"{source}: page {shown} could not be read reliably and is not searched; the other pages "
        "are. Scan these pages anew.",
    )


_NEEDED = round(100 * quality.LINE)
_SHOWN = 20
