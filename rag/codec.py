"""Values of the domain as JSON for the library, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rag.domain import Directive, Fact, Hidden, Metadata, Quarantine, Relation, Run, Section

_FACTS = (
    "number",
    "kind",
    "issuer",
    "parent_body",
    "place",
    "issued_on",
    "title",
    "period",
    "signer",
    "signer_office",
    "draft",
)


def encode_metadata(metadata: Metadata) -> dict[str, Any]:
    """Return the metadata as a JSON object; parts that are absent are left out."""
    return {name: value for name, value in asdict(metadata).items() if value not in (None, ())}


def decode_metadata(stored: dict[str, Any]) -> Metadata:
    """Return the metadata that encode_metadata wrote."""
    facts = {name: Fact(**stored[name]) for name in _FACTS if name in stored}
    return Metadata(
        **facts,
        recipients=tuple(Fact(**item) for item in stored.get("recipients", ())),
        directives=tuple(Directive(**item) for item in stored.get("directives", ())),
        amends=tuple(Fact(**item) for item in stored.get("amends", ())),
        relations=tuple(Relation(**item) for item in stored.get("relations", ())),
        years=tuple(stored.get("years", ())),
    )


def encode_runs(runs: Sequence[Run]) -> list[Any]:
    """Return the runs as rows [start, source_start, length, page]."""
    return [[run.start, run.source_start, run.length, run.page] for run in runs]


def decode_runs(stored: Sequence[Any]) -> tuple[Run, ...]:
    """Return the runs that encode_runs wrote."""
    return tuple(Run(*row) for row in stored)


def encode_sections(sections: Sequence[Section]) -> list[Any]:
    """Return the outline as rows in the order of Section's fields."""
    return [
        [s.ordinal, s.parent, s.kind, s.label, s.title, s.start, s.end, s.level, s.leaf]
        for s in sections
    ]


def decode_sections(stored: Sequence[Any]) -> tuple[Section, ...]:
    """Return the outline that encode_sections wrote."""
    return tuple(Section(*row) for row in stored)


def encode_quarantine(quarantine: Quarantine | None) -> dict[str, Any] | None:
    """Return the reason as a JSON object; None stays None."""
    return None if quarantine is None else asdict(quarantine)


def decode_quarantine(stored: dict[str, Any] | None) -> Quarantine | None:
    """Return the reason that encode_quarantine wrote."""
    return None if stored is None else Quarantine(**stored)


def encode_hidden(hidden: Sequence[Hidden]) -> list[Any]:
    """Return what was left out as rows [kind, count, page]."""
    return [[item.kind, item.count, item.page] for item in hidden]


def decode_hidden(stored: Sequence[Any] | None) -> tuple[Hidden, ...]:
    """Return what encode_hidden wrote; versions of an older library have nothing noted."""
    return tuple(Hidden(*row) for row in stored or ())
