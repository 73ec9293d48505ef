from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.times import times


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("Quý III năm 2026", (3,)),
        ("quý 3", (3,)),
        ("quy iv nam 2026", (4,)),
        ("Q2/2025", (2,)),
        ("What does Quarter III require?", (3,)),
        ("the third quarter", (3,)),
        ("quý I/2026", (1,)),
        ("Quý II và quý IV", (2, 4)),
        ("quý III, IV năm 2026", (3, 4)),
        ("quý tư", (4,)),
        ("Quý V", (5,)),
        ("quy chế làm việc", ()),
        ("Quý II, năm 2026", (2,)),
    ],
)
def test_quarters(text: str, quarters: tuple[int, ...]) -> None:
    assert times(text).quarters == quarters


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("năm 2026", (2026,)),
        ("quý I/2026", (2026,)),
        ("ngày 26/12/2024", ()),
        ("ngày 05 tháng 01 năm 2026", ()),
        ("nhiệm kỳ 2025-2030", ()),
        ("tháng 9/2025", (2025,)),
        ("12.2026 hộ", ()),
        ("số 2026 và 2027", (2026, 2027)),
    ],
)
def test_years_leave_out_full_dates_and_terms(text: str, years: tuple[int, ...]) -> None:
    assert times(text).years == years


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("tháng 9", (9,)),
        ("thang 09/2025", (9,)),
        ("tháng Giêng", (1,)),
        ("tháng mười", (10,)),
        ("in March 2026", (3,)),
        ("you may ask", ()),
        ("Q3/2025", ()),
    ],
)
def test_months(text: str, months: tuple[int, ...]) -> None:
    assert times(text).months == months


def test_parts_of_the_year_are_tokens_of_their_own() -> None:
    assert times("6 tháng đầu năm").tokens() == times("sáu tháng đầu năm").tokens()[:1] + (
        "@s6dau",
    )
    assert times("09 tháng cuối năm").spans == times("9 tháng cuối năm").spans == ("9cuoi",)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = times(text)
    assert all(0 < month < 13 for month in found.months if month < 13)
    assert len(set(found.years)) == len(found.years)
