"""Tables over page ends: one table, one head, whole rows, and every word where it stood."""

from __future__ import annotations

import pytest

from ingest.normalize import canonical
from ingest.readers import reader_for
from rag.domain import Page
from tests.tabulated import HEAD, ROWS, pdf

TABLE = "| TT | Việc | Chủ trì |"


def pages_of(first: list[str], second: list[str]) -> tuple[Page, ...]:
    before = "Đoạn mở đầu của văn bản, đủ dài để là một đoạn.\n"
    after = "\nĐoạn sau bảng, cũng đủ dài để là một đoạn."
    return (
        Page(before + "\n".join([TABLE, *first]), 1),
        Page("\n".join(second) + after, 2),
    )


def rows_of(pages: tuple[Page, ...]) -> list[str]:
    found = canonical(pages)
    source = "\f".join(page.text for page in pages)
    starts = [0, len(pages[0].text) + 1]
    for run in found.runs:
        end = run.source_start + run.length
        assert found.text[run.start : run.start + run.length] == source[run.source_start : end]
        assert run.page == 1 + (run.source_start >= starts[1])
    return [line for line in found.text.split("\n") if line.startswith("|")]


def test_a_repeated_head_is_dropped() -> None:
    pages = pages_of(["| 1 | Sửa cầu | Xóm 2 |"], [TABLE, "| 2 | Đào kênh | Xóm 3 |"])
    assert rows_of(pages) == [TABLE, "| 1 | Sửa cầu | Xóm 2 |", "| 2 | Đào kênh | Xóm 3 |"]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("| 1 | Sửa cầu của | Xóm 2 |", "| | thôn Bến | |", "| 1 | Sửa cầu của thôn Bến | Xóm 2 |"),
        ("| 1 | Sửa cầu | Xóm |", "| | và đường | Hai |", "| 1 | Sửa cầu và đường | Xóm Hai |"),
        ("| 1 | Sửa cầu | Hội |", "| | | Nông dân |", "| 1 | Sửa cầu | Hội Nông dân |"),
    ],
)
def test_a_row_cut_by_the_end_of_a_page_is_one(upper: str, lower: str, whole: str) -> None:
    head, *rows = rows_of(pages_of([upper], [TABLE, lower, "| 2 | Đào kênh | Xóm 3 |"]))
    assert (head, rows) == (TABLE, [whole, "| 2 | Đào kênh | Xóm 3 |"])


@pytest.mark.parametrize(
    "below", ["| 2 | Đào kênh | Xóm 3 |", "| | Đào kênh | Xóm 3 |", "| Tổng cộng | 3 việc | |"]
)
def test_another_row_stays_another(below: str) -> None:
    above = ["| 1 | Sửa cầu. | Xóm 2 |", "| | Sơn lan can. | Xóm 2 |"]
    assert rows_of(pages_of(above, [TABLE, below])) == [TABLE, *above, below]


@pytest.mark.parametrize("above", [300.0, 345.0, 390.0])
def test_a_table_over_two_pages_of_a_pdf_is_one(above: float) -> None:
    pages = reader_for("a.pdf")(pdf(above=above), "a.pdf")
    assert len(pages) == 2 and pages[1].text.startswith("| TT |")
    text = canonical(pages).text
    assert "\n".join(f"| {' | '.join(row)} |" for row in (HEAD, *ROWS)) in text
