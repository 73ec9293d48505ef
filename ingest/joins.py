"""Whether two printed lines are one: the evidence of width, punctuation, labels and capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import Literal

from ingest import openings
from ingest.lines import Line

Glue = Literal["", " ", "\n"]

_TERMINAL = re.compile(r"[.;:?!…][”’»\"')\]]{0,3}$")
_QUOTED_END = re.compile(r"[”»\"][;,]$")
_QUOTES = '“«"'
_CUT = re.compile(r"(?<=\w)[-–/]$")
_DASH_END = re.compile(r"(?:^|\s)[-–]$")
_YEAR_END = re.compile(r"\b\d{4}$")
_TO_YEAR = re.compile(r"[-–]\s\d{4}\b")
_DASH = re.compile(r"\s[-–]\s")
_FIRST = re.compile(r"[^\W_]")
_FULL = 0.88
"""A line is full if the next word would have taken it past this share of the usual width."""
_BRIMMING = 0.97
_OVERLONG = 1.6
"""A line so much longer than the usual width is a paragraph that was never wrapped."""
_LONG = 40
_WORDY = 30
_FEW = 3
_WRAPPED_SHARE = 0.15
_LIST_SHARE = 0.06
"""Lists have few lines that are wrapped; they show the width where no paragraph runs past it."""
_SPREAD = 0.3
_TAIL_SHARE = 0.9
_SPLIT_SHARE = 0.05
_TITLE_LINES = 5
_USUAL = 80


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text was set: the usual width of a wrapped line, in characters (None: not wrapped).

    `tails` tells whether wrapped lines keep the blank between their last word and the next, so
    that a line without one ends its paragraph. `splits` tells whether a blank line stands between
    the first line of a paragraph and its second, as some PDF extractors leave it; there it never
    stands after a paragraph of one line.
    """

    width: float | None = None
    tails: bool = False
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What the decision needs of the paragraph so far."""

    first: str
    last: Line
    lines: int = 1
    title: bool = False
    """It began right below the name of the kind: the trích yếu."""


def measure(lines: Sequence[Line]) -> Layout:
    """Read the layout off the lines that are surely wrapped: the next begins in lower case."""
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if len(a.text) >= _WORDY
        and b.text[0].islower()
        and not is_ended(a.text)
        and not openings.is_label(b.text)
    ]
    wrapped = [a for a, _ in pairs]
    if len(wrapped) < _FEW:
        return Layout()
    sizes = [len(line.text) for line in wrapped]
    low, _, high = quantiles(sizes, n=4)
    width = median(sizes)
    longer = sum(len(line.text) > _OVERLONG * width for line in lines)
    share = _WRAPPED_SHARE if longer > _FEW else _LIST_SHARE
    if high - low > _SPREAD * width or len(wrapped) < share * len(lines):
        return Layout()
    whole = [line for line in wrapped if not is_cut(line.text)]
    tails = len(whole) >= _FEW and sum(a.tail for a in whole) >= _TAIL_SHARE * len(whole)
    split = sum(b.gap > 0 for _, b in pairs)
    return Layout(width, tails=tails, splits=split >= max(_FEW, _SPLIT_SHARE * len(pairs)))


def is_cut(text: str) -> bool:
    """Tell whether a line ends with a word or number cut at its hyphen or slash: "06/QĐ-"."""
    return bool(_CUT.search(text[-2:]))


def is_ended(text: str) -> bool:
    """Tell whether a line ends as a sentence or an item of a list does."""
    return bool(_TERMINAL.search(text[-4:]))


def glue(above: Paragraph, below: Line, layout: Layout) -> Glue:
    """Return what stands between a paragraph and the next line: nothing, a blank, a line end."""
    a, b = above.last.text, below.text
    if a.startswith("|") or b.startswith("|"):
        return "\n"
    if openings.is_bare(a) and not openings.is_label(b):
        return " "
    seen = _evidence(above, below, layout)
    if _starts_anew(above, below, seen):
        return "\n"
    if is_cut(a) and b[0].isalnum() and (seen.near or seen.full):
        return ""
    if _continues(above, below, seen):
        return " "
    return "\n"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What can be seen of the place where one line ends and the next begins."""

    near: bool  # nothing, or only a page break, between the lines
    full: bool  # the line above could not have held another word
    brimming: bool
    ended: bool  # it ends as a sentence does
    wraps: bool  # its end looks like those of wrapped lines
    layout: Layout


