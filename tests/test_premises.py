"""Refusals name the premise that fails and offer questions that can be answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_assistant import SAMPLES, Setup, assistant_over


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    yield from assistant_over(SAMPLES, tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize(
    ("text", "said", "offered"),
    [
        ("Quý V năm 2026 phường Mây Hạ phải làm gì?", "quý V", "Quý IV năm 2026"),
        ("quy 5 phuong may ha lam gi", "quý V", "Quý IV phuong may ha"),
        ("Quý 0 phường Mây Hạ làm gì?", "quý 0", "Quý IV"),
        ("What does Quarter V 2026 require of May Ha ward?", "Quarter V", "Quarter IV 2026"),
        ("Tháng 13 năm 2026 phường Mây Hạ làm gì?", "tháng 13", "15/KH-UBND"),
        ("Ngày 31/2/2026 phường Mây Hạ làm gì?", "ngày 31/2/2026", "15/KH-UBND"),
        ("Ngày 30 tháng 2 phường Mây Hạ tổ chức gì?", "ngày 30/2", "15/KH-UBND"),
        ("Ngày 31 tháng 4 phường Mây Hạ tổ chức gì?", "ngày 31/4", "15/KH-UBND"),
        ("Chủ đề thi đua năm 2019 của phường Mây Hạ là gì?", "2019", "năm 2026 của phường Mây Hạ"),
        ("Quý III năm 2019 phường Mây Hạ phải làm gì?", "2019", "Quý III năm 2026"),
        ("Xã Cồn Én năm 2024 tổ chức mấy buổi tập huấn?", "2024", "Xã Cồn Én năm 2026"),
        ("What did May Ha ward do in 2015?", "2015", "2026"),
        ("Chỉ tiêu năm 2026 của phường Gió Thoảng là bao nhiêu?", "Gió Thoảng", "năm 2026 của Ủy"),
        ("Tỉnh Hoa Lư có kế hoạch gì năm 2026?", "Hoa Lư", "có kế hoạch gì năm 2026?"),
        ("Kế hoạch 16/KH-UBND nói gì?", "16/KH-UBND", "15/KH-UBND nói gì?"),
        ("Chỉ thị 999-CT/TW về việc gì?", "999-CT/TW", ""),
        ("Điều 99 của quyết định 167/QĐ-UBND quy định gì?", "«Điều 99»", "167/QĐ-UBND"),
        ("Mục IX của kế hoạch 15/KH-UBND nói gì?", "«Mục IX»", "15/KH-UBND"),
        ("chương XX của kế hoạch 31/KH-UBND nói gì", "«chương XX»", "31/KH-UBND"),
        ("Phụ lục 5 của kế hoạch 15/KH-UBND gồm những gì?", "«Phụ lục 5»", "15/KH-UBND"),
        ("Báo cáo quý III năm 2026 phường Trúc Lam nêu kết quả gì?", "quý III", "Quý I/2026"),
        ("Số của báo cáo quý I năm 2026 phường Trúc Lam là gì?", "để trống", "Quý I/2026"),
    ],
)
def test_the_failing_premise_is_named(samples: Setup, text: str, said: str, offered: str) -> None:
    answer = samples.ask(text)
    assert answer.status == "not_found"
    assert said in answer.text
    assert any(offered in question for question in answer.suggestions) or not offered


@pytest.mark.parametrize(
    "text",
    [
        "Quý V năm 2026 phường Mây Hạ phải làm gì?",
        "Quý III năm 2019 phường Mây Hạ phải làm gì?",
        "Chủ đề thi đua năm 2019 của phường Mây Hạ là gì?",
        "Điều 99 của quyết định 167/QĐ-UBND quy định gì?",
        "Kế hoạch 16/KH-UBND nói gì?",
    ],
)
def test_what_is_offered_is_answered(samples: Setup, text: str) -> None:
    refused = samples.ask(text)
    assert refused.suggestions
    for question in refused.suggestions:
        assert samples.ask(question).status == "answered", question


@pytest.mark.parametrize(
    "text",
    [
        "Điều 2 của quyết định 167/QĐ-UBND quy định gì?",
        "Ngày 15/9/2026 phường Mây Hạ phát động đợt thi đua nào?",
    ],
)
def test_premises_that_hold_are_not_refused(samples: Setup, text: str) -> None:
    assert samples.ask(text).status == "answered"
