from __future__ import annotations

import pytest

from rag.domain import Canonical
from tests.texts import COUNT, ITEM, PARAGRAPH, lines, normal, wrap


@pytest.mark.parametrize("end", [" \n", "\n"])
@pytest.mark.parametrize("first_gap", [True, False])
@pytest.mark.parametrize("width", [70, 84, 100])
def test_hard_wraps_are_joined(end: str, first_gap: bool, width: int) -> None:
    parts = ("1. Mục đích", PARAGRAPH, ITEM, ITEM.replace("sách", "báo"), "2. Yêu cầu", ITEM)
    text = "\n".join(wrap(part, width, end, first_gap) for part in parts)
    assert lines(text) == list(parts)


def test_unwrapped_paragraphs_stay_apart() -> None:
    parts = ["I. MỤC ĐÍCH", PARAGRAPH, ITEM, "Thực hiện thường xuyên", "2. Yêu cầu", PARAGRAPH]
    assert lines("\n\n".join(parts)) == parts
    assert lines("\n".join(parts)) == parts


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_paragraph_cut_by_a_page_reads_as_one(gap: str) -> None:
    head, tail = (
        PARAGRAPH[:120].rsplit(" ", 1)[0],
        PARAGRAPH[len(PARAGRAPH[:120].rsplit(" ", 1)[0]) + 1 :],
    )
    assert tail[0].islower()
    assert lines(f"{ITEM}\n\n{head}{gap}{tail}\n\n{ITEM}") == [ITEM, PARAGRAPH, ITEM]


def test_a_heading_that_ends_with_a_set_phrase_is_no_cut_sentence() -> None:
    parts = ["2. Đẩy mạnh cải cách hành chính và chuyển đổi số", PARAGRAPH]
    assert lines("\n\n".join(parts)) == parts


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("ban hành Quyết định số 06/QĐ-", "UBBC ngày 15/12/2030", "06/QĐ-UBBC"),
        ("theo Nghị định số 30/2020/", "NĐ-CP về công tác văn thư", "30/2020/NĐ-CP"),
        ("nhiệm kỳ của hội đồng là 2026–", "2031 trên địa bàn", "2026–2031"),
        ("thực hiện nhiệm vụ chính trị -", "xã hội của địa phương", "chính trị - xã hội"),
        ("bảo đảm phát triển kinh tế", "- xã hội của địa phương", "kinh tế - xã hội"),
        ("tại khoản 3 và khoản", "2. Điều này được thực hiện", "khoản 2. Điều"),
        ("Phối hợp Hội đồng nhân dân và Ủy ban", "Mặt trận Tổ quốc", "Ủy ban Mặt trận"),
    ],
)
def test_words_and_numbers_cut_at_the_line_end(above: str, below: str, joined: str) -> None:
    filler = "Các đơn vị trong phường cùng nhau thực hiện và kịp thời báo cáo kết quả, "
    above = filler[: max(0, 84 - len(above))] + above
    text = wrap(PARAGRAPH) + "\n" + above + (" " if above[-1].isalpha() else "") + "\n" + below
    assert joined in normal(text + ".\n\n" + wrap(ITEM)).text


def test_list_items_are_neither_merged_nor_cut() -> None:
    items = [
        "a) Quý I: mở lớp học bơi cho trẻ em",
        "b) Quý II: thi vẽ tranh",
        "đ) Tổng kết",
        "- Mỗi tổ dân phố cử một người dự",
        "+ Báo cáo kết quả trước ngày 25 hằng tháng",
        "* Nguyên nhân:",
        "1.2.1 Công tác cán bộ",
        "3.4. Đoàn Thanh niên: Xây dựng chương trình",
        "I- Đặc điểm tình hình",
        "1- Thuận lợi",
        "(1) Số hộ nghèo;",
        "(2) Số hộ cận nghèo.",
        "Điều 5. Hiệu lực",
        "Chương II",
        "• Việc khác",
    ]
    assert lines("\n".join(items)) == items
    assert lines(wrap(PARAGRAPH) + "\n" + "\n".join(items) + "\n" + wrap(PARAGRAPH))[1:-1] == items


def test_a_bare_label_takes_its_words_from_the_next_line() -> None:
    assert lines("I.\nMỤC ĐÍCH\n\n-\n\nMở lớp\n\n2.\nYêu cầu") == [
        "I. MỤC ĐÍCH",
        "- Mở lớp",
        "2. Yêu cầu",
    ]


def test_header_title_and_signature_keep_their_lines() -> None:
    text = """\
 ỦY BAN NHÂN DÂN
PHƯỜNG MÂY TRẮNG

*
Số        /KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
       Mây Trắng, ngày      tháng    năm 2031

**KẾ HOẠCH**
**Tổ chức ngày hội đọc sách và trao tủ sách dùng chung**
**cho các tổ dân phố năm 2031**

-----

Căn cứ Chương trình số 7-CTr/ĐU của Đảng ủy phường;
Căn cứ tình hình thực tế.

Nơi nhận:
- Đảng ủy phường,
- Các tổ dân phố
và các trường học,
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trần Văn Mây
"""
    assert lines(text) == [
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG MÂY TRẮNG",
        "Số /KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Mây Trắng, ngày tháng năm 2031",
        "KẾ HOẠCH",
        "Tổ chức ngày hội đọc sách và trao tủ sách dùng chung cho các tổ dân phố năm 2031",
        "Căn cứ Chương trình số 7-CTr/ĐU của Đảng ủy phường;",
        "Căn cứ tình hình thực tế.",
        "Nơi nhận:",
        "- Đảng ủy phường,",
        "- Các tổ dân phố và các trường học,",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Văn Mây",
    ]


