"""More files that mean harm: documents, pictures, texts and mail; HOSTILE has archives and XML."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from tests.hostile import MEGABYTE, OLE, Maker
from tests.office import docx, paragraph, zipped

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORDS = "Ke hoach phuong May Ha"


def overlapping() -> bytes:
    """Return a zip whose five entries share the bytes of one member of 60 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\n" * (60 * MEGABYTE))
        archive.filelist *= 5
    return out.getvalue()


def xlsx(sheet: str, strings: str = "", *, head: str = "", state: str = "visible") -> bytes:
    """Return a workbook of one sheet; `head` stands before its strings."""
    parts = {"worksheet": "s.xml", "sharedStrings": "t.xml"}
    listing = "".join(
        f'<Relationship Id="{kind}" Type="{KINDS}/{kind}" Target="{part}"/>'
        for kind, part in parts.items()
    )
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{KINDS}"><sheets><sheet '
            f'name="A" state="{state}" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{listing}'
            "</Relationships>",
            "xl/t.xml": f'{head}<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/s.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
        }
    )


def odt(body: str, head: str = "") -> bytes:
    """Return a text of OpenDocument."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "drawing")
    )
    return zipped(
        {
            "content.xml": f"{head}<office:document-content {names} "
            'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>"
        }
    )


def pdf(pages: int = 1, change: Callable[[Any], None] = lambda canvas: None) -> bytes:
    """Return a PDF of pages with a few words."""
    out = io.BytesIO()
    canvas: Any = Canvas(out)
    for _ in range(pages):
        canvas.drawString(60, 700, WORDS)
        change(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_of(*objects: str, root: str = "1 0 R") -> bytes:
    """Return a PDF of objects as they are, numbered from 1, without a table of where they are."""
    body = "\n".join(f"{number} 0 obj\n{words}\nendobj" for number, words in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}\ntrailer << /Root {root} /Size {len(objects) + 1} >>\n%%EOF".encode()


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, encrypt="mật khẩu")
    canvas.drawString(60, 700, WORDS)
    canvas.save()
    return out.getvalue()


def active_pdf() -> bytes:
    """Return a PDF that runs a script, starts a program and carries a file when it is opened."""
    stream = f"BT /F 12 Tf 60 700 Td ({WORDS}) Tj ET"
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> "
        "/AA << /WC << /S /Launch /F (/bin/sh) >> >> /Names << /EmbeddedFiles << /Names "
        "[(a.exe) << /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font "
        "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Length 2 >>\nstream\nMZ\nendstream",
    )


def png(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and has a row of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data)
        )  # fmt: skip

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(
        b"IDAT", zlib.compress(bytes(width // 8 + 1))
    ) + chunk(b"IEND", b"")  # fmt: skip


def tiff(width: int, height: int) -> bytes:
    """Return a TIFF that claims a size."""
    tags = ((256, width), (257, height), (258, 1), (259, 1), (262, 1), (273, 8), (279, 1))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def jpeg(width: int, height: int) -> bytes:
    """Return the head of a JPEG that claims a size."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def looped_ole() -> bytes:
    """Return an OLE file whose sectors follow one another in a circle."""
    head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 1, 1, 1, 1) + struct.pack("<I", 0)
    table = struct.pack("<128I", *([1, 0] + [1] * 126))
    folder = "WordDocument".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 26)
    return head.ljust(512, b"\0") + table + folder.ljust(512, b"\1")


def deep_mail(depth: int) -> bytes:
    """Return a mail of parts in parts."""
    begin = [
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    ]
    end = "".join(f"--b{n}--\r\n" for n in reversed(range(depth)))
    text = f"Content-Type: text/plain\r\n\r\n{WORDS}\r\n"
    return f"Subject: a\r\nMIME-Version: 1.0\r\n{''.join(begin)}{text}{end}".encode()


