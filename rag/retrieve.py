"""Query -> evidence: route to documents first, then rank passages inside them."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from langchain_core.embeddings import Embeddings

from rag.accents import restored
from rag.catalog import Candidate, Catalog, Route, covers
from rag.domain import Card, Evidence, Passage, Question, SectionKind
from rag.evidence import Group, Retrieval
from rag.features import features
from rag.index.base import DenseIndex, LexicalIndex, Scope
from rag.library import Library
from rag.question import Query, Wording, is_english, understand
from rag.ranking import Table, rank, table, weigh
from rag.times import title_times
from rag.typos import mend, respell
from rag.vietnamese import fold, has_accents

logger = logging.getLogger(__name__)

DOCUMENTS = 8
"""Documents looked into for one group; routing by name rarely leaves more."""
TABLES = 256
"""Documents whose counted features are kept in memory (about 1 MB for a 100 kB document)."""
DEPTH = 60
"""Passages asked of each index."""
FIRST = 2
"""Official wordings of an everyday phrase that help to choose documents; all rank passages."""
HEARD = 3
"""Best passages of an everyday phrase in which it is looked for word for word."""
VOTERS = 240
"""Passages that vote for documents: near-identical plans share the best places."""
TITLE = 0.35
"""Weight left to words of the routed document's own title."""
DENSE = {"accented": 0.35, "nameless": 0.5, "bare": 0.3, "english": 0.5}
"""Share of the dense score by how a question is typed: e5 loses half without accents, and gets
restored ones. Words weigh less where no document is named, since many have them: gold span in
answer and quotes for 298 such XQuAD-vi questions 0.826, 0.906 at 0.35, 0.832, 0.916 at 0.5, 0.826,
0.913 at 0.65."""
LIST_TITLE = 0.1
"""The same in a list question, which asks for a section of the document that it names."""
TASK = 0.3
"""Weight left, in a list question, to the words that ask for tasks ("có trách nhiệm gì")."""
CONTEXT = 0.15
"""Weight of the words of earlier turns when passages are ranked."""
BARE: frozenset[SectionKind] = frozenset({"heading", "header", "recipients", "signature"})
"""Passages that are no statements: they lead to sections, they do not answer."""
_TASK_PHRASES = (
    "trách nhiệm",
    "nhiệm vụ",
    "nội dung",
    "công việc",
    "việc thực hiện",
    "thực hiện kế hoạch",
    "phải làm",
    "làm những",
    "những việc",
    "được giao",
)
TASK_WORDS = frozenset(feature for phrase in _TASK_PHRASES for feature in features(phrase))


