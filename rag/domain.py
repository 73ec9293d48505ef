"""The words planqa is written in: every value that passes between its parts.

All offsets (`start`, `end`) count Unicode code points in the canonical text of one document
version, half open. Nothing here imports a framework.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PUBLIC = "public"
"""The access label of what everybody who may come in may see."""

SectionKind = Literal[
    "document",  # the root
    "header",  # quốc hiệu, cơ quan ban hành, số, địa danh và ngày, tên loại, trích yếu
    "preamble",  # căn cứ and the sentences before the first heading
    "part",  # Phần
    "chapter",  # Chương
    "division",  # Mục, and roman headings "I."
    "article",  # Điều
    "clause",  # "1.", "2.1."
    "point",  # "a)", "đ)"
    "item",  # "-", "+", "*" and "(1)" inside a paragraph
    "paragraph",
    "heading",  # leaf: the words of a heading, first child of the section that it names
    "table",
    "closing",  # "Trên đây là ..." and what follows it up to the recipients
    "recipients",  # Nơi nhận
    "signature",  # chức vụ, người ký
    "footnotes",  # the block of footnotes after the body
    "footnote",
    "appendix",  # Phụ lục
]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a word of a page stands on the page's image, in shares of its width and height.

    `start` and `end` count code points in the page's text; `left` and `top` are nearest the
    upper left corner, which is (0, 0).
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


HiddenKind = Literal["characters", "text", "cells", "sheets", "slides"]
"""Zero-width, direction and tag characters; letters without colour, size or place; cells in hidden
rows and columns; hidden sheets and slides."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that stands in the file and not on its pages, and is therefore left out.

    `count` is that of its characters, cells, sheets or slides; `page` None where there is none.
    """

    kind: HiddenKind
    count: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader gave it; `number` counts from 1, None where the format has no pages.

    `boxes` holds the words in order of the text, () where the format has no image. `confidence`
    is the OCR's own (0 to 1), None for text that nobody had to recognise. `capitals` are the spans
    of letters that the page shows as capitals while the file, and `text`, have them small. `sheet`
    tells a sheet or slide from a printed page, which may have a running head.
    """

    text: str
    number: int | None = None
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None
    capitals: tuple[tuple[int, int], ...] = ()
    sheet: bool = False
    hidden: tuple[Hidden, ...] = ()
    """What the reader left out because nobody can see it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of canonical text that stands, character for character, in the source.

    `source_start` counts code points in the reader's page texts (NFC) joined by form feeds.
    """

    start: int
    source_start: int
    length: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical text of a document version and how it maps back to its source."""

    text: str
    runs: tuple[Run, ...]
    body_end: int
    """Where the body (with recipients and signature) ends and the footnote block begins."""
    printed: str = ""
    """The text in the capitals that the pages show, as long as `text`; "" if it is the same."""

    @property
    def shown(self) -> str:
        """The text as the eye sees it: what tells headings and titles."""
        return self.printed or self.text


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the outline; sections come in document order, the root first.

    Leaves have no children; they cover the text without gap or overlap. `title` is the heading
    without its label; leaves of running text have an empty title.
    """

    ordinal: int
    parent: int | None
    kind: SectionKind
    label: str
    title: str
    start: int
    end: int
    level: int
    leaf: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A value read from the text, and the span that it was read from."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """A document that this document cites, for example "Chỉ thị số 41-CT/TW ngày 26/12/2024"."""

    number: str
    kind: str | None
    issued_on: str | None
    start: int
    end: int


RelationKind = Literal[
    "amends",  # sửa đổi, bổ sung, điều chỉnh, đính chính, or replaces or repeals a part
    "replaces",  # thay thế
    "repeals",  # bãi bỏ, hết hiệu lực
    "issued_with",  # ban hành kèm theo
]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says it does to another, named by number or by the words of its title.

    `issued_on` is the other's date as far as it is said; text[start:end] are the words that say so.
    """

    kind: RelationKind
    number: str | None
    issued_on: str | None
    title: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the header, title and signature say; a part that is blank or absent is None.

    `issued_on` has the form "YYYY", "YYYY-MM" or "YYYY-MM-DD", as far as the source says.
    `years` are the years that the document is for (title first, then date), not all it mentions.
    `draft` are the words DỰ THẢO of the header.
    """

    number: Fact | None = None
    kind: Fact | None = None
    issuer: Fact | None = None
    parent_body: Fact | None = None
    place: Fact | None = None
    issued_on: Fact | None = None
    title: Fact | None = None
    period: Fact | None = None
    signer: Fact | None = None
    signer_office: Fact | None = None
    recipients: tuple[Fact, ...] = ()
    directives: tuple[Directive, ...] = ()
    amends: tuple[Fact, ...] = ()
    draft: Fact | None = None
    relations: tuple[Relation, ...] = ()
    years: tuple[int, ...] = ()


QuarantineReason = Literal[
    "secret",  # stamped as a state secret: not even its text is kept
    "unreadable",  # read too badly to be searched
    "pages",  # some pages were, and are left out of the text
]


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Why a document, or some of its pages, is kept out of search; a sentence in each language."""

    reason: QuarantineReason
    vi: str
    en: str

    @property
    def whole(self) -> bool:
        """Whether no part of the document is searched."""
        return self.reason != "pages"


