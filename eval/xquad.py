"""Questions over short passages with the answer's words marked, in the manner of SQuAD.

Reads a folder with corpus.jsonl (id, title, text) and queries.jsonl (id, question, gold, answers),
such as the Vietnamese part of XQuAD (google-deepmind/xquad, CC BY-SA 4.0). Passages become
documents of an archive; what is measured is finding them and the answer's words in what is said.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from eval.domain import Case
from eval.figures import Figures
from eval.matching import MARK, folded, folded_holds, words
from eval.metrics import ndcg, recall_at, reciprocal_rank, stem
from eval.resample import Interval, interval, quantile
from eval.run import ask
from eval.targets import Target
from rag.errors import InputError
from rag.vietnamese import fold

DEPTH = 50
"""Passages asked for, so that ten different documents are among them."""
_END = re.compile(r"(?<=[.!?…])\s+(?=[^a-zà-ỹ])|\n+")

Line = TypeVar("Line", bound=BaseModel)


class PassageIn(BaseModel):
    """One line of corpus.jsonl."""

    id: str
    text: str


class QueryIn(BaseModel):
    """One line of queries.jsonl."""

    id: str
    question: str
    gold: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well search finds the passage; means over the questions."""

    ndcg: Interval
    recall: float
    mrr: float
    p95_s: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How often the marked words are in what is said; means over the questions.

    `short` counts answers of at most two sentences or items.
    """

    answered: float
    in_answer: Interval
    in_quotes: Interval
    short: float
    sentences: float
    chars: float
    p95_s: float
    missed: tuple[str, ...]


def write_passages(data: Path, folder: Path) -> int:
    """Write every passage as a text file named by its id; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for passage in _lines(data / "corpus.jsonl", PassageIn):
        (folder / f"{passage.id}.txt").write_text(f"{passage.text}\n", encoding="utf-8")
        count += 1
    return count


def load_queries(data: Path, every: int = 1) -> tuple[QueryIn, ...]:
    """Read the questions, or every n-th of them."""
    return tuple(_lines(data / "queries.jsonl", QueryIn))[::every]


def rank(
    queries: Sequence[QueryIn], target: Target, *, accented: bool = True, mode: str = "hybrid"
) -> Ranking:
    """Search for every question, as it is or without its diacritics."""
    gains: list[float] = []
    recalls: list[float] = []
    ranks: list[float] = []
    seconds: list[float] = []
    for query in queries:
        began = time.perf_counter()
        found = target.search(query.question if accented else fold(query.question), DEPTH, mode)
        seconds.append(time.perf_counter() - began)
        ranked = [stem(str(item["source"])) for item in found]
        gold = frozenset(query.gold)
        gains.append(ndcg(ranked, gold))
        recalls.append(recall_at(ranked, gold))
        ranks.append(reciprocal_rank(ranked, gold))
    return Ranking(_sure(gains), fmean(recalls), fmean(ranks), quantile(seconds, 0.95))


def read(
    queries: Sequence[QueryIn], target: Target, done: Callable[[], None] = lambda: None
) -> Reading:
    """Ask every question and look for one of its answers in the reply and in its quotes."""
    answers: list[float] = []
    quotes: list[float] = []
    lines: list[int] = []
    seconds: list[float] = []
    chars: list[int] = []
    for query in queries:
        reply = ask(Case(query.id, query.question), target)
        quoted = " ".join(cite.quote for cite in reply.citations)
        answered = reply.status == "answered"
        answers.append(float(answered and _says(reply.answer, query.answers)))
        quotes.append(float(answered and _says(quoted, query.answers)))
        seconds.append(reply.seconds)
        if answered:
            chars.append(len(folded(reply.answer)))
            lines.append(sentences(reply.answer))
        done()
    missed = (query.id for query, right in zip(queries, answers, strict=True) if not right)
    return Reading(
        answered=len(lines) / len(queries),
        in_answer=_sure(answers),
        in_quotes=_sure(quotes),
        short=fmean(count <= 2 for count in lines) if lines else 0.0,
        sentences=fmean(lines) if lines else 0.0,
        chars=fmean(chars) if chars else 0.0,
        p95_s=quantile(seconds, 0.95),
        missed=tuple(missed),
    )


def sentences(answer: str) -> int:
    """Return how many sentences or items an answer has."""
    plain = MARK.sub("", answer)
    return sum(bool(words(part)) for part in _END.split(plain))


def _says(text: str, answers: Sequence[str]) -> bool:
    whole = folded(text)
    return any(folded_holds(folded(answer), whole) for answer in answers)


def _sure(values: Sequence[float]) -> Interval:
    found = interval(values)
    if found is None:
        raise InputError("Không có câu hỏi nào.", "There are no questions.")
    return found


def _lines(path: Path, shape: type[Line]) -> Iterator[Line]:
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield shape.model_validate_json(line)
    except (OSError, ValidationError) as error:
        raise InputError(
            f'Không đọc được "{path}" ({error}). Cần corpus.jsonl và queries.jsonl.',
            f'"{path}" cannot be read ({error}). corpus.jsonl and queries.jsonl are needed.',
        ) from error


def figures_of(accented: Ranking, bare: Ranking, reading: Reading) -> Figures:
    """Return the figures by name, as thresholds know them."""
    return {
        "n": float(accented.ndcg.n),
        "ndcg": accented.ndcg.mean,
        "ndcg_bare": bare.ndcg.mean,
        "recall": accented.recall,
        "recall_bare": bare.recall,
        "mrr": accented.mrr,
        "mrr_bare": bare.mrr,
        "answered": reading.answered,
        "in_answer": reading.in_answer.mean,
        "in_quotes": reading.in_quotes.mean,
        "short": reading.short,
        "sentences": reading.sentences,
        "chars": reading.chars,
        "search_p95_s": accented.p95_s,
        "ask_p95_s": reading.p95_s,
    }
