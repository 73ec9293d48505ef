"""One reader's conversation on the page, and how it is shown (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ui.cards import view_address
from ui.examples import Document, Outline, example_questions
from ui.markdown import answer_markdown, escape_markdown
from ui.texts import Texts

HISTORY_TURNS = 20
"""Turns sent with a question; the API takes at most 100."""
SIGNIN = "/login?next=%2Fui"

OfferKind = Literal["examples", "choices", "suggestions"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what stands on it and the question that it asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as it was said; `citations`, `choices` and `status` are those of an answer.

    `status` is empty for what is no answer of the API: a question, a refusal, one still written.
    """

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[Json, ...] = ()
    notice: str = ""
    """What the reader should know of the answer, no part of it."""
    status: str = ""
    choices: tuple[Json, ...] = ()
    signin: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything said so far, and what is offered next; `id` is empty until it is kept."""

    turns: tuple[Turn, ...] = ()
    offers: tuple[Offer, ...] = ()
    offer_kind: OfferKind = "examples"
    id: str = ""

    @property
    def citations(self) -> tuple[Json, ...]:
        """The citations of the last answer."""
        return self.turns[-1].citations if self.turns else ()

    @property
    def history(self) -> list[dict[str, str]]:
        """The turns before the last question, as POST /v1/ask takes them."""
        return _said(self.turns[:-1])

    @property
    def last_answer(self) -> Turn | None:
        """The answer that can be judged, copied and kept: a whole one, and the last thing said."""
        return self.turns[-1] if len(self.turns) > 1 and self.turns[-1].status else None

    def offer_label(self, texts: Texts) -> str:
        """Return what stands above the buttons."""
        labels = {
            "examples": texts.examples,
            "choices": texts.which_document,
            "suggestions": texts.try_instead,
        }
        return labels[self.offer_kind]


def opening(documents: Sequence[tuple[Document, Outline]], texts: Texts) -> Conversation:
    """Return an empty conversation that offers questions about the documents."""
    questions = example_questions(documents, texts)
    return Conversation(offers=tuple(Offer(question, question) for question in questions))


def reopened(kept: Json) -> Conversation:
    """Return a conversation as GET /v1/conversations/{id} gives it, ready to be gone on with."""
    turns: list[Turn] = []
    for one in kept["exchanges"]:
        turns.append(Turn("user", one["question"]))
        turns.append(
            Turn(
                "assistant",
                one["answer"],
                tuple(one["citations"]),
                status="" if one["withheld"] else one["status"],
                choices=tuple(one["choices"]),
            )
        )
    return Conversation(tuple(turns), *_offered(turns[-1].choices, ()), kept["id"])


def asked(conversation: Conversation, question: str) -> Conversation:
    """Return the conversation with a question that waits for its answer."""
    turns = (*conversation.turns, Turn("user", question))
    return Conversation(turns, id=conversation.id)


def answered(conversation: Conversation, answer: Json, *, whole: bool = True) -> Conversation:
    """Return the conversation with the answer object of POST /v1/ask."""
    verification: Json = answer.get("verification") or {}
    turn = Turn(
        "assistant",
        answer["answer"],
        tuple(answer["citations"]),
        str(verification.get("notice", "")),
        answer["status"] if whole else "",
        tuple(answer["choices"]),
    )
    offered = _offered(turn.choices, answer["suggestions"])
    return Conversation((*conversation.turns, turn), *offered, conversation.id)


def writing(answer: Json, written: str) -> dict[str, Any]:
    """Return the answer while a model words it: its sentences so far above the quotes."""
    return {**answer, "answer": f"{written} …\n\n{answer['answer']}"}


def stopped(conversation: Conversation, texts: Texts) -> Conversation:
    """Return the conversation as the reader stopped it: what was shown stays."""
    if conversation.turns and conversation.turns[-1].role == "user":
        return refused(conversation, texts.stopped)
    return conversation


def refused(conversation: Conversation, reason: str, *, signin: bool = False) -> Conversation:
    """Return the conversation with the reason why there is no answer."""
    turn = Turn("assistant", reason, signin=signin)
    return replace(conversation, turns=(*conversation.turns, turn))


def exchange(conversation: Conversation) -> dict[str, Any]:
    """Return the last question and its answer, as POST /v1/conversations takes them."""
    question, answer = conversation.turns[-2:]
    return {
        "question": question.content,
        "status": answer.status,
        "answer": answer.content,
        "citations": [_bare(citation) for citation in answer.citations],
        "choices": [dict(choice) for choice in answer.choices],
    }


def judgement(conversation: Conversation, *, helpful: bool, reason: str = "") -> dict[str, Any]:
    """Return what the reader thinks of the last answer, as POST /v1/feedback takes it."""
    question, answer = conversation.turns[-2:]
    return {
        "question": question.content,
        "answer": answer.content,
        "helpful": helpful,
        "reason": reason or None,
        "citations": [
            {"source": one["source"], "quote": one["quote"]} for one in answer.citations[:100]
        ],
        "history": _said(conversation.turns[:-2]),
    }


def shown_messages(conversation: Conversation, texts: Texts) -> list[Any]:
    """Return the messages for gr.Chatbot: safe Markdown with marks that open the source."""
    shown: list[Any] = []
    for turn in conversation.turns:
        links = {int(c["n"]): view_address(c, texts) for c in turn.citations}
        content = (
            escape_markdown(turn.content)
            if turn.role == "user"
            else answer_markdown(turn.content, links)
        )
        if turn.notice:
            content = f"{content}\n\n{escape_markdown(turn.notice)}"
        if turn.signin:
            content = f"{content}\n\n[{texts.signin}]({SIGNIN})"
        shown.append({"role": turn.role, "content": content})
    return shown


def _said(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns[-HISTORY_TURNS:]]


def _offered(
    choices: Sequence[Json], suggestions: Sequence[str]
) -> tuple[tuple[Offer, ...], OfferKind]:
    if choices:
        return tuple(Offer(one["title"], one["question"]) for one in choices), "choices"
    return tuple(Offer(text, text) for text in suggestions), "suggestions"


def _bare(citation: Json) -> dict[str, Any]:
    """Return a citation as POST /v1/ask gives it: without what a reopened one says besides."""
    return {key: value for key, value in citation.items() if key != "superseded_by"}