def test_a_heading_in_capitals_over_two_lines() -> None:
    text = "II. KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ THƯỜNG XUYÊN CỦA PHƯỜNG \nTRONG NĂM 2031\n\n1. Thu"
    assert lines(text) == [text.split("\n\n")[0].replace(" \n", " "), "1. Thu"]


def test_markdown_marks_are_taken_out() -> None:
    text = """\
## **1. Quý I năm 2031**  #

> Ghi chú của *Hội đồng*
***Nơi nhận:***
__Lưu ý__: giữ nguyên a_b_c, 5 * 3 * 2 và (*) này; giá 3 \\* 2 \\- 1
* Nguyên nhân:
* * *
---
| STT | **Việc** |
|-----|:--------:|
| 1 | Dọn vệ sinh<br>đường phố |
> 95% số hộ tham gia
H<sub>2</sub>O phường<sup>1</sup>
"""
    assert lines(text) == [
        "1. Quý I năm 2031",
        "Ghi chú của Hội đồng",
        "Nơi nhận:",
        "Lưu ý: giữ nguyên a_b_c, 5 * 3 * 2 và (*) này; giá 3 * 2 - 1",
        "* Nguyên nhân:",
        "| STT | Việc |",
        "| 1 | Dọn vệ sinh đường phố |",
        "> 95% số hộ tham gia",
        "H2O phường1",
    ]


def test_emphasis_may_span_lines_but_not_paragraphs() -> None:
    text = "**TM. HỘI ĐỒNG\nCHỦ TỊCH**\n\n*một câu dài\ntrên hai dòng*\n\n*chưa đóng\n\nhết*"
    assert lines(text) == [
        "TM. HỘI ĐỒNG",
        "CHỦ TỊCH",
        "một câu dài trên hai dòng",
        "*chưa đóng",
        "hết*",
    ]


def test_invisible_characters_and_blanks() -> None:
    assert lines("Kế\u200b hoạch\u00a0 \t số\u00ad 5\ufeff  \n") == ["Kế hoạch số 5"]
    assert normal("a\u200b\u0301 b**\u0301").text


def test_nothing_is_corrected() -> None:
    text = "- Tăng trưởng bút phá; Hợp Hội đồng ,đạt 1551văn bản; Đảng b ộ phường"
    assert lines(text) == [text]


@pytest.mark.parametrize("number", ["- 3 -", "Trang 3", "Trang 3/10", "page 3 of 10", "– 3 –"])
def test_dressed_page_numbers_go(number: str) -> None:
    text = wrap(PARAGRAPH)
    first, second = text[:170].rsplit("\n", 1)[0], text[len(text[:170].rsplit("\n", 1)[0]) + 1 :]
    assert lines(f"{wrap(ITEM)}\n{first}\n\n{number}\n\n{second}") == [ITEM, PARAGRAPH]


def test_plain_page_numbers_go_where_pages_would_end() -> None:
    page = "\n".join(wrap(PARAGRAPH) + "\n" + wrap(ITEM) for _ in range(3))
    text = page[: page.rindex("\n", 0, 1500)] + "\n\n\n2\n\n" + page[page.rindex("\n", 0, 1500) :]
    assert normal(text).text == normal(page).text


def test_a_number_in_a_flattened_table_stays() -> None:
    table = "STT\n\nNội dung\n\n1\n\nDọn vệ sinh\n\n2\n\nTrồng cây\n\n3\n\nSơ kết"
    assert [line for line in lines(wrap(PARAGRAPH) + "\n" + table) if line.isdigit()] == list("123")


def test_running_heads_and_numbers_of_real_pages_go() -> None:
    pages = [
        f"KẾ HOẠCH THƯ VIỆN 2031\n\n{n}. Việc thứ {word}\nGiao tổ {word} làm.\n\n{n}\n"
        for n, word in enumerate(COUNT, 1)
    ]
    result = normal(*pages, numbered=True)
    assert result.text.split("\n") == [
        line
        for n, word in enumerate(COUNT, 1)
        for line in (f"{n}. Việc thứ {word}", f"Giao tổ {word} làm.")
    ]
    assert {run.page for run in result.runs} == {1, 2, 3, 4, 5}


def test_a_sentence_goes_on_over_a_real_page() -> None:
    text = wrap(PARAGRAPH)
    at = text.index("\n", 150) + 1
    assert lines(wrap(ITEM) + text[:at], text[at:]) == [ITEM, PARAGRAPH]