def _evidence(above: Paragraph, below: Line, layout: Layout) -> _Evidence:
    line = above.last
    size = len(line.text)
    reach = size + 1 + len(below.text.split(" ", 1)[0][:20])
    width = layout.width or 0.0
    fits = bool(width) and size <= _OVERLONG * width
    return _Evidence(
        near=below.gap == 0 or below.opens_page,
        full=fits and reach >= _FULL * width,
        brimming=fits and reach >= _BRIMMING * width,
        ended=is_ended(line.text),
        wraps=not layout.tails or line.tail or bool(is_cut(line.text)),
        layout=layout,
    )


def _starts_anew(above: Paragraph, below: Line, seen: _Evidence) -> bool:
    """Tell whether the line below opens something by its own look."""
    a, b = above.last.text, below.text
    runs_on = seen.full and seen.wraps and not seen.ended
    if openings.is_label(b):
        return not (runs_on and seen.near and _is_inside(a, b, seen))
    if openings.opens_line(b):
        return not runs_on
    if openings.opens_paragraph(b) and seen.ended or openings.opens_attached(b):
        return True
    if openings.opens_paragraph(above.first) and a.endswith(",") and b[0].isupper():
        return not (seen.full and seen.near)
    if openings.is_parenthesised(b) and (seen.ended or a.endswith(",")):
        return not (seen.full and seen.wraps and seen.layout.tails)
    if openings.is_capitals(b):
        return not _capitals_run_on(above, below, seen)
    return openings.is_capitals(a) and not (openings.is_heading_label(above.first) and runs_on)


def _is_inside(a: str, b: str, seen: _Evidence) -> bool:
    """Tell whether what looks like a label is a word of the sentence: "HĐND - UBND / - MTTQ"."""
    if openings.is_bullet(b):
        if b[2:3].islower():
            return not a.endswith(",")
        if _YEAR_END.search(a[-5:]) and _TO_YEAR.match(b):
            return True
        dashes = _DASH.search(a[-_WORDY:]) or _DASH.search(b[1:_WORDY])
        return bool(dashes) and seen.layout.tails
    return openings.is_numbered(b) and openings.counts_next(a)


def _capitals_run_on(above: Paragraph, below: Line, seen: _Evidence) -> bool:
    """Tell whether a line in capitals goes on: a heading over two lines, a row of acronyms."""
    a = above.last.text
    if not openings.is_capitals(a):
        return seen.full and seen.wraps and not seen.ended and seen.near
    if above.title:
        return below.gap == 0
    usual = seen.layout.width or _USUAL
    return openings.is_heading_label(above.first) and not seen.ended and len(a) >= usual / 2


def _continues(above: Paragraph, below: Line, seen: _Evidence) -> bool:
    """Tell whether a line that could go on from the one above does."""
    a, b = above.last.text, below.text
    if _DASH_END.search(a[-2:]) and len(a) > 1:
        return True
    if openings.is_capitals(a) and openings.is_capitals(b):
        return True
    first = _FIRST.search(b)
    if first and first.group().islower():
        if seen.ended:
            return seen.full and seen.wraps
        return seen.near or len(a) >= _WORDY
    if seen.ended:
        if seen.full and below.gap == 0 and below.indent <= above.last.indent + 1:
            return seen.wraps if seen.layout.tails else seen.brimming and not below.opens_page
        if seen.full and seen.wraps and seen.layout.splits and above.lines == 1:
            return True
        return _in_series(above.first, a, b)
    if seen.full and seen.wraps:
        return True
    if above.title and below.gap == 0 and above.lines < _TITLE_LINES:
        return _is_title_line(b, seen.layout)
    counted = b[0].isdigit() and openings.counts_next(a)
    return len(a) >= _LONG and (openings.is_dangling(a) or counted or _is_open(a))


def _in_series(start: str, a: str, b: str) -> bool:
    """Tell whether quoted names, begun inside the paragraph, go on: "gồm: “A”; “B”;" / "“C”"."""
    return b[0] in _QUOTES and start[0] not in _QUOTES and bool(_QUOTED_END.search(a[-2:]))


def _is_title_line(text: str, layout: Layout) -> bool:
    short = len(text) < 0.8 * (layout.width or _USUAL)
    return short and not is_ended(text) and not openings.opens_paragraph(text)


def _is_open(text: str) -> bool:
    """Tell whether a bracket or quotation mark is still open at the end."""
    return any(
        text.rfind(left) > text.rfind(right) for left, right in (("(", ")"), ("“", "”"), ("«", "»"))
    )
