"""The flow, read top to bottom: Question -> Query -> Evidence -> Answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from operator import mul
from typing import Literal

from langchain_core.embeddings import Embeddings

from rag.answer.compose import Outcome, compose
from rag.answer.confidence import Judge, Nearness
from rag.answer.context import with_context
from rag.answer.counting import with_count
from rag.answer.draft import Draft
from rag.answer.gist import Gist, gist
from rag.answer.notes import with_notes
from rag.answer.premise import Refusal
from rag.answer.reranking import Ranker
from rag.answer.summary import summary_asked
from rag.answer.writing import Step, Writer, nothing_written, write
from rag.catalog import Catalog
from rag.checking import Finding, check
from rag.courtesy import courtesy, in_english
from rag.domain import PUBLIC, Answer, Card, Evidence, Filters, Question
from rag.errors import InputError, ModelError
from rag.evidence import Retrieval
from rag.explain import explained
from rag.followup import Resolved, follow
from rag.index.base import DenseIndex, LexicalIndex
from rag.library import Library
from rag.messages import Language, say
from rag.question import is_english
from rag.replies import reply, small_talk
from rag.restating import Unsolved, objection, restated, unsolved
from rag.retrieve import Retriever
from rag.settings import Settings
from rag.shelf import Shelf
from rag.vietnamese import has_accents, nfc

CHECKED = 20
"""Passages of any document that a sentence of a foreign text is held against."""
TURNS = 8
"""Earlier questions that a follow-up may lean on."""

SearchMode = Literal["hybrid", "dense", "lexical"]
_SHARES: dict[SearchMode, tuple[float, float]] = {
    "hybrid": (0.5, 0.5),
    "dense": (0.0, 1.0),
    "lexical": (1.0, 0.0),
}
BARE_SHARES = (0.6, 0.4)
"""Words and embedding in a hybrid search for a text without accents, which get those that its words
have in the passages found. nDCG@10 on every eighth question of XQuAD-vi, typed so: 0.969 at 0.7,
0.976 at 0.6 and at 0.5; without restored accents 0.968 at 0.9 at best."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The reply composed of quotes, ready at once, and what a model needs to word it anew.

    `bare` is `answer` without notes and context; `finish` adds them, the question and the times.
    `gist` is what a summary is written from; `unsolved` is set where a model may restate the
    question, which `asked` is.
    """

    answer: Answer
    bare: Answer
    question: str
    language: Language
    finish: Callable[[Answer], Answer]
    asked: Question
    gist: Gist | None = None
    unsolved: Unsolved | None = None


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
        ranker: Ranker | None = None,
    ) -> None:
        """Take the parts that the composition root has opened; none is closed here."""
        self._shelf = Shelf(library)
        self._settings = settings
        self._chat = chat
        self._embeddings = embeddings
        self._ranker = ranker
        self._judge = Judge(self._near, nearness) if nearness else None
        self._retriever = Retriever(
            library=library, dense=dense, lexical=lexical, embeddings=embeddings
        )

    def use(self, chat: Writer | None) -> None:
        """Have another model write from the next answer on, or none."""
        self._chat = chat

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
        catalog, load = self._retriever.catalog(question.labels), self._shelf.document
        self._shelf.forget_if_changed()
        if kind := courtesy(text):
            language: Language = "en" if in_english(text) else "vi"
            polite = small_talk(kind, text, catalog, language, load=load)
            polite = replace(polite, timings_ms=_times(started, started))
            return Quoted(polite, polite, text, language, lambda whole: whole, question)
        resolved = self._resolved(question, text, catalog)
        retrieval, outcome = self._outcome(question, resolved, catalog, typed=text)
        retrieved = time.perf_counter()
        language = "en" if is_english(text) or retrieval.query.english else "vi"
        answer = reply(outcome, retrieval, resolved.text, catalog, language, load=load)
        trace = explained(retrieval, outcome, answer.status, catalog) if explain else None

        def finish(answer: Answer) -> Answer:
            """Add what belongs to any answer, whoever worded it."""
            near = isinstance(outcome, Draft) and outcome.nameless
            whole = with_context(answer, load) if near else answer
            whole = with_notes(whole, catalog.relations, load, language=language)
            if isinstance(outcome, Draft):
                whole = with_count(whole, outcome, language)
            return replace(
                whole,
                resolved_question=resolved.text,
                explain=trace,
                timings_ms=_times(started, retrieved),
            )

        return Quoted(
            finish(answer),
            answer,
            resolved.text,
            language,
            finish,
            question,
            self._gist(outcome, retrieval),
            unsolved(outcome, question, resolved.text, self._settings),
        )

    def _gist(self, outcome: Outcome, retrieval: Retrieval) -> Gist | None:
        """Return what a model is to sum up, None where it is not asked to."""
        if self._chat is None or not self._settings.llm_summarize:
            return None
        if not isinstance(outcome, Draft) or not summary_asked(retrieval.query):
            return None
        ids = {piece.document_id for line in outcome.lines for piece in line.pieces}
        return gist(self._shelf.document(ids.pop()), outcome) if len(ids) == 1 else None

    async def write(self, quoted: Quoted) -> AsyncGenerator[Step]:
        """Yield an answer in the model's own words, sentence by sentence, then the whole answer.

        Without a model, and for what is no answer, the quoted reply is the whole.
        """
        if self._chat is not None and quoted.unsolved is not None:
            yield await self._restated(self._chat, quoted, quoted.unsolved)
            return
        if self._chat is None or not quoted.bare.citations:
            yield quoted.answer
            return
        steps = write(self._chat, quoted.question, quoted.bare, quoted.language, quoted.gist)
        async with aclosing(steps):
            async for step in steps:
                yield quoted.finish(step) if isinstance(step, Answer) else step

    async def _restated(self, chat: Writer, quoted: Quoted, case: Unsolved) -> Answer:
        """Answer in quotes what a model takes a question to mean; the refusal stands otherwise."""
        try:
            said = await restated(chat, case)
        except ModelError as error:
            return replace(quoted.answer, verification=nothing_written(error.en))

        def ask() -> Answer | str:
            """Return the answer, or why there is none."""
            asked = quoted.asked
            if why := objection(said, case, self._retriever.catalog(asked.labels)):
                return why
            traced = quoted.answer.explain is not None
            again = self.quote(replace(asked, text=said, history=()), explain=traced).answer
            return again if again.status == "answered" else "not found"

        found = await asyncio.to_thread(ask)
        if isinstance(found, str):
            return replace(quoted.answer, verification=nothing_written(f"restated: {found}"))
        notice = say("restated", quoted.language, question=said)
        return replace(found, verification=nothing_written(f"restated: {case.way}", notice))

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

    def _resolved(self, question: Question, text: str, catalog: Catalog) -> Resolved:
        """Make a follow-up whole by the questions before it."""
        before: Resolved | None = None
        asked = [turn.content.strip() for turn in question.history if turn.role == "user"]
        said = [earlier for earlier in asked if earlier and courtesy(earlier) is None]

        def cited(earlier: Resolved) -> tuple[Card, ...]:
            _, outcome = self._outcome(question, earlier, catalog, typed="")
            if not isinstance(outcome, Draft):
                return ()
            ids = {piece.document_id for line in outcome.lines for piece in line.pieces}
            return tuple(card for card in catalog.cards if card.id in ids)

        for turn in (*said[-TURNS:], text):
            before = follow(before, turn, catalog, cited)
        return before or Resolved(text)

    def _outcome(
        self, question: Question, resolved: Resolved, catalog: Catalog, *, typed: str
    ) -> tuple[Retrieval, Outcome]:
        """Retrieve and compose; a follow-up that fails is tried less narrowly, then as typed."""
        tries = [(resolved.text, resolved.context)]
        if resolved.looser is not None:
            tries.append((resolved.looser, resolved.context))
        if typed and resolved.context and not resolved.documents:
            tries.append((typed, resolved.context))
        asked = replace(question, filters=resolved.filters(question.filters))
        first: tuple[Retrieval, Outcome] | None = None
        for text, context in tries:
            retrieval = self._retriever.retrieve(asked, text, context)
            outcome = self._composed(retrieval, catalog)
            if not isinstance(outcome, Refusal):
                return retrieval, outcome
            first = first or (retrieval, outcome)
        assert first is not None
        return first

    def _composed(self, retrieval: Retrieval, catalog: Catalog) -> Outcome:
        if not catalog.cards:
            return Refusal("empty_library", {})
        return compose(
            retrieval,
            self._shelf.document,
            own_number=catalog.own_number,
            prior=lambda card: catalog.prior(card, retrieval.query),
            judge=self._judge,
            ranker=self._ranker,
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
        self._shelf.forget_if_changed()
        allowed = {card.id for card in catalog.filtered(filters)}
        longest = self._settings.max_question_chars

        def find(said: str, about: str) -> Retrieval:
            asked = Question(said[:longest], filters=filters, labels=labels)
            return self._retriever.retrieve(asked, asked.text, about[:longest])

        def search(said: str) -> list[Evidence]:
            found = self.search(said[:longest], k=CHECKED, mode="hybrid", labels=labels)
            return [item for item in found if item.passage.document_id in allowed]

        return check(text, find=find, search=search, load=self._shelf.document)

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


async def finished(steps: AsyncGenerator[Step]) -> Answer:
    """Return the answer that the steps of a writing end in."""
    answer: Answer | None = None
    async with aclosing(steps):
        async for step in steps:
            answer = step if isinstance(step, Answer) else answer
    assert answer is not None, "writing ends in an answer"
    return answer


def _times(started: float, retrieved: float) -> dict[str, float]:
    """Return the milliseconds of the parts of an answer that ends now."""
    ended = time.perf_counter()
    return {
        "retrieve": round((retrieved - started) * 1000, 1),
        "answer": round((ended - retrieved) * 1000, 1),
        "total": round((ended - started) * 1000, 1),
    }
