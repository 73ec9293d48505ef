"""Words of Vietnamese administration: abbreviations, words that only ask (pure).

Office abbreviations follow common usage and Nghị định 30/2020/NĐ-CP, Phụ lục III. Keys are folded
(lower case, no diacritics); values are accented Vietnamese. Nothing here comes from one document.
"""

from __future__ import annotations

ABBREVIATIONS: dict[str, str] = {
    "antq": "an ninh tổ quốc",
    "antt": "an ninh trật tự",
    "atgt": "an toàn giao thông",
    "attp": "an toàn thực phẩm",
    "atvstp": "an toàn vệ sinh thực phẩm",
    "bc": "báo cáo",
    "bch": "ban chấp hành",
    "bcd": "ban chỉ đạo",
    "bhtn": "bảo hiểm thất nghiệp",
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "bqp": "bộ quốc phòng",
    "btc": "ban tổ chức",
    "btg": "ban tuyên giáo",
    "btv": "ban thường vụ",
    "bvmt": "bảo vệ môi trường",
    "ca": "công an",
    "cbcc": "cán bộ công chức",
    "cbccvc": "cán bộ công chức viên chức",
    "ccb": "cựu chiến binh",
    "cchc": "cải cách hành chính",
    "cctp": "cải cách tư pháp",
    "cd": "công đoàn",
    "cds": "chuyển đổi số",
    "cntt": "công nghệ thông tin",
    "cq": "cơ quan",
    "csdl": "cơ sở dữ liệu",
    "ct": "chủ tịch",
    "cv": "công văn",
    "dbqh": "đại biểu quốc hội",
    "dn": "doanh nghiệp",
    "dtn": "đoàn thanh niên",
    "du": "đảng ủy",
    "dv": "đơn vị",
    "dvc": "dịch vụ công",
    "gcn": "giấy chứng nhận",
    "gd": "giáo dục",
    "gddt": "giáo dục và đào tạo",
    "gpmb": "giải phóng mặt bằng",
    "gplx": "giấy phép lái xe",
    "hdnd": "hội đồng nhân dân",
    "hkd": "hộ kinh doanh",
    "hnd": "hội nông dân",
    "hpn": "hội phụ nữ",
    "htx": "hợp tác xã",
    "kh": "kế hoạch",
    "khcn": "khoa học công nghệ",
    "kl": "kết luận",
    "kp": "khu phố",
    "ktd": "khối thi đua",
    "ktxh": "kinh tế xã hội",
    "lhpn": "liên hiệp phụ nữ",
    "mttq": "mặt trận tổ quốc",
    "nq": "nghị quyết",
    "nsnn": "ngân sách nhà nước",
    "ntm": "nông thôn mới",
    "pccc": "phòng cháy chữa cháy",
    "pct": "phó chủ tịch",
    "pctn": "phòng chống tham nhũng",
    "pctnlptc": "phòng chống tham nhũng lãng phí tiêu cực",
    "pt": "phong trào",
    "ptdt": "phát triển đô thị",
    "pttd": "phong trào thi đua",
    "qd": "quyết định",
    "qlnn": "quản lý nhà nước",
    "qpan": "quốc phòng an ninh",
    "tccsd": "tổ chức cơ sở đảng",
    "tdkt": "thi đua khen thưởng",
    "tdp": "tổ dân phố",
    "thcs": "trung học cơ sở",
    "thpt": "trung học phổ thông",
    "tnlptc": "tham nhũng lãng phí tiêu cực",
    "tp": "thành phố",
    "tthc": "thủ tục hành chính",
    "ttdt": "trật tự đô thị",
    "ttxd": "trật tự xây dựng",
    "tt": "thường trực",
    "tu": "thành ủy",
    "tv": "thành viên",
    "tw": "trung ương",
    "ub": "ủy ban",
    "ubbc": "ủy ban bầu cử",
    "ubkt": "ủy ban kiểm tra",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ubnd": "ủy ban nhân dân",
    "vbqppl": "văn bản quy phạm pháp luật",
    "vhxh": "văn hóa xã hội",
    "vp": "văn phòng",
    "vpdu": "văn phòng đảng ủy",
    "vsmt": "vệ sinh môi trường",
    "xdcb": "xây dựng cơ bản",
    "xdd": "xây dựng đảng",
}

_STOP_VI = """
ai anh ấy bằng bao bên biết bị bởi bạn ca các cái càng cần cho có còn cũng của cùng cứ đã đang đâu
đây để đến đi đó do được em gì giờ giúp giùm hãy hay hiện hỏi hơn ít kể khi kia không là lại làm lần
lên luôn lúc mà mấy mình mỗi một muốn nào này nêu nên nếu nghe ngoài ngày nhé nhiêu nhiều như nhưng
những nhất nơi nữa ở ơi ông bà ôi phải qua ra rằng rất riêng rồi sao sau sẽ sự tại thế theo thì từ
từng tới tôi trong trên trước và vào vẫn vậy về vì việc với vừa xin xem số nói chị cô chú bác thuộc
nhằm hoặc gồm xong mới giống nhau lượt đối tổng cộng toàn cả chung chi
đồng chí thưa vâng ạ dạ nhỉ hả chứ liệt cụ thể tóm tắt
"""
_STOP_EN = """
a an and any are as at be been by can did do does each for from give given had has have how in into
is it its many me much must of on or should tell than that the their them there these they this to
under was were what when where which who whom whose why will with would please about according
"""

STOPWORDS: frozenset[str] = frozenset((_STOP_VI + _STOP_EN).split())
"""Words, accented, that ask or join but do not say what about."""

ASKING: tuple[str, ...] = (
    "ai là người ký ban hành",
    "bao nhiêu phần trăm",
    "các nhiệm vụ trọng tâm",
    "chỉ tiêu chủ yếu",
    "chủ trì thực hiện",
    "chức vụ người ký",
    "có trách nhiệm gì",
    "cơ quan đơn vị nào",
    "cơ quan nào chủ trì",
    "đến hết thời hạn",
    "được ban hành ngày nào",
    "được giao nhiệm vụ",
    "gồm những ai",
    "gồm những gì",
    "gồm những nội dung",
    "giải pháp thực hiện",
    "gửi báo cáo trước ngày",
    "gửi đến những nơi nào",
    "kinh phí thực hiện",
    "liệt kê những việc phải làm",
    "mục đích yêu cầu",
    "mục tiêu",
    "nơi nhận gồm những đơn vị",
    "phối hợp thực hiện",
    "số hiệu văn bản",
    "số ký hiệu",
    "thời gian hoàn thành",
    "thời gian thực hiện",
    "thời gian tới",
    "tỷ lệ phần trăm",
    "văn bản do ai ký",
    "vào tháng nào quý nào năm nào",
)
"""How people ask of plans, for mending what is mistyped."""
