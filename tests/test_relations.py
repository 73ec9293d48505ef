from __future__ import annotations

from typing import Any

import pytest

from ingest.documents import read_document
from rag.answer.notes import with_notes
from rag.domain import Answer, Card, Citation, Document
from rag.relations import Relations

HEAD = """ỦY BAN NHÂN DÂN
PHƯỜNG {ward}
Số: {number}
{place}, ngày {day} tháng 02 năm 2026

{kind}
{title}

{grounds}
{body}

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH
Trần Minh Họa
"""
TASKS = "I. NHIỆM VỤ\n1. Trồng 120 cây xanh.\n2. Sửa 3 cây cầu."
GROUNDS = "Căn cứ Nghị quyết số 5/NQ-HĐND ngày 03/01/2026 của HĐND phường;"


def paper(source: str = "a.txt", **parts: str) -> Document:
    given = {
        "ward": "ĐỒNG SEN", "place": "Đồng Sen", "number": "12/KH-UBND", "day": "15",
        "kind": "KẾ HOẠCH", "title": "Trồng cây và sửa cầu năm 2026 của phường Đồng Sen",
        "grounds": GROUNDS, "body": TASKS, **parts,
    }  # fmt: skip
    return read_document(HEAD.format(**given).encode(), source)


def card(document: Document) -> Card:
    return Card(document.id, document.source, document.metadata, document.label)


def said(document: Document) -> list[tuple[str, str | None, str | None]]:
    found = document.metadata.relations
    for relation in found:
        quote = document.text[relation.start : relation.end]
        assert quote == quote.strip() and 5 < len(quote) <= 600
        if relation.number:
            assert relation.number in quote
    return [(relation.kind, relation.number, relation.issued_on) for relation in found]


DECISION = {"kind": "QUYẾT ĐỊNH", "number": "88/QĐ-UBND", "day": "20"}
KH9 = ("9/KH-UBND", "2026-01-15")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"title": "Về việc sửa đổi, bổ sung Kế hoạch số 9/KH-UBND ngày 15/01/2026", **DECISION},
         [("amends", *KH9)]),
        ({"title": "Điều chỉnh, bổ sung Kế hoạch số 9/KH-UBND ngày 15 tháng 01 năm 2026"},
         [("amends", *KH9)]),
        ({"title": "V/v đính chính Kế hoạch số 9/KH-UBND ngày 15/01/2026 của UBND phường"},
         [("amends", *KH9)]),
        ({"body": "Điều 1. Bãi bỏ Kế hoạch số 9/KH-UBND ngày 15/01/2026.", **DECISION},
         [("repeals", *KH9)]),
        ({"body": "Điều 1. Bãi bỏ khoản 2 mục III Kế hoạch số 9/KH-UBND ngày 15/01/2026.",
          **DECISION}, [("amends", *KH9)]),
        ({"body": "Điều 3. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số "
                  "4/QĐ-UBND ngày 02/01/2026.", **DECISION},
         [("replaces", "4/QĐ-UBND", "2026-01-02")]),
        ({"body": TASKS + "\nKế hoạch này thay thế Kế hoạch số 9/KH-UBND ngày 15/01/2026 và Kế "
                          "hoạch số 10/KH-UBND ngày 16/01/2026."},
         [("replaces", *KH9), ("replaces", "10/KH-UBND", "2026-01-16")]),
        ({"body": "Điều 2. Quyết định số 4/QĐ-UBND ngày 02/01/2026 hết hiệu lực kể từ ngày Quyết "
                  "định này có hiệu lực.", **DECISION},
         [("repeals", "4/QĐ-UBND", "2026-01-02")]),
        ({"title": "Trồng cây năm 2026\n(Kèm theo Quyết định số 7/QĐ-UBND ngày 10/02/2026)"},
         [("issued_with", "7/QĐ-UBND", "2026-02-10")]),
    ],
)  # fmt: skip
def test_what_a_document_does_to_others_is_recognised(
    parts: dict[str, str], expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert said(paper(**parts)) == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"grounds": "Căn cứ Nghị định số 5/2026/NĐ-CP sửa đổi, bổ sung Nghị định số 4/2020/NĐ-CP;"},
        {"grounds": "Căn cứ Kế hoạch số 9/KH-UBND thay thế Kế hoạch số 8/KH-UBND ngày 02/01/2026;"},
        {"body": "I. NHIỆM VỤ\n1. Rà soát, sửa đổi, bổ sung Quyết định số 4/QĐ-UBND.\n2. Việc."},
        {"body": "I. NHIỆM VỤ\n1. Bổ sung Quy chế kèm theo Quyết định số 4/QĐ-UBND.\n2. A."},
        {"body": TASKS + "\nKế hoạch này được bổ sung theo Công văn số 4/CV-UBND khi cần."},
        {"body": "Điều 1. Ban hành Quy chế. Thay thế thành viên nghỉ việc theo Quyết định số "
                 "4/QĐ-UBND.", **DECISION},
        {"body": "Điều 2. Thực hiện theo Kế hoạch số 9/KH-UBND đã được sửa đổi.", **DECISION},
    ],
)  # fmt: skip
def test_a_mention_is_no_relation(parts: dict[str, str]) -> None:
    assert said(paper(**parts)) == []


