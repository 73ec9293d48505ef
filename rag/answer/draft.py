"""What an answer is made of before it is numbered: lines of quoted pieces (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.domain import Citation, Document, Statement
from rag.sections import path, stripped

_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+")
"""A list number: it makes a Markdown list by itself, and says nothing behind other words."""
_MARKS = re.compile(r"^\s*[-+•*]\s+|\[\^\w{1,9}\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document's canonical text that will be quoted."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: our few words before it, then the quoted pieces that carry it."""

    pieces: tuple[Piece, ...]
    lead: str = ""
    joint: str = " "
    """What stands between the pieces."""
    said: str | None = None
    """Words shown in place of the quotes, made only of words that stand in them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of an answer; a list is shown with bullets.

    `count` is the key in rag.messages of the words that say how many lines there are; "" for none.
    `nameless` answers come from a document that the question did not name.
    """

    lines: tuple[Line, ...]
    bullets: bool = False
    count: str = ""
    nameless: bool = False


def page_of(document: Document, start: int) -> int | None:
    """Return the page that the character at `start` stands on, None where there are no pages."""
    page: int | None = None
    for run in document.runs:
        if run.start > start:
            break
        page = run.page
    return page


def cite(piece: Piece, n: int, document: Document) -> Citation:
    """Turn a piece into a numbered citation that carries the document's own metadata."""
    meta = document.named or document.metadata
    return Citation(
        n=n,
        document_id=document.id,
        source=document.source,
        title=meta.title.value if meta.title else None,
        number=meta.number.value if meta.number else None,
        issuer=meta.issuer.value if meta.issuer else None,
        issued_on=meta.issued_on.value if meta.issued_on else None,
        path=path(document.sections, piece.start),
        page=page_of(document, piece.start),
        start=piece.start,
        end=piece.end,
        quote=document.text[piece.start : piece.end],
    )


def render(
    draft: Draft, load: Callable[[str], Document]
) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...]]:
    """Give the pieces numbers and write the answer's Markdown; equal pieces share a number."""
    numbers: dict[Piece, int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []
    shown: list[str] = []
    for line in draft.lines:
        marks: list[int] = []
        words: list[str] = []
        for piece in line.pieces:
            if piece not in numbers:
                numbers[piece] = len(numbers) + 1
                citations.append(cite(piece, numbers[piece], load(piece.document_id)))
            marks.append(numbers[piece])
            quote = citations[numbers[piece] - 1].quote
            words.append(_NUMBERED.sub("", quote) if words else quote)
        body = line.said if line.said is not None else line.joint.join(words)
        words_shown = _plain(body)
        text = f"{line.lead}{_NUMBERED.sub('', words_shown)}" if line.lead else words_shown
        statements.append(Statement(text, tuple(marks)))
        mark = "".join(f"[{number}]" for number in dict.fromkeys(marks))
        bullet = "- " if draft.bullets and not _NUMBERED.match(text) else ""
        shown.append(f"{bullet}{escape(text)} {mark}")
    return ("\n" if draft.bullets else "\n\n").join(shown), tuple(statements), tuple(citations)


def _plain(words: str) -> str:
    """Return quoted words on one line, without their bullet and Markdown footnote marks."""
    return " ".join(_MARKS.sub("", words).split())


def escape(text: str) -> str:
    """Keep document text from becoming HTML, a link or an image in Markdown, with backslashes."""
    return text.replace("<", "\\<").replace("![", "!\\[").replace("](", "]\\(")


def trimmed(document: Document, start: int, end: int) -> Piece:
    """Return the piece without the white space at its ends."""
    return Piece(document.id, *stripped(document.text, start, end))
