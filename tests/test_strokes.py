"""Roman numerals of scans, drawn here and read again in the picture."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ingest.readers.layout import Word
from ingest.readers.strokes import recounted

TALL, THICK, APART = 50, 8, 22


def drawn(signs: str) -> tuple[Image.Image, float]:
    """Draw strokes with serifs ("I"), a letter H, a dot or a comma; return where they end."""
    picture = Image.new("L", (300, 90), 250)
    draw, x = ImageDraw.Draw(picture), 10
    for sign in signs:
        if sign in ".,":
            draw.rectangle((x, 55, x + THICK, 60 if sign == "." else 68), fill=20)
            x += APART
            continue
        for _ in range(2 if sign == "H" else 1):
            draw.rectangle((x, 10, x + THICK - 1, 10 + TALL), fill=20)
            draw.rectangle((x - 3, 10, x + THICK + 2, 13), fill=20)
            draw.rectangle((x - 3, 7 + TALL, x + THICK + 2, 10 + TALL), fill=20)
            x += APART
        if sign == "H":
            draw.rectangle((x - 2 * APART, 33, x - APART, 37), fill=20)
    return picture, float(x)


@pytest.mark.parametrize(
    ("printed", "read", "wanted"),
    [
        ("III.", "II.", "III."),
        ("III.", "IH.", "III."),
        ("III.", "HI.", "III."),
        ("II.", "H.", "II."),
        ("II.", "II", "II."),
        ("II", "II", "II"),
        ("II,", "II", "II"),
        ("I.", "l.", "I."),
        ("H.", "H.", "H."),
        ("IH.", "IH.", "IH."),
        ("III", "Hội", "Hội"),
    ],
)
def test_a_numeral_is_read_again_in_the_picture(printed: str, read: str, wanted: str) -> None:
    picture, right = drawn(printed)
    assert recounted(Word(read, 5.0, 6.0, right, 75.0), picture) == wanted


def test_a_word_outside_of_the_picture_stays() -> None:
    assert recounted(Word("II.", 400.0, 6.0, 420.0, 60.0), drawn("I")[0]) == "II."
    assert recounted(Word("II.", 250.0, 70.0, 290.0, 88.0), drawn("I")[0]) == "II."


@pytest.mark.parametrize(("flags", "wanted"), [(2, "I/2026,"), (1, "1/2026,")])
def test_the_first_quarter_is_told_from_a_figure(flags: int, wanted: str) -> None:
    picture = Image.new("L", (200, 90), 250)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 10, 27, 60), fill=20)
    draw.rectangle((14, 10, 33 if flags == 2 else 27, 14), fill=20)
    draw.rectangle((50, 10, 60, 60), fill=20)
    assert recounted(Word("1/2026,", 5.0, 5.0, 150.0, 75.0), picture) == wanted
