"""Dates, years and periods as Vietnamese documents print them (pure)."""

from __future__ import annotations

import re

_BLANK = r"[\s._…]*"
DATE = re.compile(
    rf"ngày{_BLANK}(?P<d>\d{{1,2}})?{_BLANK}tháng{_BLANK}(?P<m>\d{{1,2}})?{_BLANK}"
    r"năm\s*(?P<y>\d{4})(?!\d)"
    r"|ngày\s*(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>\d{4})(?!\d)"
    rf"|ngày{_BLANK}[/.-]\s?(?P<m3>\d{{1,2}})\s?[/.-]\s?(?P<y3>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""A date of which day and month may be blank; the words "ngày", "tháng", "năm" stand always."""

_RANGE = re.compile(r"(?P<from>(?:19|20)\d{2})\s*[-–—]\s*(?P<to>(?:19|20)\d{2})")
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d{2}(?![\d])")
_AFTER_SLASH = re.compile(r"(?<=[IVX\d]/)(?:19|20)\d{2}(?!\d)")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_NUMBERED = re.compile(r"\d+/\d{4}/[A-ZĐ][\w-]*")
PERIOD = re.compile(
    r"(?:nhiệm kỳ|giai đoạn|năm học|thời kỳ|các năm)\s+(?:năm\s+)?"
    r"(?:19|20)\d{2}\s*[-–—]\s*(?:19|20)\d{2}"
    r"|(?:quý\s+(?:I{1,3}|IV|[1-4])|\d{1,2}\s+tháng(?:\s+(?:đầu|cuối))?|tháng\s+\d{1,2}|"
    r"(?:đầu|cuối|nửa đầu|nửa cuối))(?:\s*/\s*|\s*,?\s+năm\s+)(?:19|20)\d{2}"
    r"|\d{1,2}\s+tháng\s+(?:đầu|cuối)\s+năm(?!\w)"
    r"|năm\s+(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)\d{2})?",
    re.IGNORECASE,
)


def iso(match: re.Match[str]) -> str | None:
    """Return a match of DATE as YYYY, YYYY-MM or YYYY-MM-DD, as far as it says; None if absurd."""
    parts = match.groupdict()
    year = parts["y"] or parts["y2"] or parts["y3"]
    month = parts["m"] or parts["m2"] or parts["m3"]
    day = parts["d"] or parts["d2"]
    if month is None:
        return str(year)
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year}-{int(month):02d}"
    return f"{year}-{int(month):02d}-{int(day):02d}" if 1 <= int(day) <= 31 else None


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a title is for: single years first, else those of its ranges.

    Dates and numbers of other documents do not count.
    """
    for pattern in (DATE, _DAY, _NUMBERED):
        text = pattern.sub(" ", text)
    without = _RANGE.sub(" ", text)
    single = {int(m.group()) for p in (_YEAR, _AFTER_SLASH) for m in p.finditer(without)}
    if single:
        return tuple(sorted(single))
    years: set[int] = set()
    for match in _RANGE.finditer(text):
        first, last = int(match["from"]), int(match["to"])
        years.update(range(first, last + 1) if 0 <= last - first <= 30 else (first, last))
    return tuple(sorted(years))
