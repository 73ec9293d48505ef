"""Scores of many cases summed up: the figures of a run, of its kinds, and of two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.domain import Outcome, Score
from eval.resample import Interval, interval, quantile, sign_test

Figures = dict[str, float]
"""Figures by name; one that has no cases to speak of is absent."""

STATUSES = ("answered", "not_found", "clarify")


def summarize(scores: Sequence[Score]) -> Figures:
    """Return every figure of the scores."""
    answerable = [score for score in scores if score.wanted == "answered"]
    unanswerable = [score for score in scores if score.wanted == "not_found"]
    ambiguous = [score for score in scores if score.wanted == "clarify"]
    got = [score for score in answerable if score.status == "answered"]
    refused = [score for score in scores if score.status == "not_found"]
    answered = [score for score in scores if score.status == "answered"]
    seconds = [score.seconds for score in scores if score.seconds]
    means: dict[str, Iterable[float | bool | None]] = {
        "accuracy": (score.ok for score in answerable),
        "cite_recall": (score.cite_recall for score in answerable),
        "cite_prec": (score.cite_prec for score in got),
        "verbatim": (score.verbatim for score in scores),
        "spans": (score.spans for score in scores),
        "unsupported": (bool(score.unsupported) for score in scores),
        "refusal": (score.ok for score in unanswerable),
        "false_refusal": (score.status == "not_found" for score in answerable),
        "asked_back": (score.ok for score in ambiguous),
        "clarify": (score.status == "clarify" for score in scores),
        "errors": (score.status not in STATUSES for score in scores),
        "astray": (score.astray for score in answered),
        "right_document": (score.right_document for score in got),
        "abstain_precision": (score.wanted == "not_found" for score in refused),
        "abstain_recall": (score.status == "not_found" for score in unanswerable),
        "coverage": (score.coverage for score in answered),
        "em": (score.em for score in answerable),
        "f1": (score.f1 for score in answerable),
    }
    figures: Figures = {"n": float(len(scores))}
    for name, values in means.items():
        known = _known(values)
        if known:
            figures[name] = fmean(known)
    quantiles = (
        ("bulk", _known(score.bulk for score in got), 0.5),
        ("bulk_p90", _known(score.bulk for score in got), 0.9),
        ("cite_bulk", _known(score.cite_bulk for score in got), 0.5),
        ("p50_s", seconds, 0.5),
        ("p95_s", seconds, 0.95),
    )
    figures |= {name: quantile(values, share) for name, values, share in quantiles if values}
    robust = diacritic_robustness(scores)
    return figures if robust is None else figures | {"unaccented": robust}


def diacritic_robustness(scores: Sequence[Score]) -> float | None:
    """Return accuracy typed without accents / with them, over the questions asked both ways.

    None where no question was asked both ways, or none of them was answered with accents.
    """
    by_id = {score.id: score for score in scores}
    pairs = [
        (score, by_id[score.twin])
        for score in scores
        if score.noise == "nodiacritics" and score.twin in by_id
    ]
    accented = sum(clean.ok for _, clean in pairs)
    return sum(bare.ok for bare, _ in pairs) / accented if accented else None


def certainty(scores: Sequence[Score]) -> dict[str, Interval]:
    """Return means with bootstrap 95% bounds for the figures that decide."""
    chosen: dict[str, list[float]] = {
        "accuracy": [float(s.ok) for s in scores if s.wanted == "answered"],
        "cite_recall": _known(s.cite_recall for s in scores),
        "cite_prec": _known(s.cite_prec for s in scores if s.status == "answered"),
        "refusal": [float(s.ok) for s in scores if s.wanted == "not_found"],
        "asked_back": [float(s.ok) for s in scores if s.wanted == "clarify"],
    }
    found = {name: interval(values) for name, values in chosen.items()}
    return {name: value for name, value in found.items() if value is not None}


def grouped(scores: Sequence[Score], key: Callable[[Score], str]) -> dict[str, Interval]:
    """Return the share of right replies in each group with its 95% bounds, by name."""
    groups: dict[str, list[float]] = {}
    for score in scores:
        groups.setdefault(key(score), []).append(float(score.ok))
    found = {name: interval(values) for name, values in sorted(groups.items())}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when only replies at least this confident are given."""

    threshold: float
    answered: float
    wrong: float


def risk_coverage(scores: Sequence[Score]) -> tuple[Point, ...]:
    """Return, most confident first, the share of questions answered and the share of those wrong.

    A reply that was refused or asked back has no confidence here: it is never answered.
    """
    given = [s for s in scores if s.status == "answered" and s.confidence is not None]
    given.sort(key=lambda score: -(score.confidence or 0.0))
    points: list[Point] = []
    wrong = 0
    for count, score in enumerate(given, start=1):
        wrong += not score.ok
        points.append(Point(score.confidence or 0.0, count / len(scores), wrong / count))
    return tuple(points)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both asked: what changed, and whether by chance."""

    shared: int
    won: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    before: Figures
    after: Figures
    change: Interval | None


def compare(before: Sequence[Outcome], after: Sequence[Outcome]) -> Comparison:
    """Compare two runs question by question; `change` is of right replies, after less before."""
    old = {outcome.case.id: outcome.score for outcome in before}
    new = {outcome.case.id: outcome.score for outcome in after}
    shared = [name for name in old if name in new]
    won = tuple(name for name in shared if new[name].ok and not old[name].ok)
    lost = tuple(name for name in shared if old[name].ok and not new[name].ok)
    return Comparison(
        shared=len(shared),
        won=won,
        lost=lost,
        p=sign_test(len(won), len(lost)),
        before=summarize([old[name] for name in shared]),
        after=summarize([new[name] for name in shared]),
        change=interval([float(new[name].ok) - float(old[name].ok) for name in shared]),
    )


def _known(values: Iterable[float | bool | None]) -> list[float]:
    return [float(value) for value in values if value is not None]
