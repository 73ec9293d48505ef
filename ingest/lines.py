"""Printed lines: the words of each source line, cleaned of Markdown, and where each stands.

Cleaning only takes characters out: what stays keeps its place in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.invisible import INVISIBLE
from rag.domain import Page

Span = tuple[int, int, int]
"""Offset in the line's text, offset in the source, length."""

_CLEAN_AT = re.compile(rf"[*_#\\>`<{INVISIBLE}]|[^\S ]|  ")
"""A line without any of these is its own canonical text."""
_EDGE = re.compile(rf"[\s{INVISIBLE}]*")
_FENCE = re.compile(r"`{3,}\w*")
_QUOTE = re.compile(r">(?:[ \t]++(?!\d)|$)")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_TOKEN = re.compile(
    rf"(?P<escape>\\(?=[!-/:-@\[-`{{-~]).)|(?P<invisible>[{INVISIBLE}]+)"
    r"|(?P<tag></?(?:b|i|u|em|strong|sup|sub|center)\s*>)|(?P<br><br\s*/?>)"
    r"|(?P<mark>\*+|_+)|(?P<blank>\s+)",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_OPENERS = "([{“‘«"
_CLOSERS = ")]},.;:!?”’»"
_RARE_INDENT = 0.1
"""Lines that start with a blank show page breaks only where few lines do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed; `text` is never empty and has no blank at either end.

    `gap` counts the blank lines before it, `tail` tells whether a blank stood at its end, and
    `opens_page` whether a page began here as far as one can see.
    """

    text: str
    spans: tuple[Span, ...]
    page: int | None = None
    sheet: int = 0
    gap: int = 0
    indent: int = 0
    tail: bool = False
    opens_page: bool = False


def read_lines(pages: Sequence[Page]) -> list[Line]:
    """Return the lines that hold words, in order; rules and Markdown marks are gone."""
    lines: list[Line] = []
    start = 0
    for sheet, page in enumerate(pages):
        fresh = sheet > 0
        for line in _page_lines(page, start):
            lines.append(replace(line, sheet=sheet, opens_page=fresh))
            fresh = False
        start += len(page.text) + 1
    return _page_breaks(lines)


def _page_breaks(lines: list[Line]) -> list[Line]:
    """Mark the lines that start with one blank in texts where that shows a page break."""
    indented = sum(line.indent > 0 for line in lines)
    if not indented or indented > _RARE_INDENT * len(lines):
        return lines
    return [
        replace(line, opens_page=True)
        if line.indent == 1 and line.gap == 0 and number > 0
        else line
        for number, line in enumerate(lines)
    ]


def _page_lines(page: Page, start: int) -> Iterator[Line]:
    text = page.text
    gap = 0
    marked = "*" in text or "_" in text
    dropped: frozenset[int] = frozenset()
    block_end = 0
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if marked and at >= block_end:
            block_end = _block_end(text, at)
            dropped = _emphasis(text, at, block_end)
        line = _line(text, at, end, dropped)
        if line is None:
            gap += not text[at:end].strip()
        else:
            spans = tuple((offset, start + source, size) for offset, source, size in line.spans)
            yield replace(line, spans=spans, page=page.number, gap=gap)
            gap = 0
        at = end + 1


def _block_end(text: str, at: int) -> int:
    """Return the end of the block of lines that begins here: emphasis never crosses it."""
    match = _BLANK_LINE.search(text, at)
    return match.end() if match else len(text) + 1


def _line(text: str, at: int, end: int, dropped: frozenset[int]) -> Line | None:
    edge = _EDGE.match(text, at, end)
    first = edge.end() if edge else at
    last = end
    while last > first and (text[last - 1].isspace() or _EDGE.fullmatch(text[last - 1])):
        last -= 1
    if first == last:
        return None
    indent, tail = first - at, last < end
    if _is_rule(text, first, last):
        return None
    if not _CLEAN_AT.search(text, first, last):
        return Line(text[first:last], ((0, first, last - first),), indent=indent, tail=tail)
    while quote := _QUOTE.match(text, first, last):
        first = quote.end()
    if heading := _HEADING.match(text, first, last):
        first = heading.end()
        while last > first and text[last - 1] in "# \t":
            last -= 1
    cleaned, spans = _clean(text, first, last, dropped)
    return Line(cleaned, spans, indent=indent, tail=tail) if cleaned else None


def _is_rule(text: str, first: int, last: int) -> bool:
    """Tell whether a line only draws: rules, the Party's lone star, table borders, fences."""
    if text[first] not in "-–—_=~*`|:":
        return False
    line = text[first:last]
    kinds = set(line) - {" ", "\t"}
    if len(kinds) == 1 and text[first] not in "`|:":
        return line == "*" or line.count(text[first]) > 2
    return {"|", "-"} <= kinds <= {"|", "-", ":"} or bool(_FENCE.fullmatch(line))


def _clean(text: str, at: int, end: int, dropped: frozenset[int]) -> tuple[str, tuple[Span, ...]]:
    """Return the words between two offsets, blanks folded, and the spans that they stand in."""
    out: list[str] = []
    spans: list[Span] = []
    size = 0
    blank: int | None = None

    def put(first: int, last: int) -> None:
        nonlocal size, blank
        if first >= last:
            return
        if blank is not None and size:
            out.append(" ")
            if text[blank] == " ":
                _extend(spans, size, blank, 1)
            size += 1
        blank = None
        out.append(text[first:last])
        _extend(spans, size, first, last - first)
        size += last - first

    kept = at
    for token in _TOKEN.finditer(text, at, end):
        first, last = token.span()
        if first < kept:
            continue
        put(kept, first)
        kept = last
        if token["escape"]:
            put(first + 1, last)
        elif token["blank"] or token["br"]:
            blank = first if blank is None else blank
        elif not _droppable(out, text[last : min(last + 1, end)]) or (
            token["mark"] and first not in dropped
        ):
            put(first, last)
    put(kept, end)
    return "".join(out), tuple(spans)


def _droppable(out: list[str], after: str) -> bool:
    """Tell whether the text stays in NFC when what follows `out` is taken out before `after`."""
    return after.isascii() or unicodedata.is_normalized("NFC", "".join(out[-8:])[-8:] + after)


def _extend(spans: list[Span], offset: int, source: int, size: int) -> None:
    if spans:
        before, stood, length = spans[-1]
        if before + length == offset and stood + length == source:
            spans[-1] = (before, stood, length + size)
            return
    spans.append((offset, source, size))


def _emphasis(text: str, at: int, end: int) -> frozenset[int]:
    """Return where the marks of emphasis begin in a block of lines: pairs, and all of "**"."""
    found: set[int] = set()
    waiting: dict[str, int] = {}
    for token in _TOKEN.finditer(text, at, min(end, len(text))):
        if not token["mark"]:
            continue
        first, last = token.span()
        mark = token["mark"]
        before = text[first - 1] if first > at else "\n"
        after = text[last] if last < len(text) else "\n"
        if before.isspace() and after.isspace():
            continue
        if mark[0] == "_" and (len(mark) > 2 or (before.isalnum() and after.isalnum())):
            continue
        if len(mark) > 1:
            found.add(first)
        elif mark in waiting and not before.isspace() and before not in _OPENERS:
            if not after.isalnum():
                found.update((waiting.pop(mark), first))
        elif not after.isspace() and not before.isalnum() and after not in _CLOSERS:
            waiting[mark] = first
    return frozenset(found)
