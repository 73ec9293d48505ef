from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import quality
from ingest.gate import inspect
from ingest.secrecy import stamp
from ingest.syllables import is_syllable
from rag.domain import Page

SAMPLES = Path(__file__).parent.parent / "samples"
POSSIBLE = "nghiêng gì gìn giếng quý quốc quyết khuỷu ngoài hoà hòa yêu Ủy ĐẢNG xoong thuở nghĩa"
IMPOSSIBLE = "ngiêng kuốc phap luat ĐIỀ céng hoµ ghanh qoc nghan cách̀ strong ừy b"
GOOD = (
    "Ủy ban nhân dân xã Cồn Én ban hành Kế hoạch phòng cháy, chữa cháy năm 2026 và giao Công an xã "
    "theo dõi, đôn đốc, tổng hợp kết quả, báo cáo trước ngày 18 hằng tháng.\n"
)
GARBAGE = "Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc " * 4
TORN = "ĐIỀ U KHO ẢN THI HÀ NH QUY ẾT Đ ỊNH NÀ Y CÓ HI ỆU L ỰC " * 4


@pytest.mark.parametrize(
    "word",
    POSSIBLE.split(),
)
def test_what_can_be_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", IMPOSSIBLE.split())
def test_what_cannot(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=300))
def test_the_score_is_a_share_whatever_the_text(text: str) -> None:
    found = quality.measure(text)
    assert 0 <= found.score <= 1
    assert 0 <= found.valid <= 1 and 0 <= found.garbage <= 1


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.[mt][dx]*")), ids=lambda path: path.name)
def test_plans_score_high(path: Path) -> None:
    assert quality.measure(path.read_text(encoding="utf-8")).score > 0.95


@pytest.mark.parametrize(
    "text", [GARBAGE, TORN, "\ue001\ue002\ue003 " * 40, "(cid:12)(cid:3) " * 40]
)
def test_rubbish_fails(text: str) -> None:
    assert quality.measure(text).failed


def test_an_unsure_ocr_fails_where_a_sure_one_passes() -> None:
    assert not quality.measure(GOOD, 0.9).failed
    assert quality.measure(GOOD, 0.1).failed


def test_a_few_words_say_nothing() -> None:
    assert not quality.measure("Phụ lục XYZT abc").failed


@pytest.mark.parametrize(
    ("header", "grade"),
    [
        ("ỦY BAN NHÂN DÂN\nXÃ CỒN ÉN\nMẬT\nSố: 05/BC-UBND", "MẬT"),
        ("UBND XÃ CỒN ÉN\n[ TỐI MẬT ]\nBÁO CÁO", "TỐI MẬT"),
        ("UBND XÃ CỒN ÉN      TUYỆT MẬT\nBÁO CÁO", "TUYỆT MẬT"),
        ("UBND XÃ CỒN ÉN\nĐộ mật: Tối mật\nBÁO CÁO", "TỐI MẬT"),
        ("UBND XÃ CỒN ÉN\nMật\nBÁO CÁO", None),
        ("UBND XÃ CỒN ÉN\nĐộ mật: TỐI MẬT\nBÁO CÁO", "TỐI MẬT"),
        ("KẾ HOẠCH\nbảo vệ bí mật nhà nước năm 2026", None),
        ("KẾ HOẠCH\nBẢO VỆ BÍ MẬT NHÀ NƯỚC", None),
        ("KẾ HOẠCH\nCăn cứ Luật;\nI. MỤC ĐÍCH\nMẬT\n", None),
    ],
)
def test_the_stamp_of_a_secret(header: str, grade: str | None) -> None:
    assert stamp((Page(header + "\n" + GOOD * 20),)) == grade


def test_a_stamp_whose_marks_the_ocr_lost() -> None:
    assert stamp((Page("XÃ CỒN ÉN\nTOI MAT\n" + GOOD, 1, confidence=0.8),)) is not None
    assert stamp((Page("XÃ CỒN ÉN\nTOI MAT\n" + GOOD),)) is None


def test_nothing_of_a_secret_is_kept() -> None:
    passed = inspect((Page("MẬT\n" + GOOD),), "a.txt")
    assert passed.pages == ()
    assert passed.quarantine and passed.quarantine.reason == "secret"
    assert "117/2025/QH15" in passed.quarantine.vi and "29/2018/QH14" in passed.quarantine.en


def test_a_bad_page_is_left_out_of_a_good_document() -> None:
    passed = inspect((Page(GOOD * 5, 1), Page(GARBAGE, 2), Page(GOOD * 5, 3)), "a.pdf")
    assert [bool(page.text) for page in passed.pages] == [True, False, True]
    assert passed.quarantine and passed.quarantine.reason == "pages"
    assert "2" in passed.quarantine.en and not passed.quarantine.whole


def test_a_bad_document_is_kept_but_not_searched() -> None:
    passed = inspect((Page(GARBAGE * 3, 1), Page(GOOD, 2)), "a.pdf")
    assert passed.pages[0].text == GARBAGE * 3
    assert passed.quarantine and passed.quarantine.reason == "unreadable"


def test_a_document_without_a_word_is_quarantined() -> None:
    passed = inspect((Page("", 1), Page(" ", 2)), "a.png")
    assert passed.quarantine and passed.quarantine.whole
