"""Render documents as born-digital PDF and as scans, read them back, and compare the outlines.

Each .txt is read, its canonical text set anew by LibreOffice (A4, justified, page numbers), and
the PDF photographed at 200 dpi with noise and one degree of skew. Reported is the share of the
leaves of the .txt whose words and path are found again, and the pages recognised per second.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pypdfium2
from PIL import Image

from ingest.pipeline import read_document
from rag.domain import Document, Section
from rag.vietnamese import WORD, fold

DPI = 200
SKEW_DEGREES = 1.0
NOISE = 10.0
"""Standard deviation of the noise, of 255 shades."""
SIMILAR = 0.9
"""Share of a leaf's words that must be found again for the leaf to count."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph">
<style:paragraph-properties fo:text-align="justify" fo:margin-top="0.1cm" fo:line-height="115%"/>
<style:text-properties style:font-name="Liberation Serif" fo:font-family="Liberation Serif"
 fo:font-size="13pt"/></style:default-style></office:styles>
<office:automatic-styles>
<style:style style:name="Body" style:family="paragraph">
<style:paragraph-properties fo:text-indent="1cm"/></style:style>
<style:style style:name="Mid" style:family="paragraph">
<style:paragraph-properties fo:text-align="center"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Plain" style:family="paragraph">
<style:paragraph-properties fo:text-align="start"/></style:style>
<style:style style:name="Note" style:family="paragraph">
<style:text-properties fo:font-size="10pt"/></style:style>
<style:style style:name="Left" style:family="table-column">
<style:table-column-properties style:column-width="6.5cm"/></style:style>
<style:style style:name="Right" style:family="table-column">
<style:table-column-properties style:column-width="10cm"/></style:style>
<style:style style:name="Cell" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="3cm"
 fo:margin-right="1.5cm"/><style:header-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:header><text:p text:style-name="Mid"><text:page-number/></text:p></style:header>
</style:master-page></office:master-styles>
<office:body><office:text>
"""
TAIL = "</office:text></office:body></office:document>\n"


def fodt(document: Document) -> str:
    """Return the canonical text as a flat OpenDocument, a paragraph a line, rows as a table."""
    parts = [HEAD]
    rows: list[list[str]] = []
    notes = next((s.start for s in document.sections if s.kind == "footnotes"), None)
    at = 0
    for line in document.text.split("\n"):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        else:
            parts += table_xml(rows)
            rows = []
            style = "Note" if notes is not None and at >= notes else _style(line)
            parts.append(f'<text:p text:style-name="{style}">{escape(line)}</text:p>\n')
        at += len(line) + 1
    return "".join([*parts, *table_xml(rows), TAIL])


def _style(line: str) -> str:
    return (
        "Mid" if line.isupper() and len(line) < 90 and not re.match(r"[IVX]+[.)]", line) else "Body"
    )


def table_xml(rows: list[list[str]]) -> list[str]:
    """Return the rows as a ruled table of a flat OpenDocument."""
    if not rows:
        return []
    width = max(map(len, rows))
    out = [f'<table:table><table:table-column table:number-columns-repeated="{width}"/>']
    for row in rows:
        cells = (
            f'<table:table-cell table:style-name="Cell"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row + [""] * (width - len(row))
        )
        out.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return [*out, "</table:table>\n"]


def to_pdf(sources: list[Path], folder: Path) -> None:
    """Convert flat OpenDocuments to PDF in a folder with LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        sys.exit(
            "LibreOffice is missing: apt-get install libreoffice-writer-nogui fonts-liberation"
        )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=300)


def to_scan(pdf: Path, scan: Path, seed: int = 7) -> int:
    """Write an image-only PDF of a PDF's pages, noisy and askew; return the number of pages."""
    random = np.random.default_rng(seed)
    pictures: list[Image.Image] = []
    document: Any = pypdfium2.PdfDocument(pdf)
    for page in document:
        pictures.append(photographed(page.render(scale=DPI / 72).to_pil().convert("L"), random))
    document.close()
    pictures[0].save(scan, "PDF", resolution=DPI, save_all=True, append_images=pictures[1:])
    return len(pictures)


