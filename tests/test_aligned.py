"""Tables that only white space draws, and everything that stands side by side and is none."""

from __future__ import annotations

import pytest

from ingest.normalize import canonical
from ingest.readers import reader_for
from tests import tabulated
from tests.drawing import Drawn, pdf

HEAD = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm")
XS = (60.0, 90.0, 250.0, 350.0, 440.0)
PROSE = "Xã rà soát các hộ nghèo và các hộ cận nghèo ở từng ấp, lập danh sách gửi về huyện."


def lines(
    drawn: list[Drawn], *more: list[Drawn], rules: tuple[tuple[float, ...], ...] = ()
) -> list[list[str]]:
    pages = reader_for("a.pdf")(pdf(drawn, *more, rules=rules), "a.pdf")
    return [[line.strip() for line in page.text.splitlines() if line.strip()] for page in pages]


def drawn(rows: list[tuple[float, tuple[str, ...]]], xs: tuple[float, ...] = XS) -> list[Drawn]:
    return [(x, y, words) for y, row in rows for x, words in zip(xs, row, strict=False) if words]


TABLE: list[tuple[float, tuple[str, ...]]] = [
    (120, HEAD),
    (140, ("1", "Khảo sát, lập bản đồ", "Phòng Kinh tế", "30/4/2031", "Bản đồ")),
    (154, ("", "các điểm sạt lở")),
    (174, ("2", "Trồng 5 ha rừng ven", "Hội Nông dân", "Quý III", "Biên bản")),
    (188, ("", "sông", "và Đoàn xã", "năm 2031", "nghiệm thu")),
    (208, ("3", "Tổng kết", "Văn phòng", "15/12/2031", "Báo cáo")),
]
ROWS = [
    "| TT | Nhiệm vụ | Đơn vị chủ trì | Thời hạn | Sản phẩm |",
    "| 1 | Khảo sát, lập bản đồ các điểm sạt lở | Phòng Kinh tế | 30/4/2031 | Bản đồ |",
    "| 2 | Trồng 5 ha rừng ven sông | Hội Nông dân và Đoàn xã | Quý III năm 2031 "
    "| Biên bản nghiệm thu |",
    "| 3 | Tổng kết | Văn phòng | 15/12/2031 | Báo cáo |",
]


def squeezed(pitch: float) -> list[tuple[float, tuple[str, ...]]]:
    """Return the table with as much white between its rows as between its lines."""
    return [(120 + pitch * at, row) for at, (_, row) in enumerate(TABLE)]


@pytest.mark.parametrize(
    "table", [TABLE, squeezed(14.0)], ids=["white between rows", "numbers alone"]
)
def test_words_in_columns_are_rows(table: list[tuple[float, tuple[str, ...]]]) -> None:
    (page,) = lines([(60, 100, PROSE), *drawn(table), (60, 240, PROSE)])
    assert page == [PROSE, *ROWS, PROSE]


def test_without_numbers_the_room_of_a_line_tells_its_row() -> None:
    rows = [(y, row[1:]) for y, row in squeezed(14.0)]
    (page,) = lines([(60, 100, PROSE), *drawn(rows, XS[1:]), (60, 240, PROSE)])
    assert page[1:-1] == ["| " + row.split(" | ", 1)[1] for row in [ROWS[0]]] + [
        "| " + row.split(" | ", 1)[1] for row in ROWS[1:]
    ]


def test_level_rules_part_the_rows() -> None:
    rules = tuple((55.0, y, 520.0, y) for y in (106.0, 124.0, 158.0, 192.0, 214.0))
    at = (138, 150, 170, 182, 206)
    rows = [(120.0, HEAD), *((float(y), row) for y, (_, row) in zip(at, TABLE[1:], strict=True))]
    assert lines(drawn(rows), rules=rules) == [ROWS]


def test_a_row_across_the_table_stays_one_cell() -> None:
    section: Drawn = (70, 140, "I. LĨNH VỰC NÔNG NGHIỆP")
    rows = [(y + (20 if at else 0), row) for at, (y, row) in enumerate(TABLE)]
    (page,) = lines([*drawn(rows), section])
    assert page == [ROWS[0], "| I. LĨNH VỰC NÔNG NGHIỆP |", *ROWS[1:]]


def test_what_follows_is_no_row() -> None:
    (page,) = lines([*drawn(TABLE), (60, 228, "III. TỔ CHỨC"), (60, 246, PROSE)])
    assert page == [*ROWS, "III. TỔ CHỨC", PROSE]


