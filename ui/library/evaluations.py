"""Runs of `planqa eval` over time: a line chart a suite, and the latest figures (pure)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ui.cards import html_text
from ui.library.listing import shown_day, shown_moment
from ui.library.wording import LibraryTexts

WIDTH, HEIGHT, FOOT, EDGE = 720, 160, 22, 40
"""Of a chart, in its own units; FOOT is the room for dates below, EDGE that for the scale."""
TOP = 6
DRAWN = ("accuracy", "cite_recall", "refusal")
LATEST = 20
"""Runs in the table."""
COMMAND = "planqa eval run questions.csv --documents my-folder --record"

Run = Mapping[str, Any]


def render_evaluations(runs: Sequence[Run], words: LibraryTexts) -> str:
    """Return the items of GET /v1/evaluations, the latest first, as HTML."""
    if not runs:
        return (
            f'<p class="planqa-hint">{html_text(words.evaluation_none)} '
            f"<code>{html_text(COMMAND)}</code></p>"
        )
    suites: dict[str, list[Run]] = {}
    for run in runs:
        suites.setdefault(run["suite"], []).append(run)
    charts = "".join(chart(name, found[::-1], words) for name, found in suites.items())
    return (
        f'<p class="planqa-hint">{html_text(words.evaluation_hint)}</p>{charts}'
        f"{_key(words)}{_table(runs[:LATEST], words)}"
    )


def chart(suite: str, runs: Sequence[Run], words: LibraryTexts) -> str:
    """Draw the decisive shares of one suite's runs, the oldest first, as SVG."""
    label = html_text(words.evaluation_chart.format(suite=suite))
    shares = [run["figures"][name] for run in runs for name in DRAWN if name in run["figures"]]
    floor = min(0.9, math.floor(min(shares, default=0) * 10) / 10)
    step = (WIDTH - EDGE - 10) / max(1, len(runs) - 1)
    lines = "".join(_line(name, runs, step, floor) for name in DRAWN)
    marks = "".join(
        f'<text x="{EDGE + at * step:.1f}" y="{HEIGHT + FOOT - 6}" text-anchor="{anchor}">'
        f"{html_text(shown_day(runs[at]['at']))}</text>"
        for at, anchor in _marked(len(runs))
    )
    scale = "".join(
        f'<text x="0" y="{y + 4:.0f}">{share:.0%}</text>'
        f'<line x1="{EDGE}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        for share, y in ((share, _height(share, floor)) for share in (1, (1 + floor) / 2, floor))
    )
    return (
        f'<h4>{html_text(suite)}</h4><svg class="planqa-chart" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT + FOOT}" aria-label="{label}">{scale}{lines}{marks}</svg>'
    )


def _line(name: str, runs: Sequence[Run], step: float, floor: float) -> str:
    points = [
        (EDGE + at * step, _height(run["figures"][name], floor))
        for at, run in enumerate(runs)
        if name in run["figures"]
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points)
    return f'<g class="{name}"><polyline points="{path}"/>{dots}</g>'


def _height(share: float, floor: float) -> float:
    """Return where a share stands; 1 is at the top."""
    return TOP + (HEIGHT - TOP) * (1 - min(1.0, share)) / (1 - floor)


def _marked(count: int) -> list[tuple[int, str]]:
    """Return the runs whose dates are written below the chart, and how they are aligned."""
    return [(0, "start"), *([(count - 1, "end")] if count > 1 else [])]


def _key(words: LibraryTexts) -> str:
    items = "".join(
        f'<li><span class="{name}" aria-hidden="true"></span>{html_text(words.figures[name])}</li>'
        for name in DRAWN
    )
    return f'<ul class="planqa-key">{items}</ul>'


def _table(runs: Sequence[Run], words: LibraryTexts) -> str:
    names = (*words.run_columns, *words.figures.values())
    head = "".join(f'<th scope="col">{html_text(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{html_text(run["suite"])}</th>'
        + "".join(
            f'<td data-name="{html_text(name)}">{html_text(cell)}</td>'
            for name, cell in zip(names[1:], _cells(run, words), strict=True)
        )
        + "</tr>"
        for run in runs
    )
    return (
        f'<h4>{html_text(words.evaluation_table)}</h4><div class="planqa-table" role="region" '
        f'tabindex="0" aria-label="{html_text(words.evaluation_table)}"><table><thead><tr>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(run: Run, words: LibraryTexts) -> Iterator[str]:
    yield shown_moment(run["at"])
    yield run["version"]
    yield str(run["questions"])
    for name in words.figures:
        value = run["figures"].get(name)
        if value is None:
            yield "–"
        else:
            yield f"{value:.2f} s" if name.endswith("_s") else f"{100 * value:.1f} %"
