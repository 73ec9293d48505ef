"""Plots as inline SVG: bars with their 95% intervals, and curves; no script, no library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from eval.resample import Interval

LABEL, BAR, ROW = 150, 360, 22
"""Pixels of the labels' column, of a full bar, and of a row."""
SIDE = 260
"""Pixels of a curve's side."""


def bars(title: str, groups: Mapping[str, Interval]) -> str:
    """Draw one bar from 0 to 1 a group, with its interval and the number of questions."""
    height = ROW * len(groups)
    rows = "".join(_bar(at, name, value) for at, (name, value) in enumerate(groups.items()))
    return (
        f'<svg viewBox="0 0 {LABEL + BAR + 110} {height}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{rows}</svg>'
    )


def curve(title: str, across: str, up: str, points: Sequence[tuple[float, float]]) -> str:
    """Draw a line through points whose coordinates lie between 0 and 1."""
    path = " ".join(f"{40 + x * SIDE:.1f},{10 + (1 - y) * SIDE:.1f}" for x, y in points)
    ticks = "".join(
        f'<text x="34" y="{14 + (1 - at) * SIDE:.0f}" text-anchor="end">{at:g}</text>'
        f'<text x="{40 + at * SIDE:.0f}" y="{26 + SIDE}" text-anchor="middle">{at:g}</text>'
        for at in (0, 0.5, 1)
    )
    return (
        f'<svg viewBox="0 0 {SIDE + 60} {SIDE + 50}" role="img" class="curve" '
        f'aria-label="{escape(title, quote=True)}">'
        f'<rect x="40" y="10" width="{SIDE}" height="{SIDE}" class="frame"/>{ticks}'
        f'<polyline points="{path}" class="line"/>'
        f'<text x="{40 + SIDE // 2}" y="{44 + SIDE}" text-anchor="middle">{escape(across)}</text>'
        f'<text x="46" y="24">{escape(up)}</text></svg>'
    )


def _bar(at: int, name: str, value: Interval) -> str:
    top = at * ROW
    middle = top + ROW / 2
    low, high = LABEL + value.low * BAR, LABEL + value.high * BAR
    return (
        f'<text x="{LABEL - 8}" y="{middle + 4:.0f}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LABEL}" y="{top + 3}" width="{BAR}" height="{ROW - 6}" class="frame"/>'
        f'<rect x="{LABEL}" y="{top + 3}" width="{value.mean * BAR:.1f}" height="{ROW - 6}" '
        f'class="bar"/><line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" '
        f'class="whisker"/><text x="{LABEL + BAR + 8}" y="{middle + 4:.0f}">'
        f"{value.mean:.2f} ({value.n})</text>"
    )