def test_a_table_goes_on_over_the_end_of_a_page() -> None:
    below = [(y - 90, row) for y, row in TABLE[3:]]
    pages = lines(drawn(TABLE[:3]) + drawn([(174, TABLE[3][1])]), drawn(below[1:]))
    assert pages[1][0] == "| | sông | và Đoàn xã | năm 2031 | nghiệm thu |"
    source = reader_for("a.pdf")(tabulated.pdf(above=330, ruled=False), "a.pdf")
    assert len(source) == 2
    text = canonical(source).text
    for row in (tabulated.HEAD, *tabulated.ROWS):
        assert text.count("| " + " | ".join(row) + " |") == 1


NOT_TABLES: dict[str, list[Drawn]] = {
    "header": [
        *[(60.0, 80.0, "ỦY BAN NHÂN DÂN"), (300.0, 80.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
        *[(60.0, 96.0, "XÃ CỒN ÉN"), (300.0, 96.0, "Độc lập - Tự do - Hạnh phúc")],
        *[(60.0, 112.0, "Số: 12/KH-UBND"), (300.0, 112.0, "Cồn Én, ngày 05 tháng 3 năm 2031")],
    ],
    "three signatures": drawn(
        [
            (100, ("Người lập", "Kế toán trưởng", "Chủ tịch")),
            (114, ("(Ký, họ tên)", "(Ký, họ tên)", "(Ký, đóng dấu)")),
            (150, ("Lê Thị Bưởi", "Trần Văn Cam", "Phạm Thị Dừa")),
            (164, ("Cán bộ", "Kế toán", "Chủ tịch xã")),
        ],
        (60, 230, 400),
    ),
    "recipients": drawn(
        [
            (100, ("Nơi nhận:", "", "TM. ỦY BAN NHÂN DÂN")),
            (114, ("- Như trên;", "Bản chính", "KT. CHỦ TỊCH")),
            (128, ("- Lưu: VT.", "Bản sao", "PHÓ CHỦ TỊCH")),
        ],
        (60, 230, 400),
    ),
    "people with tabs": drawn(
        [
            (100 + 16 * at, (f"{at + 1}. Ông Lê Văn Số{at}", "Phó Chủ tịch", "Trưởng ban"))
            for at in range(5)
        ],
        (60, 260, 400),
    ),
    "list": drawn(
        [(100 + 16 * at, ("-", "Họ và tên:", "Ngày sinh:", "Đơn vị:")) for at in range(4)],
        (60, 80, 240, 400),
    ),
    "three columns of text": drawn(
        [
            (100 + 14 * at, (a, b, a))
            for at, (a, b) in enumerate(
                [
                    ("Xã rà soát các hộ", "Trạm y tế khám cho"),
                    ("nghèo ở từng ấp và", "người cao tuổi trong"),
                    ("lập danh sách gửi", "quý, cấp thuốc theo"),
                    ("về huyện, nêu rõ", "đơn, lập hồ sơ của"),
                    ("nguyên nhân từng", "từng người theo mẫu"),
                    ("hộ, cách hỗ trợ.", "của huyện."),
                ]
            )
        ],
        (60, 230, 400),
    ),
    "formula": drawn(
        [
            (100, ("Mức", "Số tiền", "Tỷ lệ", "Hệ số")),
            (114, ("hỗ trợ", "= hằng tháng", "x được", "x vùng")),
            (128, ("một năm", "của hộ", "hưởng", "khó khăn")),
        ],
        (60, 160, 280, 400),
    ),
    "boxes to tick": drawn(
        [(100 + 16 * at, (f"Câu {'ABC'[at]}", "Có [ ]", "Không [ ]")) for at in range(3)],
        (60, 230, 400),
    ),
    "two rows only": drawn([TABLE[0], TABLE[5]]),
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_what_stands_side_by_side_is_no_table(name: str) -> None:
    (page,) = lines(NOT_TABLES[name])
    assert page and not any(line.startswith("|") for line in page)


def test_numbers_amid_their_rows_are_left_alone() -> None:
    rows: list[tuple[float, tuple[str, ...]]] = [
        (120, HEAD),
        (134, ("", "Khảo sát, lập bản đồ", "Phòng Kinh tế", "Tháng 4", "Bản đồ")),
        (148, ("1", "các điểm sạt lở ven", "và Đội quản", "năm 2031", "các điểm")),
        (162, ("", "sông và kênh", "lý đê", "", "sạt lở")),
        (176, ("", "Trồng 5 ha rừng ven", "Hội Nông dân", "Quý III", "Biên bản")),
        (190, ("2", "sông theo thiết kế", "và Đoàn xã", "năm 2031", "nghiệm thu")),
        (204, ("", "đã duyệt", "phối hợp", "", "của huyện")),
    ]
    (page,) = lines(drawn(rows))
    assert not any(line.startswith("| 1 |") for line in page)
