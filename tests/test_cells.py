"""Questions on a table, asked over each format of the same plan: real reading, fake vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import tabulated
from tests.drawing import picture, saved
from tests.test_assistant import Setup, assistant_over

FORMATS: dict[str, Callable[[], bytes]] = {
    "a.docx": tabulated.word,
    "a.xlsx": tabulated.workbook,
    "a.pdf": tabulated.pdf,
    "b.pdf": lambda: tabulated.pdf(above=330),
    "c.pdf": lambda: tabulated.pdf(ruled=False),
    "d.pdf": lambda: tabulated.pdf(above=330, ruled=False),
    "a.png": lambda: saved(picture(tabulated.pdf(), 200, 1.0), "PNG"),
}


@pytest.fixture(scope="module", params=FORMATS)
def plan(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Setup]:
    folder: Path = tmp_path_factory.mktemp("tables")
    (folder / request.param).write_bytes(FORMATS[request.param]())
    yield from assistant_over(folder, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("question", "cell", "subject"),
    [
        ("Ai chủ trì việc số hóa sổ hộ tịch?", "Phòng Tư pháp", "sổ hộ tịch"),
        ("Đơn vị nào chủ trì xây dựng bản đồ số các điểm du lịch?", "Phòng Văn hóa", "bản đồ số"),
        ("Việc kiểm kê thiết bị tin học hoàn thành khi nào?", "28/02/2031", "Kiểm kê"),
        ("Thời hạn gắn mã QR tại các chợ là khi nào?", "31/10/2031", "Gắn mã QR"),
        (
            "Sản phẩm của việc lắp đặt mạng không dây là gì?",
            "Biên bản nghiệm thu",
            "mạng không dây",
        ),
        ("ai chu tri tap huan ky nang so cho to cong nghe cong dong?", "Đoàn xã", "Tập huấn"),
    ],
)
def test_the_right_cell_of_the_right_row(
    plan: Setup, question: str, cell: str, subject: str
) -> None:
    answer = plan.ask(question)
    assert answer.status == "answered"
    assert answer.text.count("\n") == 0 and cell in answer.text and subject in answer.text
    others = {value for row in tabulated.ROWS for value in row[2:]} - {cell}
    assert not any(f": {other}" in answer.text for other in others)
    (citation,) = answer.citations
    assert citation.quote.startswith("|") and cell in citation.quote and subject in citation.quote


def test_a_body_gets_all_its_rows(plan: Setup) -> None:
    answer = plan.ask("Phòng Văn hóa chủ trì những việc gì?")
    assert answer.status == "answered"
    assert len(answer.citations) == 2
    assert "mạng không dây" in answer.text and "bản đồ số" in answer.text
    assert "15/6/2031" in answer.text and "30/9/2031" in answer.text


def test_the_whole_table(plan: Setup) -> None:
    answer = plan.ask("Bảng phân công nhiệm vụ gồm những gì?")
    assert answer.status == "answered"
    assert all(row[3] in answer.text for row in tabulated.ROWS)
