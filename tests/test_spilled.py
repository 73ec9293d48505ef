"""Merged cells that a page end cuts: the rows on the next page get the words of the first part."""

from __future__ import annotations

import pytest

from ingest.normalize import canonical
from ingest.readers import reader_for
from rag.domain import Page
from tests.drawing import Drawn, pdf

MERGED = (
    *((60.0, y, 460.0, y) for y in (100.0, 120.0, 160.0)),
    (160.0, 140.0, 460.0, 140.0),
    *((x, 100.0, x, 160.0) for x in (60.0, 160.0, 360.0, 460.0)),
)
"""Three columns; below the head the first one is merged over two rows."""
PLAIN = (*MERGED, (60.0, 140.0, 160.0, 140.0))
HEAD: list[Drawn] = [(65, 114, "Đơn vị"), (165, 114, "Nhiệm vụ"), (365, 114, "Thời hạn")]
FIRST: list[Drawn] = [
    *[(65.0, 145.0, "Ấp Một"), (165.0, 134.0, "Đào kênh"), (365.0, 134.0, "30/4/2031")],
    *[(165.0, 154.0, "Đắp đường"), (365.0, 154.0, "30/6/2031")],
]
SECOND: list[Drawn] = [
    *[(165.0, 134.0, "Trồng cây"), (365.0, 134.0, "30/9/2031")],
    *[(165.0, 154.0, "Làm cầu"), (365.0, 154.0, "31/12/2031")],
]


def read(*pages: list[Drawn], rules: tuple[tuple[float, ...], ...] = MERGED) -> tuple[Page, ...]:
    return reader_for("a.pdf")(pdf(*pages, rules=rules), "a.pdf")


def rows(pages: tuple[Page, ...]) -> list[str]:
    found = canonical(pages)
    source = "\f".join(page.text for page in pages)
    for run in found.runs:
        end = run.source_start + run.length
        assert found.text[run.start : run.start + run.length] == source[run.source_start : end]
    return [line for line in found.text.split("\n") if line.startswith("|")]


def test_the_rest_of_a_merged_cell_has_its_words() -> None:
    pages = read(HEAD + FIRST, HEAD + SECOND)
    assert rows(pages) == [
        "| Đơn vị | Nhiệm vụ | Thời hạn |",
        "| Ấp Một | Đào kênh | 30/4/2031 |",
        "| Ấp Một | Đắp đường | 30/6/2031 |",
        "| Ấp Một | Trồng cây | 30/9/2031 |",
        "| Ấp Một | Làm cầu | 31/12/2031 |",
    ]
    put_in = [box for box in pages[1].boxes if pages[1].text[box.start : box.end] == "Một"]
    assert len(put_in) == 2
    assert all(60 / 595 < box.left < box.right < 161 / 595 for box in put_in)
    assert all(120 / 842 <= box.top + 1e-4 < box.bottom <= 161 / 842 for box in put_in)


def test_over_three_pages() -> None:
    assert rows(read(HEAD + FIRST, HEAD + SECOND, HEAD + SECOND))[-1].startswith("| Ấp Một |")


def test_the_end_of_a_row_that_was_cut_gets_none() -> None:
    cut: list[Drawn] = [(165, 134, "của xóm Bến"), (165, 154, "Làm cầu"), (365, 154, "31/12")]
    assert rows(read(HEAD + FIRST, HEAD + cut))[2:] == [
        "| Ấp Một | Đắp đường của xóm Bến | 30/6/2031 |",
        "| Ấp Một | Làm cầu | 31/12 |",
    ]


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        (FIRST, [(65.0, 145.0, "Ấp Hai"), *SECOND], MERGED),
        ([*FIRST, (65.0, 134.0, "Ấp Ba")][1:], SECOND, PLAIN),
        ([*FIRST, (60.0, 300.0, "Xã giao các ấp thực hiện.")], SECOND, MERGED),
    ],
    ids=["another cell", "an empty cell", "another table"],
)
def test_what_is_no_rest_stays_as_it_is(
    first: list[Drawn], second: list[Drawn], rules: tuple[tuple[float, ...], ...]
) -> None:
    pages = read(HEAD + first, HEAD + second, rules=rules)
    names = {box for box in pages[1].text.split() if box in ("Một", "Ba")}
    assert not names
