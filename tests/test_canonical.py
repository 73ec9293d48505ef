from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import reader_for
from rag.vietnamese import nfc
from tests.texts import ITEM, PARAGRAPH, corpus, lines, normal, wrap

PIECES = st.sampled_from(
    [
        *[
            "1",
            "2",
            "3",
            "a)",
            "I.",
            "-",
            "+",
            "*",
            "(1)",
            "**",
            "_",
            "#",
            ">",
            "|",
            "\\",
            "/",
            ".",
            ";",
            ":",
            ",",
            "¹",
        ],
        *[
            "phường",
            "xã",
            "Mây",
            "KẾ",
            "HOẠCH",
            "Nơi",
            "nhận:",
            "06/QĐ-",
            "UBND1",
            "đọc2",
            "x\u200b",
        ],
        "https://a.example",
        "\n",
        "\n\n",
        " \n",
        "\n ",
        "\t",
        " ",
        "\n1 ",
        "[^1]:",
        "e\u0301",
        "\u0323",
    ]
)
PRINTED = st.lists(PIECES, max_size=60).map(lambda pieces: nfc(" ".join(pieces)))


@given(st.lists(st.one_of(PRINTED, st.text(max_size=80).map(nfc)), max_size=4))
def test_the_runs_map_back_whatever_the_text(pages: list[str]) -> None:
    normal(*pages, numbered=not any("\f" in page for page in pages))


@given(PRINTED)
def test_the_canonical_text_of_a_canonical_text_keeps_the_words(text: str) -> None:
    once = normal(text).text
    twice = normal(once).text
    assert len(re.findall(r"\w", twice)) >= 0.5 * len(re.findall(r"[^\W_]", once)) or len(once) < 40


WORDS = [
    "phường",
    "thư",
    "viện",
    "sách",
    "của",
    "và",
    "Tổ",
    "dân",
    "phố,",
    "đọc.",
    "lớp;",
    "(ba)",
    "“học”",
    "2031",
    "12,5%",
    "đồng:",
]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), max_size=12))
def test_every_word_of_the_body_is_kept_in_order(paragraphs: list[list[str]]) -> None:
    text = "\n\n".join("- " + " ".join(words) for words in paragraphs)
    assert "".join(normal(text).text.split()) == "".join(text.split())
    wrapped = "\n".join(wrap("- " + " ".join(words)) for words in paragraphs)
    assert "".join(normal(wrapped).text.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "piece", ["a *b ", "**a", "* ", "\n1 a1", "|-", "\\\\", "-", "“a", "\n \n", "a1 \n", "> # "]
)
def test_long_and_hostile_texts_take_linear_time(piece: str) -> None:
    normal(piece * 60_000)


def test_a_long_text_of_lines() -> None:
    page = wrap(PARAGRAPH) + "\n" + wrap(ITEM) + "\n"
    assert len(lines(page * 3_000)) == 6_000


def test_the_corpus_keeps_every_word_and_joins_every_wrap() -> None:
    for path in corpus():
        pages = reader_for(path.name)(path.read_bytes(), path.name)
        result = normal(*(page.text for page in pages))
        source = re.findall(r"\w", "".join(page.text for page in pages))
        kept = re.findall(r"\w", result.text)
        assert len(kept) >= 0.995 * len(source)
        body = result.text[: result.body_end].rstrip().split("\n")
        for above, line in pairwise(body):
            assert above.isupper() or not line[0].islower() or line[1] in ".)", line
        assert not re.search(r"^(?:#|>|\d+$)|\*\*", result.text, re.MULTILINE)


def test_the_corpus_gives_footnotes_in_rising_order() -> None:
    found: list[list[int]] = []
    for path in corpus():
        result = normal(path.read_text(encoding="utf-8"))
        notes = result.text[result.body_end :].split("\n") if result.body_end else []
        found.append([int(note.split()[0]) for note in notes if note])
    assert sorted(map(len, found))[-1] > 0
    assert all(marks == list(range(1, len(marks) + 1)) for marks in found)