class Retriever:
    """Search over one library and its two indexes; safe to call from several threads."""

    def __init__(
        self,
        *,
        library: Library,
        dense: DenseIndex,
        lexical: LexicalIndex,
        embeddings: Embeddings,
    ) -> None:
        """Keep the parts; catalogue and tables are read when first needed."""
        self._library = library
        self._dense = dense
        self._lexical = lexical
        self._embeddings = embeddings
        self._lock = threading.Lock()
        self._catalogs: dict[tuple[str, ...], tuple[int, Catalog]] = {}
        self._tables: OrderedDict[str, Table] = OrderedDict()

    def catalog(self, labels: Sequence[str]) -> Catalog:
        """Return the catalogue of what these labels may see, as of the library's revision."""
        key = tuple(sorted(labels))
        revision = self._library.revision()
        with self._lock:
            held = self._catalogs.get(key)
        if held is None or held[0] != revision:
            cards = [card for card in self._library.cards(key) if card.searched]
            held = (revision, Catalog(cards))
            with self._lock:
                self._catalogs[key] = held
        return held[1]

    def table(self, document_id: str) -> Table:
        """Return the counted features of a document's passages."""
        with self._lock:
            held = self._tables.get(document_id)
            if held is not None:
                self._tables.move_to_end(document_id)
                return held
        told = title_times(self._library.card(document_id).metadata).tokens()
        counted = table(self._library.passages(document_id), told)
        with self._lock:
            self._tables[document_id] = counted
            while len(self._tables) > TABLES:
                self._tables.popitem(last=False)
        return counted

    def retrieve(self, question: Question, text: str, context: str = "") -> Retrieval:
        """Find the evidence for a question whose own words are `text`.

        `context` holds words of earlier turns: they help to route and, weakly, to rank.
        """
        catalog = self.catalog(question.labels)
        scope = Scope(labels=question.labels)
        query = respell(
            understand(text),
            catalog.spelling,
            lambda word: bool(self._lexical.search(word, 1, scope)),
        )
        route = catalog.route(query, question.filters)
        background = understand(context) if context else None
        if background is not None and not route.named:
            earlier = catalog.route(background, question.filters)
            route = Route(
                groups=earlier.groups,
                consumed=route.consumed,
                title_words=earlier.title_words,
                own_numbers=route.own_numbers | earlier.own_numbers,
                unknown=route.unknown or earlier.unknown,
                unmet_years=route.unmet_years,
            )
        unknown = tuple(name for name in route.unknown if not self._mentioned(name, question))
        if unknown:
            return Retrieval(query, route, (), unknown)
        if route.named:
            chosen = [self._narrow(group, query, route, question) for group in route.groups]
        else:
            allowed = catalog.filtered(question.filters)
            words = text if background is None else f"{context} {text}"
            chosen = [self._of_years(self._search(query, words, question, allowed), query)]
        chosen = [catalog.relations.without_drafts(cards, query.text) for cards in chosen]
        query = mend(query, self._known(chosen), route.consumed)
        groups = tuple(
            self._group(cards, query, route, question, background) for cards in chosen if cards
        )
        return Retrieval(query, route, groups, ())

    def search(
        self, text: str, *, k: int, lexical: float, dense: float, labels: Sequence[str]
    ) -> list[Evidence]:
        """Plain search over all passages: both indexes, scores scaled to 1 and weighed."""
        scope = Scope(labels=tuple(labels))
        found: dict[str, list[float]] = {}
        if lexical:
            hits = self._lexical.search(text, max(k, DEPTH), scope)
            top = max((hit.score for hit in hits), default=1.0) or 1.0
            for hit in hits:
                found.setdefault(hit.passage_id, [0.0, 0.0])[0] = hit.score / top
        if dense:
            near = self._accented(text, found) if lexical else text
            hits = self._dense.search(self._embeddings.embed_query(near), max(k, DEPTH), scope)
            scaled = _scaled({hit.passage_id: hit.score for hit in hits})
            for passage_id, score in scaled.items():
                found.setdefault(passage_id, [0.0, 0.0])[1] = score
        passages = self._library.passages_by_id(list(found))
        evidence = [
            Evidence(passages[key], lexical * lex + dense * den, lex, den)
            for key, (lex, den) in found.items()
            if key in passages
        ]
        evidence.sort(key=lambda item: (-item.score, item.passage.id))
        return evidence[:k]

    def _accented(self, text: str, found: Iterable[str]) -> str:
        """Return a text typed without diacritics with those of the passages that its words find."""
        if has_accents(text) or is_english(text):
            return text
        passages = self._library.passages_by_id(list(found)[:DEPTH])
        return restored(text, [passage.text for passage in passages.values()])

    def _mentioned(self, name: str, question: Question) -> bool:
        """Tell whether a name that no document carries stands in some text all the same."""
        words = fold(name)
        unit = "" if " " in words else r"(?:phuong|xa|quan|huyen|tinh|thanh pho|thi tran|thi xa) "
        pattern = re.compile(rf"\b{unit}{re.escape(words)}\b")
        hits = self._lexical.search(name, 20, Scope(labels=question.labels))
        passages = self._library.passages_by_id([hit.passage_id for hit in hits])
        return any(pattern.search(fold(passage.text)) for passage in passages.values())

    def _narrow(
        self, group: Sequence[Candidate], query: Query, route: Route, question: Question
    ) -> tuple[Card, ...]:
        """Keep at most DOCUMENTS of a named group, those that hold the asking words first."""
        cards = [candidate.card for candidate in group]
        if len(cards) > DOCUMENTS:
            cards = self._search(query, _without(query, route.consumed), question, cards)
        return tuple(cards[:DOCUMENTS])

    def _search(
        self, query: Query, words: str, question: Question, cards: Sequence[Card]
    ) -> list[Card]:
        """Find documents by what stands in them: the best passages of both indexes vote."""
        by_id = {card.id: card for card in cards}
        everything = len(by_id) == len(self.catalog(question.labels).cards)
        scope = Scope(labels=question.labels, document_ids=() if everything else tuple(by_id))
        votes: dict[str, float] = {}
        lexical = self._lexical.search(f"{words} {self._official(query, scope)}", VOTERS, scope)
        top = max((hit.score for hit in lexical), default=1.0) or 1.0
        scores = {hit.passage_id: hit.score / top for hit in lexical}
        if words.strip():
            text = self._accented(words, scores)
            near = self._dense.search(self._embeddings.embed_query(text), DEPTH, scope)
            for passage_id, score in _scaled({h.passage_id: h.score for h in near}).items():
                scores[passage_id] = scores.get(passage_id, 0.0) + 0.5 * score
        for passage_id, score in scores.items():
            document_id = passage_id.rsplit(":", 1)[0]
            votes[document_id] = max(score, votes.get(document_id, 0.0))
        catalog = self.catalog(question.labels)
        ranked = sorted(
            (key for key in votes if key in by_id),
            key=lambda key: -(votes[key] + catalog.prior(by_id[key], query)),
        )
        return [by_id[key] for key in ranked]

    def _official(self, query: Query, scope: Scope) -> str:
        """Return official wordings of the everyday phrases that no passage has word for word."""
        found: list[str] = []
        for phrase, wordings in query.everyday(frozenset()):
            hits = self._lexical.search(phrase, HEARD, scope)
            passages = self._library.passages_by_id([hit.passage_id for hit in hits])
            if not any(phrase in fold(passage.text) for passage in passages.values()):
                found += wordings[:FIRST]
        return " ".join(found)

    def _of_years(self, cards: Sequence[Card], query: Query) -> tuple[Card, ...]:
        """Keep the best documents, of the years asked about where some are or speak of them."""
        years = query.times.years
        kept = [
            card
            for card in cards[: 4 * DOCUMENTS if years else DOCUMENTS]
            if any(covers(card, y) or str(y) in self.table(card.id).holders for y in years)
        ]
        return tuple((kept or cards)[:DOCUMENTS])

    def _known(self, chosen: Sequence[Sequence[Card]]) -> Callable[[str], bool]:
        tables = [self.table(card.id) for cards in chosen for card in cards]
        return _holds(tables)

    def _group(
        self,
        cards: Sequence[Card],
        query: Query,
        route: Route,
        question: Question,
        background: Query | None,
    ) -> Group:
        tables = tuple(self.table(card.id) for card in cards)
        known = _holds(tables)
        meaning = query.meaning(route.consumed, known, _wording(route))
        terms = _terms(query, route, background, meaning.weights, known)
        weights = weigh(terms, tables)
        lexical = rank(weights, tables)
        text = query.reworded(route.consumed, known)
        if background is not None:
            text = f"{text} {background.text}"
        best = sorted(lexical, key=lambda key: -lexical[key])
        similar = self._similar(self._accented(text, best), cards, question)
        dense = _scaled(similar)
        share = DENSE[_typing(query, route)]
        catalog = self.catalog(question.labels)
        priors = {card.id: catalog.prior(card, query) for card in cards}
        evidence = [
            Evidence(
                passage,
                (1 - share) * lexical.get(passage.id, 0.0)
                + share * dense.get(passage.id, 0.0)
                + 0.1 * priors[passage.document_id],
                lexical.get(passage.id, 0.0),
                dense.get(passage.id, 0.0),
            )
            for entry in tables
            for passage in entry.passages
            if (passage.id in lexical or passage.id in dense) and _states(passage)
        ]
        evidence.sort(key=lambda item: (-item.score, item.passage.document_id, item.passage.start))
        falling = tuple(sorted(similar.values(), reverse=True))
        return Group(
            tuple(cards),
            tuple(evidence[:DEPTH]),
            terms,
            weights,
            tables,
            meaning.own,
            meaning.meant,
            falling,
        )

    def _similar(self, text: str, cards: Iterable[Card], question: Question) -> dict[str, float]:
        scope = Scope(labels=question.labels, document_ids=tuple(card.id for card in cards))
        hits = self._dense.search(self._embeddings.embed_query(text), DEPTH, scope)
        return {hit.passage_id: hit.score for hit in hits}


