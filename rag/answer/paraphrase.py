"""Words that a paraphrase may use without saying anything new: joints, frames, synonyms (pure).

Common usage of Vietnamese administration; nothing here comes from one document.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from rag.answer.words import keys

_STOP = """
trở ai anh ấy bằng bao bên bị bởi các cái càng cho có còn cũng của cùng đã đang đâu đây để đến đi đó
do được gì hãy hay khi là lại lên lúc mà mấy một muốn nào này nên nếu ngoài ngày những như nhưng
nhằm nơi nữa ở qua ra rằng rất riêng rồi sau sẽ tại thế theo thì từ từng tới trên trong trước và
vào vẫn vậy về vì việc với vừa xong hoặc gồm cả tổng số năm tháng quý không chưa trừ mọi tất thêm
thứ phải cần nhất ít nhiều tối đa thiểu hơn dưới quá đầu cuối hết kể mỗi hằng hàng bao giờ đồng
triệu tỷ nghìn phần trăm thuộc giữa gần đối lần lượt lấy
"""
_FRAME = """
cụ thể yêu cầu nêu quy định kế hoạch văn bản nội dung thực hiện triển khai tổ chức tiến hành nhiệm
vụ công tác đề ra đặt mục tiêu chỉ bảo đảm đảm hoàn thành phấn đấu đạt đơn vị cơ quan liên ngoài
hiện thời gian hạn dự kiến chịu trách nhiệm giao mức địa bàn phường xã đồng thời bao gồm trong đó
ghi rõ ông bà chị kết quả hoạt động nay vậy tức nghĩa chính tính riêng lượng tỷ lệ khoản mục điều
điểm báo cáo chỉ thị quyết đoạn sẽ nhận làm sự hướng tới nhau
"""
_ALIKE = """
thực hiện|triển khai|tiến hành|tổ chức|làm
hoàn thành|hoàn tất|xong|kết thúc
bảo đảm|đảm bảo
phụ trách|chủ trì|chịu trách nhiệm|đảm nhiệm|đứng đầu|đầu mối|đảm nhận
kinh phí|ngân sách|chi phí|số tiền|nguồn tiền|tiền
nộp|gửi|trình|chuyển
nhân dân|người dân|bà con|dân
cơ quan|đơn vị|bộ phận
ban hành|ra|ký ban hành|phát hành
xây dựng|lập|soạn|làm
thành lập|lập|lập ra
kiểm tra|kiểm|thanh kiểm
tặng|trao|biếu
mở|tổ chức|khai giảng
phát động|khởi xướng|mở đầu
tập huấn|bồi dưỡng|huấn luyện|đào tạo
đạt|đạt được|có
trồng mới|trồng thêm|trồng
lắp đặt|lắp|gắn
sửa chữa|sửa|tu sửa|khắc phục
xử lý|giải quyết
phối hợp|cùng|kết hợp
đôn đốc|nhắc nhở|thúc đẩy
tuyên truyền|phổ biến
hướng dẫn|chỉ dẫn
biểu dương|tuyên dương|tôn vinh
nâng cao|tăng cường|đẩy mạnh
hỗ trợ|giúp|giúp đỡ
quyết định|ấn định
đề nghị|đề xuất|kiến nghị
thông báo|công bố|báo
theo dõi|giám sát
hằng năm|mỗi năm|hàng năm
hằng tháng|mỗi tháng|hàng tháng
hằng quý|mỗi quý|hàng quý
cuối cùng|sau cùng
dự toán|dự chi
bằng|tương đương
trích|lấy|sử dụng|dùng
tham gia|dự|tham dự
học sinh|các em
hộ gia đình|hộ|gia đình
thu được|thu
cấp|phát
chỉ tiêu|mục tiêu|chỉ số
giải ngân|chi trả
rà soát|soát xét|xem xét
cải tạo|sửa sang|nâng cấp|chỉnh trang
khai trương|ra mắt
vận động|kêu gọi|huy động
lãnh đạo|chỉ đạo
tổng kết|đánh giá
phương tiện|xe
người cao tuổi|người già|người lớn tuổi
trẻ em|trẻ|thiếu nhi
khám|khám bệnh
giảm|cắt giảm|hạ
tăng|tăng thêm
thủ tục|giấy tờ
hồ sơ|giấy tờ
trụ sở|nơi làm việc
thời hạn|hạn|hạn chót|kỳ hạn
cư dân|người dân
bệnh|dịch
họp|hội nghị|cuộc họp
người đứng đầu|thủ trưởng|lãnh đạo
tổ dân phố|khu dân cư
hoạt động|vận hành
thay thế|thay
cán bộ|công chức
tiếp nhận|nhận|thu nhận
trả kết quả|giao kết quả
đường|tuyến đường|tuyến phố
"""

STOP: frozenset[str] = frozenset(key for word in _STOP.split() for key in keys(word))
"""Words that join; what turns a sentence round is judged elsewhere."""
FRAME: frozenset[str] = frozenset(key for word in _FRAME.split() for key in keys(word))
"""Words of which a sentence may have more than its quote: "theo kế hoạch, … được thực hiện"."""

_GROUPS: list[list[tuple[str, ...]]] = [
    [tuple(keys(phrase)) for phrase in line.split("|")] for line in _ALIKE.strip().splitlines()
]


def alike(line: Sequence[str], known: Set[str]) -> frozenset[str]:
    """Return the keys of a sentence that say in other words what is known."""
    found: set[str] = set()
    for group in _GROUPS:
        if not any(all(key in known for key in phrase) for phrase in group):
            continue
        for phrase in group:
            size = len(phrase)
            if any(tuple(line[at : at + size]) == phrase for at in range(len(line) - size + 1)):
                found.update(phrase)
    return frozenset(found)
