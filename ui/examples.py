"""Example questions made from what the library's own documents say about themselves (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from ui.texts import Texts

EXAMPLES = 4
"""How many questions are shown."""

_QUARTER = re.compile(r"\bqu[ýy]\s+(IV|III|II|I|[1-4])\b", re.IGNORECASE)

Document = Mapping[str, Any]
Outline = Sequence[Mapping[str, Any]]


def example_questions(documents: Sequence[tuple[Document, Outline]], texts: Texts) -> list[str]:
    """Return up to EXAMPLES questions: what quarters require first, then targets, aims, signers.

    Documents take turns, so that a library of several shows more than its first.
    """
    offered = [_questions(document, outline, texts) for document, outline in documents]
    turns = max((len(questions) for questions in offered), default=0)
    in_turn = [
        questions[turn][:1].upper() + questions[turn][1:]
        for turn in range(turns)
        for questions in offered
        if turn < len(questions)
    ]
    return list(dict.fromkeys(in_turn))[:EXAMPLES]


def _questions(document: Document, outline: Outline, texts: Texts) -> list[str]:
    headings = [f"{node['label']} {node['title']}" for node in outline if not node["leaf"]]
    quarters = [match.group(1) for line in headings if (match := _QUARTER.search(line))]
    name = _name(document)
    questions: list[str] = []
    who = document["issuer"] or document["place"]
    if quarters and who and document["years"]:
        # The third quarter where there is one: its tasks are rarely the same as the year's.
        quarter = quarters[min(2, len(quarters) - 1)]
        questions.append(
            texts.ask_quarter.format(quarter=quarter, year=document["years"][0], who=who)
        )
    folded = " ".join(_fold(line) for line in headings)
    if name and "chi tieu" in folded:
        questions.append(texts.ask_targets.format(name=name))
    # Asked in the words of the heading: what a plan calls its purpose need not hold its goals.
    if name and "muc tieu" in folded:
        questions.append(texts.ask_goal.format(name=name))
    elif name and "muc dich" in folded:
        questions.append(texts.ask_purpose.format(name=name))
    if name and document["signer"]:
        questions.append(texts.ask_signer.format(name=name))
    return questions


def _name(document: Document) -> str | None:
    if document["kind"] and document["number"]:
        return f"{document['kind']} {document['number']}"
    if document["title"]:
        return str(document["title"])
    return None


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).replace("đ", "d")