@dataclass(frozen=True, slots=True)
class Document:
    """One immutable version of one file: everything that reading it gave.

    `id` names the version (source path and content when it was first read); a changed file becomes
    another that supersedes it, a renamed one keeps it. `source`: NFC path in the ingested folder.
    """

    id: str
    source: str
    sha256: str
    text: str
    runs: tuple[Run, ...]
    sections: tuple[Section, ...]
    metadata: Metadata
    label: str = PUBLIC
    quarantine: Quarantine | None = None
    hidden: tuple[Hidden, ...] = ()
    reading: int = 0  # the reading version that read it (ingest.reading)
    named: Metadata | None = field(default=None, compare=False)
    """Its metadata with people's corrections: to name it by, never to quote from."""

    @property
    def searched(self) -> bool:
        """Whether its passages may be found."""
        return self.quarantine is None or not self.quarantine.whole


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit of search: a leaf of the outline, or a group of sentences of a long one.

    `path` holds the headings above it, outermost first, each with its label ("IV. NHIỆM VỤ").
    """

    id: str
    document_id: str
    section: int
    kind: SectionKind
    path: tuple[str, ...]
    start: int
    end: int
    text: str

    @property
    def embedding_text(self) -> str:
        """What is embedded and hashed: the nearest headings and the words, no document identity."""
        return "\n".join((*self.path[-2:], self.text))


@dataclass(frozen=True, slots=True)
class Card:
    """What the library knows of a document without its text: enough to route a question to it."""

    id: str
    source: str
    metadata: Metadata
    label: str
    superseded_by: str | None = None
    quarantine: Quarantine | None = None
    hidden: tuple[Hidden, ...] = ()

    @property
    def searched(self) -> bool:
        """Whether questions are routed to it."""
        return self.quarantine is None or not self.quarantine.whole

    @property
    def name(self) -> str:
        """How a person would name the document in one line."""
        meta = self.metadata
        parts = (meta.kind, meta.number, meta.title)
        return " ".join(part.value for part in parts if part) or self.source


Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits that the asker sets beside the question; empty means no limit."""

    document_ids: tuple[str, ...] = ()
    issuer: str | None = None
    year: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, with the turns before it and the labels that the person may see."""

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    labels: tuple[str, ...] = (PUBLIC,)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may answer, with the scores that brought it here (each 0 to 1)."""

    passage: Passage
    score: float
    lexical: float = 0.0
    dense: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `quote` equals the document's canonical text from start to end."""

    n: int
    document_id: str
    source: str
    title: str | None
    number: str | None
    issuer: str | None
    issued_on: str | None
    path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item of an answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several documents that could be meant, and the question that would mean it."""

    document_id: str
    title: str
    question: str


Status = Literal["answered", "not_found", "clarify"]
Mode = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question; a refusal and a question back are answers too."""

    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    resolved_question: str = ""
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    mode: Mode = "extractive"
    verification: dict[str, object] | None = None
    explain: dict[str, object] | None = None
    timings_ms: dict[str, float] = field(default_factory=dict[str, float])
