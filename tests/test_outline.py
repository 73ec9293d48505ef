"""The outline: labels, headings, zones, and that the leaves tile any text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.enumerations import enumeration
from ingest.marks import read_label
from ingest.normalize import canonical
from ingest.outline import outline
from rag.domain import Canonical, Page, Run, Section
from rag.vietnamese import nfc

CORPUS = Path(
    os.environ.get("PLANQA_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")
).resolve()


def made(text: str, body_end: int | None = None) -> Canonical:
    return Canonical(text, (Run(0, 0, len(text)),), len(text) if body_end is None else body_end)


def sections_of(text: str) -> tuple[Section, ...]:
    return outline(made(text))


def shape(text: str) -> list[str]:
    """Return one line a section: indent, kind, label, title."""
    return [
        " ".join(filter(None, (f"{'.' * s.level}{s.kind}", s.label, s.title)))
        for s in sections_of(text)
        if s.kind != "heading"
    ]


def check_tree(text: str, sections: tuple[Section, ...]) -> None:
    assert sections[0].kind == "document" and sections[0].parent is None
    assert (sections[0].start, sections[0].end) == (0, len(text))
    position = 0
    for ordinal, section in enumerate(sections):
        assert section.ordinal == ordinal
        if section.parent is not None:
            above = sections[section.parent]
            assert above.ordinal < ordinal and not above.leaf
            assert above.start <= section.start <= section.end <= above.end
            assert section.level == above.level + 1
        if section.leaf:
            assert section.start == position
            position = section.end
    assert position == len(text)


PLAN = """\
UBND TỈNH HẠ LAM
ỦY BAN NHÂN DÂN
PHƯỜNG SÔNG MÂY
Số: 12/KH-UBND
Sông Mây, ngày 05 tháng 01 năm 2027
KẾ HOẠCH
Cải cách hành chính năm 2027
Căn cứ Kế hoạch số 301/KH-UBND ngày 30/12/2026;
Ủy ban nhân dân phường Sông Mây ban hành Kế hoạch như sau:
I. MỤC TIÊU
1. Mục tiêu chung
Nâng cao chất lượng phục vụ người dân.
2. Mục tiêu cụ thể:
- 100% hồ sơ đúng hạn;
- Phường đạt 13 chỉ tiêu: (1) Thu ngân sách đạt 100%; (2) Giải ngân đạt 95%; (3) Giảm hộ nghèo.
II. NHIỆM VỤ
Quý I năm 2027:
a) Ban hành kế hoạch.
b) Tập huấn cán bộ.
III. TỔ CHỨC THỰC HIỆN
1. Văn phòng: Theo dõi, đôn đốc các phòng, ban chuyên môn thực hiện nhiệm vụ được giao, tổng hợp
2. Các phòng báo cáo hằng tháng.
Trên đây là Kế hoạch cải cách hành chính năm 2027./.
Nơi nhận:
- Sở Nội vụ tỉnh;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lò Thị Mây
"""


def test_plan_has_every_zone() -> None:
    sections = sections_of(PLAN)
    check_tree(PLAN, sections)
    tops = [(s.kind, s.label) for s in sections if s.level == 1]
    assert tops == [
        ("header", ""),
        ("preamble", ""),
        ("division", "I."),
        ("division", "II."),
        ("division", "III."),
        ("closing", ""),
        ("recipients", ""),
        ("signature", ""),
    ]
    header = PLAN[: next(s.end for s in sections if s.kind == "header")]
    assert header.endswith("Cải cách hành chính năm 2027\n")


def test_inline_enumeration_becomes_items() -> None:
    sections = sections_of(PLAN)
    numbered = [s for s in sections if s.label.startswith("(")]
    assert [s.label for s in numbered] == ["(1)", "(2)", "(3)"]
    assert all(s.kind == "item" and s.leaf for s in numbered)
    above = sections[numbered[0].parent or 0]
    assert above.kind == "item" and above.title == "Phường đạt 13 chỉ tiêu"


def test_colon_paragraph_heads_its_items() -> None:
    sections = sections_of(PLAN)
    point = next(s for s in sections if s.label == "a)")
    assert sections[point.parent or 0].title == "Quý I năm 2027"


def test_lead_in_of_an_enumeration_on_the_next_line_holds_its_items() -> None:
    text = (
        "I. CHỈ TIÊU\nPhấn đấu đạt các chỉ tiêu chủ yếu sau đây:\n"
        "(1) Thu đạt 100%; (2) Chi đạt 95%."
    )
    sections = sections_of(text)
    check_tree(text, sections)
    first = next(s for s in sections if s.label == "(1)")
    above = sections[first.parent or 0]
    assert above.title.startswith("Phấn đấu đạt") and sections[above.parent or 0].label == "I."


def test_run_on_heading_splits_at_the_colon() -> None:
    rest = "Chăm cây cảnh ở các tổ dân phố và mở hội hoa xuân hằng năm tại công viên. " * 3
    text = f"3. Đoàn thể\n3.1. Hội Làm vườn: {rest}\n- Tặng cây giống."
    sections = sections_of(text)
    node = next(s for s in sections if s.label == "3.1.")
    assert node.title == "Hội Làm vườn"
    children = [s for s in sections if s.parent == node.ordinal]
    assert [s.kind for s in children] == ["heading", "paragraph", "item"]


def test_skipped_and_repeated_numbers_stay_siblings() -> None:
    text = "I. MỘT\n1. A b\n- x y.\n2. C d\n- x y.\n2. E f\n- x y.\nIV. BỐN\n3. G h.\nV. NĂM\nXong."
    assert [line for line in shape(text) if line.startswith((".d", "..c"))] == [
        ".division I. MỘT",
        "..clause 1. A b",
        "..clause 2. C d",
        "..clause 2. E f",
        ".division IV. BỐN",
        "..clause 3.",
        ".division V. NĂM",
    ]


def test_plain_number_that_continues_a_decimal_list_is_its_sibling() -> None:
    text = (
        "1. Chung\nLời văn.\n2. Các tiêu chí\n2.1. Tiêu chuẩn thứ Nhất: Một.\n- a b.\n"
        "2.2. Tiêu chuẩn thứ Hai: Hai.\n- a b.\n3. Tiêu chuẩn thứ Ba: Ba.\n- a b.\n"
        "4. Tiêu chuẩn thứ Tư: Bốn.\n- a b.\n3. Kinh phí\nTự lo."
    )
    levels = {(s.label, s.title): s.level for s in sections_of(text) if s.kind == "clause"}
    assert levels[("3.", "Tiêu chuẩn thứ Ba")] == levels[("2.1.", "Tiêu chuẩn thứ Nhất")] == 2
    assert levels[("4.", "Tiêu chuẩn thứ Tư")] == 2
    assert levels[("3.", "Kinh phí")] == 1


def test_party_style_articles_and_chapters() -> None:
    party = "I- MỤC ĐÍCH\n1- Mục đích\n- Một.\n2- Yêu cầu\n- Hai.\nII- NỘI DUNG\n1- Làm ngay."
    assert [s.label for s in sections_of(party) if s.kind in ("division", "clause")] == [
        "I-",
        "1-",
        "2-",
        "II-",
        "1-",
    ]
    law = (
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Một.\n"
        "2. Hai:\na) A.\nđ) Đ.\nĐiều 2. Đối tượng"
    )
    kinds = [(s.kind, s.label, s.title) for s in sections_of(law) if s.level in (1, 2)]
    assert kinds[0] == ("chapter", "Chương I", "QUY ĐỊNH CHUNG")
    assert [k[1] for k in kinds if k[0] == "article"] == ["Điều 1.", "Điều 2."]


def test_paragraph_ends_bullets_and_star_heads_them() -> None:
    text = "3. Hạn chế\n- Một.\n- Hai.\nLời văn.\n* Nguyên nhân:\n- Chủ quan.\n- Khách quan."
    assert shape(text) == [
        "document",
        ".clause 3. Hạn chế",
        "..item -",
        "..item -",
        "..paragraph",
        "..item * Nguyên nhân",
        "...item -",
        "...item -",
    ]


def test_unlabelled_heads_hold_parallel_parts() -> None:
    text = (
        "1. Chỉ tiêu\nTổ chức thực hiện:\nĐối với chi bộ: Quán triệt.\n"
        "Đối với văn phòng:\n- Giúp.\n"
        "- Báo cáo.\nTiến độ: trong tháng 9\n2. Chỉ tiêu khác."
    )
    assert shape(text) == [
        "document",
        ".clause 1. Chỉ tiêu",
        "..paragraph Tổ chức thực hiện",
        "...paragraph",
        "...paragraph Đối với văn phòng",
        "....item -",
        "....item -",
        "...paragraph",
        ".clause 2.",
    ]


def test_footnotes_and_appendix() -> None:
    body = (
        "I. MỘT\nLời văn1.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLò Thị Mây\n"
        "PHỤ LỤC I\nDANH MỤC\n1. Một.\n"
    )
    text = body + "1 46 hòm phiếu.\n2 Ghi chú hai."
    sections = outline(made(text, len(body)))
    check_tree(text, sections)
    appendix = next(s for s in sections if s.kind == "appendix")
    assert (appendix.label, appendix.title) == ("PHỤ LỤC I", "DANH MỤC")
    assert [s.label for s in sections if s.kind == "footnote"] == ["1", "2"]


def test_signature_may_come_before_the_recipients() -> None:
    text = "1- Làm.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nVàng Văn Sơn\nNơi nhận:\n- Tỉnh ủy,\n- Lưu VP."
    assert [s.kind for s in sections_of(text) if s.level == 1] == [
        "clause",
        "signature",
        "recipients",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "40 vận động viên dự thi",
        "2026 là năm bản lề",
        "12.700 tờ rơi",
        "1.5 triệu đồng",
        "01.12.2025 là hạn cuối",
        "12/02/2026 họp",
        "05-CT/TW của Bộ Chính trị",
        "Phần mềm quản lý",
        "Chương trình số 5",
        "Mục tiêu chung",
        "10-15% số hộ",
        "-----",
        "Điều 5 Luật Đất đai",
    ],
)
def test_not_a_label(line: str) -> None:
    assert read_label(line) is None


@pytest.mark.parametrize(
    ("line", "label", "kind"),
    [
        ("IV. NHIỆM VỤ", "IV.", "division"),
        ("I - MỤC ĐÍCH", "I -", "division"),
        ("2.3.1. Công tác", "2.3.1.", "clause"),
        ("1.2.1 Công tác", "1.2.1", "clause"),
        ("1/ Mục đích", "1/", "clause"),
        ("đ) Kiểm tra", "đ)", "point"),
        ("a. Kiểm tra", "a.", "point"),
        ("i) kiểm tra", "i)", "point"),
        ("– Kiểm tra", "–", "item"),
        ("+ Kiểm tra", "+", "item"),
        ("(3) Kiểm tra", "(3)", "item"),
        ("Điều 12. Hiệu lực", "Điều 12.", "article"),
        ("Phần thứ nhất", "Phần thứ nhất", "part"),
    ],
)
def test_labels(line: str, label: str, kind: str) -> None:
    read = read_label(line)
    assert read is not None and (read.text, read.kind) == (label, kind)


@pytest.mark.parametrize(
    "text",
    [
        "theo khoản (1) và khoản (2) nêu trên của kế hoạch này",
        "chỉ có (1) một mục duy nhất được nêu ra",
        "bắt đầu từ (2) hai mục; (3) ba mục nữa",
        "quy định tại điểm a) và điểm b) của khoản này",
    ],
)
def test_references_are_no_enumeration(text: str) -> None:
    assert enumeration(text) == ()


def test_empty_and_blank_texts() -> None:
    for text in ("", " ", "\n\n", "\t\n "):
        sections = sections_of(text)
        check_tree(text, sections)
        assert len(sections) == 1


LINES = st.sampled_from(
    [
        *PLAN.splitlines(),
        "",
        "1. X:",
        "a) Y:",
        "* Z:",
        "- t",
        "+ u;",
        "III. BA",
        "2.1. Hai một: ba bốn năm.",
        "TỔNG KẾT CHUNG",
        "PHỤ LỤC",
        "| a | b | c |",
        "Điều 1.",
        "(1) một hai; (2) ba bốn",
        "1 ghi chú",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=40).map("\n".join), st.text(max_size=300)), st.data())
def test_leaves_tile_any_text(text: str, data: st.DataObject) -> None:
    body_end = data.draw(st.integers(0, len(text)))
    sections = outline(made(text, body_end))
    check_tree(text, sections)
    assert sections == outline(made(text, body_end))


def test_deep_nesting_stays_bounded() -> None:
    text = "\n".join(["1. X:", "a) Y:", "i) Z:", "(1) T:"] * 400)
    sections = sections_of(text)
    check_tree(text, sections)
    assert max(s.level for s in sections) <= 20


def corpus(name: str) -> tuple[Canonical, tuple[Section, ...]]:
    found = sorted(CORPUS.glob(f"{name}*.txt"))
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"corpus not found: {CORPUS}")
        pytest.skip("corpus not found")
    source = canonical((Page(nfc(found[0].read_text(encoding="utf-8"))),))
    return source, outline(source)


@pytest.mark.parametrize(
    ("name", "divisions", "recipients", "footnotes"),
    [
        ("000", ["I.", "II.", "III."], 8, 0),
        ("001", ["I.", "II.", "III.", "IV.", "V."], 5, 0),
        ("002", ["I.", "II.", "III.", "V."], 8, 4),
        ("003", ["I.", "II.", "III.", "IV."], 4, 0),
        ("004", ["I.", "II.", "III."], 7, 0),
    ],
)
def test_corpus_zones(name: str, divisions: list[str], recipients: int, footnotes: int) -> None:
    source, sections = corpus(name)
    check_tree(source.text, sections)
    assert [s.label for s in sections if s.level == 1 and s.kind == "division"] == divisions
    parent = next(s for s in sections if s.kind == "recipients")
    items = [s for s in sections if s.parent == parent.ordinal and s.kind == "item"]
    assert len(items) == recipients
    assert sum(s.kind == "footnote" for s in sections) == footnotes
    assert sum(s.kind == "signature" for s in sections) == 1


def test_corpus_quarters() -> None:
    _, sections = corpus("001")
    quarters = [s for s in sections if s.kind == "clause" and s.title.startswith("Quý")]
    points = [[c.label for c in sections if c.parent == q.ordinal and c.label] for q in quarters]
    assert [len(labels) for labels in points] == [5, 4, 6, 7]
    assert points[3] == ["a)", "b)", "c)", "d)", "đ)", "e)", "f)"]
    assert len([s for s in sections if s.label.startswith("(")]) == 13


def test_corpus_twelve_targets() -> None:
    _, sections = corpus("004")
    above = next(s for s in sections if s.kind == "clause" and s.label == "2." and s.level == 2)
    targets = [s.label for s in sections if s.parent == above.ordinal and s.kind == "clause"]
    assert targets == ["2.1.", "2.2.", "2.3.", *(f"{n}." for n in range(4, 13))]


def test_corpus_report() -> None:
    _, sections = corpus("002")
    labels = {(s.level, s.label) for s in sections if s.kind == "clause"}
    assert {(2, "1."), (3, "1.2."), (4, "1.2.6."), (4, "2.3.2."), (3, "3.5.")} <= labels
    letters = [s.label for s in sections if s.kind == "point"]
    assert letters == ["a)", "b)", "c)", "d)", "đ)"]
    assert [s.label for s in sections if s.label.startswith("(")] == ["(1)", "(2)", "(3)", "(4)"]
