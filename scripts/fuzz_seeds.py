"""Well-formed files of every format that planqa reads, for scripts.fuzz to damage.

Samples as they are, and an invented plan that LibreOffice writes in the formats it knows.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
_HTML = (
    "<html><head><meta charset='utf-8'><style>.a {{color: red}}</style></head><body>"
    "<p align=center><b>ỦY BAN NHÂN DÂN PHƯỜNG MÂY HẠ</b></p><p>Số: 12/KH-UBND</p>"
    "<h1>KẾ HOẠCH</h1><p>Trồng cây năm 2031<sup>1</sup></p><h2>I. MỤC TIÊU</h2>"
    "<ol><li>Trồng 120 cây xanh.</li><li>Chăm sóc 500 cây cũ.</li></ol>"
    "<table border=1>{rows}</table><p style='display:none'>ẩn</p>"
    "<p>TM. ỦY BAN NHÂN DÂN<br>Trần Văn Mẫu</p></body></html>"
)
_ROWS = (("Việc", "Đơn vị", "Thời hạn"), ("Trồng cây", "Đoàn phường", "20/5/2031"),
         ("Tưới cây", "Tổ dân phố", "Quý III"), ("Báo cáo", "Văn phòng", "15/12/2031"))  # fmt: skip
_WRITTEN = ("docx", "odt", "doc", "rtf", "pdf")
_SHEETS = ("xlsx", "xls")
_SLIDES = ("pptx", "ppt")
_SLIDE = (
    '<?xml version="1.0"?><office:document {names} office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body>'
    '<office:presentation><draw:page draw:name="a"><draw:frame svg:x="1cm" svg:y="1cm" '
    'svg:width="9cm" svg:height="3cm"><draw:text-box><text:p>Kế hoạch trồng cây</text:p>'
    "<text:p>1. Trồng 120 cây xanh</text:p></draw:text-box></draw:frame></draw:page>"
    "</office:presentation></office:body></office:document>"
)
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("draw", "drawing"), ("text", "text"), ("svg", "svg-compatible"),
    )
)  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """Return (name, content) of at least one file for each format; old ones need LibreOffice."""
    found = [
        (path.name, path.read_bytes())
        for path in sorted((ROOT / "samples").iterdir())
        if path.is_file()
    ]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in _ROWS)
    page = _HTML.format(rows=rows)
    text = "\n".join(" ".join(row) for row in _ROWS) * 9
    found.append(("made.html", page.encode()))
    for encoding in ("utf-16", "cp1258"):
        found.append((f"{encoding}.txt", text.encode(encoding, "replace")))
    found.append(("made.eml", _mail(page, found)))
    found += _pictures(dict(found))
    found += _from_office(page)
    found.append(("made.zip", _zip(dict(found))))
    return found


def _mail(page: str, files: list[tuple[str, bytes]]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Gửi kế hoạch trồng cây"
    message["From"] = "van-thu@may-ha.example"
    message.set_content("Kính gửi các đơn vị.\n")
    message.add_alternative(page, subtype="html")
    message.add_attachment("chữ", filename="ghi chú.txt")
    name, data = next(item for item in files if item[0].endswith(".docx"))
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if name.endswith((".md", ".docx", ".html", ".eml")):
                archive.writestr(f"thư mục/{name}", data)
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as deeper:
            deeper.writestr("a.txt", "Kế hoạch")
        archive.writestr("trong.zip", inner.getvalue())
    return out.getvalue()


def _pictures(files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """Return a strip of a scanned page in each format of pictures; small, as OCR takes time."""
    data = next(data for name, data in files.items() if name.endswith(".pdf"))
    document: Any = pypdfium2.PdfDocument(data)
    strip = document[0].render(scale=1).to_pil().convert("L").crop((0, 0, 500, 120))
    document.close()
    found: list[tuple[str, bytes]] = []
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")):
        out = io.BytesIO()
        strip.save(out, kind)
        found.append((f"made.{suffix}", out.getvalue()))
    out = io.BytesIO()
    strip.save(out, "TIFF", save_all=True, append_images=[strip], compression="tiff_lzw")
    found.append(("pages.tiff", out.getvalue()))
    return found


def _from_office(page: str) -> list[tuple[str, bytes]]:
    program = shutil.which("soffice")
    if program is None:
        return []
    with tempfile.TemporaryDirectory(prefix="planqa-fuzz-") as name:
        folder = Path(name)
        for stem, content in (
            ("text.html", page),
            ("sheet.html", page),
            ("slides.fodp", _SLIDE.format(names=_NAMES)),
        ):
            (folder / stem).write_text(content, encoding="utf-8")
        for source, suffixes, reader in (
            ("text.html", _WRITTEN, "HTML (StarWriter)"),
            ("sheet.html", _SHEETS, "HTML (StarCalc)"),
            ("slides.fodp", _SLIDES, None),
        ):
            for suffix in suffixes:
                command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
                command += ["--headless", "--convert-to", suffix, "--outdir", str(folder / "out")]
                command += [f"--infilter={reader}"] if reader else []
                subprocess.run(
                    [*command, str(folder / source)], capture_output=True, timeout=120, check=True
                )
        return [(path.name, path.read_bytes()) for path in sorted((folder / "out").iterdir())]
