"""Evidence -> what to say: header fact, whole list, or sentence; else a refusal or a question back.

Pure: documents come through `load`; nothing is searched here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from rag.answer import header
from rag.answer.cells import rows_naming
from rag.answer.confidence import Confidence, Judge, confidence
from rag.answer.draft import Draft, Line
from rag.answer.enumeration import Target, enumerate_section, targets
from rag.answer.extract import Unit, facts, several, units
from rag.answer.premise import Refusal, false_premise
from rag.answer.reranking import Ranker, reranked, similar
from rag.answer.summary import nothing_else, summary, summary_asked
from rag.catalog import Candidate
from rag.domain import Card, Document
from rag.evidence import Group, Retrieval
from rag.messages import say
from rag.question import Query
from rag.sections import above
from rag.sections import name as section_name
from rag.times import time_spans
from rag.vietnamese import fold

LIST_COVERS = 0.4
"""Share of the question that a section's headings must cover to be its list."""
NEAR_FACT = 0.8
"""How much of what the best sentence covers the headings of a list must cover."""
ALIKE = 0.97
"""Documents whose best scores are this close cannot be told apart by the question."""
ALIKE_NAMELESS = 0.9
"""The same where the question names no document. Gold span in answer and quotes, 225 XQuAD-vi
questions: 0.862, 0.924 at 0.97, 0.867, 0.933 at 0.9."""
ALIKE_SCORE = 0.8
"""The same where the question names no document and the other says all of its words as well."""
SAME_FIT = 0.05
"""Documents whose titles fit a question this much alike are equally meant."""
GROUPED = 3
"""Up to so many documents are answered side by side; more are asked back."""


@dataclass(frozen=True, slots=True)
class AskBack:
    """The documents that could equally be meant; `key` of rag.messages asks which one is."""

    cards: tuple[Card, ...]
    key: str = "clarify"


Load = Callable[[str], Document]
Outcome = Draft | Refusal | AskBack


def compose(
    retrieval: Retrieval,
    load: Load,
    *,
    own_number: Callable[[str], bool],
    prior: Callable[[Card], float],
    judge: Judge | None,
    ranker: Ranker | None = None,
) -> Outcome:
    """Decide what to say about everything that was found.

    `prior` (0 to 1) says how well a document's title and kind fit the question. `judge` is known
    for the bundled embedding model alone; without it only words are judged. `ranker` is a
    cross-encoder, if one is set.
    """
    refusal = false_premise(retrieval, own_number)
    if refusal:
        return refusal
    if summary_asked(retrieval.query):
        gist = _summarized(retrieval, load, prior)
        if gist is not None:
            return gist
    outcomes = [_group(retrieval, group, load, judge, ranker) for group in retrieval.groups]
    drafts = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
    if not drafts:
        backs = [outcome for outcome in outcomes if isinstance(outcome, AskBack)]
        if backs:
            return backs[0]
        refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
        return refusals[0] if refusals else Refusal("not_found", {})
    return _side_by_side([(load(draft.lines[0].pieces[0].document_id), draft) for draft in drafts])


def _summarized(retrieval: Retrieval, load: Load, prior: Callable[[Card], float]) -> Outcome | None:
    """Sum up the document that is named; None where the question asks for something inside it."""
    query, consumed = retrieval.query, retrieval.route.consumed
    cards = list(dict.fromkeys(card for group in retrieval.groups for card in group.cards))
    meant = [card for card in cards if nothing_else(header.residue(query, [card], consumed))]
    if not meant:
        return None
    if retrieval.route.unmet_years:
        return _other_year(retrieval)
    fits = {card.id: prior(card) for card in meant}
    best = max(fits.values())
    meant = [card for card in meant if fits[card.id] >= best - SAME_FIT]
    if len(meant) > 1:
        return AskBack(tuple(meant), "clarify_summary")
    return summary(load(meant[0].id))


