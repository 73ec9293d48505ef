"""Writes the samples that are no plain text: python -m scripts.write_samples [FOLDER].

The ward, its people and its figures are invented.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.word import Word

DOCX = "truc-lam-ke-hoach-cai-cach-hanh-chinh-2026.docx"
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
_TASKS = (
    ("Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm"),
    (
        "Rà soát, công khai bộ thủ tục hành chính tại Bộ phận Một cửa",
        "Văn phòng HĐND và UBND phường",
        "Trước ngày 28/02/2026",
        "Quyết định công bố danh mục",
    ),
    (
        "Số hóa hồ sơ hộ tịch giai đoạn 1990 - 2015",
        "Công chức Tư pháp - Hộ tịch",
        "Trước ngày 30/9/2026",
        "14.200 trang hồ sơ số",
    ),
    (
        "Khảo sát mức độ hài lòng của người dân",
        "Phòng Văn hóa - Xã hội",
        "Quý IV năm 2026",
        "Báo cáo kết quả khảo sát",
    ),
    (
        "Tập huấn kỹ năng số cho tổ trưởng tổ dân phố",
        "Đoàn Thanh niên phường",
        "Tháng 5 năm 2026",
        "03 lớp, 96 học viên",
    ),
)


def write_docx(folder: Path) -> Path:
    """Write the plan as Word does: numbers as formatting, a ruled table, a footnote."""
    word = Word()
    word.table(
        [
            (
                "ỦY BAN NHÂN DÂN\nPHƯỜNG TRÚC LAM",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
            ),
            ("Số: 22/KH-UBND", "Trúc Lam, ngày 23 tháng 01 năm 2026"),
        ],
        ruled=False,
    )
    word.paragraph("")
    word.paragraph("KẾ HOẠCH", bold=True)
    word.paragraph("Cải cách hành chính năm 2026 của phường Trúc Lam", bold=True)
    word.paragraph("")
    word.paragraph(
        "Căn cứ Kế hoạch số 11/KH-UBND ngày 12/01/2026 của Ủy ban nhân dân thành phố Nguyệt Giang "
        "về cải cách hành chính năm 2026, Ủy ban nhân dân phường Trúc Lam ban hành Kế hoạch cải "
        "cách hành chính năm 2026 như sau:"
    )
    plan = word.new_list(_LEVELS)
    word.listed(plan, 0, "MỤC TIÊU", bold=True)
    word.listed(plan, 1, "Mục tiêu chung", bold=True)
    word.paragraph(
        "Nâng cao chất lượng phục vụ người dân, tổ chức tại Bộ phận Một cửa; lấy sự hài lòng của "
        "người dân làm thước đo."
    )
    word.listed(plan, 1, "Mục tiêu cụ thể", bold=True)
    word.listed(plan, 2, "Tối thiểu 96% hồ sơ được giải quyết đúng hạn và trước hạn.")
    goal = word.listed(plan, 2, "Mức độ hài lòng của người dân đạt từ 92% trở lên.")
    word.note(goal, "Năm 2025, mức độ hài lòng của người dân phường Trúc Lam đạt 89,4%.")
    word.listed(plan, 2, "100% công chức Bộ phận Một cửa được tập huấn ít nhất 02 lần trong năm.")
    word.listed(plan, 0, "PHÂN CÔNG NHIỆM VỤ", bold=True)
    word.paragraph("Các cơ quan, đơn vị thực hiện nhiệm vụ theo bảng sau:")
    word.table(_TASKS)
    word.paragraph("")
    word.listed(plan, 0, "TỔ CHỨC THỰC HIỆN", bold=True)
    word.listed(
        plan,
        1,
        "Văn phòng HĐND và UBND phường theo dõi, đôn đốc, báo cáo kết quả trước ngày 15/12/2026.",
    )
    word.listed(plan, 1, "Kinh phí thực hiện Kế hoạch là 118 triệu đồng từ ngân sách phường.")
    word.paragraph(
        "Trên đây là Kế hoạch cải cách hành chính năm 2026 của Ủy ban nhân dân phường Trúc Lam./."
    )
    word.paragraph("")
    word.table(
        [
            (
                "Nơi nhận:\n- UBND thành phố Nguyệt Giang;\n- Các cơ quan, đơn vị;\n- Lưu: VT.",
                "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLương Bảo Khang",
            )
        ],
        ruled=False,
    )
    path = folder / DOCX
    word.save(path)
    return path


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "samples")
    print(write_docx(target))
