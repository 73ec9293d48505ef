"""Questions about a document itself, answered from its header and signature (pure).

Who signed, when, under which number, to whom: facts that stand in no sentence. A question is one of
these only if, apart from the words that name the document, nothing else is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.answer.draft import Draft, Line, Piece
from rag.domain import Card, Document, Fact
from rag.english import meaning
from rag.glossary import ABBREVIATIONS
from rag.question import Query
from rag.vietnamese import fold, folded_syllables

_OFFICE_WORDS = """
chủ tịch phó bí thư trưởng khối ban phòng giám đốc chánh văn phòng thanh tra thường trực quyền thứ
trưởng bộ trưởng hiệu trưởng tổ trưởng chỉ huy
"""
_META_WORDS = """
ký người ngày tháng năm chức vụ danh số hiệu ban hành giữ đồng chí ông bà tên gửi đến nơi nhận những
cơ quan đơn vị văn bản khi lúc bao nhiêu địa danh đâu vào thời gian gian lần lượt hiện nay thuộc đề
tên họ gọi là gì ai nào cấp phát cho các đc quận huyện tỉnh thành phố phường xã thị trấn
kế hoạch báo cáo chỉ thị chương trình quyết định nghị quyết công văn thông báo hướng dẫn mang thay
mặt bởi phần lớn chính chia thành bố cục mục chương mấy vai trò ngoài
"""
_META = frozenset(fold(_META_WORDS).split()) | frozenset(fold(_OFFICE_WORDS).split())
_OFFICE = re.compile(
    r"\b((?:pho |quyen )?(?:chu tich|bi thu|giam doc|chanh van phong|chanh thanh tra|hieu truong"
    r"|truong (?:khoi|ban|phong|cong an|doan|tram)|to truong|chi huy truong)(?: thuong truc)?)\b"
)
_NAME_ASKED = re.compile(r"\bla ai\b|ten (?:la )?gi|\bai la\b|\bwho\b|ho ten|dong chi nao|ong nao")


def residue(query: Query, cards: Iterable[Card], consumed: frozenset[int]) -> list[str]:
    """Return the content words that neither name these documents nor ask for header fields."""
    known: set[str] = set(_META)
    for card in cards:
        meta = card.metadata
        facts = (meta.title, meta.issuer, meta.kind, meta.place, meta.number, meta.parent_body)
        for fact in facts:
            if fact is not None:
                known.update(folded_syllables(fact.value))
        known.update(str(year) for year in meta.years)
    explained = consumed | query.glossed(known)
    return [
        token.word
        for place, token in enumerate(query.tokens)
        if place not in explained
        and not token.stop
        and len(token.word) > 1
        and token.word not in known
        and not (query.english and meaning(token.word) is None)
    ]


def office_asked(query: Query) -> str | None:
    """Return the office whose holder's name is asked, folded: "CT UBND tên gì?" -> "chu tich"."""
    words = [ABBREVIATIONS.get(token.word, token.word) for token in query.tokens]
    text = fold(" ".join(words))
    if not _NAME_ASKED.search(text):
        return None
    match = _OFFICE.search(text)
    return match.group(1) if match else None


def holds_office(document: Document, office: str) -> bool:
    """Tell whether the signer signed in just this office (a deputy is not the chairman)."""
    fact = document.metadata.signer_office
    if fact is None:
        return False
    lines = [fold(line).strip(" .,") for line in re.split(r"[\n,]", _words(document, fact))]
    return any(line == office or line.startswith(f"{office} ") for line in lines)


def signature(document: Document) -> Draft | None:
    """Answer with the signer's name and office, quoted from the signature block."""
    meta = document.metadata
    if meta.signer is None:
        return None
    first = meta.signer_office or meta.signer
    start, end = min(first.start, meta.signer.start), max(first.end, meta.signer.end)
    said = meta.signer.value
    if meta.signer_office is not None:
        said = f"{said} – {meta.signer_office.value}"
    return _one(document, start, end, said)


def fact_line(document: Document, fact: Fact | None) -> Draft | None:
    """Answer with one header field as it is printed; None when it is blank."""
    return None if fact is None else _one(document, fact.start, fact.end, None)


def issued_on(document: Document, *, day_asked: bool) -> Draft | None:
    """Answer with the dateline; None when the part asked for is blank."""
    fact = document.metadata.issued_on
    if fact is None or (day_asked and len(fact.value) < len("2026-01-01")):
        return None
    return _one(document, fact.start, fact.end, None)


def recipients(document: Document) -> Draft | None:
    """Answer with all recipients, each quoted."""
    facts = document.metadata.recipients
    if not facts:
        return None
    lines = tuple(Line((Piece(document.id, fact.start, fact.end),)) for fact in facts)
    return Draft(lines, bullets=True, count="count_recipients")


def main_parts(document: Document) -> Draft | None:
    """Answer with the headings of the highest level that has at least two."""
    sections = document.sections
    inner = [s for s in sections if not s.leaf and s.title and s.kind in _STRUCTURAL]
    if not inner:
        return None
    level = min(section.level for section in inner)
    tops = [section for section in inner if section.level == level]
    lines: list[Line] = []
    for section in tops:
        heading = sections[section.ordinal + 1]
        end = heading.end if heading.kind == "heading" else section.start + len(section.title)
        text = document.text[section.start : end]
        lines.append(Line((Piece(document.id, section.start, section.start + len(text.rstrip())),)))
    return Draft(tuple(lines), bullets=True, count="count_parts") if len(lines) > 1 else None


_STRUCTURAL = frozenset({"part", "chapter", "division", "article", "clause"})


def _one(document: Document, start: int, end: int, said: str | None) -> Draft:
    return Draft((Line((Piece(document.id, start, end),), said=said),))


def _words(document: Document, fact: Fact) -> str:
    return document.text[fact.start : fact.end]