def test_a_link_address_at_the_foot_of_a_page_goes() -> None:
    body = wrap(PARAGRAPH).splitlines(keepends=True)
    text = (
        "* Kèm biểu mẫu tại https://mau.example/bieu1)\n"
        + "".join(body[:2])
        + "\nhttps://mau.example/bieu1\n "
        + "".join(body[2:])
        + wrap(ITEM)
        + "\nhttps://khac.example/x\n"
    )
    assert lines(text) == [
        "* Kèm biểu mẫu tại https://mau.example/bieu1)",
        PARAGRAPH,
        ITEM,
        "https://khac.example/x",
    ]


NOTE_1 = (
    "1 46 tủ sách gỗ, 23 tủ sách sắt; 290 bảng tên tủ sách, 8.600 nhãn dán và 1.250 phiếu mượn "
    "phát cho các tổ dân phố, 25 giá sách nhỏ phục vụ ngày hội đọc sách trên địa bàn."
)
NOTE_2 = "2 Kế hoạch số 34-KH/ĐU ngày 17/12/2030 của Đảng ủy phường về ngày hội đọc sách năm 2031."
MARKED = ITEM.replace("trên địa bàn,", "trên địa bàn1,").replace("phường và", "phường2 và")


def interrupted(foot: str, *, gap: str = "\n") -> str:
    """A report in which a page ends, with its footnotes, in the middle of an item."""
    item = wrap(MARKED).splitlines(keepends=True)
    return (
        "".join(wrap(PARAGRAPH) + "\n" + wrap(ITEM) + "\n" for _ in range(3))
        + "".join(item[:2])
        + gap
        + foot
        + " "
        + "".join(item[2:])
        + "\n"
        + wrap(PARAGRAPH)
    )


@pytest.mark.parametrize("gap", ["\n", ""])
def test_a_footnote_block_moves_to_the_end(gap: str) -> None:
    foot = wrap(NOTE_1, 115) + wrap(NOTE_2, 115)
    result = normal(interrupted(foot, gap=gap))
    assert result.text[result.body_end :] == f"{NOTE_1}\n{NOTE_2}"
    body = result.text[: result.body_end]
    assert body == "\n".join([PARAGRAPH, ITEM] * 3 + [MARKED, PARAGRAPH]) + "\n"


def test_a_footnote_goes_on_at_the_foot_of_the_next_page() -> None:
    note = (
        NOTE_1[:-1] + "; " + " ".join(f"{n} bộ truyện tranh tặng tổ dân phố" for n in range(3, 19))
    )
    rows = wrap(note, 115).splitlines(keepends=True)
    assert len(rows) > 5
    after = wrap(PARAGRAPH).splitlines(keepends=True)
    text = (
        interrupted("".join(rows[:3]))
        + "\n"
        + "".join(after[:2])
        + "\n"
        + "".join(rows[3:])
        + " "
        + "".join(after[2:])
    )
    result = normal(text)
    assert result.text[result.body_end :] == note
    assert result.text[: result.body_end].endswith(f"{MARKED}\n{PARAGRAPH}\n{PARAGRAPH}\n")


@pytest.mark.parametrize(
    "start", ["50 hồ sơ trên hệ thống", "2 cụm pano", "1 bản tin", "14 cụm pano", "35 học sinh"]
)
def test_a_body_line_that_begins_with_a_number_stays(start: str) -> None:
    sentence = ITEM.replace("phối hợp với", f"treo {start} và phối hợp với")
    at = sentence.index(start)
    text = wrap(PARAGRAPH) + "\n" + sentence[:at] + "\n" + wrap(sentence[at:]) + wrap(PARAGRAPH)
    result = normal(text)
    assert result.body_end == len(result.text)
    assert sentence in result.text
    marked = normal(text.replace("Trong năm", "Trong phường1 năm"))
    assert marked.body_end == len(marked.text)


def test_markdown_footnotes_move_to_the_end() -> None:
    notes = "[^1]: Phường Suối Vàng.\n[^a]: Lớp\nbuổi tối."
    text = f"{PARAGRAPH}\n\nPhường[^1] mở lớp[^a].\n\n{notes}\n\n{ITEM}"
    result = normal(text)
    assert result.text.split("\n")[:3] == [PARAGRAPH, "Phường[^1] mở lớp[^a].", ITEM]
    assert result.text[result.body_end :] == "[^1]: Phường Suối Vàng.\n[^a]: Lớp buổi tối."


def test_superscript_footnotes_at_the_foot_of_real_pages() -> None:
    first = wrap(MARKED.replace("1", "¹").replace("2", "²")).splitlines(keepends=True)
    page = wrap(PARAGRAPH) + "\n" + "".join(first[:2]) + "\n¹ Ba tủ.\n² Hai Hội.\n\n- 1 -\n"
    result = normal(page, "".join(first[2:]) + "\n" + wrap(PARAGRAPH), numbered=True)
    assert result.text[result.body_end :] == "¹ Ba tủ.\n² Hai Hội."
    assert MARKED.replace("1", "¹").replace("2", "²") in result.text.split("\n")


def test_no_words_give_an_empty_text() -> None:
    assert normal() == Canonical("", (), 0)
    assert normal("", " \n---\n") == Canonical("", (), 0)
