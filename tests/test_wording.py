"""Which sentence answers, and how much of it is shown: real reading and words, fake vectors."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from rag.asks import places
from tests.test_assistant import Setup, assistant_over

LONG = (
    "đ) Ban hành kế hoạch tuyên truyền về chuyển đổi số tới các tổ dân phố, các trường học, các "
    "chợ và khu dân cư tập trung; phối hợp với đoàn thanh niên xã thành lập các tổ hướng dẫn người "
    "cao tuổi dùng dịch vụ công trực tuyến tại nhà, tại bộ phận một cửa và tại nhà văn hóa ấp"
)
DATED = (
    "e) Rà soát trang thiết bị của bộ phận một cửa, đề xuất mua sắm bổ sung máy quét, máy in và "
    "đường truyền dự phòng cho các điểm tiếp nhận hồ sơ ở xa, hoàn thành lắp đặt và bàn giao "
    "cho người sử dụng trước ngày 20/9/2031"
)
REPORT = f"""ỦY BAN NHÂN DÂN
XÃ BÃI LAU
Số: 41/BC-UBND
Bãi Lau, ngày 05 tháng 4 năm 2031

BÁO CÁO
Kết quả công tác quý I năm 2031 của xã Bãi Lau

I. KẾT QUẢ
1. Công tác tổ chức cán bộ
- Đã cử 12 đoàn viên đi học lớp cảm tình Đảng.
- Đề nghị khen thưởng 6 công chức.
2. Công tác đoàn thể
- Đoàn xã giới thiệu 15 đoàn viên đi học lớp cảm tình Đảng.
3. Kinh tế
- Thêm 320 hộ dùng nước sạch của trạm cấp nước ấp Trung.
- Nước sạch đã tới 88% số hộ.
4. Môi trường
Xã đã mua 6 xe đẩy. Rác tại chợ được gom 2 lần mỗi ngày. Các hộ ven kênh tự phân loại.
5. Cơ sở vật chất
- Trường học của xã có nhà tiêu đạt 100%.
- Sửa chợ đầu mối hết 45 triệu đồng, lấy từ ngân sách xã.
6. Chỉ tiêu
| Chỉ tiêu | Đơn vị tính | Kết quả |
|---|---|---|
| Hộ có nhà tiêu hợp vệ sinh | % | 74 |
| Thu phí chợ đầu mối | triệu đồng | 310 |

II. NHIỆM VỤ QUÝ II
a) Tổ chức tổng vệ sinh tại 8 ấp.
b) Họp dân về mở rộng đường ven kênh.
c) Khám sức khỏe cho người cao tuổi tại trạm y tế xã theo danh sách đã lập từ đầu năm.
d) Bồi dưỡng kỹ năng cho cán bộ các ấp về tiếp nhận phản ánh, kiến nghị của người dân.
{LONG}.
{DATED}.
g) Tổ chức giải bóng chuyền các ấp, trao giải và biểu dương các đội có tinh thần thi đấu đẹp, \
đoàn kết, được Nhân dân cổ vũ.
h) Vận động các hộ dân tham gia bảo hiểm y tế hộ gia đình, cấp phát tờ gấp tại chợ.
i) Ra quân dọn cỏ, khơi thông kênh rạch trước mùa mưa cùng các hội, đoàn thể và lực lượng dân quân.

