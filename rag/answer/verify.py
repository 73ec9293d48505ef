"""What a model wrote, held against the quotes that it cites: code decides what is shown (pure).

A sentence that is supported is kept; one that is not gives way to its quote, or is dropped. When
too little of the model's own is left, or a list has lost an item, the extractive answer stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.contents import read
from rag.answer.items import left_out
from rag.answer.parsing import parse
from rag.answer.support import Fault, faults
from rag.answer.words import keys
from rag.domain import Citation, Statement

LEAST_KEPT = 0.5
"""Least share of a model's sentences that must stand for its answer to be shown."""

Fate = Literal["kept", "replaced", "dropped"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one sentence; `shown` is None for one that is dropped."""

    written: Statement
    fate: Fate
    shown: Statement | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """How a model's draft fared, for the reader of an answer; `lost` are citations left unsaid."""

    kept: int
    replaced: int
    dropped: int
    why: tuple[tuple[str, str], ...] = ()
    """Sentences that were not kept, each with its first fault: kind and words."""
    lost: tuple[int, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether enough is left to be shown in place of the extractive answer."""
        written = self.kept + self.replaced + self.dropped
        return self.kept > 0 and self.kept >= LEAST_KEPT * written and not self.lost

    def report(self) -> dict[str, object]:
        """Return it as JSON."""
        counts = Counter(reason for _, reason in self.why)
        return {
            "kept": self.kept,
            "replaced": self.replaced,
            "dropped": self.dropped,
            "why": [{"sentence": sentence, "reason": reason} for sentence, reason in self.why],
            "reasons": sorted(counts),
            "lost": list(self.lost),
        }


@dataclass(frozen=True, slots=True)
class Need:
    """What a draft must not lose: every citation, every item of a quote, one of each group.

    Where not every item is needed, those are that hold words of `question` which stand in no other.
    """

    all: bool = False
    items: bool = False
    groups: tuple[tuple[int, ...], ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The statements that may be shown, in order, and how the draft fared."""

    statements: tuple[Statement, ...]
    verification: Verification


def judge(
    written: Statement,
    citations: Mapping[int, Citation],
    *,
    question: str = "",
    said: Sequence[Statement] = (),
) -> Verdict:
    """Judge one sentence by the quotes that it cites.

    `question` lends words, never facts. `said` are statements shown before: a quote that one of
    them carries alone does not replace another sentence.
    """
    known = tuple(dict.fromkeys(n for n in written.citations if n in citations))
    found = faults(written, citations, question)
    if not found:
        return Verdict(written, "kept", written)
    again = {statement.citations for statement in said}
    fresh = tuple(n for n in known if (n,) not in again)
    if not fresh:
        return Verdict(written, "dropped", None, found)
    quote = Statement(plain(citations[fresh[0]].quote), (fresh[0],))
    return Verdict(written, "replaced", quote, found)


def verify(
    text: str,
    citations: Mapping[int, Citation],
    *,
    question: str = "",
    listed: bool = False,
) -> Checked:
    """Judge a whole draft; with `listed`, every citation is an item that must not be lost."""
    verdicts: list[Verdict] = []
    shown: list[Statement] = []
    for written in parse(text):
        verdict = judge(written, citations, question=question, said=shown)
        verdicts.append(verdict)
        if verdict.shown is not None:
            shown.append(verdict.shown)
    need = Need(all=listed, items=listed)
    return Checked(tuple(shown), conclude(verdicts, citations, need=need))


def conclude(
    verdicts: Sequence[Verdict], citations: Mapping[int, Citation], *, need: Need
) -> Verification:
    """Sum up the verdicts on all sentences of a draft."""
    fates = Counter(verdict.fate for verdict in verdicts)
    carried = {n for one in verdicts if one.shown is not None for n in one.shown.citations}
    why = tuple((one.written.text, one.faults[0].kind) for one in verdicts if one.faults)
    lost = {n for n in citations if need.all and n not in carried}
    lost |= {group[0] for group in need.groups if not carried & set(group)}
    if need.items or need.question:
        lost |= {n for n in carried if n in citations and _lost(citations[n], verdicts, need)}
    return Verification(
        fates["kept"], fates["replaced"], fates["dropped"], why, tuple(sorted(lost))
    )


def _lost(citation: Citation, verdicts: Sequence[Verdict], need: Need) -> bool:
    """Tell whether an item of a quote is in none of the sentences shown that cite it."""
    told = [one.shown.text for one in verdicts if one.shown and citation.n in one.shown.citations]
    said = "\n".join(told)
    missing = left_out(citation.quote, said)
    if need.items:
        return bool(missing)
    asked = {word.key for word in read(need.question).content} - set(keys(said))
    return any(asked & set(keys(item)) for item in missing)


def plain(quote: str) -> str:
    """Return a quote on one line, as a sentence of an answer."""
    return " ".join(quote.split())
