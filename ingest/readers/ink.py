"""The rules of tables in a picture of a page, and the picture without them (pure).

Tesseract takes rules for letters ("|", "I", "1") and loses words between them; where rules are
taken out first, it reads the cells, and the rules say which words share a cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image as _Image
from PIL.Image import Image

from ingest.readers.rules import Rule, Table, find_tables

_HALF = 2
"""Rules are looked for at half the resolution: there they are one or two points thick."""
_INK = 0.75
"""Share of the paper's brightness below which a point is ink, thin grey rules included."""
_ACROSS, _DOWN = 1 / 20, 1 / 32
"""Shares of the page's width that rules are long at least: letters have no strokes as long."""
_THICKEST = 6
"""Points that a rule is thick at most; the letters of a word, run together, are thicker."""
_GAP = 3
"""Points that noise may take out of a rule."""
_BELOW, _BESIDE = 3, 4
"""Points by which a rule may wander between two pictures rows, and that its edges take."""

Ink = NDArray[np.bool_]


def tables_in(picture: Image) -> tuple[list[Table], Image]:
    """Return the ruled tables of a straightened grey picture, and the picture without their rules.

    Places are pixels of the picture. Without tables the picture comes back as it is.
    """
    small = picture.reduce(_HALF)
    light = np.asarray(small, dtype=np.uint8)
    ink: Ink = light < _INK * float(np.percentile(light, 90))
    across = _long(ink, max(12, round(small.width * _ACROSS)))
    down = _long(ink.T, max(12, round(small.width * _DOWN))).T
    rules = [*_rules(across, vertical=False), *_rules(down.T, vertical=True)]
    tables = find_tables(rules)
    if not tables:
        return [], picture
    return tables, _without(picture, across | down, tables)


def _long(ink: Ink, shortest: int) -> Ink:
    """Return the points that lie on a level run of ink; small gaps and slants are bridged."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    closed = _opened(~_opened(~thick, _GAP + 1), shortest)
    runs = closed & thick
    return runs & ~_opened(runs.T, _THICKEST + 1).T


def _opened(ink: Ink, length: int) -> Ink:
    """Keep the points that lie on level runs of at least some length."""
    height, width = ink.shape
    if width < length:
        return np.zeros_like(ink)
    sums = np.zeros((height, width + 1), dtype=np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    full = (sums[:, length:] - sums[:, :-length]) == length
    starts = np.zeros((height, width + 1), dtype=np.int32)
    starts[:, : full.shape[1]] += full
    starts[:, length : length + full.shape[1]] -= full
    return np.cumsum(starts, axis=1)[:, :width] > 0


def _rules(lines: Ink, *, vertical: bool) -> list[Rule]:
    """Return the rules in a picture of level runs: those of neighbouring rows are one."""
    edges = np.diff(lines.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    open_: list[list[int]] = []
    done: list[list[int]] = []
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        still = [run for run in open_ if row - run[1] <= _BELOW]
        done += [run for run in open_ if row - run[1] > _BELOW]
        open_ = still
        for run in open_:
            if start <= run[3] + _GAP and run[2] <= end + _GAP:
                run[1], run[2], run[3] = row, min(run[2], start), max(run[3], end)
                break
        else:
            open_.append([row, row, start, end])
    return [
        Rule(vertical, _HALF * (top + bottom) / 2, _HALF * low, _HALF * high)
        for top, bottom, low, high in done + open_
        if bottom - top <= 2 * _THICKEST
    ]


def _without(picture: Image, lines: Ink, tables: list[Table]) -> Image:
    """Return the picture with the rules of the tables painted as paper."""
    inside = np.zeros_like(lines)
    for table in tables:
        xs, ys = ([round(at / _HALF) for at in edges] for edges in (table.xs, table.ys))
        left, right = max(0, xs[0] - _BESIDE), xs[-1] + _BESIDE
        top, bottom = max(0, ys[0] - _BESIDE), ys[-1] + _BESIDE
        for x in xs:
            inside[top:bottom, max(0, x - _BESIDE) : x + _BESIDE] = True
        for y in ys:
            inside[max(0, y - _BESIDE) : y + _BESIDE, left:right] = True
    gone = lines & inside
    mask = _Image.fromarray((gone * np.uint8(255)).astype(np.uint8)).resize(picture.size)
    paper = int(np.percentile(np.asarray(picture), 90))
    clean = picture.copy()
    clean.paste(paper, (0, 0), mask)
    return clean
