"""List questions answered with the whole enumeration of the section that they ask about (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.draft import Draft, Line, trimmed
from rag.domain import Document, Section
from rag.features import features
from rag.question import Query
from rag.ranking import HIGHER, Weights
from rag.sections import above, heading_span, name
from rag.times import times, title_times

LONGEST = 60
"""Items beyond this are left to the reader of the source; no section of a plan comes near it."""
LONG_LIST = 1000
"""Characters of a list above which its long items are shown up to a clause."""
LONG_ITEM = 200
"""Characters up to which an item is always shown whole."""
_PAUSE = re.compile(r"[;,](?=\s)|\s(?=\()")
_FIGURE = re.compile(r"\d[\d.,/]*")
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
    return Draft(_abridged(document, lines[:LONGEST]), bullets=True, count="count_items")


def _abridged(document: Document, lines: list[Line]) -> tuple[Line, ...]:
    """Show the long items of a long list up to a clause; their citations hold the whole."""
    texts = [document.text[line.pieces[0].start : line.pieces[0].end] for line in lines]
    if sum(map(len, texts)) <= LONG_LIST:
        return tuple(lines)
    heads = [_head(text) for text in texts]
    return tuple(
        line if head is None else replace(line, said=f"{head} …")
        for line, head in zip(lines, heads, strict=True)
    )


def _head(text: str) -> str | None:
    """Return the beginning of a long item; None where the rest has a figure or time of its own."""
    if len(text) <= LONG_ITEM:
        return None
    ends = [end.start() for end in _PAUSE.finditer(text, LONG_ITEM // 2, LONG_ITEM)]
    if not ends:
        return None
    head, rest = text[: ends[-1]], text[ends[-1] :]
    if set(_FIGURE.findall(rest)) - set(_FIGURE.findall(head)):
        return None
    if set(times(rest).tokens()) - set(times(head).tokens()):
        return None
    return head


def _heading_features(document: Document, section: Section) -> tuple[set[str], set[str]]:
    own = set(features(name(section)))
    span = heading_span(document, section)
    if span is not None:
        own.update(features(document.text[span[0] : span[1]]))
    higher: set[str] = set()
    for outer in above(document.sections, section):
        higher.update(features(name(outer)))
    return own, higher
