"""Follow-ups made whole: "còn quý IV?" after "Quý III phường Mây Hạ làm gì?" (pure).

A question is a sentence with slots: body, document number, year, quarter (or month, half year) and
section. A follow-up that only names slots replaces them in the question before it; any other one
gets the slots that it leaves out put before it. The result is a sentence that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from rag.catalog import KINDS, Catalog
from rag.domain import Card, Filters
from rag.naming import proper_name, units_in
from rag.question import Query, understand
from rag.times import time_spans, year_spans
from rag.vietnamese import DOCUMENT_NUMBER, WORD, fold, nfc

Kind = Literal["number", "body", "time", "year", "section"]

FEW = 3
"""Content words up to which a follow-up also means the quarter or section before it."""
_LEAD = re.compile(
    r"^(?:(?:the|vay|roi|va|u|uh|a|cam on(?: ban)?)\s*,?\s+)*(?:the con|con|the|vay|and|what about"
    r"|how about|then)\b[\s,:]*"
)
_TAIL = re.compile(r"[\s,]*\b(?:thi sao|ra sao|thi the nao|thi)\b[\s?.!]*$")
_JOINING = """
cua o tai trong nam cho thi sao the con vay va a nhe nha voi la cung ve ra ban hoi of in for the and
what about how then year is it same
"""
_FILL = frozenset(_JOINING.split())
_SECTION = re.compile(
    r"\b(?:muc|dieu|phan|chuong|khoan|phu luc|section|article|part|chapter|appendix)"
    r"\s+(?:so\s+)?(?:[ivx]{1,5}|\d{1,2})(?:\.\d{1,2})*\b"
)
_THIS = re.compile(
    r"\b(?:cua |trong )?(?:(?:van ban|tai lieu|ke hoach|bao cao|quyet dinh|chi thi|thong bao"
    r"|nghi quyet|chuong trinh|cong van) (?:nay|do|ay|tren|vua roi)"
    r"|(?:this|that) (?:document|plan|report|decision))\b"
)
_RELATIVE = re.compile(
    r"(?<!nhung )(?<!cac )(?<!cung ky )\b(?:nam (ngoai|truoc|sau|toi)|(last|next) year"
    r"|the year (before|after))\b"
)
_BEFORE = frozenset({"ngoai", "truoc", "last", "before"})
_HEADER = frozenset({"signer", "issued_on", "recipients", "number", "outline"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a question names: text[start:end]; `name` is how a prefix says it."""

    kind: Kind
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone.

    `context` holds the question before it, `documents` the ids that it is limited to, and `looser`
    is the same question without the quarter or section that it only may have meant.
    """

    text: str
    context: str = ""
    documents: tuple[str, ...] = ()
    looser: str | None = None

    def filters(self, given: Filters) -> Filters:
        """Return the asker's filters with these documents."""
        return replace(given, document_ids=self.documents) if self.documents else given


Cited = Callable[[Resolved], tuple[Card, ...]]
"""Returns the documents that an earlier question was answered from."""


def slots(query: Query, catalog: Catalog) -> list[Slot]:
    """Return what a question names, in order."""
    text, folded = query.text, fold(query.text)
    found: list[Slot] = []

    def add(kind: Kind, start: int, end: int, name: str = "") -> None:
        if not any(slot.start < end and start < slot.end for slot in found):
            found.append(Slot(kind, start, end, name or text[start:end]))

    for match in DOCUMENT_NUMBER.finditer(text):
        before = folded[: match.start()].rstrip().removesuffix(" so")
        kind = next((k for k in KINDS if before.endswith(fold(k))), None)
        start = len(before) - len(kind) if kind else match.start()
        add("number", match.start(), match.end(), text[start : match.end()])
    for start, end in time_spans(text):
        add("time", start, end)
    for start, end in year_spans(text):
        add("year", start, end)
    for match in _SECTION.finditer(folded):
        add("section", *match.span())
    for first, last in _named(query, catalog, found):
        add("body", query.tokens[first].start, query.tokens[last].end)
    return sorted(found, key=lambda slot: slot.start)


