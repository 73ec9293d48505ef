"""The flow, read top to bottom: Question -> Query -> Evidence -> Answer."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from operator import mul
from typing import Literal

from langchain_core.embeddings import Embeddings

from rag.answer.compose import AskBack, Outcome, Refusal, compose
from rag.answer.confidence import Judge, Nearness
from rag.answer.counting import with_count
from rag.answer.draft import Draft, escape, render
from rag.answer.notes import with_notes
from rag.answer.writing import Step, Writer, write
from rag.catalog import Catalog
from rag.checking import Finding, check
from rag.courtesy import Courtesy, courtesy, in_english
from rag.domain import PUBLIC, Answer, Card, Choice, Document, Evidence, Filters, Question
from rag.errors import InputError
from rag.evidence import Retrieval
from rag.examples import EXAMPLES, examples
from rag.index.base import DenseIndex, LexicalIndex
from rag.library import Library
from rag.messages import Language, say
from rag.question import is_english
from rag.retrieve import Retriever
from rag.settings import Settings
from rag.vietnamese import has_accents, nfc

CHECKED = 20
"""Passages of any document that a sentence of a foreign text is held against."""
DOCUMENTS = 64
"""Documents kept in memory with text and outline (about 1 MB for a 100 kB document)."""
NEAREST = 3
"""Documents offered after a refusal."""

SearchMode = Literal["hybrid", "dense", "lexical"]
_SHARES: dict[SearchMode, tuple[float, float]] = {
    "hybrid": (0.5, 0.5),
    "dense": (0.0, 1.0),
    "lexical": (1.0, 0.0),
}
BARE_SHARES = (0.9, 0.1)
"""Words and embedding in a hybrid search for a text without accents. nDCG@10 on every eighth
question of XQuAD-vi, typed so: 0.885 at half and half, 0.967 at 0.8, 0.968 at 0.9, 0.962 at 1."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The reply composed of quotes, ready at once, and what a model needs to word it anew.

    `bare` is `answer` without its notes; `finish` adds them, the resolved question and the times.
    """

    answer: Answer
    bare: Answer
    question: str
    language: Language
    finish: Callable[[Answer], Answer]


class Assistant:
    """Answers questions from one library; safe to call from several threads."""

    def __init__(
        self,
        *,
        library: Library,
        dense: DenseIndex,
        lexical: LexicalIndex,
        embeddings: Embeddings,
        settings: Settings,
        chat: Writer | None = None,
        nearness: Nearness | None = None,
    ) -> None:
        """Take the parts that the composition root has opened; none is closed here."""
        self._library = library
        self._settings = settings
        self._chat = chat
        self._embeddings = embeddings
        self._judge = Judge(self._near, nearness) if nearness else None
        self._retriever = Retriever(
            library=library, dense=dense, lexical=lexical, embeddings=embeddings
        )
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._known: Catalog | None = None
        self._lock = threading.Lock()

    def ask(self, question: Question, *, explain: bool = False) -> Answer:
        """Answer a question, refuse it, or ask back; blocks, also while a model writes.

        Raises:
            InputError: the question is empty or longer than the settings allow.
        """
        return asyncio.run(finished(self.write(self.quote(question, explain=explain))))

    def quote(self, question: Question, *, explain: bool = False) -> Quoted:
        """Answer a question in quotes, refuse it, or ask back; a model is not asked.

        Raises:
            InputError: the question is empty or longer than the settings allow.
        """
        started = time.perf_counter()
        text = self._checked(question.text)
        catalog = self._retriever.catalog(question.labels)
        self._forget_unless(catalog)
        if kind := courtesy(text):
            polite = self._small_talk(kind, text, catalog, started)
            return Quoted(polite, polite, text, "en" if in_english(text) else "vi", _as_it_is)
        context = _context(question)
        retrieval = self._retriever.retrieve(question, text, context)
        retrieved = time.perf_counter()
        language: Language = "en" if retrieval.query.english else "vi"
        if not catalog.cards:
            outcome: Outcome = Refusal("empty_library", {})
        else:
            outcome = compose(
                retrieval,
                self._document,
                own_number=catalog.own_number,
                prior=lambda card: catalog.prior(card, retrieval.query),
                judge=self._judge,
            )
        answer = self._answer(outcome, retrieval, text, language)
        resolved = f"{text} ({context})" if context and not retrieval.query.numbers else text
        explained = _explained(retrieval) if explain else None

        def finish(answer: Answer) -> Answer:
            """Add what belongs to any answer, whoever worded it."""
            ended = time.perf_counter()
            whole = with_notes(answer, catalog.relations, self._document, language=language)
            if isinstance(outcome, Draft):
                whole = with_count(whole, outcome, language)
            return replace(
                whole,
                resolved_question=resolved,
                explain=explained,
                timings_ms={
                    "retrieve": round((retrieved - started) * 1000, 1),
                    "answer": round((ended - retrieved) * 1000, 1),
                    "total": round((ended - started) * 1000, 1),
                },
            )

        return Quoted(finish(answer), answer, resolved, language, finish)

    async def write(self, quoted: Quoted) -> AsyncGenerator[Step]:
        """Yield an answer in the model's own words, sentence by sentence, then the whole answer.

        Without a model, and for what is no answer, the quoted reply is the whole.
        """
        if self._chat is None or not quoted.bare.citations:
            yield quoted.answer
            return
        steps = write(self._chat, quoted.question, quoted.bare, quoted.language)
        async with aclosing(steps):
            async for step in steps:
                yield quoted.finish(step) if isinstance(step, Answer) else step

    def search(
        self, text: str, *, k: int, mode: SearchMode, labels: tuple[str, ...]
    ) -> list[Evidence]:
        """Return the k best passages for a text, best first.

        Raises:
            InputError: the text is empty or longer than the settings allow.
        """
        text = self._checked(text)
        lexical, dense = _SHARES[mode]
        if mode == "hybrid" and not has_accents(text) and not is_english(text):
            lexical, dense = BARE_SHARES
        return self._retriever.search(text, k=k, lexical=lexical, dense=dense, labels=labels)

    def _small_talk(self, kind: Courtesy, text: str, catalog: Catalog, started: float) -> Answer:
        """Reply politely and offer questions that the library's own documents can answer."""
        language: Language = "en" if in_english(text) else "vi"
        offered = examples([self._document(card.id) for card in _spread(catalog.cards)], language)
        spent = round((time.perf_counter() - started) * 1000, 1)
        return Answer(
            "answered",
            say(kind, language),
            resolved_question=text,
            suggestions=offered,
            timings_ms={"retrieve": 0.0, "answer": spent, "total": spent},
        )

    def check(
        self, text: str, *, filters: Filters, labels: tuple[str, ...] = (PUBLIC,)
    ) -> tuple[Finding, ...]:
        """Hold every sentence of a text against the library; blocks for about 50 ms a sentence.

        Raises:
            InputError: the text is empty or longer than the settings allow.
        """
        text, limit = nfc(text), self._settings.max_verify_chars
        if not text.strip():
            raise InputError("Chưa có văn bản để kiểm tra.", "There is no text to be checked.")
        if len(text) > limit:
            raise InputError(
                f"Văn bản dài {len(text)} ký tự, tối đa {limit}. Hãy kiểm tra từng phần.",
                f"The text has {len(text)} characters, the limit is {limit}. Check it in parts.",
            )
        catalog = self._retriever.catalog(labels)
        self._forget_unless(catalog)
        allowed = {card.id for card in catalog.filtered(filters)}
        longest = self._settings.max_question_chars

        def find(said: str, about: str) -> Retrieval:
            asked = Question(said[:longest], filters=filters, labels=labels)
            return self._retriever.retrieve(asked, asked.text, about[:longest])

        def search(said: str) -> list[Evidence]:
            found = self.search(said[:longest], k=CHECKED, mode="hybrid", labels=labels)
            return [item for item in found if item.passage.document_id in allowed]

        return check(text, find=find, search=search, load=self._document)

    def _checked(self, text: str) -> str:
        text = text.strip()
        limit = self._settings.max_question_chars
        if not text:
            raise InputError("Câu hỏi đang trống. Hãy gõ câu hỏi.", "The question is empty.")
        if len(text) > limit:
            raise InputError(
                f"Câu hỏi dài {len(text)} ký tự, tối đa {limit}. Hãy rút ngắn.",
                f"The question has {len(text)} characters, the limit is {limit}. Shorten it.",
            )
        return text

    def _near(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return the cosine similarity of each sentence; vectors have length 1."""
        asked = self._embeddings.embed_query(question)
        said = self._embeddings.embed_documents(list(sentences))
        return [sum(map(mul, asked, vector)) for vector in said]

    def _forget_unless(self, catalog: Catalog) -> None:
        """Read documents anew once the library has changed: a file may have another name."""
        with self._lock:
            if self._known is not catalog:
                self._known = catalog
                self._documents.clear()

    def _document(self, document_id: str) -> Document:
        with self._lock:
            held = self._documents.get(document_id)
            if held is not None:
                self._documents.move_to_end(document_id)
                return held
        document = self._library.document(document_id)
        with self._lock:
            self._documents[document_id] = document
            while len(self._documents) > DOCUMENTS:
                self._documents.popitem(last=False)
        return document

    def _answer(
        self, outcome: Outcome, retrieval: Retrieval, text: str, language: Language
    ) -> Answer:
        if isinstance(outcome, Draft):
            words, statements, citations = render(outcome, self._document)
            return Answer("answered", words, statements, citations)
        nearest = _nearest(retrieval)
        suggestions = tuple(say("suggest_about", language, title=card.name) for card in nearest)
        if isinstance(outcome, AskBack):
            if outcome.key == "clarify_summary":
                choices = tuple(
                    _choice(c, say("ask_summary", language, name=c.name)) for c in outcome.cards
                )
            else:
                choices = tuple(_choice(card, text) for card in outcome.cards)
            return Answer("clarify", say(outcome.key, language), choices=choices)
        return Answer("not_found", _refused(outcome, nearest, language), suggestions=suggestions)


def _as_it_is(answer: Answer) -> Answer:
    return answer


async def finished(steps: AsyncGenerator[Step]) -> Answer:
    """Return the answer that the steps of a writing end in."""
    answer: Answer | None = None
    async with aclosing(steps):
        async for step in steps:
            answer = step if isinstance(step, Answer) else answer
    assert answer is not None, "writing ends in an answer"
    return answer


def _spread(cards: Sequence[Card]) -> Sequence[Card]:
    """Return a few documents from all over the library."""
    return cards[:: max(1, len(cards) // EXAMPLES)][:EXAMPLES]


def _refused(refusal: Refusal, nearest: Sequence[Card], language: Language) -> str:
    values = dict(refusal.values)
    if refusal.key == "blank":
        values["what"] = say(values["what"], language)
    words = say(refusal.key, language, **values)
    if refusal.key != "not_found":
        words = f"{say('not_found', language)} {words}"
    if nearest:
        titles = escape("; ".join(card.name for card in nearest))
        words = f"{words} {say('nearest', language, titles=titles)}"
    return words


def _nearest(retrieval: Retrieval) -> tuple[Card, ...]:
    cards = {card.id: card for group in retrieval.groups for card in group.cards}
    return tuple(cards.values())[:NEAREST]


def _choice(card: Card, text: str) -> Choice:
    issuer = card.metadata.issuer
    named = [issuer.value if issuer else card.source]
    named += [str(year) for year in card.metadata.years[:1]]
    return Choice(card.id, f"{card.name} ({', '.join(named)})", f"{text} ({', '.join(named)})")


def _context(question: Question) -> str:
    """Return the words of the conversation that a follow-up may lean on: the last question."""
    asked = [turn.content for turn in question.history if turn.role == "user"]
    return asked[-1].strip() if asked else ""


def _explained(retrieval: Retrieval) -> dict[str, object]:
    """Lay open what was understood and found."""
    query = retrieval.query
    return {
        "asks": sorted(query.asks),
        "times": list(query.times.tokens()),
        "years": list(query.times.years),
        "numbers": list(query.numbers),
        "english": query.english,
        "named": retrieval.route.named,
        "unknown": list(retrieval.unknown),
        "groups": [
            {
                "documents": [card.name for card in group.cards],
                "evidence": [
                    {
                        "passage_id": item.passage.id,
                        "score": round(item.score, 4),
                        "lexical": round(item.lexical, 4),
                        "dense": round(item.dense, 4),
                        "text": item.passage.text,
                    }
                    for item in group.evidence[:10]
                ],
            }
            for group in retrieval.groups
        ],
    }
