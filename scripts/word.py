"""What python-docx leaves out, for the scripts that write .docx: lists, footnotes, borders."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Word:
    """A document that is being written; `save` puts the footnotes in and writes the file."""

    def __init__(self) -> None:
        """Begin an empty document."""
        self.document: WordDocument = Document()
        self._notes: list[str] = []
        self._lists = count(901)

    def paragraph(self, text: str, *, bold: bool = False) -> Paragraph:
        """Add a paragraph of one run."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(text).bold = bold
        return paragraph

    def note(self, paragraph: Paragraph, text: str) -> None:
        """Hang a footnote on the end of a paragraph."""
        self._notes.append(text)
        run: Any = paragraph.add_run()._r  # pyright: ignore[reportPrivateUsage]
        run.append(parse_xml(f'<w:footnoteReference {NAMESPACE} w:id="{len(self._notes)}"/>'))

    def new_list(self, levels: Sequence[tuple[str, str]]) -> int:
        """Define a list, each level as number format and text ("upperRoman", "%1."); return it."""
        name = next(self._lists)
        body = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for at, (style, text) in enumerate(levels)
        )
        root = self.document.part.numbering_part.element
        abstract = f'<w:abstractNum {NAMESPACE} w:abstractNumId="{name}">{body}</w:abstractNum>'
        root.insert(0, parse_xml(abstract))
        num = f'<w:num {NAMESPACE} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>'
        root.append(parse_xml(num))
        return name

    def listed(self, numbering: int, level: int, text: str, *, bold: bool = False) -> Paragraph:
        """Add a paragraph whose number is formatting alone."""
        paragraph = self.paragraph(text, bold=bold)
        element = paragraph._p  # pyright: ignore[reportPrivateUsage]
        properties: Any = element.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {NAMESPACE}><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/>'
                "</w:numPr>"
            )
        )
        return paragraph

    def table(self, rows: Sequence[Sequence[str]], *, ruled: bool = True) -> Table:
        """Add a table; a cell's lines become paragraphs of their own."""
        table = self.document.add_table(len(rows), len(rows[0]))
        if ruled:
            table.style = "Table Grid"
        for row, words in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text, *more = text.split("\n")
                for line in more:
                    cell.add_paragraph(line)
        return table

    def save(self, path: Path) -> None:
        """Write the file."""
        if self._notes:
            notes = "".join(
                f'<w:footnote w:id="{at}"><w:p><w:r><w:footnoteRef/></w:r><w:r>'
                f'<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
                for at, text in enumerate(self._notes, 1)
            )
            part = Part(
                PackURI("/word/footnotes.xml"),
                _FOOTNOTES,
                f"<w:footnotes {NAMESPACE}>{notes}</w:footnotes>".encode(),
                self.document.part.package,
            )
            self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self.document.save(str(path))
