"""What the header, title, text and signature of a document say about it (pure).

Every Fact carries the span that it was read from; what is blank or absent is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.dates import DATE, PERIOD, iso, years_in
from ingest.directives import amended, cited
from ingest.front import Front, Line, find_front
from ingest.issuer import header_bodies, issuer_in_text
from ingest.relations import draft_mark, relations
from ingest.signature import recipients, signer
from ingest.zones import read_lines
from rag.domain import Canonical, Fact, Metadata, Section

_NUMBER = re.compile(
    r"(?<!\w)Số\s*[:.]?\s*(?P<number>\d{1,5}[a-z]?\s?(?:/\s?\d{4}\s?)?[-–/]\s?[A-ZĐƯ][A-Za-zĐđƯư]{0,9}"
    r"(?:\s?[-–/&.]\s?[A-ZĐƯ][\wĐđƯư]{0,14})*)",
)
_PLACE = re.compile(
    r"(?P<place>(?:(?:TP|Tp|tp)\.\s?)?[^\W\d_a-z][^\W_]*"
    r"(?:(?:\s-\s|[ -])(?:[^\W\d_a-z][^\W_]*|phố|\d{1,2}))*)\s*,\s*(?=ngày(?!\w))"
)
_SIGN = re.compile(r"-[A-ZĐ]{2,}\w*$")
"""The end of a number that stands before the place in the same line: "/TTr-UBND"."""
_ABOVE = ("closing", "paragraph")
"""Kinds of a short line above the signature that can hold place and date."""


def metadata(canonical: Canonical, sections: Sequence[Section]) -> Metadata:
    """Read the metadata of a document whose outline is known."""
    text = canonical.shown
    body = [line for line in read_lines(text) if line.at < canonical.body_end]
    front = find_front(body)
    header = body[: front.header_end]
    header_end = header[-1].end if header else 0
    number = _number(text, header_end)
    place, issued_on = _dateline(text, header, sections)
    if issued_on is None and front.kind_name == "biên bản":
        issued_on = _held_on(text, sections)
    parent_body, issuer = header_bodies(text, header, front)
    if issuer is None:
        issuer = issuer_in_text(text, front, sections, place)
    title = _title(text, front)
    period = _period(text, title)
    name, office = signer(_signature_lines(text, sections))
    kind = _kind(front, number)
    return Metadata(
        number=number,
        kind=kind,
        issuer=issuer,
        parent_body=parent_body,
        place=place,
        issued_on=issued_on,
        title=title,
        period=period,
        signer=name,
        signer_office=office,
        recipients=recipients(text, sections),
        directives=cited(text, number),
        amends=amended(text, front.title, sections, number),
        draft=draft_mark(text, header_end),
        relations=relations(
            text,
            front.title,
            header_end=header_end,
            kind=kind.value if kind else None,
            own=number,
        ),
        years=_years(title, issued_on, period),
    )


def _number(text: str, header_end: int) -> Fact | None:
    match = _NUMBER.search(text, 0, header_end)
    if match is None:
        return None
    return Fact(re.sub(r"\s+", "", match["number"]), *match.span("number"))


def _kind(front: Front, number: Fact | None) -> Fact | None:
    if front.kind and front.kind_name:
        return Fact(front.kind_name, *front.kind)
    letter = number is not None and re.search(r"CV|/UBND-|/VP-?", number.value)
    if number and (letter or front.title):
        return Fact("công văn", number.start, number.end)
    return None


def _dateline(
    text: str, header: Sequence[Line], sections: Sequence[Section]
) -> tuple[Fact | None, Fact | None]:
    """Read place and date from the header, else from a short line above the signature."""
    spans = [line.span for line in header]
    spans += [
        (section.start, section.end)
        for section in sections
        if section.kind == "signature"
        or (section.leaf and section.kind in _ABOVE and section.end - section.start <= 90)
    ]
    for start, end in spans:
        match = DATE.search(text, start, end)
        if match is None or end - match.end() > 120:
            continue
        before = _PLACE.search(text, start, match.end())
        inside = len(header) and start < header[-1].end
        if before is None and not (inside and match.start() - start <= 2):
            continue
        value = iso(match)
        place = _trim_place(text, before) if before and before.end() == match.start() else None
        return place, Fact(value, *match.span()) if value else None
    return None, None


def _held_on(text: str, sections: Sequence[Section]) -> Fact | None:
    """Return the day of a meeting from the words that open its minutes: "Hôm nay, … ngày …"."""
    opening = next((s for s in sections if s.kind == "preamble"), None)
    match = DATE.search(text, opening.start, opening.end) if opening else None
    value = iso(match) if match else None
    return Fact(value, *match.span()) if match and value else None


def _trim_place(text: str, match: re.Match[str]) -> Fact | None:
    """Drop the words in capitals that a column beside the place has left before it."""
    start, end = match.span("place")
    words = list(re.finditer(r"\S+", text[start:end]))
    while len(words) > 1 and _SIGN.search(words[0].group()):
        words.pop(0)
    if not text[start:end].isupper():
        while len(words) > 1 and words[0].group().isupper() and words[0].group() != "TP.":
            words.pop(0)
    start += words[0].start()
    return Fact(text[start:end], start, end)


def _title(text: str, front: Front) -> Fact | None:
    if not front.title:
        return None
    parts = (text[start:end].strip(" *_") for start, end in front.title)
    value = " ".join(" ".join(part.split()) for part in parts)
    return Fact(value, front.title[0][0], front.title[-1][1]) if value else None


def _period(text: str, title: Fact | None) -> Fact | None:
    match = PERIOD.search(text, title.start, title.end) if title else None
    return Fact(" ".join(match.group().split()), *match.span()) if match else None


def _years(title: Fact | None, issued_on: Fact | None, period: Fact | None) -> tuple[int, ...]:
    if title and (years := years_in(title.value)):
        return years
    if issued_on:
        return (int(issued_on.value[:4]),)
    return years_in(period.value) if period else ()


def _signature_lines(text: str, sections: Sequence[Section]) -> list[Line]:
    lines: list[Line] = []
    for section in sections:
        if section.leaf and section.kind == "signature":
            for line in read_lines(text[section.start : section.end]):
                shift = section.start
                lines.append(Line(line.start + shift, line.end + shift, line.at + shift, line.text))
    return lines
