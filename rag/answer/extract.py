"""Facts: the sentences that state them, as short as they can stand alone (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.cells import cell_line, row_of
from rag.answer.draft import Draft, Line, Piece
from rag.answer.fit import BODY, fit, loosely
from rag.asks import parts, places
from rag.domain import Document, Evidence, Passage
from rag.features import features
from rag.question import Query
from rag.ranking import HIGHER, NEAREST, Weights
from rag.sections import above, heading_span, leaf_at
from rag.sentences import clauses, sentences
from rag.times import times, title_times
from rag.vietnamese import ROMAN, fold, folded_syllables

PASSAGES = 12
"""Passages whose sentences are looked at."""
LONG = 400
"""Characters above which a sentence is cut down to the clauses that answer."""
MOST = 2
"""Sentences in one answer to a fact question."""
GAIN = 0.17
"""Share of the question that a further sentence must add."""
CLOSE = 0.55
"""How good, against the best sentence, a further one must be."""
EQUAL = 0.85
"""How good a sentence with another figure must be to be shown beside the best."""
NEARLY = 0.85
"""How good a second sentence must be to stand beside the best where no document is named, and the
best is less sure. Gold span in the answer, 225 XQuAD-vi questions: 0.853 without, 0.862 with."""
CLOSING = 0.6
"""What a closing formula ("Trên đây là …") is worth against a sentence of the body."""
SAME = 0.85
"""Least own coverage, against the best, of sentences that say the same in several sections."""
KEEP = 0.85
"""Share of a sentence's part in the question that its clauses must keep."""
UNDER = 0.6
"""Share of a named part's words and pairs that the heading of a sentence must hold."""

PARTS = 3
"""Questions in one that are answered one by one."""
PART_SCORE = 0.25
"""What a sentence's score for the whole question counts when it answers a part of it."""

_KINDS = (
    "chi thi|nghi quyet|ket luan|quy dinh|quyet dinh|ke hoach|cong van|thong bao|huong dan"
    "|chuong trinh|nghi dinh|thong tu|luat|bao cao|de an|quy che"
)
_PLURAL = re.compile(r"\b(?:nhung|cac) ((?:\w+ ){0,8}?\w+) nao\b")
_TIMED = re.compile(r"\b(?:quy (?:[ivx]+|\d)|thang (?:\d|dau|cuoi)|tuan \d|ngay \d)")
_PRONOUN = re.compile(
    r"(?:(?:Anh|Cô|Chị|Ông|Bà) (?:ấy|ta)|(?:Ông|Bà|Họ|Nó|Chúng) (?=[^\W\dA-ZĐÀ-Ỵ])"
    r"|(?:Điều|Việc|Những|Các|Số|Con số|Tỷ lệ|Cả hai|Cả ba)(?: \w+){0,2} (?:này|đó|trên)\b)"
)
"""Openings that point to the sentence before; a name after "Ông" or "Bà" does not."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the evidence, with what of the question it and its headings cover."""

    document: Document
    start: int
    end: int
    own: frozenset[str]
    near: frozenset[str]
    far: frozenset[str]
    score: float

    @property
    def all(self) -> frozenset[str]:
        """What the sentence and all its headings cover."""
        return self.own | self.near | self.far

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.document.text[self.start : self.end]


def units(
    query: Query,
    weights: Weights,
    evidence: Sequence[Evidence],
    load: Callable[[str], Document],
) -> list[Unit]:
    """Cut the best passages into sentences and score each by question, type and passage."""
    if not evidence:
        return []
    top = evidence[0].score or 1.0
    found: list[Unit] = []
    for item in evidence[:PASSAGES]:
        document = load(item.passage.document_id)
        path = item.passage.path
        near = frozenset(features(path[-1])) if path else frozenset[str]()
        far = frozenset(
            (
                *(feature for heading in path[:-1] for feature in features(heading)),
                *title_times(document.metadata).tokens(),
            )
        )
        for first, last in sentences(item.passage.text):
            start, end = item.passage.start + first, item.passage.start + last
            text = document.text[start:end]
            if not any(ch.isalnum() for ch in text):
                continue
            own = frozenset(features(text))
            score = (
                0.6 * _coverage(weights, own, near, far)
                + 0.4 * item.score / top
                + fit(query, text, near | far, heads=_heads(document, item.passage))
            )
            if item.passage.kind == "closing":
                score *= CLOSING
            found.append(Unit(document, start, end, own, near, far, score))
    found.sort(key=lambda unit: (-unit.score, unit.document.id, unit.start))
    return found


