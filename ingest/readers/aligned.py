"""Tables without upright rules: columns told by the gutters that all their lines leave free (pure).

What a person sees as a table has a head of three columns or more, and lines below it whose words
keep to these columns. Everything else that stands side by side is left to layout.py: columns of
text, the header of a document, recipients and signature, lists with tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.grid import PLACED
from ingest.readers.layout import Word, rows_of_boxes
from ingest.readers.rules import Rule, Table
from ingest.readers.wrapped import Column, Lines, cells_of, rows_in

_COLUMNS = 3
"""Columns of a table without rules at least: two are a header, a signature or columns of text."""
_HEAD_GAP = 0.55
"""Letter heights between two column headings at least."""
_GUTTER = 0.3
"""Letter heights that stay free between two columns on every line."""
_HEAD_LINES = 3
_HEAD_CHARS = 60
_PITCH = 1.9
"""Letter heights from one line of a heading to the next at most."""
_HALF_LINE = 0.9
"""Letter heights: headings of one line stand half a line below the first of two."""
_EVEN = 1.2
"""Usual blanks of a line that a gutter takes at least, where it is narrow."""
_CARRIED = 0.8
"""Share of a gutter that the rows on the next page leave free."""
_ALIGNED = 0.2
"""Letter heights by which lines of one column begin apart at most."""
_FLOWING = 4
"""Blanks of a line at least before they tell that it is running text."""
_LOWER = 0.25
"""Share of rows that may begin with a small letter: more are the lines of formulas and columns."""
_APART = 2.6
"""Letter heights of white after which a table has ended."""
_SPAN_SHARE = 0.8
"""Share of the table's width that a row across it takes at most: a longer one is a paragraph."""
_NO_HEAD = re.compile(r"^(?:\d{1,3}[.)]|[-+•*–]|[a-zđ][.)]\s)|[:;.…=]$|\.{4}|…{2}|[\[\]=□☐_]")
_SIGNED = re.compile(r"\((?:[Đđ]ã )?[Kk]ý\b|^(?:Đã ký|Ký tên|Ký, )|[Kk]ý,? ghi rõ họ", re.MULTILINE)
_SECTION = re.compile(r"^(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,2})(?:[.)]|\s)\s*\w|^[^a-zà-ỹ]{4,}$")
_HEADING = re.compile(
    r"^(?:[IVXLC]{1,5}[.)]|[A-ZĐ][.)]|\d{1,2}[.)]|[-+*•–])\s*\w|^(?:Nơi nhận|Ghi chú)"
)

