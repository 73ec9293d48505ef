"""The outline of a document: canonical text in, the section tree in document order out (pure).

The zones come first (ingest/zones.py); inside each, ingest/growth.py places the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.enumerations import enumeration
from ingest.front import Line
from ingest.growth import grow
from ingest.marks import is_caps, read_label
from ingest.tree import Node, shorten
from ingest.zones import ATTACHED, Block, find_blocks, read_lines, split_columns
from rag.domain import Canonical, Section, SectionKind

_NOTE = re.compile(
    r"(?P<mark>\d{1,3}|[⁰¹²³⁴-⁹]{1,3}|\*{1,3}|\[\d{1,3}\]|\(\d{1,3}\)|\[\^[^\]\s]{1,20}\](?=:))[.):]?\s*(?=\S)"
)
_APPENDIX_LABEL = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:SỐ|số)?\s*(?:\d{1,2}|[IVX]{1,5}|[A-H]))?"
)


def outline(canonical: Canonical) -> tuple[Section, ...]:
    """Return the sections in preorder, the root first; the leaves tile the whole text."""
    text = canonical.shown
    root = Node("document", 0, len(text))
    lines = read_lines(text)
    for block in find_blocks(canonical, lines):
        root.children += _zone(block, lines[block.first : block.last])
    sections: list[Section] = []
    _flatten(root, None, 0, sections)
    return tuple(sections)


def _flatten(node: Node, parent: int | None, level: int, into: list[Section]) -> None:
    ordinal = len(into)
    leaf = not node.children
    into.append(
        Section(
            ordinal, parent, node.kind, node.label, node.title, node.start, node.end, level, leaf
        )
    )
    for child in node.children:
        _flatten(child, ordinal, level + 1, into)


def _zone(block: Block, lines: Sequence[Line]) -> list[Node]:
    start, end = lines[0].start, lines[-1].end
    node = Node(block.kind, start, end)
    if block.kind == "paragraph":
        return grow(node, lines)
    if block.kind == "recipients":
        return [_recipients(node, lines)]
    if block.kind == "footnotes":
        node.children = _footnotes(lines)
    elif block.kind == "appendix":
        _appendix(node, lines)
    elif block.kind == "preamble" and len(lines) > 1:
        node.children = _preamble(lines)
    elif block.kind in ("preamble", "closing") and (len(lines) > 1 or enumeration(lines[0].text)):
        node.children = grow(node, lines)
    return [node]


def _preamble(lines: Sequence[Line]) -> list[Node]:
    """Return the grounds; the authority and "QUYẾT ĐỊNH:", in capitals, head nothing."""
    nodes: list[Node] = []
    first = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and not is_caps(lines[index].text):
            continue
        if first < index:
            part = lines[first:index]
            nodes += grow(Node("preamble", part[0].start, part[-1].end), part)
        if index < len(lines) and first == index > 0 and is_caps(lines[index - 1].text):
            nodes[-1].end = lines[index].end
        elif index < len(lines):
            nodes.append(Node("paragraph", lines[index].start, lines[index].end))
        first = index + 1
    return nodes


def _recipients(node: Node, lines: Sequence[Line]) -> Node:
    first = lines[0]
    head = re.match(r"Nơi nhận[\s*]*:?[\s*]*", first.text, re.IGNORECASE)
    cut = first.at + (head.end() if head else len(first.text))
    node.title = "Nơi nhận"
    inline = cut < first.span[1]
    node.children.append(Node("heading", node.start, cut if inline else first.end))
    if inline:
        beside = split_columns(first.text)
        kind: SectionKind = "signature" if beside and first.at + beside <= cut else "item"
        node.children.append(Node(kind, cut, first.end))
    for line in lines[1:]:
        label = read_label(line.text)
        previous = node.children[-1]
        goes_on = line.text[0] in "(&" or line.text[0].islower()
        if label is None and previous.kind == "item" and goes_on:
            previous.end = line.end
        else:
            item = Node("item", line.start, line.end, label.text if label else "")
            node.children.append(item)
            beside = split_columns(line.text)
            if beside:
                item.end = line.at + beside
                node.children.append(Node("signature", item.end, line.end))
    return node


def _footnotes(lines: Sequence[Line]) -> list[Node]:
    notes: list[Node] = []
    for line in lines:
        match = _NOTE.match(line.text)
        if match or not notes:
            mark = match["mark"] if match else ""
            notes.append(Node("footnote", line.start, line.end, mark))
        else:
            notes[-1].end = line.end
    return notes


def _appendix(node: Node, lines: Sequence[Line]) -> None:
    first = lines[0]
    match = _APPENDIX_LABEL.match(first.text)
    node.label = match.group() if match else ""
    titles = [first.text[len(node.label) :].strip(" .:-–*")]
    count = 1
    attached = next((i for i, line in enumerate(lines[:5]) if ATTACHED.search(line.text)), 0)
    if attached and not node.label:
        count = attached + 1
        while count < len(lines) and ")" not in lines[count - 1].text and count < attached + 3:
            count += 1
        titles += [ATTACHED.split(line.text)[0].strip() for line in lines[1 : attached + 1]]
    while count < min(len(lines), 5) and (
        is_caps(lines[count].text) or lines[count].text[0] == "(" or not any(titles)
    ):
        if read_label(lines[count].text) is not None or len(lines[count].text) > 250:
            break
        titles.append(lines[count].text)
        count += 1
    node.title = shorten(" ".join(t for t in titles if t and t[0] != "("))
    if count < len(lines):
        inner = Node("appendix", lines[count].start, node.end)
        heading = Node("heading", node.start, lines[count - 1].end)
        node.children = [heading, *grow(inner, lines[count:])]
