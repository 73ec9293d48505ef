"""PDFs and scans drawn for the tests, in a font with Vietnamese letters."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL.Image import Image, Resampling
from reportlab.pdfbase import pdfmetrics as _metrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

metrics: Any = _metrics
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
WIDTH, HEIGHT = 595, 842

Drawn = tuple[float, float, str]
"""Points from the left and from the top, and the words."""


def pdf(*pages: list[Drawn], size: float = 11, rules: tuple[tuple[float, ...], ...] = ()) -> bytes:
    """Return a PDF with words at their places, and rules (x0, top, x1, bottom) on every page."""
    if not FONT.exists():
        pytest.skip("no font with Vietnamese letters: bash scripts/system.sh")
    metrics.registerFont(TTFont("Serif", str(FONT)))
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for page in pages:
        canvas.setFont("Serif", size)
        for x, y, words in page:
            canvas.drawString(x, HEIGHT - y, words)
        for x0, y0, x1, y1 in rules:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture(data: bytes, dpi: int = 200, degrees: float = 0.0) -> Image:
    """Return the picture of the first page of a PDF, lying clockwise by some degrees."""
    document: Any = pypdfium2.PdfDocument(data)
    grey: Image = document[0].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    return grey.rotate(-degrees, Resampling.BICUBIC, fillcolor=255)


def saved(image: Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
