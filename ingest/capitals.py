"""Letters that a page shows as capitals while the file holds them small (pure).

Fonts such as .VnTimeH and formats such as "all caps" print capitals. The text keeps the letters as
typed, so that a quote is what the file says; headings are told by what the eye sees. Readers put
MARKS around such words while they build a page's text; `marked_page` takes them out again and
keeps where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rag.domain import Page
from rag.vietnamese import nfc

BEGIN, END = "\ufdd0", "\ufdd1"
"""Noncharacters of Unicode: no text may hold them, no pattern for words or blanks matches them."""
_MARKS = re.compile(f"[{BEGIN}{END}]")
_MARKED = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}?")
_STRETCH = re.compile(r"[^\s](?:[^\n]*[^\s])?")

Span = tuple[int, int]


def mark(text: str) -> str:
    """Return a text with its words marked as shown in capitals, each line by itself."""
    if not any(sign.islower() for sign in text):
        return text
    return _STRETCH.sub(lambda found: f"{BEGIN}{found.group()}{END}", plain(text))


def plain(text: str) -> str:
    """Return a text without marks: the letters as typed."""
    return _MARKS.sub("", text)


def shown(text: str) -> str:
    """Return a text without marks: the letters as the page shows them."""
    return plain(_MARKED.sub(lambda found: upper(found[1]), text))


def upper(text: str) -> str:
    """Return a text in capitals, letter by letter: "ß" and the like stay, so does the length."""
    raised = "".join(map(_capital, text))
    assert len(raised) == len(text)
    return raised


def marked_page(text: str, number: int | None = None) -> Page:
    """Return a page from a text with marks, in NFC; a sheet or slide where it has a number."""
    sheet = number is not None
    if BEGIN not in text:
        return Page(nfc(plain(text)), number, sheet=sheet)
    parts: list[str] = []
    spans: list[Span] = []
    size = 0
    for at, part in enumerate(re.split(f"({BEGIN}[^{BEGIN}{END}]*)", text)):
        words = nfc(plain(part))
        if at % 2 and words:
            spans.append((size, size + len(words)))
        parts.append(words)
        size += len(words)
    joined = "".join(parts)
    composed = nfc(joined)
    known = tuple(spans) if composed == joined else ()
    return Page(composed, number, capitals=known, sheet=sheet)


def as_shown(page: Page) -> Page:
    """Return the page with its letters as the eye sees them; nothing moves."""
    if not page.capitals:
        return page
    return replace(page, text=raise_spans(page.text, page.capitals), capitals=())


def raise_spans(text: str, spans: Sequence[Span]) -> str:
    """Return a text with some spans in capitals."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], upper(text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


@cache
def _capital(sign: str) -> str:
    """Return the capital of a letter if it is one character, also in NFC."""
    capital = nfc(sign.upper())
    return capital if len(capital) == 1 else sign
