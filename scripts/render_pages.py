"""Pages as offices print and scan them: flat OpenDocument to PDF by LibreOffice, PDF to a scan.

A4, justified, page numbers; the scan has 200 dpi, noise and one degree of skew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pypdfium2
from PIL import Image

DPI = 200
SKEW_DEGREES = 1.0
NOISE = 10.0
"""Standard deviation of the noise, of 255 shades."""

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
