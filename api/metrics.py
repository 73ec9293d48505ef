"""What /metrics tells: how many requests, questions, jobs and documents; never what was asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from rag.answer.writing import Step
from rag.domain import Answer

if TYPE_CHECKING:
    from rag.library import Library

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120)
"""Upper bounds of the latency histogram."""


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        """Start counting at nothing."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "planqa_requests",
            "Requests by method, route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "planqa_request_seconds",
            "Seconds until a response was sent whole, by route.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._questions = Counter(
            "planqa_questions",
            "Questions by what became of them and who worded the answer.",
            ("status", "mode"),
            registry=self._registry,
        )
        self._models = Counter(
            "planqa_model_answers",
            "Answers that a language model was asked for: shown, or quotes instead.",
            ("outcome",),
            registry=self._registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; methods that nobody knows are one."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count one answer."""
        self._questions.labels(answer.status, answer.mode).inc()
        if answer.verification is not None:
            self._models.labels("shown" if answer.mode == "llm" else "not_shown").inc()

    async def counted(self, steps: AsyncGenerator[Step]) -> AsyncGenerator[Step]:
        """Pass on the steps of a writing and count the answer that they end in."""
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, Answer):
                    self.answered(step)
                yield step

    def text(self, library: Library, labels: Sequence[str]) -> bytes:
        """Return all in the text format of Prometheus; documents with these labels are counted."""
        held = CollectorRegistry()
        held.register(_Held(library, labels))
        return generate_latest(self._registry) + generate_latest(held)


class _Held(Collector):
    """What the library holds at the moment it is asked."""

    def __init__(self, library: Library, labels: Sequence[str]) -> None:
        self._library = library
        self._labels = labels

    def collect(self) -> Iterator[Metric]:
        """Yield documents, passages and jobs."""
        counts = self._library.counts()
        passages = [counts.get(card.id, 0) for card in self._library.cards(self._labels)]
        yield _gauge("planqa_documents", "Current documents.", [((), len(passages))])
        yield _gauge("planqa_passages", "Their passages.", [((), sum(passages))])
        jobs = self._library.job_counts()
        states = [((state,), number) for state, number in jobs.items()]
        yield _gauge("planqa_jobs", "Jobs by state.", states, ("state",))


def _gauge(
    name: str,
    text: str,
    values: Iterable[tuple[tuple[str, ...], float]],
    labels: tuple[str, ...] = (),
) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, text, labels=labels)
    for names, value in values:
        gauge.add_metric(names, value)
    return gauge
