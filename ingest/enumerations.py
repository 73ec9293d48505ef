"""Enumerations that run on inside one line: "(1) …; (2) …", "a) …; b) …" (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.marks import follows, letter_number
from rag.vietnamese import ROMAN

_MARK = re.compile(
    r"(?<![\w(/])(?P<open>\(?)(?P<n>\d{1,2}|[a-zđ]|[ivx]{1,5})\)(?=\s*[^\W_]|\s*[\"“])"
)
_REFERENCE = re.compile(
    r"(?:khoản|điểm|mục|tiết|biểu|cột|phụ lục|bảng|mẫu|điều|tại|ý|số|và|hoặc|với)\s*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an enumeration: its label and its stretch of the line, half open."""

    label: str
    start: int
    end: int


def enumeration(text: str) -> tuple[Entry, ...]:
    """Return the entries of the enumeration inside a line, () where there is none.

    It starts at 1 (or a, i), holds at least two consecutive marks, and each entry has at least two
    words, so that references such as "theo (1) và (2)" do not count.
    """
    for family in ("digit", "letter", "roman"):
        marks = _sequence(text, family)
        if len(marks) >= 2:
            bounds = [*(mark.start() for mark in marks), len(text)]
            entries = tuple(
                Entry(mark.group(), start, end)
                for mark, start, end in zip(marks, bounds, bounds[1:], strict=False)
            )
            if all(len(_WORDS.findall(text, e.start, e.end)) >= 3 for e in entries):
                return entries
    return ()


def _sequence(text: str, family: str) -> list[re.Match[str]]:
    marks: list[re.Match[str]] = []
    last = 0
    for match in _MARK.finditer(text):
        if marks and match["open"] != marks[0]["open"]:
            continue
        number = _value(match["n"], family)
        if number is None or _REFERENCE.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        style = "letter" if family == "letter" else "digit"
        if number == 1 if not marks else follows(style, last, number):
            marks.append(match)
            last = number
    return marks


def _value(name: str, family: str) -> int | None:
    if family == "digit":
        return int(name) if name.isdigit() else None
    if family == "roman":
        return ROMAN.get(name)
    return letter_number(name) if len(name) == 1 and not name.isdigit() else None
