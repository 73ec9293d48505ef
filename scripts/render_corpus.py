"""Writes marked documents as .docx, .pdf and scan, reads them again, compares with the marks.

    python -m scripts.render_corpus [--corpus FOLDER] [--only corpus-001] [--formats txt docx pdf]

What is written comes from the marks of eval/annotated and the source, not from what planqa read: a
paragraph a unit, rows as a ruled table, footnotes as footnotes. The PDF is LibreOffice's (A4, page
numbers), the scan its pages at 200 dpi, grainy and one degree askew. The output goes to a temporary
folder unless told otherwise: it holds other people's documents.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from eval.marked import Marked, Unit, load_marked
from eval.outlines import figures, measure
from eval.structure import Score
from eval.thresholds import load_thresholds
from scripts.render_pages import HEAD, TAIL, table_xml, to_pdf, to_scan
from scripts.word import Word

FORMATS = ("txt", "docx", "pdf", "scan")
_LINED = ("header", "signature")
"""Zones of which every printed line is a paragraph of its own."""
_MARKUP = re.compile(r"\*{2,}|(?<=\s)\*(?=\S)|(?<=\S)\*|^\s*#{1,6}\s+|\\(?=\W)", re.MULTILINE)
_NOTE = re.compile(r"^\s*(?:\[\^\w+\]:|\d{1,3}|[¹²³])\s*")
_SHOWN = ("paths", "headings", "labels", "footnotes", "metadata", "clean")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph to be written, cut at the marks of its footnotes; or the rows of a table."""

    pieces: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    centred: bool = False


def parts(marked: Marked) -> Iterator[Part]:
    """Yield what a document is made of, in order, without its footnotes."""
    notes = {unit.marked_in: unit.label for unit in marked.units if unit.zone == "footnote"}
    told = 0
    for unit in _whole(marked.units):
        if unit.zone == "footnote":
            continue
        lines = [_MARKUP.sub("", line).strip() for line in unit.text.split("\n")]
        if unit.table:
            rows = [tuple(c.strip() for c in line.strip("|").split("|")) for line in lines]
            yield Part(
                rows=tuple(row for row in rows if any(any(map(str.isalnum, c)) for c in row))
            )
        elif unit.zone in _LINED:
            yield from (Part((line,), centred=True) for line in lines)
        else:
            marks = [notes[number] for number, _ in unit.lines if number in notes]
            pieces = _cut(_flowing(lines), marks)
            told += len(pieces) - 1
            yield Part(pieces)
    if told != len(notes):
        raise ValueError(f"{marked.name}: {told} of {len(notes)} marks of footnotes found")


def _whole(units: Sequence[Unit]) -> Iterator[Unit]:
    """Yield the units, with those that were cut out of a line put back into it."""
    waiting: Unit | None = None
    for unit in units:
        if not unit.lines and waiting is not None:
            waiting = replace(waiting, text=waiting.text + unit.text)
            continue
        if waiting is not None:
            yield waiting
        waiting = unit if unit.lines else replace(unit, lines=((0, unit.start),))
    if waiting is not None:
        yield waiting


def _flowing(lines: Sequence[str]) -> str:
    """Join printed lines; a number cut at its hyphen ("06/QĐ-" / "UBBC") becomes whole."""
    text = ""
    for line in lines:
        cut = re.search(r"\w[-/]$", text) and line[:1].isalnum()
        text += line if not text or cut else f" {line}"
    return " ".join(text.split())


def _cut(text: str, marks: Sequence[str]) -> tuple[str, ...]:
    pieces: list[str] = []
    for mark in marks:
        found = re.search(rf"\[\^{mark}\]|(?<=[^\W\d_]){mark}(?![\w/%]|[.,]\d)", text)
        if found:
            pieces.append(text[: found.start()])
            text = text[found.end() :]
    return (*pieces, text)


def notes_of(marked: Marked) -> list[str]:
    """Return the words of the footnotes in order, without their marks."""
    return [
        _NOTE.sub("", _flowing([line.strip() for line in unit.text.split("\n")]))
        for unit in marked.units
        if unit.zone == "footnote"
    ]


