"""How sure a figure is: bootstrap intervals, and tests of two runs over the same questions."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

SAMPLES = 1000
SEED = 2026


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `n` values with the bounds of its 95% interval."""

    mean: float
    low: float
    high: float
    n: int


def interval(values: Sequence[float], samples: int = SAMPLES) -> Interval | None:
    """Return the mean with the percentile bootstrap's 95% bounds; None without values."""
    if not values:
        return None
    dice = random.Random(SEED)
    means = sorted(fmean(dice.choices(values, k=len(values))) for _ in range(samples))
    return Interval(fmean(values), quantile(means, 0.025), quantile(means, 0.975), len(values))


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided p of McNemar's exact test for questions won and lost."""
    changed = better + worse
    if not changed:
        return 1.0
    tail = sum(math.comb(changed, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**changed)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that the share of values lies below; NaN without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else math.nan
