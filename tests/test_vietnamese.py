from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.vietnamese import (
    bigrams,
    document_numbers,
    fold,
    folded_syllables,
    has_accents,
    nfc,
    number_key,
    numeral,
    syllables,
)


def test_folding_takes_all_marks_off() -> None:
    assert fold("ĐẢNG ỦY Phường Mây Hạ") == "dang uy phuong may ha"
    assert fold("ước tính 12,5%") == "uoc tinh 12,5%"


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạẤẦỦỰ ,.", max_size=80))
def test_folding_keeps_the_words_in_place(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))
    assert fold(fold(text)) == fold(text)
    assert len(folded_syllables(text)) == len(syllables(text))


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    assert syllables("Thuỷ") == syllables("Thuỷ")


@pytest.mark.parametrize(
    "written", ["41-CT/TW", "41 - CT/TW", "41-ct/tw", "041-CT/TW", "41-CT-TW", "41/CT-TW"]
)
def test_a_document_number_has_one_key(written: str) -> None:
    assert document_numbers(f"theo Chỉ thị số {written} của Bộ Chính trị") == ["41-ct-tw"]


def test_document_numbers_are_told_from_dates_and_years() -> None:
    text = "Kế hoạch 24/KH-UBND ngày 26/01/2026, nhiệm kỳ 2025 - 2030, Nghị định 30/2020/NĐ-CP"
    assert document_numbers(text) == ["24-kh-ubnd", "30-2020-nd-cp"]
    assert number_key("08-KH/ĐU") == number_key("8-kh/đu") == "8-kh-du"


@pytest.mark.parametrize(
    ("word", "value"), [("III", 3), ("ba", 3), ("tư", 4), ("nhất", 1), ("12", 12), ("quý", None)]
)
def test_numerals(word: str, value: int | None) -> None:
    assert numeral(word) == value


def test_pairs_and_accents() -> None:
    assert bigrams(["chi", "tieu", "nam"]) == ["chi_tieu", "tieu_nam"]
    assert has_accents("kế hoạch")
    assert not has_accents("ke hoach 08-KH/DU")
