"""Chains of follow-ups over plans of two invented wards and three years."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes import write
from tests.test_assistant import Setup, assistant_over

SIGNERS = {"Mây Hạ": "Lê Hoài Thục", "Cầu Đá": "Phan Quế Lâm"}
NUMBERS = {"Mây Hạ": 15, "Cầu Đá": 40}
LEADS = ("Phòng Văn hóa", "Phòng Kinh tế", "Công an phường", "Trạm Y tế phường")


def plan(ward: str, year: int) -> str:
    """Return a plan whose figures tell ward, year and quarter: 2025, quarter 3 -> 253."""
    base = (year % 100) * 10 + (500 if ward == "Cầu Đá" else 0)
    quarters = "\n".join(
        f"{n}. Quý {roman} năm {year}\n"
        f"a) Tổ chức {base + n} buổi tuyên truyền về bảo vệ môi trường.\n"
        f"b) Kiểm tra {base + n} hộ kinh doanh trên địa bàn.\n"
        f"c) {LEADS[n - 1]} chủ trì tổng kết phong trào trong quý."
        for n, roman in enumerate(("I", "II", "III", "IV"), start=1)
    )
    return f"""ỦY BAN NHÂN DÂN
PHƯỜNG {ward.upper()}
Số: {NUMBERS[ward] + year - 2024}/KH-UBND
{ward}, ngày 1{year % 10} tháng 01 năm {year}

KẾ HOẠCH
Bảo vệ môi trường năm {year} của phường {ward}

I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao ý thức giữ gìn vệ sinh của {base} hộ dân.
2. Việc triển khai bảo đảm thiết thực, tiết kiệm.

II. NHIỆM VỤ THEO TỪNG QUÝ
{quarters}

III. KINH PHÍ
Kinh phí thực hiện Kế hoạch là {base} triệu đồng từ ngân sách phường.

IV. TỔ CHỨC THỰC HIỆN
1. Văn phòng Ủy ban nhân dân phường theo dõi, đôn đốc.
2. Các tổ dân phố báo cáo kết quả trước ngày 25 hằng tháng.

Nơi nhận:
- Các tổ dân phố số {base};
- Hội Phụ nữ phường;
- Lưu: VT.

CHỦ TỊCH
{SIGNERS[ward]}
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    folder = tmp_path_factory.mktemp("plans")
    for ward, slug in (("Mây Hạ", "may-ha"), ("Cầu Đá", "cau-da")):
        for year in (2024, 2025, 2026):
            write(folder / f"{slug}-{year}.txt", plan(ward, year))
    yield from assistant_over(folder, tmp_path_factory.mktemp("home"))


DO = "Quý III năm 2026 phường Mây Hạ làm gì?"
BARE = "quy 3 nam 2026 phuong may ha lam gi"
MONEY = "Kinh phí kế hoạch bảo vệ môi trường năm 2026 của phường Mây Hạ là bao nhiêu?"
DATE = "Kế hoạch 17/KH-UBND ban hành ngày nào?"
ENGLISH = "What does Quarter III 2026 require of May Ha ward?"

