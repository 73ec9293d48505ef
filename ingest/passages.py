"""Passages: the leaves of the outline as units of search, long ones split at sentences (pure)."""

from __future__ import annotations

import re

from rag.domain import Document, Passage, Section
from rag.sentences import clauses, sentences

GROUP_CHARS = 450
"""About how long a passage may become by joining sentences."""

LONGEST_SENTENCE = 1400
"""A single sentence longer than this is split at its clauses."""

Span = tuple[int, int]


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages in document order.

    Together those of a leaf hold every character of it that is not white space.
    """
    found: list[Passage] = []
    for section in document.sections:
        if not section.leaf:
            continue
        path = section_path(document.sections, section)
        for start, end in _pieces(document.text, section):
            found.append(
                Passage(
                    id=f"{document.id}:{start}-{end}",
                    document_id=document.id,
                    section=section.ordinal,
                    kind=section.kind,
                    path=path,
                    start=start,
                    end=end,
                    text=document.text[start:end],
                )
            )
    return tuple(found)


def section_path(sections: tuple[Section, ...], section: Section) -> tuple[str, ...]:
    """Return the headings above a section, outermost first, without the root.

    A leaf that opens its parent is the parent's own heading, which then does not count.
    """
    path: list[str] = []
    parent = section.parent
    own = section.leaf and section.kind in ("heading", "paragraph")
    while parent is not None and sections[parent].parent is not None:
        above = sections[parent]
        heading = heading_of(above)
        if heading and not (own and above.start == section.start):
            path.append(heading)
        parent = above.parent
    return tuple(reversed(path))


def heading_of(section: Section) -> str:
    """Return a section's label and title as one line ("IV. NHIỆM VỤ"), "" if it has neither."""
    return f"{section.label} {section.title}".strip()


def _pieces(text: str, section: Section) -> list[Span]:
    start, end = _trim(text, section.start, section.end)
    if end - start <= GROUP_CHARS:
        return [(start, end)] if start < end else []
    if section.kind == "table":
        rows = re.finditer(r"[^\n]+", text[start:end])
        units = [(start + row.start(), start + row.end()) for row in rows]
    else:
        units = [(start + a, start + b) for a, b in sentences(text[start:end])]
    return _grouped([piece for unit in units for piece in _bearable(text, unit)])


def _bearable(text: str, unit: Span) -> list[Span]:
    """Split a unit that is too long for one passage: at clauses, at commas, at last at a blank."""
    start, end = unit
    if end - start <= LONGEST_SENTENCE:
        return [unit]
    parts = [(start + a, start + b) for a, b in clauses(text[start:end])]
    pieces: list[Span] = []
    for a, b in parts:
        while b - a > LONGEST_SENTENCE:
            cut = max(text.rfind(mark, a + GROUP_CHARS, a + LONGEST_SENTENCE) for mark in ",; \n")
            cut = cut + 1 if cut > a else a + LONGEST_SENTENCE
            pieces.append(_trim(text, a, cut))
            a, _ = _trim(text, cut, b)
        pieces.append((a, b))
    return [piece for piece in pieces if piece[0] < piece[1]]


def _grouped(units: list[Span]) -> list[Span]:
    groups: list[Span] = []
    for start, end in units:
        if groups and end - groups[-1][0] <= GROUP_CHARS:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