def photographed(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """Return a picture as a scanner would give it: turned a little, and grainy."""
    turned = picture.rotate(-SKEW_DEGREES, Image.Resampling.BICUBIC, fillcolor=255)
    grain = random.normal(0.0, NOISE, (turned.height, turned.width))
    light = np.clip(np.asarray(turned, dtype=np.float64) + grain, 0, 255)
    return Image.fromarray(light.astype(np.uint8))


Leaf = tuple[tuple[str, ...], Counter[str]]


def leaves(document: Document) -> list[Leaf]:
    """Return the path of labels above each leaf, and the leaf's words."""
    by_number = {section.ordinal: section for section in document.sections}
    found: list[Leaf] = []
    for section in document.sections:
        words = WORD.findall(fold(document.text[section.start : section.end]))
        if section.leaf and words:
            found.append((_path(section, by_number), Counter(words)))
    return found


def _path(section: Section, by_number: dict[int, Section]) -> tuple[str, ...]:
    path: list[str] = []
    above = section.parent
    while above is not None:
        parent = by_number[above]
        path.append(f"{parent.kind} {fold(parent.label)}")
        above = parent.parent
    return tuple(reversed(path))


def accuracy(wanted: list[Leaf], given: list[Leaf]) -> tuple[float, list[Leaf]]:
    """Return the share of wanted leaves found again under their path, and those that were not."""
    left: dict[tuple[str, ...], list[Counter[str]]] = {}
    for path, words in given:
        left.setdefault(path, []).append(words)
    missed: list[Leaf] = []
    for path, words in wanted:
        same = left.get(path, [])
        best = max(same, key=lambda other: _likeness(words, other), default=None)
        if best is not None and _likeness(words, best) >= SIMILAR:
            same.remove(best)
        else:
            missed.append((path, words))
    return 1 - len(missed) / max(1, len(wanted)), missed


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    return (a & b).total() / max(1, a.total(), b.total())


def main() -> int:
    """Render, read and compare every .txt of a folder; exit code 2 where there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of .txt documents")
    parser.add_argument("--keep", type=Path, help="folder to leave the renderings in")
    parser.add_argument("--missed", action="store_true", help="show the leaves that were missed")
    parser.add_argument("--no-scan", action="store_true", help="PDF only")
    options = parser.parse_args()
    sources = sorted(options.corpus.glob("*.txt"))
    if not sources:
        print(f"no .txt in {options.corpus}")
        return 2
    with tempfile.TemporaryDirectory(prefix="planqa-render-") as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        texts = {path.stem: read_document(path.read_bytes(), path.name) for path in sources}
        for stem, document in texts.items():
            (folder / f"{stem}.fodt").write_text(fodt(document), encoding="utf-8")
        to_pdf([folder / f"{stem}.fodt" for stem in texts], folder)
        pages, seconds = 0, 0.0
        for stem, document in texts.items():
            wanted = leaves(document)
            _report(stem, wanted, folder / f"{stem}.pdf", options.missed)
            if options.no_scan:
                continue
            scan = folder / f"{stem}.scan.pdf"
            pages += to_scan(folder / f"{stem}.pdf", scan)
            seconds += _report(stem, wanted, scan, options.missed)
        if pages:
            print(f"{pages} scanned pages in {seconds:.1f} s: {pages / seconds:.2f} pages/s")
    return 0


def _report(stem: str, wanted: list[Leaf], path: Path, show: bool) -> float:
    began = time.perf_counter()
    document = read_document(path.read_bytes(), path.name)
    seconds = time.perf_counter() - began
    share, missed = accuracy(wanted, leaves(document))
    state = f" [{document.quarantine.reason}]" if document.quarantine else ""
    kind = "scan" if path.name.endswith(".scan.pdf") else "pdf"
    print(
        f"{stem} {kind:4} {share:.3f} of {len(wanted)} leaves, {seconds:.1f} s{state}", flush=True
    )
    for leaf_path, words in missed if show else ():
        print("   ", " > ".join(leaf_path[1:]), "|", " ".join(words)[:100])
    return seconds


if __name__ == "__main__":
    sys.exit(main())