CHỦ TỊCH
Lê Thị Gương
"""


OTHER = (
    REPORT.replace("BÃI LAU", "GÒ NỔI")
    .replace("Bãi Lau", "Gò Nổi")
    .replace("- Sửa chợ", "- Thu ngân sách xã đạt 2,4 tỷ đồng.\n- Sửa chợ")
)


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    folder: Path = tmp_path_factory.mktemp("budgets")
    (folder / "bai-lau.txt").write_text(REPORT, encoding="utf-8")
    (folder / "go-noi.txt").write_text(OTHER, encoding="utf-8")
    yield from assistant_over(folder, tmp_path_factory.mktemp("home"))


def test_what_a_budget_pays_is_not_what_it_takes_in(budgets: Setup) -> None:
    asked = "Quý I năm 2031 xã {} thu ngân sách bao nhiêu tiền?"
    assert "2,4 tỷ đồng" in budgets.ask(asked.format("Gò Nổi")).text
    assert budgets.ask(asked.format("Bãi Lau")).status == "not_found"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    folder: Path = tmp_path_factory.mktemp("report")
    (folder / "bai-lau.txt").write_text(REPORT, encoding="utf-8")
    yield from assistant_over(folder, tmp_path_factory.mktemp("home"))


def test_a_share_is_answered_with_a_share(report: Setup) -> None:
    asked = "Xã Bãi Lau có bao nhiêu phần trăm hộ dùng nước sạch?"
    assert report.ask(asked).text.startswith("Nước sạch đã tới 88% số hộ")


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("Bao nhiêu phần trăm hộ ở xã Bãi Lau có nhà tiêu hợp vệ sinh?", "| % | 74 |"),
        ("Xã Bãi Lau thu phí chợ đầu mối được bao nhiêu tiền?", "| triệu đồng | 310 |"),
    ],
)
def test_a_unit_in_a_cell_of_its_own_is_one(report: Setup, asked: str, row: str) -> None:
    assert row in report.ask(asked).citations[0].quote


def test_two_parts_set_side_by_side_are_both_quoted(report: Setup) -> None:
    answer = report.ask(
        "Trong báo cáo quý I năm 2031 của xã Bãi Lau, số đoàn viên đi học lớp cảm tình Đảng ghi ở "
        "phần tổ chức cán bộ và phần đoàn thể có giống nhau không?"
    )
    first, second = answer.citations
    assert "12 đoàn viên" in first.quote and "15 đoàn viên" in second.quote


def test_a_long_item_of_a_long_list_is_shown_up_to_a_clause(report: Setup) -> None:
    answer = report.ask("Quý II năm 2031 xã Bãi Lau phải làm gì?")
    assert len(answer.citations) == 9
    shown, quotes = answer.text, [citation.quote for citation in answer.citations]
    assert any(quote.startswith(LONG) for quote in quotes)  # the citation holds the whole
    assert LONG not in shown and "khu dân cư tập trung …" in shown
    assert DATED in shown  # what is left out may hold no date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Số ở phần đảng viên và phần quốc phòng có giống nhau không?",
            ("dang vien", "quoc phong"),
        ),
        ("so o phan van hoa voi phan giao duc co bang nhau khong", ("van hoa", "giao duc")),
        ("Mục tiêu và phần kinh phí là gì?", ()),
        ("Bao nhiêu phần trăm và phần việc nào?", ()),
    ],
)
def test_parts_named_by_a_question(text: str, expected: tuple[str, ...]) -> None:
    assert places(text) == expected


def test_the_quote_shows_the_surroundings_where_no_document_is_named(report: Setup) -> None:
    answer = report.ask("Rác tại chợ được gom mấy lần mỗi ngày?")
    (citation,) = answer.citations
    assert answer.text == "Rác tại chợ được gom 2 lần mỗi ngày. [1]"
    assert citation.quote.startswith("Xã đã mua 6 xe đẩy.") and "phân loại." in citation.quote


def test_a_model_writes_from_the_answer_alone(report: Setup) -> None:
    """A true sentence of the surroundings must not take the place of the one that answers."""

    class Beside:
        evidence_tokens = 1000

        async def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
            assert "Xã đã mua" not in request
            yield "Xã đã mua 6 xe đẩy [1]. Rác tại chợ được gom 3 lần mỗi ngày [1]."

    report.assistant.use(Beside())
    answer = report.ask("Rác tại chợ được gom mấy lần mỗi ngày?")
    report.assistant.use(None)
    assert answer.text == "Rác tại chợ được gom 2 lần mỗi ngày. [1]"
    assert answer.citations[0].quote.startswith("Xã đã mua 6 xe đẩy.")
