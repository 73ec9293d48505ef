"""A text of someone else's, sentence by sentence: what the library supports, and what it does not.

Pure: passages are found and documents loaded by what is passed in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.answer.contents import Contents, read
from rag.answer.draft import Piece, cite
from rag.answer.paraphrase import FRAME, STOP
from rag.answer.support import Fault, compare, surroundings
from rag.domain import Citation, Document, Evidence, Passage
from rag.evidence import Retrieval
from rag.sentences import sentences

BEST = 8
"""Passages of a group of documents that a sentence is held against."""
TOGETHER = 3
"""Of them, those that may support it two by two."""
SAME_MATTER = 0.6
"""Least share of a sentence's content words in a passage that can contradict it."""
LEAST_WORDS = 4
"""Shorter lines are headings or salutations."""

Status = Literal["supported", "contradicted", "not_found"]
_MARK = re.compile(r"\s*\[\d{1,3}(?:\s*[,;-]\s*\d{1,3})*\]")
_FACTUAL = {"number", "time", "document", "name", "negation", "direction", "bound", "attachment"}

Find = Callable[[str, str], Retrieval]
"""Finds evidence for a sentence; the second text is what the sentences before it were about."""
Search = Callable[[str], Sequence[Evidence]]
Load = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing said otherwise: the words of the text and, where there are any, of the source."""

    kind: str
    said: str
    stated: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence text[start:end] and what the library says about it."""

    start: int
    end: int
    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    differences: tuple[Difference, ...] = ()


def check(text: str, *, find: Find, search: Search, load: Load) -> tuple[Finding, ...]:
    """Check every sentence of a text (NFC) that says something; numbers its citations through."""
    findings: list[Finding] = []
    about = ""
    cited = 0
    for start, end in sentences(text):
        said = _MARK.sub("", text[start:end]).strip()
        if len(re.findall(r"[^\W\d_]+", said)) < LEAST_WORDS:
            continue
        retrieval = find(said, about)
        if retrieval.route.named:
            about = said
        own = [e.passage for group in retrieval.groups for e in group.evidence[:BEST]]
        wider = [] if about and about != said else [e.passage for e in search(said)]
        finding = _judged(said, own, wider, load)
        citations = tuple(
            replace(one, n=cited + place) for place, one in enumerate(finding.citations, start=1)
        )
        cited += len(citations)
        findings.append(
            replace(finding, start=start, end=end, text=text[start:end], citations=citations)
        )
    return tuple(findings)


def _judged(said: str, own: Sequence[Passage], wider: Sequence[Passage], load: Load) -> Finding:
    """Hold a sentence against passages; `wider` are those of any document: they only support."""
    cited = [_citation(passage, load) for passage in own]
    for group in _candidates([*cited, *(_citation(passage, load) for passage in wider)]):
        if not _faults(said, group):
            return Finding(0, 0, said, "supported", group)
    claim = read(said)
    ranked = sorted(
        ((_shared(claim, one), one, _faults(said, (one,))) for one in cited or _all(wider, load)),
        key=lambda item: (-item[0], len(item[2])),
    )
    for share, one, faults in ranked:
        factual = [fault for fault in faults if fault.kind in _FACTUAL]
        if share >= SAME_MATTER and factual and "invented" not in {fault.kind for fault in faults}:
            differences = tuple(_difference(claim, fault, read(one.quote)) for fault in factual)
            return Finding(0, 0, said, "contradicted", (one,), differences)
    return Finding(0, 0, said, "not_found")


def _all(passages: Sequence[Passage], load: Load) -> list[Citation]:
    return [_citation(passage, load) for passage in passages]


def _citation(passage: Passage, load: Load) -> Citation:
    return cite(
        Piece(passage.document_id, passage.start, passage.end), 1, load(passage.document_id)
    )


def _candidates(cited: Sequence[Citation]) -> Iterator[tuple[Citation, ...]]:
    """Yield the quotes one by one, then the best of each document two by two."""
    for one in cited:
        yield (one,)
    best = cited[: TOGETHER + 1]
    for place, one in enumerate(best):
        for other in best[place + 1 :]:
            if other.document_id == one.document_id:
                yield one, other


def _faults(said: str, cited: Sequence[Citation]) -> tuple[Fault, ...]:
    around = dict.fromkeys(line for one in cited for line in surroundings(one))
    return compare(said, "\n".join(one.quote for one in cited), "\n".join(around))


def _shared(claim: Contents, cited: Citation) -> float:
    """Return the share of the claim's content words that stand in a quote, headings half."""
    words = [word.key for word in claim.content]
    plain = [word for word in words if word not in FRAME] or words
    there = {word.key for word in read(cited.quote).words}
    above = {word.key for word in read("\n".join(surroundings(cited))).words} - there
    return sum((w in there) + (w in above) / 2 for w in plain) / max(1, len(plain))


def _difference(claim: Contents, fault: Fault, stated: Contents) -> Difference:
    """Name the words of the source that stand where those of the claim do."""
    spans: list[tuple[int, int]] = []
    if fault.kind in ("number", "attachment", "bound"):
        spans = [(one.start, one.end) for one in stated.figures if one.sure]
    if fault.kind in ("time", "attachment", "bound"):
        spans += [(one.start, one.end) for one in stated.moments]
    if fault.kind == "document":
        spans = [(start, end) for _, start, end in stated.documents]
    if fault.kind == "direction":
        spans = [(one.start, one.end) for one in stated.turns]
    at = claim.text.find(fault.words)
    if fault.kind == "name" and at >= 0:
        return Difference("name", " ".join(claim.text[at:].split()[:2]).rstrip(".,;:"), "")
    near = claim.near(at, at + len(fault.words)) if at >= 0 else frozenset[str]()
    same = {claim.text[at : at + len(fault.words)]} if fault.kind != "bound" else set[str]()
    ranked = sorted(
        (span for span in spans if stated.text[span[0] : span[1]] not in same),
        key=lambda span: -_fit(near, stated, span),
    )
    if not ranked:
        return Difference(fault.kind, fault.words, "")
    start, end = ranked[0]
    if fault.kind == "bound":
        start = max(0, stated.text.rfind(",", 0, start) + 1, start - 24)
        start = stated.text.find(" ", start) + 1 if start else 0
    return Difference(fault.kind, fault.words, " ".join(stated.text[start:end].split()))


def _fit(near: frozenset[str], stated: Contents, span: tuple[int, int]) -> int:
    shared = Counter(stated.near(*span) & near)
    return sum(count for key, count in shared.items() if key not in STOP)
