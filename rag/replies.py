"""What was decided -> the Answer that is shown, in words of the reader's language (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.answer.compose import AskBack, Outcome
from rag.answer.draft import Draft, escape, render
from rag.answer.premise import Refusal
from rag.catalog import Catalog
from rag.courtesy import Courtesy
from rag.domain import Answer, Card, Choice, Document
from rag.evidence import Retrieval
from rag.examples import EXAMPLES, examples
from rag.messages import Language, say
from rag.nearest import nearest, suggestions

Load = Callable[[str], Document]


def reply(
    outcome: Outcome,
    retrieval: Retrieval,
    text: str,
    catalog: Catalog,
    language: Language,
    *,
    load: Load,
) -> Answer:
    """Return the answer in quotes, the question back, or the refusal with what comes near."""
    if isinstance(outcome, Draft):
        words, statements, citations = render(outcome, load)
        return Answer("answered", words, statements, citations)
    if isinstance(outcome, AskBack):
        if outcome.key == "clarify_summary":
            asked = [say("ask_summary", language, name=card.name) for card in outcome.cards]
        else:
            asked = [text] * len(outcome.cards)
        choices = tuple(map(_choice, outcome.cards, asked))
        return Answer("clarify", say(outcome.key, language), choices=choices)
    near = nearest(outcome, retrieval, catalog)
    offered = suggestions(outcome, near, text, catalog, language)
    return Answer("not_found", _refused(outcome, near, language), suggestions=offered)


def small_talk(
    kind: Courtesy, text: str, catalog: Catalog, language: Language, *, load: Load
) -> Answer:
    """Reply politely and offer questions that the library's own documents can answer."""
    offered = examples([load(card.id) for card in _spread(catalog.cards)], language)
    return Answer("answered", say(kind, language), resolved_question=text, suggestions=offered)


def _spread(cards: Sequence[Card]) -> Sequence[Card]:
    """Return a few documents from all over the library."""
    return cards[:: max(1, len(cards) // EXAMPLES)][:EXAMPLES]


def _refused(refusal: Refusal, near: Sequence[Card], language: Language) -> str:
    values = dict(refusal.values)
    if refusal.key == "blank":
        values["what"] = say(values["what"], language)
    words = say(refusal.key, language, **values)
    if refusal.key != "not_found":
        words = f"{say('not_found', language)} {words}"
    if near:
        titles = "; ".join(card.name for card in near)
        words = f"{words} {say('nearest', language, titles=titles)}"
    return escape(words)


def _choice(card: Card, text: str) -> Choice:
    issuer = card.metadata.issuer
    named = [issuer.value if issuer else card.source]
    named += [str(year) for year in card.metadata.years[:1]]
    return Choice(card.id, f"{card.name} ({', '.join(named)})", f"{text} ({', '.join(named)})")
