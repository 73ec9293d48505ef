"""Which documents a question names: cards and a query in, candidate documents out (pure).

Names come from the library's own metadata (issuer, place, number, title), so a new archive needs no
new code. Words that name a document are reported as consumed: inside it they stop counting.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.domain import Card, Filters
from rag.naming import name_before, names, proper_name, unit_beside, units_in
from rag.question import Query, Token
from rag.relations import Relations
from rag.times import title_times
from rag.typos import spelling
from rag.vietnamese import bigrams, fold, folded_syllables, number_key, syllables

KINDS = (
    "kế hoạch",
    "báo cáo",
    "chỉ thị",
    "chương trình",
    "quyết định",
    "nghị quyết",
    "công văn",
    "thông báo",
    "hướng dẫn",
    "kết luận",
    "quy định",
    "đề án",
    "tờ trình",
)
_KIND_ALIASES = {"kh": "kế hoạch", "bc": "báo cáo", "plan": "kế hoạch", "report": "báo cáo"}
_AMENDMENT = re.compile(r"sua doi|bo sung|thay the|dieu chinh|bai bo|\bamend|\breplac")
_YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST_NAME = 12
NAMED_TITLE = 0.4
"""Share of a title from which on the question gives it."""
CLEARLY = 0.2
"""A document whose title is given so much less than the best one's is not meant."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the question that names documents: tokens [first, last) and the documents."""

    first: int
    last: int
    cards: frozenset[int]
    level: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be meant; `prior` (0 to 1) says how well its title and kind agree."""

    card: Card
    prior: float


@dataclass(frozen=True, slots=True)
class Route:
    """Where to look: groups of candidates, one group for each thing that the question names."""

    groups: tuple[tuple[Candidate, ...], ...]
    consumed: frozenset[int]
    title_words: frozenset[str]
    own_numbers: frozenset[str]
    """Features "#8-kh-du" of the numbers that the question names documents by."""
    unknown: tuple[str, ...]
    unmet_years: tuple[int, ...]

    @property
    def named(self) -> bool:
        """Tell whether the question names a document at all."""
        return bool(self.groups)

    def candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates of all groups, best prior first, each document once."""
        best: dict[str, Candidate] = {}
        for group in self.groups:
            for candidate in group:
                held = best.get(candidate.card.id)
                if held is None or held.prior < candidate.prior:
                    best[candidate.card.id] = candidate
        return tuple(sorted(best.values(), key=lambda item: -item.prior))


