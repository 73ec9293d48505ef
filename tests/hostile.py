"""Files that mean harm, made when a test asks for them, and what their error must say."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

from tests.office import docx, paragraph, zipped

Maker = Callable[[], bytes]
MEGABYTE = 1024 * 1024
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)


def _entities(declared: str, used: str) -> bytes:
    return docx(paragraph(used), head=f"<!DOCTYPE w [{declared}]>")


def _zeros(megabytes: int) -> bytes:
    """Return a zip whose only member is that many megabytes of line feeds."""
    return zipped({"a.txt": b"\n" * (megabytes * MEGABYTE)})


def _nested(depth: int) -> bytes:
    data = zipped({"a.txt": "đáy"})
    for _ in range(depth - 1):
        data = zipped({"a.zip": data}, method=zipfile.ZIP_STORED)
    return data


def _lying() -> bytes:
    """Return a zip that claims ten bytes for a member of many megabytes."""
    data = bytearray(_zeros(20))
    real = (20 * MEGABYTE).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def _encrypted() -> bytes:
    """Return a zip whose member says that it is encrypted."""
    data = bytearray(zipped({"a.txt": "mật"}))
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def linked() -> bytes:
    """Return a zip with a symbolic link to a file of the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def mail(attachment: str, data: bytes = b"x") -> bytes:
    """Return a mail with one attachment of this name."""
    message = EmailMessage()
    message["Subject"] = "Gửi kế hoạch"
    message["From"] = "van-thu@may-ha.example"
    message.set_content("Kính gửi các đơn vị kế hoạch năm 2031.\n")
    message.add_attachment(
        data, maintype="application", subtype="octet-stream", filename=attachment
    )
    return message.as_bytes()


def _deep() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)


HOSTILE: dict[str, tuple[str, Maker, str]] = {
    "billion laughs": ("a.docx", lambda: _entities(_LAUGHS, "&a9;"), "DOCTYPE"),
    "quadratic blowup": (
        "a.docx",
        lambda: _entities(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 10_000),
        "DOCTYPE",
    ),
    "a file as entity": (
        "a.docx",
        lambda: _entities('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        "DOCTYPE",
    ),
    "a DTD elsewhere": (
        "a.docx",
        lambda: docx(paragraph("x"), head='<!DOCTYPE w SYSTEM "http://127.0.0.1:9/w.dtd">'),
        "DOCTYPE",
    ),
    "entities in UTF-16": (
        "a.docx",
        lambda: zipped(
            {"word/document.xml": '<!DOCTYPE w [<!ENTITY a "x">]><w>&a;</w>'.encode("utf-16")}
        ),
        "DOCTYPE",
    ),
    "a part of 70 MB": (
        "a.docx",
        lambda: zipped({"word/document.xml": b" " * (70 * MEGABYTE)}),
        "giải nén ra hơn 64 MB",
    ),
    "elements 10,000 deep": ("a.docx", _deep, "hỏng"),
    "cut off": ("a.docx", lambda: docx(paragraph("x" * 9999))[:-60], "hỏng"),
    "an unknown compression": (
        "a.docx",
        lambda: docx(paragraph("x")).replace(b"\x08\x00", b"\x63\x00"),
        "hỏng",
    ),
    "with a password": ("a.docx", lambda: OLE + bytes(999), "mật khẩu"),
    "a name that climbs": ("a.zip", lambda: zipped({"b/../../a.txt": "x"}), "không an toàn"),
    "a name that climbs in Windows": ("a.zip", lambda: zipped({"..\\a.txt": "x"}), "không an toàn"),
    "an absolute name": ("a.zip", lambda: zipped({"/etc/a.txt": "x"}), "không an toàn"),
    "a name with a drive": ("a.zip", lambda: zipped({"C:/a.txt": "x"}), "không an toàn"),
    "a name with a line feed": ("a.zip", lambda: zipped({"a\nb.txt": "x"}), "không an toàn"),
    "a name turned round": ("a.zip", lambda: zipped({"a\u202etxt.docx": "x"}), "không an toàn"),
    "zips in zips": ("a.zip", lambda: _nested(5), "lồng nhau"),
    "too many members": (
        "a.zip",
        lambda: zipped({f"{n}.txt": "x" for n in range(2001)}),
        "hơn 2000 tệp",
    ),
    "a bomb": ("a.zip", lambda: _zeros(260), "giải nén ra hơn 256 MB"),
    "a bomb of several zips": (
        "a.zip",
        lambda: zipped({f"{n}.zip": _zeros(60) for n in range(5)}),
        "giải nén ra hơn 256 MB",
    ),
    "a member larger than it says": ("a.zip", _lying, "hỏng"),
    "a member with a password": ("a.zip", _encrypted, "mật khẩu"),
    "an attachment that climbs": ("a.eml", lambda: mail("../../a.docx"), "không an toàn"),
    "no mail": ("a.eml", lambda: b"\x00\xff" * 999, "hỏng"),
    "a bomb in a mail": ("a.eml", lambda: mail("a.zip", _zeros(260)), "giải nén ra hơn 256 MB"),
}
"""What it is -> file name, maker, words of the Vietnamese error."""
