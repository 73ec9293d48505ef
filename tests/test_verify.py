from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answer.parsing import parse
from rag.answer.verify import verify
from rag.domain import Citation, Statement

QUOTES = {
    1: "Tăng trưởng GRDP đạt 12,5%; bảo hiểm y tế đạt trên 95%.",
    2: "Báo cáo về Ủy ban nhân dân phường trước ngày 05/9/2026 theo Kế hoạch số 12/KH-UBND.",
}


def citation(n: int) -> Citation:
    quote = QUOTES[n]
    return Citation(
        n=n,
        document_id="d1",
        source="a.txt",
        title=None,
        number=None,
        issuer=None,
        issued_on=None,
        path=(),
        page=None,
        start=0,
        end=len(quote),
        quote=quote,
    )


CITATIONS = {n: citation(n) for n in QUOTES}


def kept(text: str) -> list[Statement]:
    """Return what the model's own words are kept as."""
    written = parse(text)
    return [one for one in verify(text, CITATIONS).statements if one in written]


def test_a_supported_sentence_is_kept() -> None:
    checked = verify("Tăng trưởng GRDP đạt 12,5% [1].", CITATIONS)
    assert [statement.citations for statement in checked.statements] == [(1,)]
    assert checked.verification.stands


def test_every_kind_of_lie_is_dropped() -> None:
    lies = [
        "Tăng trưởng GRDP đạt 13,5% [1].",
        "Tăng trưởng GRDP đạt 12,5%.",
        "Tăng trưởng GRDP đạt 12,5% [7].",
        "Tăng trưởng GRDP đạt 12,5% [2].",
        "Báo cáo trước ngày 06/9/2026 [2].",
        "Theo Kế hoạch số 12/KH-ĐU, báo cáo về Ủy ban nhân dân phường [2].",
        "Xin mời quý vị ghé thăm trang mạng của chúng tôi hôm nay [1].",
    ]
    for lie in lies:
        assert not kept(lie), lie
        assert not verify(lie, CITATIONS).verification.stands, lie


def test_lists_and_marks_in_any_style_are_parsed() -> None:
    text = "- Tăng trưởng GRDP đạt 12,5% [1]\n- Bảo hiểm y tế đạt trên 95% [1, 2].\n"
    assert [(s.text, s.citations) for s in parse(text)] == [
        ("Tăng trưởng GRDP đạt 12,5%", (1,)),
        ("Bảo hiểm y tế đạt trên 95%.", (1, 2)),
    ]


@given(st.text())
def test_nothing_uncited_is_ever_kept(text: str) -> None:
    for statement in verify(text, CITATIONS).statements:
        assert statement.citations
        assert all(n in CITATIONS for n in statement.citations)


@given(st.integers(min_value=0, max_value=10**6))
def test_a_figure_that_no_quote_has_is_never_shown(number: int) -> None:
    assert not kept(f"Tăng trưởng GRDP đạt {number}% [1].") or f"{number}%" in QUOTES[1]
