"""What a file holds and does not show: left out, and said."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics as _metrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from api.shapes import document_detail_out, document_out
from ingest import frames, invisible, normalize
from ingest.documents import read_document
from ingest.readers import opendocument, reader_for
from ingest.sandbox import Sandbox
from rag.domain import Hidden, Page
from rag.library import Library
from rag.vietnamese import nfc
from tests.drawing import FONT, HEIGHT, WIDTH, pdf, picture
from tests.fakes import MODEL
from tests.office import docx, zipped
from tests.test_old_office import flat

metrics: Any = _metrics
SEEN = "Kế hoạch phường Mây Hạ"
ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def run(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def style(name: str, family: str, properties: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:text-properties {properties}/></style:style>"
    )


ODF_STYLES = (
    style("gone", "text", 'text:display="none"')
    + style("white", "text", 'fo:color="#ffffff"')
    + style("marked", "text", 'fo:color="#ffffff" fo:background-color="#003366"')
    + style("tiny", "paragraph", 'fo:font-size="1pt"')
)
ODF_BODY = (
    f'<text:p>{SEEN}<text:span text:style-name="gone">ẩn một</text:span> năm '
    '<text:span text:style-name="white">ẩn hai</text:span><text:span text:style-name="marked">2031'
    '</text:span></text:p><text:p text:style-name="tiny">ẩn ba</text:p>'
    "<text:p><text:hidden-text>ẩn bốn</text:hidden-text>Hết</text:p>"
)


def an_odt() -> bytes:
    return zipped(
        {
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{ODF_STYLES}"
            f"</office:automatic-styles><office:body><office:text>{ODF_BODY}</office:text>"
            "</office:body></office:document-content>"
        }
    )


def a_docx() -> bytes:
    styles = (
        '<w:style w:type="paragraph" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Trang"><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
        "</w:style>"
    )
    dark, white = '<w:shd w:val="clear" w:fill="1F3864"/>', '<w:color w:val="FFFFFF"/>'
    named, small = '<w:rStyle w:val="Trang"/>', '<w:sz w:val="2"/>'
    head = f"<w:tc><w:tcPr>{dark}</w:tcPr><w:p>{run('Việc', white)}</w:p></w:tc>"
    return docx(
        f"<w:p>{run(SEEN, '')}{run('ẩn một', '<w:vanish/>')}"
        f"{run('ẩn hai', named)}{run('ẩn ba', small)}</w:p>"
        f'<w:p><w:pPr><w:pStyle w:val="An"/></w:pPr>{run("ẩn bốn", "")}</w:p>'
        f"<w:tbl><w:tr>{head}</w:tr></w:tbl><w:p>{run('năm 2031', white + dark)}</w:p>",
        styles=styles,
    )


HTML = (
    "<style>.x {display: none} @media print {p {display: none}} td {background: navy}</style>"
    f"<p>{SEEN}<span style='font-size:0'>ẩn một</span><b class='x'>ẩn hai</b></p>"
    "<p style='visibility:hidden'>ẩn ba</p><p style='color:#fff'>ẩn bốn</p><p hidden>ẩn năm</p>"
    "<p style='position:absolute;left:-9999px'>ẩn sáu</p><font color=white>ẩn bảy</font>"
    "<p style='color:red;background:red'>ẩn tám</p><p style='opacity:0.5'>mờ</p>"
    "<table border=1><tr><td style='color:white'>Việc<td>Hạn<tr><td>a<td>b<tr><td>c<td>d</table>"
)


@pytest.mark.parametrize(
    ("name", "make", "texts", "letters"),
    [
        ("a.docx", a_docx, [SEEN, "Việc", "năm 2031"], 19),
        ("a.odt", an_odt, [f"{SEEN} năm 2031", "Hết"], 19),
        ("a.html", HTML.encode, [SEEN, "mờ", "| Việc | Hạn |", "| a | b |", "| c | d |"], 39),
    ],
)
def test_hidden_words_are_left_out_and_counted(
    name: str, make: Callable[[], bytes], texts: list[str], letters: int
) -> None:
    (page,) = reader_for(name)(make(), name)
    assert [line.rstrip() for line in page.text.split("\n") if line] == texts
    assert page.hidden == (Hidden("text", letters),)


def test_old_formats_hide_the_same_way() -> None:
    data = flat(ODF_BODY, styles=ODF_STYLES)
    (page,) = opendocument.pages(data, "a.doc")
    assert page.text.split() == f"{SEEN} năm 2031 Hết".split()
    assert page.hidden == (Hidden("text", 19),)


def test_hidden_sheets_rows_and_columns_of_old_workbooks() -> None:
    styles = (
        '<style:style style:name="off" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>'
    )

    def row(*words: str, more: str = "") -> str:
        cells = "".join(f"<table:table-cell><text:p>{w}</text:p></table:table-cell>" for w in words)
        return f"<table:table-row{more}>{cells}</table:table-row>"

    collapsed = ' table:visibility="collapse"'
    sheet = (
        f"<table:table><table:table-column/><table:table-column{collapsed}/><table:table-column/>"
        f"{row('Việc', 'ẩn', 'Hạn')}{row('ẩn', 'ẩn', 'ẩn', more=collapsed)}{row('a', 'ẩn', 'b')}"
        "</table:table>"
    )
    gone = f'<table:table table:style-name="off">{row("ẩn")}</table:table>'
    (page,) = opendocument.pages(flat(sheet + gone, styles=styles, kind="spreadsheet"), "a.xls")
    assert "ẩn" not in page.text and "Hạn" in page.text
    assert page.hidden == (Hidden("cells", 5), Hidden("sheets", 1))


def drawn(draw: Callable[[Any], None]) -> tuple[Page, ...]:
    if not FONT.exists():
        pytest.skip("no font with Vietnamese letters: bash scripts/system.sh")
    metrics.registerFont(TTFont("Serif", str(FONT)))
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Serif", 11)
    canvas.drawString(60, 700, SEEN)
    draw(canvas)
    canvas.save()
    return reader_for("a.pdf")(buffer.getvalue(), "a.pdf")


def invisible_text(canvas: Any, *, y: float, words: str) -> None:  # noqa: ANN401
    text: Any = canvas.beginText(60, y)
    text.setTextRenderMode(3)
    text.textLine(words)
    canvas.drawText(text)


def white(canvas: Any) -> None:  # noqa: ANN401
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 600, "lệnh trắng")


def off_page(canvas: Any) -> None:  # noqa: ANN401
    canvas.drawString(60, 2000, "ngoài tờ")


def covered(canvas: Any) -> None:  # noqa: ANN401
    canvas.drawString(60, 600, "che kín")
    canvas.rect(55, 595, 80, 20, stroke=0, fill=1)


def blanked(canvas: Any) -> None:  # noqa: ANN401
    canvas.drawString(60, 600, "che kín")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(55, 595, 80, 20, stroke=1, fill=1)


def tiny(canvas: Any) -> None:  # noqa: ANN401
    canvas.setFont("Serif", 1)
    canvas.drawString(60, 600, "nhỏ xíu")


@pytest.mark.parametrize(
    ("draw", "letters"),
    [
        (partial(invisible_text, y=600, words="không mực"), 8),
        (partial(invisible_text, y=700, words="đè lên"), 5),
        (white, 9),
        (off_page, 7),
        (tiny, 6),
        (covered, 6),
        (blanked, 6),
    ],
)
def test_a_pdf_shows_what_is_read_from_it(draw: Callable[[Any], None], letters: int) -> None:
    (page,) = drawn(draw)
    assert page.text.split("\n")[0].strip() == SEEN
    assert page.text.strip() == SEEN
    assert page.hidden == (Hidden("text", letters, 1),)


def test_a_word_under_a_box_is_left_out_of_its_line() -> None:
    def draw(canvas: Any) -> None:  # noqa: ANN401
        canvas.drawString(60, 600, "Ông Lê Văn Bưởi, số điện thoại 0123, ở ấp Một")
        left = 60 + canvas.stringWidth("Ông Lê Văn Bưởi, số điện thoại ", "Serif", 11)
        canvas.rect(left - 1, 595, canvas.stringWidth("0123", "Serif", 11) + 2, 18, fill=1)

    (page,) = drawn(draw)
    assert "0123" not in page.text
    assert all(words in page.text for words in ("Ông Lê Văn Bưởi, số điện thoại", "ở ấp Một"))
    assert page.hidden == (Hidden("text", 4, 1),)


def test_what_lies_over_letters_and_leaves_them_to_be_seen() -> None:
    def draw(canvas: Any) -> None:  # noqa: ANN401
        canvas.drawString(60, 600, "tô vàng")
        canvas.setFillColorRGB(1, 1, 0, alpha=0.3)
        canvas.rect(55, 595, 80, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0.8, 0.1, 0.1, alpha=1)
        path = canvas.beginPath()
        for at, (x, y) in enumerate(((50, 690), (400, 690), (400, 720), (390, 691))):
            (path.lineTo if at else path.moveTo)(x, y)
        canvas.drawPath(path, stroke=0, fill=1)

    (page,) = drawn(draw)
    assert "tô vàng" in page.text and SEEN in page.text and page.hidden == ()


def test_white_letters_on_a_dark_ground_are_read() -> None:
    def draw(canvas: Any) -> None:  # noqa: ANN401
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(50, 590, 300, 25, stroke=0, fill=1)
        white(canvas)

    (page,) = drawn(draw)
    assert "lệnh trắng" in page.text and page.hidden == ()


@pytest.mark.parametrize("blank", [False, True])
def test_the_invisible_layer_of_a_searchable_scan_is_read(blank: bool, tmp_path: Path) -> None:
    """The picture of the words is the normal case; with a blank picture the layer is a lie."""
    words = [(60.0, 80.0 + 20 * line, f"{SEEN} năm 203{line % 10}") for line in range(30)]
    scan = picture(pdf(words), 150)
    if blank:
        scan.paste(255, (0, 0, *scan.size))
    scan.save(tmp_path / "a.png")

    def draw(canvas: Any) -> None:  # noqa: ANN401
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        canvas.drawImage(str(tmp_path / "a.png"), 0, 0, WIDTH, HEIGHT)
        for x, y, line in words:
            text: Any = canvas.beginText(x, HEIGHT - y)
            text.setTextRenderMode(3)
            text.textLine(line)
            canvas.drawText(text)

    (page,) = drawn(draw)
    if blank:
        assert SEEN not in page.text.replace(f"{SEEN}\n", "") and page.hidden[0].count > 500
    else:
        assert page.text.count(f"{SEEN} năm 203") == 30 and page.confidence is None


@given(st.text(alphabet="aâ ế\n\u200b\u200d\u202e\xad\U000e0041\u2066\ufeff|-", max_size=60))
def test_characters_that_nobody_sees_never_reach_the_text(text: str) -> None:
    page = Page(nfc(text))
    canonical = normalize.canonical((page,))
    assert not set(canonical.text) & set("\u200b\u200d\u202e\xad\U000e0041\u2066\ufeff")
    for part in canonical.runs:
        there = page.text[part.source_start : part.source_start + part.length]
        assert canonical.text[part.start : part.start + part.length] == there
    count = sum(text.count(sign) for sign in "\u200b\u200d\u202e\xad\U000e0041\u2066\ufeff")
    assert invisible.notices((page,)) == ((Hidden("characters", count),) if count else ())


def test_a_word_with_a_zero_width_blank_is_one_word() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    data = f"Kế ho\u200bạch trồng\xad cây {tags}năm 2031 \u202eABC".encode()
    document = read_document(data, "a.txt")
    assert document.text == "Kế hoạch trồng cây năm 2031 ABC"
    assert document.hidden == (Hidden("characters", 9),)


def test_what_was_hidden_is_kept_and_shown(tmp_path: Path) -> None:
    sandbox = Sandbox()
    document = read_document(a_docx(), "a.docx", read=sandbox.read)
    sandbox.close()
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite'}")
    library.put(document, (), {}, model=MODEL)
    (card,) = library.cards()
    assert card.hidden == library.document(document.id).hidden == (Hidden("text", 19),)
    (shown,) = document_out(card).hidden
    assert shown.message_vi == "chữ ẩn (19 ký tự) trong tệp, không đưa vào tìm kiếm."
    assert shown.message_en == "hidden text (19 characters) in the file, left out."
    assert document_detail_out(card, document, ()).hidden == (shown,)
    library.close()


def test_hidden_things_cross_to_the_parent() -> None:
    page = Page("a", 2, hidden=(Hidden("cells", 3, 2), Hidden("sheets", 1)))
    head = {
        "number": 2,
        "boxes": 0,
        "capitals": 0,
        "confidence": None,
        "sheet": False,
        "hidden": [["cells", 3, 2], ["sheets", 1, None]],
    }
    assert frames.head(page) == head
    assert frames.unpack(head, frames.pack(page)) == page
