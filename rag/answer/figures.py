"""The numbers of a text: what they are worth, in which unit, and as which bound (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Unit = Literal["", "%", "đồng"]
Bound = Literal["", "least", "most"]

_FIGURE = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
    r"(?:\s*(%|phần trăm)|\s*(nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)(?:\s*(đồng|vnđ|vnd))?"
    r"|\s*(đồng|vnđ|vnd))?"
    r"(?![\d%])",
    re.IGNORECASE,
)
_SCALE = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NAMES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DIGITS = {name: value for value, name in enumerate(_NAMES)} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
    "nhăm": 5,
    "bẩy": 7,
}
_TENS = {"mươi": 10, "mười": 10}
_SPOKEN = re.compile(
    rf"(?<!\w)(?:{'|'.join([*_DIGITS, *_TENS, 'trăm', *_SCALE, 'linh', 'lẻ'])})(?!\w)"
    rf"(?:\s+(?:{'|'.join([*_DIGITS, *_TENS, 'trăm', *_SCALE, 'linh', 'lẻ'])})(?!\w))*",
    re.IGNORECASE,
)
_UNSURE = frozenset(
    {"không", "một", "năm", "tư", "mốt", "lăm", "nhăm", "linh", "lẻ", "mươi", "trăm"}
)
_LEAST = re.compile(
    r"(?:ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|trên|hơn|từ đủ|vượt)"
    r"\s*(?:là\s+|khoảng\s+|đạt\s+|có\s+)?$"
)
_MOST = re.compile(
    r"(?:tối đa|nhiều nhất|không quá|không vượt quá|không nhiều hơn|dưới|chưa đến|chưa tới"
    r"|chưa đầy)"
    r"\s*(?:là\s+|khoảng\s+|đạt\s+|có\s+)?$"
)
_UPWARD = re.compile(r"^[^\d.;:]{0,24}?(?<!\w)trở lên(?!\w)")
_DOWNWARD = re.compile(r"^[^\d.;:]{0,24}?(?<!\w)trở xuống(?!\w)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its place; `sure` is false for a word such as "một" that rarely counts."""

    value: Decimal
    unit: Unit
    bound: Bound
    start: int
    end: int
    sure: bool = True


def figures(text: str) -> list[Figure]:
    """Return the numbers of a text (NFC), in order; "41,6 tỷ đồng" is 41600000000 đồng."""
    lowered = text.lower()
    found: list[Figure] = []
    for match in _FIGURE.finditer(lowered):
        digits, percent, scale, money, coins = match.groups()
        value = _decimal(digits) * _SCALE.get(scale or "", 1)
        unit: Unit = "%" if percent else "đồng" if money or coins or scale in ("tỷ", "tỉ") else ""
        if unit != "%" and found and _continues(lowered, found[-1], match.start(), value, scale):
            last = found.pop()
            value, begin = last.value + value, last.start
            unit = "đồng" if "đồng" in (unit, last.unit) else ""
        else:
            begin = match.start()
        found.append(Figure(value, unit, _bound(lowered, begin, match.end()), begin, match.end()))
    taken = [(one.start, one.end) for one in found]
    for match in _SPOKEN.finditer(lowered):
        if not any(start <= match.start() < end for start, end in taken):
            found += _spoken(lowered, match)
    return sorted(found, key=lambda one: one.start)


def _continues(text: str, last: Figure, start: int, value: Decimal, scale: str | None) -> bool:
    """Tell whether "38 tỷ 500 triệu" goes on."""
    return (
        bool(scale)
        and last.value >= 10**6
        and value < last.value
        and (not text[last.end : start].strip() and last.unit != "%")
    )


def _decimal(digits: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(".", "")
    return Decimal(digits.replace(",", ".")).normalize()


def _bound(text: str, start: int, end: int) -> Bound:
    before = text[max(0, start - 32) : start]
    after = text[end : end + 40]
    if _UPWARD.match(after):
        return "least"
    if _DOWNWARD.match(after) or _MOST.search(before):
        return "most"
    if _LEAST.search(before):
        return "least"
    return ""


def _spoken(text: str, match: re.Match[str]) -> list[Figure]:
    """Read numbers written as words; words that make no number together are read one by one."""
    parts = [(m.group(), match.start() + m.start()) for m in re.finditer(r"\w+", match.group())]
    whole = _worth([word for word, _ in parts])
    groups = [parts] if whole is not None else [[part] for part in parts]
    found: list[Figure] = []
    for group in groups:
        names = [word for word, _ in group]
        value = _worth(names)
        if value is None:
            continue
        start, end = group[0][1], group[-1][1] + len(names[-1])
        sure = len(names) > 1 or names[0] not in _UNSURE
        percent = re.match(r"\s+phần trăm", text[end:])
        unit: Unit = "%" if percent else "đồng" if re.match(r"\s+đồng\b", text[end:]) else ""
        found.append(Figure(value, unit, _bound(text, start, end), start, end, sure))
    return found


def _worth(names: list[str]) -> Decimal | None:
    """Return what words such as "một trăm hai mươi lăm" are worth; None if they make no number."""
    total, part, digit = 0, 0, None
    for name in names:
        if name in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[name]
        elif name == "mười":
            if digit is not None or part % 100:
                return None
            part += 10
        elif name == "mươi":
            if digit is None:
                return None
            part, digit = part + 10 * digit, None
        elif name == "trăm":
            if digit is None or part:
                return None
            part, digit = 100 * digit, None
        elif name in _SCALE:
            if digit is None and not part:
                return None
            total, part, digit = (total + part + (digit or 0)) * _SCALE[name], 0, None
    worth = total + part + (digit or 0)
    return (
        Decimal(worth).normalize()
        if names[0] not in ("linh", "lẻ") and (worth or digit == 0)
        else None
    )
