"""What to offer after a refusal: the documents nearest to the one that is not there (pure).

The same ward in other years, the same year in other wards, the number most alike; and the question
itself with the failing word put right, ready to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

from rag.answer.premise import Refusal
from rag.catalog import Catalog, covers
from rag.domain import Card
from rag.evidence import Retrieval
from rag.followup import Kind, corrected
from rag.messages import Language, say
from rag.vietnamese import fold, number_key

NEAREST = 3
"""Documents offered."""
ALIKE = 0.6
"""Similarity (0 to 1) from which on another ward's name may be what was meant."""


def nearest(refusal: Refusal, retrieval: Retrieval, catalog: Catalog) -> tuple[Card, ...]:
    """Return up to NEAREST documents, the best first."""
    found = {card.id: card for group in retrieval.groups for card in group.cards}
    query, years = retrieval.query, retrieval.query.times.years
    if refusal.key == "unknown_number":
        wanted = number_key(refusal.values["number"])
        same = [card for card in catalog.cards if _series(_number(card)) == _series(wanted)]
        return _first(_by_likeness(same, wanted, _number) or found.values())
    if refusal.key == "unknown_body":
        same = [c for c in catalog.cards if c.metadata.years and all(covers(c, y) for y in years)]
        fits = sorted(same or catalog.cards, key=lambda card: -catalog.prior(card, query))
        return _first(_by_likeness(fits, refusal.values["names"], _body))
    if refusal.key == "unknown_year" and years:
        own = [candidate.card for candidate in retrieval.route.candidates()]
        own.sort(key=lambda card: min((abs(y - years[0]) for y in card.metadata.years), default=99))
        same = [c for c in catalog.cards if years[0] in c.metadata.years]
        same.sort(key=lambda card: -catalog.prior(card, query))
        return _first([*(own or found.values())][: NEAREST - 1] + same)
    return _first(found.values())


def suggestions(
    refusal: Refusal, cards: Sequence[Card], text: str, catalog: Catalog, language: Language
) -> tuple[str, ...]:
    """Return a question for each document: the same one put right, or what it is about."""
    if refusal.key == "unknown_quarter":
        asked = corrected(text, {"time": say("quarter", language, quarter="IV")}, catalog)
        return (asked,) if asked else ()
    offered: list[str] = []
    for card in cards:
        meta = card.metadata
        names: dict[Kind, str] = {}
        wanted = number_key(refusal.values.get("number", ""))
        if meta.number and _series(wanted) == _series(_number(card)):
            names["number"] = meta.number.value
        if refusal.key in ("unknown_body", "unknown_year") and meta.issuer and meta.years:
            names["year"] = say("year", language, year=meta.years[0])
            names["body"] = meta.issuer.value
        asked = corrected(text, names, catalog) if names else None
        offered.append(asked or say("suggest_about", language, title=card.name))
    return tuple(dict.fromkeys(offered))


def _first(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple({card.id: card for card in cards}.values())[:NEAREST]


def _number(card: Card) -> str:
    return number_key(card.metadata.number.value) if card.metadata.number else ""


def _series(key: str) -> str:
    """Return a number's kind and body: "kh-ubnd" of "24-kh-ubnd"."""
    return key.lstrip("0123456789-")


def _body(card: Card) -> str:
    """Return the end of the issuer's name, folded: the ward's own name."""
    place = card.metadata.place or card.metadata.issuer
    return fold(place.value) if place else ""


def _by_likeness(cards: Sequence[Card], wanted: str, key: Callable[[Card], str]) -> list[Card]:
    """Sort documents by how much a name of theirs looks like the one wanted, alike ones first."""
    likeness: dict[str, float] = {}
    for card in cards:
        name = key(card)
        if name not in likeness:
            ratio = SequenceMatcher(None, fold(wanted), name).ratio() if name else 0.0
            likeness[name] = ratio if ratio >= ALIKE else 0.0
    return sorted(cards, key=lambda card: -likeness[key(card)])
