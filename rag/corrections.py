"""What people set in place of what was read from a header, and who set what when.

A correction names, lists, filters and routes; quotes and the facts of a text stay as they stand
there. It holds for the file's content: also when that very content is read again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, insert, select, update

from rag.database import Database, bump
from rag.domain import Fact, Metadata
from rag.errors import InputError
from rag.tables import DocumentRow, MetadataEditRow

Field = Literal["number", "title", "issuer", "issued_on", "kind", "years"]
Value = str | list[int]
LONGEST = {"number": 100, "title": 2000, "issuer": 500, "kind": 100}
MOST_YEARS = 20
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a field; None stands for what was read."""

    field: Field
    was: Value | None
    value: Value | None
    who: str
    at: datetime


def corrected(metadata: Metadata, corrections: Mapping[str, Value] | None) -> Metadata:
    """Return metadata with corrections in place; these were read nowhere, so their spans are empty.

    Not to be quoted from (pure).
    """
    if not corrections:
        return metadata
    facts: dict[str, Any] = {
        name: Fact(value, 0, 0) for name, value in corrections.items() if isinstance(value, str)
    }
    years = corrections.get("years")
    if isinstance(years, list):
        facts["years"] = tuple(years)
    return replace(metadata, **facts)


def checked(field: Field, value: Value) -> Value:
    """Return a value as it is kept (pure).

    Raises:
        InputError: it is empty, too long, not printable, no date, or no years.
    """
    if isinstance(value, list):
        if field == "years" and 0 < len(value) <= MOST_YEARS:
            return sorted(set(value))
        raise _unusable(field, value)
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if field == "issued_on":
        if not _is_date(text):
            raise _unusable(field, value)
    elif not text or not text.isprintable() or len(text) > LONGEST.get(field, 0):
        raise _unusable(field, value)
    return text


class CorrectionStore:
    """The corrections in one database; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def set(self, document_id: str, changes: Mapping[Field, Value | None], who: str) -> None:
        """Set fields of a version and record it; None goes back to what was read.

        A field that is so already is not recorded. An unknown version is left alone.

        Raises:
            InputError: a value cannot be used.
        """
        wanted = {
            field: None if value is None else checked(field, value)
            for field, value in changes.items()
        }
        with self._database.write() as connection:
            held = connection.execute(
                select(DocumentRow.corrections).where(DocumentRow.id == document_id)
            ).first()
            if held is None:
                return
            before: dict[str, Value] = dict(held.corrections or {})
            after = {**before, **wanted}
            kept = {field: value for field, value in after.items() if value is not None}
            if kept == before:
                return
            rows = [
                {
                    "document_id": document_id,
                    "field": field,
                    "was": before.get(field),
                    "value": value,
                    "who": who,
                }
                for field, value in wanted.items()
                if value != before.get(field)
            ]
            connection.execute(insert(MetadataEditRow), rows)
            connection.execute(
                update(DocumentRow)
                .where(DocumentRow.id == document_id)
                .values(corrections=kept or None)
            )
            bump(connection)

    def history(self, document_id: str) -> list[Edit]:
        """Return the changes of a version and of its file's same content, the latest first."""
        own = select(DocumentRow.source, DocumentRow.sha256).where(DocumentRow.id == document_id)
        row = MetadataEditRow
        with self._database.read() as connection:
            found = connection.execute(own).first()
            if found is None:
                return []
            alike = select(DocumentRow.id).where(
                DocumentRow.source == found.source, DocumentRow.sha256 == found.sha256
            )
            query = select(row.field, row.was, row.value, row.who, row.at)
            query = query.where(row.document_id.in_(alike)).order_by(row.id.desc())
            edits = connection.execute(query).all()
        # SQLite gives times back without their zone; all in the library are UTC.
        return [
            Edit(cast(Field, field), was, value, who, at if at.tzinfo else at.replace(tzinfo=UTC))
            for field, was, value, who, at in edits
        ]


def carried(connection: Connection, source: str, sha256: str) -> dict[str, Value] | None:
    """Return the corrections that the same content of a file has, for a version read anew."""
    query = select(DocumentRow.corrections).where(
        DocumentRow.source == source,
        DocumentRow.sha256 == sha256,
        DocumentRow.superseded_by.is_(None),
    )
    return connection.execute(query).scalar()


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(year, month, day).year >= 1900
    except ValueError:
        return False


def _unusable(field: str, value: str | Sequence[int]) -> InputError:
    shown = repr(value)[:80]
    return InputError(
        f"{field}: không dùng được giá trị {shown}. Ngày viết YYYY-MM-DD (hoặc YYYY-MM, YYYY), năm "
        "là danh sách số, các mục khác là một dòng chữ.",
        f"{field}: the value {shown} cannot be used. Dates are YYYY-MM-DD (or YYYY-MM, YYYY), "
        "years a list of numbers, the others one line of text.",
    )
