from __future__ import annotations

import io
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.normalize import canonical
from ingest.readers import image as image_reader
from ingest.readers import pdfium, reader_for
from ingest.readers.deskew import angle
from ingest.sandbox import Limits, Sandbox
from rag.domain import Page
from rag.errors import ReadError
from tests.drawing import HEIGHT, WIDTH, Drawn, pdf, picture, saved

SAMPLES = Path(__file__).parent.parent / "samples"
BORN = SAMPLES / "con-en-ke-hoach-phong-chay-2026.pdf"
SCAN = SAMPLES / "da-dung-thong-bao-tiep-cong-dan-2026-ban-quet.pdf"
NEEDS_TESSERACT = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is missing: bash scripts/system.sh"
)
PARAGRAPH = [
    "Ủy ban nhân dân xã Cồn Én giao",
    "Công an xã kiểm tra các cơ sở có",
    "nguy cơ cháy, nổ cao; lập biên",
    "bản và theo dõi việc khắc phục",
    "đến khi bảo đảm an toàn.",
]


def read(data: bytes, name: str = "a.pdf") -> tuple[Page, ...]:
    return reader_for(name)(data, name)


def test_the_sample_is_read_in_order_with_its_table_and_footnote() -> None:
    pages = read(BORN.read_bytes())
    text = canonical(pages).text
    assert text.startswith("ỦY BAN NHÂN DÂN\nXÃ CỒN ÉN\nSố: 21/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA")
    assert "| 2 | Diễn tập chữa cháy tại trường học | Công an xã | Quý III năm 2026 |" in text
    assert "chữa cháy1 hoạt động thường xuyên" in text
    assert text.endswith(
        "1 Theo mô hình do Ủy ban nhân dân thành phố Nguyệt Giang hướng dẫn năm 2025."
    )
    assert "- Lưu: VT, CA.\nTM. ỦY BAN NHÂN DÂN" in text
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("path", [BORN, pytest.param(SCAN, marks=NEEDS_TESSERACT)])
def test_every_word_has_a_box_inside_the_page(path: Path) -> None:
    for page in read(path.read_bytes()):
        words = [word for word in page.text.replace("|", " ").split()]
        assert [page.text[box.start : box.end] for box in page.boxes] == words
        for box in page.boxes:
            assert 0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1


def test_the_runs_lead_back_to_the_pages() -> None:
    pages = read(BORN.read_bytes())
    found = canonical(pages)
    source = "\f".join(page.text for page in pages)
    for run in found.runs:
        stretch = found.text[run.start : run.start + run.length]
        assert stretch == source[run.source_start : run.source_start + run.length]


def test_a_box_stands_where_the_word_was_drawn() -> None:
    (page,) = read(pdf([(200, 400, "Nguyệt")]))
    (box,) = page.boxes
    assert box.left == pytest.approx(200 / WIDTH, abs=0.01)
    assert box.top < 400 / HEIGHT < box.bottom + 0.01


def test_two_columns_are_read_one_after_the_other() -> None:
    drawn: list[Drawn] = [
        (60, 80, "KẾ HOẠCH công tác năm của xã Cồn Én, gửi các ấp và các trường học")
    ]
    for row, words in enumerate(PARAGRAPH):
        drawn += [(60, 110 + 15 * row, words), (310, 110 + 15 * row, words.upper()[:28])]
    (page,) = read(pdf(drawn))
    lines = [line.strip() for line in page.text.splitlines() if line.strip()]
    assert lines[1:6] == PARAGRAPH
    assert lines[6:] == [words.upper()[:28].strip() for words in PARAGRAPH]


def test_letters_drawn_out_of_order_come_in_order() -> None:
    drawn: list[Drawn] = [(60, 80, "Đ"), (80, 80, "U"), (66.5 + 2.6, 80, "I"), (73, 80, "Ề")]
    (page,) = read(pdf(drawn))
    assert page.text == "ĐIỀU"


def test_a_numbered_list_is_no_pair_of_columns() -> None:
    drawn: list[Drawn] = []
    for row in range(6):
        drawn += [(60, 100 + 15 * row, f"{row + 1}."), (110, 100 + 15 * row, PARAGRAPH[row % 5])]
    (page,) = read(pdf(drawn))
    assert page.text.splitlines()[0].strip() == f"1. {PARAGRAPH[0]}"


