from __future__ import annotations

import pytest

from rag.catalog import Catalog, Route
from rag.domain import Card, Fact, Filters, Metadata
from rag.question import understand


def card(
    name: str,
    *,
    issuer: str,
    place: str | None = None,
    year: int = 2026,
    number: str | None = None,
    title: str = "Triển khai công tác thi đua, khen thưởng",
    kind: str = "kế hoạch",
    amends: str | None = None,
) -> Card:
    def fact(value: str | None) -> Fact | None:
        return Fact(value, 0, len(value)) if value else None

    amended = fact(amends)
    return Card(
        id=name,
        source=f"{name}.txt",
        metadata=Metadata(
            number=fact(number),
            kind=fact(kind),
            issuer=fact(issuer),
            place=fact(place),
            title=fact(f"{title} năm {year}"),
            amends=(amended,) if amended else (),
            years=(year,),
        ),
        label="public",
    )


CARDS = (
    card("mayha26", issuer="Ủy ban nhân dân phường Mây Hạ", place="Mây Hạ", number="15/KH-UBND"),
    card("mayha27", issuer="Ủy ban nhân dân phường Mây Hạ", place="Mây Hạ", year=2027),
    card("ngan26", issuer="Đảng ủy phường Sông Ngân", place="Sông Ngân", number="08-KH/ĐU"),
    card(
        "bc26",
        issuer="Đảng ủy phường Sông Ngân",
        place="Sông Ngân",
        kind="báo cáo",
        title="Kết quả công tác Quý I",
    ),
    card("lang26", issuer="Ủy ban nhân dân phường Lành", place="Lành"),
    card(
        "khoi26", issuer="Khối thi đua các cơ quan Nội chính", place="Lam Thủy", title="Phát động"
    ),
    card("sua26", issuer="Ủy ban nhân dân phường Mây Hạ", number="99/QĐ-UBND", amends="15/KH-UBND"),
)
CATALOG = Catalog(CARDS)


def route(text: str, filters: Filters | None = None) -> Route:
    return CATALOG.route(understand(text), filters)


def ids(text: str) -> list[set[str]]:
    return [{candidate.card.id for candidate in group} for group in route(text).groups]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chủ đề năm 2027 của phường Mây Hạ là gì?", [{"mayha27"}]),
        ("chu de nam 2027 cua phuong may ha la gi", [{"mayha27"}]),
        ("What is the 2027 theme of May Ha ward?", [{"mayha27"}]),
        ("UBND P. Sông Ngân", [{"ngan26", "bc26"}]),
        ("Kế hoạch 08-KH/ĐU do ai ký?", [{"ngan26"}]),
        ("ke hoach 8-kh/du do ai ky", [{"ngan26"}]),
        ("Phường Lành phải làm gì?", [{"lang26"}]),
        ("Kế hoạch 15/KH-UBND được sửa đổi những gì?", [{"sua26"}]),
        ("Chỉ tiêu GRDP năm 2026 là bao nhiêu?", []),
        (
            "Kế hoạch năm 2027 của phường Mây Hạ và kế hoạch 08-KH/ĐU do ai ký?",
            [{"ngan26"}, {"mayha27"}],
        ),
    ],
)
def test_named_documents(text: str, expected: list[set[str]]) -> None:
    assert ids(text) == expected


def test_an_everyday_word_is_not_a_one_syllable_name() -> None:
    assert ids("môi trường trong lành cho người dân") == []


def test_the_title_decides_between_documents_of_one_body() -> None:
    groups = route("Báo cáo kết quả công tác quý I của phường Sông Ngân nói gì?").groups
    assert groups[0][0].card.id == "bc26"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Chỉ tiêu năm 2026 của phường Gió Thoảng là bao nhiêu?", ("Gió Thoảng",)),
        ("phuong gio thoang phai lam gi", ("gio thoang",)),
        ("What is the target of Gio Thoang ward for 2026?", ("Gio Thoang",)),
        ("Phường Mây Hạ phải làm gì?", ()),
        ("phuong phai lam gi trong quy iii", ()),
        ("Tình hình xã hội trên địa bàn phường ra sao?", ()),
        ("Các cơ quan Nội chính làm gì?", ()),
    ],
)
def test_names_that_no_document_carries(text: str, unknown: tuple[str, ...]) -> None:
    assert route(text).unknown == unknown


def test_a_year_that_the_body_has_no_plan_for_is_reported() -> None:
    found = route("Chủ đề năm 2024 của phường Mây Hạ là gì?")
    assert found.unmet_years == (2024,)


def test_the_words_that_name_are_consumed() -> None:
    query = understand("Chủ đề năm 2027 của phường Mây Hạ là gì?")
    consumed = CATALOG.route(query).consumed
    assert {query.tokens[place].word for place in consumed} == {
        "nam",
        "2027",
        "phuong",
        "may",
        "ha",
    }


def test_filters_narrow_what_may_be_named() -> None:
    filters = Filters(year=2027)
    groups = route("phường Mây Hạ phải làm gì?", filters).groups
    assert [[c.card.id for c in group] for group in groups] == [["mayha27"]]
    assert {c.id for c in CATALOG.filtered(Filters(kind="Báo cáo"))} == {"bc26"}
    assert {c.id for c in CATALOG.filtered(Filters(issuer="sông ngân"))} == {"ngan26", "bc26"}
