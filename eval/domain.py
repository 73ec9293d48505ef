"""The words of the evaluation: what is asked, what came back, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Wanted = Literal["answered", "not_found", "clarify"]


@dataclass(frozen=True, slots=True)
class Said:
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right reply holds.

    `docs` are first characters of the names of files that may be cited, `scope` those of files
    that speak of the same body and year: a citation outside it is of the wrong ward or year; None
    where that means nothing.
    Each group of `expect` must be met by one of its strings; no string of `forbid` may occur.
    `twin` is the id of the same question written cleanly.
    """

    id: str
    question: str
    kind: str = "fact"
    noise: str = "clean"
    docs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    expect: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    wanted: Wanted = "answered"
    history: tuple[Said, ...] = ()
    scope: tuple[str, ...] | None = None
    twin: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return self.wanted == "answered"


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation as it came back; `known` is what its metadata says (title, number, date, path)."""

    source: str
    quote: str
    document_id: str = ""
    start: int = 0
    end: int = 0
    known: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the system said; `status` "error" stands for no usable reply, told in `error`.

    `confidence` is the score of the best evidence, `trace` the JSON of `explain`.
    """

    status: str
    answer: str = ""
    citations: tuple[Quote, ...] = ()
    seconds: float = 0.0
    error: str = ""
    confidence: float | None = None
    choices: tuple[str, ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What one reply is worth; None where a figure has no meaning for the case."""

    id: str
    kind: str
    noise: str
    wanted: Wanted
    status: str
    ok: bool
    seconds: float
    cited: int
    missing: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    too_long: bool = False
    right_document: bool | None = None
    astray: bool | None = None
    cite_recall: float | None = None
    cite_prec: float | None = None
    verbatim: float | None = None
    spans: float | None = None
    unsupported: tuple[str, ...] = ()
    bulk: float | None = None
    cite_bulk: float | None = None
    em: float | None = None
    f1: float | None = None
    coverage: float | None = None
    confidence: float | None = None
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, the reply to it and its score: one line of a run."""

    case: Case
    reply: Reply
    score: Score
