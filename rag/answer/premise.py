"""What a question takes for granted and no document bears out: named, so that it can be put right.

Pure: nothing is searched here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.evidence import Retrieval
from rag.vietnamese import DOCUMENT_NUMBER, ROMAN, fold, number_key

_ROMANS = {value: word.upper() for word, value in ROMAN.items()}
_DAY = re.compile(
    r"\bngay\s+(\d{1,2})\s*(?:[/.-]|thang\s+)\s*(\d{1,2})\b(?:\s*(?:[/.-]|nam)\s*(\d{4})\b)?"
)
_LEAP = 2024
"""A day without a year is judged by a leap year."""
_PLACE = re.compile(
    r"\b(?:điều|mục|phần|chương|phụ lục|dieu|muc|phan|chuong|phu luc|article|section|part|chapter"
    r"|appendix)\s+(?:số\s+|so\s+)?(?:[ivx]{1,5}|\d{1,3})\b",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"\b(?:phu luc|appendix)\s+(?:so\s+)?([ivx]{1,5}|\d{1,2})\b")
_ELSEWHERE = re.compile(r"\b(?:luat|bo luat|hien phap|dieu le|nghi dinh|thong tu|law|decree)\b")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered: a key of rag.messages with its values."""

    key: str
    values: dict[str, str]


def false_premise(retrieval: Retrieval, own_number: Callable[[str], bool]) -> Refusal | None:
    """Return the first premise that fails, None where all hold."""
    query = retrieval.query
    if retrieval.unknown:
        return Refusal("unknown_body", {"names": ", ".join(retrieval.unknown)})
    for quarter in query.times.quarters:
        if not 1 <= quarter <= 4:
            return Refusal("unknown_quarter", {"quarter": _ROMANS.get(quarter, str(quarter))})
    for month in query.times.months:
        if not 1 <= month <= 12:
            return Refusal("unknown_month", {"month": str(month)})
    day = _no_such_day(query.text)
    if day:
        return Refusal("unknown_day", {"day": day})
    foreign = [key for key in query.numbers if not own_number(key)]
    for key in foreign:
        if not any(f"#{key}" in t.holders for group in retrieval.groups for t in group.tables):
            typed = (m.group() for m in DOCUMENT_NUMBER.finditer(query.text))
            shown = next((number for number in typed if number_key(number) == key), key)
            return Refusal("unknown_number", {"number": shown})
    if foreign and len(foreign) == len(query.numbers) and "signer" in query.asks:
        return Refusal("blank", {"what": "signer"})
    return _no_such_place(retrieval)


def _no_such_day(text: str) -> str | None:
    """Return "31/2" where that is asked about."""
    for match in _DAY.finditer(fold(text)):
        day, month = int(match.group(1)), int(match.group(2))
        year = int(match.group(3) or _LEAP)
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            return f"{day}/{month}" + (f"/{match.group(3)}" if match.group(3) else "")
    return None


def _no_such_place(retrieval: Retrieval) -> Refusal | None:
    """Tell of "Điều 99" or "phụ lục 5" that no document at hand has or mentions."""
    query = retrieval.query
    match = _PLACE.search(query.text)
    if match is None or not retrieval.groups or _ELSEWHERE.search(fold(query.text)):
        return None
    tables = [table for group in retrieval.groups for table in group.tables]
    refusal = Refusal("unknown_place", {"place": match.group()})
    appendix = _APPENDIX.search(fold(query.text))
    if appendix:
        said = re.compile(rf"\b(?:phu luc|appendix)\s+(?:so\s+)?{appendix.group(1)}\b")
        texts = (fold("\n".join((*p.path, p.text))) for t in tables for p in t.passages)
        return None if any(said.search(text) for text in texts) else refusal
    if any(not any(place in t.holders for t in tables) for place in query.references):
        return refusal
    return None
