"""An LLM puts the quotes into prose; what verification does not keep is not shown."""

from __future__ import annotations

import logging
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

from rag.answer.draft import escape
from rag.answer.verify import verify
from rag.domain import Answer, Citation
from rag.errors import ModelError
from rag.models.chat import complete

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)


def rewrite(chat: BaseChatModel, question: str, answer: Answer) -> Answer:
    """Return the answer in the model's words as far as they verify, else the extractive answer.

    A model that loses an item of a list, or cannot be reached, leaves the answer as it was.
    """
    try:
        text = complete(chat, _instructions(), _evidence(question, answer.citations))
    except ModelError as error:
        logger.warning("LLM not used: %s", error.en)
        return replace(
            answer, verification={"kept": 0, "replaced": 0, "dropped": 0, "reasons": [error.en]}
        )
    listed = answer.text.startswith("- ")
    citations = {citation.n: citation for citation in answer.citations}
    checked = verify(text, citations, question=question, listed=listed)
    report = checked.verification.report()
    if not checked.verification.stands:
        return replace(answer, verification=report)
    used = {n for statement in checked.statements for n in statement.citations}
    lines = [
        f"{escape(statement.text)} {''.join(f'[{n}]' for n in statement.citations)}"
        for statement in checked.statements
    ]
    joint = "\n- " if len(lines) > 2 else "\n\n"
    return replace(
        answer,
        text=("- " if len(lines) > 2 else "") + joint.join(lines),
        statements=checked.statements,
        citations=tuple(citation for citation in answer.citations if citation.n in used),
        mode="llm",
        verification=report,
    )


def _instructions() -> str:
    return (files("rag") / "prompts" / "answer.md").read_text("utf-8")


def _evidence(question: str, citations: tuple[Citation, ...]) -> str:
    """Lay out the question and the numbered quotes, marked off as data."""
    blocks = [
        f'<bang_chung so="{citation.n}" van_ban="{citation.title or citation.source}"'
        f' muc="{" > ".join(citation.path)}">\n{citation.quote}\n</bang_chung>'
        for citation in citations
    ]
    return "BẰNG CHỨNG:\n" + "\n".join(blocks) + f"\n\nCÂU HỎI: {question}\n\nTRẢ LỜI:"
