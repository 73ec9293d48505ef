"""An archive of near-identical plans of invented wards, with questions whose answers are known.

Every ward has the same plans every year, laid out in one of five ways; only names, figures and
the choice of tasks differ. The same size and seed give the same archive. File names tell nothing.
"""

from __future__ import annotations

import math
import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from eval.layouts import PLAN_LAYOUTS, Content, Sheet, close, report
from eval.topics import FAMILY, FIRST, GIVEN, MIDDLE, PLANS, REPORT, SECOND, Topic
from rag.errors import InputError

SMALLEST, LARGEST = 70, 10_000
FIRST_YEAR = 2019
REPORTED = (1, 2, 3)
"""Quarters that every ward reports on; there is no report on the fourth."""
WIDTH = 88
"""Characters a line of a text that was copied from a PDF."""
PLACES = (
    "Các phòng, ban thuộc phường",
    "Các tổ dân phố",
    "Các trường học trên địa bàn",
    "Hội đồng nhân dân phường",
    "Các đoàn thể chính trị - xã hội",
    "Công an phường",
    "Ban Chỉ huy Quân sự phường",
    "Văn phòng Ủy ban nhân dân thành phố Nguyệt Giang",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One document of the archive; `name` is its file's name without suffix."""

    name: str
    content: Content
    sheet: Sheet
    blank: bool
    text: str


@dataclass(frozen=True, slots=True)
class Plans:
    """The whole archive; `absent` are wards that no document is of."""

    documents: tuple[Made, ...]
    absent: tuple[str, ...]
    years: tuple[int, ...]

    def of(self, ward: str, year: int) -> tuple[str, ...]:
        """Return the names of the documents of a ward for a year."""
        return tuple(
            made.name
            for made in self.documents
            if made.content.ward == ward and made.content.year == year
        )


def make_plans(size: int, seed: int = 1, *, topics: Sequence[Topic] = PLANS) -> Plans:
    """Make an archive of `size` documents; every ward has a plan on each topic every year.

    Raises:
        InputError: the size is not between SMALLEST and LARGEST.
    """
    if not SMALLEST <= size <= LARGEST:
        raise InputError(
            f"Kho thử cần từ {SMALLEST} đến {LARGEST} văn bản, không phải {size}.",
            f"A made archive has {SMALLEST} to {LARGEST} documents, not {size}.",
        )
    dice = random.Random(f"{size}:{seed}")
    groups = math.ceil(size / (len(topics) + len(REPORTED)))
    years = tuple(range(FIRST_YEAR, FIRST_YEAR + min(10, max(5, math.isqrt(groups) // 2))))
    wards = [f"{first} {second}" for first in FIRST for second in SECOND]
    dice.shuffle(wards)
    used = math.ceil(groups / len(years))
    numbers = dice.sample(range(size), size)
    contents = islice(_contents(wards[:used], years, topics, dice), size)
    documents = tuple(
        _made(f"a{number:05}", content, layout, dice)
        for number, (content, layout) in zip(numbers, contents, strict=True)
    )
    return Plans(documents, tuple(wards[used : used + 40]), years)


def write_plans(plans: Plans, folder: Path) -> None:
    """Write the documents as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    for made in plans.documents:
        (folder / f"{made.name}.txt").write_text(made.text, encoding="utf-8")


def _contents(
    wards: Sequence[str], years: Sequence[int], topics: Sequence[Topic], dice: random.Random
) -> Iterator[tuple[Content, int | None]]:
    """Yield contents with the number of their layout, None for the report."""
    for year in years:
        for place, ward in enumerate(wards):
            for number, topic in enumerate(topics):
                yield _content(ward, year, None, topic, dice), (number + place) % len(PLAN_LAYOUTS)
            for quarter in REPORTED:
                yield _content(ward, year, quarter, REPORT, dice), None


def _content(
    ward: str, year: int, quarter: int | None, topic: Topic, dice: random.Random
) -> Content:
    tasks = [
        task.format(n=dice.randint(2, 99))
        for task in dice.sample(topic.tasks, k=min(12, len(topic.tasks)))
    ]
    lengths = [dice.choice((2, 2, 3)) for _ in range(4)]
    starts = [sum(lengths[:place]) for place in range(4)]
    signer = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"
    month = 3 * quarter if quarter else dice.choice((1, 1, 2, 12))
    return Content(
        ward=ward,
        year=year,
        quarter=quarter,
        topic=topic,
        number=f"{dice.randint(2, 480):02}",
        day=dice.randint(1, 28),
        month=month,
        issue_year=year - 1 if month == 12 else year,
        signer=signer,
        values=tuple(dice.randint(target.low, target.high) for target in topic.targets),
        tasks=tuple(
            tuple(tasks[start : start + length])
            for start, length in zip(starts, lengths, strict=True)
        ),
        lead=dice.choice(topic.leads),
        money=dice.randint(12, 190) * 5,
        deadline=f"{dice.randint(1, 28):02}/{dice.randint(10, 12)}/{year}",
        recipients=tuple(dice.sample(PLACES, k=3)),
    )


def _made(name: str, content: Content, layout: int | None, dice: random.Random) -> Made:
    sheet = report(content) if layout is None else PLAN_LAYOUTS[layout](content)
    close(sheet, content)
    blank = layout is None and dice.random() < 0.3
    text = "\n".join(sheet.lines) + "\n"
    if blank:
        text = text.replace(f"Số: {content.number}/", "Số:       /")
    if dice.random() < 0.4:
        text = "\n".join(_wrapped(text.splitlines())) + "\n"
    return Made(name, content, sheet, blank, text)


def _wrapped(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("|") or len(line) <= WIDTH:
            yield line
        else:
            yield from textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
