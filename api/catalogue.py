"""What goes over HTTP of everything that the library keeps, and how well it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import DocumentOut, Listing, Text
from api.shapes import document_out
from ingest import quality
from rag.corrections import MOST_YEARS, Edit, Value
from rag.corrections import Field as Corrected
from rag.holdings import Holding, HoldingState


class HoldingOut(DocumentOut):
    """A version that is kept: in use, kept out of search, superseded, or withdrawn.

    A withdrawn one is gone for good after `kept_until`.
    """

    state: HoldingState
    added_at: datetime
    withdrawn_at: datetime | None
    kept_until: datetime | None


class CountsOut(BaseModel):
    """How many versions are in each state."""

    active: int = 0
    quarantined: int = 0
    superseded: int = 0
    withdrawn: int = 0


class CatalogueOut(Listing[HoldingOut]):
    """A page of what was looked for; `counts` are of all that the words fit, in any state."""

    counts: CountsOut


class QualityOut(BaseModel):
    """How well a text was read, by its own words; shares are of 0 to 1.

    `valid`: words that can be Vietnamese, `split`: words torn from the one before, `garbage`:
    characters that stand for nothing. A `score` below `needed` is too little to be searched; fewer
    than `fewest` words say nothing. How sure the OCR was of a scan is not kept.
    """

    words: int
    valid: float
    split: float
    garbage: float
    score: float
    needed: float
    fewest: int


Year = Annotated[int, Field(ge=1900, le=9999)]


class MetadataIn(BaseModel):
    """PATCH /v1/documents/{document_id}/metadata: fields to set; null goes back to what was read.

    `issued_on` is YYYY, YYYY-MM or YYYY-MM-DD.
    """

    model_config = ConfigDict(extra="forbid")

    number: Annotated[Text, Field(min_length=1, max_length=100)] | None = None
    title: Annotated[Text, Field(min_length=1, max_length=2000)] | None = None
    issuer: Annotated[Text, Field(min_length=1, max_length=500)] | None = None
    issued_on: Annotated[Text, Field(max_length=10)] | None = None
    kind: Annotated[Text, Field(min_length=1, max_length=100)] | None = None
    years: Annotated[list[Year], Field(min_length=1, max_length=MOST_YEARS)] | None = None

    def changes(self) -> dict[Corrected, Value | None]:
        """Return the fields that were given."""
        given: dict[Any, Value | None] = self.model_dump(exclude_unset=True)
        return given


class EditOut(BaseModel):
    """One change of a field by a person; null stands for what was read from the file."""

    model_config = ConfigDict(from_attributes=True)

    field: Corrected
    was: str | list[int] | None
    value: str | list[int] | None
    who: str
    at: datetime


def edit_out(edit: Edit) -> EditOut:
    """Return a change as it goes over HTTP."""
    return EditOut.model_validate(edit)


def holding_out(item: Holding, grace_days: int) -> HoldingOut:
    """Return a version as the catalogue shows it."""
    since = item.withdrawn_at
    return HoldingOut.model_validate(
        {
            **dict(document_out(item.card)),
            "state": item.state,
            "added_at": item.added_at,
            "withdrawn_at": since,
            "kept_until": since + timedelta(days=grace_days) if since else None,
        }
    )


def counts_out(holdings: Iterable[Holding]) -> CountsOut:
    """Return how many versions are in each state."""
    return CountsOut(**Counter[str](item.state for item in holdings))


def quality_out(text: str) -> QualityOut:
    """Return how well a canonical text was read."""
    found = quality.measure(text)
    return QualityOut(
        words=found.words,
        valid=round(found.valid, 4),
        split=round(found.split, 4),
        garbage=round(found.garbage, 4),
        score=round(found.score, 4),
        needed=quality.LINE,
        fewest=quality.FEW_WORDS,
    )
