"""Files of invented wards for the tests of the whole program."""

from __future__ import annotations

from pathlib import Path

QUARTER_TASKS = (
    "a) Tổ chức hội nghị biểu dương 25 điển hình tiên tiến của phường; 🌳",
    "b) Treo 30 băng rôn <img src=x onerror=alert(1)> & [xem](http://evil.example/a.png);",
    "c) Kiểm tra công tác thi đua tại 14 tổ dân phố trước ngày 20/8/2031.",
)

QUARTERLY = f"""ỦY BAN NHÂN DÂN
PHƯỜNG ĐỒNG SEN
Số: 12/KH-UBND
Đồng Sen, ngày 15 tháng 01 năm 2031

KẾ HOẠCH
Công tác thi đua, khen thưởng năm 2031 của phường Đồng Sen

I. MỤC ĐÍCH, YÊU CẦU
1. Tạo không khí thi đua sôi nổi trong cán bộ và Nhân dân phường.
2. Việc khen thưởng bảo đảm kịp thời, đúng người, đúng thành tích.

II. NHIỆM VỤ TRỌNG TÂM THEO TỪNG QUÝ
1. Quý I năm 2031
a) Phát động phong trào thi đua tại 14 tổ dân phố.
b) Ban hành hướng dẫn chấm điểm thi đua.
2. Quý II năm 2031
a) Sơ kết phong trào thi đua 6 tháng đầu năm.
3. Quý III năm 2031
{chr(10).join(QUARTER_TASKS)}
4. Quý IV năm 2031
a) Bình xét danh hiệu thi đua năm 2031.

III. TỔ CHỨC THỰC HIỆN
1. Văn phòng Ủy ban nhân dân phường theo dõi, đôn đốc việc thực hiện Kế hoạch.
2. Các tổ dân phố báo cáo kết quả trước ngày 25 hằng tháng.

Nơi nhận:
- Các tổ dân phố;
- Lưu: VT.

CHỦ TỊCH
Trần Minh Họa
"""
QUESTION = "Quý III năm 2031 phường Đồng Sen phải làm gì?"


def write_plans(folder: Path) -> Path:
    """Write the plan into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dong-sen.txt").write_text(QUARTERLY, encoding="utf-8")
    return folder
