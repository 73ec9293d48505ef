"""What the plans of a made archive are about: words that are the same in every ward and year.

Figures and tasks hold a place for a number, which differs from plan to plan.
"""

from __future__ import annotations

from dataclasses import dataclass


def written(value: int) -> str:
    """Return a number as Vietnamese texts write it: 1.250."""
    return f"{value:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached: how a plan states it, and how people ask for it.

    Questions have the places {ward} and {year}; the number lies between `low` and `high`.
    """

    label: str
    unit: str
    low: int
    high: int
    asked: tuple[str, str]
    english: str

    def stated(self, value: int) -> str:
        """Return the figure as a plan states it, without the full stop."""
        return f"{self.label} đạt {self.amount(value)}"

    def amount(self, value: int) -> str:
        """Return the number with its unit."""
        return f"{value}%" if self.unit == "%" else f"{written(value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a plan is about; `lead` is the office in charge, each task holds a {n}."""

    name: str
    english: str
    aims: tuple[str, ...]
    targets: tuple[Target, ...]
    tasks: tuple[str, ...]
    leads: tuple[str, ...]


DIGITAL = Topic(
    "chuyển đổi số",
    "digital transformation",
    (
        "Nâng cao nhận thức của cán bộ, công chức và người dân về chuyển đổi số",
        "Gắn chuyển đổi số với cải cách thủ tục hành chính, lấy người dân làm trung tâm",
    ),
    (
        Target(
            "Tỷ lệ hồ sơ nộp trực tuyến",
            "%",
            55,
            95,
            (
                "Tỷ lệ hồ sơ nộp trực tuyến của {ward} năm {year} phải đạt bao nhiêu?",
                "{ward} năm {year} đặt chỉ tiêu hồ sơ nộp trực tuyến mấy phần trăm?",
            ),
            "What share of applications should be filed online in {ward} in {year}?",
        ),
        Target(
            "Số điểm wifi công cộng lắp mới",
            "điểm",
            3,
            40,
            (
                "Năm {year} {ward} lắp mới bao nhiêu điểm wifi công cộng?",
                "{ward} định làm mấy điểm wifi cho dân dùng trong năm {year}?",
            ),
            "How many new public wifi points does {ward} plan for {year}?",
        ),
        Target(
            "Số hồ sơ lưu trữ được số hóa",
            "hồ sơ",
            1100,
            9800,
            (
                "{ward} phải số hóa bao nhiêu hồ sơ lưu trữ trong năm {year}?",
                "Chỉ tiêu số hóa hồ sơ lưu trữ năm {year} của {ward} là bao nhiêu?",
            ),
            "How many archived files must {ward} digitize in {year}?",
        ),
    ),
    (
        "Mở {n} lớp kỹ năng số cho người cao tuổi",
        "Lập {n} tổ công nghệ số cộng đồng",
        "Dán mã thanh toán không tiền mặt tại {n} hộ kinh doanh",
        "Rà soát {n} thủ tục hành chính để cắt giảm giấy tờ",
        "Trang bị {n} máy quét cho bộ phận một cửa",
        "Cấp chữ ký số cho {n} cán bộ, công chức",
        "Lắp {n} camera giám sát tại các ngã tư",
        "Phát {n} tờ hướng dẫn cài đặt ứng dụng định danh",
        "Kiểm tra an toàn thông tin của {n} máy tính",
        "Làm sạch dữ liệu đất đai của {n} thửa",
        "Tổ chức {n} ngày hội dịch vụ công trực tuyến",
        "Nâng cấp {n} chuyên mục trên trang thông tin điện tử",
        "Thí điểm {n} sổ tay đảng viên điện tử",
        "Bồi dưỡng {n} tuyên truyền viên về an toàn trên mạng",
        "Nối {n} nhà văn hóa với mạng cáp quang",
        "Đánh giá mức độ hài lòng qua {n} phiếu điện tử",
    ),
    ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường", "Trung tâm Phục vụ hành chính công"),
)

