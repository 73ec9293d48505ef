from __future__ import annotations

from ingest.documents import read_document
from ingest.passages import passages
from rag.domain import Passage

HEAD = "KẾ HOẠCH\nSửa chợ năm 2031\n\nI. PHÂN CÔNG\n\n"


def of_table(*rows: str) -> list[Passage]:
    text = HEAD + "\n".join(rows) + "\n\nII. KINH PHÍ\n\n1. Ngân sách phường chi 20 triệu đồng."
    document = read_document(text.encode(), "a.txt")
    leaves = [section for section in document.sections if section.leaf]
    assert all(a.end == b.start for a, b in zip(leaves, leaves[1:], strict=False))
    return [p for p in passages(document) if p.text.startswith("|")]


def test_each_row_is_a_passage_under_its_column_headings() -> None:
    head, first, second = of_table(
        "| Việc | Đơn vị | Hạn |", "| Lợp mái | Đội quản lý chợ | 20/5 |", "| Sơn | Xóm 2 | 30/6 |"
    )
    assert head.path == ("I. PHÂN CÔNG",)
    assert first.text == "| Lợp mái | Đội quản lý chợ | 20/5 |"
    assert first.path == second.path == ("I. PHÂN CÔNG", "Việc | Đơn vị | Hạn")


def test_rows_across_the_table_head_those_below() -> None:
    found = of_table(
        "| Việc | Hạn |", "| Mở đầu | 1/5 |", "| Phần mái |", "| Lợp | 2/5 |", "| Phần sân |"
    )
    paths = {passage.text: passage.path[1:] for passage in found}
    assert paths["| Mở đầu | 1/5 |"] == ("Việc | Hạn",)
    assert paths["| Lợp | 2/5 |"] == ("Việc | Hạn", "Phần mái")
    assert paths["| Phần sân |"] == ("Việc | Hạn",)


def test_column_headings_over_two_rows() -> None:
    found = of_table(
        "| Việc | Thời gian | Thời gian |", "| Việc | Từ | Đến |", "| Sơn | tháng 2 | tháng 3 |"
    )
    assert [len(passage.text.split("\n")) for passage in found] == [2, 1]
    assert found[1].path[-1] == "Việc | Thời gian Từ | Thời gian Đến"


def test_a_table_without_column_headings_stays_whole() -> None:
    [only] = of_table("| 1 | 2 |", "| 3 | 4 |")
    assert only.text == "| 1 | 2 |\n| 3 | 4 |"
    [long] = of_table(f"| {'a' * 61} | b |", "| c | d |")
    assert "| c | d |" in long.text
