"""What a reply is worth: the score of one case. Pure; eval.figures sums scores up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from eval.domain import Case, Quote, Reply, Score
from eval.matching import (
    MARK,
    Gram,
    all_grams,
    covered,
    folded,
    folded_holds,
    numbers,
    unsupported,
    verbatim,
    words,
)

LONGER = 8
"""How many times its gold evidence an answer may be long, beside the allowances below."""
ANSWER_ALLOWANCE = 600
QUOTE_ALLOWANCE = 1200
SWAMPED_ALLOWANCE = 300
"""Characters, folded: of an answer, of all its quotes, of one quote that holds the evidence."""
COVERED = 0.8
"""Share of a gold quote's trigrams that the cited quotes must cover."""
TOUCHED = 0.5
"""Share of trigrams by which a quote and a gold quote are about the same words."""

Sources = Mapping[str, Sequence[str]]
"""Words of every source file, by the file's name without folder and suffixes."""
Texts = Mapping[str, str]
"""Canonical texts by document id."""


def stem(source: str) -> str:
    """Return a file's name without folder and suffixes."""
    return PurePosixPath(source).name.split(".")[0]


def score(case: Case, reply: Reply, sources: Sources, texts: Texts | None = None) -> Score:
    """Score one reply; without `texts` spans are not judged, without `sources` no quote is."""
    common = _common(case, reply, sources, texts)
    if case.wanted != "answered":
        ok = reply.status == case.wanted and (case.wanted != "clarify" or _offers(case, reply))
        return Score(**common, ok=ok)  # pyright: ignore[reportArgumentType] - fields by name
    return _answerable(case, reply, common)


def _common(case: Case, reply: Reply, sources: Sources, texts: Texts | None) -> dict[str, object]:
    cites = reply.citations
    answered = reply.status == "answered"
    known = numbers(" ".join(cite.quote for cite in cites)) | numbers(case.question)
    known = known.union(*(numbers(cite.known) for cite in cites))
    true = [stem(c.source) in sources and verbatim(c.quote, sources[stem(c.source)]) for c in cites]
    return {
        "id": case.id,
        "kind": case.kind,
        "noise": case.noise,
        "wanted": case.wanted,
        "status": reply.status,
        "seconds": reply.seconds,
        "cited": len(cites),
        "verbatim": sum(true) / len(cites) if cites and sources else None,
        "spans": _spans(cites, texts) if cites and texts is not None else None,
        "unsupported": unsupported(reply.answer, known, len(cites)) if answered else (),
        "astray": _astray(case, reply),
        "coverage": citation_coverage(reply.answer) if answered else None,
        "confidence": reply.confidence,
        "twin": case.twin,
    }


def _answerable(case: Case, reply: Reply, common: dict[str, object]) -> Score:
    answer = folded(reply.answer)
    quoted = len(folded(" ".join(cite.quote for cite in reply.citations)))
    size = len(folded(" ".join(case.evidence)))
    right = [cite for cite in reply.citations if _names(case.docs, cite.source)]
    missing = tuple(
        group
        for group in case.expect
        if not any(folded_holds(folded(way), answer) for way in group)
    )
    wrong = tuple(word for word in case.forbid if folded_holds(folded(word), answer))
    too_long = (
        len(answer) > LONGER * size + ANSWER_ALLOWANCE or quoted > LONGER * size + QUOTE_ALLOWANCE
    )
    good = reply.status == "answered" and not missing and not wrong
    em, f1 = overlap(reply.answer, _golds(case))
    fields = {
        **common,
        "ok": good and not too_long and bool(right),
        "missing": missing,
        "wrong": wrong,
        "too_long": too_long,
        "right_document": bool(right),
        "em": em,
        "f1": f1,
    }
    if case.evidence:
        fields |= {
            "cite_recall": 0.0 if too_long else _recall(case.evidence, right),
            "cite_prec": _precision(case.evidence, size, reply.citations, right),
            "bulk": len(answer) / max(1, size),
            "cite_bulk": quoted / max(1, size),
        }
    return Score(**fields)  # pyright: ignore[reportArgumentType] - fields by name


