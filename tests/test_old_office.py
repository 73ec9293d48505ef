from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ingest.documents import read_document
from ingest.readers import libreoffice, opendocument, reader_for
from rag.errors import ReadError

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "doi-suong-ke-hoach-phong-chay-2008.doc"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 .VnTime;}{\f1 Times New Roman;}}\f0 "

needs_libreoffice = pytest.mark.skipif(
    libreoffice.installed("writer") is None and os.environ.get("CI") != "true",
    reason="LibreOffice is not installed (bash scripts/system.sh)",
)


def flat(body: str, *, styles: str = "", kind: str = "text") -> bytes:
    """Return a flat OpenDocument file of fragments."""
    names = {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in names.items()
    )
    return (
        f"<office:document {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    ).encode()


def text_of(body: str, *, styles: str = "", kind: str = "text") -> str:
    pages = opendocument.pages(flat(body, styles=styles, kind=kind), "a.doc")
    return "\f".join(page.text for page in pages)


def font(name: str, font_name: str, *, family: str = "text", parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" '
        f'style:parent-style-name="{parent}">'
        f'<style:text-properties style:font-name="{font_name}"/></style:style>'
    )


def test_fonts_are_followed_through_the_styles() -> None:
    styles = (
        font("Base", ".VnTime", family="paragraph")
        + '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Base"/>'
        + font("T1", "Times New Roman")
    )
    body = (
        '<text:p text:style-name="P1">Sè l­îng<text:s text:c="2"/>'
        '<text:span text:style-name="T1">Ærø</text:span></text:p>'
    )
    assert text_of(body, styles=styles) == "Số lượng  Ærø\n"


def test_lists_get_their_numbers() -> None:
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="{digits}" '
        f'style:num-prefix="{prefix}" style:num-suffix="{suffix}" text:display-levels="{shown}"/>'
        for level, digits, prefix, suffix, shown in (
            (1, "I", "", ".", 1),
            (2, "1", "", ".", 1),
            (3, "a", "(", ")", 1),
        )
    )
    styles = f'<text:list-style style:name="L1">{levels}</text:list-style>'
    inner = "<text:list><text:list-item><text:p>một</text:p></text:list-item>"
    inner += "<text:list-item><text:p>hai</text:p>"
    inner += "<text:list><text:list-item><text:p>ba</text:p></text:list-item></text:list>"
    inner += "</text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L1"><text:list-item><text:p>Đầu</text:p>{inner}'
        "</text:list-item></text:list><text:p>giữa</text:p>"
        '<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>'
        "<text:p>Sau</text:p></text:list-item></text:list>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Mới</text:p></text:list-item>'
        "</text:list>"
    )
    assert text_of(body, styles=styles).split("\n") == [
        *("I. Đầu", "1. một", "2. hai", "(a) ba", "giữa", "II. Sau", "I. Mới", "")
    ]


def test_notes_come_last_and_deleted_and_hidden_words_not_at_all() -> None:
    styles = (
        '<style:style style:name="T9" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>xóa</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Thân<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Chú thích.</text:p></text:note-body></text:note> bài"
        '<text:span text:style-name="T9">ẩn</text:span>.</text:p><text:p>Cuối.</text:p>'
    )
    assert text_of(body, styles=styles) == "Thân[^1] bài.\nCuối.\n[^1]: Chú thích.\n"


def cell(text: str, *, columns: int = 1, rows: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-spanned="{columns}" '
        f'table:number-rows-spanned="{rows}"><text:p>{text}</text:p></table:table-cell>'
    )


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


COVERED = "<table:covered-table-cell/>"


def test_a_table_keeps_its_columns_and_fills_merged_cells() -> None:
    table = (
        "<table:table>"
        + row(cell("TT"), cell("Việc"), cell("Hạn"))
        + row(cell("1"), cell("Kiểm tra", rows=2), cell("Quý I"))
        + row(cell("2"), COVERED, cell("Quý II"))
        + "</table:table>"
    )
    assert text_of(f"<text:p>Bảng:</text:p>{table}").strip().split("\n")[2:] == [
        "| TT | Việc | Hạn |",
        "| 1 | Kiểm tra | Quý I |",
        "| 2 | Kiểm tra | Quý II |",
    ]


