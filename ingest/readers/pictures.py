"""The picture of one page of a file, as the reader of its format saw it, as wide as asked for."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from ingest.readers import refusals, suffix
from ingest.readers.image import open_picture
from ingest.readers.pdfium import open_pdf

WIDEST = 2000
"""Pixels across a picture at most."""


def page_picture(data: bytes, name: str, number: int, width: int) -> bytes:
    """Return a page (from 1) as PNG, so many pixels wide (at most WIDEST).

    Raises:
        NotFoundError: there is no such page, or the format has no pages.
        ReadError: the file is damaged.
    """
    width = max(1, min(width, WIDEST))
    if suffix(name) == ".pdf":
        with open_pdf(data, name) as pdf:
            _check(number, len(pdf), name)
            picture = pdf.picture(number - 1, width)
    elif suffix(name) in (".png", ".jpg", ".jpeg", ".tif", ".tiff"):
        with open_picture(data, name) as opened:
            _check(number, getattr(opened, "n_frames", 1), name)
            opened.seek(number - 1)
            upright = ImageOps.exif_transpose(opened).convert("L")
        height = max(1, round(upright.height * width / upright.width))
        picture = upright.resize((width, height), Image.Resampling.LANCZOS)
    else:
        raise refusals.no_page(number, name)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check(number: int, count: int, name: str) -> None:
    if not 1 <= number <= count:
        raise refusals.no_page(number, name)