GREEN = Topic(
    "bảo vệ môi trường",
    "environmental protection",
    (
        "Giảm ô nhiễm, giữ cảnh quan sáng, xanh, sạch trên địa bàn phường",
        "Phát huy vai trò của tổ dân phố trong giữ gìn vệ sinh chung",
    ),
    (
        Target(
            "Tỷ lệ rác thải sinh hoạt được thu gom",
            "%",
            82,
            99,
            (
                "{ward} phải thu gom bao nhiêu phần trăm rác thải sinh hoạt trong năm {year}?",
                "Tỷ lệ thu gom rác sinh hoạt năm {year} của {ward} là bao nhiêu?",
            ),
            "What share of household waste must {ward} collect in {year}?",
        ),
        Target(
            "Số cây xanh trồng mới",
            "cây",
            150,
            2900,
            (
                "Năm {year} {ward} trồng mới bao nhiêu cây xanh?",
                "{ward} đặt chỉ tiêu trồng mới mấy cây xanh năm {year}?",
            ),
            "How many new trees will {ward} plant in {year}?",
        ),
        Target(
            "Số hộ phân loại rác tại nguồn",
            "hộ",
            310,
            4800,
            (
                "Bao nhiêu hộ của {ward} phải phân loại rác tại nguồn trong năm {year}?",
                "Chỉ tiêu số hộ phân loại rác tại nguồn năm {year} ở {ward} là mấy hộ?",
            ),
            "How many households must sort waste at source in {ward} in {year}?",
        ),
    ),
    (
        "Nạo vét {n} mét cống thoát nước",
        "Xóa {n} điểm đổ rác tự phát",
        "Đặt {n} thùng thu pin cũ",
        "Vận động {n} cửa hàng bỏ túi ni lông",
        "Kiểm tra nước thải của {n} cơ sở rửa xe",
        "Tổng vệ sinh {n} tuyến phố vào sáng thứ Bảy",
        "Trao {n} giỏ đi chợ dùng nhiều lần",
        "Cải tạo {n} bồn hoa ven hồ",
        "Đo tiếng ồn tại {n} điểm dân cư",
        "Ký cam kết với {n} công trình đang xây dựng",
        "Vẽ {n} bức tường bích họa",
        "Mở {n} phiên chợ đổi rác lấy quà",
        "Thả {n} kilôgam cá giống xuống hồ",
        "Lập {n} đội tự quản dòng kênh",
        "Tháo dỡ {n} biển quảng cáo che cây",
        "Hỗ trợ {n} bếp than chuyển sang bếp điện",
    ),
    ("Phòng Kinh tế, Hạ tầng và Đô thị", "Đội quản lý trật tự và vệ sinh phường"),
)

