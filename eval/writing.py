"""What answers are worth when a model words them anew: one that keeps to the quotes, and liars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.domain import Case
from eval.figures import Figures, summarize
from eval.run import read_sources, run
from eval.targets import LocalTarget
from eval.writers import BEHAVIOURS, Rewriting

FACTS = ("number", "date", "document", "time", "unit", "ward", "person", "named", "obeying")
"""Behaviours of which nothing may get through."""

NO_LIARS = ("none", "good", "losing")
"""What is said in part is not untrue: `losing` is judged by its lists."""


def measure(
    cases: Sequence[Case], target: LocalTarget, documents: Path
) -> tuple[dict[str, Figures], Figures]:
    """Return the figures without a model and with each behaviour, and their worst.

    `gain` is the accuracy with the good model less that without; `loss` what the worst liar takes
    from it; `lies_shown` the share of all lies that got through,
    `facts_shown` the worst of false numbers, dates, documents, times, units, wards and persons,
    and of orders obeyed; `lists_short` the share of list answers
    that a model wrote without one of the items;
    `unsupported` is the share of answers with numbers that no quote has.
    """
    sources = read_sources(documents)
    found = {"none": summarize([one.score for one in run(cases, target, sources)])}
    for name, behaviour in BEHAVIOURS.items():
        rewriting = Rewriting(target, behaviour)
        scores = [one.score for one in run(cases, rewriting, sources)]
        found[name] = {**summarize(scores), **rewriting.figures()}
    plain = found["none"]["accuracy"]
    liars = [figures for name, figures in found.items() if name not in ("none", "good")]
    untrue = [figures for name, figures in found.items() if name not in NO_LIARS]
    worst = {
        "gain": found["good"]["accuracy"] - plain,
        "good_rewritten": found["good"]["rewritten"],
        "loss": max(plain - figures["accuracy"] for figures in liars),
        "facts_shown": max(found[name]["lies_shown"] for name in FACTS),
        "lies_shown": sum(one["lies_shown"] * one["lies"] for one in untrue)
        / max(1, sum(one["lies"] for one in untrue)),
        "lists_short": found["losing"]["lists_told"],
        "unsupported": max(figures["unsupported"] for figures in found.values()),
    }
    return found, worst
