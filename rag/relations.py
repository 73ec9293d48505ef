"""How the documents of a library stand to one another, found anew from their cards (pure).

A relation is what one document says ("thay thế Kế hoạch số 12/KH-UBND"); it becomes a link once the
other document is there, in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.domain import Card, Relation, RelationKind
from rag.vietnamese import fold, folded_syllables, number_key

LinkKind = Literal[RelationKind, "draft_of"]


@dataclass(frozen=True, slots=True)
class Link:
    """`subject` does something to `target` (None: not in the library); `said` are its words."""

    kind: LinkKind
    subject: Card
    target: Card | None
    said: Relation | None


class Relations:
    """The links between the current documents of a library."""

    def __init__(self, cards: Sequence[Card]) -> None:
        """Find the targets of all relations, and the final versions of all drafts."""
        self._by_number: dict[str, list[Card]] = {}
        self._by_issuer: dict[str, list[Card]] = {}
        for card in cards:
            meta = card.metadata
            if meta.number:
                self._by_number.setdefault(number_key(meta.number.value), []).append(card)
            self._by_issuer.setdefault(_issuer(card), []).append(card)
        self._to: dict[str, list[Link]] = {}
        self._finals = _finals(cards)
        for card in cards:
            for link in self.of(card):
                if link.target is not None:
                    self._to.setdefault(link.target.id, []).append(link)

    def of(self, card: Card) -> tuple[Link, ...]:
        """Return what a document does to others, those that are not in the library too."""
        links = [
            Link(relation.kind, card, self._target(card, relation), relation)
            for relation in card.metadata.relations
        ]
        final = self._finals.get(card.id)
        if final is not None:
            links.append(Link("draft_of", card, final, None))
        return tuple(links)

    def to(self, document_id: str) -> tuple[Link, ...]:
        """Return what other documents do to this one, the latest last."""
        links = self._to.get(document_id, ())
        return tuple(sorted(links, key=lambda link: (_issued(link.subject), link.subject.source)))

    def without_drafts(self, cards: tuple[Card, ...], asked: str) -> tuple[Card, ...]:
        """Drop the drafts whose final version is among the documents, unless drafts are asked."""
        if not self._finals or "du thao" in fold(asked) or "draft" in asked.lower():
            return cards
        ids = {card.id for card in cards}
        return tuple(
            card
            for card in cards
            if (final := self._finals.get(card.id)) is None or final.id not in ids
        )

    def _target(self, subject: Card, relation: Relation) -> Card | None:
        """Return the one document that is meant; None where none is, or several could be."""
        if relation.number is None:
            return self._titled(subject, relation)
        found = [
            card
            for card in self._by_number.get(number_key(relation.number), ())
            if card.id != subject.id and _dates_agree(relation.issued_on, _issued(card))
        ]
        same = [card for card in found if _issuer(card) == _issuer(subject)]
        if not same and len(relation.issued_on or "") == len("2026-01-31"):
            silent = [card for card in found if not (_issuer(card) and _issuer(subject))]
            same = [card for card in silent if _issued(card) == relation.issued_on]
        return same[0] if len(same) == 1 else None

    def _titled(self, subject: Card, relation: Relation) -> Card | None:
        said = f" {' '.join(folded_syllables(relation.title or ''))} "
        found = [
            card
            for card in self._by_issuer.get(_issuer(subject), ())
            if card.id != subject.id
            and not card.metadata.relations
            and len(title := _title(card)) >= 4
            and f" {' '.join(title)} " in said
        ]
        return found[0] if len(found) == 1 and _issuer(subject) else None


def _finals(cards: Sequence[Card]) -> dict[str, Card]:
    """Return the final version of each draft: same body, kind, title and years, and a number."""
    groups: dict[tuple[object, ...], list[Card]] = {}
    for card in cards:
        meta = card.metadata
        if meta.title and meta.issuer and len(_title(card)) >= 4:
            kind = fold(meta.kind.value) if meta.kind else ""
            key = (_issuer(card), kind, tuple(_title(card)), meta.years)
            groups.setdefault(key, []).append(card)
    finals: dict[str, Card] = {}
    for group in groups.values():
        numbered = [c for c in group if c.metadata.number and c.metadata.draft is None]
        if len(numbered) == 1:
            finals.update((c.id, numbered[0]) for c in group if c is not numbered[0])
    return finals


def _title(card: Card) -> list[str]:
    return folded_syllables(card.metadata.title.value) if card.metadata.title else []


def _issuer(card: Card) -> str:
    issuer = card.metadata.issuer
    return " ".join(folded_syllables(issuer.value)) if issuer else ""


def _issued(card: Card) -> str:
    return card.metadata.issued_on.value if card.metadata.issued_on else ""


def _dates_agree(said: str | None, issued: str) -> bool:
    """Tell whether two dates can be the same day, each known as far as it is written."""
    shared = min(len(said or ""), len(issued))
    return (said or "")[:shared] == issued[:shared]
