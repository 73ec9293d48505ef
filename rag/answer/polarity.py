"""Words that turn a sentence round: negations, directions, quantifiers (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer.words import Word

_NEGATION = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|đừng|cấm|nghiêm cấm|ngoại trừ|trừ|miễn)(?!\w)"
    r"(?!\s+(?:gian|khí|ngừng|những|chỉ|quân|phận|trừ|dưới|quá|thấp hơn|ít hơn|nhiều hơn|vượt quá"
    r"|tiền mặt|đầy|đến|tới|phí|dịch|nhiệm)(?!\w))"
)
_PAUSE = re.compile(r"[,;.:\n]")
_PREFIXED = re.compile(r"(?:hàng|khấu|loại|giảm|bài|phòng|chân|hư)\s+$")

_OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tăng", "nâng", "tăng cường"), ("giảm", "hạ thấp", "sụt", "cắt giảm")),
    (("cao hơn", "vượt"), ("thấp hơn", "kém hơn", "không đạt")),
    (("cao nhất",), ("thấp nhất",)),
    (
        ("sớm", "trước hạn", "đúng hạn", "trước thời hạn"),
        ("muộn", "trễ", "quá hạn", "trễ hạn", "chậm"),
    ),
    (("mở rộng",), ("thu hẹp",)),
    (("thành lập",), ("giải thể",)),
    (("bổ nhiệm",), ("miễn nhiệm", "bãi nhiệm")),
    (("định kỳ", "thường xuyên"), ("đột xuất",)),
    (("bắt buộc",), ("tự nguyện",)),
    (("bổ sung",), ("bãi bỏ", "hủy bỏ")),
    (("khởi công",), ("khánh thành",)),
    (("trực tuyến",), ("trực tiếp",)),
    (("đầu năm",), ("cuối năm",)),
    (("đầu tháng", "đầu quý"), ("cuối tháng", "cuối quý")),
    (("cho phép",), ("nghiêm cấm", "cấm")),
    (("công khai",), ("bí mật", "mật")),
    (("chủ trì",), ("phối hợp",)),
    (("có hiệu lực",), ("hết hiệu lực",)),
    (
        ("mọi", "tất cả", "toàn bộ", "toàn thể", "100%", "mỗi", "từng", "hằng", "đầy đủ"),
        ("một số", "một phần", "phần lớn", "đa số", "hầu hết", "một vài", "vài", "nhiều nơi"),
    ),
)
_PLAIN = frozenset(
    {
        "tăng",
        "nâng",
        "vượt",
        "sớm",
        "chậm",
        "từng",
        "đầy đủ",
        "hằng",
        "mỗi",
        "mật",
        "vài",
        "bổ sung",
        "thường xuyên",
        "chủ trì",
        "tăng cường",
        "cho phép",
    }
)
"""Words that say little by themselves: only their opposites in the quote speak against them."""


_PLACES: tuple[frozenset[str], ...] = (
    frozenset({"trên", "dưới"}),
    frozenset({"trước", "sau", "từ", "đến", "trong"}),
    frozenset({"trong", "ngoài"}),
)
_EXTENTS = (
    frozenset({"một số", "một phần", "một vài", "vài"}),
    frozenset({"các", "những", "mọi", "mỗi", "từng", "toàn bộ", "tất cả", "toàn thể"}),
)
_EXTENT_WORDS = sorted(_EXTENTS[0] | _EXTENTS[1], key=len, reverse=True)
_EXTENT = re.compile(
    rf"(?<!\w)({'|'.join(_EXTENT_WORDS)})"
    r"\s+(?:(?:các|những)\s+)?([^\W\d_]+(?:\s+[^\W\d_]+)?)"
)
_PLACED = re.compile(
    r"(?<!\w)(trên|dưới|trước|sau|từ|đến|trong|ngoài)\s+(?:(?:ngày|khi|lúc|cả|các)\s+)?([^\W\d_]+)"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A word of direction or quantity: which pair of opposites, and which side of it.

    One that is `strict` must be stated, not merely not contradicted.
    """

    pair: int
    side: int
    start: int
    end: int
    strict: bool


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


_PATTERNS = [tuple(_pattern(side) for side in sides) for sides in _OPPOSITES]


def turns(text: str) -> list[Turn]:
    """Return the words of direction and quantity in a text (NFC)."""
    lowered = text.lower()
    return [
        Turn(pair, side, match.start(), match.end(), match.group() not in _PLAIN)
        for pair, sides in enumerate(_PATTERNS)
        for side, pattern in enumerate(sides)
        for match in pattern.finditer(lowered)
    ]


def negations(text: str) -> list[int]:
    """Return the ends of the negations in a text (NFC); "không gian" and "không quá" are none."""
    lowered = text.lower()
    return [
        match.end()
        for match in _NEGATION.finditer(lowered)
        if not _PREFIXED.search(lowered[max(0, match.start() - 8) : match.start()])
    ]


def negated(text: str, said: list[Word], reach: int) -> list[tuple[str, ...]]:
    """Return for each negation the content words up to the next comma, at most `reach`."""
    found: list[tuple[str, ...]] = []
    for end in negations(text):
        pause = _PAUSE.search(text, end)
        stop = pause.start() if pause else len(text)
        after = [word.key for word in said if end <= word.start < stop]
        found.append(tuple(after[:reach]))
    return found


def misplaced(said: str, stated: str) -> list[str]:
    """Return words such as "dưới" in "dưới bảng" where the other text only has "trên bảng"."""
    theirs: dict[str, set[str]] = {}
    for match in _PLACED.finditer(stated.lower()):
        theirs.setdefault(match.group(2), set()).add(match.group(1))
    return [
        match.group()
        for match in _PLACED.finditer(said.lower())
        if (there := theirs.get(match.group(2)))
        and match.group(1) not in there
        and any({match.group(1), *there} <= group for group in _PLACES)
    ]


def other_extent(said: str, stated: str) -> list[str]:
    """Return words such as "một số cơ quan" where the other text only has "các cơ quan"."""
    theirs: dict[str, set[int]] = {}
    for match in _EXTENT.finditer(stated.lower()):
        theirs.setdefault(match.group(2), set()).add(match.group(1) in _EXTENTS[1])
    return [
        match.group()
        for match in _EXTENT.finditer(said.lower())
        if (there := theirs.get(match.group(2))) and (match.group(1) in _EXTENTS[1]) not in there
    ]
