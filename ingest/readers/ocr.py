"""Pictures of pages to Pages, by Tesseract with its Vietnamese model, all cores at once.

Tesseract is a program, not a Python package (Debian: tesseract-ocr, tesseract-ocr-vie); each page
is a process of its own, one thread each, as many at a time as there are cores, or fewer where that
would take more memory than this process may have.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import mean

from PIL.Image import Image, Resampling
from PIL.ImageFilter import GaussianBlur

from ingest.readers.accents import amended
from ingest.readers.deskew import straighten
from ingest.readers.ink import tables_in
from ingest.readers.layout import Word, compose
from ingest.readers.likeness import compared
from ingest.readers.missed import strip_of
from ingest.readers.progress import page_done
from ingest.readers.spelling import spelt
from ingest.readers.strokes import recounted
from ingest.readers.tabled import page_lines
from rag.cores import usable_cores
from rag.domain import Page
from rag.errors import ReadError

DPI = 300
"""What Tesseract's models were trained for; a scan of 200 dpi is read better when enlarged."""
TIMEOUT_S = 300.0
"""Seconds by the clock for a page, its cells read again included: a page of five seconds has taken
ninety on a busy machine. What it computes is limited as the process that it runs under is."""
_TICK_S = 20.0
"""How often a page that takes long is reported to be on its way."""
_PAGE_MB = 130
"""Address space that a page at DPI takes while its lines and rules are looked for."""
_SPARE_MB = 400
_ENLARGED = 4 / 3
"""Tesseract gets pages enlarged and a little blurred, so that grain is no ink ("Đẳng" for "Đảng").
Of five noisy documents 0.851 of the leaves stand under their headings at 1.1, 0.979 at 4 / 3, which
takes a fifth more time (`make eval-renderings`)."""
_BLUR = 0.8
"""Radius in points of the enlarged picture; with 1.0 narrow blanks between words are lost."""
_NOISE = 0.25
"""Signs that Tesseract is less sure of are specks, unless they hold a letter or digit."""
_LINE, _WORD = "4", "5"
_PAGE, _BLOCK = "3", "6"
"""Tesseract's --psm: a page with its columns, or one block of lines."""

Picture = tuple[int, Callable[[], Image]]
"""Page number, and a function that makes its picture when its turn has come."""


