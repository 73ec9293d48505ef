"""Sentences and clauses of Vietnamese administrative text, as spans (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque

Span = tuple[int, int]

_END = re.compile(r"\./\s?\.?|\.{2,}|…+\.?|[.!?]+")
_CLOSERS = re.compile(r"[\"”’'»)\]]*")
_PROTECTED = re.compile(r"“[^“”\n]{1,400}”|\([^()\n]{1,300}\)|\"[^\"\n]{1,200}\"|‘[^‘’\n]{1,200}’")
_ABBREVIATION = re.compile(
    r"(?:(?<!\w)(?:TP|Tp|tp|TX|TT|P|Q|H|X|KP|TDP|UB|TS|ThS|Ths|PGS|GS|BS|DS|KS|CN|LS|NGƯT|NSƯT|TM|KT|TL|"
    r"TUQ|T|Nxb|NXB|St|Đ/c|đ/c|tr|vs|No|Mr|Mrs|Dr|[A-ZĐ])"
    r"|(?<!\w)v\.v|(?<!\w)[A-ZĐ]\.[A-ZĐ])$"
)
_LABEL_ONLY = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zđĐ]|Điều\s+\d{1,3})")
_SHORT_NUMBER = re.compile(r"(?<![\d.,/])\d{1,2}$")
_AND_SO_ON = re.compile(r"(?<!\w)v\.v$")

_SEMICOLON = re.compile(r";\s*")
_SOFT = re.compile(
    r":\s+|,\s+(?=(?:trong đó|đồng thời|bao gồm|nhất là|đặc biệt|cụ thể|qua đó|góp phần|nhằm|do đó|"
    r"từ đó|bảo đảm|đảm bảo|phấn đấu|tuy nhiên|nhưng|kịp thời|tiếp tục)(?!\w))"
)
_LEAST_WORDS = 4


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences, in order, white space trimmed; a line break ends one.

    What is not white space lies in exactly one span.
    """
    spans: list[Span] = []
    position = 0
    for line in text.splitlines(keepends=True):
        spans += _of_line(text, position, position + len(line))
        position += len(line)
    return spans


def clauses(text: str) -> list[Span]:
    """Return the spans of a sentence's clauses: cut after ";" and before a linking word.

    A cut at "," or ":" is made only where both sides hold at least four words.
    """
    protected = _regions(text)
    hard = [m.end() for m in _SEMICOLON.finditer(text) if not _inside(protected, m.start())]
    soft = deque(m.end() for m in _SOFT.finditer(text) if not _inside(protected, m.end()))
    bounds = [0]
    for stop in [*hard, len(text)]:
        while soft and soft[0] < stop:
            cut = soft.popleft()
            if _stands(text[bounds[-1] : cut]) and _stands(text[cut:stop]):
                bounds.append(cut)
        bounds.append(stop)
    return _trimmed(text, bounds)


def _stands(part: str) -> bool:
    return len(part.split(None, _LEAST_WORDS - 1)) >= _LEAST_WORDS


def _of_line(text: str, start: int, end: int) -> list[Span]:
    protected = _regions(text, start, end)
    bounds = [start]
    for match in _END.finditer(text, start, end):
        closers = _CLOSERS.match(text, match.end(), end)
        stop = closers.end() if closers else match.end()
        if _ends_sentence(text, match, stop, (bounds[-1], end)) and not _inside(
            protected, match.start(), stop
        ):
            bounds.append(stop)
    return _trimmed(text, [*bounds, end])


def _ends_sentence(text: str, mark: re.Match[str], stop: int, within: Span) -> bool:
    start, end = within
    rest = text[stop : min(end, stop + 40)]
    following = rest.lstrip()
    if not following:
        return False
    spaced = len(following) < len(rest)
    dots = mark.group()
    if dots == ".":
        before = text[max(start, mark.start() - 24) : mark.start()]
        if _AND_SO_ON.search(before):
            return spaced and following[0].isupper()
        if not spaced or _ABBREVIATION.search(before):
            return False
        if _LABEL_ONLY.fullmatch(text, start, mark.start()):
            return False
        if _SHORT_NUMBER.search(before) and following[0].isdigit():
            return False
    elif not spaced and not (len(dots) > 1 or dots == "…"):
        return False
    first = following.lstrip("\"“‘'«([-–+*•")[:1].strip()
    return not (first.islower() or first in (",", ";", ":", ")", "."))


def _regions(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    stop = len(text) if end is None else end
    return [match.span() for match in _PROTECTED.finditer(text, start, stop)]


def _inside(regions: list[Span], position: int, stop: int | None = None) -> bool:
    """Tell whether a position lies in a quote or bracket that is still open at `stop`."""
    index = bisect_left(regions, (position, 0)) - 1
    edge = position if stop is None else stop
    return index >= 0 and position < regions[index][1] and edge < regions[index][1]


def _trimmed(text: str, bounds: list[int]) -> list[Span]:
    spans: list[Span] = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        piece = text[start:end]
        words = piece.strip()
        if words:
            at = start + len(piece) - len(piece.lstrip())
            spans.append((at, at + len(words)))
    return spans
