"""Sentences and clauses of administrative Vietnamese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sentences import clauses, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ông làm việc tại TP. Hà Lam và P. Sông Mây.",
        "Căn cứ Nghị định số 12/2024/NĐ-CP của Chính phủ.",
        "Hạn cuối là ngày 01.12.2025 theo kế hoạch.",
        "Phát 4.310 tờ rơi, đạt 95,5%.",
        "Gồm bàn, ghế, v.v. và các thiết bị khác.",
        "PGS. TS. Lò Thị Mây phát biểu.",
        "1. Mục tiêu chung",
        "Điều 5. Hiệu lực thi hành",
        "Thực hiện nghiêm; báo cáo kịp thời; đúng hạn.",
        "Đề nghị các đơn vị thực hiện./.",
        "Mô hình “Làm ngay. Làm thật.” được nhân rộng.",
        "Các hoạt động (sáng. Chiều. Tối) diễn ra đúng hạn.",
        "Gọi là UB.MTTQ phường.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nước sạch đạt 95%. Rác thải giảm.", ["Nước sạch đạt 95%.", "Rác thải giảm."]),
        (
            "Đã học tại Trường Tiểu học. 40 bạn dự thi.",
            ["Đã học tại Trường Tiểu học.", "40 bạn dự thi."],
        ),
        ("Tham gia hội thi… Phối hợp tổ chức.", ["Tham gia hội thi…", "Phối hợp tổ chức."]),
        ("các hội làng của xã...Tổ chức.", ["các hội làng của xã...", "Tổ chức."]),
        (
            "Mô hình “Vườn rau sạch.” Các hội làm tốt.",
            ["Mô hình “Vườn rau sạch.”", "Các hội làm tốt."],
        ),
        ("Dòng một\nDòng hai.", ["Dòng một", "Dòng hai."]),
        ("Theo Công văn số 3-CV/TU. Quản lý 14 người.", None),
        ("Bàn, ghế, v.v. Các hội làm tốt.", ["Bàn, ghế, v.v.", "Các hội làm tốt."]),
    ],
)
def test_sentence_ends(text: str, expected: list[str] | None) -> None:
    assert split(text) == expected or (expected is None and len(split(text)) == 2)


def test_clauses_cut_at_semicolons_and_links() -> None:
    text = (
        "Mở lớp dạy nghề trồng hoa cho thanh niên; mua hạt giống, phân bón cho từng tổ, "
        "đồng thời báo cáo kết quả về phường"
    )
    assert [text[a:b] for a, b in clauses(text)] == [
        "Mở lớp dạy nghề trồng hoa cho thanh niên;",
        "mua hạt giống, phân bón cho từng tổ,",
        "đồng thời báo cáo kết quả về phường",
    ]
    assert clauses("“một; hai; ba”") == [(0, 14)]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='aB đĐ.…;:,!?"“”()/0123\n\t', max_size=120))
def test_nothing_is_lost(text: str) -> None:
    for spans in (sentences(text), clauses(text)):
        assert all(a < b for a, b in spans)
        assert all(x[1] <= y[0] for x, y in zip(spans, spans[1:], strict=False))
        inside = {i for a, b in spans for i in range(a, b)}
        assert all(i in inside for i, ch in enumerate(text) if not ch.isspace())