def _heads(document: Document, passage: Passage) -> str:
    """Return the headings of the columns of a row, between bars; "" for what is no row."""
    if passage.kind != "table":
        return ""
    row = row_of(document, leaf_at(document.sections, passage.start))
    return f"| {' | '.join(row.heads)} |" if row else ""


def _coverage(
    weights: Weights, own: frozenset[str], near: frozenset[str], far: frozenset[str]
) -> float:
    return (
        weights.covered(own)
        + NEAREST * weights.covered(near - own)
        + HIGHER * weights.covered(far - near - own)
    )


def facts(
    query: Query, weights: Weights, found: Sequence[Unit], *, nameless: bool = False
) -> Draft | None:
    """Choose the sentence that answers, and further ones where it leaves part of the question.

    `nameless` questions name no document; a second sentence that is nearly as good is shown too.
    """
    if not found:
        return None
    best = found[0]
    own = [unit for unit in found if unit.document is best.document]
    told = _of_places(query, own) or _of_parts(query, weights, own)
    if len(told) > 1:
        return Draft(tuple(_line(query, weights, unit, alone=False) for unit in told))
    chosen = [best]
    covered = set(best.all)
    others = [u for u in found[1:] if u.document is best.document and u.score > CLOSE * best.score]
    while others and len(chosen) < MOST:
        _, place = max(
            (
                weights.covered(unit.own - covered)
                + (0.1 if _same_leaf(unit, best) else 0.0)
                + 0.1 * unit.score,
                -place,
            )
            for place, unit in enumerate(others)
        )
        unit = others.pop(-place)
        if weights.covered(unit.own - covered) < GAIN and not _as_good(query, weights, unit, best):
            break
        chosen.append(unit)
        covered |= unit.own
    if nameless and len(chosen) == 1:
        chosen += [unit for unit in own[1:2] if unit.score >= NEARLY * best.score]
    lines = tuple(_line(query, weights, unit, alone=len(chosen) == 1) for unit in chosen)
    return Draft(lines)


def _of_places(query: Query, found: Sequence[Unit]) -> list[Unit]:
    """Return the best sentence under each of two headings that the question sets side by side."""
    told: list[Unit] = []
    for place in places(query.text):
        words = frozenset(features(place))
        under = [unit for unit in found if len(words & unit.near) >= UNDER * len(words)]
        told += under[:1]
    return told if len(set(told)) > 1 else []


def _of_parts(query: Query, weights: Weights, found: Sequence[Unit]) -> list[Unit]:
    """Return the best sentence for each part of a question that asks twice, in their order."""
    told: list[Unit] = []
    asked = parts(query.text)
    for part in asked if 1 < len(asked) <= PARTS else ():
        wanted = set(features(part))
        best = max(
            found,
            key=lambda unit: weights.covered(unit.own & wanted) + PART_SCORE * unit.score,
        )
        if best not in told:
            told.append(best)
    return told


def _as_good(query: Query, weights: Weights, unit: Unit, best: Unit) -> bool:
    """Tell whether another sentence gives a figure for just what the best one gives one for."""
    if "amount" not in query.asks or unit.score < EQUAL * best.score:
        return False
    asked = weights.values.keys()
    return unit.own & asked >= best.own & asked


def _same_leaf(one: Unit, other: Unit) -> bool:
    sections = one.document.sections
    return leaf_at(sections, one.start) is leaf_at(sections, other.start)


def several(query: Query, weights: Weights, found: Sequence[Unit]) -> Draft | None:
    """Answer "những quý nào …?": every sentence that says the same, each under its own heading.

    The noun asked about ("quý", "chỉ tiêu") must stand in a heading above the sentence.
    """
    asked = _PLURAL.search(fold(query.text))
    if asked is None or not found:
        return None
    noun = asked.group(1).split()
    named = frozenset(features(asked.group(1)))
    best = max(weights.covered((unit.own | unit.near) - named) for unit in found)
    lines: dict[Piece, Line] = {}
    for unit in found:
        if (
            unit.document is not found[0].document
            or weights.covered((unit.own | unit.near) - named) < SAME * best
        ):
            continue
        heading = _heading_about(noun, unit)
        if heading is not None and heading not in lines:
            piece = shortened(query, weights, unit)
            lines[heading] = _headed(unit, heading, piece)
    if len(lines) < 2:
        return None
    ordered = sorted(lines.values(), key=lambda line: line.pieces[0].start)
    return Draft(tuple(ordered), bullets=True)


def _headed(unit: Unit, heading: Piece, piece: Piece) -> Line:
    words = unit.document.text[heading.start : heading.end]
    return Line((heading, piece), joint=" " if words.endswith((":", ".")) else ": ")


