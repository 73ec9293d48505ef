"""The smaller office formats: .odt, .html, .xlsx, .pptx."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import reader_for
from rag.domain import Page
from rag.errors import ReadError
from tests.office import zipped

ODF = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "drawing")
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def lines_of(data: bytes, name: str) -> list[str]:
    [page] = reader_for(name)(data, name)
    return [line for line in page.text.split("\n") if line]


def related(**targets: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}">' + "".join(
        f'<Relationship Id="{name}" Type="{KINDS}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    ) + "</Relationships>"  # fmt: skip


def odt(body: str, styles: str = "") -> bytes:
    return zipped(
        {
            "content.xml": f"<office:document-content{ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        }
    )


def test_odt_lists_tables_notes_and_changes() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="I" style:num-suffix="."/><text:list-level-style-number text:level="2" '
        'style:num-format="1" style:num-suffix=")" text:display-levels="1"/></text:list-style>'
    )
    body = (
        "<text:tracked-changes><text:p>đã xóa</text:p></text:tracked-changes>"
        '<text:list text:style-name="L"><text:list-item><text:p>Mục đích</text:p>'
        "<text:list><text:list-item><text:p>Một<text:note><text:note-citation>9"
        "</text:note-citation><text:note-body><text:p>Chú thích</text:p></text:note-body>"
        "</text:note> nữa</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<text:p>Đoạn<text:s text:c='2'/>giữa</text:p>"
        '<text:list text:style-name="L" text:continue-numbering="true"><text:list-item>'
        "<text:p>Yêu cầu</text:p></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>Thời gian</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
        "<table:table-cell><text:p>Việc</text:p></table:table-cell></table:table-row>"
        "</table:table-header-rows><table:table-row>"
        "<table:table-cell><text:p>Từ</text:p></table:table-cell><table:table-cell><text:p>Đến"
        "</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>"
    )
    assert lines_of(odt(body, styles), "a.odt") == [
        "I. Mục đích", "1) Một[^1] nữa", "Đoạn  giữa", "II. Yêu cầu",
        "| Thời gian | Thời gian | Việc |", "| Từ | Đến | Việc |", "[^1]: Chú thích",
    ]  # fmt: skip


def test_html_lists_tables_and_what_is_not_shown() -> None:
    page = (
        "<html><head><title>x</title><script>alert(1)</script></head><body><nav>menu</nav>"
        "<h1>Kế  hoạch\n năm</h1><ol type='I' start='2'><li><p>Mục đích</p><ul><li>Ý một</ul>"
        "<li value='9'>Yêu cầu</ol><p style='display: none'>ẩn</p>"
        "<table><tr><th rowspan=2>Việc<th colspan=2>Thời gian<tr><td>Từ<td>Đến"
        "<tr><td>Sửa<br>chợ<td><table><tr><td>1<td>2</table><td>tháng 3</table>"
        "<p>Hết<img src='http://127.0.0.1:9/a.png' alt='ảnh'>.</p></body></html>"
    )
    found = [
        "Kế hoạch năm", "II. Mục đích", "- Ý một", "IX. Yêu cầu",
        "| Việc | Thời gian | Thời gian |",
        "| Việc | Từ | Đến |", "| Sửa chợ | 1, 2 | tháng 3 |", "Hết.",
    ]  # fmt: skip
    assert lines_of(page.encode(), "a.html") == found
    assert lines_of(page.encode("utf-16"), "a.htm") == found


def test_xlsx_sheets_are_pages_and_cells_look_as_in_the_sheet() -> None:
    def cell(place: str, value: str, style: int = 0, kind: str = "n") -> str:
        return f'<c r="{place}" s="{style}" t="{kind}"><v>{value}</v></c>'

    rows = (
        f"<row>{cell('A1', '0', kind='s')}</row>"
        f"<row>{cell('A2', '1', kind='s')}{cell('C2', '2', kind='s')}</row>"
        f"<row>{cell('A3', '46162', 1)}{cell('C3', '1234567.5', 2)}</row>"
        f"<row>{cell('A4', '0.955', 3)}{cell('C4', '7')}{cell('XFD4', '1')}</row>"
        f'<row hidden="1">{cell("A5", "9")}</row>'
    )
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>'
    data = zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Quý I" r:id="worksheet1"/><sheet name="Ẩn" state="hidden" '
            'r:id="worksheet1"/><sheet name="Quý II" r:id="worksheet2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(
                worksheet1="s1.xml", worksheet2="s2.xml", sharedStrings="t.xml", styles="y.xml"
            ),
            "xl/t.xml": f'<sst xmlns="{SHEET}"><si><t>BẢNG</t></si><si><r><t>Ngày</t></r></si>'
            "<si><t>Tiền</t></si></sst>",
            "xl/y.xml": f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="170" '
            'formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/>'
            '<xf numFmtId="4"/><xf numFmtId="10"/></cellXfs></styleSheet>',
            "xl/s1.xml": sheet + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>',
            "xl/s2.xml": sheet + "</worksheet>",
        }
    )
    first, second = reader_for("a.xlsx")(data, "a.xlsx")
    assert (first.number, second.number) == (1, 2)
    assert first.text.split("\n") == [
        "Quý I", "", "BẢNG", "| Ngày |  | Tiền |", "| 20/05/2026 |  | 1.234.567,50 |",
        "| 95,50% |  | 7 |", "",
    ]  # fmt: skip


def test_pptx_slides_are_pages() -> None:
    def shape(words: str, top: int, kind: str = "") -> str:
        holder = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
        lines = (f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in words.split("|"))
        paragraphs = "".join(lines)
        return f'<p:sp>{holder}<a:off x="0" y="{top}"/><p:txBody>{paragraphs}</p:txBody></p:sp>'

    def slide(shapes: str) -> str:
        return f'<p:sld xmlns:p="{SLIDE}" xmlns:a="{DRAWING}">{shapes}</p:sld>'

    data = zipped(
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDE}" xmlns:r="{KINDS}">'
            '<p:sldIdLst><p:sldId r:id="slide2"/><p:sldId r:id="slide1"/></p:sldIdLst>'
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": related(slide1="a.xml", slide2="b.xml"),
            "ppt/a.xml": slide(shape("sau", 9) + shape("7", 1, "sldNum") + shape("trước|nữa", 2)),
            "ppt/b.xml": slide(shape("thân", 1) + shape("TÊN", 5, "title")),
        }
    )
    assert reader_for("a.pptx")(data, "a.pptx") == (
        Page("TÊN\nthân\n", 1, sheet=True),
        Page("trước\nnữa\nsau\n", 2, sheet=True),
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.odt", zipped({"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "DOCTYPE"),
        ("a.odt", zipped({"content.xml": "<a/>"}), "office:text"),
        ("a.odt", odt(""), "không có chữ nào"),
        ("a.html", b"", "hỏng"),
        ("a.html", b"<script>x</script>", "không có chữ nào"),
        ("a.xlsx", b"PK\x03\x04", "hỏng"),
        ("a.xlsx", zipped({"xl/workbook.xml": f'<workbook xmlns="{SHEET}"/>'}), "không có chữ"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<a/>"}), "không có chữ nào"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as error:
        reader_for(name)(data, name)
    assert error.value.vi.startswith(name) and error.value.en.startswith(name)


@given(st.binary(max_size=400), st.sampled_from((".html", ".docx", ".odt")))
def test_any_bytes_are_read_or_refused(data: bytes, ending: str) -> None:
    try:
        pages = reader_for(f"a{ending}")(data, f"a{ending}")
    except ReadError as error:
        assert error.vi and error.en
    else:
        assert all(page.text.strip() for page in pages)