def write_docx(marked: Marked, path: Path) -> None:
    """Write a document as Word does."""
    word, notes = Word(), notes_of(marked)
    for part in parts(marked):
        if part.rows:
            word.table(part.rows)
            continue
        paragraph = word.paragraph(part.pieces[0])
        for piece in part.pieces[1:]:
            word.note(paragraph, notes.pop(0))
            paragraph.add_run(piece)
    word.save(path)


def write_fodt(marked: Marked, path: Path) -> None:
    """Write a document as a flat OpenDocument, for LibreOffice to set."""
    out, notes = [HEAD], notes_of(marked)
    for part in parts(marked):
        if part.rows:
            out += table_xml([list(row) for row in part.rows])
            continue
        text = escape(part.pieces[0])
        for piece in part.pieces[1:]:
            text += (
                '<text:note text:note-class="footnote"><text:note-citation/><text:note-body>'
                f'<text:p text:style-name="Note">{escape(notes.pop(0))}</text:p>'
                f"</text:note-body></text:note>{escape(piece)}"
            )
        style = "Mid" if part.centred else "Body"
        out.append(f'<text:p text:style-name="{style}">{text}</text:p>\n')
    path.write_text("".join([*out, TAIL]), encoding="utf-8")


def write(
    marked: Sequence[Marked], folder: Path, formats: Sequence[str]
) -> Mapping[str, tuple[Marked, ...]]:
    """Write documents in some of FORMATS; return them by format, each with its new file."""
    made: dict[str, tuple[Marked, ...]] = {}
    if "txt" in formats:
        made["txt"] = tuple(marked)
    if "docx" in formats:
        for one in marked:
            write_docx(one, folder / f"{one.name}.docx")
        made["docx"] = tuple(replace(m, path=folder / f"{m.name}.docx") for m in marked)
    if "pdf" in formats or "scan" in formats:
        for one in marked:
            write_fodt(one, folder / f"{one.name}.fodt")
        to_pdf([folder / f"{one.name}.fodt" for one in marked], folder)
        made["pdf"] = tuple(replace(m, path=folder / f"{m.name}.pdf") for m in marked)
    if "scan" in formats:
        for one in marked:
            to_scan(folder / f"{one.name}.pdf", folder / f"{one.name}.scan.pdf")
        made["scan"] = tuple(
            replace(m, path=folder / f"{m.name}.scan.pdf", recognised=True) for m in marked
        )
    return {name: made[name] for name in FORMATS if name in formats}


def main() -> int:
    """Write, read, print a table; exit code 4 where a figure is below eval/thresholds.toml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--only", default="corpus-", help="documents whose name begins so")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--out", type=Path, help="folder to leave the files in")
    parser.add_argument("--show", action="store_true", help="print every mistake")
    parser.add_argument("--check", action="store_true", help="enforce the thresholds")
    asked = parser.parse_args()
    out: Path = asked.out or Path(tempfile.mkdtemp(prefix="planqa-rendered-"))
    out.mkdir(parents=True, exist_ok=True)
    marked = [one for one in load_marked(asked.corpus) if one.name.startswith(asked.only)]
    missed: list[str] = []
    print("format  " + "  ".join(f"{name:>9}" for name in _SHOWN) + "   seconds")
    for name, files in write(marked, out, asked.formats).items():
        began = time.perf_counter()
        score = measure(files)
        found = figures(score)
        shown = "  ".join(f"{found.get(figure, 1.0):9.4f}" for figure in _SHOWN)
        print(f"{name:6}  {shown}  {time.perf_counter() - began:8.1f}", flush=True)
        if asked.show:
            _print_mistakes(score)
        if asked.check:
            missed += load_thresholds(f"outline-{name}").missed(found)
    print(f"files in {out}")
    for line in missed:
        print(f"✗ {line}")
    return 4 if missed else 0


def _print_mistakes(score: Score) -> None:
    for mistake in score.mistakes:
        print(f"  {mistake.document} {mistake.figure}: {mistake.wanted}\n    → {mistake.came}")


if __name__ == "__main__":
    sys.exit(main())
