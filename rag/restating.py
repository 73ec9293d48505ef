"""A question that was not understood, put in other words by a model: code decides if it is asked.

Pure but for `restated`, which asks the model. A follow-up is condensed with the questions before
it, one in everyday words or English is said in those of official texts. What the model writes may
bring in no name, time, number or document that is not known, and may lose none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from rag.answer.compose import Outcome
from rag.answer.generate import data, instructions
from rag.answer.premise import Refusal
from rag.answer.support import Kind, compare
from rag.answer.writing import Writer
from rag.catalog import Catalog
from rag.domain import Card, Question, Turn
from rag.question import Query, understand
from rag.settings import Settings
from rag.vietnamese import ROMAN, WORD, nfc

Way = Literal["condense", "expand"]

LONGEST = 300
"""Characters of a restated question at most."""
MOST_READ = 600
"""Characters after which a model is stopped: it does not write one question."""
TURNS = 6
"""Earlier messages that are shown to the model, and characters of each."""
TURN_CHARS = 600
DOCUMENTS = 3
"""Documents spoken of whose metadata a restated question may name."""
_FACTS: frozenset[Kind] = frozenset({"number", "document", "time", "name", "negation"})
_LABEL = re.compile(
    r"^\W*(?:câu hỏi(?: viết lại| đầy đủ)?|viết lại|question)\s*:\s*", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>{}|\[\]`]|https?:|www\.")
_ROMANS = {value: word.upper() for word, value in ROMAN.items()}


@dataclass(frozen=True, slots=True)
class Unsolved:
    """A question that planqa alone found no answer to; `resolved` is how it understood it."""

    way: Way
    typed: str
    resolved: str
    history: tuple[Turn, ...] = ()

    @property
    def request(self) -> str:
        """What the model is given, marked off as data."""
        if self.way == "expand":
            return f"CÂU HỎI: {data(self.typed)}\n\nVIẾT LẠI:"
        names = {"user": "Người hỏi", "assistant": "Trả lời"}
        said = [
            f"{names[turn.role]}: {' '.join(data(turn.content).split())[:TURN_CHARS]}"
            for turn in self.history[-TURNS:]
        ]
        lines = "\n".join((*said, f"Người hỏi: {data(self.typed)}"))
        return f"CUỘC TRÒ CHUYỆN:\n{lines}\n\nVIẾT LẠI CÂU HỎI CUỐI:"


def unsolved(
    outcome: Outcome, question: Question, resolved: str, settings: Settings
) -> Unsolved | None:
    """Return a question for a model to restate: nothing was found though no premise is false."""
    if not isinstance(outcome, Refusal) or outcome.key != "not_found":
        return None
    typed = question.text.strip()
    if question.history:
        turns = question.history
        return Unsolved("condense", typed, resolved, turns) if settings.llm_condense else None
    return Unsolved("expand", typed, resolved) if settings.llm_expand else None


async def restated(writer: Writer, unsolved: Unsolved) -> str:
    """Return the first line that a model writes; ModelError when it fails."""
    text = ""
    async with aclosing(writer.stream(instructions(unsolved.way), unsolved.request)) as pieces:
        async for piece in pieces:
            text += piece
            if len(text) > MOST_READ or "\n" in text.strip():
                break
    lines = [line.strip() for line in nfc(text).splitlines() if WORD.search(line)]
    return _LABEL.sub("", lines[0]).strip(" \"'“”«»*_-") if lines else ""


def objection(said: str, unsolved: Unsolved, catalog: Catalog) -> str | None:
    """Return why a restated question may not be asked, None where it may."""
    if not WORD.search(said) or len(said) > LONGEST or _MARKUP.search(said):
        return "form"
    if said == unsolved.resolved:
        return "same"
    known, asked = _known(unsolved, catalog), understand(said)
    added = [fault for fault in compare(said, known) if fault.kind in _FACTS]
    if added:
        return f"{added[0].kind} {added[0].words}"
    whole = understand(unsolved.resolved)
    typed = understand(unsolved.typed)
    if not _times(typed) <= _times(asked) <= _times(understand(known)):
        return "time"
    if not set(typed.numbers) <= set(asked.numbers):
        return "document"
    return _elsewhere(asked, whole, typed, catalog)


def _times(query: Query) -> set[str]:
    return {*query.times.tokens(), *map(str, query.times.years), *query.times.spans}


def _elsewhere(asked: Query, whole: Query, typed: Query, catalog: Catalog) -> str | None:
    """Tell of a question that leads to other documents than the one typed, or to any at all."""
    route = catalog.route(asked)
    if route.unknown or route.unmet_years:
        return "body"
    meant = catalog.route(typed)
    if not meant.named:
        meant = catalog.route(whole)
    if not meant.named:
        return None if not route.named else "body"
    found = {candidate.card.id for candidate in route.candidates()}
    return None if found and found <= {one.card.id for one in meant.candidates()} else "body"


def _known(unsolved: Unsolved, catalog: Catalog) -> str:
    """Return all that a restated question may name: what was said, and the documents meant."""
    said = [unsolved.typed, unsolved.resolved]
    if unsolved.way == "condense":
        said += [turn.content for turn in unsolved.history]
    asked = (unsolved.typed, unsolved.resolved)
    cards = {
        one.card.id: one.card
        for text in asked
        for one in catalog.route(understand(text)).candidates()[:DOCUMENTS]
    }
    times = [line for text in said for line in _spelled(understand(text))]
    return "\n".join((*said, *times, *_names(cards.values())))


def _spelled(query: Query) -> list[str]:
    """Return the quarters and years of a question in Vietnamese, however they were typed."""
    times = query.times
    years = [f"năm {year}" for year in times.years]
    quarters = [f"quý {_ROMANS[n]}" for n in times.quarters if n in _ROMANS]
    both = [f"{quarter} {year}" for quarter in quarters for year in years]
    return [*both, *quarters, *years]


def _names(cards: Iterable[Card]) -> list[str]:
    found = [
        fact
        for meta in (card.metadata for card in cards)
        for fact in (meta.kind, meta.number, meta.title, meta.issuer, meta.place)
    ]
    return [fact.value for fact in found if fact is not None]
