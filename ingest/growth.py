"""Lines in, trees out: each line is placed under the heading that it belongs to (pure).

Labels are placed by what they continue and by rank; lines without a label by what they do: a short
line or one that ends with a colon heads what follows it, and a paragraph ends a list of bullets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.enumerations import enumeration
from ingest.front import Line
from ingest.marks import RANKS, STRUCTURE, Label, follows, is_caps, read_label
from ingest.rows import table
from ingest.tree import HEAD_CHARS, RUN_ON, TERMINAL, TITLE_CHARS, Node, finish, heading_like

_POINTS, _PAREN = RANKS["named"], RANKS["paren"]
_DEEPEST = 14
"""Levels that the tree may have; what would be deeper becomes a sibling."""

_LOOK = 40
"""Children looked at to tell what kind of list a node holds."""

_OPENING = "\"“‘'«"
_ANNOUNCES = re.compile(r"(?<!\w)(?:sau|sau đây|dưới đây|bao gồm)\s*\**:[*\s]*$", re.IGNORECASE)
"""A sentence that leads in what follows is no heading of numbered clauses: they stand beside it."""


def grow(zone: Node, lines: Sequence[Line]) -> list[Node]:
    """Return the trees that the lines make; they tile the zone."""
    root = Node(zone.kind, zone.start, zone.end)
    stack = [root]
    index = 0
    while index < len(lines):
        line = lines[index]
        rows = _table_rows(lines, index)
        if rows:
            _close_lists(stack)
            stack[-1].children.append(table(lines[index : index + rows]))
            index += rows
            continue
        taken = 1
        label = _caps_label(line) or _read(line.text, stack)
        if label is None:
            following = lines[index + 1] if index + 1 < len(lines) else None
            _place_plain(stack, line, following, previous=lines[index - 1] if index else None)
        else:
            taken += _hanging(lines, index, label)
            end = lines[index + taken - 1].end
            _place_labelled(stack, _merge(lines[index : index + taken]), label, end)
        index += taken
    for child in root.children:
        finish(child)
    return root.children


def _merge(lines: Sequence[Line]) -> Line:
    first = lines[0]
    return Line(first.start, lines[-1].end, first.at, " ".join(line.text for line in lines))


def _caps_label(line: Line) -> Label | None:
    """Treat a line in capitals as a heading of its own rank."""
    text = line.text
    words = text.split()
    if not is_caps(text) or read_label(text) or not len(words) >= 2 or len(text) > 150:
        return None
    if text[-1] in TERMINAL or text[0] in _OPENING or not any(len(word) > 2 for word in words):
        return None
    return Label("caps", "division", "", 0, 0)


def _read(text: str, stack: Sequence[Node]) -> Label | None:
    label = read_label(text)
    if label is None or (label.style == "paren" and enumeration(text)):
        return None
    if label.style == "letter" and label.text[0] in "iv":
        numbers = {node.mark.style: node.mark.number for node in stack if node.mark}
        roman = {"i": 1, "v": 5}[label.text[0]]
        wanted = numbers.get("lroman", 0) + 1
        if not follows("letter", numbers.get("letter", 0), label.number) and roman == wanted:
            return Label("lroman", "point", label.text, roman, label.length)
    if label.style == "roman" and len(label.text) <= 3:
        numbers = {node.mark.style: node.mark.number for node in stack if node.mark}
        if label.text[0] == "I" and numbers.get("upper") == 8 + 1:
            return Label("upper", "division", label.text, 10, label.length)
    return label


def _hanging(lines: Sequence[Line], index: int, label: Label) -> int:
    """Count the lines after a heading that carry on its title ("PHẦN I" / "KẾT QUẢ")."""
    text = lines[index].text
    rest = text[label.length :]
    count = 0
    while index + count + 1 < len(lines) and count < 3:
        after = lines[index + count + 1].text
        if read_label(after) is not None or len(after) > 200 or after[-1] in TERMINAL:
            break
        bare = not rest and count == 0 and label.style in ("part", "chapter", "muc", "article")
        capitals = label.rank <= STRUCTURE and is_caps(rest or text) and is_caps(after)
        if not (bare or (capitals and lines[index + count].text[-1] not in ".:")):
            break
        rest = rest or after
        count += 1
    return count


def _table_rows(lines: Sequence[Line], index: int) -> int:
    count = 0
    while index + count < len(lines):
        text = lines[index + count].text
        if text.count("|") < 2 and text.count("\t") < 2:
            break
        count += 1
    return count


def _place_labelled(stack: list[Node], line: Line, label: Label, end: int) -> None:
    kept = _parent_depth(stack, label, line.text)
    depth, label = kept
    del stack[min(depth, _DEEPEST) :]
    node = Node(label.kind, line.start, end, label.text, line=line, mark=label)
    stack[-1].children.append(node)
    stack.append(node)


def _parent_depth(stack: list[Node], label: Label, text: str) -> tuple[int, Label]:
    """Return how much of the stack stays open for this label, and the label as it counts there."""
    open_same = [i for i in range(len(stack) - 1, 0, -1) if _style(stack[i]) == label.style]
    for i in open_same:
        mark = stack[i].mark
        if mark and (label.bullet or follows(label.style, mark.number, label.number)):
            if label.style == "dec1":
                sibling = _parallel_deeper(stack, label, text, i)
                return sibling or (i, label)
            return i, label
    if label.style == "dec1":
        sibling = _parallel_deeper(stack, label, text, 0)
        if sibling:
            return sibling
    top = stack[-1]
    if top.line and top.line.text.endswith(":") and not top.children and label.rank > STRUCTURE:
        starts = label.bullet or label.number == 1
        if starts and _style(top) != label.style:
            return len(stack), label
    if open_same and label.style != "caps" and not label.style.startswith("dec"):
        return open_same[0], label
    if open_same and label.style in ("dec1", "caps"):
        return open_same[0], label
    return _by_rank(stack, label), label


def _by_rank(stack: list[Node], label: Label) -> int:
    depth = len(stack)
    if len(label.numbers) > 1:
        for i in range(1, len(stack)):
            mark = stack[i].mark
            if mark and mark.numbers and len(mark.numbers) == len(label.numbers) - 1:
                return i + 1 if mark.number == label.numbers[-2] else _odd_prefix(stack, label, i)
    while depth > 1:
        node = stack[depth - 1]
        rank = node.mark.rank if node.mark else _labelled_rank(stack[:depth])
        if rank < label.rank:
            break
        depth -= 1
    return depth


def _odd_prefix(stack: list[Node], label: Label, index: int) -> int:
    """Place "2.1." under "1.": its own heading is missing if 2 follows 1, else it is a slip."""
    mark = stack[index].mark
    if mark and label.numbers[-2] == mark.number + 1:
        return index
    return index + 1


def _labelled_rank(stack: Sequence[Node]) -> int:
    return next((node.mark.rank for node in reversed(stack) if node.mark), 0)


def _style(node: Node) -> str:
    return node.mark.style if node.mark else ""


def _parallel_deeper(
    stack: list[Node], label: Label, text: str, shallow: int
) -> tuple[int, Label] | None:
    """Place "4. Tiêu chuẩn thứ Tư" beside "2.3. Tiêu chuẩn thứ Ba" rather than beside "2."."""
    for i in range(len(stack) - 1, shallow, -1):
        mark, line = stack[i].mark, stack[i].line
        if not mark or not line or mark.style not in ("dec2", "dec3"):
            continue
        if label.number == mark.number + 1 and _alike(
            line.text[mark.length :], text[label.length :]
        ):
            outer = stack[shallow].line if shallow else None
            if outer and _alike(_words(outer.text), _words(text)):
                return None
            numbers = (*mark.numbers[:-1], label.number)
            return i, Label(mark.style, mark.kind, label.text, label.number, label.length, numbers)
    return None


def _words(text: str) -> str:
    label = read_label(text)
    return text[label.length :] if label else text


def _alike(one: str, other: str) -> bool:
    first, second = one.split()[:3], other.split()[:3]
    return len(first) == 3 and first == second


def _place_plain(
    stack: list[Node], line: Line, following: Line | None, *, previous: Line | None
) -> None:
    text = line.text
    node = Node("paragraph", line.start, line.end, line=line)
    soft = following is not None and _heads(stack, line, following)
    run_on = soft or RUN_ON.match(text) is not None
    deeper = following is not None and read_label(following.text)
    if not (soft and deeper and deeper.style == "plus" and _style(stack[-1]) == "dash"):
        _close_lists(stack, after=previous)
    _close_soft(stack, text, run_on=run_on)
    stack[-1].children.append(node)
    if soft and len(stack) < _DEEPEST:
        node.soft = True
        stack.append(node)


def _heads(stack: Sequence[Node], line: Line, following: Line) -> bool:
    """Tell whether a line without a label heads the line after it."""
    text = line.text
    if text[0] in _OPENING and text[-1] != ":":
        return False
    label = _read(following.text, stack) or _caps_label(following)
    colon = text.rstrip("* ").endswith(":")
    if label is not None:
        if label.rank <= STRUCTURE or not (label.bullet or label.number == 1):
            return False
        if len(label.numbers) > 1:
            return False
        if label.numbers and (_ANNOUNCES.search(text) or len(text) > HEAD_CHARS):
            return False
        short = len(text) <= 80 and text[-1] not in TERMINAL + ':)"”' and text[0].isupper()
        return colon or (short and label.bullet)
    if colon:
        quoted = following.text[0] in _OPENING
        return len(text) <= HEAD_CHARS or quoted or bool(enumeration(following.text))
    short = len(text) <= 60 and text[-1] not in TERMINAL + ')"”' and text[0].isupper()
    return short and len(following.text) <= HEAD_CHARS and following.text.endswith(":")


def _close_lists(stack: list[Node], after: Line | None = None) -> None:
    """Close the bullets that a paragraph ends; one that heads what follows stays open."""
    while len(stack) > 1:
        mark, line = stack[-1].mark, stack[-1].line
        if mark is None or line is None or mark.rank < _POINTS:
            return
        if after is not None and line.start <= after.start < line.end and _opens(stack, mark, line):
            return
        if mark.style == "star" and stack[-1].children and _opens(stack, mark, line):
            return
        if mark.rank < _PAREN and heading_like(line.text):
            return
        if stack[-1].children and line.text.endswith(":"):
            return
        stack.pop()


def _opens(stack: Sequence[Node], mark: Label, line: Line) -> bool:
    if line.text.endswith(":"):
        return True
    if mark.style == "star":
        siblings = stack[-2].children[-_LOOK:]
        stars = [n for n in siblings if n is not stack[-1] and n.mark and n.mark.style == "star"]
        plain = [n for n in stars if n.line and not RUN_ON.match(_words(n.line.text))]
        return len(line.text) <= TITLE_CHARS and (not plain or any(n.children for n in plain))
    return False


def _close_soft(stack: list[Node], text: str, *, run_on: bool) -> None:
    """Close the unlabelled headings that a paragraph does not belong to."""
    while stack[-1].soft and stack[-1].children:
        children = stack[-1].children
        listed = any(child.mark for child in children[:_LOOK])
        heads = children[0].soft or (
            children[0].line is not None and RUN_ON.match(children[0].line.text) is not None
        )
        if run_on and heads:
            alike = any(_same_start(child, text) for child in children[:_LOOK])
            if alike or not stack[-2].soft:
                return
        elif not run_on and not listed and not _lead_in(stack[-1]):
            return
        stack.pop()


def _same_start(node: Node, text: str) -> bool:
    return node.line is not None and node.line.text.split()[:2] == text.split()[:2]


def _lead_in(node: Node) -> bool:
    return node.line is not None and len(node.line.text) > HEAD_CHARS