Line = list[Word]


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that keep to columns, from line `first` of the page; `across` are rows over all."""

    first: int
    lines: Lines
    columns: tuple[Column, ...]
    across: frozenset[int]


def aligned_tables(
    words: Sequence[Word], rules: Sequence[Rule] = (), above: Table | None = None
) -> list[Table]:
    """Return the tables that white space draws on a page, from its top.

    `rules` are the level rules that may part rows; `above` is the table at the end of the page
    before, whose rows may go on without a head.
    """
    lines = rows_of_boxes(words)
    if not lines:
        return []
    size = median(word.bottom - word.top for word in words)
    levels = [rule for rule in rules if not rule.vertical]
    found = [
        (block, rows)
        for block in _blocks(lines, size)
        if (rows := rows_in(block.lines, block.columns, block.across, size, _cuts(block, levels)))
        and _is_table(block, rows)
    ]
    found.sort(key=lambda pair: (-len(pair[0].columns), -len(pair[0].lines), pair[0].first))
    taken: set[int] = set()
    tables: list[Table] = []
    if above and not above.ruled and (block := _carried(lines, above, size)):
        rows = rows_in(block.lines, block.columns, block.across, size, _cuts(block, levels))
        if rows:
            taken.update(_places(block))
            tables.append(_table(block, rows))
    for block, rows in found:
        if taken.isdisjoint(_places(block)):
            taken.update(_places(block))
            tables.append(_table(block, rows))
    return sorted(tables, key=lambda table: table.ys[0])


def _places(block: _Block) -> range:
    return range(block.first, block.first + len(block.lines))


def _blocks(lines: Sequence[Line], size: float) -> Iterator[_Block]:
    for first in range(len(lines)):
        for high in range(1, _HEAD_LINES + 1):
            head = lines[first : first + high]
            if len(head) < high or any(
                _top(b) - _top(a) > _PITCH * size for a, b in pairwise(head)
            ):
                break
            gutters = _gaps(head, _HEAD_GAP * size)
            if len(gutters) >= _COLUMNS - 1 and (high == 1 or _opens(head, gutters, size)):
                yield _extended(lines, first, high, gutters, size)


def _opens(head: Sequence[Line], gutters: Sequence[Column], size: float) -> bool:
    """Tell whether the first line belongs to the head, not to what stands above the table."""
    half = _top(head[1]) - _top(head[0]) < _HALF_LINE * size
    return half or _filled(head[0], gutters) > 1


def _gaps(lines: Sequence[Line], least: float) -> list[Column]:
    """Return what all lines leave free between their words, where it is wide enough."""
    free: list[Column] = []
    end: float | None = None
    for word in sorted((word for line in lines for word in line), key=lambda word: word.left):
        if end is not None and word.left - end >= least:
            free.append((end, word.left))
        end = word.right if end is None else max(end, word.right)
    return free


def _extended(
    lines: Sequence[Line], first: int, high: int, gutters: Sequence[Column], size: float
) -> _Block:
    """Return the block of a head and of all lines below it that keep its gutters free."""
    left = min(line[0].left for line in lines[first : first + high])
    right = max(line[-1].right for line in lines[first : first + high])
    free: list[list[Column]] = [[gutter] for gutter in gutters]
    across: set[int] = set()
    end = at = first + high
    while at < len(lines):
        line = lines[at]
        if _top(line) - _bottom(lines[at - 1]) > _APART * size or _is_placed(line, size):
            break
        left_free = [_kept(pieces, line, _GUTTER * size) for pieces in free]
        now = [_widest(pieces) for pieces in left_free if pieces]
        if len(now) == len(free) and not (
            _flows(line, now, size) or _heads(line, lines[first:end], now, size)
        ):
            free = left_free
            left, right = min(left, line[0].left), max(right, line[-1].right)
            end = at + 1
        elif _is_across(lines, at, free, right - left, size):
            across.add(at - first)
        else:
            break
        at += 1
    final = [_widest(pieces) for pieces in free]
    while end > first + high and _follows(lines[end - 1], final):
        end -= 1
    inside = tuple(tuple(line) for line in lines[first:end])
    kept = frozenset(at for at in across if at < len(inside))
    return _Block(first, inside, _columns(final, inside, kept), kept)


def _follows(line: Line, gutters: Sequence[Column]) -> bool:
    """Tell whether a line is no last row but a heading below the table: "III. TỔ CHỨC"."""
    return _filled(line, gutters) == 1 and bool(_HEADING.search(_text(line)))


def _heads(line: Line, above: Sequence[Line], gutters: Sequence[Column], size: float) -> bool:
    """Tell whether a line is a heading whose number happens to stand in the first column."""
    whole = all(b.left - a.right < _HEAD_GAP * size for a, b in pairwise(line))
    if not whole or _filled(line, gutters) == 1 or not _HEADING.search(_text(line)):
        return False
    middle = sum(gutters[0]) / 2
    lefts = [word.left for row in above for word in row if word.left > middle]
    begins = next((word.left for word in line if word.left > middle), middle)
    return abs(begins - min(lefts)) > _ALIGNED * size


def _columns(gutters: Sequence[Column], lines: Lines, across: frozenset[int]) -> tuple[Column, ...]:
    kept = [line for at, line in enumerate(lines) if at not in across]
    edges = [min(line[0].left for line in kept)]
    for low, high in gutters:
        edges += [(low + high) / 2] * 2
    edges.append(max(line[-1].right for line in kept))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _kept(pieces: Sequence[Column], line: Line, least: float) -> list[Column]:
    """Return what of the pieces of a gutter a line leaves free, where it is wide enough."""
    free = list(pieces)
    for word in line:
        free = [
            piece
            for low, high in free
            for piece in ((low, min(high, word.left)), (max(low, word.right), high))
            if piece[1] - piece[0] >= least
        ]
    return free


def _widest(pieces: Sequence[Column]) -> Column:
    return max(pieces, key=lambda piece: piece[1] - piece[0])


def _flows(line: Line, gutters: Sequence[Column], size: float) -> bool:
    """Tell whether a line is running text, whose even blanks only happen to lie in the gutters."""
    blanks = [b.left - a.right for a, b in pairwise(line)]
    if len(blanks) < _FLOWING or _filled(line, gutters) < _COLUMNS:
        return False
    return max(blanks) < _HEAD_GAP * size and max(blanks) <= _EVEN * median(blanks)


def _is_across(
    lines: Sequence[Line], at: int, free: Sequence[list[Column]], width: float, size: float
) -> bool:
    """Tell whether a line that crosses gutters is a row across the table: "I. LĨNH VỰC KINH TẾ"."""
    line = lines[at]
    if at + 1 >= len(lines) or line[-1].right - line[0].left > _SPAN_SHARE * width:
        return False
    below = lines[at + 1]
    if _top(below) - _top(line) > _PITCH * size or not _SECTION.search(_text(line)):
        return False
    left_free = [_kept(pieces, below, _GUTTER * size) for pieces in free]
    whole = all(b.left - a.right < size for a, b in pairwise(line))
    return whole and all(left_free) and _filled(below, [*map(_widest, left_free)]) >= _COLUMNS


def _filled(line: Line, gutters: Sequence[Column]) -> int:
    middles = [sum(gutter) / 2 for gutter in gutters]
    return len({sum(word.left > middle for middle in middles) for word in line})


def _is_placed(line: Line, size: float) -> bool:
    """Tell whether a line belongs to the header or the signature of a document."""
    parts: list[str] = []
    for place, word in enumerate(line):
        far = place and word.left - line[place - 1].right >= size
        parts.append(("\n" if far else " ") + word.text)
    text = "".join(parts).strip()
    return bool(PLACED.search(text) or _SIGNED.search(text))


def _is_table(block: _Block, rows: Sequence[range]) -> bool:
    head, *body = [cells_of(block.lines, block.columns, row) for row in rows]
    names = [" ".join(word.text for word in cell) for cell in head]
    if len(rows[0]) > _HEAD_LINES or not all(map(_is_name, names)):
        return False
    if not names[0][0].isalpha() or 2 * sum(any(map(str.isalpha, n)) for n in names) <= len(names):
        return False
    if len({name.lower() for name in names}) < len(names):
        return False
    lower = sum(next(cell for cell in cells if cell)[0].text[0].islower() for cells in body)
    if lower > _LOWER * len(body):
        return False
    if any(_is_placed(list(line), 0.0) for line in block.lines):
        return False
    full = sum(sum(map(bool, cells)) >= _COLUMNS for cells in body)
    return full >= 2 and 2 * full >= len(body)


def _is_name(name: str) -> bool:
    """Tell whether words can head a column."""
    if not any(map(str.isalnum, name)):
        return False
    return len(name) <= _HEAD_CHARS and not name[0].islower() and not _NO_HEAD.search(name)


def _carried(lines: Sequence[Line], above: Table, size: float) -> _Block | None:
    """Return the rows at the top of a page that keep to the columns of the table above."""
    room = _GUTTER * size
    gutters = [(x - room / 2, x + room / 2) for x in above.xs[1:-1]]
    for first in range(min(2, len(lines))):
        line = lines[first]
        if _text(line).isdecimal() or line[0].left < above.xs[0] - size:
            continue
        kept = all(_kept([gutter], line, _CARRIED * room) for gutter in gutters)
        begun = _filled(line, gutters) >= _COLUMNS or line[0].text[0].islower()
        if not kept or not begun or _flows(line, gutters, size):
            return None
        block = _extended(lines, first, 1, gutters, _CARRIED * size)
        across = block.lines[-1][-1].right <= above.xs[-1] + size
        full = any(_filled(list(line), gutters) >= _COLUMNS for line in block.lines)
        return block if across and (full or len(block.lines) < _COLUMNS) else None
    return None


def _cuts(block: _Block, levels: Sequence[Rule]) -> tuple[float, ...]:
    """Return the heights at which level rules part the lines of a block."""
    left, right = block.columns[0][0], block.columns[-1][1]
    low, high = _bottom(block.lines[0]), _top(block.lines[-1])
    wide = [r.at for r in levels if min(r.high, right) - max(r.low, left) > (right - left) / 2]
    return tuple(sorted(at for at in wide if low - 1 < at < high + 1))


def _table(block: _Block, rows: Sequence[range]) -> Table:
    xs = (block.columns[0][0] - 1, *(right for _, right in block.columns))
    xs = (*xs[:-1], xs[-1] + 1)
    edges = [_top(block.lines[0]) - 1]
    for row in rows[1:]:
        edges.append((_bottom(block.lines[row.start - 1]) + _top(block.lines[row.start])) / 2)
    edges.append(_bottom(block.lines[-1]) + 1)
    width = len(block.columns)
    owner = [
        tuple(at * width + (0 if row.start in block.across else x) for x in range(width))
        for at, row in enumerate(rows)
    ]
    return Table(xs, tuple(edges), tuple(owner), ruled=False)


def _text(line: Sequence[Word]) -> str:
    return " ".join(word.text for word in line)


def _top(line: Sequence[Word]) -> float:
    return median(word.top for word in line)


def _bottom(line: Sequence[Word]) -> float:
    return median(word.bottom for word in line)
