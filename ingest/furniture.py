"""Page furniture: page numbers, running heads and feet, link addresses left at a page's foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import Line

_PLAIN = re.compile(r"(\d{1,4})(?:\s*/\s*(\d{1,4}))?")
_DRESSED = re.compile(
    r"[-–—]\s*\d{1,4}\s*[-–—]|(?:trang|page|tr\.)\s*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+")
_DIGITS = re.compile(r"\d+")
_PAGE_CHARS = (600, 8000)
"""Fewest and most characters that a page plausibly holds, footnotes included."""
_CELL_CHARS = 25
"""A lone number between two lines as short as this may be a cell of a flattened table."""
_EDGE_LINES = 3
_HEAD_REPEATS = 3
_HEAD_SHARE = 0.4


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that belong to the text; the first one of a page is marked as such."""
    paged = any(line.sheet or line.page is not None for line in lines)
    gone = _sheet_numbers(lines) if paged else _lone_numbers(lines)
    lines = _keep(lines, gone)
    heads = _running_heads(lines)
    if heads:
        lines = _keep(lines, heads)
        gone = _sheet_numbers(lines) if paged else set[int]()
        lines = _keep(lines, gone)
    return _keep(lines, _link_addresses(lines), breaks=False)


def _keep(lines: Sequence[Line], gone: set[int], *, breaks: bool = True) -> list[Line]:
    kept: list[Line] = []
    opens = False
    for number, line in enumerate(lines):
        if number in gone:
            opens = opens or breaks or line.opens_page
        else:
            kept.append(replace(line, opens_page=True) if opens and not line.opens_page else line)
            opens = False
    return kept


def _sheets(lines: Sequence[Line]) -> list[list[int]]:
    """Return the line numbers of each page."""
    sheets: list[list[int]] = []
    for number, line in enumerate(lines):
        if line.opens_page or not sheets:
            sheets.append([])
        sheets[-1].append(number)
    return sheets


def _edges(sheet: Sequence[int]) -> tuple[tuple[str, Sequence[int]], ...]:
    """Return the lines at the head and the foot of a page, from its edge inwards."""
    return ("head", sheet[:_EDGE_LINES]), ("foot", sheet[::-1][:_EDGE_LINES])


def _sheet_numbers(lines: Sequence[Line]) -> set[int]:
    """Find page numbers where form feeds show the pages: at an edge, in step with the pages."""
    found: dict[int, int] = {}
    gone: set[int] = set()
    for sheet in _sheets(lines):
        for number in {sheet[0], sheet[-1]}:
            text = lines[number].text
            if _DRESSED.fullmatch(text):
                gone.add(number)
            elif plain := _PLAIN.fullmatch(text):
                found[number] = int(plain[1]) - lines[number].sheet
    steps = Counter(found.values())
    gone.update(n for n, step in found.items() if step == 1 or steps[step] > 1)
    return gone


def _lone_numbers(lines: Sequence[Line]) -> set[int]:
    """Find page numbers where nothing shows the pages: alone, rising as fast as pages fill."""
    gone: set[int] = set()
    last, last_at = 1, 0
    at = 0
    for number, line in enumerate(lines):
        at += len(line.text) + 1
        if _DRESSED.fullmatch(line.text):
            gone.add(number)
            continue
        plain = _PLAIN.fullmatch(line.text)
        if not plain:
            continue
        value = int(plain[1])
        if not _alone(lines, number, counted=1 < last == value - 1):
            continue
        low, high = _PAGE_CHARS
        if value > last and low <= (at - last_at) / (value - last) <= high:
            gone.add(number)
            last, last_at = value, at
    return gone


def _alone(lines: Sequence[Line], number: int, *, counted: bool) -> bool:
    """Tell whether a number stands apart; `counted`: it follows on a page number found before."""
    after = lines[number + 1] if number + 1 < len(lines) else None
    before = lines[number - 1] if number else None
    if not lines[number].gap or (after and not (after.gap or after.opens_page)):
        return False
    if lines[number].gap > 1 or (after and after.gap > 1):
        return True
    neighbours = [line for line in (before, after) if line]
    return counted or any(len(line.text) > _CELL_CHARS for line in neighbours)


def _running_heads(lines: Sequence[Line]) -> set[int]:
    """Find the lines that return, digits aside, at the same place of many pages."""
    edges = [edge for sheet in _sheets(lines) for edge in _edges(sheet)]
    counts = Counter(
        (edge, depth, _DIGITS.sub("0", lines[number].text))
        for edge, numbers in edges
        for depth, number in enumerate(numbers)
    )
    needed = max(_HEAD_REPEATS, _HEAD_SHARE * len(edges) / 2)
    gone: set[int] = set()
    for edge, numbers in edges:
        for depth, number in enumerate(numbers):
            if counts[edge, depth, _DIGITS.sub("0", lines[number].text)] < needed:
                break
            gone.add(number)
    return gone


def _link_addresses(lines: Sequence[Line]) -> set[int]:
    """Find addresses alone on a line that the text has already printed: a link's annotation."""
    seen: set[str] = set()
    gone: set[int] = set()
    for number, line in enumerate(lines):
        if "://" not in line.text:
            continue
        if _URL.fullmatch(line.text):
            if line.text in seen:
                gone.add(number)
        else:
            seen.update(url.rstrip(".,;:)]}”\"'") for url in _URL.findall(line.text))
    return gone
