"""Four more topics of made plans: land and money, order and the army, the Party, welfare.

Only the questions in everyday words are asked of them (eval/everyday.py).
"""

from __future__ import annotations

from eval.topics import PLANS, Target, Topic


def _target(label: str, unit: str, low: int, high: int) -> Target:
    """Return a figure that is asked for in everyday words alone."""
    return Target(label, unit, low, high, ("", ""), "")


LAND = Topic(
    "đầu tư công và giải phóng mặt bằng",
    "public investment and site clearance",
    (
        "Đẩy nhanh tiến độ giải ngân vốn đầu tư công, bảo đảm công khai, minh bạch",
        "Thực hiện đúng chính sách bồi thường, hỗ trợ, tái định cư",
    ),
    (
        _target("Tỷ lệ giải ngân vốn đầu tư công", "%", 70, 99),
        _target("Số hộ được phê duyệt phương án bồi thường", "hộ", 20, 700),
        _target("Tổng thu ngân sách nhà nước trên địa bàn", "triệu đồng", 11000, 98000),
    ),
    (
        "Cấp {n} giấy chứng nhận quyền sử dụng đất lần đầu",
        "Cưỡng chế {n} trường hợp không chấp hành quyết định thu hồi đất",
        "Duy tu, sửa chữa {n} tuyến đường giao thông",
        "Hỗ trợ di dời {n} cơ sở sản xuất khỏi khu dân cư",
        "Thu hồi nợ đọng thuế của {n} doanh nghiệp",
        "Xử lý {n} công trình vi phạm trật tự xây dựng",
        "Tổ chức {n} hội nghị lấy ý kiến về quy hoạch chi tiết",
        "Bố trí tái định cư cho {n} hộ bị thu hồi đất",
        "Thẩm định {n} hồ sơ mời thầu",
        "Quyết toán {n} công trình hoàn thành",
        "Lập biên bản {n} trường hợp sử dụng đất sai mục đích",
        "Cải tạo {n} điểm thường xuyên ngập úng",
    ),
    ("Phòng Tài chính - Kế hoạch", "Ban Quản lý dự án đầu tư"),
)

ARMY = Topic(
    "quốc phòng, an ninh",
    "defence and security",
    (
        "Giữ vững an ninh chính trị, trật tự an toàn xã hội",
        "Nâng cao chất lượng huấn luyện lực lượng dân quân",
    ),
    (
        _target("Số công dân nhập ngũ", "công dân", 11, 90),
        _target("Tỷ lệ điều tra, khám phá án", "%", 70, 99),
        _target("Số vụ tai nạn giao thông được kéo giảm", "vụ", 3, 60),
    ),
    (
        "Huấn luyện {n} chiến sĩ dân quân tự vệ",
        "Khám tuyển sức khỏe nghĩa vụ quân sự cho {n} thanh niên",
        "Triệt phá {n} tụ điểm tệ nạn xã hội",
        "Lập hồ sơ cai nghiện bắt buộc đối với {n} đối tượng",
        "Trang bị {n} bình chữa cháy cho tổ dân phố",
        "Diễn tập {n} tình huống cứu nạn, cứu hộ",
        "Xử phạt {n} trường hợp vi phạm nồng độ cồn",
        "Thu hồi {n} vũ khí thô sơ do người dân giao nộp",
        "Tuyên truyền phòng chống lừa đảo trên không gian mạng tới {n} hộ gia đình",
        "Kiểm tra tạm trú, lưu trú tại {n} nhà trọ",
        "Giáo dục, cảm hóa {n} người chấp hành xong án phạt tù",
        "Thành lập {n} tổ bảo vệ an ninh, trật tự ở cơ sở",
    ),
    ("Ban Chỉ huy Quân sự phường", "Công an phường"),
)

PARTY = Topic(
    "xây dựng Đảng và công tác cán bộ",
    "Party building and personnel",
    (
        "Nâng cao năng lực lãnh đạo, sức chiến đấu của tổ chức đảng",
        "Siết chặt kỷ luật, kỷ cương hành chính",
    ),
    (
        _target("Số đảng viên kết nạp mới", "đảng viên", 5, 95),
        _target("Tỷ lệ chi bộ hoàn thành tốt nhiệm vụ", "%", 80, 99),
        _target("Số đơn thư khiếu nại, tố cáo được giải quyết", "đơn", 4, 140),
    ),
    (
        "Kiểm tra {n} tổ chức đảng khi có dấu hiệu vi phạm",
        "Luân chuyển {n} cán bộ chủ chốt",
        "Tinh giản biên chế {n} trường hợp",
        "Cử {n} cán bộ đi đào tạo lý luận chính trị",
        "Thi hành kỷ luật {n} đảng viên",
        "Tổ chức {n} buổi tiếp công dân định kỳ",
        "Bổ nhiệm lại {n} cán bộ quản lý",
        "Biểu dương {n} tập thể, cá nhân điển hình tiên tiến",
        "Xác minh {n} bản kê khai tài sản, thu nhập",
        "Giám sát {n} chuyên đề về thực hành tiết kiệm, chống lãng phí",
        "Tuyển dụng {n} công chức",
        "Thăm hỏi {n} đảng viên có huy hiệu 50 năm tuổi Đảng",
    ),
    ("Ủy ban Kiểm tra Đảng ủy phường", "Ban Tổ chức Đảng ủy phường"),
)

WELFARE = Topic(
    "an sinh xã hội",
    "social welfare",
    (
        "Chăm lo đời sống vật chất, tinh thần của Nhân dân",
        "Thực hiện đầy đủ chính sách đối với đối tượng bảo trợ xã hội",
    ),
    (
        _target("Số hộ thoát nghèo", "hộ", 4, 210),
        _target("Số lao động được giải quyết việc làm", "lao động", 120, 2900),
        _target("Tỷ lệ dân số tham gia bảo hiểm y tế", "%", 85, 99),
    ),
    (
        "Trao học bổng cho {n} học sinh có hoàn cảnh khó khăn",
        "Chi trả trợ cấp hằng tháng cho {n} đối tượng bảo trợ xã hội",
        "Xóa {n} nhà tạm, nhà dột nát",
        "Tổ chức {n} lớp đào tạo nghề cho lao động nông thôn",
        "Hỗ trợ vay vốn ưu đãi cho {n} hội viên phụ nữ",
        "Phổ cập bơi cho {n} học sinh tiểu học",
        "Mừng thọ {n} người cao tuổi",
        "Phục dựng {n} lễ hội truyền thống",
        "Trùng tu {n} di tích lịch sử",
        "Huy động {n} trẻ trong độ tuổi ra lớp mẫu giáo",
        "Tổ chức {n} giải thể dục thể thao quần chúng",
        "Hỗ trợ mai táng phí cho {n} trường hợp",
    ),
    ("Phòng Lao động và Xã hội", "Hội Liên hiệp Phụ nữ phường"),
)

WIDER = (*PLANS, LAND, ARMY, PARTY, WELFARE)
"""Topics of the archive that is asked in everyday words."""
