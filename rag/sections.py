"""Walking the outline: from a place in the text to its leaf, its headings and back (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rag.domain import Document, Section


def leaf_at(sections: Sequence[Section], start: int) -> Section | None:
    """Return the leaf that the character at `start` belongs to."""
    leaves = [section for section in sections if section.leaf]
    place = bisect_right([leaf.start for leaf in leaves], start) - 1
    return leaves[place] if place >= 0 else None


def above(sections: Sequence[Section], section: Section) -> Iterator[Section]:
    """Yield the sections around a section, innermost first, without the root."""
    at = section.parent
    while at is not None and sections[at].parent is not None:
        yield sections[at]
        at = sections[at].parent


def name(section: Section) -> str:
    """Return label and title as a reader would say them."""
    return f"{section.label} {section.title}".strip()


def path(sections: Sequence[Section], start: int) -> tuple[str, ...]:
    """Return the headings above the text at `start`, outermost first (not itself)."""
    leaf = leaf_at(sections, start)
    if leaf is None:
        return ()
    names = [name(section) for section in above(sections, leaf) if section.title]
    return tuple(reversed(names[1:] if leaf.kind == "heading" else names))


def heading_span(document: Document, section: Section) -> tuple[int, int] | None:
    """Return where the heading of a section stands, without white space at its ends."""
    following = section.ordinal + 1
    if following >= len(document.sections):
        return None
    child = document.sections[following]
    if child.parent != section.ordinal or child.kind != "heading":
        return None
    return stripped(document.text, child.start, child.end)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
