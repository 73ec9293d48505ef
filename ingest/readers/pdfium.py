"""What PDFium tells of a page: its words with their boxes, its rules, its images, its picture.

Everything is measured in points from the upper left corner of the page as it is shown, whatever
its rotation and crop box. PDFium is not safe to use from two threads at once.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2
from PIL.Image import Image
from pypdfium2 import raw as _raw

from ingest.readers import glyphs, pdf_hidden
from ingest.readers.glyphs import Glyph
from ingest.readers.layout import Word
from ingest.readers.rules import Rule
from rag.errors import ReadError

raw: Any = _raw

MAX_PAGES = 2000
"""No plan or report has more; a document of 10,000 pages is refused, not half read."""
_LONGEST_PX = 5000
"""Longest side of a rendered page in pixels: a poster is rendered coarser, not larger."""
_THIN = 3.0
_SHORT = 6.0
_HYPHENS = dict.fromkeys((0x02, 0xFFFE), "-")
"""What PDFium gives for a hyphen at the end of a line."""
_ASCENT = 0.78
"""Share of a font's size that stands above the baseline."""
_BLANK = 0x20
_LEAST_BLANK = 0.15
"""Share of a font's size that a blank put in by PDFium takes at least, if there is one."""
_SCAN_SHARE = 0.5
_LOOK = 100
"""Dots an inch that show whether there is anything in a place."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points, its text layer, its rules.

    `scanned` tells that images cover most of it, `drawn` that there is anything to see at all,
    `hidden` how many letters of its text layer cannot be seen and are left out.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    scanned: bool
    drawn: bool
    hidden: int = 0


@dataclass(slots=True)
class Pdf:
    """An open PDF."""

    document: Any
    name: str

    def __len__(self) -> int:
        return len(self.document)

    def sheet(self, at: int) -> Sheet:
        """Return what stands on a page (from 0); ReadError if the page is damaged."""
        with self._page(at) as page:
            return _sheet(page)

    def render(self, at: int, dpi: int) -> Image:
        """Return the picture of a page (from 0) in shades of grey."""
        with self._page(at) as page:
            return _picture(page, dpi)

    def picture(self, at: int, width: int) -> Image:
        """Return the picture of a page (from 0) in colour, so many pixels wide."""
        with self._page(at) as page:
            wide, high = page.get_size()
            scale = min(width / max(1.0, wide), _LONGEST_PX / max(1.0, wide, high))
            return page.render(scale=scale).to_pil().convert("RGB")

    @contextmanager
    def _page(self, at: int) -> Generator[Any]:
        try:
            page = self.document[at]
        except pypdfium2.PdfiumError as error:
            raise ReadError(
                f"{self.name}: trang {at + 1} bị hỏng. Hãy xuất lại tệp PDF.",
                f"{self.name}: page {at + 1} is damaged. Export the PDF again.",
            ) from error
        try:
            yield page
        finally:
            page.close()


@contextmanager
def open_pdf(data: bytes, name: str) -> Generator[Pdf]:
    """Open a PDF from its bytes.

    Raises:
        ReadError: damaged, locked with a password, without pages, or with more than MAX_PAGES.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise ReadError(
                f"{name}: tệp PDF khóa bằng mật khẩu. Hãy lưu lại bản không có mật khẩu.",
                f"{name}: the PDF is locked with a password. Save a copy without one.",
            ) from error
        raise ReadError(
            f"{name}: không phải tệp PDF, hoặc tệp đã hỏng. Hãy xuất lại tệp PDF.",
            f"{name}: no PDF, or a damaged one. Export it again.",
        ) from error
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise ReadError(
                f"{name}: tệp PDF có {len(document)} trang, đọc được từ 1 đến {MAX_PAGES}. "
                "Hãy tách tệp.",
                f"{name}: the PDF has {len(document)} pages; 1 to {MAX_PAGES} can be read. "
                "Split it.",
            )
        yield Pdf(document, name)
    finally:
        document.close()