def _group(
    retrieval: Retrieval, group: Group, load: Load, judge: Judge | None, ranker: Ranker | None
) -> Outcome:
    about = _header(retrieval, group, load)
    if about is not None:
        return about
    query = retrieval.query
    found = units(query, group.weights, group.evidence, load)
    if "list" in query.asks and _year_unsaid(retrieval, group):
        return _other_year(retrieval)
    spread = several(query, group.weights, found)
    if spread is not None:
        return spread
    named = rows_naming(query, [load(card.id) for card in group.cards])
    if named is not None:
        return named
    if "list" in query.asks:
        lists = targets(query, group.weights, [load(card.id) for card in group.cards])
        if lists and _is_list(query, lists[0], found, group):
            if _of_another_year(retrieval, lists[0]):
                return _other_year(retrieval)
            return _alike_lists(group, lists)
    named = retrieval.route.named
    fit = judge if query.accented and not query.numbers and not named else None
    by = judge if query.accented and group.meant else fit
    ranker = ranker or (similar(by.near) if by else None)
    if ranker is not None and found:
        found = reranked(query, found, ranker)
    judged = confidence(retrieval, group, found, fit)
    if not judged.enough(named=named, judge=fit):
        return _unanswered(retrieval, judged)
    return _alike_facts(query, group, found, named=named)


def _year_unsaid(retrieval: Retrieval, group: Group) -> bool:
    """Tell whether no document is for the years asked about, and none says them either."""
    unmet = retrieval.route.unmet_years
    said = (f for table in group.tables for f in table.holders)
    return bool(unmet) and not {str(year) for year in unmet} & set(said)


def _of_another_year(retrieval: Retrieval, target: Target) -> bool:
    """Tell whether a list stands in a document and under headings of other years than asked."""
    sections = target.document.sections
    outer = [target.section, *above(sections, target.section)]
    headings = " ".join(section_name(section) for section in outer)
    unmet = retrieval.route.unmet_years
    return bool(unmet) and not any(str(year) in headings for year in unmet)


def _is_list(query: Query, best: Target, found: Sequence[Unit], group: Group) -> bool:
    if best.score < LIST_COVERS:
        return False
    if query.times.quarters or not found:
        return True
    return best.score >= NEAR_FACT * group.weights.covered(found[0].own)


def _alike_lists(group: Group, lists: Sequence[Target]) -> Outcome:
    best: dict[str, Target] = {}
    for target in lists:
        if target.score >= ALIKE * lists[0].score:
            best.setdefault(target.document.id, target)
    if len(best) > GROUPED:
        return AskBack(_cards(group, best))
    return _side_by_side([(target.document, enumerate_section(target)) for target in best.values()])


def _alike_facts(query: Query, group: Group, found: Sequence[Unit], *, named: bool) -> Outcome:
    best: dict[str, Unit] = {}
    said = found[0].own & group.weights.values.keys()
    for unit in found:
        as_good = not named and unit.own >= said
        least = ALIKE_SCORE if as_good else ALIKE if named else ALIKE_NAMELESS
        if unit.score >= least * found[0].score:
            best.setdefault(unit.document.id, unit)
    if query.numbers and len({fold(unit.text) for unit in best.values()}) == 1:
        best = dict(list(best.items())[:1])  # all cite it in the same words: one is enough
    if len(best) > GROUPED:
        return AskBack(_cards(group, best))
    answers: list[tuple[Document, Draft]] = []
    for unit in best.values():
        own = [other for other in found if other.document is unit.document]
        draft = facts(query, group.weights, own, nameless=not named)
        if draft is not None:
            if not named and len(best) > 1:  # several documents fit: the best sentence of each
                draft = replace(draft, lines=draft.lines[:1])
            answers.append((unit.document, replace(draft, nameless=not named)))
    return _side_by_side(answers) if answers else Refusal("not_found", {})


