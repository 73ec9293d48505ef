from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval.alterations import framed, negation, reworded
from eval.labelled import Labelled, labelled
from eval.thresholds import load_thresholds
from eval.topics import FIRST, SECOND
from eval.verifying import figures as measured
from eval.verifying import judge_all
from rag.answer.figures import figures
from rag.answer.moments import moments
from rag.answer.support import compare, faults

SENTENCES = labelled()
QUOTES = [one for one in SENTENCES if one.kind == "quote"]
WITH_DIGITS = [one for one in QUOTES if any(ch.isdigit() for ch in one.statement.text)]
WITH_ISSUER = [one for one in SENTENCES if one.kind == "with issuer"]


def kinds(claim: str, quote: str, around: str = "") -> set[str]:
    return {fault.kind for fault in compare(claim, quote, around)}


def judged(one: Labelled, claim: str) -> set[str]:
    citation = one.citations[0]
    around = "\n".join((*citation.path, citation.title or "", citation.issuer or ""))
    return kinds(claim, citation.quote, around)


def test_the_held_out_half_is_judged_as_well_as_before() -> None:
    found = measured(judge_all(one for one in SENTENCES if one.held_out))
    assert load_thresholds("verify").missed(found) == ()


def test_there_are_as_many_labelled_sentences_as_promised() -> None:
    by_hand = [one for one in SENTENCES if one.kind == "by hand"]
    assert len(SENTENCES) >= 400
    assert len(by_hand) >= 80
    assert len({one.id for one in SENTENCES}) == len(SENTENCES)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.234 cây", "1234", ""),
        ("1234 cây", "1234", ""),
        ("06 mô hình", "6", ""),
        ("hai mươi lớp", "20", ""),
        ("một trăm hai mươi lăm hộ", "125", ""),
        ("12,5%", "12.5", "%"),
        ("12,5 phần trăm", "12.5", "%"),
        ("41,6 tỷ đồng", "41600000000", "đồng"),
        ("385.000.000 đồng", "385000000", "đồng"),
        ("385 triệu đồng", "385000000", "đồng"),
        ("3 tỷ 200 triệu đồng", "3200000000", "đồng"),
    ],
)
def test_numbers_are_worth_the_same_however_written(text: str, value: str, unit: str) -> None:
    found = figures(text)
    assert [(one.value, one.unit) for one in found] == [(Decimal(value).normalize(), unit)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("03/02/2026", "ngày 03 tháng 02 năm 2026"),
        ("3-2-2026", "ngày 3/2/2026"),
        ("quý III năm 2026", "Quý 3/2026"),
        ("tháng 9/2026", "tháng chín năm 2026"),
        ("6 tháng đầu năm", "sáu tháng đầu năm"),
    ],
)
def test_times_are_the_same_however_written(one: str, other: str) -> None:
    assert [m.parts for m in moments(one)] == [m.parts for m in moments(other)] != []


SAME = [
    ("Thu ngân sách đạt 41,6 tỷ đồng.", "Thu ngân sách đạt 41.600 triệu đồng."),
    ("Báo cáo trước ngày 03/02/2026.", "Báo cáo trước ngày 03 tháng 02 năm 2026."),
    ("Ít nhất 70% cá nhân.", "Từ 70% cá nhân trở lên."),
    ("UBND phường chủ trì.", "Ủy ban nhân dân phường chủ trì."),
    ("Chỉ thị số 41-CT/TW.", "Chỉ thị số 41 - CT/TW."),
    ("Việc này hoà giải ở tổ.", "Việc này hòa giải ở tổ."),
    ("Không quá 30 ngày.", "Tối đa 30 ngày."),
]


@pytest.mark.parametrize(("claim", "quote"), SAME)
def test_the_same_said_otherwise_passes(claim: str, quote: str) -> None:
    assert kinds(claim, quote) == set()
    assert kinds(quote, claim) == set()


