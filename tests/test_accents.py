"""Marks and signs of scans, drawn here and looked for in the picture."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ingest.readers.accents import amended
from ingest.readers.blots import Blot, blots, ink_of
from ingest.readers.layout import Word
from ingest.readers.likeness import compared
from ingest.readers.spelling import spelt

TOP, BASE, WIDE = 60, 100, 30
"""A letter of 40 points; marks stand above or below it."""
MARKS = {
    "dot": (10, 40, 20, 50),
    "hook": (8, 30, 22, 52),
    "tilde": (1, 38, 29, 51),
    "stack": (0, 28, 30, 54),
    "below": (10, 106, 20, 116),
    "touching": (10, 100, 20, 116),
    "colon": (58, 62, 68, 72),
    "full": (58, 90, 68, 100),
    "tail": (58, 90, 68, 110),
}


def drawn(*marks: str) -> Image.Image:
    """Draw two letters, the marks of the first one, and what stands behind the second."""
    picture = Image.new("L", (100, 140), 250)
    draw = ImageDraw.Draw(picture)
    for left in (0, WIDE + 10):
        draw.rectangle((10 + left, TOP, 8 + left + WIDE // 2, BASE - 1), fill=20)
    for mark in marks:
        left, top, right, bottom = MARKS[mark]
        place = 4 if mark not in ("colon", "full", "tail") else 10
        draw.rectangle((place + left, top, place + right - 1, bottom - 1), fill=20)
    return picture


@pytest.mark.parametrize(
    ("read", "marks", "wanted"),
    [
        ("chỉ", ("dot",), "chi"),
        ("chỉ", ("hook",), "chỉ"),
        ("đẳng", ("hook",), "đảng"),
        ("đẳng", ("stack",), "đẳng"),
        ("Đảng", ("hook",), "Đảng"),
        ("nghễn", ("tilde",), "nghẽn"),
        ("nghễn", ("stack",), "nghễn"),
        ("Định", (), "Đinh"),
        ("Định", ("below",), "Định"),
        ("Định", ("touching",), "Định"),
        ("thuộc", (), "thuộc"),  # "thuôc" is no syllable
        ("(định", (), "(định"),  # a bracket goes below the line too
        ("việc:", ("below", "colon", "tail"), "việc;"),
        ("sau:", ("colon", "full"), "sau:"),
        ("sau:", (), "sau:"),
        ("5,", ("full",), "5."),
        ("5,", ("tail",), "5,"),
        ("sau,", (), "sau,"),
    ],
)
def test_a_mark_is_taken_away_where_the_picture_has_none(
    read: str, marks: tuple[str, ...], wanted: str
) -> None:
    picture = drawn(*marks)
    right = 82.0 if {"full", "tail"} & set(marks) else 60.0
    assert amended(Word(read, 6.0, 25.0, right, 120.0), picture) == wanted


def test_a_word_outside_of_the_picture_stays() -> None:
    assert amended(Word("Định", 400.0, 10.0, 440.0, 60.0), drawn()) == "Định"
    assert amended(Word("Định", 85.0, 10.0, 95.0, 50.0), drawn()) == "Định"


def page_of(marks: dict[str, int], odd: str) -> tuple[Image.Image, list[Word]]:
    """Draw words with a circumflex below another mark; `odd` looks like the first mark's words."""
    texts = [text for text, count in marks.items() for _ in range(count)] + [odd]
    picture = Image.new("L", (100, 120 * len(texts)), 250)
    draw = ImageDraw.Draw(picture)
    words: list[Word] = []
    for at, text in enumerate(texts):
        down = 120 * at
        draw.rectangle((10, down + TOP, 40, down + BASE), fill=20)
        draw.rectangle((18, down + 50, 32, down + 54), fill=20)
        high = text in (odd, next(iter(marks)))
        draw.rectangle(
            (33, down + 42, 38, down + 48) if high else (16, down + 30, 24, down + 46), 20
        )
        words.append(Word(text, 8.0, down + 26.0, 44.0, down + 104.0))
    return picture, words


def test_a_mark_drawn_like_others_of_the_page_has_their_name() -> None:
    picture, words = page_of({"về": 5, "thể": 5}, "để")
    assert [word.text for word in compared(words, picture)][-2:] == ["thể", "đề"]


def test_few_words_show_nothing() -> None:
    picture, words = page_of({"về": 2, "thể": 5}, "để")
    assert compared(words, picture) == words


def test_points_that_hang_together_are_one_blot() -> None:
    picture = Image.new("L", (40, 30), 250)
    draw = ImageDraw.Draw(picture)
    for box in ((2, 5, 4, 25), (12, 5, 14, 25), (2, 25, 14, 27), (20, 2, 22, 4)):
        draw.rectangle(box, fill=0)  # a U, then a dot
    draw.ellipse((24, 5, 34, 25), outline=0, width=2)
    picture.putpixel((38, 10), 0)  # a speck
    ink = ink_of(picture, 0, 0, 40, 30)
    assert ink is not None
    assert blots(ink) == [Blot(2, 5, 15, 28), Blot(20, 2, 23, 5), Blot(24, 5, 35, 26)]


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        ("tiẾp", "tiếp"),
        ("sỞ.", "sở."),
        ("TẾt", "Tết"),
        ("TẾT", "TẾT"),
        ("Lễ", "Lễ"),
        ("LễỄ", "Lễ"),
        ("TRỤỰC", "TRỰC"),
        ("răằm", "rằm"),
        ("xoong", "xoong"),
        ("Ðảng", "Đảng"),
        ("BCĐð", "BCĐ"),
        ("I⁄2026", "I/2026"),
        ("QĐ-TTg", "QĐ-TTg"),
        ("UBNDTP", "UBNDTP"),
    ],
)
def test_what_no_vietnamese_word_has_is_put_right(read: str, wanted: str) -> None:
    assert spelt(read) == wanted


def test_a_sign_that_is_not_drawn_stays_as_it_was_read() -> None:
    picture = Image.new("L", (100, 140), 250)
    picture.putpixel((50, 80), 20)  # a speck is ink, and no blot
    assert amended(Word("la:", 10, 10, 90, 130), picture) == "la:"
