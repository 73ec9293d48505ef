"""Names of bodies and places: in a document's metadata and in a question's words (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Card
from rag.glossary import STOPWORDS
from rag.question import Query, Token
from rag.vietnamese import fold, nfc

UNITS: dict[tuple[str, ...], int] = {
    ("phuong",): 3,
    ("xa",): 3,
    ("p",): 3,
    ("ward",): 3,
    ("commune",): 3,
    ("thi", "tran"): 3,
    ("dac", "khu"): 3,
    ("quan",): 2,
    ("huyen",): 2,
    ("district",): 2,
    ("thi", "xa"): 2,
    ("tinh",): 1,
    ("thanh", "pho"): 1,
    ("tp",): 1,
    ("city",): 1,
    ("province",): 1,
}
"""Administrative units with their level; the lowest named one issues the document."""

_TYPED_UNITS = (
    "phường",
    "xã",
    "quận",
    "huyện",
    "tỉnh",
    "thị trấn",
    "thị xã",
    "thành phố",
    "đặc khu",
)
_ORGAN_PREFIX = re.compile(
    r"^(?:Ban Chấp hành|Ban Thường vụ|Thường trực|Văn phòng|Cơ quan)\s+(?=\S+\s\S+\s\S+)",
    re.IGNORECASE,
)
_UNIT_BEFORE_NAME = re.compile(rf".*\b(?i:{'|'.join(_TYPED_UNITS)})\s+([^\W\d_].*)", re.DOTALL)


def names(card: Card) -> set[str]:
    """Return the names that a document goes by: its place and the proper part of its issuer."""
    meta = card.metadata
    found: set[str] = set()
    if meta.place:
        found.add(meta.place.value)
    if meta.issuer:
        proper = _proper_part(meta.issuer.value)
        found.add(meta.issuer.value)
        found.add(_ORGAN_PREFIX.sub("", meta.issuer.value))
        if proper:
            found.add(proper)
    return found


def _proper_part(issuer: str) -> str | None:
    """Return what follows the last unit word: "Mây Hạ" of "… nhân dân phường Mây Hạ"."""
    match = _UNIT_BEFORE_NAME.search(nfc(issuer))
    name = match.group(1).strip(" ,.") if match else ""
    return name if name[:1].isupper() else None


def units_in(tokens: Sequence[Token]) -> dict[int, tuple[int, int]]:
    """Return where unit words begin: place -> (length, level). "cơ quan", "xã hội" are none."""
    found: dict[int, tuple[int, int]] = {}
    for place in range(len(tokens)):
        for unit, level in UNITS.items():
            span = tokens[place : place + len(unit)]
            if tuple(token.word for token in span) != unit:
                continue
            typed = " ".join(token.typed.lower() for token in span)
            if not typed.isascii() and typed not in _TYPED_UNITS:
                continue
            before = tokens[place - 1].word if place else ""
            after = tokens[place + len(unit)].word if place + len(unit) < len(tokens) else ""
            if (before, unit[0]) == ("co", "quan") or (unit[0], after) == ("xa", "hoi"):
                continue
            found[place] = (len(unit), level)
    return found


def unit_beside(units: dict[int, tuple[int, int]], first: int, last: int) -> tuple[int, int, int]:
    """Return (start, length, level) of the unit word before or after a name; level 0 if none."""
    for place, (size, level) in units.items():
        if place + size == first or place == last:
            return place, size, level
    return 0, 0, 0


def proper_name(query: Query, first: int) -> list[int]:
    """Return the places of a proper name that starts at `first`, empty if it is none."""
    name: list[int] = []
    capitals = query.accented or any(token.typed[:1].isupper() for token in query.tokens[1:])
    for place in range(first, min(first + 4, len(query.tokens))):
        token = query.tokens[place]
        if capitals:
            if not token.typed[:1].isupper() or token.typed.isupper():
                break
        elif token.word.isdigit() or token.word in _AFTER_UNIT:
            break
        name.append(place)
    return name


def name_before(query: Query, unit: int) -> list[int]:
    """Return the places of the capitalised words right before an English unit word."""
    name: list[int] = []
    for place in range(unit - 1, -1, -1):
        token = query.tokens[place]
        if not token.typed[:1].isupper() or token.word in STOPWORDS:
            break
        name.insert(0, place)
    return name


_COMMON_AFTER_UNIT = """
quý năm tháng kế hoạch đặt giao giải tổ chức thực hiện triển khai ban hành xây dựng chỉ đạo phấn đấu
thi đua phát động đề ra đề nghị yêu cầu tiếp nhận xử phạt tham mưu báo cáo họp xét duyệt chuẩn bị
lấy ý kiến dự kiến tập trung hoàn thành đạt thông minh văn minh kiểu mẫu hội ủy đảng chủ tịch phó
hội đồng công an phòng trung tâm
có là phải đã sẽ được ở trong về cho và của này trên theo thì làm gì nào không đang bao như với từ
đến tại do những các để nhằm mỗi bị cần ra sao thế còn lại nên mà hay hoặc đó đây kia ấy
"""
_AFTER_UNIT = frozenset(fold(_COMMON_AFTER_UNIT).split())
"""Words after "phường" in text typed without accents and capitals with which no name begins."""
