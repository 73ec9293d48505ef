"""Nodes of an outline while it grows, and what becomes of a node's own line (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.enumerations import Entry, enumeration
from ingest.front import Line
from ingest.marks import Label
from rag.domain import SectionKind

TITLE_CHARS = 160
HEAD_CHARS = 120
TERMINAL = ".;,…!?"
RUN_ON = re.compile(r"(?P<head>[^:;.]{2,90}?)\s*:\s+(?=\S)")
"""A heading whose text goes on in the same line: "Hội Làm vườn: Tổ chức …"."""

_SHORT_REST_CHARS = 120
_RUN_ON_RANK = 95


@dataclass(slots=True)
class Node:
    """A section while the tree grows."""

    kind: SectionKind
    start: int
    end: int
    label: str = ""
    title: str = ""
    children: list[Node] = field(default_factory=list["Node"])
    line: Line | None = None
    mark: Label | None = None
    soft: bool = False
    """A heading without a label: "Tổ chức thực hiện:"."""


def finish(node: Node) -> None:
    """Give a node its heading leaf, its enumeration and its true end."""
    for child in node.children:
        finish(child)
    line = node.line
    if line is None:
        return
    own_end = node.end
    body = node.children
    parts, title = _split_line(node, line, own_end)
    if body:
        node.end = body[-1].end
        if len(body) == 1 and _bare_enumeration(body[0]):
            body = body[0].children
        node.children = (parts or [Node(_head_kind(line.text), node.start, own_end)]) + body
    else:
        node.children = parts
    node.title = title if node.children or title else ""
    if not node.children and node.mark and node.mark.rank <= 90 and not node.title:
        rest = line.text[node.mark.length :]
        node.title = shorten(rest) if heading_like(rest) and len(rest) <= HEAD_CHARS else ""


def _bare_enumeration(node: Node) -> bool:
    return (
        node.kind == "paragraph"
        and not node.label
        and bool(node.children)
        and all(child.kind == "item" and child.label for child in node.children)
    )


def _split_line(node: Node, line: Line, end: int) -> tuple[list[Node], str]:
    """Return the leaves of the node's own line (none if it stays whole) and its title."""
    skip = node.mark.length if node.mark else 0
    rest = line.text[skip:]
    entries = enumeration(rest)
    if entries and node.kind != "table":
        lead = rest[: entries[0].start]
        parts = _entries(line.at + skip, entries, end)
        if lead.strip() or skip:
            parts.insert(0, Node(_head_kind(lead), node.start, parts[0].start))
        return parts, shorten(lead)
    run_on = RUN_ON.match(rest) if node.mark and node.mark.rank <= 95 else None
    if run_on and _starts_title(rest):
        title = shorten(run_on["head"])
        if len(rest) - run_on.end() <= _SHORT_REST_CHARS and not node.children:
            return [], title
        cut = line.at + skip + run_on.end()
        head = Node("heading", node.start, cut)
        return [head, Node("paragraph", cut, end)], title
    return [], shorten(rest) if node.children else ""


def _entries(offset: int, entries: Sequence[Entry], end: int) -> list[Node]:
    parts = [Node("item", offset + e.start, offset + e.end, e.label) for e in entries]
    parts[-1].end = end
    return parts


def _starts_title(rest: str) -> bool:
    return rest[0].isupper()


def _head_kind(text: str) -> SectionKind:
    """Return paragraph for running text that other lines hang on, else heading."""
    text = text.rstrip("* ")
    running = text.endswith((".", ";")) and len(text) > HEAD_CHARS
    return "paragraph" if running else "heading"


def shorten(text: str) -> str:
    """Return the words of a heading: no end mark, one sentence, cut at a word if very long."""
    words = " ".join(text.split()).strip(" *_").rstrip(" :.;,")
    if len(words) <= TITLE_CHARS:
        return words
    first = re.split(r"(?<=[^\W\d])[.;]\s", words, maxsplit=1)[0]
    if len(first) <= TITLE_CHARS:
        return first
    return words[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:-–")


def heading_like(text: str) -> bool:
    """Tell whether a line is short and has no end mark."""
    return len(text) <= TITLE_CHARS and text[-1:] not in TERMINAL