def _sheet(page: Any) -> Sheet:  # noqa: ANN401
    width, height = page.get_size()
    place = _Place(page, width, height)
    rules: list[Rule] = []
    covered = 0.0
    drawn = False
    images: list[pdf_hidden.Box] = []
    texts: list[Any] = []
    layers = pdf_hidden.Layers()
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT)
    for item in page.get_objects(filter=kinds, max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            texts.append(item)
            layers.put(item, (0, 0, 0, 0))
            continue
        left, top, right, bottom = place.box(*item.get_bounds())
        layers.put(item, (left, top, right, bottom))
        drawn = True
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            images.append((left, top, right, bottom))
            inside = max(0.0, min(right, width) - max(left, 0.0))
            covered += inside * max(0.0, min(bottom, height) - max(top, 0.0))
        elif _visible(item):
            rules += _rules(item, place, (left, top, right, bottom))
    suspects = pdf_hidden.ghosts(texts)
    letters, hidden = pdf_hidden.seen(
        list(_glyphs(page, place, owned=bool(suspects or layers.opaque))),
        suspects,
        size=(width, height),
        images=images,
        layers=layers,
        picture=partial(_picture, page, _LOOK),
    )
    words = tuple(glyphs.words(letters))
    return Sheet(
        width,
        height,
        words,
        tuple(rules),
        scanned=covered >= _SCAN_SHARE * width * height,
        drawn=drawn or bool(words),
        hidden=hidden,
    )


def _picture(page: Any, dpi: int) -> Image:  # noqa: ANN401
    scale = min(dpi / 72, _LONGEST_PX / max(1.0, *page.get_size()))
    return page.render(scale=scale, grayscale=True).to_pil().convert("L")


class _Place:
    """From PDFium's coordinates to points from the upper left corner of the page as shown."""

    _FINE = 64

    def __init__(self, page: Any, width: float, height: float) -> None:  # noqa: ANN401
        wide, high = round(width * self._FINE), round(height * self._FINE)
        x, y = ctypes.c_int(), ctypes.c_int()

        def device(px: float, py: float) -> tuple[float, float]:
            raw.FPDF_PageToDevice(page, 0, 0, wide, high, 0, px, py, x, y)
            return x.value / self._FINE, y.value / self._FINE

        self._origin = device(0, 0)
        (ax, ay), (bx, by) = device(1000, 0), device(0, 1000)
        ox, oy = self._origin
        self._a, self._b = (ax - ox) / 1000, (ay - oy) / 1000
        self._c, self._d = (bx - ox) / 1000, (by - oy) / 1000

    def point(self, x: float, y: float) -> tuple[float, float]:
        ox, oy = self._origin
        return ox + self._a * x + self._c * y, oy + self._b * x + self._d * y

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom as shown."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _visible(path: Any) -> bool:  # noqa: ANN401
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value or stroke.value)


def _rules(
    path: Any,  # noqa: ANN401
    place: _Place,
    box: tuple[float, float, float, float],
) -> Iterator[Rule]:
    """Yield the horizontal and vertical rules of a path: thin boxes, and the sides of others."""
    left, top, right, bottom = box
    if bottom - top <= _THIN:
        if right - left >= _SHORT:
            yield Rule(False, (top + bottom) / 2, left, right)
        return
    if right - left <= _THIN:
        if bottom - top >= _SHORT:
            yield Rule(True, (left + right) / 2, top, bottom)
        return
    for (ax, ay), (bx, by) in _sides(path, place):
        if abs(ay - by) <= 1 and abs(ax - bx) >= _SHORT:
            yield Rule(False, (ay + by) / 2, min(ax, bx), max(ax, bx))
        elif abs(ax - bx) <= 1 and abs(ay - by) >= _SHORT:
            yield Rule(True, (ax + bx) / 2, min(ay, by), max(ay, by))


Point = tuple[float, float]


def _sides(path: Any, place: _Place) -> Iterator[tuple[Point, Point]]:  # noqa: ANN401
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = None
    for number in range(min(raw.FPDFPath_CountSegments(path), 2000)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = place.point(*matrix.on_point(x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, here
        last = here
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            yield here, first
            last = first


def _glyphs(
    page: Any,  # noqa: ANN401
    place: _Place,
    *,
    owned: bool,
) -> Iterator[tuple[Glyph, int]]:
    """Yield the letters in the order of the file, each with its text object if `owned`, else 0."""
    text_page = page.get_textpage()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    font = _Fonts(text_page)
    blank: float | None = None
    for at in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, at)
        if not code or raw.FPDFText_IsGenerated(text_page, at):
            blank = _blank_at(text_page, at, place) if code == _BLANK else None
            continue
        letter = _HYPHENS.get(code) or chr(code)
        raw.FPDFText_GetLooseCharBox(text_page, at, box)
        left, top, right, bottom = place.box(box.left, box.bottom, box.right, box.top)
        raw.FPDFText_GetMatrix(text_page, at, matrix)
        size = raw.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.c, matrix.d)
        if size > 0 and raw.FPDFText_GetCharOrigin(text_page, at, x, y):
            baseline = place.point(x.value, y.value)[1]
            top, bottom = baseline - _ASCENT * size, baseline + (1 - _ASCENT) * size
        if blank is not None and left - blank > _LEAST_BLANK * size:
            yield Glyph(" ", blank, top, left, bottom), 0
        blank = None
        owner = pdf_hidden.owner(text_page, at) if owned else 0
        yield Glyph(letter, left, top, right, bottom, font.of(at)), owner


class _Fonts:
    """The names of the fonts of a page's letters; each text object has one."""

    _LONGEST = 128

    def __init__(self, text_page: Any) -> None:  # noqa: ANN401
        self._page = text_page
        self._names: dict[int | None, str] = {}
        self._buffer = ctypes.create_string_buffer(self._LONGEST)
        self._flags = ctypes.c_int()

    def of(self, at: int) -> str:
        """Return the name of the font of a letter, "" if it has none."""
        item = raw.FPDFText_GetTextObject(self._page, at)
        key = ctypes.cast(item, ctypes.c_void_p).value if item else None
        if key is None or key not in self._names:
            raw.FPDFText_GetFontInfo(self._page, at, self._buffer, self._LONGEST, self._flags)
            self._names[key] = self._buffer.value.decode("utf-8", "replace")
        return self._names[key]


def _blank_at(text_page: Any, at: int, place: _Place) -> float:  # noqa: ANN401
    """Return where a blank that PDFium put in begins: there the letter before it truly ends."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, at, x, y)
    return place.point(x.value, y.value)[0]
