from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.asks import Ask
from rag.question import OPTIONAL, is_english, understand
from rag.typos import mend


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Quý III năm 2026 phường Mây Hạ phải làm gì?", "list"),
        ("quy 3 phuong may ha phai lam nhung viec gi", "list"),
        ("What does Quarter III require?", "list"),
        ("Phòng Kinh tế có trách nhiệm gì?", "list"),
        ("Chương trình gồm những nghị quyết, kết luận, chỉ thị nào?", "list"),
        ("Bao nhiêu hộ nghèo?", "amount"),
        ("How many households are poor?", "amount"),
        ("Báo cáo gửi trước ngày nào?", "when"),
        ("Ai ký kế hoạch này?", "signer"),
        ("KH do đ/c nào ký?", "signer"),
        ("ke hoach nay do ai ky", "signer"),
        ("Kế hoạch ban hành ngày nào?", "issued_on"),
        ("Nơi nhận của kế hoạch?", "recipients"),
        ("Kế hoạch số mấy?", "number"),
        ("Số của báo cáo quý I là gì?", "number"),
        ("Báo cáo chia thành những phần lớn nào?", "outline"),
        ("Có phải báo cáo trong Quý III không?", "yesno"),
        ("Cơ quan nào chủ trì?", "body"),
        ("Chỉ thị 41-CT/TW về việc gì?", "about"),
        ("Cho xin số điện thoại của chủ tịch", "contact"),
    ],
)
def test_what_is_asked(text: str, ask: Ask) -> None:
    assert ask in understand(text).asks


@pytest.mark.parametrize(
    "text",
    ["kỳ họp thứ nhất bàn gì", "dang ky thi dua the nao", "ky niem ngay 19/5 ra sao"],
)
def test_terms_and_registrations_are_no_signatures(text: str) -> None:
    assert "signer" not in understand(text).asks


def test_languages_are_told_apart() -> None:
    assert is_english("What is the theme of the plan for 2026?")
    assert not is_english("chu de thi dua nam 2026 la gi")
    assert not is_english("Thế còn nguyên nhân khách quan?")
    assert not is_english("con Ban To chuc Dang uy thi sao")


def test_abbreviations_and_english_are_spelled_out() -> None:
    terms = understand("Chỉ tiêu BHYT là bao nhiêu?").terms()
    assert terms["bao_hiem"] == 1.0
    assert terms["bhyt"] <= OPTIONAL
    english = understand("What is the health insurance target of the ward?").terms()
    assert "bao_hiem" in english
    assert "health" not in english


def test_consumed_words_stop_counting() -> None:
    query = understand("chủ đề của phường Mây Hạ")
    places = frozenset(p for p, token in enumerate(query.tokens) if token.word in ("may", "ha"))
    terms = query.terms(places)
    assert "chu_de" in terms
    assert not {"may", "ha", "may_ha"} & terms.keys()


def test_a_typo_is_mended_only_where_it_makes_sense() -> None:
    known = {"giai", "ngan", "giai_ngan", "von", "ngan_von"}
    query = mend(understand("giải ngânn vốn zzzz"), known.__contains__, frozenset())
    assert [token.word for token in query.tokens] == ["giai", "ngan", "von", "zzzz"]


@given(st.text(max_size=300))
def test_any_question_is_understood(text: str) -> None:
    query = understand(text)
    assert all(weight > 0 for weight in query.terms().values())
    for token in query.tokens:
        assert query.text[token.start : token.end] == token.typed


def test_official_wordings_answer_beside_words_that_some_document_has() -> None:
    query = understand("Bao nhiêu cơ sở buôn bán trái phép?")
    (wordings,) = query.meaning(known=lambda _: True, wording="any").meant
    assert "buon ban" in wordings and "kinh doanh" in wordings
    assert query.meaning(known=lambda _: True).meant == ()


def test_per_cent_is_a_unit_and_no_word_to_be_found() -> None:
    terms = understand("Đạt mấy phần trăm hộ?").terms()
    assert max(terms["phan_tram"], terms["phan"], terms["tram"]) <= OPTIONAL < terms["ho"]