def _named(query: Query, catalog: Catalog, others: list[Slot]) -> list[tuple[int, int]]:
    """Return the places (first and last token) of bodies, known and unknown."""
    starts = {slot.start for slot in others}
    years = {str(year) for year in query.times.years}
    taken = {
        place
        for place in catalog.route(query).consumed
        if query.tokens[place].word not in years and query.tokens[place].word != "nam"
    }
    for place, (size, _) in units_in(query.tokens).items():
        name = proper_name(query, place + size)
        if not name or place + size in taken:
            continue
        ends = [at for at in name if query.tokens[at].start in starts]
        taken.update(range(place, min(ends, default=name[-1] + 1)))
    runs: list[tuple[int, int]] = []
    for place in sorted(taken):
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def follow(before: Resolved | None, text: str, catalog: Catalog, cited: Cited) -> Resolved:
    """Return the question that a text means after the one before it."""
    text = nfc(text).strip()
    if before is None:
        return Resolved(text)
    earlier = slots(understand(before.text), catalog)
    text, pinned = _pointed(text, before, catalog, cited)
    text = _dated(text, earlier, before, cited)
    query = understand(text)
    named = slots(query, catalog)
    kinds: set[Kind] = {slot.kind for slot in named}
    rest = _rest(query, named)
    led = bool(_LEAD.search(fold(text)) or _TAIL.search(fold(text)))
    if pinned:
        return Resolved(text, before.text, pinned)
    if named and {*rest} <= {*_words(before.text)}:
        return _replaced(before, earlier, named, catalog)
    if not led and _new_topic(named, earlier):
        return Resolved(text)
    said = _ellipsis(text)
    documents = before.documents
    if not documents and not kinds & {"body", "number"} and not _has(earlier, "body", "number"):
        cards = cited(before)
        if len(cards) == 1:
            documents = (cards[0].id,)
            earlier = [slot for slot in earlier if slot.kind != "year"]
            earlier.append(Slot("number", 0, 0, _called(cards[0])))
    wanted = _inherited(query, kinds, rest)
    prefix = [slot for slot in earlier if slot.kind in wanted]
    loose = [slot for slot in prefix if slot.kind not in ("time", "section")]
    whole = _prefixed(prefix, said)
    return Resolved(
        whole, before.text, documents, _prefixed(loose, said) if loose != prefix else None
    )


def _pointed(
    text: str, before: Resolved, catalog: Catalog, cited: Cited
) -> tuple[str, tuple[str, ...]]:
    """Put the document's name in place of "văn bản này", and return its id."""
    match = _THIS.search(fold(text))
    if match is None:
        return text, ()
    cards = cited(before)
    if len(cards) != 1:
        return text, tuple(card.id for card in cards)
    word = ""
    if match.group().startswith(("cua ", "trong ")):
        word = f"{text[match.start() :].split()[0]} "
    named = f"{text[: match.start()]}{word}{_called(cards[0])}{text[match.end() :]}"
    return _capital(named), (cards[0].id,)


def _dated(text: str, earlier: list[Slot], before: Resolved, cited: Cited) -> str:
    """Put a year in place of "năm ngoái", counted from the year that was spoken of."""
    match = _RELATIVE.search(fold(text))
    if match is None:
        return text
    years = [int(year) for slot in earlier if slot.kind == "year" for year in _figures(slot.name)]
    years = years or [year for card in cited(before) for year in card.metadata.years]
    if not years:
        return text
    word = next(part for part in match.groups() if part)
    year = max(years) + (-1 if word in _BEFORE else 1)
    said = "năm " if "nam" in match.group() else ""
    return f"{text[: match.start()]}{said}{year}{text[match.end() :]}"


def _figures(text: str) -> list[str]:
    return re.findall(r"\d{4}", text)


def _rest(query: Query, named: list[Slot]) -> list[str]:
    """Return the words of a follow-up that are neither slots nor only join them."""
    return [
        token.word
        for token in query.tokens
        if token.word not in _FILL and not any(s.start <= token.start < s.end for s in named)
    ]


def corrected(text: str, names: dict[Kind, str], catalog: Catalog) -> str | None:
    """Return a question with other names in its slots; None where nothing changes."""
    before = text
    for kind, name in names.items():
        held = [slot for slot in slots(understand(text), catalog) if slot.kind == kind]
        if held and fold(held[0].name) not in fold(name):
            text = _spliced(text, held, name)
    return text if text != before else None


def _words(text: str) -> list[str]:
    return WORD.findall(fold(text))


def _has(found: list[Slot], *kinds: Kind) -> bool:
    return any(slot.kind in kinds for slot in found)


def _new_topic(named: list[Slot], earlier: list[Slot]) -> bool:
    """Tell whether a whole question names a body or document other than the one before it."""
    known = {fold(slot.name) for slot in earlier}
    return any(
        slot.kind == "number" or (slot.kind == "body" and fold(slot.name) not in known)
        for slot in named
    )