class Catalog:
    """The cards of the library, ready to be matched with questions."""

    def __init__(self, cards: Sequence[Card]) -> None:
        """Index names, numbers and titles of all cards."""
        self.cards = tuple(cards)
        self.relations = Relations(self.cards)
        self._names: dict[tuple[str, ...], set[int]] = {}
        self._typed: dict[tuple[str, ...], set[int]] = {}
        self._numbers: dict[str, set[int]] = {}
        self._amending: dict[str, set[int]] = {}
        self._titles: dict[str, frozenset[str]] = {}
        counts: Counter[str] = Counter()
        for place, card in enumerate(self.cards):
            for name in names(card):
                self._names.setdefault(tuple(folded_syllables(name)), set()).add(place)
                self._typed.setdefault(tuple(syllables(name)), set()).add(place)
            if card.metadata.number:
                key = number_key(card.metadata.number.value)
                self._numbers.setdefault(key, set()).add(place)
            for amended in card.metadata.amends:
                self._amending.setdefault(number_key(amended.value), set()).add(place)
            title = _title_pairs(card)
            self._titles[card.id] = title
            counts.update(title)
        titles = (card.metadata.title.value for card in self.cards if card.metadata.title)
        self.spelling = spelling([*KINDS, *dict.fromkeys(titles)])
        total = len(self.cards)
        self._idf = {pair: math.log(1 + total / count) for pair, count in counts.items()}

    def own_number(self, key: str) -> bool:
        """Tell whether a document number belongs to a document of the library."""
        return key in self._numbers

    def route(self, query: Query, filters: Filters | None = None) -> Route:
        """Find the documents that the question names, by number, body, place, year and title."""
        allowed = self._allowed(filters or Filters())
        mentions = [
            Mention(m.first, m.last, m.cards & allowed, m.level)
            for m in _outermost(self._mentions(query))
            if m.cards & allowed
        ]
        consumed = _consumed(query, mentions)
        groups = _grouped(mentions)
        wanted = query.times.years
        unmet: tuple[int, ...] = ()
        if groups and wanted:
            dated = [self._of_years(group, wanted) for group in groups]
            if any(dated):
                groups = [year or group for year, group in zip(dated, groups, strict=True)]
            else:
                unmet = wanted
        groups = [self._of_quarter(group, query) for group in groups]
        ranked = tuple(self._meant(self._ranked(group, query), query) for group in groups)
        title_words: set[str] = set()
        for group in ranked:
            for candidate in group[:3]:
                title_words.update(bigrams(_title(candidate.card)))
                kind = candidate.card.metadata.kind
                if kind:
                    title_words.update(bigrams(folded_syllables(kind.value)))
        return Route(
            groups=ranked,
            consumed=consumed,
            title_words=frozenset(title_words),
            own_numbers=frozenset(f"#{key}" for key in query.numbers if key in self._numbers),
            unknown=self._unknown(query, consumed),
            unmet_years=unmet,
        )

    def prior(self, card: Card, query: Query) -> float:
        """Say how well kind, years and title of a document agree with the question (0 to 1)."""
        score = 0.6 * self._title_share(card, query)
        kind = card.metadata.kind
        asked = _kinds(query)
        if kind and asked:
            score += 0.2 if fold(kind.value) in asked else -0.1
        if query.times.years and set(query.times.years) & set(card.metadata.years):
            score += 0.2
        return max(0.0, min(1.0, score))

    def _title_share(self, card: Card, query: Query) -> float:
        """Return how much of a title the question says, rare pairs of words weighing more."""
        pairs = {feature for feature in query.terms() if "_" in feature}
        pairs.update(bigrams([token.word for token in query.tokens]))
        title = self._titles.get(card.id, frozenset())  # withdrawn since the question began
        whole = sum(self._idf.get(pair, 0.0) for pair in title) or 1.0
        return sum(self._idf.get(pair, 0.0) for pair in title & pairs) / whole

    def _allowed(self, filters: Filters) -> frozenset[int]:
        return frozenset(place for place, card in enumerate(self.cards) if _passes(card, filters))

    def filtered(self, filters: Filters) -> tuple[Card, ...]:
        """Return the cards that the asker's filters let through."""
        return tuple(card for card in self.cards if _passes(card, filters))

    def _mentions(self, query: Query) -> list[Mention]:
        tokens = query.tokens
        units = units_in(tokens)
        found: list[Mention] = []
        for first in range(len(tokens)):
            for size in range(min(LONGEST_NAME, len(tokens) - first), 0, -1):
                words = tuple(token.word for token in tokens[first : first + size])
                cards = self._names.get(words)
                if not cards:
                    continue
                level = unit_beside(units, first, first + size)[2]
                if size == 1 and not level:
                    continue
                typed = tuple(token.typed.lower() for token in tokens[first : first + size])
                exact = self._typed.get(typed)
                if exact is None and not "".join(typed).isascii() and size < 3 and not level:
                    continue
                found.append(Mention(first, first + size, frozenset(exact or cards), level))
                break
        for key in query.numbers:
            if key in self._numbers:
                first, last = _number_place(tokens, key)
                cards = self._amending.get(key) if _AMENDMENT.search(fold(query.text)) else None
                found.append(Mention(first, last, frozenset(cards or self._numbers[key]), 9))
        return found

    def _of_years(self, group: frozenset[int], years: Sequence[int]) -> frozenset[int]:
        return frozenset(
            place for place in group if any(covers(self.cards[place], year) for year in years)
        )

    def _of_quarter(self, group: frozenset[int], query: Query) -> frozenset[int]:
        """Keep the reports of the quarter asked about where reports are asked for, or are all."""
        asked = set(query.times.quarters)
        told = {place: set(title_times(self.cards[place].metadata).quarters) for place in group}
        reports = fold("báo cáo") in _kinds(query) or all(told.values())
        kept = frozenset(place for place in group if asked & told[place])
        return kept if asked and reports and kept else group

    def _meant(self, ranked: tuple[Candidate, ...], query: Query) -> tuple[Candidate, ...]:
        """Drop the documents that a question which gives a title clearly does not mean."""
        if not ranked:
            return ranked
        shares = [self._title_share(candidate.card, query) for candidate in ranked]
        if max(shares) < NAMED_TITLE:
            return ranked
        least = max(shares) - CLEARLY
        return tuple(c for c, share in zip(ranked, shares, strict=True) if share >= least)

    def _ranked(self, group: Iterable[int], query: Query) -> tuple[Candidate, ...]:
        candidates = [Candidate(self.cards[n], self.prior(self.cards[n], query)) for n in group]
        return tuple(sorted(candidates, key=lambda item: (-item.prior, item.card.source)))

    def _unknown(self, query: Query, consumed: frozenset[int]) -> tuple[str, ...]:
        """Return names after a unit word ("phường Kim Liên") that no document carries."""
        found: list[str] = []
        tokens = query.tokens
        for place, (size, _) in units_in(tokens).items():
            if query.english and tokens[place].typed.isascii():
                name = name_before(query, place)
            else:
                name = proper_name(query, place + size)
            if name and not set(name) & consumed:
                found.append(" ".join(tokens[at].typed for at in name))
        return tuple(found)


