"""Writes the sample in an old format: python -m scripts.write_legacy [FOLDER].

A Word 97 file typed in TCVN3 under .VnTime and .VnTimeH, one run in Unicode, as offices kept them
until about 2010. The ward, its people and its figures are invented. Needs LibreOffice.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from ingest.legacy import TCVN3

NAME = "doi-suong-ke-hoach-phong-chay-2008.doc"
_SIGNS = {letter: sign for sign, letter in TCVN3.items()}
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
_STYLES = {"N": ".VnTime", "H": ".VnTimeH", "U": "Times New Roman"}
_Line = tuple[str, str]
_Cell = tuple[_Line, ...]
_HEAD: tuple[_Cell, ...] = (
    (("H", "ủy ban nhân dân"), ("H", "phường đồi sương"), ("N", "Số: 07/KH-UBND")),
    (
        ("H", "cộng hòa xã hội chủ nghĩa việt nam"),
        ("N", "Độc lập - Tự do - Hạnh phúc"),
        ("N", "Đồi Sương, ngày 18 tháng 02 năm 2008"),
    ),
)
_BODY: tuple[_Line, ...] = (
    ("H", "kế hoạch"),
    ("N", "Phòng cháy, chữa cháy năm 2008 của phường Đồi Sương"),
    ("N", ""),
    (
        "N",
        "Căn cứ Kế hoạch số 03/KH-UBND ngày 21/01/2008 của Uỷ ban nhân dân thành phố Nguyệt Giang "
        "về phòng cháy, chữa cháy; Uỷ ban nhân dân phường Đồi Sương xây dựng Kế hoạch phòng cháy, "
        "chữa cháy năm 2008 như sau:",
    ),
    ("N", "I. mục tiêu".upper()),
    ("N", "1. 100% tổ dân phố có đội chữa cháy tại chỗ trước ngày 30/6/2008."),
    ("N", "2. Không để xảy ra cháy lớn tại chợ Đồi Sương và rừng thông phía bắc."),
    ("N", "II. nhiệm vụ".upper()),
    ("N", "1. Quý I: kiểm tra 42 hộ kinh doanh xăng dầu, khí đốt, vải vóc trên đường Thông Reo."),
    ("N", "2. Quý II: tập huấn 03 lớp cho 120 đội viên; mua 65 bình chữa cháy."),
    ("N", "3. Quý III: diễn tập tại chợ Đồi Sương, có xe chữa cháy của thành phố."),
    ("N", "4. Quý IV: phát quang 4,5 km đường băng cản lửa; tổng kết trước ngày 15/12/2008."),
    ("N", "III. kinh phí".upper()),
    ("N", "Kinh phí thực hiện là 86 triệu đồng, lấy từ ngân sách phường."),
    ("U", "Thư điện tử nhận báo cáo: vanphong@doisuong.example (ghi rõ “PCCC 2008”)."),
)
_FOOT: tuple[_Cell, ...] = (
    (
        ("N", "Nơi nhận:"),
        ("N", "- UBND thành phố Nguyệt Giang;"),
        ("N", "- Các tổ dân phố;"),
        ("N", "- Lưu: VT."),
    ),
    (("H", "tm. ủy ban nhân dân"), ("H", "chủ tịch"), ("N", ""), ("N", "Hoàng Thị Sương Mai")),
)


def typed(text: str) -> str:
    """Return a text as its TCVN3 characters surface; capitals with a tone become small."""
    return "".join(_SIGNS.get(sign) or _SIGNS.get(sign.lower(), sign) for sign in text)


def write(folder: Path) -> Path:
    """Write the sample and return its path."""
    with tempfile.TemporaryDirectory(prefix="planqa-sample-") as place:
        source = Path(place) / NAME.replace(".doc", ".fodt")
        source.write_text(_document(), encoding="utf-8")
        profile = f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97"]
        subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, timeout=120)
    return folder / NAME


def _document() -> str:
    faces = "".join(
        f'<style:font-face style:name="{font}" svg:font-family="{font}"/>'
        for font in _STYLES.values()
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text">'
        f'<style:text-properties style:font-name="{font}"/></style:style>'
        for name, font in _STYLES.items()
    )
    body = _table(_HEAD, "head") + "".join(map(_paragraph, _BODY)) + _table(_FOOT, "foot")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:font-face-decls>{faces}</office:font-face-decls>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _table(cells: tuple[_Cell, ...], name: str) -> str:
    """One row without borders, as header and signature were set."""
    columns = f'<table:table-column table:number-columns-repeated="{len(cells)}"/>'
    row = "".join(
        f"<table:table-cell>{''.join(map(_paragraph, cell))}</table:table-cell>" for cell in cells
    )
    return (
        f'<table:table table:name="{name}">{columns}<table:table-row>{row}</table:table-row>'
        "</table:table>"
    )


def _paragraph(content: _Line) -> str:
    style, text = content
    words = escape(text if style == "U" else typed(text))
    return f'<text:p><text:span text:style-name="{style}">{words}</text:span></text:p>'


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else "samples")))