def _inherited(query: Query, kinds: set[Kind], rest: list[str]) -> set[Kind]:
    """Return the kinds of slots that a follow-up takes over."""
    wanted: set[Kind] = set()
    if not kinds & {"body", "number"}:
        wanted |= {"body", "number"}
    if "number" not in kinds and "year" not in kinds:
        wanted.add("year")
    content = [word for word in rest if len(word) > 1]
    brief = len(content) <= FEW + len(query.asks) and not query.asks & _HEADER
    if brief and not kinds & {"time", "section"}:
        wanted |= {"time", "section"}
    return wanted


def _replaced(
    before: Resolved, earlier: list[Slot], named: list[Slot], catalog: Catalog
) -> Resolved:
    """Put the named slots in the place of those before; a new kind goes to the front."""
    text, documents = before.text, before.documents
    fresh: list[Slot] = []
    for slot in named:
        held = [one for one in slots(understand(text), catalog) if one.kind == slot.kind]
        if held:
            text = _spliced(text, held, slot.name)
        else:
            fresh.append(slot)
    kinds = {slot.kind for slot in named}
    if kinds & {"body", "year", "number"}:
        documents = ()
    if not kinds & {"number"} and kinds & {"body", "year"}:
        text, fresh = _unnumbered(text, fresh, catalog, keep_body="body" not in kinds)
    return Resolved(_prefixed(fresh, text), "", documents)


def _unnumbered(
    text: str, fresh: list[Slot], catalog: Catalog, *, keep_body: bool
) -> tuple[str, list[Slot]]:
    """Say whose document it is in place of its number, which another year or body does not have."""
    query = understand(text)
    number = next((slot for slot in slots(query, catalog) if slot.kind == "number"), None)
    card = next((c.card for c in catalog.route(query).candidates()), None)
    if number is None or card is None:
        return text, fresh
    issuer = card.metadata.issuer
    body = next((slot.name for slot in fresh if slot.kind == "body"), None)
    if keep_body and issuer and not _has(slots(query, catalog), "body"):
        body = issuer.value
    said = f"của {body}" if body else ""
    years = card.metadata.years
    if years and not _has(slots(query, catalog), "year") and not _has(fresh, "year"):
        said = f"{said} năm {years[0]}".strip()
    return (
        " ".join(f"{text[: number.start]}{said}{text[number.end :]}".split()),
        [slot for slot in fresh if slot.kind != "body"],
    )


def _spliced(text: str, held: list[Slot], name: str) -> str:
    """Put a name in the place of the first of some slots and take the others out."""
    for slot in reversed(held[1:]):
        text = f"{text[: slot.start].rstrip(' ,')} {text[slot.end :].lstrip()}"
    first = held[0]
    shown = _capital(name) if first.start == 0 else name
    return f"{text[: first.start]}{shown}{text[first.end :]}"


def _prefixed(inherited: list[Slot], said: str) -> str:
    """Put slots before a question: "Phường Mây Hạ, quý IV năm 2026: ai chủ trì?"."""
    order: tuple[Kind, ...] = ("number", "body", "section", "time", "year")
    parts: list[str] = []
    for kind in order:
        names = list(dict.fromkeys(slot.name for slot in inherited if slot.kind == kind))
        if kind in ("time", "section"):
            names = [name[:1].lower() + name[1:] for name in names]
        if kind == "year" and names and parts and any(s.kind == "time" for s in inherited):
            parts[-1] = f"{parts[-1]} {names[0]}"
        else:
            parts.extend(names)
    if not parts:
        return said
    head = _capital(", ".join(parts))
    start = said[:1].lower() + said[1:] if said[:2].istitle() else said
    return f"{head}: {start}"


def _ellipsis(text: str) -> str:
    """Take "còn", "thế" and "thì sao" off a follow-up."""
    lead = _LEAD.match(fold(text))
    rest = text[lead.end() :] if lead else text
    tail = _TAIL.search(fold(rest))
    if tail and WORD.search(rest[: tail.start()]):
        rest = f"{rest[: tail.start()]}?"
    return rest if WORD.search(rest) else text


def _called(card: Card) -> str:
    meta = card.metadata
    if meta.number and meta.kind:
        return f"{meta.kind.value} {meta.number.value}"
    return meta.title.value if meta.title else card.source


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
