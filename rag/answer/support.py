"""Whether a sentence says no more, and nothing else, than the quotes that it cites (pure).

Facts (numbers, times, document numbers, names, directions) must be stated, and beside the same
words: a figure whose own words stand beside another figure in the quote is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.contents import Contents, read
from rag.answer.figures import Figure
from rag.answer.moments import Moment, supported
from rag.answer.paraphrase import FRAME, STOP, alike
from rag.answer.polarity import misplaced, negated, other_extent
from rag.answer.words import Word, keys
from rag.domain import Citation, Statement

COVERED = 0.75
"""Least share of a sentence's content words that its quotes, their headings or synonyms hold."""
QUOTED = 0.5
"""Least share that the quotes themselves hold."""
LONGEST_NEW = 3
"""Most syllables in a row that stand nowhere: more is something invented."""
LONE = 0.5
"""What a syllable counts for in such a row that stands somewhere, but beside other syllables."""
BESIDE = 1.5
"""How much better another figure's words must fit before a figure stands beside wrong ones."""
HEADED = 1.5
"""What a fact that only a heading states is taken to fit."""

Kind = Literal[
    "uncited",
    "unknown_citation",
    "number",
    "document",
    "time",
    "name",
    "negation",
    "direction",
    "bound",
    "attachment",
    "words",
    "invented",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a sentence says and its quotes do not; `words` are those at fault."""

    kind: Kind
    words: str = ""


def faults(
    written: Statement, citations: Mapping[int, Citation], question: str = ""
) -> tuple[Fault, ...]:
    """Return why a sentence may not be shown; () when it may."""
    if not written.citations:
        return (Fault("uncited"),)
    if any(n not in citations for n in written.citations):
        return (Fault("unknown_citation"),)
    cited = [citations[n] for n in dict.fromkeys(written.citations)]
    return compare(
        written.text,
        "\n".join(citation.quote for citation in cited),
        "\n".join(dict.fromkeys(line for citation in cited for line in surroundings(citation))),
        question,
    )


def surroundings(citation: Citation) -> tuple[str, ...]:
    """Return what stands around a quote: headings, title, number, issuer and date."""
    known = (citation.title, citation.number, citation.issuer, _dated(citation.issued_on))
    return (*citation.path, *(part for part in known if part))


def _dated(issued_on: str | None) -> str | None:
    parts = (issued_on or "").split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else issued_on


def compare(claim: str, quote: str, around: str = "", question: str = "") -> tuple[Fault, ...]:
    """Hold a sentence against a quote; `around` are its headings, `question` lends words only."""
    said, stated, above = read(claim), read(quote), read(around)
    return (
        *_documents(said, stated, above),
        *_figures(said, stated, above),
        *_moments(said, stated, above),
        *_names(said, stated, above),
        *_negations(said, stated, above),
        *_turns(said, stated, above),
        *_words(said, stated, above, question),
    )


def _documents(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    known = {number for number, *_ in (*stated.documents, *above.documents)}
    return [
        Fault("document", said.text[start:end])
        for number, start, end in said.documents
        if number not in known
    ]


def _figures(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    years = {
        value
        for m in (*stated.moments, *above.moments)
        for name, value in m.parts
        if name == "year"
    }
    found: list[Fault] = []
    for one in said.figures:
        same = [
            o
            for o in stated.figures
            if _equal(one, o) and (o.sure or _same_noun(said, one, stated, o))
        ]
        shown = said.text[one.start : one.end]
        if not same:
            headed = any(_equal(one, o) and _same_noun(said, one, above, o) for o in above.figures)
            if one.sure and one.value not in years and not headed:
                found.append(Fault("number", shown))
            continue
        if not one.sure and one.bound not in ("", *(other.bound for other in same)):
            found.append(Fault("bound", shown))
        if not one.sure:
            continue
        own = said.near(one.start, one.end)
        rivals = [
            o for o in stated.figures if o.unit == one.unit and o.value != one.value and o.sure
        ]
        if _misplaced(
            own, stated, [(o.start, o.end) for o in same], [(o.start, o.end) for o in rivals]
        ):
            found.append(Fault("attachment", shown))
        elif one.bound not in {other.bound for other in same}:
            found.append(Fault("bound", shown))
    return found


def _equal(one: Figure, other: Figure) -> bool:
    if one.value != other.value:
        return False
    return one.unit == other.unit or "%" not in (one.unit, other.unit)


def _same_noun(said: Contents, one: Figure, other: Contents, there: Figure) -> bool:
    """Tell whether the same word stands before two numbers, or after them."""
    before, after = said.beside(one.start, one.end)
    return before == other.beside(there.start, there.end)[0] != "" or (
        after == other.beside(there.start, there.end)[1] != ""
    )


def _moments(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    found: list[Fault] = []
    for one in said.moments:
        shown = said.text[one.start : one.end]
        if not supported(one, stated.moments, above.moments):
            values = {value for _, value in one.parts}
            if not (len(values) == 1 and any(f.value in values for f in stated.figures)):
                found.append(Fault("time", shown))
            continue
        names = {name for name, _ in one.parts}
        same = [o for o in stated.moments if one.parts & o.parts and not _clash(one, o)]
        rivals = [o for o in stated.moments if names & {n for n, _ in o.parts} and _clash(one, o)]
        own = said.near(one.start, one.end)
        if (
            not same
            and len(names) == 1
            and _misplaced(own, stated, [], [(o.start, o.end) for o in rivals])
        ):
            found.append(Fault("attachment", shown))
        if not same:
            continue
        if rivals and _misplaced(
            own, stated, [(o.start, o.end) for o in same], [(o.start, o.end) for o in rivals]
        ):
            found.append(Fault("attachment", shown))
        elif "day" in names and one.limit not in {other.limit for other in same}:
            found.append(Fault("bound", shown))
    return found


def _clash(one: Moment, other: Moment) -> bool:
    mine = dict(one.parts)
    return any(mine.get(name, value) != value for name, value in other.parts)


def _misplaced(
    own: frozenset[str],
    stated: Contents,
    same: Sequence[tuple[int, int]],
    rivals: Sequence[tuple[int, int]],
) -> bool:
    """Tell whether the words beside a fact stand beside a rival of it in the quote.

    Words that stand beside most of them tell nothing and weigh little.
    """
    if not rivals:
        return False
    contexts = [stated.near(*span) for span in (*same, *rivals)]
    common = Counter(word for context in contexts for word in context)

    def fit(context: frozenset[str]) -> float:
        return sum(1 / common[word] for word in own & context)

    best = max(map(fit, contexts[: len(same)]), default=HEADED)
    return max(map(fit, contexts[len(same) :])) >= best + BESIDE


def _names(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    """Find capitalised words that do not stand in the quote in this order."""
    lines = [[word.key for word in other.words] for other in (stated, above)]
    singles = {key for line in lines for key in line}
    pairs = {pair for line in lines for pair in zip(line, line[1:], strict=False)}
    found: list[Fault] = []
    for place, word in enumerate(said.words):
        if not word.capital:
            continue
        shown = said.text[word.start : word.end]
        if place == 0 or _opens(said, place):
            common = word.key in STOP or word.key in FRAME or not _next_capital(said, place)
            if word.key not in singles and not common:
                found.append(Fault("name", shown))
            continue
        before = said.words[place - 1]
        joined = before.capital and _joined(said.text, before, word)
        if word.key not in singles:
            found.append(Fault("name", shown))
        elif joined and (before.key, word.key) not in pairs:
            loose = before.key in STOP or before.key in FRAME
            if not (loose and (place == 1 or _opens(said, place - 1))):
                found.append(Fault("name", f"{said.text[before.start : before.end]} {shown}"))
    return found


def _opens(said: Contents, place: int) -> bool:
    """Tell whether a word begins a sentence or a quotation."""
    before = said.text[: said.words[place].start].rstrip(' "“‘(«[*_')
    return not before or before[-1] in ".!?:;\n…-–•"


def _joined(text: str, one: Word, other: Word) -> bool:
    return one.start == other.start or not text[one.end : other.start].strip()


def _next_capital(said: Contents, place: int) -> bool:
    rest = said.words[place + 1 : place + 2]
    return bool(rest) and rest[0].capital and _joined(said.text, said.words[place], rest[0])


def _negations(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    """Find negations that the quote does not have, and those of the quote that are left out."""
    mine = negated(said.text, said.content, 3)
    theirs = negated(stated.text, stated.content, 3)
    headed = negated(above.text, above.content, 3)
    found: list[Fault] = []
    for scope in mine:
        if not any(_same_scope(scope, other) for other in (*theirs, *headed)):
            found.append(Fault("negation", " ".join(scope)))
    plain = [word.key for word in said.content]
    for scope in theirs:
        head = scope[:2]
        if len(head) < 2 or any(_same_scope(scope, other) for other in mine):
            continue
        bare = [word.key for word in stated.content]
        if _count(plain, head) and _count(bare, head) <= sum(s[:2] == head for s in theirs):
            found.append(Fault("negation", " ".join(head)))
    return found


def _same_scope(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return one == other
    return bool(set(one[:2]) & set(other)) or bool(set(other[:2]) & set(one))


def _count(line: Sequence[str], pair: tuple[str, ...]) -> int:
    return sum(both == pair for both in zip(line, line[1:], strict=False))


def _turns(said: Contents, stated: Contents, above: Contents) -> list[Fault]:
    phrases = [*misplaced(said.text, stated.text), *other_extent(said.text, stated.text)]
    found = [Fault("direction", phrase) for phrase in phrases]
    for one in said.turns:
        shown = said.text[one.start : one.end]
        same = [o for o in stated.turns if (o.pair, o.side) == (one.pair, one.side)]
        rivals = [o for o in stated.turns if o.pair == one.pair and o.side != one.side]
        higher = any((o.pair, o.side) == (one.pair, one.side) for o in above.turns)
        if not same:
            if rivals or (one.strict and not higher):
                found.append(Fault("direction", shown))
        elif rivals and _misplaced(
            said.near(one.start, one.end),
            stated,
            [(o.start, o.end) for o in same],
            [(o.start, o.end) for o in rivals],
        ):
            found.append(Fault("direction", shown))
    return found


def _pairs(line: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(line, line[1:], strict=False))


def _words(said: Contents, stated: Contents, above: Contents, question: str) -> list[Fault]:
    """Find what is new: too large a share of the content words, or too many in a row."""
    quoted = {word.key for word in stated.words}
    known = quoted | {word.key for word in above.words} | set(keys(question))
    line = [word.key for word in said.words]
    pairs = {pair for other in (stated, above) for pair in _pairs([w.key for w in other.words])}
    joined = [pair in pairs for pair in _pairs(line)]
    also = alike(line, known)
    total = fresh = missing = 0
    run = longest = 0.0
    for place, key in enumerate(line):
        if key in STOP or (key in FRAME and key not in known):
            continue
        total += 1
        missing += key not in quoted and key not in also
        if key in also or any(joined[max(0, place - 1) : place + 1]):
            run = 0
            continue
        fresh += key not in known
        run += LONE if key in known else 1
        longest = max(longest, run)
    if not total:
        return [] if any((said.figures, said.moments, said.documents)) else [Fault("words")]
    if longest > LONGEST_NEW:
        return [Fault("invented")]
    if fresh > (1 - COVERED) * total or missing > (1 - QUOTED) * total:
        return [Fault("words")]
    return []