def test_sheets_are_pages_and_their_blank_edges_nothing() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    edge = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    first = row(cell("Biểu thu", columns=3), COVERED * 2, blank) + edge
    first += row(cell("Thuế"), "<table:table-cell/>", cell("12"), blank) + edge
    second = row(cell("Chi"), cell("7"), blank)
    body = f"<table:table>{first}</table:table><table:table>{edge}</table:table>"
    body += f"<table:table>{second}</table:table>"
    assert text_of(body, kind="spreadsheet") == "Biểu thu\n| Thuế |  | 12 |\n\f| Chi | 7 |\n"


@pytest.mark.parametrize(
    "data", [b"", b"<a", b"<a/>", flat("<text:p> </text:p>"), flat("", kind="spreadsheet")]
)
def test_no_document_and_no_words_are_errors(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"a\.doc"):
        opendocument.pages(data, "a.doc")


@needs_libreoffice
def test_the_old_sample_is_read_as_it_was_meant() -> None:
    document = read_document(SAMPLE.read_bytes(), SAMPLE.name)
    assert "kế hoạch\nPhòng cháy, chữa cháy năm 2008 của phường Đồi Sương" in document.text
    assert document.sections[1].kind == "header"
    assert "4. Quý IV: phát quang 4,5 km đường băng cản lửa;" in document.text
    assert "vanphong@doisuong.example (ghi rõ “PCCC 2008”)" in document.text
    metadata = document.metadata
    assert metadata.number and metadata.number.value == "07/KH-UBND"
    assert metadata.issuer and metadata.issuer.value == "Ủy ban nhân dân phường Đồi Sương"
    assert metadata.signer and metadata.signer.value == "Hoàng Thị Sương Mai"


@needs_libreoffice
def test_rich_text_with_an_old_font() -> None:
    data = RTF + rb"D\'f9 ch\'f3 s\'e8 n\'ad\'edc \f1 100%\par}"
    assert reader_for("a.rtf")(data, "a.rtf")[0].text == "Dự chú số nước 100%\n"


@needs_libreoffice
@pytest.mark.parametrize(
    "data", [OLE + bytes(range(256)) * 40, SAMPLE.read_bytes()[:3000]], ids=["noise", "cut off"]
)
def test_a_damaged_file_is_an_error(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"a\.doc"):
        reader_for("a.doc")(data, "a.doc")


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.ppt", "a.rtf"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", b"\x7fELF"])
def test_other_content_under_an_old_suffix_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(ReadError, match="đúng phần mở rộng"):
        reader_for(name)(data, name)


@pytest.mark.parametrize(
    ("name", "stream", "package"),
    [
        ("a.doc", "WordDocument", "libreoffice-writer-nogui"),
        ("a.xls", "Workbook", "libreoffice-calc-nogui"),
        ("a.ppt", "PowerPoint Document", "libreoffice-impress-nogui"),
    ],
)
def test_a_missing_libreoffice_is_named(
    name: str, stream: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "COMMANDS", ("no-such-office",))
    with pytest.raises(ReadError, match=f"apt-get install {package}"):
        reader_for(name)(OLE + stream.encode("utf-16-le"), name)


@needs_libreoffice
def test_time_is_limited_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ReadError, match="0.05 giây"):
        libreoffice.flat_document(
            SAMPLE.read_bytes(), "a.doc", suffix=".doc", part="writer", seconds=0.05
        )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A web server on the loopback address and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


@needs_libreoffice
def test_linked_pictures_and_files_are_not_fetched(listener: tuple[int, list[str]]) -> None:
    port, asked = listener
    address = f"http://127.0.0.1:{port}".encode()
    data = (
        RTF
        + rb'\f1 Xin{\field{\*\fldinst INCLUDEPICTURE "'
        + address
        + rb'/a.png" \\d}{\fldrslt }}{\field{\*\fldinst INCLUDETEXT "'
        + address
        + rb'/b.rtf"}{\fldrslt }} ch\'e0o\par}'
    )
    assert reader_for("a.rtf")(data, "a.rtf")[0].text.startswith("Xin")
    assert asked == []
