"""One HTML file about a run: figures, plots, and every failure with all that led to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.charts import bars, curve
from eval.domain import Outcome, Score
from eval.figures import certainty, grouped, risk_coverage, summarize

TEMPLATE = Path(__file__).with_name("report.html")
SHOWN_PASSAGES = 5
"""Found passages shown of each group of documents; the whole trace is in the run."""


def write_report(path: Path, name: str, outcomes: Sequence[Outcome]) -> None:
    """Write the report; it needs no other file and no network."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_report(name, outcomes), encoding="utf-8")


def render_report(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the report as HTML; everything that was asked or said is escaped."""
    scores = [outcome.score for outcome in outcomes]
    failures = [outcome for outcome in outcomes if not outcome.score.ok or flaws(outcome.score)]
    points = [(point.answered, point.wrong) for point in risk_coverage(scores)]
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE.name).render(
        name=name,
        figures=summarize(scores),
        certainty=certainty(scores),
        kinds=bars("right replies by kind", grouped(scores, lambda score: score.kind)),
        noises=bars("right replies by noise", grouped(scores, lambda score: score.noise)),
        risk=curve("risk and coverage", "answered", "wrong", points) if points else "",
        reasons=[(name, len(found)) for name, found in ranked(outcomes)],
        failures=[_failure(outcome) for outcome in failures],
    )


def flaws(score: Score) -> tuple[str, ...]:
    """Return what is wrong with a reply, in a few words each; empty for one without flaw."""
    found = {
        "refused": score.wanted == "answered" and score.status == "not_found",
        "asked back": score.wanted == "answered" and score.status == "clarify",
        "answered, should refuse": score.wanted == "not_found" and score.status == "answered",
        "answered, should ask back": score.wanted == "clarify" and score.status == "answered",
        "refused, should ask back": score.wanted == "clarify" and score.status == "not_found",
        "asked back, should refuse": score.wanted == "not_found" and score.status == "clarify",
        "offers other documents": score.wanted == score.status == "clarify" and not score.ok,
        "error": score.status == "error",
        "wrong document": score.status == "answered" and score.right_document is False,
        "wrong ward or year": score.astray is True,
        "expected words missing": score.status == "answered" and bool(score.missing),
        "forbidden words": bool(score.wrong),
        "too long": score.too_long,
        "unsupported number": bool(score.unsupported),
        "quote not verbatim": score.verbatim is not None and score.verbatim < 1,
        "wrong span": score.spans is not None and score.spans < 1,
    }
    return tuple(name for name, holds in found.items() if holds)


def ranked(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """Return the failures by kind and what is wrong, the commonest first."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found = flaws(outcome.score)
        if found:
            groups.setdefault(f"{outcome.case.kind}: {', '.join(found)}", []).append(outcome)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _failure(outcome: Outcome) -> dict[str, Any]:
    trace: dict[str, Any] = json.loads(outcome.reply.trace) if outcome.reply.trace else {}
    return {
        "case": outcome.case,
        "reply": outcome.reply,
        "score": outcome.score,
        "flaws": flaws(outcome.score),
        "understood": {**trace.get("understood", {}), **trace.get("decision", {})},
        "groups": [
            {
                "documents": [document["name"] for document in trace.get("documents", ())],
                "evidence": trace.get("passages", [])[:SHOWN_PASSAGES],
            }
        ],
    }
