"""Who signed a document and in what office, and to whom it is sent (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.front import Line
from ingest.marks import is_caps, read_label
from ingest.people import bare_name, couple, is_family, is_name
from ingest.zones import AUTHORITY, OFFICE
from rag.domain import Fact, Section

_OFFICE_AFTER = re.compile(rf"(?<=\s){OFFICE.pattern}.*$")


def signer(lines: Sequence[Line]) -> tuple[Fact | None, Fact | None]:
    """Return the person who signed (the last name) and the office (its lines joined by commas)."""
    name_at = next((i for i in range(len(lines) - 1, -1, -1) if _names(lines[i].text)), None)
    upper = lines if name_at is None else lines[:name_at]
    offices = [line for line in upper if _is_office(line.text)]
    if len(offices) > 1 and name_at is not None:
        offices = _last_block(lines[:name_at], offices)
    name = _person(lines[name_at]) if name_at is not None else None
    if offices and name_at is not None and couple(bare_name(lines[name_at].text)):
        beside = _beside(offices[-1])
        return name, beside
    if offices:
        value = ", ".join(_clean(line.text) for line in offices)
        first, last = offices[0], offices[-1]
        return name, Fact(value, first.at, last.span[1])
    for line in reversed(upper):
        match = _OFFICE_AFTER.search(line.text)
        if match:
            start = line.at + match.start()
            return name, Fact(_clean(match.group()), start, line.at + match.end())
    return name, None


def recipients(text: str, sections: Sequence[Section]) -> tuple[Fact, ...]:
    """Return the recipients, one Fact each, without dash and end mark."""
    parents = {s.ordinal for s in sections if s.kind == "recipients"}
    facts: list[Fact] = []
    for section in sections:
        if section.parent in parents and section.kind == "item":
            for start, end in _inline(text, section.start, section.end):
                words = text[start:end]
                label = read_label(words.lstrip())
                skip = len(words) - len(words.lstrip()) + (label.length if label else 0)
                value = words[skip:].strip(" \n;,.*_")
                if value:
                    at = start + skip + words[skip:].index(value)
                    facts.append(Fact(" ".join(value.split()), at, at + len(value)))
    return tuple(facts)


def _inline(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [m.start() for m in re.finditer(r"(?<=[;,.]\s)[-–]\s", text[start:end])]
    bounds = [start, *(start + cut for cut in cuts), end]
    return list(zip(bounds, bounds[1:], strict=False))


def _names(text: str) -> bool:
    words = bare_name(text)
    if is_name(words):
        return not OFFICE.search(words.upper())
    if couple(words):
        return True
    parts = words.split()
    family = is_caps(words) and is_family(parts[0])
    return family and 2 <= len(parts) <= 5 and not _office(words)


def _office(text: str) -> bool:
    return bool(OFFICE.search(text)) or bool(AUTHORITY.match(text))


def _person(line: Line) -> Fact:
    name = bare_name(line.text)
    name = name[couple(name) or 0 :]
    start = line.at + line.text.index(name)
    return Fact(" ".join(name.split()), start, start + len(name))


def _beside(line: Line) -> Fact:
    """Return the last of the offices that stand side by side: "THƯ KÝ    CHỦ TRÌ"."""
    start = line.at + [match.start() for match in OFFICE.finditer(line.text)][-1]
    words = line.text[start - line.at :]
    return Fact(_clean(words), start, start + len(words))


def _is_office(text: str) -> bool:
    return not AUTHORITY.match(text) and bool(OFFICE.match(_clean(text)))


def _last_block(lines: Sequence[Line], offices: list[Line]) -> list[Line]:
    """Keep the offices of the last signer where several people sign one under another."""
    names = [i for i, line in enumerate(lines) if _names(line.text)]
    kept = [line for line in offices if not names or line.start > lines[names[-1]].start]
    return kept or offices


def _clean(text: str) -> str:
    return " ".join(text.strip(" *_,.;").split())
