"""Pictures of pages (.png, .jpg, .tiff with one page or many): read by OCR."""

from __future__ import annotations

import io
import struct
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.readers.ocr import DPI, recognise
from rag.domain import Page
from rag.errors import ReadError

MAX_PIXELS = 80_000_000
"""An A3 page at 600 dpi has 70 million."""
MAX_PAGES = 500
_FORMATS = ("PNG", "JPEG", "TIFF")
_BROKEN = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError),
    *(TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error),
)
"""What Pillow raises on damaged pictures."""
_LONG_SIDE = 11.7
"""Inches of the long side of A4: a picture that does not tell its size is taken for such a page."""


def read(data: bytes, name: str) -> tuple[Page, ...]:
    """Return a page for each picture in the file, numbered from 1.

    Raises:
        ReadError: no picture, damaged, too large, or Tesseract is missing.
    """
    with open_picture(data, name) as picture:
        count = getattr(picture, "n_frames", 1)
        frames = [(at + 1, partial(_upright, picture, at, name)) for at in range(count)]
        return tuple(recognise(frames, name))


@contextmanager
def open_picture(data: bytes, name: str) -> Generator[Image.Image]:
    """Open a picture with one page or many.

    Raises:
        ReadError: no picture, damaged, or too large.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            _check(picture, name)
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name) from error
    except _BROKEN as error:
        raise ReadError(
            f"{name}: không phải ảnh PNG, JPEG hay TIFF, hoặc ảnh đã hỏng. Hãy quét lại.",
            f"{name}: no PNG, JPEG or TIFF picture, or a damaged one. Scan it again.",
        ) from error


def _check(picture: Image.Image, name: str) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(name)
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_PAGES:
        raise ReadError(
            f"{name}: ảnh có {frames} trang, đọc được đến {MAX_PAGES}. Hãy tách tệp.",
            f"{name}: the picture has {frames} pages; up to {MAX_PAGES} can be read. Split it.",
        )


def _upright(picture: Image.Image, at: int, name: str) -> Image.Image:
    """Return a picture of a file in grey, turned as its camera noted, at about the OCR's DPI."""
    picture.seek(at)
    _check(picture, name)
    grey = ImageOps.exif_transpose(picture).convert("L")
    wanted = DPI * _LONG_SIDE / max(grey.size)
    if 0.8 <= wanted <= 1.25:
        return grey
    factor = min(wanted, 3.0)
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey.resize(size, Image.Resampling.BICUBIC)


def _too_large(name: str) -> ReadError:
    millions = MAX_PIXELS // 1_000_000
    return ReadError(
        f"{name}: ảnh lớn hơn {millions} triệu điểm ảnh. Hãy quét ở 300 dpi.",
        f"{name}: the picture has more than {millions} million pixels. Scan it at 300 dpi.",
    )
