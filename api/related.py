"""How a document stands to others, as the API, the command and the viewer show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from api.schemas import DocumentDetailOut, RelationOut
from api.shapes import document_detail_out
from rag.domain import Card, Document
from rag.errors import NotFoundError
from rag.library import Library
from rag.relations import Link, Relations


def detail(
    library: Library, document_id: str, labels: Sequence[str] | None = None
) -> DocumentDetailOut:
    """Return what is known about one version of a document with one of the labels (None: all).

    Raises:
        NotFoundError: there is none.
    """
    card, document = library.card(document_id, labels), library.document(document_id, labels)
    return document_detail_out(card, document, related(library, card, document, labels))


def related(
    library: Library, card: Card, document: Document, labels: Sequence[str] | None
) -> tuple[RelationOut, ...]:
    """Return what a document does to others with these labels, then what they do to it."""
    relations = Relations([item for item in library.cards(labels) if item.searched])
    found = [_out(library, link, "outgoing", document) for link in relations.of(card)]
    found += [_out(library, link, "incoming", document) for link in relations.to(card.id)]
    return tuple(found)


def _out(
    library: Library,
    link: Link,
    direction: Literal["outgoing", "incoming"],
    document: Document,
) -> RelationOut:
    other = link.target if direction == "outgoing" else link.subject
    said = link.said
    quote: str | None = None
    if said is not None:
        quote = _text(library, link.subject.id, document)[said.start : said.end] or None
    named = (said.number or said.title) if said else None
    return RelationOut(
        kind=link.kind,
        direction=direction,
        document_id=other.id if other else None,
        name=other.name if other else (named or ""),
        said_in=link.subject.id if said else None,
        start=said.start if said else None,
        end=said.end if said else None,
        quote=quote,
    )


def _text(library: Library, document_id: str, at_hand: Document) -> str:
    if document_id == at_hand.id:
        return at_hand.text
    try:
        return library.document(document_id).text
    except NotFoundError:  # withdrawn since the cards were read
        return ""