def _holds(tables: Sequence[Table]) -> Callable[[str], bool]:
    return lambda feature: any(feature in entry.holders for entry in tables)


def _terms(
    query: Query,
    route: Route,
    background: Query | None,
    terms: dict[str, float],
    known: Callable[[str], bool],
) -> dict[str, float]:
    """Return the features that rank inside the documents: what names them counts little."""
    naming = query.places_of(route.title_words)
    asking = query.terms(route.consumed | naming, known, _wording(route))
    share = LIST_TITLE if "list" in query.asks else TITLE
    for feature in list(terms):
        if feature[0] == "#" and feature in route.own_numbers:
            del terms[feature]
        elif feature not in asking:
            terms[feature] *= share
    if "list" in query.asks:
        _weigh_tasks(terms, asking)
    if background is not None:
        for feature, weight in background.terms().items():
            if feature[0] == "@" and query.times.tokens():
                continue
            terms.setdefault(feature, CONTEXT * weight)
    return terms


def _typing(query: Query, route: Route) -> str:
    """Return the key of DENSE for a question."""
    if query.english:
        return "english"
    if not query.accented:
        return "bare"
    return "accented" if route.named else "nameless"


def _wording(route: Route) -> Wording:
    """Return whether official wordings stand beside everyday words that some document has.

    Many documents have them where none is named, and not in the sentence that answers.
    """
    return "typed" if route.named else "any"


