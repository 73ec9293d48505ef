"""One reader's conversation on the page, and how it is shown (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ui.cards import view_address
from ui.examples import Document, Outline, example_questions
from ui.markdown import answer_markdown, escape_markdown
from ui.texts import Texts

HISTORY_TURNS = 20
"""Turns sent with a question; the API takes at most 100."""

OfferKind = Literal["examples", "choices", "suggestions"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what stands on it and the question that it asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as it was said; `citations` are those of an answer."""

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[dict[str, Any], ...] = ()
    notice: str = ""
    """What the reader should know of the answer, no part of it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything said so far, and what is offered next."""

    turns: tuple[Turn, ...] = ()
    offers: tuple[Offer, ...] = ()
    offer_kind: OfferKind = "examples"

    @property
    def citations(self) -> tuple[dict[str, Any], ...]:
        """The citations of the last answer."""
        return self.turns[-1].citations if self.turns else ()

    @property
    def history(self) -> list[dict[str, str]]:
        """The turns before the last question, as POST /v1/ask takes them."""
        before = self.turns[:-1][-HISTORY_TURNS:]
        return [{"role": turn.role, "content": turn.content} for turn in before]

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


def asked(conversation: Conversation, question: str) -> Conversation:
    """Return the conversation with a question that waits for its answer."""
    return Conversation((*conversation.turns, Turn("user", question)))


def answered(conversation: Conversation, answer: dict[str, Any]) -> Conversation:
    """Return the conversation with the answer object of POST /v1/ask."""
    verification: dict[str, Any] = answer.get("verification") or {}
    notice = str(verification.get("notice", ""))
    turn = Turn("assistant", answer["answer"], tuple(answer["citations"]), notice)
    turns = (*conversation.turns, turn)
    choices = tuple(Offer(choice["title"], choice["question"]) for choice in answer["choices"])
    if choices:
        return Conversation(turns, choices, "choices")
    suggestions = tuple(Offer(text, text) for text in answer["suggestions"])
    return Conversation(turns, suggestions, "suggestions")


def writing(answer: dict[str, Any], written: str) -> dict[str, Any]:
    """Return the answer while a model words it: its sentences so far above the quotes."""
    return {**answer, "answer": f"{written} …\n\n{answer['answer']}"}


def stopped(conversation: Conversation, texts: Texts) -> Conversation:
    """Return the conversation as the reader stopped it: what was shown stays."""
    if conversation.turns and conversation.turns[-1].role == "user":
        return refused(conversation, texts.stopped)
    return conversation


def refused(conversation: Conversation, reason: str) -> Conversation:
    """Return the conversation with the reason why there is no answer."""
    return replace(conversation, turns=(*conversation.turns, Turn("assistant", reason)))


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
        shown.append({"role": turn.role, "content": content})
    return shown
