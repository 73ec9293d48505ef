"""White and other words that nobody sees in .xlsx, .pptx, .docx and old files, by theme too."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import libreoffice, reader_for
from rag.domain import Hidden, Page
from tests.office import docx, zipped
from tests.test_office import DRAWING, KINDS, SHEET, SLIDE, related

SAMPLES = Path(__file__).parent.parent / "samples"
SEEN = "Kế hoạch phường Mây Hạ"
THEME = (
    f'<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme>'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    '<a:dk2><a:srgbClr val="1F3864"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>'
    '<a:accent1><a:srgbClr val="FEFEFE"/></a:accent1>'
    "</a:clrScheme></a:themeElements></a:theme>"
)


def workbook(rows: str, *, after: str = "", more: dict[str, str] | None = None) -> tuple[Page, ...]:
    fonts = "".join(
        f"<font>{inside}</font>"
        for inside in (
            '<sz val="11"/><color theme="1"/>',
            '<color rgb="FFFFFFFF"/>',
            '<color theme="0"/>',
            '<color theme="0" tint="-0.5"/>',
            '<sz val="1"/>',
        )
    )
    fills = "".join(
        f"<fill><patternFill patternType={kind}>{colour}</patternFill></fill>"
        for kind, colour in (
            ('"none"', ""),
            ('"solid"', '<fgColor rgb="FF1F3864"/>'),
            ('"solid"', '<fgColor theme="0"/>'),
        )
    )
    styles = "".join(
        f'<xf fontId="{font}" fillId="{fill}" numFmtId="{shape}"/>'
        for font, fill, shape in (
            *[(0, 0, 0), (1, 0, 0), (2, 0, 0), (1, 1, 0), (2, 2, 0), (3, 0, 0), (4, 0, 0)],
            (0, 0, 170),
        )
    )
    data = zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Quý I" r:id="worksheet1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(
                worksheet1="s.xml", styles="y.xml", theme="t.xml", sharedStrings="z.xml"
            ),
            "xl/t.xml": THEME,
            "xl/z.xml": f'<sst xmlns="{SHEET}"><si><r><t>Số </t></r><r><rPr><color rgb="FFFFFFFF"/>'
            "</rPr><t>ẩn</t></r><r><t>12</t></r></si></sst>",
            "xl/y.xml": f'<styleSheet xmlns="{SHEET}"><numFmts><numFmt numFmtId="170" '
            f'formatCode=";;;"/></numFmts><fonts>{fonts}</fonts><fills>{fills}</fills>'
            f"<cellXfs>{styles}</cellXfs></styleSheet>",
            "xl/s.xml": f'<worksheet xmlns="{SHEET}">{rows}{after}</worksheet>',
            **(more or {}),
        }
    )
    return reader_for("a.xlsx")(data, "a.xlsx")


def cell(place: str, words: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{words}</t></is></c>'


def row(*cells: str, more: str = "") -> str:
    return f"<row{more}>{''.join(cells)}</row>"


HEAD = row(cell("A1", SEEN), cell("B1", "Hạn"), cell("C1", "Ghi chú"))


@pytest.mark.parametrize(
    ("style", "kept"),
    [(1, False), (2, False), (3, True), (4, False), (5, True), (6, False), (7, False), (0, True)],
    ids=["white", "theme", "on dark", "on white", "grey", "tiny", "formatted away", "black"],
)
def test_white_cells_of_a_workbook(style: int, kept: bool) -> None:
    rows = HEAD + row(cell("A2", "Trồng cây"), cell("B2", "Quý I"), cell("C2", "lời ẩn", style))
    (page,) = workbook(f"<sheetData>{rows}</sheetData>")
    assert ("lời ẩn" in page.text) == kept and "| Trồng cây | Quý I |" in page.text
    assert page.hidden == (() if kept else (Hidden("text", 5),))


def test_a_white_run_of_a_string() -> None:
    shared = '<c r="B2" t="s"><v>0</v></c>'
    (page,) = workbook(f"<sheetData>{HEAD}{row(cell('A2', 'Trồng'), shared)}</sheetData>")
    assert "| Trồng | Số 12 |" in page.text and page.hidden == (Hidden("text", 2),)


def test_numbers_hide_too() -> None:
    amount = '<c r="B2" s="1"><v>1234</v></c>'
    (page,) = workbook(f"<sheetData>{HEAD}{row(cell('A2', 'Trồng'), amount)}</sheetData>")
    assert "1234" not in page.text and page.hidden == (Hidden("text", 4),)


@pytest.mark.parametrize(
    ("after", "more"),
    [
        ('<conditionalFormatting sqref="A1:C1 B2:C3"/>', {}),
        (
            "",
            {
                "xl/_rels/s.xml.rels": related(table="b.xml"),
                "xl/b.xml": f'<table xmlns="{SHEET}" ref="A1:C2"/>',
            },
        ),
        ("<picture/>", {}),
    ],
    ids=["a rule", "a table", "a picture"],
)
def test_white_on_what_the_sheet_paints_is_seen(after: str, more: dict[str, str]) -> None:
    rows = HEAD + row(cell("A2", "Trồng cây"), cell("B2", "Quý I"), cell("C2", "chữ trắng", 1))
    (page,) = workbook(f"<sheetData>{rows}</sheetData>", after=after, more=more)
    assert "chữ trắng" in page.text and page.hidden == ()


def test_rows_columns_and_heights_of_nothing() -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/><col min="4" max="4" width="0"/></cols>'
    rows = HEAD.replace("</row>", cell("D1", "ẩn") + "</row>")
    rows += row(cell("A2", "ẩn"), more=' ht="0" customHeight="1"')
    rows += row(cell("A3", "ẩn"), more=' hidden="1"')
    (page,) = workbook(f"{columns}<sheetData>{rows}</sheetData>")
    assert "ẩn" not in page.text and page.hidden == (Hidden("cells", 4),)


WHITE = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
DARK = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'


def shape(words: str, run: str = "", *, fill: str = "", at: int = 0, name: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="a"{name}/></p:nvSpPr><p:spPr><a:xfrm><a:off '
        f'x="{at}" y="{at}"/><a:ext cx="90" cy="90"/></a:xfrm>{fill}</p:spPr><p:txBody><a:p><a:r>'
        f"<a:rPr>{run}</a:rPr><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def deck(shapes: str, *, ground: str = "", master: str = "", mapped: str = "lt1") -> Page:
    names = f'xmlns:p="{SLIDE}" xmlns:a="{DRAWING}"'
    data = zipped(
        {
            "ppt/presentation.xml": f'<p:presentation {names} xmlns:r="{KINDS}"><p:sldIdLst>'
            '<p:sldId r:id="slide1"/><p:sldId r:id="slide2"/></p:sldIdLst>'
            '<p:sldSz cx="1000" cy="800"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": related(slide1="a.xml", slide2="h.xml"),
            "ppt/a.xml": f"<p:sld {names}><p:cSld>{ground}{shape(SEEN)}{shapes}</p:cSld></p:sld>",
            "ppt/h.xml": f'<p:sld {names} show="0"><p:cSld>{shape("tờ ẩn")}</p:cSld></p:sld>',
            "ppt/_rels/a.xml.rels": related(slideLayout="l.xml"),
            "ppt/l.xml": f"<p:sldLayout {names}/>",
            "ppt/_rels/l.xml.rels": related(slideMaster="m.xml"),
            "ppt/m.xml": f"<p:sldMaster {names}><p:cSld>{master}</p:cSld>"
            f'<p:clrMap bg1="{mapped}"/></p:sldMaster>',
            "ppt/_rels/m.xml.rels": related(theme="t.xml"),
            "ppt/t.xml": THEME,
        }
    )
    page = reader_for("a.pptx")(data, "a.pptx")[0]
    assert SEEN in page.text and "tờ ẩn" not in page.text
    assert page.hidden[-1] == Hidden("slides", 1)
    return page


GROUND = "<p:bg><p:bgPr>{}</p:bgPr></p:bg>"
TABLE = (
    "<p:graphicFrame><a:tbl><a:tblPr>{}</a:tblPr><a:tr><a:tc><a:txBody><a:p><a:r><a:rPr>"
    f"{WHITE}</a:rPr><a:t>lời ẩn</a:t></a:r></a:p></a:txBody><a:tcPr>{{}}</a:tcPr></a:tc>"
    "<a:tc><a:txBody><a:p><a:r><a:t>Hạn</a:t></a:r></a:p></a:txBody></a:tc></a:tr>"
    "<a:tr><a:tc/><a:tc/></a:tr></a:tbl></p:graphicFrame>"
)


@pytest.mark.parametrize(
    "page",
    [
        shape("lời ẩn", WHITE, at=300),
        shape("lời ẩn", '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', at=300),
        shape("lời ẩn", WHITE, fill=WHITE, at=300),
        shape("lời ẩn", WHITE, at=300) + shape("x", fill=DARK, at=500),
        shape("lời ẩn", at=2000),
        shape("lời ẩn", name=' hidden="1"'),
        TABLE.format("", ""),
        shape("lời ẩn").replace("<a:rPr>", '<a:rPr sz="100">'),
    ],
    ids=["theme", "white", "on white", "beside dark", "off", "hidden", "cell", "tiny"],
)
def test_what_a_slide_does_not_show(page: str) -> None:
    read = deck(page)
    assert "lời ẩn" not in read.text and read.hidden[0] == Hidden("text", 5)


@pytest.mark.parametrize(
    ("shapes", "ground", "master", "mapped"),
    [
        (shape("chữ trắng", WHITE, fill=DARK, at=300), "", "", "lt1"),
        (shape("x", fill=DARK, at=290) + shape("chữ trắng", WHITE, at=300), "", "", "lt1"),
        (shape("chữ trắng", WHITE, at=300), GROUND.format(DARK), "", "lt1"),
        (shape("chữ trắng", WHITE, at=300), "", GROUND.format("<a:blipFill/>"), "lt1"),
        (shape("chữ trắng", WHITE, at=300), "", shape("", fill=DARK, at=300), "lt1"),
        (shape("chữ trắng", WHITE, at=300), "", "", "dk1"),
        (shape("chữ trắng", WHITE + "<a:effectLst/>", at=300), "", "", "lt1"),
        (TABLE.format("", DARK).replace("lời ẩn", "chữ trắng"), "", "", "lt1"),
        (
            TABLE.format("<a:tableStyleId>x</a:tableStyleId>", "").replace("lời ẩn", "chữ trắng"),
            *("", "", "lt1"),
        ),
    ],
    ids=["shape", "under", "slide", "master", "in master", "dark", "shadow", "cell", "style"],
)
def test_white_that_a_slide_shows(shapes: str, ground: str, master: str, mapped: str) -> None:
    page = deck(shapes, ground=ground, master=master, mapped=mapped)
    assert "chữ trắng" in page.text and page.hidden == (Hidden("slides", 1),)


@pytest.mark.parametrize(
    ("colour", "fill", "kept"),
    [
        ('w:val="000000" w:themeColor="background1"', "", False),
        ('w:val="FFFFFF" w:themeColor="text1"', "", True),
        ('w:val="D9D9D9" w:themeColor="background1" w:themeShade="D9"', "", True),
        ('w:val="FFFFFF" w:themeColor="background1"', 'w:fill="1F3864" w:themeFill="text2"', True),
        ('w:val="FFFFFF" w:themeColor="background1"', 'w:fill="auto" w:themeFill="light1"', False),
        ('w:val="FFFFFF" w:themeColor="accent1"', "", False),
    ],
)
def test_the_theme_of_a_docx_says_what_is_white(colour: str, fill: str, kept: bool) -> None:
    shade = f'<w:shd w:val="clear" {fill}/>' if fill else ""
    data = docx(
        f"<w:p><w:r><w:t>{SEEN} </w:t></w:r><w:r><w:rPr><w:color {colour}/>{shade}</w:rPr>"
        "<w:t>lời ẩn</w:t></w:r></w:p>",
        more={
            "word/_rels/document.xml.rels": related(theme="theme1.xml"),
            "word/theme1.xml": THEME,
        },
    )
    (page,) = reader_for("a.docx")(data, "a.docx")
    assert ("lời ẩn" in page.text) == kept
    assert page.hidden == (() if kept else (Hidden("text", 5),))


@pytest.mark.skipif(libreoffice.installed("writer") is None, reason="LibreOffice is missing")
def test_old_files_through_libreoffice_hide_words_too() -> None:
    data = (
        rb"{\rtf1\ansi{\colortbl;\red255\green255\blue255;\red31\green56\blue100;}"
        rb"Ke hoach phuong May Ha {\v an mot}{\cf1 an hai}{\fs2 an ba} nam 2031\par"
        rb"\trowd\clcbpat2\cellx3000\clcbpat2\cellx6000\intbl{\cf1 Viec}\cell{\cf1 Han}\cell\row"
        rb"\trowd\cellx3000\cellx6000\intbl Mot\cell Hai\cell\row"
        rb"\trowd\cellx3000\cellx6000\intbl Ba\cell Bon\cell\row\pard Het\par}"
    )
    (page,) = reader_for("a.rtf")(data, "a.rtf")
    assert "an " not in page.text.replace("Han ", "") and "nam 2031" in page.text
    assert "| Viec | Han |" in page.text and page.hidden == (Hidden("text", 14),)


@pytest.mark.parametrize(
    "path",
    sorted(path for path in SAMPLES.iterdir() if "ban-quet" not in path.name),
    ids=lambda path: path.suffix,
)
def test_the_samples_hide_nothing(path: Path) -> None:
    if path.suffix == ".doc" and libreoffice.installed("writer") is None:
        pytest.skip("LibreOffice is missing")
    pages = reader_for(path.name)(path.read_bytes(), path.name)
    assert [page.hidden for page in pages if page.hidden] == []
