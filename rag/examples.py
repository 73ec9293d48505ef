"""Questions that the library's own documents can answer, offered to whoever greets (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rag.domain import Document
from rag.messages import Language, say
from rag.sections import name
from rag.times import times
from rag.vietnamese import ROMAN, fold

EXAMPLES = 4
"""How many questions are offered."""
_NUMERALS = {value: word.upper() for word, value in ROMAN.items()}


def examples(documents: Sequence[Document], language: Language) -> tuple[str, ...]:
    """Return up to EXAMPLES questions; documents take turns, so that several are shown."""
    offered = [list(_questions(document, language)) for document in documents]
    # Not the same kind of question of each document: the second begins with its second one.
    offered = [[*asked[at % 3 :], *asked[: at % 3]] for at, asked in enumerate(offered)]
    in_turn = [question for turn in zip_longest(*offered) for question in turn if question]
    return tuple(dict.fromkeys(in_turn))[:EXAMPLES]


def _questions(document: Document, language: Language) -> Iterator[str]:
    """Yield what one document answers for certain: a quarter, targets, its gist, who signed."""
    meta = document.metadata
    inner = [name(section) for section in document.sections if not section.leaf and section.title]
    quarters = [quarter for heading in inner for quarter in times(heading).quarters]
    who = meta.issuer or meta.place
    called = _called(document)
    if quarters and who and meta.years:
        quarter = _NUMERALS.get(quarters[min(2, len(quarters) - 1)], "I")
        yield say("ask_quarter", language, quarter=quarter, year=meta.years[0], who=who.value)
    if called is None:
        return
    if any("chi tieu" in fold(heading) for heading in inner):
        yield say("ask_targets", language, name=called)
    if inner:
        yield say("ask_summary", language, name=called)
    if meta.signer:
        yield say("ask_signer", language, name=called)


def _called(document: Document) -> str | None:
    """Return how a question would name the document."""
    meta = document.metadata
    if meta.kind and meta.number and meta.issuer:
        return f"{meta.kind.value} {meta.number.value} ({meta.issuer.value})"
    return meta.title.value if meta.title else None