CHAINS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    # turns, the one file that is cited ("" where refused), words of the answer
    ((DO, "còn quý IV?"), "may-ha-2026", "264"),
    ((DO, "còn quý IV?", "ai chủ trì?"), "may-ha-2026", "Trạm Y tế phường"),
    ((DO, "còn quý IV?", "ai chủ trì?", "thế năm ngoái?"), "may-ha-2025", "Trạm Y tế"),
    (
        (DO, "còn quý IV?", "ai chủ trì?", "thế năm ngoái?", "còn phường Cầu Đá?"),
        "cau-da-2025",
        "Trạm Y tế",
    ),
    ((DO, "ai chủ trì?", "còn quý II?"), "may-ha-2026", "Phòng Kinh tế"),
    ((DO, "thế năm ngoái?"), "may-ha-2025", "253"),
    ((DO, "thế năm ngoái?", "năm trước nữa thì sao?"), "may-ha-2024", "243"),
    ((DO, "thế năm 2024?", "còn năm sau?"), "may-ha-2025", "253"),
    ((DO, "còn phường Cầu Đá?"), "cau-da-2026", "763"),
    ((DO, "còn phường Cầu Đá?", "quý I thì sao?"), "cau-da-2026", "761"),
    ((DO, "Còn phường Cầu Đá năm 2025 thì sao?"), "cau-da-2025", "753"),
    ((DO, "phường Cầu Đá, quý II?", "phường Mây Hạ?"), "may-ha-2026", "262"),
    ((BARE, "con quy 4"), "may-ha-2026", "264"),
    ((BARE, "con quy 4", "the nam ngoai"), "may-ha-2025", "254"),
    ((BARE, "con phuong cau da"), "cau-da-2026", "763"),
    ((MONEY, "còn phường Cầu Đá?"), "cau-da-2026", "760 triệu"),
    ((MONEY, "thế năm ngoái?"), "may-ha-2025", "250 triệu"),
    ((MONEY, "ai ký?"), "may-ha-2026", "Lê Hoài Thục"),
    ((MONEY, "ai ký?", "còn phường Cầu Đá?"), "cau-da-2026", "Phan Quế Lâm"),
    ((DATE, "ai ký?"), "may-ha-2026", "Lê Hoài Thục"),
    ((DATE, "ai ký?", "gửi cho những nơi nào?"), "may-ha-2026", "260"),
    ((DATE, "còn phường Cầu Đá?"), "cau-da-2026", "ngày 16"),
    ((DATE, "thế năm ngoái?"), "may-ha-2025", "ngày 15"),
    ((DATE, "văn bản này nói gì?"), "may-ha-2026", "260 hộ dân"),
    ((DATE, "cảm ơn bạn", "kinh phí bao nhiêu?"), "may-ha-2026", "260 triệu"),
    ((DO, "Tóm tắt văn bản này"), "may-ha-2026", "260 hộ dân"),
    ((DO, "kinh phí của kế hoạch này là bao nhiêu?"), "may-ha-2026", "260 triệu"),
    ((ENGLISH, "and Quarter IV?"), "may-ha-2026", "264"),
    ((ENGLISH, "what about last year?"), "may-ha-2025", "253"),
    ((DO, MONEY.replace("Mây Hạ", "Cầu Đá")), "cau-da-2026", "760 triệu"),
    ((DO, "Ai ký kế hoạch 41/KH-UBND?"), "cau-da-2025", "Phan Quế Lâm"),
    ((DO, "thế năm 2030?"), "", "2030"),
    ((DO, "còn phường Ngàn Bạc?"), "", "Ngàn Bạc"),
    ((DO, "còn quý V?"), "", "quý"),
    ((DO, "Giá vàng hôm nay bao nhiêu?"), "", "Không tìm thấy"),
)


@pytest.mark.parametrize(("turns", "source", "words"), CHAINS, ids=lambda value: str(value)[-60:])
def test_a_chain_is_followed(plans: Setup, turns: tuple[str, ...], source: str, words: str) -> None:
    answer = plans.ask(turns[-1], *turns[:-1])
    assert answer.status == ("answered" if source else "not_found"), answer.resolved_question
    assert {c.source for c in answer.citations} == ({f"{source}.txt"} if source else set())
    assert words in answer.text


@pytest.mark.parametrize(
    ("turns", "resolved"),
    [
        ((DO, "còn quý IV?"), "Quý IV năm 2026 phường Mây Hạ làm gì?"),
        ((DO, "ai chủ trì?"), "Phường Mây Hạ, quý III năm 2026: ai chủ trì?"),
        ((DO, "thế năm ngoái?"), "Quý III năm 2025 phường Mây Hạ làm gì?"),
        ((DATE, "ai ký?"), "Kế hoạch 17/KH-UBND: ai ký?"),
        ((DATE, "còn phường Cầu Đá?"), "Kế hoạch của phường Cầu Đá năm 2026 ban hành ngày nào?"),
        ((DATE, "Ai ký văn bản này?"), "Ai ký kế hoạch 17/KH-UBND?"),
        ((DO, "Ai ký kế hoạch 41/KH-UBND?"), "Ai ký kế hoạch 41/KH-UBND?"),
        ((DO, "mục III nói gì?", "còn mục IV?"), "Phường Mây Hạ, năm 2026: mục IV nói gì?"),
        ((ENGLISH, "and Quarter IV?"), "What does Quarter IV 2026 require of May Ha ward?"),
        (("Xin chào", "quý IV làm gì?"), "quý IV làm gì?"),
    ],
)
def test_the_resolved_question_is_a_whole_sentence(
    plans: Setup, turns: tuple[str, ...], resolved: str
) -> None:
    assert plans.ask(turns[-1], *turns[:-1]).resolved_question == resolved


def test_a_long_conversation_is_cut_not_refused(plans: Setup) -> None:
    answer = plans.ask("còn quý IV?", *(["còn quý I?", "thế năm ngoái?"] * 20), DO)
    assert answer.status == "answered"
