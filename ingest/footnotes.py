"""Footnotes: the blocks at the foot of a page, told from the body that they interrupt.

A footnote begins a line with a number whose mark ("phường1 và") stands in the body before it, in
rising order. Nothing else makes a footnote: body lines begin with numbers too ("50 hồ sơ …").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.joins import Layout, is_ended
from ingest.lines import Line

_MARK = re.compile(
    r"(?:(?<=[^\W\d_])|(?<=[^\W\d_][)”\"’»\].,;:])|(?<=[^\W\d_][)”\"’»\]][.,;:]))"
    r"(\d{1,3})(?![\w/%]|[.,]\d)|(?<!m)([⁰¹²³⁴-⁹]{1,3})|(?<=\S)\[(\d{1,3})\]"
)
_APART = re.compile(r"(?<=[^\W\d_] )(\d{1,3})(?= [^\W\d_]|[.,;:)]|$)")
"""A mark that the extraction of a PDF set apart ("14 văn bản 3 để"); notes set smaller prove it."""
_START = re.compile(
    r"(\d{1,3})(?:\s+(?=\S)|(?=[A-ZĐÀ-Ý“\"]))|([⁰¹²³⁴-⁹]{1,3})\s*(?=\S)|\[(\d{1,3})\]\s*(?=\S)"
)
_DEFINITION = re.compile(r"\[\^[^\]\s]{1,20}\]:")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_WIDE = 1.12
"""Footnotes are set smaller, so their lines hold more characters than those of the body."""
_SHORT = 0.8
_MOST_LINES = 80
"""No page holds more lines of footnotes."""


def part(lines: Sequence[Line], layout: Layout) -> tuple[list[Line], list[list[Line]]]:
    """Return the lines of the body and those of each footnote, both in order."""
    return _Parting(lines, layout).run()


def _value(match: re.Match[str]) -> int:
    return int((match[1] or match[2] or match[3]).translate(_SUPERSCRIPTS))


def _start(line: Line) -> int | None:
    """Return the number that a line begins with as a footnote does."""
    match = _START.match(line.text)
    return _value(match) if match else None


@dataclass(slots=True)
class _Parting:
    """One pass over the lines, page after page."""

    lines: Sequence[Line]
    layout: Layout
    body: list[Line] = field(default_factory=list[Line])
    notes: list[list[Line]] = field(default_factory=list[list[Line]])
    marks: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    apart: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    next: int = 1
    floor: int = 0
    """The mark of the next footnote stands in this line or below."""
    block_end: int = 0
    unfinished: bool = False
    """The last footnote was cut by the end of its page; it may go on at the foot of this one."""

    def run(self) -> tuple[list[Line], list[list[Line]]]:
        if any(_start(line) == 1 for line in self.lines):
            self._find_marks()
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if line.opens_page and at > self.block_end:
                self.unfinished = False
            end = self._definition(at) or self._block(at) or self._continuation(at)
            if end:
                at = end
            else:
                self.body.append(line)
                at += 1
        return self.body, self.notes

    def _find_marks(self) -> None:
        for number, line in enumerate(self.lines):
            for match in _MARK.finditer(line.text):
                where = self.marks.setdefault(_value(match), [])
                if not where or where[-1] != number:
                    where.append(number)
            for match in _APART.finditer(line.text):
                self.apart.setdefault(int(match[1]), []).append(number)

    def _marked(self, value: int, at: int) -> int | None:
        """Return the line above `at` with the mark of a footnote, None if it is not there."""
        found = self._above(self.marks.get(value, []), value, at)
        if found is None and at < len(self.lines) and self._is_wide(self.lines[at]):
            found = self._above(self.apart.get(value, []), value, at)
        return found

    def _above(self, where: list[int], value: int, at: int) -> int | None:
        restart = value == 1 and self.next > 1
        floor = max(self.block_end, self.floor + 1) if restart else self.floor
        place = bisect_left(where, floor)
        return where[place] if place < len(where) and where[place] < at else None

    def _is_next(self, value: int, top: int) -> bool:
        """Tell whether a number is the next in order, or 1 as on a fresh page, and is marked."""
        return value in (self.next, 1) and self._marked(value, top) is not None

    def _definition(self, at: int) -> int:
        """Take a Markdown footnote, "[^1]: …", and what follows it up to a blank line."""
        if not _DEFINITION.match(self.lines[at].text):
            return 0
        end = at + 1
        while end < len(self.lines) and not (
            self.lines[end].gap or _DEFINITION.match(self.lines[end].text)
        ):
            end += 1
        self.notes.append(list(self.lines[at:end]))
        return end

    def _block(self, at: int) -> int:
        """Take the block of footnotes that begins here; return its end, 0 if there is none."""
        line = self.lines[at]
        match = _START.match(line.text)
        if at == 0 or not match or not self._is_next(_value(match), at):
            return 0
        if line.text[match.end()].islower() and not self._is_wide(line):
            return 0
        end = self._extent(at)
        if not self._stands_out(at, end):
            return 0
        self._take(at, end, top=at)
        return end

    def _continuation(self, at: int) -> int:
        """Take the rest of a footnote that the page before cut off, set in the same wide lines."""
        line = self.lines[at]
        if not (self.unfinished and line.gap and not line.opens_page and self._is_wide(line)):
            return 0
        end = self._extent(at)
        if not self._ends_page(end) or not all(map(self._is_wide, self.lines[at : end - 1])):
            return 0
        self._take(at, end, top=at)
        return end

    def _take(self, at: int, end: int, *, top: int) -> None:
        """Divide a block into footnotes; lines before the first number go on with the last one."""
        for line in self.lines[at:end]:
            value = _start(line)
            if value is not None and self._is_next(value, top):
                self.floor = self._marked(value, top) or self.floor
                self.next = value + 1
                self.notes.append([line])
            else:
                self.notes[-1].append(line)
        self.block_end = end
        self.unfinished = self._ends_page(end) and not is_ended(self.lines[end - 1].text)

    def _extent(self, at: int) -> int:
        """Return where the block that begins here ends: at a page, a gap, or narrow lines."""
        widest = len(self.lines[at].text)
        end = at + 1
        while end < min(len(self.lines), at + _MOST_LINES):
            line, above = self.lines[end], self.lines[end - 1]
            if line.opens_page:
                break
            if not self._follows(line, at, end):
                if line.gap:
                    break
                if self._is_wide(self.lines[at]) and len(above.text) < _SHORT * widest:
                    break
            widest = max(widest, len(line.text))
            end += 1
        return end

    def _follows(self, line: Line, top: int, at: int) -> bool:
        """Tell whether a line of a block begins a further footnote, marked above the block."""
        value = _start(line)
        return value is not None and value >= self.next and self._marked(value, top) is not None

    def _stands_out(self, at: int, end: int) -> bool:
        """Tell whether a block looks like footnotes and not like a sentence with a number."""
        line, above = self.lines[at], self.lines[at - 1]
        if line.gap or line.opens_page or is_ended(above.text) or self._ends_page(end):
            return True
        return any(map(self._is_wide, self.lines[at:end]))

    def _is_wide(self, line: Line) -> bool:
        return bool(self.layout.width) and len(line.text) >= _WIDE * (self.layout.width or 0)

    def _ends_page(self, end: int) -> bool:
        return end == len(self.lines) or self.lines[end].opens_page