def _names(prefixes: Sequence[str], source: str) -> bool:
    return not prefixes or _begins(prefixes, source)


def _begins(prefixes: Sequence[str], source: str) -> bool:
    name = PurePosixPath(source).name
    return any(name.startswith(prefix) for prefix in prefixes)


def _offers(case: Case, reply: Reply) -> bool:
    """Tell whether a question back offers documents that could be meant, and no other ones."""
    return bool(reply.choices) and all(_names(case.docs, name) for name in reply.choices)


def _astray(case: Case, reply: Reply) -> bool | None:
    if case.scope is None or reply.status != "answered":
        return None
    return any(not _begins(case.scope, cite.source) for cite in reply.citations)


def _spans(cites: Sequence[Quote], texts: Texts) -> float:
    right = [
        cite.quote != "" and texts.get(cite.document_id, "")[cite.start : cite.end] == cite.quote
        for cite in cites
    ]
    return sum(right) / len(right)


def _recall(evidence: Sequence[str], right: Sequence[Quote]) -> float:
    quoted = all_grams(cite.quote for cite in right)
    return sum(covered(gold, quoted) >= COVERED for gold in evidence) / len(evidence)


def _precision(
    evidence: Sequence[str], size: int, cites: Sequence[Quote], right: Sequence[Quote]
) -> float:
    gold = all_grams(evidence)
    limit = LONGER * size + SWAMPED_ALLOWANCE
    apt = sum(cite in right and _touches(cite.quote, evidence, gold, limit) for cite in cites)
    return apt / len(cites) if cites else 0.0


def _touches(quote: str, evidence: Sequence[str], gold: frozenset[Gram], limit: int) -> bool:
    if covered(quote, gold) >= TOUCHED:
        return True
    own = all_grams([quote])
    return len(folded(quote)) <= limit and any(covered(one, own) >= TOUCHED for one in evidence)


def _golds(case: Case) -> tuple[str, ...]:
    """Return the texts that an answer could have been: the evidence, or a single expected fact."""
    whole = (" ".join(case.evidence),) if case.evidence else ()
    return (*whole, *(case.expect[0] if len(case.expect) == 1 else ()))


def overlap(answer: str, golds: Sequence[str]) -> tuple[float | None, float | None]:
    """Return exact match and the best word F1 against the golds, as SQuAD defines them."""
    if not golds:
        return None, None
    said = words(answer)
    exact, best = 0.0, 0.0
    for gold in golds:
        wanted = words(gold)
        exact = max(exact, float(said == wanted))
        shared = sum((Counter(said) & Counter(wanted)).values())
        if shared:
            best = max(best, 2 * shared / (len(said) + len(wanted)))
    return exact, best


def citation_coverage(answer: str) -> float | None:
    """Return the share of the answer's lines with words that carry a citation mark."""
    lines = [line for line in answer.splitlines() if words(line)]
    # A line that ends in a colon only leads to the items below it.
    lines = [line for line in lines if not line.rstrip(" *").endswith(":")]
    return sum(bool(MARK.search(line)) for line in lines) / len(lines) if lines else None


def ndcg(ranked: Sequence[str], gold: frozenset[str], k: int = 10) -> float:
    """Return nDCG@k with gain 1 for each gold item, the first of repeated items counting."""
    seen = list(dict.fromkeys(ranked))[:k]
    gain = sum(1 / math.log2(at + 2) for at, item in enumerate(seen) if item in gold)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(k, len(gold))))
    return gain / ideal if ideal else 0.0


def recall_at(ranked: Sequence[str], gold: frozenset[str], k: int = 10) -> float:
    """Return the share of gold items among the first k different ones."""
    return len(gold & set(list(dict.fromkeys(ranked))[:k])) / len(gold) if gold else 0.0


def reciprocal_rank(ranked: Sequence[str], gold: frozenset[str]) -> float:
    """Return 1 / rank of the first gold item, 0 where there is none; its mean is MRR."""
    places = (at for at, item in enumerate(dict.fromkeys(ranked), start=1) if item in gold)
    return 1 / next(places, math.inf)
