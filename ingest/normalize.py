"""Pages into the canonical text: one paragraph, heading or item a line, footnotes at the end.

Nothing is corrected. Every character but the glue between joined lines stands in the source, and
the runs say where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    lines = without_furniture(read_lines(pages))
    layout = measure(lines)
    body, notes = part(lines, layout)
    writer = _Writer()
    _write_body(writer, body, layout)
    end = writer.size
    for number, note in enumerate(notes):
        if writer.size:
            writer.add("\n")
        if number == 0:
            end = writer.size
        _write_note(writer, note)
    return Canonical("".join(writer.parts), tuple(writer.runs), end)


class _Writer:
    """The text so far and its runs."""

    def __init__(self) -> None:
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
            self._run(self.size + offset, source, length, line.page)
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