def named_mail(parameter: str) -> bytes:
    """Return a mail whose attachment has a name in some encoding."""
    return (
        'Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n{WORDS}\r\n--b\r\nContent-Disposition: "
        f"attachment; {parameter}\r\n\r\nx\r\n--b--\r\n"
    ).encode()


_LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_EMPTY = (".docx", ".odt", ".xlsx", ".pptx", ".pdf", ".doc", ".rtf", ".xls", ".ppt", ".html",
          ".png", ".jpg", ".tif", ".zip", ".eml", ".txt", ".md")  # fmt: skip

REFUSED: dict[str, tuple[str, Maker, str]] = {
    "members that share their bytes": ("a.zip", overlapping, "giải nén ra hơn 256 MB"),
    "a name of 4 kB": ("a.zip", lambda: zipped({"a" * 4000 + ".txt": "x"}), "không an toàn"),
    "a name with an isolate": ("a.zip", lambda: zipped({"a\u2067b.txt": "x"}), "không an toàn"),
    "a name with tags": ("a.zip", lambda: zipped({"a\U000e0041.txt": "x"}), "không an toàn"),
    "an encoded name that climbs": (
        "a.eml",
        lambda: named_mail('filename="=?utf-8?B?Li4vLi4vYS5kb2N4?="'),
        "không an toàn",
    ),
    "a name in percents that climbs": (
        "a.eml",
        lambda: named_mail("filename*=utf-8''..%2F..%2Fa.docx"),
        "không an toàn",
    ),
    "a mail 1,000 deep": ("a.eml", lambda: deep_mail(1000), "lồng nhau quá sâu"),
    "strings of 70 MB": (
        "a.xlsx",
        lambda: xlsx("", "<si><t>" + " " * (70 * MEGABYTE) + "</t></si>"),
        "giải nén ra hơn 64 MB",
    ),
    "strings that laugh": ("a.xlsx", lambda: xlsx("", head=_LAUGHS), "DOCTYPE"),
    "an odt with a DTD": (
        "a.odt",
        lambda: odt("<text:p>x</text:p>", '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'),
        "DOCTYPE",
    ),
    "an attribute of 15 MB": (
        "a.docx",
        lambda: docx(f'<w:p w:x="{"x" * 15_000_000}"/>{paragraph("x")}'),
        "hỏng",
    ),
    "an encrypted workbook": ("a.xlsx", lambda: OLE + bytes(999), "mật khẩu"),
    "a web page 100,000 deep": (
        "a.html",
        lambda: b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
        "lồng nhau quá sâu|hỏng",
    ),
    "a PNG of 10 billion dots": ("a.png", lambda: png(100_000, 100_000), "triệu điểm ảnh"),
    "a TIFF of 3.6 billion dots": ("a.tif", lambda: tiff(60_000, 60_000), "triệu điểm ảnh"),
    "a JPEG of 4 billion dots": ("a.jpg", lambda: jpeg(65_500, 65_500), "triệu điểm ảnh|hỏng"),
    "10,000 pages": ("a.pdf", lambda: pdf(10_000), "10000 trang"),
    "pages that hold themselves": (
        "a.pdf",
        lambda: pdf_of("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] "
                       "/Count 2 >>"),
        "hỏng|0 trang",
    ),
    "a PDF with a password": ("a.pdf", locked_pdf, "mật khẩu"),
    "a program as .docx": ("a.docx", lambda: b"MZ\x90\0" + bytes(999), "hỏng"),
    "a program as .pdf": ("a.pdf", lambda: b"MZ\x90\0" + bytes(999), "không phải tệp PDF"),
    "a program as .doc": ("a.doc", lambda: b"MZ\x90\0" + bytes(999), "không phải tệp .doc"),
    "a program as .txt": ("a.txt", lambda: b"MZ\x90\0" + bytes(999), "nhị phân"),
    "a picture as .xlsx": ("a.xlsx", lambda: png(9, 9), "hỏng"),
    "OLE sectors that go round": ("a.doc", looped_ole, "hỏng"),
    "half a surrogate": ("a.txt", lambda: b"\xff\xfeK\0e\0\x00\xd8h\0", "UTF-16 bị hỏng"),
    "text with NULs": ("a.txt", lambda: b"Ke\0hoach\0" * 99, "nhị phân"),
    **{
        f"an empty {suffix}": (f"a{suffix}", bytes, "hỏng|không phải|trống")
        for suffix in _EMPTY
    },
}  # fmt: skip
"""What it is -> file name, maker, words of the Vietnamese error."""

