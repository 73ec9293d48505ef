"""Sentences with citations, each known to be true or made untrue: what verification is measured on.

They come from samples/, from made archives, and from eval/paraphrases.toml, which was written by
hand. The same code gives the same sentences.
"""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.alterations import ALTERATIONS, framed, reordered, reworded, shortened
from eval.archive import make_plans
from ingest.documents import read_document
from ingest.passages import passages
from rag.answer.draft import Piece, cite
from rag.domain import Citation, Document, Statement
from rag.errors import InputError

HAND_WRITTEN = Path(__file__).with_name("paraphrases.toml")
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
MADE = 12
"""Documents of a made archive that sentences are taken from."""
PER_CLASS = 80
"""Most generated sentences of one class."""
_SKIPPED = {"header", "preamble", "heading", "recipients", "signature", "table", "appendix"}
_LABEL = re.compile(r"^\s*(?:[-+*•]|\(?[\da-zđIVX]{1,3}(?:\.\d{1,2})*[.)-])\s+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence with its citations; `kind` is what was done to it."""

    id: str
    kind: str
    true: bool
    statement: Statement
    citations: tuple[Citation, ...]

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that is reported and not tuned on."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1


def labelled() -> tuple[Labelled, ...]:
    """Return all labelled sentences; reads samples/ in this process, which takes a second."""
    documents = [*_samples(), *_made()]
    generated = [one for document in documents for one in _generated(document)]
    return (*_by_hand({document.source: document for document in documents}), *_evenly(generated))


def _samples() -> Iterator[Document]:
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in (".md", ".txt"):
            yield read_document(path.read_bytes(), path.name)


def _made() -> Iterator[Document]:
    for made in make_plans(70).documents[:MADE]:
        yield read_document(made.text.encode(), f"{made.name}.txt")


def _quotes(document: Document) -> list[Citation]:
    found = [
        cite(Piece(document.id, one.start, one.end), place, document)
        for place, one in enumerate(passages(document), start=1)
        if one.kind not in _SKIPPED and len(one.text.split()) >= 6
    ]
    return [
        one
        for one in found
        if not one.quote.startswith("|") and "Nơi nhận" not in "".join(one.path)
    ]


def sentence(citation: Citation) -> str:
    """Return a quote as a sentence: on one line, without its list label, with a full stop."""
    words = _LABEL.sub("", " ".join(citation.quote.split()))
    return re.sub(r"\[\^\w+\]", "", words).rstrip(" ;,./") + "."


def _by_hand(documents: dict[str, Document]) -> Iterator[Labelled]:
    given = tomllib.loads(HAND_WRITTEN.read_text(encoding="utf-8"))
    for source, lists in given.items():
        quotes = _quotes(documents[source])
        for found, claim in lists["true"]:
            yield _one("by hand", claim, [_holding(quotes, found)], true=True)
        for found, claim, kind in lists["false"]:
            yield _one(f"{kind}, by hand", claim, [_holding(quotes, found)], true=False)


def _holding(quotes: Sequence[Citation], words: str) -> Citation:
    found = [one for one in quotes if words in " ".join(one.quote.split())]
    if not found:
        raise InputError(f"Không có đoạn nào chứa «{words}».", f"No passage holds “{words}”.")
    return found[0]


def _generated(document: Document) -> Iterator[Labelled]:
    quotes = _quotes(document)
    for place, citation in enumerate(quotes):
        dice = random.Random(f"{document.source}:{citation.start}")
        base = sentence(citation)
        yield _one("quote", base, [citation], true=True)
        for kind, change in (
            ("shortened", shortened),
            ("reordered", reordered),
            ("reworded", reworded),
            ("framed", framed),
        ):
            if claim := change(base, dice):
                yield _one(kind, claim, [citation], true=True)
        if document.metadata.issuer:
            named = f"{document.metadata.issuer.value}: {base[:1].lower()}{base[1:]}"
            yield _one("with issuer", named, [citation], true=True)
        else:
            named = base
        if place:
            before = quotes[place - 1]
            both = f"{sentence(before).rstrip('.')}; {base[:1].lower()}{base[1:]}"
            yield _one("merged", both, [before, citation], true=True)
        for kind, alter in ALTERATIONS.items():
            start = named if kind == "ward" else _dated(base, citation) if kind == "time" else base
            altered = alter(start, dice)
            if altered and altered != start:
                yield _one(kind, altered, [citation], true=False)
        other = dice.choice(quotes)
        if other.n != citation.n and not _holds(other, base):
            yield _one("wrong citation", base, [other], true=False)
    yield from _signed(document)


def _dated(base: str, citation: Citation) -> str:
    """Put the quarter of the heading before a sentence that names no time."""
    heading = next((h for h in reversed(citation.path) if re.search(r"[Qq]uý [IV]+", h)), None)
    match = re.search(r"[Qq]uý [IV]+(?: năm \d{4}|/\d{4})?", heading or "")
    return f"{match.group()}: {base[:1].lower()}{base[1:]}" if match else base


def _signed(document: Document) -> Iterator[Labelled]:
    meta = document.metadata
    if not (meta.signer and meta.signer_office and meta.number):
        return
    signer = meta.signer
    citation = cite(Piece(document.id, signer.start, signer.end), 1, document)
    claim = f"Văn bản số {meta.number.value} do ông {signer.value} ký."
    yield _one("signer", claim, [citation], true=True)
    dice = random.Random(document.source)
    for kind in ("person", "document"):
        altered = ALTERATIONS[kind](claim, dice)
        if altered:
            yield _one(kind, altered, [citation], true=False)


def _holds(citation: Citation, base: str) -> bool:
    words = set(base.lower().split())
    return len(words & set(citation.quote.lower().split())) > 0.6 * len(words)


def _one(kind: str, claim: str, citations: Sequence[Citation], *, true: bool) -> Labelled:
    where = ",".join(f"{one.source}:{one.start}" for one in citations)
    numbers = tuple(one.n for one in citations)
    return Labelled(
        f"{kind}|{where}|{claim}", kind, true, Statement(claim, numbers), tuple(citations)
    )


def _evenly(found: Sequence[Labelled]) -> Iterator[Labelled]:
    """Keep at most PER_CLASS of a class, chosen by hash, no sentence twice."""
    by_kind: dict[str, dict[str, Labelled]] = {}
    for one in found:
        by_kind.setdefault(one.kind, {}).setdefault(one.id, one)
    for ones in by_kind.values():
        ranked = sorted(ones.values(), key=lambda one: hashlib.md5(one.id.encode()).digest())
        yield from ranked[:PER_CLASS]
