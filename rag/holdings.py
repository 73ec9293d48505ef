"""Everything that the library keeps: documents in use, quarantined, superseded and withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import or_, select

from rag.database import Database
from rag.domain import Card
from rag.rows import CARDS, to_card
from rag.tables import DocumentRow
from rag.versions import unknown
from rag.vietnamese import fold

HoldingState = Literal["active", "quarantined", "superseded", "withdrawn"]

_KEPT = or_(DocumentRow.withdrawn.is_(False), DocumentRow.superseded_by.is_(None))
"""A withdrawn version that another supersedes can neither be opened nor restored."""

_END = 10**17
"""Microseconds since 1970 that no version is as young as."""

_HOLDINGS = CARDS.add_columns(
    DocumentRow.withdrawn, DocumentRow.created_at, DocumentRow.withdrawn_at
).where(_KEPT)


@dataclass(frozen=True, slots=True)
class Holding:
    """One version that is kept, since when, and since when it is withdrawn if it is."""

    card: Card
    state: HoldingState
    added_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def place(self) -> str:
        """Where it stands in a list: by source, the latest version of each first."""
        age = _END - int(self.added_at.timestamp() * 1_000_000)
        return f"{self.card.source}\n{age:020d}\n{self.card.id}"

    @property
    def words(self) -> str:
        """What a person may look it up by, folded."""
        meta = self.card.metadata
        facts = (meta.title, meta.number, meta.kind, meta.issuer, meta.place, meta.issued_on)
        named = (fact.value for fact in facts if fact)
        return fold(" ".join((*named, self.card.source, self.card.label)))


class Holdings:
    """The versions in one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def all(self, labels: Sequence[str]) -> list[Holding]:
        """Return what bears one of the labels, by source, the latest version of each first.

        A version whose successor bears another label is left out: it would tell of that one.
        """
        with self._database.read() as connection:
            rows = connection.execute(_HOLDINGS.where(DocumentRow.label.in_(labels))).all()
        seen = {row[0] for row in rows}
        found = [
            _holding(row) for row in rows if row.superseded_by is None or row.superseded_by in seen
        ]
        return sorted(found, key=lambda item: item.place)

    def versions(self, document_id: str, labels: Sequence[str]) -> list[Holding]:
        """Return the versions of the file that a version was read from, the latest first.

        Raises:
            NotFoundError: there is no such version, or it bears another label.
        """
        own = select(DocumentRow.source).where(DocumentRow.id == document_id).scalar_subquery()
        query = _HOLDINGS.where(DocumentRow.source == own, DocumentRow.label.in_(labels))
        with self._database.read() as connection:
            found = [_holding(row) for row in connection.execute(query)]
        if document_id not in {item.card.id for item in found}:
            raise unknown(document_id)
        return sorted(found, key=lambda item: item.place)


def matching(holdings: Iterable[Holding], wanted: str) -> list[Holding]:
    """Return the holdings that every word of a search stands in, with or without diacritics."""
    words = fold(wanted).split()
    return [item for item in holdings if all(word in item.words for word in words)]


def _holding(row: Any) -> Holding:  # noqa: ANN401 - a row of _HOLDINGS
    *fields, withdrawn, added_at, withdrawn_at = row
    card = to_card(fields)
    state: HoldingState = "active" if card.searched else "quarantined"
    if card.superseded_by is not None:
        state = "superseded"
    elif withdrawn:
        state = "withdrawn"
    return Holding(card, state, _utc(added_at), _utc(withdrawn_at) if withdrawn else None)


def _utc(time: datetime) -> datetime:
    # SQLite gives times back without their zone; all in the library are UTC.
    return time if time.tzinfo else time.replace(tzinfo=UTC)
