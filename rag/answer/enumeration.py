"""List questions answered with the whole enumeration of the section that they ask about (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.draft import Draft, Line, trimmed
from rag.domain import Document, Section
from rag.features import features
from rag.question import Query
from rag.ranking import HIGHER, Weights
from rag.sections import above, heading_span, name
from rag.times import title_times

LONGEST = 60
"""Items beyond this are left to the reader of the source; no section of a plan comes near it."""
_ITEMS = frozenset({"point", "item", "clause", "paragraph", "table", "article"})
_APART = frozenset({"header", "recipients", "signature", "footnotes", "document"})


@dataclass(frozen=True, slots=True)
class Target:
    """A section that a list question may mean, and how much of the question its heading covers."""

    document: Document
    section: Section
    score: float


def targets(query: Query, weights: Weights, documents: Sequence[Document]) -> list[Target]:
    """Score every section that holds at least two items by its heading, best first."""
    found: list[Target] = []
    wanted = {feature for feature in query.times.tokens() if feature[1] != "m"}
    wanted.update(query.references)
    for document in documents:
        sections = document.sections
        told = set(title_times(document.metadata).tokens())
        children: dict[int, list[Section]] = {}
        for section in sections:
            if section.parent is not None:
                children.setdefault(section.parent, []).append(section)
        for section in sections:
            if section.leaf or section.kind in _APART:
                continue
            items = [c for c in children.get(section.ordinal, ()) if c.kind in _ITEMS]
            if len(items) < 2:
                continue
            own, higher = _heading_features(document, section)
            if not wanted <= own | higher | told:
                continue
            score = weights.covered(own) + HIGHER * weights.covered(higher - own)
            if score > 0:
                found.append(Target(document, section, score))
    found.sort(key=lambda item: (-item.score, item.section.level, item.section.start))
    return found


def enumerate_section(target: Target) -> Draft:
    """Quote every leaf of the section except its own heading, in order."""
    document, section = target.document, target.section
    lines: list[Line] = []
    for leaf in document.sections[section.ordinal + 1 :]:
        if leaf.start >= section.end:
            break
        if not leaf.leaf or (leaf.kind == "heading" and leaf.parent == section.ordinal):
            continue
        piece = trimmed(document, leaf.start, leaf.end)
        if piece.start < piece.end:
            lines.append(Line((piece,)))
    return Draft(tuple(lines[:LONGEST]), bullets=True, count="count_items")


def _heading_features(document: Document, section: Section) -> tuple[set[str], set[str]]:
    own = set(features(name(section)))
    span = heading_span(document, section)
    if span is not None:
        own.update(features(document.text[span[0] : span[1]]))
    higher: set[str] = set()
    for outer in above(document.sections, section):
        higher.update(features(name(outer)))
    return own, higher
