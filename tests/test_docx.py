from __future__ import annotations

from pathlib import Path

import pytest

from ingest.documents import read_document
from ingest.readers import reader_for
from rag.errors import ReadError
from scripts import write_samples
from tests.office import abstract, cell, docx, level, listed, num, paragraph, table, zipped

SPAN = '<w:gridSpan w:val="2"/>'
START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def text_of(data: bytes, name: str = "a.docx") -> str:
    [page] = reader_for(name)(data, name)
    assert page.number is None
    return page.text


def lines_of(body: str, *, numbering: str = "", styles: str = "", footnotes: str = "") -> list[str]:
    data = docx(body, numbering=numbering, styles=styles, footnotes=footnotes)
    return [line for line in text_of(data).split("\n") if line]


PLAN = abstract(
    1,
    level(0, "upperRoman", "%1.")
    + level(1, "decimal", "%2.")
    + level(2, "decimal", "%2.%3.")
    + level(3, "lowerLetter", "%4)")
    + level(4, "bullet", "-"),
) + num(1, 1)


def test_list_numbers_are_counted_and_restart_below_a_higher_one() -> None:
    body = "".join(
        listed(text, 1, at)
        for text, at in (
            ("Mục đích", 0), ("Yêu cầu", 1), ("Cấp xã", 2), ("Tổ", 3), ("Xóm", 3), ("gạch", 4),
            ("Cấp thôn", 2), ("Khác", 1), ("Một", 2), ("Nhiệm vụ", 0), ("Một", 1),
        )
    )  # fmt: skip
    assert lines_of(body, numbering=PLAN) == [
        "I. Mục đích", "1. Yêu cầu", "1.1. Cấp xã", "a) Tổ", "b) Xóm", "- gạch",
        "1.2. Cấp thôn", "2. Khác", "2.1. Một", "II. Nhiệm vụ", "1. Một",
    ]  # fmt: skip


def test_lists_share_counters_unless_a_start_is_set() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1) + num(3, 1, restart)
    body = "".join(listed("x", which) for which in (1, 2, 1, 3, 3))
    assert lines_of(body, numbering=numbering) == ["1. x", "2. x", "3. x", "5. x", "6. x"]


@pytest.mark.parametrize(
    ("style", "labels"),
    [
        ("upperRoman", ["I", "II", "III", "IV"]),
        ("lowerLetter", ["a", "b", "c", "d"]),
        ("decimalZero", ["01", "02", "03", "04"]),
        ("vietnameseCounting", ["một", "hai", "ba", "bốn"]),
        ("chicago", ["1", "2", "3", "4"]),
    ],
)
def test_number_formats(style: str, labels: list[str]) -> None:
    numbering = abstract(1, level(0, style, "%1/")) + num(1, 1)
    body = "".join(listed("x", 1) for _ in labels)
    assert lines_of(body, numbering=numbering) == [f"{label}/ x" for label in labels]


def test_numbers_come_from_styles_and_can_be_switched_off() -> None:
    tied = level(0, "decimal", "Điều %1.", '<w:pStyle w:val="Dieu"/>')
    style = (
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="Điều"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/>'
        '<w:basedOn w:val="Dieu"/></w:style>'
    )
    off = '<w:pStyle w:val="Dieu"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("Phạm vi", '<w:pStyle w:val="Dieu"/>')
        + paragraph("không số", off)
        + paragraph("Đối tượng", '<w:pStyle w:val="Con"/>')
    )
    found = lines_of(body, numbering=abstract(1, tied) + num(1, 1), styles=style)
    assert found == ["Điều 1. Phạm vi", "không số", "Điều 2. Đối tượng"]


def test_merged_cells_are_filled_and_a_full_row_stays_one_cell() -> None:
    body = table(
        cell("Nhiệm vụ", START) + cell("Thời gian", SPAN),
        cell("", ON) + cell("Từ") + cell("Đến"),
        cell("Lĩnh vực kinh tế", '<w:gridSpan w:val="3"/>'),
        cell("Sửa chợ") + cell("tháng 2", START) + cell("tháng | 3"),
        cell("Sửa cầu") + cell("", ON) + cell("tháng 4"),
    )
    assert lines_of(body) == [
        "| Nhiệm vụ | Thời gian | Thời gian |",
        "| Nhiệm vụ | Từ | Đến |",
        "| Lĩnh vực kinh tế |",
        "| Sửa chợ | tháng 2 | tháng \\| 3 |",
        "| Sửa cầu | tháng 2 | tháng 4 |",
    ]