_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe '
    '"/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'<w:r><w:t>{WORDS}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_CELL = '<row><c r="A1" t="inlineStr"><is><t>{}</t></is></c>{}</row>'

READ: dict[str, tuple[str, Maker, str]] = {
    "a macro in a .docx": (
        "a.docx",
        lambda: docx(paragraph(WORDS), more={"word/vbaProject.bin": OLE + b"Shell(calc)"}),
        WORDS,
    ),
    "a DDE field": ("a.docx", lambda: docx(_FIELD), WORDS),
    "a macro sheet": (
        "a.xlsm",
        lambda: xlsx(
            "<sheetData>"
            + _CELL.format(WORDS, '<c r="B1"><f>EXEC("calc")</f><v>1</v></c>')
            + "</sheetData>"
        ),
        f"A | {WORDS} | 1 |",
    ),
    "a sheet of 17 billion cells": (
        "a.xlsx",
        lambda: xlsx(
            '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols><sheetData>'
            + _CELL.format(WORDS, '<c r="XFD1"><v>1</v></c>')
            + '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        f"A {WORDS}",
    ),
    "a table of a billion columns": (
        "a.odt",
        lambda: odt(
            f"<text:p>{WORDS}</text:p><table:table><table:table-row "
            'table:number-rows-repeated="99999999"><table:table-cell '
            'table:number-columns-repeated="999999999"/></table:table-row></table:table>'
        ),
        WORDS,
    ),
    "cells that span everything": (
        "a.html",
        lambda: f"<p>{WORDS}<table><tr><td colspan=999999999 rowspan=99999999></table>".encode(),
        WORDS,
    ),
    "RTF groups 100,000 deep": (
        "a.rtf",
        lambda: b"{\\rtf1 " + WORDS.encode() + b"{" * 100_000 + b"}" * 100_001,
        WORDS,
    ),
    "a PDF that acts": ("a.pdf", active_pdf, WORDS),
    "a PDF with a false table": (
        "a.pdf",
        lambda: pdf().replace(b"startxref\n", b"startxref\n9"),
        WORDS,
    ),
    "a million marks on a letter": (
        "a.txt",
        lambda: f"{WORDS} e{chr(0x323) * 1_000_000}".encode(),
        f"{WORDS} ẹ",
    ),
    "a line of 5 MB": ("a.txt", lambda: (WORDS + "a" * 5_000_000).encode(), WORDS),
    "a page after an attribute of 15 MB": (
        "a.html",
        lambda: b"<p title='" + b"x" * 15_000_000 + b"'>" + WORDS.encode(),
        WORDS,
    ),
}
"""What it is -> file name, maker, how the text begins that it gives, blanks and bars folded."""


def truncated() -> dict[str, bytes]:
    """Return half of a good file of each format that is made here."""
    whole = {
        "a.docx": docx(paragraph("x" * 999)),
        "a.odt": odt(f"<text:p>{WORDS}</text:p>"),
        "a.xlsx": xlsx(f"<sheetData>{_CELL.format(WORDS, '')}</sheetData>"),
        "a.zip": zipped({"a.txt": WORDS * 99}),
        "a.pdf": pdf(),
        "a.png": png(800, 800),
        "a.tif": tiff(800, 800),
    }
    return {name: data[: len(data) // 2] for name, data in whole.items()}