HEALTH = Topic(
    "chăm sóc sức khỏe người dân",
    "public health care",
    (
        "Nâng cao chất lượng khám, chữa bệnh ban đầu tại trạm y tế",
        "Chủ động phòng bệnh, phát hiện sớm và quản lý bệnh mạn tính",
    ),
    (
        Target(
            "Tỷ lệ trẻ em được tiêm chủng đầy đủ",
            "%",
            85,
            99,
            (
                "{ward} phấn đấu bao nhiêu phần trăm trẻ em tiêm chủng đầy đủ năm {year}?",
                "Tỷ lệ trẻ em tiêm chủng đầy đủ của {ward} năm {year} là bao nhiêu?",
            ),
            "What share of children should be fully vaccinated in {ward} in {year}?",
        ),
        Target(
            "Số người cao tuổi được khám sức khỏe",
            "người",
            420,
            5300,
            (
                "Năm {year} {ward} khám sức khỏe cho bao nhiêu người cao tuổi?",
                "{ward} năm {year} định khám cho mấy người già?",
            ),
            "How many elderly people will get a health check in {ward} in {year}?",
        ),
        Target(
            "Số hồ sơ sức khỏe điện tử lập mới",
            "hồ sơ",
            1200,
            9700,
            (
                "Chỉ tiêu lập mới hồ sơ sức khỏe điện tử năm {year} của {ward} là bao nhiêu?",
                "{ward} phải lập mới bao nhiêu hồ sơ sức khỏe điện tử năm {year}?",
            ),
            "How many new electronic health records must {ward} create in {year}?",
        ),
    ),
    (
        "Phun thuốc diệt muỗi tại {n} tổ dân phố",
        "Kiểm tra an toàn thực phẩm tại {n} bếp ăn tập thể",
        "Đo huyết áp miễn phí cho {n} lượt người",
        "Tập huấn sơ cứu cho {n} giáo viên mầm non",
        "Mua {n} máy khí dung cho trạm y tế",
        "Khám mắt học đường cho {n} học sinh",
        "Vận động {n} đơn vị máu hiến tình nguyện",
        "Mở {n} câu lạc bộ dưỡng sinh",
        "Thăm khám tại nhà cho {n} người khuyết tật",
        "Cấp {n} hộp thuốc gia đình cho hộ khó khăn",
        "Phát {n} màn chống muỗi",
        "Tư vấn dinh dưỡng cho {n} bà mẹ mang thai",
        "Lấy {n} mẫu nước giếng để xét nghiệm",
        "Sàng lọc tiểu đường cho {n} người trên 40 tuổi",
        "Đào tạo lại {n} cộng tác viên dân số",
        "Sửa {n} phòng khám của trạm y tế",
    ),
    ("Phòng Văn hóa - Xã hội", "Trạm Y tế phường"),
)

CROWD = Topic(
    "công tác dân vận",
    "mass mobilization work",
    (
        "Củng cố niềm tin của Nhân dân đối với cấp ủy, chính quyền",
        "Nắm chắc tình hình, giải quyết kịp thời kiến nghị từ cơ sở",
    ),
    (
        Target(
            "Số mô hình “Dân vận khéo” xây dựng mới",
            "mô hình",
            4,
            60,
            (
                "{ward} xây dựng mới bao nhiêu mô hình “Dân vận khéo” năm {year}?",
                "Năm {year} {ward} phải có thêm mấy mô hình dân vận khéo?",
            ),
            'How many new "Dân vận khéo" models will {ward} build in {year}?',
        ),
        Target(
            "Số cuộc đối thoại của người đứng đầu với Nhân dân",
            "cuộc",
            2,
            30,
            (
                "Năm {year} người đứng đầu {ward} đối thoại với Nhân dân mấy cuộc?",
                "{ward} tổ chức bao nhiêu cuộc đối thoại với Nhân dân trong năm {year}?",
            ),
            "How many dialogues with the people will the leaders of {ward} hold in {year}?",
        ),
        Target(
            "Tỷ lệ kiến nghị của Nhân dân được trả lời",
            "%",
            80,
            99,
            (
                "Bao nhiêu phần trăm kiến nghị của Nhân dân ở {ward} phải được trả lời năm {year}?",
                "Tỷ lệ trả lời kiến nghị của Nhân dân năm {year} tại {ward} là bao nhiêu?",
            ),
            "What share of the people's petitions must be answered in {ward} in {year}?",
        ),
    ),
    (
        "Thăm {n} gia đình có công vào dịp 27/7",
        "Tọa đàm với {n} chức sắc, chức việc tôn giáo",
        "Hòa giải {n} vụ việc ở khu dân cư",
        "Quyên góp {n} suất quà cho trẻ mồ côi",
        "Khảo sát dư luận bằng {n} phiếu hỏi",
        "Sửa {n} ngôi nhà cho hộ cận nghèo",
        "Mở {n} lớp nghiệp vụ cho cán bộ đoàn thể",
        "Biên tập {n} tin bài trên hệ thống loa truyền thanh",
        "Kết nghĩa với {n} tổ dân phố vùng ven",
        "Vận động {n} hộ hiến đất mở ngõ",
        "Giám sát {n} công trình bằng ban thanh tra nhân dân",
        "Tặng {n} thẻ bảo hiểm y tế cho học sinh",
        "Tuyên dương {n} gương người tốt, việc tốt",
        "Tiếp xúc với {n} doanh nghiệp nhỏ",
        "Dựng {n} bảng tin ở nhà sinh hoạt cộng đồng",
        "Tổ chức {n} đêm văn nghệ quần chúng",
    ),
    ("Ban Xây dựng Đảng", "Ủy ban Mặt trận Tổ quốc Việt Nam phường"),
)