PLAN = paper("plan.txt")
CHANGE = paper(
    "change.txt",
    title="Về việc sửa đổi, bổ sung Kế hoạch số 12/KH-UBND ngày 15/02/2026",
    **DECISION,
)


@pytest.mark.parametrize("order", [(PLAN, CHANGE), (CHANGE, PLAN)])
def test_links_do_not_depend_on_who_came_first(order: tuple[Document, Document]) -> None:
    relations = Relations([card(document) for document in order])
    [link] = relations.of(card(CHANGE))
    assert link.target is not None and (link.kind, link.target.id) == ("amends", PLAN.id)
    assert [item.subject.id for item in relations.to(PLAN.id)] == [CHANGE.id]
    [unresolved] = Relations([card(CHANGE)]).of(card(CHANGE))
    assert unresolved.target is None


@pytest.mark.parametrize(
    "other",
    [
        {"ward": "GÒ LAU", "place": "Gò Lau"},  # another body's number 12
        {"day": "16"},  # another day's
        {"number": "13/KH-UBND"},
    ],
)
def test_a_number_alone_does_not_link(other: dict[str, str]) -> None:
    relations = Relations([card(CHANGE), card(paper("other.txt", **other))])
    assert [link.target for link in relations.of(card(CHANGE))] == [None]


def test_a_target_without_a_number_is_found_by_body_and_title() -> None:
    words = "Trồng cây và sửa cầu năm 2026 của phường Đồng Sen"
    title = f"Về việc điều chỉnh một số nội dung Kế hoạch {words}"
    change = paper("c.txt", title=title, **DECISION)
    [link] = Relations([card(PLAN), card(change)]).of(card(change))
    assert link.target is not None and link.target.id == PLAN.id
    twice = Relations([card(PLAN), card(change), card(paper("copy.txt"))])
    assert [link.target for link in twice.of(card(change))] == [None]


@pytest.mark.parametrize(
    "parts",
    [
        {"number": "    /KH-UBND"},
        {"kind": "DỰ THẢO KẾ HOẠCH"},
        {"kind": "(DỰ THẢO)\nKẾ HOẠCH"},
        {"kind": "DỰ THẢO LẦN 2\nKẾ HOẠCH"},
    ],
)
def test_a_draft_stands_back_behind_its_final_version(parts: dict[str, str]) -> None:
    draft = paper("draft.txt", **parts)
    cards = (card(draft), card(PLAN))
    relations = Relations(cards)
    [link] = relations.of(cards[0])
    assert link.target is not None and (link.kind, link.target.id) == ("draft_of", PLAN.id)
    assert relations.without_drafts(cards, "Trồng bao nhiêu cây?") == cards[1:]
    assert relations.without_drafts(cards, "Trong dự thảo thì trồng bao nhiêu cây?") == cards
    assert relations.without_drafts(cards[:1], "Trồng bao nhiêu cây?") == cards[:1]
    another = card(paper("other.txt", title="Trồng hoa và sửa cầu năm 2027 của phường Đồng Sen"))
    assert Relations([cards[0], another]).of(cards[0]) == ()


def answer_from(document: Document) -> Answer:
    first: dict[str, Any] = {"n": 1, "document_id": document.id, "source": document.source}
    unknown = dict.fromkeys(("title", "number", "issuer", "issued_on", "page"))
    quote = document.text[:9]
    citation = Citation(**first, **unknown, path=(), start=0, end=9, quote=quote)
    return Answer("answered", "Trồng 120 cây. [1]", citations=(citation,))


def test_an_answer_says_that_its_source_was_changed() -> None:
    documents = {document.id: document for document in (PLAN, CHANGE)}
    relations = Relations([card(document) for document in documents.values()])
    noted = with_notes(answer_from(PLAN), relations, documents.__getitem__, language="vi")
    assert noted.text.splitlines()[-1] == (
        "Lưu ý: Kế hoạch số 12/KH-UBND đã được sửa đổi, bổ sung. [2]"
    )
    citation = noted.citations[-1]
    assert (citation.n, citation.document_id) == (2, CHANGE.id)
    assert citation.quote == CHANGE.text[citation.start : citation.end]
    assert "12/KH-UBND" in citation.quote
    assert noted.statements[-1].citations == (2,)
    same = answer_from(CHANGE)
    assert with_notes(same, relations, documents.__getitem__, language="vi") is same
    english = with_notes(answer_from(PLAN), relations, documents.__getitem__, language="en")
    assert "has been amended" in english.text
