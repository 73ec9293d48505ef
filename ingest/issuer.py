"""Who issued a document, read from the header, the title, the text or the signature (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.bodies import ORGAN, is_named, normal_case
from ingest.dates import DATE
from ingest.front import KINDS, Front, Line
from ingest.marks import is_caps, read_label
from ingest.zones import OFFICE
from rag.domain import Fact, Section

_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ|ÓA)\s+XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|"
    r"Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"Số\s*[:.]?.*")
_DRAFT = re.compile(r"\(?D(?:Ự THẢO|ự thảo)(?:\s+(?:LẦN|lần)\s+\w+)?\)?")
_CELL = re.compile(r"(?:(?!\s{2,}|\t|\|).)+", re.DOTALL)
_KIND_WORDS = "|".join(KINDS)
_ENACTS = re.compile(
    r"(?:^|(?<=[.,;:]\s)|(?<=\n))(?P<body>[^\W\d_][^.,;:\n]{2,110}?)\s+"
    r"(?:ban hành|xây dựng|triển khai|đề ra|lập|báo cáo|thông báo|yêu cầu|hướng dẫn|quyết định|"
    r"chỉ thị|kết luận|quyết nghị|phát động|trình|đề nghị)(?!\w)"
    rf"(?=(?:[^.;\n]{{0,40}}?\s)?(?:{_KIND_WORDS})(?!\w)|[^.;\n]{{0,200}}như sau)",
    re.MULTILINE | re.IGNORECASE,
)
_PAST = re.compile(r"\s(?:đã|đang|sẽ)(?:\s|$)")
_OF = re.compile(r"(?<!\w)của\s+(?P<body>[^.,;:\n(/]{3,110}?)(?=\s*(?:\./|[.,;(\n]|$))")
_AUTHORITY_BODY = re.compile(r"(?:T/M|TM|T\.M)\s?[./]?\s*(?P<body>[^\n]+)")
_CONTINUES = re.compile(r"(?:\s(?:VÀ|CÁC|CỦA|-|–)|[,-])$")

Span = tuple[int, int]


def header_bodies(
    text: str, lines: Sequence[Line], front: Front
) -> tuple[Fact | None, Fact | None]:
    """Return the superior body and the issuing body that stand in the header."""
    bodies: list[list[Span]] = []
    before = front.kind_line if front.kind_line is not None else front.header_end
    for start, end in _cells(lines[:before]):
        words = text[start:end]
        if OFFICE.fullmatch(words):
            continue
        if ORGAN.match(words) and (is_caps(words) or (len(words) <= 90 and words[-1] not in ".;:")):
            previous = text[slice(*bodies[-1][-1])] if bodies else ""
            if bodies and _CONTINUES.search(previous):
                bodies[-1].append((start, end))
            else:
                bodies.append([(start, end)])
        elif bodies and is_caps(words) and read_label(words) is None:
            bodies[-1].append((start, end))
    facts = [_joined(text, spans) for spans in bodies]
    if not facts:
        return None, None
    return (facts[-2] if len(facts) > 1 else None), facts[-1]


def issuer_in_text(
    text: str, front: Front, sections: Sequence[Section], place: Fact | None
) -> Fact | None:
    """Return the issuing body where the header names none; a named one before a general one."""
    if front.author:
        return _fact(text, (front.author[0] + len("của "), front.author[1]))
    found = list(_candidates(text, sections))
    named = [fact for fact in found if is_named(fact.value)]
    if named:
        return named[0]
    if found and place:
        general = re.escape(found[0].value)
        pattern = rf"(?:{general}|UBND)\s+(?:\w+\s+){{0,2}}?{re.escape(place.value)}(?!\w)"
        match = re.search(pattern, text)
        if match:
            return _fact(text, match.span())
    return found[0] if found else None


def _candidates(text: str, sections: Sequence[Section]) -> Iterator[Fact]:
    for kind in ("preamble", "closing"):
        for section in sections:
            if section.kind == kind and section.level == 1:
                yield from _enacting(text, section) if kind == "preamble" else _of(text, section)
    for section in sections:
        if section.kind == "signature":
            match = _AUTHORITY_BODY.search(text, section.start, section.end)
            if match:
                yield _fact(text, match.span("body"))


def _enacting(text: str, section: Section) -> Iterator[Fact]:
    for match in _ENACTS.finditer(text, section.start, section.end):
        body = match["body"]
        if ORGAN.match(body) and len(body.split()) <= 16 and not _PAST.search(body):
            yield _fact(text, match.span("body"))


def _of(text: str, section: Section) -> Iterator[Fact]:
    end = section.end
    for match in reversed(list(_OF.finditer(text, section.start, end))):
        if ORGAN.match(match["body"]):
            yield _fact(text, match.span("body"))


def _cells(lines: Sequence[Line]) -> Iterator[Span]:
    """Yield the cells of the header: side-by-side columns apart, motto, number and date cut off."""
    for line in lines:
        words = list(line.text)
        for pattern in (_MOTTO, _NUMBERED, _DRAFT, DATE):
            for match in pattern.finditer(line.text):
                words[match.start() : match.end()] = "|" * (match.end() - match.start())
        for match in _CELL.finditer("".join(words)):
            cell = match.group()
            stripped = cell.strip(" *_,-–")
            if any(ch.isalpha() for ch in stripped):
                at = line.at + match.start() + cell.index(stripped)
                yield at, at + len(stripped)


def _joined(text: str, spans: Sequence[Span]) -> Fact:
    """Return a body whose name was printed in pieces, beside the motto in the next column."""
    facts = [_fact(text, span) for span in spans]
    words = " ".join(text[fact.start : fact.end] for fact in facts)
    return Fact(normal_case(words), facts[0].start, facts[-1].end)


def _fact(text: str, span: Span) -> Fact:
    words = text[span[0] : span[1]]
    trimmed = words.strip(" *_.:;,\n")
    start = span[0] + words.index(trimmed)
    value = normal_case(trimmed)
    return Fact(value, start, start + len(trimmed))