def test_a_merged_cell_is_filled_and_a_repeated_head_is_dropped() -> None:
    rules = (
        *((60.0, y, 360.0, y) for y in (100.0, 120.0, 160.0)),
        (160.0, 140.0, 360.0, 140.0),
        *((x, 100.0, x, 160.0) for x in (60.0, 160.0, 360.0)),
    )
    head: list[Drawn] = [(65, 114, "Đơn vị"), (165, 114, "Nhiệm vụ")]
    first: list[Drawn] = [(65, 145, "Ấp Một"), (165, 134, "Đào kênh"), (165, 154, "Đắp đường")]
    second: list[Drawn] = [(65, 145, "Ấp Hai"), (165, 134, "Trồng cây"), (165, 154, "Làm cầu")]
    pages = read(pdf(head + first, head + second, rules=rules))
    assert pages[0].text.splitlines() == [
        "| Đơn vị | Nhiệm vụ |",
        "| Ấp Một | Đào kênh |",
        "| Ấp Một | Đắp đường |",
    ]
    assert pages[1].text.splitlines()[1:] == ["| Ấp Hai | Trồng cây |", "| Ấp Hai | Làm cầu |"]
    assert canonical(pages).text.count("Đơn vị") == 1


def test_a_page_without_anything_is_blank() -> None:
    assert read(pdf([(60, 80, "Xã")], []))[1] == Page("", 2)


def _locked() -> bytes:
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer, encrypt=StandardEncryption("mo", ownerPassword="chu"))
    canvas.drawString(50, 50, "x")
    canvas.save()
    return buffer.getvalue()


def _many(pages: int) -> bytes:
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_locked, "password"),
        (lambda: _many(pdfium.MAX_PAGES + 1), f"{pdfium.MAX_PAGES + 1} pages"),
        (lambda: b"%PDF-1.7 nothing", "no PDF"),
        (lambda: b"", "no PDF"),
    ],
)
def test_what_cannot_be_read_ends_in_one_clear_error(make: Any, said: str) -> None:  # noqa: ANN401
    with pytest.raises(ReadError, match=said) as error:
        read(make(), "tệp.pdf")
    assert error.value.vi.startswith("tệp.pdf") and error.value.en.startswith("tệp.pdf")


def test_a_huge_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_reader, "MAX_PIXELS", 100)
    with pytest.raises(ReadError, match="million pixels"):
        read(saved(Image.new("L", (20, 20), 255), "PNG"), "a.png")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"GIF89a"])
def test_no_picture_at_all(data: bytes) -> None:
    with pytest.raises(ReadError, match="picture"):
        read(data, "a.png")


@pytest.mark.parametrize("name", [SCAN.name, "a.tiff"])
def test_without_tesseract_the_package_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = SCAN.read_bytes() if name == SCAN.name else saved(picture(BORN.read_bytes()), "TIFF")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReadError, match="tesseract-ocr-vie"):
        read(data, name)


def test_born_digital_pages_need_no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert all(page.confidence is None for page in read(BORN.read_bytes()))


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 0.0, 1.0, 2.5])
def test_the_skew_is_measured(degrees: float) -> None:
    assert angle(picture(BORN.read_bytes(), 100, degrees)) == pytest.approx(degrees, abs=0.2)


@NEEDS_TESSERACT
def test_a_scan_is_read_and_says_how_surely() -> None:
    (page,) = read(SCAN.read_bytes())
    assert page.confidence is not None and page.confidence > 0.8
    text = canonical((page,)).text
    assert "Số: 44/TB-UBND" in text
    assert "3. Tổ chức thực hiện\n" in text


@NEEDS_TESSERACT
def test_a_mixed_pdf_is_read_page_by_page() -> None:
    words = pdf([(60, 80 + 20 * row, line) for row, line in enumerate(PARAGRAPH)], size=14)
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.drawString(60, 700, "Trang so hoa")
    canvas.showPage()
    canvas.drawInlineImage(picture(words), 0, 0, WIDTH, HEIGHT)
    canvas.save()
    first, second = read(buffer.getvalue())
    assert first.confidence is None and first.text.strip() == "Trang so hoa"
    assert second.confidence is not None and "theo dõi việc khắc phục" in second.text


@NEEDS_TESSERACT
def test_a_garbage_text_layer_is_read_again_by_ocr() -> None:
    torn = [" ".join(words) for words in PARAGRAPH]
    (page,) = read(pdf([(60, 80 + 20 * row, line) for row, line in enumerate(torn)], size=14))
    assert page.confidence is not None


@NEEDS_TESSERACT
@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.tif", "TIFF")])
def test_pictures_of_pages(name: str, kind: str) -> None:
    words = pdf([(60, 80 + 20 * row, line) for row, line in enumerate(PARAGRAPH)], size=14)
    pages = read(saved(picture(words), kind), name)
    assert "kiểm tra các cơ sở" in pages[0].text


@NEEDS_TESSERACT
@pytest.mark.parametrize("path", [BORN, SCAN], ids=["born", "scan"])
def test_the_sandbox_gives_what_the_reader_gives(path: Path) -> None:
    with closing(Sandbox(Limits(wall_s=60))) as sandbox:
        assert sandbox.read(path.read_bytes(), path.name) == read(path.read_bytes())
