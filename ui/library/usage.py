"""Questions a day as bars, the most asked and the unanswered ones (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.cards import html_text
from ui.library.listing import shown_date, shown_day
from ui.library.wording import LibraryTexts

WIDTH, HEIGHT, FOOT = 720, 160, 22
"""Of the chart, in its own units; FOOT is the room for the dates below the bars."""
OUTCOMES = ("answered", "clarify", "not_found")


def render_usage(told: Mapping[str, Any], words: LibraryTexts) -> str:
    """Return the object of GET /v1/usage as HTML."""
    notes = [words.usage_partly] if not told["complete"] else []
    if told["unshown"]:
        notes.append(words.usage_unshown.format(count=told["unshown"]))
    hints = "".join(f'<p class="planqa-hint">{html_text(note)}</p>' for note in notes)
    if not told["questions"]:
        return f'<p class="planqa-hint">{html_text(words.usage_none)}</p>{hints}'
    return (
        f"{chart(told['days'], words)}{_key(words)}{_days(told['days'], words)}{hints}"
        f"<h4>{html_text(words.unanswered)}</h4>"
        f'<p class="planqa-hint">{html_text(words.unanswered_hint)}</p>'
        f"{_asked(told['unanswered'], words)}"
        f"<h4>{html_text(words.most_asked)}</h4>{_asked(told['most_asked'], words)}"
    )


def chart(days: Sequence[Mapping[str, Any]], words: LibraryTexts) -> str:
    """Draw a bar a day, its parts by how the questions ended, as SVG."""
    most = max(sum(day[name] for name in OUTCOMES) for day in days)
    step = WIDTH / len(days)
    bars = "".join(_bar(day, at * step, step, HEIGHT / max(1, most)) for at, day in enumerate(days))
    marks = "".join(
        f'<text x="{at * step + step / 2:.1f}" y="{HEIGHT + FOOT - 6}" text-anchor="{anchor}">'
        f"{html_text(shown_date(days[at]['day'])[:5])}</text>"
        for at, anchor in _marked(len(days))
    )
    top = f'<text x="2" y="11">{most}</text><line x1="0" x2="{WIDTH}" y1=".5" y2=".5"/>'
    return (
        f'<h4>{html_text(words.chart)}</h4><svg class="planqa-chart" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT + FOOT}" aria-label="{html_text(words.chart)}">'
        f'{top}{bars}<line x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>{marks}</svg>'
    )


def _bar(day: Mapping[str, Any], left: float, step: float, unit: float) -> str:
    parts: list[str] = []
    bottom = float(HEIGHT)
    for name in OUTCOMES:
        height = day[name] * unit
        if height:
            bottom -= height
            parts.append(
                f'<rect class="{name}" x="{left + step * 0.15:.1f}" y="{bottom:.1f}" '
                f'width="{step * 0.7:.1f}" height="{height:.1f}"/>'
            )
    return "".join(parts)


def _marked(count: int) -> list[tuple[int, str]]:
    """Return the days whose dates are written below the chart, and how they are aligned."""
    if count == 1:
        return [(0, "middle")]
    return [(0, "start"), *([(count // 2, "middle")] if count > 2 else []), (count - 1, "end")]


def _key(words: LibraryTexts) -> str:
    items = "".join(
        f'<li><span class="{name}" aria-hidden="true"></span>{html_text(words.statuses[name])}</li>'
        for name in OUTCOMES
    )
    return f'<ul class="planqa-key">{items}</ul>'


def _days(days: Sequence[Mapping[str, Any]], words: LibraryTexts) -> str:
    head = "".join(
        f'<th scope="col">{html_text(name)}</th>'
        for name in (words.day, *(words.statuses[one] for one in OUTCOMES))
    )
    rows = "".join(
        f'<tr><th scope="row">{html_text(shown_date(day["day"]))}</th>'
        + "".join(f"<td>{day[name]}</td>" for name in OUTCOMES)
        + "</tr>"
        for day in reversed(days)
        if any(day[name] for name in OUTCOMES)
    )
    return (
        f"<details><summary>{html_text(words.table_of_days)}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _asked(asked: Sequence[Mapping[str, Any]], words: LibraryTexts) -> str:
    if not asked:
        return f"<p>{html_text(words.none_unanswered)}</p>"
    items = "".join(
        f"<li>{html_text(one['question'])} "
        f'<span class="soft">{one["times"]} {html_text(words.times)} · '
        f"{html_text(shown_day(one['last_at']))}</span></li>"
        for one in asked
    )
    return f'<ol class="planqa-asked">{items}</ol>'
