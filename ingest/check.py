"""Checking files without model or indexes: whether there is anything to do for an ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ingest import events
from ingest.events import Event
from ingest.ledger import expand
from ingest.upkeep import Upkeep
from rag.labelling import PLAIN, Labelling
from rag.library import Library


def check(
    library: Library,
    paths: Sequence[Path],
    *,
    model: str,
    purge_before: datetime,
    labelling: Labelling = PLAIN,
) -> list[Event] | None:
    """Return what an ingest would report if it had nothing to do, None where it has.

    Withdrawn documents whose time is over are purged, touched files that hold what they held
    are noted.

    Raises:
        InputError: nothing to read at all (a missing path, a folder without documents).
    """
    found, refused = expand(paths)
    if any(item.failed for item in refused) or not library.in_step():
        return None
    if set(library.indexed().values()) - {model}:
        return None
    upkeep = Upkeep(library, found, refused, labelling=labelling)
    told = [events.refusal(item) for item in refused]
    for item in found:
        same = upkeep.unchanged(item) or upkeep.unchanged(item, _sha256(item.path))
        if same is None:
            return None
        told += events.unchanged(item.source, same)
    if upkeep.anything_missing():
        return None
    upkeep.note()
    library.versions.purge(purge_before)
    total = len(told)
    return [replace(event, done=n, total=total) for n, event in enumerate(told, start=1)]


def _sha256(path: Path) -> str | None:
    """Return the hash of a file, None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
