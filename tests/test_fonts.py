"""Old fonts and letters shown in capitals, in every format that names its fonts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import capitals
from ingest.documents import read_document
from ingest.frames import head, pack, unpack
from ingest.readers import reader_for
from ingest.readers.layout import Word
from ingest.readers.pdf_fonts import unify_fonts
from ingest.readers.pdfium import Sheet
from rag.domain import Page
from rag.vietnamese import nfc
from tests.office import docx, zipped
from tests.test_legacy import in_tcvn3, in_vni
from tests.test_office import KINDS, odt, related

BODY = (
    "Phòng đọc mở cửa vào buổi tối, cả ngày nghỉ và ngày lễ; có chỗ để xe cho bạn đọc.",
    "Giữ gìn trật tự, vệ sinh; khuyến khích trẻ nhỏ đến đọc sách.",
)
TITLE = "kế hoạch mở thư viện"


def run(text: str, properties: str) -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def only(data: bytes, name: str) -> Page:
    (page,) = reader_for(name)(data, name)
    return page


def test_docx_in_tcvn3_keeps_the_letters_and_shows_the_capitals() -> None:
    data = docx(
        f"<w:p>{run(in_tcvn3(TITLE), fonts('.VnTimeH'))}</w:p>"
        + "".join(f"<w:p>{run(in_tcvn3(line), fonts('.VnTime'))}</w:p>" for line in BODY)
    )
    page = only(data, "a.docx")
    assert page.text == "\n".join((TITLE, *BODY)) + "\n"
    assert capitals.as_shown(page).text.startswith(f"{TITLE.upper()}\n{BODY[0]}")
    document = read_document(data, "a.docx")
    assert document.text.startswith(TITLE)
    assert document.metadata.kind and document.metadata.kind.value == "kế hoạch"
    assert document.metadata.title and document.metadata.title.value.startswith("MỞ THƯ VIỆN")


def test_docx_fonts_come_from_styles_and_defaults() -> None:
    styles = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts('VNI-Times')}</w:rPr></w:rPrDefault>"
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="U"><w:basedOn w:val="N"/>'
        f"<w:rPr>{fonts('Arial')}</w:rPr></w:style>"
    )
    plain = f'<w:p><w:pPr><w:pStyle w:val="U"/></w:pPr>{run("Señor Ærø", "")}</w:p>'
    split = f"<w:p>{run('Hoä', '')}{run('i nghò', '')}</w:p>"
    body = "".join(f"<w:p>{run(in_vni(line), '')}</w:p>" for line in BODY)
    page = only(docx(body + split + plain, styles=styles), "a.docx")
    assert page.text == "\n".join((*BODY, "Hội nghị", "Señor Ærø")) + "\n"


@pytest.mark.parametrize("switch", ["<w:caps/>", "<w:smallCaps/>"])
def test_docx_capitals_by_run_and_by_style(switch: str) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/>'
        f"<w:rPr>{switch}</w:rPr></w:style>"
    )
    off = switch.replace("/>", ' w:val="0"/>')
    data = docx(
        f'<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>{run("mở ", "")}{run("thư viện", off)}</w:p>'
        f"<w:p>{run('phòng ', '')}{run('đọc ', switch)}{run('sách', '')}</w:p>",
        styles=styles,
    )
    page = only(data, "a.docx")
    assert page.text == "mở thư viện\nphòng đọc sách\n"
    assert capitals.as_shown(page).text == "MỞ thư viện\nphòng ĐỌC sách\n"


def test_odt_fonts_and_capitals() -> None:
    styles = (
        '<style:style style:name="P" style:family="paragraph"><style:text-properties '
        'style:font-name=".VnTime"/></style:style>'
        '<style:style style:name="U" style:family="text"><style:text-properties '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'fo:text-transform="uppercase"/></style:style>'
    )
    lines = "".join(f'<text:p text:style-name="P">{in_tcvn3(line)}</text:p>' for line in BODY)
    raised = f'<text:p><text:span text:style-name="U">{TITLE}</text:span> mới</text:p>'
    page = only(odt(raised + lines, styles), "a.odt")
    assert page.text == "\n".join((f"{TITLE} mới", *BODY)) + "\n"
    assert capitals.as_shown(page).text.startswith(f"{TITLE.upper()} mới\n")


def test_html_fonts_by_tag_class_and_style() -> None:
    page = only(
        (
            "<html><head><style>p.a {font-family:'VNI-Times',serif} .h{text-transform:uppercase}"
            f"</style></head><body><h1 class=h>{TITLE}</h1><p class=a>{in_vni(BODY[0])}</p>"
            f"<p><font face='VNI-Helve'>{in_vni(BODY[1])}</font></p>"
            f"<p style=\"font-family: 'VNI-Times'\">{in_vni('Hội nghị')}</p></body></html>"
        ).encode(),
        "a.html",
    )
    assert page.text.split() == " ".join((TITLE, *BODY, "Hội nghị")).split()
    assert capitals.as_shown(page).text.startswith(TITLE.upper())


def test_html_with_control_characters_in_an_old_font() -> None:
    words = in_vni(BODY[0]).replace(" ", " \x01", 1)
    page = only(
        f"<html><body><p><font face='VNI-Times'>{words}</font></p></body></html>".encode(), "a.html"
    )
    assert "\x01" not in page.text
    assert page.text.replace("\ufffd", "").split() == BODY[0].split()


def test_xlsx_fonts_of_cells_and_runs() -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    styles = (
        f'<styleSheet {space}><fonts><font><name val="Arial"/></font><font><name val=".VnTime"/>'
        '</font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    strings = (
        f"<sst {space}><si><t>{in_tcvn3(BODY[0])}</t></si><si><r><rPr><rFont val='.VnTimeH'/>"
        f"</rPr><t>{in_tcvn3('đọc sách')}</t></r></si></sst>"
    )
    sheet = (
        f'<worksheet {space}><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c>'
        '<c r="B1" s="0" t="s"><v>1</v></c><c r="C1" s="1" t="inlineStr"><is>'
        f"<t>{in_tcvn3(BODY[1])}</t></is></c></row></sheetData></worksheet>"
    )
    data = zipped(
        {
            "xl/workbook.xml": f'<workbook {space} xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Biểu" r:id="sheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(
                sheet="s.xml", styles="styles.xml", sharedStrings="strings.xml"
            ),
            "xl/s.xml": sheet,
            "xl/styles.xml": styles,
            "xl/strings.xml": strings,
        }
    )
    page = only(data, "a.xlsx")
    assert page.text == f"Biểu\n\n| {BODY[0]} | đọc sách | {BODY[1]} |\n"
    assert "| ĐỌC SÁCH |" in capitals.as_shown(page).text


def test_pdf_words_are_repaired_by_their_fonts() -> None:
    words = tuple(
        Word(in_tcvn3(word), 10.0 * at, 10.0 * row, 10.0 * at + 9, 10.0 * row + 9, font)
        for row, (line, font) in enumerate(((TITLE, "ABCDEF+.VnTimeH,Bold"), (BODY[0], ".VnTime")))
        for at, word in enumerate(line.split())
    )
    sheet = Sheet(600, 800, words, (), scanned=False, drawn=True)
    (found,) = unify_fonts([sheet])
    texts = [word.text for word in found.words]
    assert [capitals.plain(text) for text in texts] == [*TITLE.split(), *BODY[0].split()]
    assert [capitals.shown(text) for text in texts][:2] == ["KẾ", "HOẠCH"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_capitals_never_move_a_letter(text: str) -> None:
    assert len(capitals.upper(text)) == len(text)
    page = capitals.marked_page(f"a {capitals.mark(nfc(text))} b")
    assert nfc(page.text) == page.text
    assert len(capitals.as_shown(page).text) == len(page.text)
    assert unpack(head(page), pack(page)) == page


def test_marks_that_a_file_brings_along_are_dropped() -> None:
    page = capitals.marked_page(f"{capitals.END}a{capitals.BEGIN}b{capitals.BEGIN}c")
    assert page.text == "abc"
    assert capitals.as_shown(page).text == "aBC"
