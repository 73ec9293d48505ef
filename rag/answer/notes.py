"""A line after the answer where a cited document has been amended, replaced or repealed (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.answer.draft import Piece, cite
from rag.domain import Answer, Card, Document, Relation, Statement
from rag.messages import Language, say
from rag.relations import Link, Relations
from rag.vietnamese import number_key

_STRONGEST = ("repeals", "replaces", "amends")
MOST = 3
"""Documents that an answer says this of; each line carries as many citations of later ones."""


def with_notes(
    answer: Answer, relations: Relations, load: Callable[[str], Document], *, language: Language
) -> Answer:
    """Return the answer with its notes, each with a citation of the document that says so.

    Nothing is added about a document that is cited beside the one that changes it.
    """
    cited = dict.fromkeys(citation.document_id for citation in answer.citations)
    lines = list[str]()
    citations, statements = list(answer.citations), list(answer.statements)
    for document_id in list(cited)[:MOST]:
        changes = [link for link in relations.to(document_id) if link.kind in _STRONGEST]
        if not changes or any(link.subject.id in cited for link in changes):
            continue
        strongest = min(changes, key=lambda link: _STRONGEST.index(link.kind)).kind
        marks: list[int] = []
        name = say("cited_document", language)
        for link in [link for link in changes if link.kind == strongest][-MOST:]:
            said = link.said
            if said is None:
                continue
            document = load(link.subject.id)
            marks.append(max((citation.n for citation in citations), default=0) + 1)
            citations.append(cite(Piece(document.id, said.start, said.end), marks[-1], document))
            name = _name(link, said) or name
        words = say(strongest, language, name=name)
        statements.append(Statement(words, tuple(marks)))
        lines.append(f"{words} {''.join(f'[{mark}]' for mark in marks)}")
    if not lines:
        return answer
    return replace(
        answer,
        text="\n\n".join([answer.text, *lines]),
        statements=tuple(statements),
        citations=tuple(citations),
    )


def _name(link: Link, said: Relation) -> str | None:
    """Return kind and number of the changed document if the quote names it by its number."""
    target: Card | None = link.target
    number = target.metadata.number if target else None
    if target is None or number is None or said.number is None:
        return None
    if number_key(number.value) != number_key(said.number):
        return None
    kind = target.metadata.kind
    return f"{kind.value.capitalize()} số {number.value}" if kind else number.value
