"""What a model wrote, held against the quotes: only supported sentences may be shown (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.domain import Citation, Statement
from rag.vietnamese import DOCUMENT_NUMBER, folded_syllables, number_key

COVERED = 0.5
"""Least share of a sentence's words that must stand in the quotes that it cites."""

_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
_BREAK = re.compile(r"(?<=\])\s*(?=[^\s.;,:\[])|\n+")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentences that stand, and why others fell."""

    kept: tuple[Statement, ...]
    dropped: tuple[tuple[str, str], ...]


def parse(text: str) -> list[Statement]:
    """Cut a model's text into sentences with the numbers of the citations that follow them."""
    found: list[Statement] = []
    for part in _BREAK.split(text):
        marks = [int(n) for group in _MARK.findall(part) for n in re.findall(r"\d+", group)]
        words = _BULLET.sub("", _MARK.sub("", part)).strip()
        words = re.sub(r"\s+([.,;:])", r"\1", words)
        if words.strip(" .;,:"):
            found.append(Statement(words, tuple(dict.fromkeys(marks))))
    return found


def verify(text: str, citations: Mapping[int, Citation]) -> Verdict:
    """Keep the sentences that cite, whose numbers stand in their quotes, and whose words do."""
    kept: list[Statement] = []
    dropped: list[tuple[str, str]] = []
    for statement in parse(text):
        reason = _fault(statement, citations)
        if reason is None:
            kept.append(statement)
        else:
            dropped.append((statement.text, reason))
    return Verdict(tuple(kept), tuple(dropped))


def _fault(statement: Statement, citations: Mapping[int, Citation]) -> str | None:
    """Return why a sentence may not be shown; None when it may."""
    if not statement.citations:
        return "no citation"
    if any(n not in citations for n in statement.citations):
        return "unknown citation"
    quotes = " ".join(citations[n].quote for n in statement.citations)
    if not _numbers(statement.text) <= _numbers(quotes):
        return "number not in quote"
    if not _documents(statement.text) <= _documents(quotes):
        return "document number not in quote"
    words = folded_syllables(statement.text)
    there = set(folded_syllables(quotes))
    if words and sum(word in there for word in words) < COVERED * len(words):
        return "words not in quote"
    return None


def _numbers(text: str) -> set[str]:
    """Return all figures with leading zeros off: "09/3/2026" gives "9/3/2026"."""
    return {re.sub(r"(?<!\d)0+(?=\d)", "", match.rstrip(".,/")) for match in _NUMBER.findall(text)}


def _documents(text: str) -> set[str]:
    return {number_key(match.group()) for match in DOCUMENT_NUMBER.finditer(text)}