def covers(card: Card, year: int) -> bool:
    """Tell whether a document is for a year: named, within its period, or it names no year."""
    years = card.metadata.years
    return not years or year in years or (len(years) > 1 and min(years) <= year <= max(years))


def _passes(card: Card, filters: Filters) -> bool:
    meta = card.metadata
    if filters.document_ids and card.id not in filters.document_ids:
        return False
    if filters.year is not None and not (meta.years and covers(card, filters.year)):
        return False
    if filters.issuer and fold(filters.issuer) not in fold(
        meta.issuer.value if meta.issuer else ""
    ):
        return False
    return not (filters.kind and fold(filters.kind) != fold(meta.kind.value if meta.kind else ""))


def _title(card: Card) -> list[str]:
    title = card.metadata.title
    return folded_syllables(title.value) if title else []


def _title_pairs(card: Card) -> frozenset[str]:
    """Return the pairs of words of a title that are neither its body's name nor its year."""
    words = _title(card)
    told = {word for name in names(card) for word in bigrams(folded_syllables(name))}
    pairs = [
        pair
        for pair in bigrams(words)
        if pair not in told and not any(_YEAR.fullmatch(word) for word in pair.split("_"))
    ]
    return frozenset(pairs or bigrams(words))


def _kinds(query: Query) -> set[str]:
    words = [token.word for token in query.tokens]
    text = f" {' '.join(words)} "
    asked = {fold(kind) for kind in KINDS if f" {fold(kind)} " in text}
    asked.update(fold(_KIND_ALIASES[word]) for word in words if word in _KIND_ALIASES)
    return asked


def _number_place(tokens: Sequence[Token], key: str) -> tuple[int, int]:
    parts = key.split("-")
    for first in range(len(tokens)):
        words = [token.word.lstrip("0") or "0" for token in tokens[first : first + len(parts)]]
        if words == parts:
            return first, first + len(parts)
    return 0, 0


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Drop mentions inside longer ones, and a province right after its ward."""
    kept = [
        mention
        for mention in mentions
        if not any(
            other is not mention
            and other.first <= mention.first
            and mention.last <= other.last
            and (other.last - other.first) > (mention.last - mention.first)
            for other in mentions
        )
    ]
    lowest = max((m.level for m in kept if m.level < 9), default=0)
    return [m for m in kept if not (0 < m.level < lowest and m.level == 1)]


def _consumed(query: Query, mentions: list[Mention]) -> frozenset[int]:
    """Return the places of naming words: names and the unit words beside them."""
    places: set[int] = set()
    tokens = query.tokens
    units = units_in(tokens)
    for mention in mentions:
        places.update(range(mention.first, mention.last))
        start, size, _ = unit_beside(units, mention.first, mention.last)
        places.update(range(start, start + size))
    if mentions:
        years = {str(year) for year in query.times.years}
        for place, token in enumerate(tokens):
            if token.word in years:
                places.add(place)
                if place and tokens[place - 1].word == "nam":
                    places.add(place - 1)
    return frozenset(places)


def _grouped(mentions: list[Mention]) -> list[frozenset[int]]:
    """Join mentions that speak of the same documents; a shared document wins over the rest."""
    groups: list[frozenset[int]] = []
    for mention in sorted(mentions, key=lambda m: (-m.level, len(m.cards), m.first)):
        for place, group in enumerate(groups):
            if group & mention.cards:
                groups[place] = group & mention.cards
                break
        else:
            groups.append(mention.cards)
    return groups
