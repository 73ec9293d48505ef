"""Questions in everyday and figurative words about a made archive, answers known.

everyday.tsv holds them: what they are about is named in the words of the plans, so that nothing of
how planqa reads them comes in. Those in the styles "colloquial", "figurative" and "unanswerable"
were written before the lexicon, those in "later" and "unanswerable-later" after it, and no phrase
was added to it for them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from eval.archive import Made, Plans, make_plans
from eval.domain import Case
from eval.layouts import ROMAN
from eval.topics import written
from eval.wider import WIDER
from rag.vietnamese import fold

FILE = Path(__file__).with_name("everyday.tsv")
SIZE = 110
"""Two wards with ten plans and reports a year, five years."""
_DUTIES = ("lead", "deadline", "money", "signer")


@dataclass(frozen=True, slots=True)
class Row:
    """A question with places for ward, year and period; `about` is empty where none answers."""

    style: str
    about: str
    question: str


@dataclass(frozen=True, slots=True)
class Told:
    """Where a document answers: the words that state it, and the ways to say the answer."""

    made: Made
    evidence: str
    ways: tuple[str, ...]


def load_rows(path: Path = FILE) -> tuple[Row, ...]:
    """Read the questions, one a line: style, what it is about, question."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Row(line["style"], line["about"], line["question"]) for line in reader)


def make_everyday(seed: int = 1) -> tuple[Plans, tuple[Case, ...]]:
    """Return an archive and every question of it, each second one once more without diacritics."""
    plans = make_plans(SIZE, seed, topics=WIDER)
    dice = random.Random(f"everyday:{seed}")
    cases = [
        _case(f"{row.style}-{number:03}", row, plans, dice)
        for number, row in enumerate(load_rows(), start=1)
    ]
    bare = [
        replace(
            case,
            id=f"{case.id}-bare",
            question=fold(case.question),
            noise=f"{case.noise}-bare",
            twin=case.id,
        )
        for case in cases[::2]
    ]
    return plans, (*cases, *bare)


def _case(name: str, row: Row, plans: Plans, dice: random.Random) -> Case:
    if not row.about:
        made = dice.choice(plans.documents)
        wanted = Case(name, _asked(row, made), "unanswerable", row.style, wanted="not_found")
        return replace(wanted, scope=plans.of(made.content.ward, made.content.year))
    told = dice.choice([one for made in plans.documents for one in _told(row.about, made)])
    content = told.made.content
    return Case(
        name,
        _asked(row, told.made),
        row.about.split(":")[0] if row.about.split(":")[0] in _DUTIES else "fact",
        row.style,
        docs=(told.made.name,),
        evidence=(told.evidence,),
        expect=(told.ways,),
        scope=plans.of(content.ward, content.year),
    )


def _asked(row: Row, made: Made) -> str:
    content = made.content
    period = f"Quý {ROMAN[content.quarter - 1]} năm {content.year}" if content.quarter else ""
    return row.question.format(ward=f"phường {content.ward}", year=content.year, period=period)


def _told(about: str, made: Made) -> Iterator[Told]:
    """Yield where a document says what a question is about, in the words of the plans."""
    content, sheet = made.content, made.sheet
    duty, _, topic = about.partition(":")
    if duty in _DUTIES and topic:
        if sheet.lead and content.topic.name == topic:
            yield _duty(duty, made)
        return
    for target, stated, value in sheet.figures:
        if target.label == about:
            yield Told(
                made, stated, (target.amount(value), f"{value} {target.unit}", written(value))
            )
    for tasks in sheet.listings:
        for item in tasks.items:
            task = item.rstrip(".")
            number = next((word for word in task.split() if word.isdigit()), "")
            if about.replace("{n}", number) == task:
                counted = about.partition("{n} ")[2].split()[0]
                yield Told(made, task, (f"{number} {counted}",))


def _duty(duty: str, made: Made) -> Told:
    content, sheet = made.content, made.sheet
    day, rest = content.deadline.split("/", 1)
    told = {
        "lead": (sheet.lead, (content.lead,)),
        "deadline": (sheet.deadline, (content.deadline, f"{int(day)}/{rest}")),
        "money": (sheet.money, (f"{written(content.money)} triệu",)),
        "signer": (content.signer, (content.signer,)),
    }
    return Told(made, *told[duty])
