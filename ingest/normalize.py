"""Pages into the canonical text: one paragraph, heading or item a line, footnotes at the end.

Nothing is corrected. Every character but the glue between joined lines stands in the source, and
the runs say where. Lines are told apart by what the page shows; the letters are those typed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ingest.capitals import as_shown
from ingest.continued import whole_tables
from ingest.footnotes import part
from ingest.furniture import without_furniture
from ingest.joins import Layout, Paragraph, glue, is_cut, measure
from ingest.lines import Line, read_lines
from ingest.openings import is_kind
from rag.domain import Canonical, Page, Run


def canonical(pages: Sequence[Page]) -> Canonical:
    """Return the canonical text of a document and the runs back to its pages.

    Source offsets count code points in the page texts joined by form feeds. The text is empty if
    the pages hold no words. Time and memory grow with the length of the text, no faster.
    """
    shown = [as_shown(page) for page in pages]
    lines = read_lines(shown)
    if not any(page.sheet for page in pages):
        lines = whole_tables(without_furniture(lines))
    layout = measure(lines)
    body, notes = part(lines, layout)
    writer = _Writer(pages)
    _write_body(writer, body, layout)
    end = writer.size
    for number, note in enumerate(notes):
        if writer.size:
            writer.add("\n")
        if number == 0:
            end = writer.size
        _write_note(writer, note)
    text = "".join(writer.parts)
    if not any(page.capitals for page in pages):
        return Canonical(text, tuple(writer.runs), end)
    typed = _as_typed(text, writer.runs, "\f".join(page.text for page in pages))
    return Canonical(typed, tuple(writer.runs), end, printed=text)


def _as_typed(text: str, runs: Iterable[Run], source: str) -> str:
    """Return the text with the letters of the source: the same but for capitals."""
    parts: list[str] = []
    at = 0
    for run in runs:
        end = run.start + run.length
        parts += [text[at : run.start], source[run.source_start : run.source_start + run.length]]
        at = end
    return "".join((*parts, text[at:]))


class _Writer:
    """The text so far and its runs."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._numbers = [page.number for page in pages]
        self._starts = list(accumulate((len(page.text) + 1 for page in pages), initial=0))
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.size = 0

    def add(self, text: str) -> None:
        """Add glue."""
        self.parts.append(text)
        self.size += len(text)

    def write(self, line: Line) -> None:
        """Add a line; stretches that follow one another in the source become one run."""
        for offset, source, length in line.spans:
            page = self._numbers[bisect_right(self._starts, source) - 1]
            self._run(self.size + offset, source, length, page)
        self.add(line.text)

    def _run(self, start: int, source: int, length: int, page: int | None) -> None:
        if self.runs:
            last = self.runs[-1]
            end = (last.start + last.length, last.source_start + last.length, last.page)
            if end == (start, source, page):
                self.runs[-1] = Run(last.start, last.source_start, last.length + length, page)
                return
        self.runs.append(Run(start, source, length, page))


def _write_body(writer: _Writer, lines: Iterable[Line], layout: Layout) -> None:
    above: Paragraph | None = None
    for line in lines:
        between = glue(above, line, layout) if above else ""
        writer.add(between)
        writer.write(line)
        if above and between != "\n":
            above = Paragraph(above.first, line, above.lines + 1, above.title)
        else:
            titled = above is not None and is_kind(above.last.text)
            above = Paragraph(line.text, line, title=titled)


def _write_note(writer: _Writer, lines: Sequence[Line]) -> None:
    """Write one footnote; its lines are one paragraph whatever they look like."""
    last = ""
    for line in lines:
        if last:
            writer.add("" if is_cut(last) and line.text[0].isalnum() else " ")
        writer.write(line)
        last = line.text
