"""Times that plan documents speak of: quarters, months, half years, years (pure).

Each becomes one token that compares equal however it is written: "Quý III", "quý 3" and "Q3" give
"@q3"; "tháng 09" gives "@m9"; "6 tháng cuối năm" gives "@h2"; "thứ mười hai" gives "@o12".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.domain import Metadata
from rag.vietnamese import fold, numeral

_NUMERAL = r"(?:[ivx]{1,4}|\d{1,2}|mot|hai|ba|bon|tu|nam|sau|nhat|nhi|first|second|third|fourth)"
_QUARTER = re.compile(
    rf"\b(?:quy|quarter|q)[\s.]*(?:thu\s+)?({_NUMERAL})(?![\w%])"
    r"|\b(first|second|third|fourth)\s+quarter\b"
)
_QUARTER_LIST = re.compile(r"\s*(?:,|va|and|-|–|&)\s*(?:quy\s+)?([ivx]{1,3}|[1-9])\b(?!\s*thang)")
_MONTH = re.compile(r"\bthang\s+(\d{1,2}|gieng|chap|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi)\b")
_SLASH_MONTH = re.compile(r"(?<![\d/.q])(0?[1-9]|1[0-2])[/.](20\d\d)(?![\d/])")
_HALF = re.compile(
    r"\b0?6\s*thang\s*(dau|cuoi)\b|\bsau\s+thang\s+(dau|cuoi)\b|\b(first|second)\s+half\b"
)
_MONTHS_SPAN = re.compile(r"\b(\d{1,2})\s*thang\s*(dau|cuoi)\b")
_DIGIT = "mot|nhat|hai|nhi|ba|bon|tu|nam|sau|bay|tam|chin"
_ORDINAL = re.compile(rf"\bthu\s+(?:(muoi)\b\s*)?((?:{_DIGIT}|\d{{1,2}})\b)?")
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d]|[.,]\d)")
_DATE = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|ngay\s+\d{1,2}\s+thang\s+\d{1,2}\s+nam\s+\d{4}"
)
_SPAN = re.compile(r"\d{4}\s*[-–]\s*\d{4}")
_NAMED_YEAR = re.compile(rf"(?:\bnam\s+)?{_YEAR.pattern}")
_OF_YEAR = re.compile(r"\s+nam\b(?!\s+\d)")
_ENGLISH_MONTHS = re.compile(
    r"\b(?:(january)|(february)|(march)|(april)|(may) (?:of )?20|(june)|(july)|(august)"
    r"|(september)|(october)|(november)|(december))"
)
_ENGLISH_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SPECIAL_MONTHS = {"gieng": 1, "chap": 12}


@dataclass(frozen=True, slots=True)
class Times:
    """The times in one text; `years` leaves out full dates and terms such as "2025-2030"."""

    quarters: tuple[int, ...]
    months: tuple[int, ...]
    halves: tuple[int, ...]
    years: tuple[int, ...]
    spans: tuple[str, ...]
    ordinals: tuple[int, ...]

    def tokens(self) -> tuple[str, ...]:
        """Return the search tokens of these times."""
        return (
            *(f"@q{value}" for value in self.quarters),
            *(f"@m{value}" for value in self.months),
            *(f"@h{value}" for value in self.halves),
            *(f"@s{value}" for value in self.spans),
            *(f"@o{value}" for value in self.ordinals),
        )


def _value(word: str) -> int | None:
    return _ENGLISH_ORDINALS.get(word) or _SPECIAL_MONTHS.get(word) or numeral(word)


def _quarters(text: str) -> list[int]:
    found: list[int] = []
    for match in _QUARTER.finditer(text):
        words = [match.group(1) or match.group(2)]
        at = match.end()
        while match.group(1) and (following := _QUARTER_LIST.match(text, at)):
            words.append(following.group(1))
            at = following.end()
        found.extend(value for word in words if (value := _value(word)) is not None)
    return found


def title_times(metadata: Metadata) -> Times:
    """Return the times that a document's title names: the whole document is for them."""
    return times(metadata.title.value if metadata.title else "")


def _ordinals(folded: str) -> list[int]:
    """Read "thứ ba", "thứ 3" and "thứ mười hai" (weekdays read the same, which does no harm)."""
    found: list[int] = []
    for match in _ORDINAL.finditer(folded):
        tens, unit = match.group(1), match.group(2)
        value = (numeral(unit) or 0) if unit else 0
        if tens:
            value += 10
        if value:
            found.append(value)
    return found


def time_spans(text: str) -> list[tuple[int, int]]:
    """Return where quarters, months and halves of a year are named in a text (NFC), in order."""
    folded = fold(text)
    dates = [match.span() for match in _DATE.finditer(folded)]
    found: list[tuple[int, int]] = []
    for pattern in (_HALF, _MONTHS_SPAN, _QUARTER, _MONTH):
        for match in pattern.finditer(folded):
            start, end = match.span()
            while pattern is _QUARTER and (following := _QUARTER_LIST.match(folded, end)):
                end = following.end()
            if pattern is _HALF and (whole := _OF_YEAR.match(folded, end)):
                end = whole.end()
            if not any(one < end and start < other for one, other in (*found, *dates)):
                found.append((start, end))
    return sorted(found)


def year_spans(text: str) -> list[tuple[int, int]]:
    """Return where years are named in a text (NFC), with the word "năm" before them."""
    folded = _year_text(fold(text))
    apart = [m.span() for pattern in (_DATE, _SPAN) for m in pattern.finditer(folded)]
    return [
        match.span()
        for match in _NAMED_YEAR.finditer(folded)
        if not any(start < match.end() and match.start() < end for start, end in apart)
    ]


def _unique(values: list[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(values))


def times(text: str) -> Times:
    """Read the times out of a text, in Vietnamese (accents or none) or English."""
    folded = fold(text)
    halves = [
        1 if next(part for part in match.groups() if part) in ("dau", "first") else 2
        for match in _HALF.finditer(folded)
    ]
    spans = [
        f"{match.group(1).lstrip('0')}{match.group(2)}" for match in _MONTHS_SPAN.finditer(folded)
    ]
    bare = _HALF.sub(" ", folded)
    bare = _MONTHS_SPAN.sub(" ", bare)
    undated = _DATE.sub(" ", bare)
    months = [value for m in _MONTH.finditer(undated) if (value := _value(m.group(1))) is not None]
    months += [int(match.group(1)) for match in _SLASH_MONTH.finditer(undated)]
    months += [match.lastindex or 0 for match in _ENGLISH_MONTHS.finditer(undated)]
    years = [int(match.group()) for match in _YEAR.finditer(_SPAN.sub(" ", _year_text(undated)))]
    return Times(
        quarters=_unique(_quarters(undated)),
        months=_unique(months),
        halves=_unique(halves),
        years=_unique(years),
        spans=tuple(dict.fromkeys(spans)),
        ordinals=_unique(_ordinals(folded)),
    )


def _year_text(folded: str) -> str:
    """Give the year of "quy i/2026" and "3/2026" room, so that it is read as a year."""
    return re.sub(r"(?<=[\divx])/(?=20\d\d\b)", " ", folded)