def _side_by_side(answers: Sequence[tuple[Document, Draft]]) -> Draft:
    """Put one answer a document under another, each behind its issuer; one alone stays as it is."""
    if len(answers) == 1:
        return answers[0][1]
    lines: list[Line] = []
    for document, draft in answers:
        issuer = document.metadata.issuer
        for place, line in enumerate(draft.lines):
            lead = f"{issuer.value}: " if issuer and place == 0 else ""
            lines.append(replace(line, lead=lead + line.lead))
    return Draft(tuple(lines), bullets=True, nameless=any(draft.nameless for _, draft in answers))


def _cards(group: Group, ids: Container[str]) -> tuple[Card, ...]:
    return tuple(card for card in group.cards if card.id in ids)


def _unanswered(retrieval: Retrieval, judged: Confidence) -> Refusal:
    if judged.year_missing:
        return _other_year(retrieval)
    if judged.time_missing:
        spans = time_spans(retrieval.query.text)
        times = ", ".join(retrieval.query.text[start:end] for start, end in spans)
        return Refusal("unknown_time", {"times": times})
    return Refusal("not_found", {})


def _other_year(retrieval: Retrieval) -> Refusal:
    years = ", ".join(str(year) for year in retrieval.query.times.years)
    return Refusal("unknown_year", {"years": years})


def _header(retrieval: Retrieval, group: Group, load: Load) -> Outcome | None:
    """Answer a question about the document itself; None if it asks for more than that."""
    query, route = retrieval.query, retrieval.route
    if not route.named:
        return None
    office = header.office_asked(query)
    wanted = query.asks & {"signer", "issued_on", "recipients", "number", "outline", "office"}
    if not wanted and office is None:
        return None
    chosen = _meant(route.groups, group)
    others = [c.card for c in route.candidates() if c.card not in group.cards]
    chosen = [card for card in chosen if not header.residue(query, [card, *others], route.consumed)]
    if not chosen:
        return None
    if route.unmet_years:
        return _other_year(retrieval)
    if len(chosen) > GROUPED:
        return AskBack(tuple(chosen))
    answers: list[tuple[Document, Draft]] = []
    for card in chosen:
        document = load(card.id)
        draft = _field(query, document, office)
        if draft is not None:
            answers.append((document, draft))
    if not answers:
        if office is not None and not wanted:
            return Refusal("not_signer", {})
        what = next((w for w in ("number", "issued_on", "recipients", "signer") if w in wanted), "")
        return Refusal("blank", {"what": what or "signer"})
    return _side_by_side(answers)


def _meant(groups: Sequence[Sequence[Candidate]], group: Group) -> list[Card]:
    """Return the documents of the group that its title and kind words fit best."""
    ids = {card.id for card in group.cards}
    ranked = [c for candidates in groups for c in candidates if c.card.id in ids]
    if not ranked:
        return []
    top = max(candidate.prior for candidate in ranked)
    return [candidate.card for candidate in ranked if candidate.prior >= top - SAME_FIT]


def _field(query: Query, document: Document, office: str | None) -> Draft | None:
    """Return the header fact that is asked for."""
    asks = query.asks
    if office is not None and "signer" not in asks:
        return header.signature(document) if header.holds_office(document, office) else None
    if "outline" in asks:
        return header.main_parts(document)
    if "recipients" in asks:
        return header.recipients(document)
    if "number" in asks and "signer" not in asks:
        return _labelled(query, "number", header.fact_line(document, document.metadata.number))
    if "issued_on" in asks:
        date = header.issued_on(document, day_asked=not _month_asked(query))
        return _labelled(query, "issued_on", date)
    if "signer" in asks or "office" in asks:
        return _labelled(query, "signer", header.signature(document))
    return _labelled(query, "number", header.fact_line(document, document.metadata.number))


def _labelled(query: Query, field: str, draft: Draft | None) -> Draft | None:
    """Put the name of the header field before its value, in the language of the question."""
    if draft is None:
        return None
    label = say(f"label_{field}", "en" if query.english else "vi")
    return replace(draft, lines=tuple(replace(line, lead=label) for line in draft.lines))


def _month_asked(query: Query) -> bool:
    words = {token.word for token in query.tokens}
    return bool(words & {"month", "thang", "year"}) and not words & {"ngay", "date", "day"}
