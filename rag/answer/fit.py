"""Whether a sentence holds the type of thing that a question asks for (pure)."""

from __future__ import annotations

import re

from rag.question import Query
from rag.vietnamese import fold

UNMEASURED = -0.5
"""What a sentence loses that holds no figure of the unit asked for (per cent, money): more than
the words of a question can make up for. Dev accuracy is 0.981 from 0 to -0.5."""

_TIME = re.compile(
    r"\b(?:ngay|thang|quy|nam|tuan|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|hang|dinh ky"
    r"|thuong xuyen|truoc|sau khi|het|hoan thanh trong)\b"
)
BODY = re.compile(
    r"\b(?:(?<!van )(?<!co )(?<!dia )(?<!can )ban(?! hanh| than| giao)"
    r"|(?<!quoc )phong(?! trao| chong| ngua| tranh)|van phong|uy ban|hoi dong|dang uy|cong an"
    r"|doan(?! ket)|(?<!xa )(?<!co )hoi(?! nghi| thi| thao| nhap)|trung tam|tram"
    r"|(?<!thi )(?<!moi )truong|khoi|to(?! chuc)|(?<!cong )(?<!co )(?<!tru )so(?! luong| lieu| voi)"
    r"|(?<!can )(?<!dong )(?<!toan )(?<!tien )(?<!noi )bo(?! sung| tri)|chi cuc|thanh tra|mat tran"
    r"|co quan|don vi|ubnd|hdnd|mttq|ubkt|nguoi"
    r"|trung uong|chinh phu|thu tuong|chu tich|bi thu|thanh uy|tinh uy)\b"
)
"""Words for organisations and offices, folded."""
_EXACT = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|ngay \d{1,2}|\bthu (?:hai|ba|tu|nam|sau|bay)\b")
_COUNTED = re.compile(r"(?:bao nhieu|\bmay|how many)\s+(\w+)(?:\s+(\w+))?")
_MEASURES = (
    (
        re.compile(r"(?:bao nhieu|may) phan tram|\bt[yi] le\b|%|\bpercent"),
        re.compile(r"\d\s*%|\bphan tram\b|(?<![\d/.])\d{1,4}/\d{1,4}(?![\d/])"),
        re.compile(r"%|\bphan tram\b"),
    ),
    (
        re.compile(
            r"(?:bao nhieu|may) (?:tien|ty|ti|trieu|nghin|ngan|dong)\b|\bso tien\b|\bmoney\b"
        ),
        re.compile(r"\d\s*(?:ty|ti|trieu|nghin|ngan|dong|vnd|d)\b"),
        re.compile(r"\b(?:dong|vnd)\b"),
    ),
)
"""Units that a question asks for, figures in them, and the units alone as they stand in a cell or a
heading of their own; all folded."""


def fit(query: Query, text: str, higher: frozenset[str], *, heads: str = "") -> float:
    """Say whether a sentence holds the type of thing that is asked for.

    `heads` are the headings of the columns where it is a row of a table.
    """
    folded = fold(text)
    worth = 0.0
    if "amount" in query.asks:
        worth += 0.08 if any(ch.isdigit() for ch in text) else -0.15
        counted = _COUNTED.search(fold(query.text))
        given = _measured(query, folded, fold(heads))
        if given is not None:
            worth += 0.1 if given else UNMEASURED
        if counted:
            noun = counted.group(1)
            near = re.search(rf"\d[\d.,]*\s*%?\s+(?:\w+\s+)?{re.escape(noun)}\b", folded)
            worth += 0.1 if near else 0.0
    if "when" in query.asks:
        timed = _TIME.search(folded) or any(feature[0] == "@" for feature in higher)
        worth += 0.1 if timed else -0.12
        worth += 0.1 if re.search(r"thoi (?:gian|han)|tien do|truoc ngay", folded) else 0.0
        if re.search(r"ngay (?:nao|bao nhieu|may)|thu may|\bdate\b", fold(query.text)):
            worth += 0.1 if _EXACT.search(folded) else -0.1
    if query.asks & {"person", "body"}:
        worth += 0.03 if BODY.search(folded) else -0.05
    if folded.rstrip().endswith(":"):
        worth -= 0.1
    for number in query.numbers:
        told = re.search(rf"{loosely(number)}.{{0,160}}?\bve\b", folded)
        worth += 0.12 if told and "about" in query.asks else 0.0
    return worth


def _measured(query: Query, text: str, heads: str) -> bool | None:
    """Tell whether folded text has a figure in the unit asked for; None where none is."""
    asked = fold(query.text)
    for wanted, figure, unit in _MEASURES:
        if wanted.search(asked):
            if figure.search(text):
                return True
            row = "|" in text and any(ch.isdigit() for ch in text)
            return row and bool(unit.search(text) or unit.search(heads))
    return None


def loosely(number: str) -> str:
    """Return a pattern for a document number's key in folded text: "41-ct-tw" for "41-CT/TW"."""
    return r"[\s/–.-]*".join(re.escape(part) for part in number.split("-"))
