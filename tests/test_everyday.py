from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.archive import make_plans
from eval.everyday import load_rows, make_everyday
from eval.matching import verbatim, words
from rag.everyday import FILE, Found, Word, find, lexicon, parse, spelled
from rag.features import features
from rag.question import OPTIONAL, Query, understand
from rag.vietnamese import WORD, bigrams, fold, folded_syllables

ENTRIES = dict(parse(FILE.read_text(encoding="utf-8")))
CASES = st.sampled_from(sorted(ENTRIES))


def found(question: str, *, bare: bool) -> dict[str, tuple[str, ...]]:
    typed = [
        Word(fold(match.group()), match.group(), match.start()) for match in WORD.finditer(question)
    ]
    return {
        " ".join(word.typed for word in typed[one.first : one.last]): one.meanings
        for one in find(typed, question, bare=bare)
    }


def test_every_phrase_has_an_official_wording_that_is_not_itself() -> None:
    assert len(ENTRIES) > 2000
    for phrase, wordings in ENTRIES.items():
        assert phrase == phrase.strip()
        assert 1 <= len(wordings) <= 4, phrase
        assert all(wording.strip() for wording in wordings), phrase
        assert phrase not in wordings


def test_no_phrase_is_explained_twice() -> None:
    explained = list(parse(FILE.read_text(encoding="utf-8")))
    assert len(explained) == len(ENTRIES)


@given(CASES)
def test_every_phrase_is_found_where_it_is_typed(phrase: str) -> None:
    assert found(f"Zzz {phrase} zzz?", bare=False)[phrase] == ENTRIES[phrase]


def test_almost_every_phrase_of_two_words_is_found_without_diacritics() -> None:
    longer = [phrase for phrase in ENTRIES if len(phrase.split()) > 1]
    bare = [
        phrase
        for phrase in longer
        if found(f"zzz {fold(phrase)} zzz?", bare=True).get(fold(phrase)) == ENTRIES[phrase]
    ]
    assert len(bare) > 0.95 * len(longer)


def test_one_word_alone_is_found_only_with_its_diacritics() -> None:
    assert "dẹp" in found("phường dẹp bao nhiêu chỗ?", bare=False)
    assert not found("phuong dep bao nhieu cho?", bare=True)


@pytest.mark.parametrize(
    "question",
    [
        "Phong trào “Chung tay vì người nghèo” do đơn vị nào phát động?",
        'Mô hình "Gắn kết xóm giềng" là gì?',
        "Hội Chị Em ở đâu?",
        "Có mấy ông chủ tịch?",
    ],
)
def test_names_titles_and_halves_of_words_are_no_everyday_phrases(question: str) -> None:
    assert not found(question, bare=False)


def test_the_longest_phrase_is_taken() -> None:
    assert list(found("ai đứng mũi chịu sào lo chuyện", bare=False)) == [
        "đứng mũi chịu sào",
        "lo chuyện",
    ]
    assert list(found("ai gặp cử tri, tiếp dân", bare=False)) == ["gặp cử tri", "tiếp dân"]


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("kì", "kỳ"), ("quí", "quý")])
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)
    assert spelled("hoa") != spelled("hòa")


@given(CASES)
def test_typed_words_are_never_taken_away(phrase: str) -> None:
    query = understand(f"Phường {phrase} bao nhiêu?")
    typed = {token.word for token in query.tokens if not token.stop}
    assert typed <= query.terms().keys()


@given(CASES)
def test_words_that_the_documents_have_are_not_replaced(phrase: str) -> None:
    query = understand(f"Phường {phrase} bao nhiêu?")
    everything = query.meaning(known=lambda feature: True)
    assert everything.meant == ()
    assert query.reworded(frozenset(), lambda feature: True) == " ".join(
        token.typed for token in query.tokens
    )


@given(CASES)
def test_a_phrase_no_wording_of_which_is_known_counts_as_typed(phrase: str) -> None:
    query = understand(f"Phường {phrase} bao nhiêu?")
    assert query.meaning(known=lambda feature: False).meant == ()


def test_questions_in_the_words_of_a_document_count_as_without_the_lexicon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Query, frozenset[str]]] = []
    for made in make_plans(70).documents:
        known = frozenset(features(made.text))
        said = [stated for _, stated, _ in made.sheet.figures]
        said += [item for listing in made.sheet.listings for item in listing.items]
        said += [made.sheet.lead, made.sheet.money, made.sheet.deadline]
        asked += [(understand(f"{one} Phải không?"), known) for one in said if one]
        asked += [(understand(fold(f"{one} Phải không?")), known) for one in said if one]
    explained = [query.everyday(frozenset()) for query, _ in asked]
    assert sum(map(bool, explained)) > 100
    weighed = [query.terms(known=known.__contains__) for query, known in asked]
    monkeypatch.setattr("rag.question.find", nothing_found)
    assert weighed == [query.terms(known=known.__contains__) for query, known in asked]


def nothing_found(_words: object, _text: str, *, bare: bool) -> list[Found]:
    assert bare in (True, False)
    return []


def test_of_several_wordings_those_of_the_documents_count() -> None:
    said = bigrams(folded_syllables("phụ trách"))
    query = understand("Việc này ai cầm trịch?")
    meaning = query.meaning(known=said.__contains__)
    assert meaning.meant == (("phụ trách",),)
    assert meaning.weights["phu_trach"] == 1.0
    assert "phu_trach" not in meaning.own
    assert meaning.weights["cam_trich"] <= OPTIONAL
    assert query.reworded(frozenset(), said.__contains__) == "Việc này ai phụ trách"


def test_an_english_question_has_no_everyday_vietnamese() -> None:
    assert (
        understand("How many people do the ward leaders meet in ban dan?").everyday_places == set()
    )


@given(st.text(max_size=200))
def test_any_text_is_searched_for_phrases(text: str) -> None:
    places = understand(text).everyday_places
    assert all(0 <= place < len(understand(text).tokens) for place in places)


def test_first_words_lead_to_all_phrases() -> None:
    known = lexicon()
    assert all(known.longest[fold(phrase).split()[0]] >= len(phrase.split()) for phrase in ENTRIES)


def test_everyday_questions_have_answers_in_the_words_of_the_plans() -> None:
    plans, cases = make_everyday()
    sources = {made.name: words(made.text) for made in plans.documents}
    for case in cases:
        assert "{" not in case.question
        for quote in case.evidence:
            assert verbatim(quote, sources[case.docs[0]]), case
    styles = [row.style for row in load_rows()]
    assert styles.count("colloquial") == styles.count("figurative") == 60
    assert sum(not row.about for row in load_rows()) == 60
    assert make_everyday()[1] == cases
