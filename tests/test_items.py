"""Items inside one quote: none may be lost when a model says the quote anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.items import items, left_out
from rag.answer.verify import verify
from rag.domain import Citation

TARGETS = (
    "(1) 100% tổ dân phố đăng ký thi đua trước ngày 15/02/2026; (2) 95% hồ sơ được giải quyết đúng "
    "hạn; (3) xây dựng mới 06 mô hình; (4) trồng mới 1.250 cây xanh."
)
DAY, MODELS, TREES = "trước ngày 15/02/2026", "xây dựng 06 mô hình", "trồng 1.250 cây xanh"
DUTIES = "Phòng Kinh tế chủ trì trồng cây; bố trí kinh phí; theo dõi tiến độ; báo cáo hằng tháng."


def citation(quote: str) -> Citation:
    return Citation(1, "d", "s", None, None, None, None, (), None, 0, len(quote), quote)


@pytest.mark.parametrize(
    ("quote", "count"),
    [
        (TARGETS, 4),
        (DUTIES, 4),
        ("a) Trồng cây. b) Sửa cầu. c) Mở lớp học bơi.", 3),
        ("Phường trồng 120 cây xanh; sửa 3 cây cầu.", 0),
        ("Điểm b) khoản 2 của Điều 5.", 0),
        ("Trồng 120 cây xanh.", 0),
    ],
)
def test_a_quote_is_a_list_from_three_items_on(quote: str, count: int) -> None:
    assert len(items(quote)) == count


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        (TARGETS, 0),
        (f"Tổ dân phố đăng ký thi đua 100% {DAY}; 95% hồ sơ đúng hạn; {MODELS}; {TREES}", 0),
        (f"100% tổ dân phố đăng ký thi đua {DAY}; {MODELS}; {TREES}", 1),
        (f"100% tổ dân phố đăng ký thi đua; 95% hồ sơ đúng hạn; {MODELS}; {TREES}", 1),
        ("Trồng mới 1.250 cây xanh.", 3),
        ("", 4),
    ],
)
def test_what_a_text_leaves_out_is_found(said: str, lost: int) -> None:
    assert len(left_out(TARGETS, said)) == lost


@given(st.sets(st.integers(0, 3), min_size=1, max_size=3))
def test_whatever_is_dropped_is_missed(dropped: set[int]) -> None:
    parts = items(TARGETS)
    said = "; ".join(part for place, part in enumerate(parts) if place not in dropped)
    assert left_out(TARGETS, said) == [parts[place] for place in sorted(dropped)]


def test_a_list_that_loses_an_item_inside_a_quote_is_not_shown() -> None:
    quotes = {1: citation(TARGETS)}
    whole = verify(f"- {TARGETS} [1]", quotes, listed=True).verification
    assert whole.stands
    short = verify(
        "- 100% tổ dân phố đăng ký thi đua trước ngày 15/02/2026; xây dựng mới 06 mô hình [1]",
        quotes,
        listed=True,
    ).verification
    assert short.kept == 1
    assert short.lost == (1,)
    assert not short.stands
    assert verify("- Trồng mới 1.250 cây xanh [1]", quotes).verification.stands
