"""What a model is asked: instructions and the numbered quotes, marked off as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

from rag.domain import Citation

Prompt = Literal["answer", "condense", "expand", "summary"]
"""A file of rag/prompts/."""

_BRACKETS = re.compile(r"<(?=\s*/?\s*(?:bang_chung|system|user|assistant|think|\|))", re.IGNORECASE)
CHARS_A_TOKEN = 2.0
"""Fewest characters of Vietnamese that make a token; today's tokenizers need 2.4 to 3.5."""


def instructions(prompt: Prompt = "answer") -> str:
    """Return what the model is told before any question."""
    return (files("rag") / "prompts" / f"{prompt}.md").read_text("utf-8")


def evidence(question: str, citations: Sequence[Citation]) -> str:
    """Lay out the question and the numbered quotes, marked off as data."""
    blocks = [
        f'<bang_chung so="{citation.n}" van_ban="{_attribute(citation.title or citation.source)}"'
        f' muc="{_attribute(" › ".join(citation.path))}">\n{data(citation.quote)}\n</bang_chung>'
        for citation in citations
    ]
    return "BẰNG CHỨNG:\n" + "\n".join(blocks) + f"\n\nCÂU HỎI: {question}\n\nTRẢ LỜI:"


def data(text: str) -> str:
    """Keep words of a document from ending or faking a piece of evidence, or a role of the chat."""
    return _BRACKETS.sub("‹", text)


def _attribute(text: str) -> str:
    return " ".join(data(text).replace('"', "”").replace(">", "›").split())


def fitting(citations: Sequence[Citation], tokens: int) -> tuple[Citation, ...]:
    """Return the first citations whose whole quotes take no more than so many tokens."""
    left = tokens * CHARS_A_TOKEN
    kept: list[Citation] = []
    for citation in citations:
        left -= len(evidence("", (citation,)))
        if left < 0:
            break
        kept.append(citation)
    return tuple(kept)
