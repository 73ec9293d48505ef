"""What a document says in a few lines: its main headings, each with its first statement (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.draft import Draft, Line, Piece, trimmed
from rag.domain import Document, Section
from rag.question import Query
from rag.sections import heading_span
from rag.sentences import clauses, sentences
from rag.vietnamese import WORD, fold

LINES = 12
"""Lines of a summary at most."""
LONGEST = 260
"""Characters of a statement beyond which only its first clause is quoted."""
_ASKED = re.compile(
    r"\btom tat\b|\btom luoc\b|\bnoi dung (?:chinh|chu yeu|co ban|tong quat|khai quat)\b"
    r"|\by chinh\b|\btong quan\b|\bkhai quat\b"
    r"|\bnoi (?:ve |den )?(?:nhung |cac )?(?:noi dung |dieu )?(?:gi|nhung gi)\b"
    r"|\bsummar(?:y|i[sz]e)|\boverview\b|\bmain (?:points?|contents?)\b|\bkey points?\b|\bgist\b"
    r"|\bwhat(?: is|s) .*\babout\b|\bwhat does .*\bsay\b"
)
_ASKING = """
tóm tắt lược nội dung chính chủ yếu cơ bản tổng quát khái quát quan ý nói về đến gì
những các điều giúp cho tôi mình hãy xin nêu văn bản tài liệu này đó kia trên đây file
tệp ngắn gọn vài dòng summary summarize summarise overview main point points content
contents key gist about say says what does is the this that document plan report me give
please of in short brief briefly
"""
_ASKING_WORDS = frozenset(fold(_ASKING).split())
_MARK = re.compile(r"(?:[-+•*#]+|[a-zđ]\)|\(?\d{1,2}(?:\.\d{1,2})*[.)-]+)\s+(?=\S)")
_BODY = frozenset({"part", "chapter", "division", "article", "clause", "appendix"})
_APART = frozenset({"header", "recipients", "signature", "footnotes", "footnote", "preamble"})


def summary_asked(query: Query) -> bool:
    """Tell whether the question asks what a whole document says."""
    if query.references:
        return False
    said = " ".join(WORD.findall(fold(query.text)))
    return _ASKED.search(said) is not None


def nothing_else(words: Sequence[str]) -> bool:
    """Tell whether these words of a question (folded) only ask for a summary."""
    return all(word in _ASKING_WORDS for word in words)


def summary(document: Document) -> Draft | None:
    """Return the headline points; None where the document has no statement at all."""
    tops = _tops(document)
    if not tops:
        lines = [line for leaf in _statements(document, 0) if (line := _line(document, None, leaf))]
        return Draft(tuple(lines[:LINES]), bullets=True) if lines else None
    lines = [line for section in _shown(document, tops) if (line := _point(document, section))]
    return Draft(tuple(lines), bullets=True) if lines else None


def statements_by_heading(document: Document) -> list[list[Piece]]:
    """Return all statements under each heading of the summary."""
    found: list[list[Piece]] = []
    for section in _shown(document, _tops(document)) or [document.sections[0]]:
        leaves = [section] if section.leaf else _statements(document, section.ordinal)
        found.append([trimmed(document, leaf.start, leaf.end) for leaf in leaves])
    return found


def _shown(document: Document, tops: Sequence[Section]) -> list[Section]:
    """Return the headings of the summary: the longest gives way to its own where there is room."""
    shown = list(tops[:LINES])
    if not shown:
        return shown
    longest = max(shown, key=lambda section: section.end - section.start)
    inner = _inner(document, longest)
    if len(inner) > 1 and len(shown) + len(inner) - 1 <= LINES:
        at = shown.index(longest)
        shown[at : at + 1] = inner
    return shown


def _tops(document: Document) -> list[Section]:
    """Return the sections of the highest level that has at least two."""
    inner = [s for s in document.sections if s.kind in _BODY and (s.title or s.kind == "article")]
    for level in sorted({section.level for section in inner}):
        tops = [section for section in inner if section.level == level]
        if len(tops) > 1:
            return tops
    return inner


def _inner(document: Document, outer: Section) -> list[Section]:
    """Return the titled sections right inside another."""
    return [s for s in document.sections if s.parent == outer.ordinal and s.title and not s.leaf]


def _point(document: Document, section: Section) -> Line | None:
    span = heading_span(document, section)
    heading = Piece(document.id, *span) if span else None
    if section.leaf:
        return _line(document, None, section)
    first = next(iter(_statements(document, section.ordinal)), None)
    if first is None:
        return Line((heading,)) if heading else None
    return _line(document, heading, first)


def _statements(document: Document, ordinal: int) -> list[Section]:
    """Return the leaves of a section that say something: no headings, no lines of the header."""
    outer = document.sections[ordinal]
    apart = {s.ordinal for s in document.sections if s.kind in _APART}
    found: list[Section] = []
    for leaf in document.sections[ordinal + 1 :]:
        if leaf.start >= outer.end:
            break
        if not leaf.leaf or leaf.kind == "heading" or leaf.ordinal in apart or leaf.parent in apart:
            continue
        if document.text[leaf.start : leaf.end].strip():
            found.append(leaf)
    return found


def _line(document: Document, heading: Piece | None, leaf: Section) -> Line | None:
    """Return a heading with the first sentence of a leaf; of a long one, its first clause."""
    text = document.text[leaf.start : leaf.end]
    spans = sentences(text)
    if not spans:
        return None
    start, end = spans[0]
    if document.text[leaf.start] == "|":
        # A row says nothing without its columns.
        return Line((_unmarked(document, heading),)) if heading else None
    if end - start > LONGEST:
        end = start + clauses(text[start:end])[0][1]
    statement = _unmarked(document, trimmed(document, leaf.start + start, leaf.start + end))
    if heading is None:
        return Line((statement,))
    heading = _unmarked(document, heading)
    title = document.text[heading.start : heading.end].rstrip(" .:;*")
    heading = Piece(document.id, heading.start, heading.start + len(title))
    return Line((heading, statement), joint=": ") if title else Line((statement,))


def _unmarked(document: Document, piece: Piece) -> Piece:
    """Return a piece without the mark of its list item ("- ", "a) ", "1.2. ") at the beginning."""
    mark = _MARK.match(document.text, piece.start, piece.end)
    return Piece(piece.document_id, mark.end(), piece.end) if mark else piece
