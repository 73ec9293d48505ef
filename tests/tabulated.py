"""A plan of an invented commune whose tasks stand in a table, written in several formats."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from tests.drawing import FONT, metrics
from tests.office import cell, docx, paragraph, table, zipped
from tests.test_office import KINDS, related

HEADER = (
    "ỦY BAN NHÂN DÂN",
    "XÃ SUỐI LAM",
    "Số: 46/KH-UBND",
    "Suối Lam, ngày 12 tháng 01 năm 2031",
    "KẾ HOẠCH",
    "Chuyển đổi số của xã Suối Lam năm 2031",
)
BEFORE = (
    "I. MỤC ĐÍCH",
    "Đưa dịch vụ của xã đến gần người dân, giảm giấy tờ và thời gian chờ đợi.",
    "II. BẢNG PHÂN CÔNG NHIỆM VỤ",
)
AFTER = (
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Văn phòng xã theo dõi, đôn đốc việc thực hiện kế hoạch này.",
    "2. Các đơn vị gửi báo cáo về Văn phòng xã trước ngày 20 hằng tháng.",
)
HEAD = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm")
_ROWS = """
1 | Số hóa sổ hộ tịch của xã từ năm 1990 | Phòng Tư pháp | 30/4/2031 | Kho dữ liệu hộ tịch
2 | Lắp đặt mạng không dây tại 7 nhà văn hóa | Phòng Văn hóa | 15/6/2031 | Biên bản nghiệm thu
3 | Tập huấn kỹ năng số cho tổ công nghệ cộng đồng | Đoàn xã | Quý II/2031 | 05 lớp tập huấn
4 | Xây dựng bản đồ số các điểm du lịch suối | Phòng Văn hóa | 30/9/2031 | Bản đồ trực tuyến
5 | Kiểm kê thiết bị tin học của cơ quan | Văn phòng xã | 28/02/2031 | Báo cáo kiểm kê
6 | Gắn mã QR tại các chợ và bến xe | Phòng Kinh tế | 31/10/2031 | 200 biển mã QR
"""
ROWS = tuple(tuple(line.split(" | ")) for line in _ROWS.strip().split("\n"))


def word() -> bytes:
    """Return the plan as a .docx."""
    rows = [HEAD, *ROWS]
    body = "".join(map(paragraph, (*HEADER, *BEFORE)))
    body += table(*("".join(map(cell, row)) for row in rows))
    return docx(body + "".join(map(paragraph, AFTER)))


def workbook() -> bytes:
    """Return the plan as a workbook of one sheet."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    lines = [(line,) for line in (*HEADER, *BEFORE)] + [HEAD, *ROWS] + [(line,) for line in AFTER]
    rows = "".join(
        f'<row r="{at}">'
        + "".join(
            f'<c r="{"ABCDE"[column]}{at}" t="inlineStr"><is><t>{words}</t></is></c>'
            for column, words in enumerate(line)
        )
        + "</row>"
        for at, line in enumerate(lines, 1)
    )
    return zipped(
        {
            "xl/workbook.xml": f'<workbook {space} xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Kế hoạch" r:id="worksheet1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(worksheet1="s.xml"),
            "xl/s.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def pdf(*, rows: Sequence[Sequence[str]] = ROWS, above: float = 0, ruled: bool = True) -> bytes:
    """Return the plan as a PDF; `above` moves the table down, so that a page ends inside it."""
    if not FONT.exists():
        pytest.skip("no font with Vietnamese letters: bash scripts/system.sh")
    metrics.registerFont(TTFont("Serif", str(FONT)))
    style: Any = ParagraphStyle("a", fontName="Serif", fontSize=11, leading=15)
    buffer = io.BytesIO()

    def set_(words: str) -> Any:  # noqa: ANN401
        return Paragraph(words, style)

    grid = Table(
        [[set_(words) for words in row] for row in (HEAD, *rows)],
        colWidths=[32, 150, 100, 80, 100],
        repeatRows=1,
        splitByRow=1,
        style=[("GRID", (0, 0), (-1, -1), 0.6, "black")] if ruled else [],
    )
    story = [*map(set_, HEADER), *map(set_, BEFORE), Spacer(1, above + 6), grid, Spacer(1, 6)]
    SimpleDocTemplate(buffer).build([*story, *map(set_, AFTER)])
    return buffer.getvalue()
