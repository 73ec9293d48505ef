"""The times of a text: days, months, quarters, halves, years, and as which bound (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.vietnamese import numeral

Limit = Literal["", "until", "from"]

_D = r"(0?[1-9]|[12]\d|3[01])"
_M = r"(0?[1-9]|1[0-2])"
_Y = r"((?:19|20)\d\d)"
_NAMES = r"(0?[1-9]|1[0-2]|giêng|chạp|mười hai|mười một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
_DATES = (
    re.compile(rf"(?<![\d/.,-]){_D}\s*[/.-]\s*{_M}\s*[/.-]\s*{_Y}(?!\d)"),
    re.compile(rf"(?<!\d){_D}\s+tháng\s+{_NAMES},?\s*(?:/|năm)\s*{_Y}(?!\d)"),
)
_DAY_MONTH = (
    re.compile(rf"(?:ngày|mùng)\s+{_D}\s+tháng\s+{_NAMES}(?!\w)"),
    re.compile(rf"(?<![\d/.,-]){_D}\s*/\s*{_M}(?![\d/%]|[-–.,]\d|\s*[-–]\s*[a-zđ])"),
)
_MONTH_YEAR = (
    re.compile(rf"tháng\s+{_NAMES},?\s*(?:/|năm|-)\s*{_Y}(?!\d)"),
    re.compile(rf"(?<![\d/.,-]){_M}\s*/\s*{_Y}(?!\d)"),
)
_MONTH = re.compile(rf"(?<!\w)tháng\s+{_NAMES}(?!\w|[.,]\d)")
_DAY = re.compile(rf"(?<!\w)ngày\s+{_D}(?!\w|[.,]\d)")
_QUARTER = re.compile(r"(?<!\w)qu[ýí]\s+(?:thứ\s+)?(i{1,3}|iv|[1-4]|một|nhất|hai|ba|bốn|tư)(?!\w)")
_MORE_QUARTERS = re.compile(
    r"\s*(?:,|và|-|–)\s*(?:qu[ýí]\s+)?(i{1,3}|iv|[1-4])(?!\w|[.,]\d|\s*tháng)"
)
_OF_YEAR = re.compile(rf"\s*(?:/|,?\s*năm\s+){_Y}(?!\d)")
_HALF = re.compile(r"(?<!\w)(\d{1,2}|sáu)\s+tháng\s+(đầu|cuối)(?!\w)")
_PERIOD = re.compile(rf"(?<!\d){_Y}\s*[-–]\s*{_Y}(?!\d)")
_YEAR = re.compile(rf"(?:(?<!\w)năm\s+)?(?<![\d.,]){_Y}(?![\d]|[.,]\d)")
_WEEKDAY = re.compile(r"(?<!\w)thứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)|(?<!\w)chủ nhật(?!\w)")
_MONTHS = {"giêng": 1, "chạp": 12, "mười một": 11, "mười hai": 12}
_CYCLES = ("ngày", "tuần", "tháng", "quý", "năm")
_EVERY = re.compile(rf"(?<!\w)(?:hằng|hàng|mỗi)\s+({'|'.join(_CYCLES)})(?!\w)")
_UNTIL = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|đến hết|đến|tới|hạn|hạn chót|thời hạn)\s*"
    r"(?:là\s+|vào\s+|hết\s+|ngày\s+|trong\s+|đến\s+)*$"
)
_FROM = re.compile(r"(?:từ|kể từ|bắt đầu|sau|tính từ)\s*(?:là\s+|vào\s+|ngày\s+|hết\s+)*$")

_FINEST = ("day", "month", "quarter", "half", "weekday", "every", "since", "year")
_LOOSE = frozenset({"year", "quarter", "half"})
"""What a heading may add to what a sentence says."""

Part = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with its place; `parts` are what it names, such as ("day", 3) and ("month", 2)."""

    parts: frozenset[Part]
    limit: Limit
    start: int
    end: int