def test_a_table_that_only_places_words_becomes_their_lines() -> None:
    head = table(
        cell("UBND XÃ A") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        cell("Số: 1/KH-UBND") + cell("Xã A, ngày 01 tháng 02 năm 2031"),
        cell("") + cell("bản sao"),
    )
    assert lines_of(head) == [
        "UBND XÃ A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/KH-UBND",
        "Xã A, ngày 01 tháng 02 năm 2031", "bản sao",
    ]  # fmt: skip
    rows = (cell("a") + cell("b"), cell("c") + cell("d"))
    assert lines_of(table(*rows, ruled=False)) == ["a", "b", "c", "d"]
    assert lines_of(table(*rows)) == ["| a | b |", "| c | d |"]


def test_a_table_in_a_cell_stays_in_its_row() -> None:
    inner = table(cell("x") + cell("y"), cell("z") + cell(""))
    outer = table(cell("a") + f"<w:tc>{paragraph('b')}{inner}</w:tc>", cell("c") + cell("d"))
    assert lines_of(outer) == ["| a | b x, y; z |", "| c | d |"]


def test_tracked_changes_count_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Nộp </w:t></w:r>"
        "<w:del><w:r><w:delText>trước ngày 5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>trước ngày 9</w:t></w:r>"
        "<w:del><w:r><w:t>hỏng</w:t></w:r></w:del></w:ins></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Câu đầu </w:t></w:r></w:p>"
        + paragraph("và câu sau")
        + "<w:p><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>"
        + table(
            cell("a") + cell("b"),
            f"<w:trPr><w:del/></w:trPr>{cell('mất')}{cell('mất')}",
            cell("c") + cell("d"),
        )
    )
    assert lines_of(body) == [
        "Nộp trước ngày 9", "Câu đầu và câu sau", "mới", "| a | b |", "| c | d |",
    ]  # fmt: skip


def test_text_boxes_follow_their_paragraph_once() -> None:
    box = f"<w:txbxContent>{paragraph('DỰ THẢO')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p>"
    )
    assert lines_of(body) == ["KẾ HOẠCH", "DỰ THẢO"]


def test_footnotes_are_numbered_by_their_marks() -> None:
    def mark(name: int) -> str:
        return f'<w:p><w:r><w:t>Ý {name}</w:t><w:footnoteReference w:id="{name}"/></w:r></w:p>'

    notes = "".join(
        f'<w:footnote w:id="{name}">{paragraph(text)}{paragraph("dòng hai")}</w:footnote>'
        for name, text in ((-1, "vạch"), (2, "Chú thích hai"), (7, "Chú thích bảy"))
    )
    assert lines_of(mark(7) + mark(2), footnotes=notes) == [
        "Ý 7[^1]", "Ý 2[^2]", "[^1]: Chú thích bảy dòng hai", "[^2]: Chú thích hai dòng hai",
    ]  # fmt: skip


def test_contents_hidden_words_and_fields_are_left_out() -> None:
    style = '<w:style w:styleId="M1"><w:name w:val="toc 1"/></w:style>'
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = (
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('I. Mục lục 3')}"
        "</w:sdtContent></w:sdt>"
        + paragraph("II. Mục lục 4", '<w:pStyle w:val="M1"/>')
        + f"<w:sdt><w:sdtContent>{paragraph('trong ô')}</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText></w:r>'
        "<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>"
        "<w:r><w:t> a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/><w:t>dòng</w:t></w:r></w:p>"
    )
    assert lines_of(body, styles=style) == ["trong ô", "liên kết a-b", "dòng"]


def test_strict_files_and_odd_main_parts_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    main = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("Chào")}</w:body></w:document>'
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = (
        f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{kind}" '
        'Target="/odd/main.xml"/></Relationships>'
    )
    assert text_of(zipped({"_rels/.rels": relations, "odd/main.xml": main})) == "Chào\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"no zip at all", "hỏng"),
        (zipped({"a.txt": "x"}), "word/document.xml"),
        (docx(""), "không có chữ nào"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "mật khẩu"),
        (docx("<w:p>"), "word/document.xml"),
    ],
)
def test_what_is_no_word_document_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=what) as error:
        text_of(data, "kế hoạch.docx")
    assert error.value.vi.startswith("kế hoạch.docx") and error.value.en.startswith("kế hoạch.docx")


def test_the_sample_is_what_its_script_writes(tmp_path: Path) -> None:
    written = write_samples.write_docx(tmp_path)
    sample = Path(__file__).parent.parent / "samples" / write_samples.DOCX
    assert text_of(sample.read_bytes()) == text_of(written.read_bytes())
    document = read_document(sample.read_bytes(), sample.name)
    meta = document.metadata
    assert meta.number and meta.number.value == "22/KH-UBND"
    assert meta.signer and meta.signer.value == "Lương Bảo Khang"
    kinds = {section.kind for section in document.sections}
    assert {"division", "clause", "point", "table", "footnote", "signature"} <= kinds
