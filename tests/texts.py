"""Invented texts as files hold them, and the check that every canonical text must pass."""

from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

import pytest

from ingest.normalize import canonical
from rag.domain import Canonical, Page
from rag.vietnamese import nfc

CORPUS = Path(
    os.environ.get(
        "PLANQA_CORPUS", str(Path(__file__).resolve().parents[1].parent / "shared" / "corpus")
    )
)

ITEM = (
    "- Thư viện phường Mây Trắng tổ chức ngày hội đọc sách cho học sinh các trường trên địa bàn, "
    "phối hợp với Đoàn Thanh niên phường và Hội Khuyến học bố trí địa điểm, sách và quà tặng; "
    "bảo đảm mỗi tổ dân phố có ít nhất một tủ sách dùng chung trước khi kết thúc năm học."
)
COUNT = ("một", "hai", "ba", "bốn", "năm")
PARAGRAPH = (
    "Phường Suối Vàng có mười hai tổ dân phố, phần lớn người dân làm nghề trồng hoa. Trong năm qua "
    "phường đã mở thêm hai lớp học buổi tối và một điểm đọc sách; số người đến mượn sách tăng gấp "
    "đôi so với năm trước. Kinh phí do Ủy ban nhân dân phường và các nhà hảo tâm cùng đóng góp."
)


def normal(*pages: str, numbered: bool = False) -> Canonical:
    """Normalise pages and check what must hold of every canonical text."""
    given_pages = [Page(nfc(text), n if numbered else None) for n, text in enumerate(pages, 1)]
    result = canonical(given_pages)
    source = "\f".join(page.text for page in given_pages)
    end = 0
    for run in result.runs:
        assert run.start >= end and run.length > 0
        assert result.text[end : run.start].strip() == ""
        assert run.source_start >= 0 and run.source_start + run.length <= len(source)
        quoted = result.text[run.start : run.start + run.length]
        assert quoted == source[run.source_start : run.source_start + run.length]
        if numbered:
            assert run.page == source.count("\f", 0, run.source_start) + 1
        end = run.start + run.length
    assert end == len(result.text)
    assert 0 <= result.body_end <= len(result.text)
    assert result.text == nfc(result.text)
    assert not re.search(r"[^\S\n ]|  | \n|\n |\n\n|^\s|\s$", result.text)
    return result


def lines(*pages: str) -> list[str]:
    return normal(*pages).text.split("\n")


def wrap(text: str, width: int = 84, end: str = " \n", first_gap: bool = False) -> str:
    """Set a text in lines as a PDF gives them, with the spurious blank line where asked."""
    parts = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    head = parts[0] + end + ("\n" if first_gap and len(parts) > 1 else "")
    return head + end.join(parts[1:]) + "\n"


def corpus() -> list[Path]:
    files = sorted(CORPUS.glob("*.txt"))
    if not files and os.environ.get("CI"):
        pytest.fail(f"no documents in {CORPUS}; set PLANQA_CORPUS")
    if not files:
        pytest.skip(f"no documents in {CORPUS}")
    return files