def _weigh_tasks(terms: dict[str, float], asking: Mapping[str, float]) -> None:
    """Let the words that ask for tasks count little, unless nothing else is asked of the document.

    "Kế hoạch bảo vệ môi trường nêu những nhiệm vụ nào?" asks for the section that is called so:
    there the words of the title do not count at all.
    """
    if any("_" in f and w >= 1.0 and f in terms for f, w in asking.items() if f not in TASK_WORDS):
        for feature in TASK_WORDS & terms.keys():
            terms[feature] *= TASK
        return
    if any("_" in feature and feature in terms for feature in TASK_WORDS & asking.keys()):
        for feature in [f for f in terms if f not in asking]:
            del terms[feature]


def _states(passage: Passage) -> bool:
    """Tell whether a passage can answer: headings, header, recipients and signature cannot."""
    if passage.kind in BARE:
        return False
    return not any(fold(heading).startswith("noi nhan") for heading in passage.path)


def _without(query: Query, places: frozenset[int]) -> str:
    """Return the question's text without the words at the given places, for the embedding."""
    kept = [token.typed for place, token in enumerate(query.tokens) if place not in places]
    return " ".join(kept) or query.text


def _scaled(scores: dict[str, float]) -> dict[str, float]:
    """Scale cosine similarities to 0..1 over what was found (e5 keeps them within 0.75..0.95)."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = (high - low) or 1.0
    return {key: (score - low) / width for key, score in scores.items()}
