"""Outline and metadata of the marked documents, measured: read, compare, add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from eval.fields import FIELDS, score_fields
from eval.marked import Marked
from eval.structure import Score, Tally, score_structure
from ingest.documents import read_document
from rag.domain import Document

Read = Callable[[Path], Document]


def read_file(path: Path) -> Document:
    """Read a file in this process.

    Raises:
        ReadError: it is no document.
    """
    return read_document(path.read_bytes(), path.name)


def measure(marked: Iterable[Marked], read: Read = read_file) -> Score:
    """Read every marked document and add up what is right."""
    total = Score()
    for one in marked:
        document = read(one.path)
        add(total, score_structure(one, document, exact=not one.recognised))
        add(total, score_fields(one, document.metadata, exact=not one.recognised))
    return total


def add(total: Score, part: Score) -> None:
    """Add the tallies and mistakes of a part to a total."""
    for name, tally in part.tallies.items():
        into = total.tallies.setdefault(name, Tally())
        into.right += tally.right
        into.wanted += tally.wanted
        into.given += tally.given
    total.mistakes += part.mistakes


def figures(score: Score) -> dict[str, float]:
    """Return the figures from 0 to 1: paths, labels, footnotes, headings (F1), each field.

    `metadata` is the share of all fields that are right, `worst_field` the least of the fields.
    """
    found = {
        name: tally.right / tally.wanted
        for name, tally in score.tallies.items()
        if tally.wanted and name != "headings"
    }
    headings = score.tallies.get("headings", Tally())
    found["precision"] = headings.right / max(1, headings.given)
    found["recall"] = headings.right / max(1, headings.wanted)
    found["headings"] = 2 * headings.right / max(1, headings.given + headings.wanted)
    fields = [score.tallies[name] for name in FIELDS if name in score.tallies]
    if fields:
        found["metadata"] = sum(t.right for t in fields) / sum(t.wanted for t in fields)
        found["worst_field"] = min(found[name] for name in FIELDS if name in found)
    return found
