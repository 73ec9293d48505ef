"""Whether a sentence says no more than the quotes that it cites (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.domain import Citation, Statement
from rag.vietnamese import DOCUMENT_NUMBER, folded_syllables, number_key

COVERED = 0.5
"""Least share of a sentence's words that must stand in the quotes that it cites."""

Kind = Literal["uncited", "unknown_citation", "number", "document", "words"]

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a sentence says and its quotes do not."""

    kind: Kind
    words: str = ""


def faults(
    written: Statement, citations: Mapping[int, Citation], question: str = ""
) -> tuple[Fault, ...]:
    """Return why a sentence may not be shown; () when it may."""
    if not written.citations:
        return (Fault("uncited"),)
    if any(n not in citations for n in written.citations):
        return (Fault("unknown_citation"),)
    quotes = " ".join(citations[n].quote for n in written.citations)
    if not _numbers(written.text) <= _numbers(quotes):
        return (Fault("number"),)
    if not _documents(written.text) <= _documents(quotes):
        return (Fault("document"),)
    words = folded_syllables(written.text)
    there = set(folded_syllables(f"{quotes} {question}"))
    if words and sum(word in there for word in words) < COVERED * len(words):
        return (Fault("words"),)
    return ()


def _numbers(text: str) -> set[str]:
    """Return all figures with leading zeros off: "09/3/2026" gives "9/3/2026"."""
    return {re.sub(r"(?<!\d)0+(?=\d)", "", match.rstrip(".,/")) for match in _NUMBER.findall(text)}


def _documents(text: str) -> set[str]:
    return {number_key(match.group()) for match in DOCUMENT_NUMBER.finditer(text)}
