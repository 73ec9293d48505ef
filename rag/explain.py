"""What was understood, considered and decided, laid open for `ask --explain` and the API (pure)."""

from __future__ import annotations

from rag.answer.compose import Outcome
from rag.answer.premise import Refusal
from rag.catalog import Catalog
from rag.domain import Card, Status
from rag.evidence import Retrieval
from rag.vietnamese import bigrams, fold, folded_syllables, number_key

PASSAGES = 10
"""Passages shown, the best of all groups."""


def explained(
    retrieval: Retrieval, outcome: Outcome, status: Status, catalog: Catalog
) -> dict[str, object]:
    """Return the whole explanation as JSON values; docs/answering.md names its keys."""
    cards = {card.id: card for group in retrieval.groups for card in group.cards}
    found = [item for group in retrieval.groups for item in group.evidence]
    best = sorted(found, key=lambda item: -item.score)[:PASSAGES]
    return {
        "understood": _understood(retrieval),
        "documents": [
            {
                "document_id": card.id,
                "name": card.name,
                "source": card.source,
                "score": round(catalog.prior(card, retrieval.query), 4),
                "why": _why(card, retrieval),
            }
            for card in cards.values()
        ],
        "passages": [
            {
                "passage_id": item.passage.id,
                "document_id": item.passage.document_id,
                "start": item.passage.start,
                "end": item.passage.end,
                "path": list(item.passage.path),
                "source": cards[item.passage.document_id].source,
                "lexical": round(item.lexical, 4),
                "dense": round(item.dense, 4),
                "score": round(item.score, 4),
                "text": item.passage.text,
            }
            for item in best
        ],
        "decision": {
            "status": status,
            "reason": outcome.key if isinstance(outcome, Refusal) else None,
            "values": outcome.values if isinstance(outcome, Refusal) else {},
            "confidence": round(best[0].score, 4) if best else 0.0,
            "named": retrieval.route.named,
        },
    }


def _understood(retrieval: Retrieval) -> dict[str, object]:
    query = retrieval.query
    typed = [token.typed for token in query.tokens]
    return {
        "asks": sorted(query.asks),
        "times": list(query.times.tokens()),
        "years": list(query.times.years),
        "numbers": list(query.numbers),
        "places": list(query.references),
        "language": "en" if query.english else "vi",
        "accented": query.accented,
        "text": query.text,
        "mended": {
            token.typed: token.word for token in query.tokens if fold(token.typed) != token.word
        },
        "glosses": {
            " ".join(typed[first:last]): phrase for first, last, phrase in query.meanings()
        },
        "bodies": " ".join(typed[place] for place in sorted(retrieval.route.consumed)),
        "unknown": list(retrieval.unknown),
    }


def _why(card: Card, retrieval: Retrieval) -> list[str]:
    """Return what speaks for a document: its number, name, year, title, or only its words."""
    query, meta = retrieval.query, card.metadata
    reasons: list[str] = []
    if meta.number and number_key(meta.number.value) in query.numbers:
        reasons.append("number")
    named = {candidate.card.id for candidate in retrieval.route.candidates()}
    if card.id in named and "number" not in reasons:
        reasons.append("name")
    if set(meta.years) & set(query.times.years):
        reasons.append("year")
    title = bigrams(folded_syllables(meta.title.value)) if meta.title else []
    if set(title) & set(bigrams([token.word for token in query.tokens])):
        reasons.append("title")
    return reasons or ["words"]