def _heading_about(noun: list[str], unit: Unit) -> Piece | None:
    """Return the nearest heading above the sentence that begins with the noun's first words."""
    for piece in _headings(unit):
        words = folded_syllables(unit.document.text[piece.start : piece.end])
        while words and (words[0].isdigit() or words[0] in ROMAN):
            words = words[1:]
        if words[:2] == noun[:2] or (len(noun) == 1 and words[:1] == noun):
            return piece
    return None


def _headings(unit: Unit) -> list[Piece]:
    """Return the headings above a sentence, innermost first."""
    leaf = leaf_at(unit.document.sections, unit.start)
    found: list[Piece] = []
    for section in above(unit.document.sections, leaf) if leaf else ():
        span = heading_span(unit.document, section)
        if span is not None:
            found.append(Piece(unit.document.id, *span))
    return found


def _line(query: Query, weights: Weights, unit: Unit, *, alone: bool) -> Line:
    row = row_of(unit.document, leaf_at(unit.document.sections, unit.start))
    cell = cell_line(query, row) if row else None
    if cell is not None:
        return cell
    piece = shortened(query, weights, unit)
    if alone:
        piece = _with_antecedent(piece, unit)
    heading = _needed_heading(query, unit)
    return _headed(unit, heading, piece) if heading else Line((piece,))


def _with_antecedent(piece: Piece, unit: Unit) -> Piece:
    """Begin one sentence earlier where a pronoun opens the sentence ("Ông đã …", "Việc này …")."""
    if piece.start != unit.start or not _PRONOUN.match(unit.text):
        return piece
    leaf = leaf_at(unit.document.sections, unit.start)
    if leaf is None:
        return piece
    before = [
        leaf.start + first
        for first, last in sentences(unit.document.text[leaf.start : leaf.end])
        if leaf.start + last <= unit.start
    ]
    if not before or piece.end - before[-1] > LONG:
        return piece
    return Piece(piece.document_id, before[-1], piece.end)


def shortened(query: Query, weights: Weights, unit: Unit) -> Piece:
    """Cut a long sentence down to the run of clauses that keeps its part in the question."""
    text = unit.text
    mention = _mention(query, unit) if "about" in query.asks else None
    if mention is not None:
        return mention
    if len(text) <= LONG:
        return Piece(unit.document.id, unit.start, unit.end)
    parts = clauses(text)
    open_ended = "list" in query.asks
    told = bool(query.asks & {"person", "body"}) and BODY.search(fold(text)) is not None
    whole = weights.covered(unit.own)
    best = (len(text), 0, len(text))
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            start, end = parts[first][0], parts[last][1]
            if end - start >= best[0]:
                break
            words = text[start:end]
            if weights.covered(features(words)) < KEEP * whole:
                continue
            if "amount" in query.asks and not any(ch.isdigit() for ch in words):
                continue
            if told and not BODY.search(fold(words)):
                continue
            if words.rstrip().endswith(":") or (open_ended and last + 1 < len(parts)):
                continue
            best = (end - start, start, end)
            break
    return Piece(unit.document.id, unit.start + best[1], unit.start + best[2])


def _mention(query: Query, unit: Unit) -> Piece | None:
    """Return the words that say what a cited document is about, up to the next one cited."""
    folded = fold(unit.text)
    for number in query.numbers:
        told = re.search(rf"(?:{_KINDS}) (?:so )?{loosely(number)}.{{0,160}}?\bve\b", folded)
        if told is None:
            continue
        rest = re.search(rf"[;.]|,? (?:va |cung )?(?:{_KINDS}) so ", folded[told.end() :])
        end = told.end() + rest.start() if rest else len(folded)
        return Piece(unit.document.id, unit.start + told.start(), unit.start + end)
    return None


def _needed_heading(query: Query, unit: Unit) -> Piece | None:
    """Return the heading that a sentence needs to answer "when?" or "who?", if it needs one."""
    wants_time = "when" in query.asks or ("yesno" in query.asks and bool(query.times.quarters))
    wants_body = bool(query.asks & {"person", "body"})
    if not wants_time and not wants_body:
        return None
    for piece in _headings(unit):
        words = unit.document.text[piece.start : piece.end]
        if wants_time and _TIMED.search(fold(words)) and not times(unit.text).quarters:
            return piece
        if wants_body and BODY.search(fold(words)) and not _starts_with_body(unit.text):
            return piece
        if wants_body:
            return None
    return None


def _starts_with_body(text: str) -> bool:
    return BODY.search(" ".join(folded_syllables(text)[:6])) is not None
