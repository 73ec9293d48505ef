"""How well verification tells true sentences from altered ones, class by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eval.labelled import Labelled
from rag.answer.support import Fault, faults


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled sentence and what verification found."""

    labelled: Labelled
    faults: tuple[Fault, ...]

    @property
    def right(self) -> bool:
        """Whether a true sentence passed, or an altered one was caught."""
        return self.labelled.true == (not self.faults)


def judge_all(sentences: Iterable[Labelled]) -> tuple[Judged, ...]:
    """Judge every sentence by the quotes that it cites."""
    return tuple(
        Judged(one, faults(one.statement, {citation.n: citation for citation in one.citations}))
        for one in sentences
    )


def figures(judged: Iterable[Judged]) -> dict[str, float]:
    """Return `recall` of altered sentences, `false_rejection` of true ones, and how many."""
    ones = list(judged)
    true = [one.right for one in ones if one.labelled.true]
    altered = [one.right for one in ones if not one.labelled.true]
    return {
        "recall": sum(altered) / max(1, len(altered)),
        "false_rejection": 1 - sum(true) / max(1, len(true)),
        "altered": float(len(altered)),
        "true": float(len(true)),
    }


def by_kind(judged: Iterable[Judged]) -> dict[tuple[bool, str], tuple[int, int]]:
    """Return for each class how many were judged rightly, and of how many; true classes first."""
    counts: dict[tuple[bool, str], tuple[int, int]] = {}
    for one in judged:
        name = (not one.labelled.true, one.labelled.kind)
        right, total = counts.get(name, (0, 0))
        counts[name] = (right + one.right, total + 1)
    return dict(sorted(counts.items()))
