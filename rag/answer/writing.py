"""A model puts the quotes into prose: each sentence is judged as it is written, then shown."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer.draft import escape
from rag.answer.generate import evidence, fitting, instructions
from rag.answer.gist import Gist
from rag.answer.parsing import parse
from rag.answer.verify import Need, Verdict, conclude, judge
from rag.domain import Answer, Citation, Statement
from rag.errors import ModelError
from rag.messages import Language, say
from rag.question import understand

logger = logging.getLogger(__name__)


GIVE_UP = 8
"""Failed sentences, more than have been kept, after which a model is stopped."""


UNREAD = 0.02
"""Share of a text that is left unread until more comes: a long one is not read word by word."""
_ENDING = re.compile(r"[.;:!?\])}】\n]")


class Writer(Protocol):
    """A language model; rag.models.chat.Chat is one."""

    evidence_tokens: int

    def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
        """Yield a reply piece by piece; ModelError when it fails."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the model that stands; the texts one after the other make the answer."""

    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The model's n-th sentence does not stand; its quote is shown in its place.

    With n 0, the text stands in place of everything written so far.
    """

    n: int
    text: str


Step = Written | Replaced | Answer
"""What writing gives: sentences, and at the end, once, the whole answer."""


async def write(
    writer: Writer, question: str, answer: Answer, language: Language, gist: Gist | None = None
) -> AsyncGenerator[Step]:
    """Yield the answer in the model's words as far as they stand, and at the end the answer.

    The extractive answer given stands, with a notice, if the model fails at any point, loses an
    item of a list, or too little of its own is left.
    """
    listed = answer.text.startswith("- ")
    wanted = gist.citations if gist else answer.citations
    given = fitting(wanted, writer.evidence_tokens)
    if not given or ((listed or gist) and len(given) < len(wanted)):
        yield _unused(answer, "budget", language)
        return
    if gist:
        need = Need(groups=gist.headings)
    else:
        items = listed or "list" in understand(question).asks
        need = Need(all=listed, items=items, question=question)
    draft = _Draft(question, {citation.n: citation for citation in given}, listed, need)
    request = evidence(question, given)
    told = instructions("summary" if gist else "answer")
    try:
        async with aclosing(writer.stream(told, request)) as pieces:
            async for step in draft.steps(pieces):
                yield step
    except ModelError as error:
        logger.warning("LLM not used: %s", error.en)
        if draft.texts:
            yield Replaced(0, answer.text)
        yield _unused(answer, "failed", language, error.en)
        return
    finished = draft.finished(answer)
    if finished.mode == "extractive" and draft.texts:
        yield Replaced(0, answer.text)
    yield finished


class _Draft:
    """What was written so far, and what became of each sentence."""

    def __init__(
        self, question: str, citations: dict[int, Citation], listed: bool, need: Need
    ) -> None:
        self._question = question
        self._citations = citations
        self._listed = listed
        self._need = need
        self._verdicts: list[Verdict] = []
        self._shown: list[Statement] = []
        self.texts: list[str] = []

    async def steps(self, pieces: AsyncIterator[str]) -> AsyncGenerator[Written | Replaced]:
        """Yield each sentence once it is whole and judged."""
        text, read = "", 0
        async for piece in pieces:
            text += piece
            if not _ENDING.search(piece) or len(text) - read < len(text) * UNREAD:
                continue
            read = len(text)
            for step in self._judged(parse(text, final=False)):
                yield step
            if self._hopeless:
                return
        for step in self._judged(parse(text)):
            yield step

    @property
    def _hopeless(self) -> bool:
        """Whether so many sentences have failed that the rest need not be waited for."""
        failed = sum(verdict.fate != "kept" for verdict in self._verdicts)
        return failed >= GIVE_UP and failed > len(self._verdicts) - failed

    def _judged(self, statements: Sequence[Statement]) -> list[Written | Replaced]:
        steps: list[Written | Replaced] = []
        for written in statements[len(self._verdicts) :]:
            verdict = judge(written, self._citations, question=self._question, said=self._shown)
            self._verdicts.append(verdict)
            if verdict.shown is None:
                continue
            text = self._text(verdict.shown)
            self._shown.append(verdict.shown)
            self.texts.append(text)
            kind = Written if verdict.fate == "kept" else Replaced
            steps.append(kind(len(self._verdicts), text))
        return steps

    def _text(self, statement: Statement) -> str:
        """Return a sentence as Markdown, with what parts it from the one before."""
        marks = "".join(f"[{n}]" for n in statement.citations)
        if self._listed:
            return f"{chr(10) if self.texts else ''}- {escape(statement.text)} {marks}"
        return f"{' ' if self.texts else ''}{escape(statement.text)} {marks}"

    def finished(self, answer: Answer) -> Answer:
        """Return the answer in the model's words if they stand, else the one given."""
        verification = conclude(self._verdicts, self._citations, need=self._need)
        if not verification.stands:
            return replace(answer, verification=verification.report())
        used = {n for statement in self._shown for n in statement.citations}
        return replace(
            answer,
            text="".join(self.texts),
            statements=tuple(self._shown),
            citations=tuple(one for n, one in self._citations.items() if n in used),
            mode="llm",
            verification=verification.report(),
        )


def _unused(answer: Answer, why: str, language: Language, reason: str = "") -> Answer:
    """Return the extractive answer with a notice that the model's words are not used, and why."""
    told = nothing_written(reason or why, say(f"llm_{why}", language))
    return replace(answer, verification=told)


def nothing_written(why: str, notice: str | None = None) -> dict[str, object]:
    """Return the report of an answer without a model's sentences, and what the reader is told."""
    report: dict[str, object] = {"kept": 0, "replaced": 0, "dropped": 0, "reasons": [why]}
    return report if notice is None else {**report, "notice": notice}