OTHER = [
    ("Thu đạt 41,6 triệu đồng.", "Thu đạt 41,6 tỷ đồng.", "number"),
    (
        "GRDP đạt 95%; bảo hiểm y tế đạt 12,5%.",
        "GRDP đạt 12,5%; bảo hiểm y tế đạt 95%.",
        "attachment",
    ),
    ("Tỷ lệ đạt dưới 95%.", "Tỷ lệ đạt trên 95%.", "bound"),
    ("Nộp sau ngày 05/9/2026.", "Nộp trước ngày 05/9/2026.", "bound"),
    ("Kiểm tra một số chi bộ.", "Kiểm tra các chi bộ.", "direction"),
    ("Thu ngân sách giảm 6%.", "Thu ngân sách tăng 6%.", "direction"),
    ("Phường được cấp phép.", "Phường không được cấp phép.", "negation"),
    ("Dự án chưa hoàn thành.", "Dự án hoàn thành.", "negation"),
    ("Ông Lê Văn Sương chủ trì.", "Ông Lê Văn Sượng chủ trì.", "name"),
    ("Theo Chỉ thị số 14-CT/TW.", "Theo Chỉ thị số 41-CT/TW.", "document"),
]


@pytest.mark.parametrize(("claim", "quote", "kind"), OTHER)
def test_each_kind_of_untruth_has_its_name(claim: str, quote: str, kind: str) -> None:
    assert kind in kinds(claim, quote)


@given(st.sampled_from(WITH_DIGITS), st.data())
def test_any_altered_digit_is_caught(one: Labelled, data: st.DataObject) -> None:
    text = one.statement.text
    at = data.draw(st.sampled_from([n for n, ch in enumerate(text) if ch.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != text[at]]))
    altered = f"{text[:at]}{digit}{text[at + 1 :]}"
    cited = one.citations[0]
    # A number of the title, or a lone digit, may be that of a heading above the quote.
    known = "\n".join((cited.quote, cited.title or "", *cited.path, "mục 1 2 3 4 5 6 7 8 9"))
    numbers = {figure.value for figure in figures(known)}
    fresh = [figure for figure in figures(altered) if figure.value not in numbers]
    assume(fresh)
    assert judged(one, altered)


@given(st.sampled_from(WITH_ISSUER), st.sampled_from(FIRST), st.sampled_from(SECOND))
def test_any_other_ward_is_caught(one: Labelled, first: str, second: str) -> None:
    issuer = one.citations[0].issuer or ""
    ward = " ".join(issuer.split()[-2:])
    assume(f"{first} {second}" != ward)
    assert judged(one, one.statement.text.replace(ward, f"{first} {second}"))


@given(st.sampled_from(QUOTES), st.randoms(use_true_random=False))
def test_an_added_negation_is_caught(one: Labelled, dice: random.Random) -> None:
    altered = negation(one.statement.text, dice)
    assume(altered is not None)
    assert altered is not None
    assert judged(one, altered)


@given(st.sampled_from(QUOTES), st.randoms(use_true_random=False))
def test_a_quote_and_its_light_paraphrases_pass(one: Labelled, dice: random.Random) -> None:
    text = one.statement.text
    for claim in (text, framed(text, dice), reworded(text, dice) or text):
        assert judged(one, claim) == set(), claim


@given(st.text(), st.text(), st.text(), st.text())
def test_nothing_crashes_on_garbage(claim: str, quote: str, around: str, question: str) -> None:
    compare(claim, quote, around, question)


@given(st.text(alphabet="0123456789.,/-%tỷ triệuđồngngày tháng năm quýIV ", max_size=60))
def test_a_text_of_figures_supports_itself(text: str) -> None:
    assert not {"number", "time", "document"} & kinds(text, text)


def test_a_citation_that_is_not_there_is_named() -> None:
    one = QUOTES[0]
    assert [fault.kind for fault in faults(one.statement, {})] == ["unknown_citation"]
