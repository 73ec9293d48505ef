"""What runs of `planqa eval` measured, kept in the library so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select

from rag.database import Database
from rag.tables import EvaluationRow, now


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run of a suite by the planqa of this version.

    Shares are between 0 and 1, what ends in `_s` is in seconds; a figure without cases is absent.
    """

    suite: str
    questions: int
    figures: Mapping[str, float]
    version: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A kept run with its number, which rises with time, and when it was handed in."""

    number: int
    evaluation: Evaluation
    at: datetime


class EvaluationStore:
    """The runs that one library keeps; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def add(self, evaluation: Evaluation) -> Recorded:
        """Keep a run; LibraryError if it cannot be."""
        at = now()
        with self._database.write() as connection:
            done = connection.execute(
                insert(EvaluationRow).values(
                    suite=evaluation.suite,
                    questions=evaluation.questions,
                    version=evaluation.version,
                    figures=dict(evaluation.figures),
                    at=at,
                )
            )
            number = int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0
        return Recorded(number, evaluation, at)

    def list(self, *, before: int | None, limit: int) -> list[Recorded]:
        """Return runs, the latest first; `before` is a number to go on from."""
        row = EvaluationRow
        query = select(row.id, row.suite, row.questions, row.figures, row.version, row.at)
        if before is not None:
            query = query.where(row.id < before)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(row.id.desc()).limit(limit)).all()
        return [
            Recorded(
                number,
                Evaluation(suite, questions, figures, version),
                # SQLite gives times back without their zone, which is UTC.
                at if at.tzinfo else at.replace(tzinfo=UTC),
            )
            for number, suite, questions, figures, version, at in found
        ]
