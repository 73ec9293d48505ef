"""Tables that run over pages: the repeated head is dropped, a row cut in two is one again (pure).

Works on the lines of the text, so that it serves every format that has pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ingest.lines import Line, Span

_BAR = re.compile(r"(?<!\\)\|")
_WORDS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,6}|[a-zđ])[.)]?")
_HANGS = re.compile(r"(?:[,–(-]|(?<!\w)(?:và|của|về|các|với|trong|năm|cho|tại|là|theo|từ|đến))$")
_ENDED = re.compile(r"[.;:!?]$")
_ALIKE = 0.85
"""How alike two heads are at least: a scan reads a letter differently on each page."""
_HEADS = 3
"""Rows that a repeated head has at most."""

Cell = tuple[int, int]
"""Where the words of a cell begin and end in its line."""


def whole_tables(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with every table that goes on from page to page made one."""
    result: list[Line] = []
    table: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not _is_row(line):
            table = []
        elif line.opens_page and table and result and result[-1] is table[-1]:
            at += _repeated_head(table, lines[at:])
            if at == len(lines) or not _is_row(lines[at]):
                continue
            line = replace(lines[at], opens_page=False, gap=0)
            joined = _joined(table, line)
            if joined is not None:
                result[-1] = table[-1] = joined
                at += 1
                continue
            table.append(line)
        else:
            table = [*table, line] if line.gap == 0 else [line]
        result.append(line)
        at += 1
    return result


def _is_row(line: Line) -> bool:
    return line.text.startswith("|") and line.text.endswith("|") and line.text.count("|") > 1


def _repeated_head(table: Sequence[Line], lines: Sequence[Line]) -> int:
    """Count the rows at the top of a page that repeat the first rows of the table."""
    count = 0
    while count < min(_HEADS, len(table), len(lines)) and _alike(table[count], lines[count]):
        count += 1
    return count


def _alike(a: Line, b: Line) -> bool:
    if not _is_row(b) or a.text.count("|") != b.text.count("|"):
        return False
    first, second = (_WORDS.sub(" ", line.text.lower()).strip() for line in (a, b))
    return bool(first) and SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _cells(line: Line) -> list[Cell]:
    bars = [match.start() for match in _BAR.finditer(line.text)]
    cells: list[Cell] = []
    for left, right in zip(bars, bars[1:], strict=False):
        inside = line.text[left + 1 : right]
        start = left + 1 + len(inside) - len(inside.lstrip())
        cells.append((start, start + len(inside.strip())))
    return cells


def _joined(table: Sequence[Line], below: Line) -> Line | None:
    """Return the last row of a table with the words below it put in, None if these are another."""
    above = table[-1]
    first, second = _cells(above), _cells(below)
    if len(first) != len(second):
        return None
    upper = [above.text[start:end] for start, end in first]
    lower = [below.text[start:end] for start, end in second]
    pairs = [(a, b) for a, b in zip(upper, lower, strict=True) if b]
    if not pairs or any(_is_other(a, b) for a, b in pairs):
        return None
    numbered = bool(_NUMBER.fullmatch(upper[0])) and not lower[0] and _always_numbered(table)
    if not numbered and not any(b[0].islower() or _HANGS.search(a) for a, b in pairs):
        return None
    return _woven(above, first, below, second)


def _is_other(above: str, below: str) -> bool:
    """Tell whether a cell holds something of its own, not the end of the cell above it."""
    return not above or bool(_ENDED.search(above) and not below[0].islower())


def _always_numbered(table: Sequence[Line]) -> bool:
    """Tell whether every row below the head has a number in its first cell."""
    firsts = [line.text[slice(*_cells(line)[0])] for line in table[1:]]
    return all(_NUMBER.fullmatch(first) for first in firsts)


def _woven(above: Line, first: Sequence[Cell], below: Line, second: Sequence[Cell]) -> Line:
    parts: list[str] = []
    spans: list[Span] = []
    size = 0

    def put(line: Line | None, text: str, start: int = 0) -> None:
        nonlocal size
        if line is not None:
            for offset, source, length in line.spans:
                low, high = max(offset, start), min(offset + length, start + len(text))
                if low < high:
                    spans.append((size + low - start, source + low - offset, high - low))
        parts.append(text)
        size += len(text)

    for a, b in zip(first, second, strict=True):
        put(None, "| ")
        put(above, above.text[slice(*a)], a[0])
        put(None, " " if a[0] < a[1] and b[0] < b[1] else "")
        put(below, below.text[slice(*b)], b[0])
        put(None, " " if a[0] < a[1] or b[0] < b[1] else "")
    put(None, "|")
    return replace(above, text="".join(parts), spans=tuple(spans), tail=below.tail)