def moments(text: str) -> list[Moment]:
    """Return the times of a text (NFC), in order and without overlap."""
    lowered = text.lower()
    found: list[Moment] = []
    taken = bytearray(len(lowered))
    for start, end, parts in _read(lowered):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        found.append(Moment(frozenset(parts), _limit(lowered, start), start, end))
    return sorted(found, key=lambda one: one.start)


def supported(claimed: Moment, stated: Sequence[Moment], around: Sequence[Moment]) -> bool:
    """Tell whether a time is stated, the year if need be by what stands around the quote.

    Day and month must stand together; what is stated may be more exact than what is claimed.
    """
    known = frozenset(part for one in (*stated, *around) for part in one.parts)
    mine = dict(claimed.parts)
    finest = next((name for name in _FINEST if name in mine), "")
    for one in (*stated, *around):
        theirs = dict(one.parts)
        if finest and theirs.get(finest) != mine[finest]:
            continue
        missing = claimed.parts - one.parts
        if all(name in _LOOSE and name not in theirs for name, _ in missing) and missing <= known:
            return True
    return False


def _read(text: str) -> Iterator[tuple[int, int, list[Part]]]:
    yield from _quarters(text)
    yield from _dates(text)
    for m in _MONTH.finditer(text):
        yield (*m.span(), [("month", _month(m.group(1)))])
    for m in _DAY.finditer(text):
        yield (*m.span(), [("day", int(m.group(1)))])
    for m in _WEEKDAY.finditer(text):
        yield (*m.span(), [("weekday", (numeral(m.group(1)) or 0) if m.group(1) else 8)])
    for m in _EVERY.finditer(text):
        yield (*m.span(), [("every", _CYCLES.index(m.group(1)))])
    for m in _YEAR.finditer(text):
        yield (*m.span(), [("year", int(m.group(1)))])


def _dates(text: str) -> Iterator[tuple[int, int, list[Part]]]:
    for pattern in _DATES:
        for m in pattern.finditer(text):
            day, month, year = m.groups()
            yield (*m.span(), [("day", int(day)), ("month", _month(month)), ("year", int(year))])
    for m in _PERIOD.finditer(text):
        yield (*m.span(), [("since", int(m.group(1))), ("until", int(m.group(2)))])
    for m in _HALF.finditer(text):
        count = 6 if m.group(1) == "sáu" else int(m.group(1))
        yield (*m.span(), [("half", count * (1 if m.group(2) == "đầu" else -1))])
    for pattern in _MONTH_YEAR:
        for m in pattern.finditer(text):
            yield (*m.span(), [("month", _month(m.group(1))), ("year", int(m.group(2)))])
    for pattern in _DAY_MONTH:
        for m in pattern.finditer(text):
            yield (*m.span(), [("day", int(m.group(1))), ("month", _month(m.group(2)))])


def _quarters(text: str) -> Iterator[tuple[int, int, list[Part]]]:
    """Read "quý I, II và quý IV năm 2026"; the year is that of the last one."""
    for match in _QUARTER.finditer(text):
        spans = [match.span(1)]
        while more := _MORE_QUARTERS.match(text, spans[-1][1]):
            spans.append(more.span(1))
        year = _OF_YEAR.match(text, spans[-1][1])
        of_year: list[Part] = [("year", int(year.group(1)))] if year else []
        for place, (start, end) in enumerate(spans):
            begin = start if place else match.start()
            stop = year.end() if year and place == len(spans) - 1 else end
            yield begin, stop, [("quarter", numeral(text[start:end]) or 0), *of_year]


def _month(word: str) -> int:
    return _MONTHS.get(word) or numeral(word) or 0


def _limit(text: str, start: int) -> Limit:
    before = text[max(0, start - 28) : start]
    if _UNTIL.search(before):
        return "until"
    return "from" if _FROM.search(before) else ""