def recognise(pictures: Sequence[Picture], name: str) -> Iterator[Page]:
    """Yield the pages of the pictures in order; few pictures are in memory at a time.

    Raises:
        ReadError: Tesseract or its Vietnamese model is missing, or a page took too long.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise _missing(name)
    at_once = min(usable_cores(), _room())
    waiting: deque[tuple[int, Future[Page]]] = deque()
    done = 0

    def finished() -> Page:
        number, future = waiting.popleft()
        _await(future, number, name, lambda: page_done(done, len(pictures)))
        return future.result()

    with ThreadPoolExecutor(at_once) as pool:
        try:
            for number, make in pictures:
                if len(waiting) > at_once:
                    yield finished()
                    done += 1
                    page_done(done, len(pictures))
                waiting.append((number, pool.submit(partial(_page, program, make(), number, name))))
            while waiting:
                yield finished()
                done += 1
                page_done(done, len(pictures))
        finally:
            for _, future in waiting:
                future.cancel()


def _room() -> int:
    """Return how many pages fit at a time into the address space that this process may have."""
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    if allowed == resource.RLIM_INFINITY:
        return usable_cores()
    try:
        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:  # not Linux
        used = 0
    return max(1, ((allowed - used) // 2**20 - _SPARE_MB) // _PAGE_MB)


def _await(future: Future[Page], number: int, name: str, tell: Callable[[], None]) -> None:
    """Wait for a page, and tell now and then that it is on its way."""
    until = time.monotonic() + TIMEOUT_S + _TICK_S
    while not wait([future], timeout=_TICK_S).done:
        if time.monotonic() > until:
            raise _too_slow(name, number)
        tell()


def _page(program: str, picture: Image, number: int, name: str) -> Page:
    until = time.monotonic() + TIMEOUT_S
    straight, skew = straighten(picture.convert("L"))
    tables, bare = tables_in(straight)
    words, confidence = _words(_table(program, bare, number, name, until), bare)
    strip = strip_of(bare, tables, words)
    if strip is not None:
        again, _ = _words(
            _table(program, strip.picture, number, name, until, _BLOCK), strip.picture
        )
        words += map(strip.back, again)
    lines = page_lines(words, tables)
    page = compose(lines, straight.width, straight.height, number)
    boxes = tuple(skew.back(box) for box in page.boxes)
    return replace(page, boxes=boxes, confidence=confidence)


def _table(
    program: str, picture: Image, number: int, name: str, until: float, mode: str = _PAGE
) -> str:
    """Return Tesseract's table of words (TSV), in points of the enlarged picture."""
    buffer = io.BytesIO()
    size = (round(picture.width * _ENLARGED), round(picture.height * _ENLARGED))
    large = picture.resize(size, Resampling.BICUBIC).filter(GaussianBlur(_BLUR))
    large.save(buffer, "PPM")
    command = [
        program,
        "stdin",
        "stdout",
        "-l",
        "vie",
        "--psm",
        mode,
        "--dpi",
        str(round(DPI * _ENLARGED)),
        "tsv",
    ]
    try:
        done = subprocess.run(
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=max(1.0, until - time.monotonic()),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(name, number) from error
    if done.returncode == -signal.SIGXCPU:
        raise _too_slow(name, number)
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        if "load" in said and "vie" in said:
            raise _missing(name)
        raise ReadError(
            f"{name}: Tesseract không nhận dạng được trang {number}: {said.strip()[-200:]}",
            f"{name}: Tesseract could not recognise page {number}: {said.strip()[-200:]}",
        )
    return done.stdout.decode()


def _words(table: str, picture: Image) -> tuple[list[Word], float]:
    """Return the words, each as high as its line, and how sure Tesseract is of them on average."""
    words: list[Word] = []
    lines: list[tuple[float, float]] = []
    sure: list[float] = []
    top = bottom = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == _LINE:
            top = float(row["top"]) / _ENLARGED
            bottom = top + float(row["height"]) / _ENLARGED
        text = spelt((row["text"] or "").strip()) if row["level"] == _WORD else ""
        confidence = float(row["conf"]) / 100 if text else 0.0
        if not text or (confidence < _NOISE and not any(map(str.isalnum, text))):
            continue
        left, upper = float(row["left"]) / _ENLARGED, float(row["top"]) / _ENLARGED
        right = left + float(row["width"]) / _ENLARGED
        lower = upper + float(row["height"]) / _ENLARGED
        text = recounted(Word(text, left, upper, right, lower), picture)
        text = amended(Word(text, left, upper, right, lower), picture)
        words.append(Word(text, left, upper, right, lower))
        lines.append((top, bottom))
        sure += [confidence] * len(text)
    high = [
        replace(word, top=top, bottom=bottom)
        for word, (top, bottom) in zip(compared(words, picture), lines, strict=True)
    ]
    return high, mean(sure) if sure else 0.0


def _too_slow(name: str, number: int) -> ReadError:
    return ReadError(
        f"{name}: nhận dạng chữ trang {number} quá lâu. Hãy quét lại trang đó, hoặc nạp lại khi "
        "máy rảnh hơn.",
        f"{name}: recognising page {number} took too long. Scan this page anew, or ingest it again "
        "when the machine is less busy.",
    )


def _missing(name: str) -> ReadError:
    return ReadError(
        f"{name}: đây là bản quét, cần Tesseract với tiếng Việt để đọc. Hãy cài "
        "tesseract-ocr và tesseract-ocr-vie (Debian/Ubuntu: apt-get install tesseract-ocr "
        "tesseract-ocr-vie), rồi nạp lại.",
        f"{name}: this is a scan; Tesseract with its Vietnamese model is needed to read it. "
        "Install tesseract-ocr and tesseract-ocr-vie (Debian/Ubuntu: apt-get install "
        "tesseract-ocr tesseract-ocr-vie), then ingest it again.",
    )
