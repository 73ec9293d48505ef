"""Make the samples that are not plain text: a born-digital PDF and a scan, about invented wards.

    python -m scripts.make_samples samples

Needs LibreOffice and the Liberation fonts. The PDF has what such documents have: a header in two
columns, a ruled table, a footnote at the foot of its page, page numbers, recipients beside the
signature. The scan is one page at 200 dpi, grainy and one degree askew.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pypdfium2

from scripts.render_pages import DPI, HEAD, TAIL, photographed, table_xml, to_pdf

PLAN = "con-en-ke-hoach-phong-chay-2026"
NOTICE = "da-dung-thong-bao-tiep-cong-dan-2026-ban-quet"

PLAN_XML = [
    (
        "ỦY BAN NHÂN DÂN|XÃ CỒN ÉN||Số: 21/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc||"
        "Cồn Én, ngày 16 tháng 3 năm 2026",
    ),
    "= KẾ HOẠCH",
    "= Phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2026 trên địa bàn xã Cồn Én",
    "Căn cứ Luật Phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2024; Ủy ban nhân dân xã Cồn Én ban "
    "hành Kế hoạch phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2026 như sau:",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "1. Kéo giảm số vụ cháy tại khu dân cư, chợ và cơ sở sản xuất; không để xảy ra cháy lớn gây "
    "thiệt hại nghiêm trọng về người và tài sản của Nhân dân trên địa bàn xã.",
    "2. Mỗi ấp có ít nhất một tổ liên gia an toàn phòng cháy, chữa cháy^ hoạt động thường xuyên, "
    "có chuông báo động và bình chữa cháy dùng chung.",
    "II. NHIỆM VỤ",
    "1. Công tác tuyên truyền",
    "a) Tổ chức 04 buổi tập huấn kỹ năng thoát nạn cho học sinh và hộ kinh doanh.",
    "b) Phát 1.600 tờ rơi hướng dẫn sử dụng điện, khí đốt an toàn tới từng hộ gia đình trước ngày "
    "30/4/2026.",
    "2. Công tác kiểm tra",
    "a) Kiểm tra 38 cơ sở có nguy cơ cháy, nổ cao; lập biên bản và theo dõi việc khắc phục.",
    "b) Rà soát toàn bộ trụ nước chữa cháy, bến lấy nước dọc kênh Én; báo cáo kết quả trước ngày "
    "15/5/2026.",
    "3. Phân công thực hiện",
    [
        ["TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"],
        ["1", "Lắp chuông báo cháy tại chợ Cồn Én", "Phòng Kinh tế", "Ngày 30/6/2026"],
        ["2", "Diễn tập chữa cháy tại trường học", "Công an xã", "Quý III năm 2026"],
        ["3", "Thay 12 trụ nước đã hỏng", "Ban Quản lý dự án", "Ngày 31/10/2026"],
        ["4", "Tổng kết phong trào", "Công an xã", "Tháng 12/2026"],
    ],
    "III. KINH PHÍ",
    "Kinh phí thực hiện Kế hoạch là 186 triệu đồng, trong đó ngân sách xã 150 triệu đồng, còn lại "
    "do các cơ sở và Nhân dân đóng góp.",
    "IV. TỔ CHỨC THỰC HIỆN",
    "1. Công an xã là cơ quan thường trực, theo dõi, đôn đốc và tổng hợp kết quả.",
    "2. Trưởng các ấp báo cáo tình hình về Công an xã trước ngày 18 hằng tháng.",
    "Trên đây là Kế hoạch phòng cháy, chữa cháy và cứu nạn, cứu hộ năm 2026 của xã Cồn Én./.",
    (
        "Nơi nhận:|- Công an thành phố;|- Thường trực Đảng ủy, HĐND xã;|"
        "- Các ấp, trường học;|- Lưu: VT, CA.",
        "TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH|||Lâm Quế Chi",
    ),
]
PLAN_NOTE = "Theo mô hình do Ủy ban nhân dân thành phố Nguyệt Giang hướng dẫn năm 2025."

NOTICE_XML = [
    (
        "ỦY BAN NHÂN DÂN|PHƯỜNG ĐÁ DỰNG||Số: 44/TB-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc||"
        "Đá Dựng, ngày 05 tháng 01 năm 2026",
    ),
    "= THÔNG BÁO",
    "= Lịch tiếp công dân định kỳ năm 2026 của Chủ tịch Ủy ban nhân dân phường Đá Dựng",
    "Căn cứ Luật Tiếp công dân năm 2013; Ủy ban nhân dân phường Đá Dựng thông báo lịch tiếp công "
    "dân định kỳ năm 2026 như sau:",
    "1. Thời gian",
    "a) Chủ tịch Ủy ban nhân dân phường tiếp công dân vào ngày 10 và ngày 25 hằng tháng; trùng "
    "ngày nghỉ thì chuyển sang ngày làm việc liền sau.",
    "b) Buổi sáng từ 7 giờ 30 phút đến 11 giờ; buổi chiều từ 13 giờ 30 phút đến 16 giờ 30 phút.",
    "2. Địa điểm",
    "Phòng Tiếp công dân, tầng 1 trụ sở Ủy ban nhân dân phường Đá Dựng, số 9 đường Bến Đá.",
    "3. Tổ chức thực hiện",
    "a) Văn phòng HĐND và UBND phường bố trí cán bộ trực, ghi chép và trả lời đơn trong thời hạn "
    "15 ngày làm việc.",
    "b) Tổ trưởng 17 tổ dân phố thông báo lịch này đến từng hộ gia đình trước ngày 20/01/2026.",
    (
        "Nơi nhận:|- Thường trực HĐND phường;|- 17 tổ dân phố;|- Lưu: VT.",
        "CHỦ TỊCH|||Đặng Mộc Miên",
    ),
]

_NOTE = (
    '<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1'
    '</text:note-citation><text:note-body><text:p text:style-name="Note">{}</text:p>'
    "</text:note-body></text:note>"
)

Part = str | tuple[str, str] | list[list[str]]


def document(parts: Sequence[Part], note: str = "") -> str:
    """Return a flat OpenDocument: paragraphs, "= " centred, pairs side by side, lists as tables."""
    out = [HEAD]
    for part in parts:
        if isinstance(part, tuple):
            cells = "".join(
                f"<table:table-cell>{_lines(column)}</table:table-cell>" for column in part
            )
            out.append(
                '<table:table><table:table-column table:style-name="Left"/>'
                '<table:table-column table:style-name="Right"/>'
                f"<table:table-row>{cells}</table:table-row></table:table>"
            )
        elif isinstance(part, list):
            out += table_xml(part)
        else:
            style, words = ("Mid", part[2:]) if part.startswith("= ") else ("Body", part)
            text = escape(words).replace("^", _NOTE.format(escape(note)))
            out.append(f'<text:p text:style-name="{style}">{text}</text:p>\n')
    return "".join([*out, TAIL])


def _lines(column: str) -> str:
    style = "Plain" if column.startswith("Nơi nhận") else "Mid"
    return "".join(
        f'<text:p text:style-name="{style}">{escape(line)}</text:p>' for line in column.split("|")
    )


def main() -> int:
    """Write the PDF and the scan into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="planqa-samples-") as name:
        work = Path(name)
        (work / f"{PLAN}.fodt").write_text(document(PLAN_XML, PLAN_NOTE), encoding="utf-8")
        (work / f"{NOTICE}.fodt").write_text(document(NOTICE_XML), encoding="utf-8")
        to_pdf([work / f"{PLAN}.fodt", work / f"{NOTICE}.fodt"], work)
        (folder / f"{PLAN}.pdf").write_bytes((work / f"{PLAN}.pdf").read_bytes())
        pdf: Any = pypdfium2.PdfDocument(work / f"{NOTICE}.pdf")
        page = pdf[0].render(scale=DPI / 72).to_pil().convert("L")
        pdf.close()
    scan = photographed(page, np.random.default_rng(11))
    scan.save(folder / f"{NOTICE}.pdf", "PDF", resolution=DPI, quality=40)
    return 0


if __name__ == "__main__":
    sys.exit(main())
