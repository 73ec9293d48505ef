"""Writes plain-text documents out as .docx and compares what is read from both.

python -m scripts.render_corpus [--corpus FOLDER] [--out FOLDER]

Each paragraph of the canonical text becomes a paragraph, rows become tables, footnotes become
footnotes of Word. A leaf of the .txt is found again if the .docx has a leaf of the same words under
the same headings. The output goes to a temporary folder unless told otherwise: it holds other
people's documents.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ingest.passages import section_path
from ingest.pipeline import read_document
from ingest.sandbox import Sandbox
from rag.domain import Document
from scripts.word import Word

_MARK = re.compile(r"\[\^(\d+)\](:?)")
_NOTE = re.compile(r"(\d{1,3})\s*(.*)", re.DOTALL)
Leaf = tuple[str, tuple[str, ...]]


def write_docx(document: Document, path: Path) -> None:
    """Write a document's canonical text as a Word document."""
    word = Word()
    notes = [
        match.groups()
        for section in document.sections
        if section.kind == "footnote"
        and (match := _NOTE.fullmatch(document.text[section.start : section.end].strip()))
    ]
    starts = [section.start for section in document.sections if section.kind == "footnotes"]
    body = document.text[: min(starts, default=len(document.text))].strip("\n")
    rows: list[list[str]] = []
    for line in body.split("\n"):
        if line.startswith("| ") and line.count("|") > 1:
            rows.append([cell.strip() for cell in line.strip("| ").split("|")])
            continue
        _write_table(word, rows)
        rows = []
        _write_paragraph(word, line, notes)
    _write_table(word, rows)
    word.save(path)


def _write_table(word: Word, rows: Sequence[Sequence[str]]) -> None:
    width = max(map(len, rows), default=0)
    if width:
        word.table([[*row, *[""] * (width - len(row))] for row in rows])


def _write_paragraph(word: Word, line: str, notes: list[tuple[str, ...]]) -> None:
    """Write a line; the mark of the next footnote in it becomes a reference."""
    paragraph = word.paragraph("")
    while notes and (mark := re.search(rf"(?<=[^\W\d_]){notes[0][0]}(?![\w/%]|[.,]\d)", line)):
        paragraph.add_run(line[: mark.start()])
        word.note(paragraph, notes.pop(0)[1])
        line = line[mark.end() :]
    paragraph.add_run(line)


def leaves(document: Document) -> Counter[Leaf]:
    """Return the words and headings of each leaf; marks of footnotes are taken as digits."""
    return Counter(
        (
            " ".join(_MARK.sub(r"\1 ", text).split()) if leaf.kind == "footnote" else _digits(text),
            tuple(map(_digits, section_path(document.sections, leaf))),
        )
        for leaf in document.sections
        if leaf.leaf and (text := document.text[leaf.start : leaf.end]).strip()
    )


def _digits(text: str) -> str:
    return " ".join(_MARK.sub(r"\1", text).split())


def main() -> None:
    """Render every text file of the corpus, read it again, print a line each and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", action="store_true", help="print the leaves that differ")
    asked = parser.parse_args()
    out: Path = asked.out or Path(tempfile.mkdtemp(prefix="planqa-docx-"))
    out.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox()
    found = total = 0
    for path in sorted(asked.corpus.glob("*.txt")):
        text = read_document(path.read_bytes(), path.name)
        target = out / f"{path.stem}.docx"
        write_docx(text, target)
        word = read_document(target.read_bytes(), target.name, read=sandbox.read)
        wanted, got = leaves(text), leaves(word)
        again = (wanted & got).total()
        words = (Counter(leaf[0] for leaf in wanted.elements())) & (
            Counter(leaf[0] for leaf in got.elements())
        )
        print(f"{target.name}: {again}/{wanted.total()} leaves, words alone {words.total()}")
        if asked.show:
            for sign, missing in (("-", wanted - got), ("+", got - wanted)):
                print(*(f"  {sign} {leaf}" for leaf in missing), sep="\n")
        found, total = found + again, total + wanted.total()
    sandbox.close()
    print(f"path accuracy of leaves {found / max(total, 1):.4f} ({found}/{total}), files in {out}")


if __name__ == "__main__":
    main()
