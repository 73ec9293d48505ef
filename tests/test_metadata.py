"""Metadata: what header, title and signature say, in the layouts that offices use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.bodies import normal_case
from ingest.metadata import metadata
from ingest.normalize import canonical
from ingest.outline import outline
from rag.domain import Canonical, Fact, Metadata, Page
from rag.vietnamese import nfc

CORPUS = Path(
    os.environ.get("PLANQA_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")
).resolve()


def read(text: str) -> Metadata:
    source = Canonical(text, (), len(text))
    return metadata(source, outline(source))


def value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


STATE = """\
ỦY BAN NHÂN DÂN
PHƯỜNG SÔNG MÂY
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND
Sông Mây, ngày 05 tháng 01 năm 2027
KẾ HOẠCH
Cải cách hành chính quý II/2027
và những năm tiếp theo
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;
I. NỘI DUNG
1. Thực hiện Chỉ thị 41-CT/TW, ngày 26 tháng 12 năm 2024 và Luật Cư trú số 68/2020/QH14.
Nơi nhận:
- Sở Nội vụ tỉnh (để b/c);
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lò Thị Mây"""


def test_state_header() -> None:
    meta = read(STATE)
    assert value(meta.number) == "12/KH-UBND"
    assert value(meta.kind) == "kế hoạch"
    assert value(meta.issuer) == "Ủy ban nhân dân phường Sông Mây"
    assert meta.parent_body is None
    assert value(meta.place) == "Sông Mây"
    assert value(meta.issued_on) == "2027-01-05"
    assert value(meta.title) == "Cải cách hành chính quý II/2027 và những năm tiếp theo"
    assert value(meta.period) == "quý II/2027"
    assert (value(meta.signer), value(meta.signer_office)) == ("Lò Thị Mây", "PHÓ CHỦ TỊCH")
    assert [r.value for r in meta.recipients] == ["Sở Nội vụ tỉnh (để b/c)", "Lưu: VT"]
    assert [(d.number, d.kind, d.issued_on) for d in meta.directives] == [
        ("30/2020/NĐ-CP", "Nghị định", "2020-03-05"),
        ("41-CT/TW", "Chỉ thị", "2024-12-26"),
        ("68/2020/QH14", "Luật", None),
    ]
    assert meta.amends == () and meta.years == (2027,)


def test_party_header_with_blanks() -> None:
    meta = read(
        "ĐẢNG BỘ TỈNH HẠ LAM\nĐẢNG ỦY XÃ BẢN ĐÔNG\n*\nSố        -KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Bản Đông, ngày      tháng    năm 2027\nKẾ HOẠCH\nnhiệm kỳ 2025 - 2027\n-----\n"
        "Thực hiện Kế hoạch số 06-KH/TU.\nI. MỘT\nHai.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nVàng Văn Sơn"
    )
    assert meta.number is None
    assert value(meta.parent_body) == "Đảng bộ tỉnh Hạ Lam"
    assert value(meta.issuer) == "Đảng ủy xã Bản Đông"
    assert value(meta.issued_on) == "2027"
    assert value(meta.period) == "nhiệm kỳ 2025 - 2027"
    assert meta.years == (2025, 2026, 2027)


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("Hạ Lam, ngày tháng 4 năm 2027", "2027-04"),
        ("Hạ Lam, ngày … tháng … năm 2027", "2027"),
        ("Hạ Lam, ngày 27/02/2027", "2027-02-27"),
        ("Hạ Lam, ngày 7.2.2027", "2027-02-07"),
        ("Hạ Lam, ngày 40 tháng 15 năm 2027", None),
    ],
)
def test_dates(dateline: str, expected: str | None) -> None:
    meta = read(f"Số: /KH-UBND\n{dateline}\nKẾ HOẠCH Phát động thi đua năm 2028\nI. MỘT\nHai.")
    assert value(meta.issued_on) == expected
    assert value(meta.place) == "Hạ Lam"
    assert meta.number is None
    assert (value(meta.kind), value(meta.title)) == ("kế hoạch", "Phát động thi đua năm 2028")
    assert meta.years == (2028,)


def test_columns_side_by_side() -> None:
    meta = read(
        "UBND TỈNH HẠ LAM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc\n"
        "Số: 45/QĐ-SNV Hạ Lam, ngày 3 tháng 2 năm 2027\nQUYẾT ĐỊNH\n"
        "Về việc sửa đổi, bổ sung Quyết định số 10/QĐ-SNV ngày 01/3/2025\nGIÁM ĐỐC SỞ NỘI VỤ\n"
        "Căn cứ Luật sửa đổi, bổ sung Luật số 15/2022/QH15;\nQUYẾT ĐỊNH:\nĐiều 1. Sửa đổi.\n"
        "Điều 2. Quyết định này thay thế Quyết định số 77/QĐ-SNV ngày 02/02/2024.\n"
        "Nơi nhận: GIÁM ĐỐC\n- Như Điều 2;\n- Lưu: VT. Sùng A Páo"
    )
    assert value(meta.parent_body) == "UBND tỉnh Hạ Lam"
    assert value(meta.issuer) == "Sở Nội vụ"
    assert (value(meta.number), value(meta.place)) == ("45/QĐ-SNV", "Hạ Lam")
    assert [fact.value for fact in meta.amends] == ["10/QĐ-SNV", "77/QĐ-SNV"]
    assert (value(meta.signer), value(meta.signer_office)) == ("Sùng A Páo", "GIÁM ĐỐC")
    assert [r.value for r in meta.recipients] == ["Như Điều 2", "Lưu: VT"]
    assert meta.years == (2027,)


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            "KẾ HOẠCH\nThi đua năm 2027\nỦy ban nhân dân xã Bản Đông ban hành "
            "Kế hoạch như sau:\nI. A\nB.",
            "Ủy ban nhân dân xã Bản Đông",
        ),
        (
            "KẾ HOẠCH\nCỦA BAN CHẤP HÀNH ĐẢNG BỘ XÃ BẢN ĐÔNG\nthực hiện nghị quyết\nI. A\nB.",
            "Ban Chấp hành Đảng bộ xã Bản Đông",
        ),
        (
            "BÁO CÁO\nKết quả quý I/2027\nI. A\n1. B c.\n"
            "Trên đây là báo cáo của Đảng ủy xã Bản Đông./.",
            "Đảng ủy xã Bản Đông",
        ),
        (
            "KẾ HOẠCH\nThi đua\nI. A\nB.\nTM. KHỐI THI ĐUA SỐ 3\nTRƯỞNG KHỐI\nLò Thị Mây",
            "Khối thi đua số 3",
        ),
        ("KẾ HOẠCH\nThi đua\nI. A\nB.", None),
    ],
)
def test_issuer_without_header(text: str, issuer: str | None) -> None:
    assert value(read(text).issuer) == issuer


def test_offices_are_joined_and_rank_is_dropped() -> None:
    meta = read(
        "I. A\nB.\nTM. KHỐI THI ĐUA\nTRƯỞNG KHỐI\nTRƯỞNG CÔNG AN XÃ\nThượng tá Hà Minh Châu"
    )
    assert value(meta.signer_office) == "TRƯỞNG KHỐI, TRƯỞNG CÔNG AN XÃ"
    assert value(meta.signer) == "Hà Minh Châu"


def test_official_letter() -> None:
    meta = read(
        "UBND XÃ BẢN ĐÔNG\nSố: 99/UBND-VX\nV/v báo cáo quý I/2027\nBản Đông, ngày 01/4/2027\n"
        "Kính gửi: Các trường học.\nĐề nghị báo cáo."
    )
    assert (value(meta.kind), value(meta.title)) == ("công văn", "báo cáo quý I/2027")
    assert value(meta.issuer) == "UBND xã Bản Đông"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ĐẢNG ỦY ĐẶC KHU CỒN MÂY", "Đảng ủy đặc khu Cồn Mây"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Sở Giáo dục và Đào tạo"),
        ("PHÒNG VĂN HÓA - XÃ HỘI", "Phòng Văn hóa - Xã hội"),
        ("TRƯỜNG THPT CỒN MÂY", "Trường THPT Cồn Mây"),
        ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM XÃ A", "Ủy ban Mặt trận Tổ quốc Việt Nam xã A"),
        ("Ban Nội chính", "Ban Nội chính"),
    ],
)
def test_normal_case(printed: str, expected: str) -> None:
    assert normal_case(printed) == expected


def facts(meta: Metadata) -> list[Fact]:
    single = (
        meta.number,
        meta.kind,
        meta.issuer,
        meta.parent_body,
        meta.place,
        meta.title,
        meta.period,
        meta.signer,
        meta.signer_office,
    )
    return [*(f for f in single if f), *meta.recipients, *meta.amends]


def check_spans(text: str, meta: Metadata) -> None:
    for fact in facts(meta):
        assert 0 <= fact.start < fact.end <= len(text)
        if fact is meta.kind:
            continue
        words = "".join(text[fact.start : fact.end].lower().split())
        for piece in fact.value.lower().replace(", ", " ").split():
            assert piece.strip(",*_") in words
    for directive in meta.directives:
        words = "".join(text[directive.start : directive.end].split())
        assert directive.number in words


def test_prose_that_begins_like_a_number_is_no_header() -> None:
    prose = "Số dân của xã Bãi Lau là 5.200 người, tăng 120 người so với năm 2030."
    dated = f"Theo sổ hộ tịch, ngày 05 tháng 4 năm 2031 {'xã có thêm 12 hộ dân; ' * 12}."
    for text in (prose, dated):
        kinds = [section.kind for section in outline(Canonical(text, (), len(text)))]
        assert kinds == ["document", "paragraph"]


PIECES = st.sampled_from(
    [
        *STATE.splitlines(),
        "Số:",
        "QUYẾT ĐỊNH:",
        "V/v",
        "CỦA BAN",
        "ngày 1/1/2027",
        "*",
        "TM. A",
        "Số 1-KH/A",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=30).map("\n".join), st.text(max_size=300)))
def test_any_text_is_read(text: str) -> None:
    meta = read(text)
    check_spans(text, meta)
    assert meta == read(text)


@pytest.mark.parametrize(
    ("name", "number", "kind", "issued_on", "recipients", "directives", "years"),
    [
        ("000", None, "kế hoạch", "2026", 8, 8, (2026,)),
        ("001", None, "kế hoạch", "2026-02-27", 5, 6, (2026,)),
        ("002", None, "báo cáo", None, 8, 66, (2026,)),
        ("003", None, "kế hoạch", "2026-04", 4, 4, (2026,)),
        ("004", "08-KH/ĐU", "kế hoạch", None, 7, 21, tuple(range(2025, 2031))),
    ],
)
def test_corpus(
    name: str,
    number: str | None,
    kind: str,
    issued_on: str | None,
    recipients: int,
    directives: int,
    years: tuple[int, ...],
) -> None:
    found = sorted(CORPUS.glob(f"{name}*.txt"))
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"corpus not found: {CORPUS}")
        pytest.skip("corpus not found")
    source = canonical((Page(nfc(found[0].read_text(encoding="utf-8"))),))
    meta = metadata(source, outline(source))
    check_spans(source.text, meta)
    assert value(meta.number) == number
    assert value(meta.kind) == kind
    assert value(meta.issued_on) == issued_on
    assert len(meta.recipients) == recipients
    assert len(meta.directives) == directives
    assert meta.years == years
    assert meta.issuer and meta.title and meta.period and meta.signer and meta.signer_office