ORDER = Topic(
    "trật tự đô thị",
    "urban order",
    (),
    (
        Target(
            "Số trường hợp lấn chiếm vỉa hè bị xử lý",
            "trường hợp",
            12,
            420,
            (
                "{ward} xử lý bao nhiêu trường hợp lấn chiếm vỉa hè trong {period}?",
                "Trong {period} {ward} phạt mấy vụ lấn chiếm vỉa hè?",
            ),
            "How many sidewalk encroachments were handled in {ward} in {english_period}?",
        ),
        Target(
            "Số giấy phép xây dựng đã cấp",
            "giấy phép",
            9,
            180,
            (
                "{ward} đã cấp bao nhiêu giấy phép xây dựng trong {period}?",
                "Số giấy phép xây dựng {ward} cấp trong {period} là mấy?",
            ),
            "How many building permits did {ward} issue in {english_period}?",
        ),
        Target(
            "Tỷ lệ phản ánh về đô thị được giải quyết",
            "%",
            61,
            99,
            (
                "Tỷ lệ phản ánh về đô thị được giải quyết ở {ward} trong {period} là bao nhiêu?",
                "{ward} giải quyết mấy phần trăm phản ánh về đô thị trong {period}?",
            ),
            "What share of urban complaints was resolved in {ward} in {english_period}?",
        ),
    ),
    (
        "Kẻ vạch sơn tại {n} tuyến phố",
        "Dỡ bỏ {n} mái che sai quy định",
        "Bố trí {n} điểm trông giữ xe có phép",
        "Rà soát {n} công trình không phép",
        "Thay {n} bóng đèn chiếu sáng ngõ",
        "Ký cam kết với {n} hộ buôn bán mặt phố",
        "Sửa {n} nắp hố ga bị vỡ",
        "Gắn {n} biển cấm dừng, đỗ xe",
        "Ra quân {n} đợt giữ gìn trật tự",
        "Thu hồi {n} biển hiệu cũ nát",
    ),
    ("Đội quản lý trật tự đô thị", "Công an phường"),
)

PLANS = (DIGITAL, GREEN, HEALTH, CROWD)
REPORT = ORDER

_FIRST = (
    "Mây Sương Trúc Suối Ngàn Bãi Đồi Vườn Lụa Gốm Chuông Sao Cánh Rêu Quế Nhãn Cọ Lau Sậy Mận "
    "Đào Bưởi Hồng Diều Sếu Hạc Thuyền Chèo"
)
_SECOND = (
    "Hạ Lam Ngân Biếc Vọng Thưa Nâu Vàng Êm Xuôi Trầm Cả Non Đượm Rạng Thẳm Khuya Lành Mềm Bạc"
)
FIRST, SECOND = tuple(_FIRST.split()), tuple(_SECOND.split())
"""Syllables of invented wards, no two of them alike without diacritics."""

FAMILY = ("Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Hồ", "Dương", "Mạc", "Tạ")
MIDDLE = ("Minh", "Nhã", "Thị", "Văn", "Khắc", "Thu", "Quang", "Bảo")
GIVEN = ("Họa", "Sương", "Nhạn", "Kha", "Mẫn", "Lữ", "Trầm", "Uyển", "Tước", "Ngải", "Bách")
"""Names of invented signers."""
