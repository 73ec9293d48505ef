"""Runs of `planqa eval` over HTTP: what goes in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Text
from rag.evaluations import Evaluation, Recorded

MOST_FIGURES = 100

Name = Annotated[Text, Field(min_length=1, max_length=40)]
Figure = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class EvaluationIn(BaseModel):
    """POST /v1/evaluations: shares between 0 and 1, what ends in `_s` in seconds."""

    model_config = ConfigDict(extra="forbid")

    suite: Annotated[Text, Field(min_length=1, max_length=100)]
    questions: Annotated[int, Field(ge=0, le=10_000_000)]
    figures: Annotated[dict[Name, Figure], Field(max_length=MOST_FIGURES)]
    version: Annotated[Text, Field(max_length=64)]


class EvaluationOut(EvaluationIn):
    """A run that is kept; `at` is when it was handed in."""

    id: int
    at: datetime


def evaluation_of(given: EvaluationIn) -> Evaluation:
    """Return what is kept, in the words of rag.evaluations."""
    return Evaluation(given.suite, given.questions, given.figures, given.version)


def evaluation_out(kept: Recorded) -> EvaluationOut:
    """Return a kept run as it goes over HTTP."""
    run = kept.evaluation
    return EvaluationOut(
        id=kept.number,
        suite=run.suite,
        questions=run.questions,
        figures=dict(run.figures),
        version=run.version,
        at=kept.at,
    )
