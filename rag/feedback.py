"""What readers thought of answers, kept in the library so that they can become test cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from rag.database import Database
from rag.tables import FeedbackRow


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement; `history` and `citations` are JSON objects as POST /v1/ask has them."""

    question: str
    answer: str
    helpful: bool
    reason: str | None = None
    history: tuple[dict[str, Any], ...] = ()
    citations: tuple[dict[str, Any], ...] = ()


class FeedbackStore:
    """The feedback of one library; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def add(self, feedback: Feedback) -> int:
        """Record a judgement and return its number, from 1; LibraryError if it cannot be."""
        with self._database.write() as connection:
            done = connection.execute(
                insert(FeedbackRow).values(
                    question=feedback.question,
                    answer=feedback.answer,
                    helpful=feedback.helpful,
                    reason=feedback.reason,
                    history=list(feedback.history),
                    citations=list(feedback.citations),
                )
            )
            return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0

    def all(self) -> list[tuple[int, Feedback]]:
        """Return every judgement with its number, oldest first."""
        row = FeedbackRow
        columns = (row.question, row.answer, row.helpful, row.reason, row.history, row.citations)
        with self._database.read() as connection:
            found = connection.execute(select(row.id, *columns).order_by(row.id)).all()
        return [
            (number, Feedback(question, answer, helpful, reason, tuple(history), tuple(citations)))
            for number, question, answer, helpful, reason, history, citations in found
        ]
