from __future__ import annotations

import random
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from eval.archive import SMALLEST, Made, Plans, make_plans, write_plans
from eval.asking import NOISES, SHARES, abbreviated, make_cases, mistyped
from eval.domain import Case, Quote, Reply
from eval.figures import summarize
from eval.layouts import PLAN_LAYOUTS
from eval.matching import holds, verbatim, words
from eval.metrics import score
from eval.topics import FIRST, SECOND
from rag.errors import InputError
from rag.vietnamese import fold

PLANS = make_plans(300)
CASES = make_cases(PLANS, 400)
SOURCES = {made.name: words(made.text) for made in PLANS.documents}


def oracle(case: Case) -> Reply:
    if case.wanted == "clarify":
        return Reply("clarify", choices=tuple(f"{name}.txt" for name in case.docs[:4]))
    if case.wanted == "not_found":
        return Reply("not_found", "Không có.")
    cites = tuple(Quote(f"{case.docs[0]}.txt", quote) for quote in case.evidence)
    return Reply("answered", " ".join(case.evidence), cites)


def test_the_same_size_and_seed_give_the_same_archive() -> None:
    again = make_plans(300)
    assert [made.text for made in again.documents] == [made.text for made in PLANS.documents]
    assert make_cases(again, 400) == CASES
    assert make_plans(300, seed=2).documents[0].text != PLANS.documents[0].text


@pytest.mark.parametrize("size", [SMALLEST, 100, 1000])
def test_an_archive_has_its_size_and_no_document_twice(size: int) -> None:
    plans = make_plans(size)
    assert len(plans.documents) == size
    assert len({made.name for made in plans.documents}) == size
    identities = {
        (made.content.ward, made.content.year, made.content.topic.name, made.content.quarter)
        for made in plans.documents
    }
    assert len(identities) == size
    assert not {made.content.ward for made in plans.documents} & set(plans.absent)
    assert make_cases(plans, 60)


@pytest.mark.parametrize("size", [SMALLEST - 1, 10_001])
def test_a_size_that_cannot_be_made_is_refused(size: int) -> None:
    with pytest.raises(InputError, match=str(size)):
        make_plans(size)


def test_wards_differ_without_diacritics() -> None:
    for syllables in (FIRST, SECOND):
        assert len({fold(syllable) for syllable in syllables}) == len(syllables)


def layout(made: Made) -> str:
    marks = {"I- ": "party", "| Chỉ tiêu": "inline", "Điều 1": "decision", "BÁO CÁO": "report"}
    return next((name for mark, name in marks.items() if mark in made.text), "quarters")


def test_plans_are_laid_out_in_five_ways_and_alike_otherwise() -> None:
    ways = Counter(layout(made) for made in PLANS.documents)
    assert len(ways) == len(PLAN_LAYOUTS) + 1
    assert min(ways.values()) > 20
    lined = [made for made in PLANS.documents if layout(made) == "quarters"]
    pairs = list(combinations(lined[:6], 2))
    alike = [
        len(set(words(a.text)) & set(words(b.text))) / len(set(words(a.text))) for a, b in pairs
    ]
    assert min(alike) > 0.4


def test_every_kind_and_noise_is_asked() -> None:
    assert {case.kind for case in CASES} == set(SHARES)
    assert {case.noise for case in CASES} == set(NOISES)
    assert len({case.id for case in CASES}) == len(CASES)
    assert all(case.twin is None or case.noise == "nodiacritics" for case in CASES)


def test_evidence_stands_in_the_document_and_says_what_is_expected() -> None:
    for case in CASES:
        for quote in case.evidence:
            assert verbatim(quote, SOURCES[case.docs[0]]), case
        for group in case.expect:
            assert any(holds(way, " ".join(case.evidence)) for way in group), case


def test_right_replies_score_full_marks() -> None:
    figures = summarize([score(case, oracle(case), SOURCES) for case in CASES])
    for name in ("accuracy", "refusal", "asked_back", "cite_recall", "cite_prec", "verbatim"):
        assert figures[name] == 1, name
    assert figures["astray"] == figures["false_refusal"] == figures["unsupported"] == 0


def test_a_reply_from_another_ward_is_found_out() -> None:
    facts = [case for case in CASES if case.kind == "fact"]
    other = {
        case.id: next(
            made.name
            for made in PLANS.documents
            if case.scope is not None and made.name not in case.scope
        )
        for case in facts
    }
    figures = summarize(
        [
            score(case, Reply("answered", "x", (Quote(f"{other[case.id]}.txt", "x"),)), SOURCES)
            for case in facts
        ]
    )
    assert (figures["astray"], figures["accuracy"]) == (1, 0)


def known(plans: Plans) -> set[tuple[str, int]]:
    return {(fold(made.content.ward), made.content.year) for made in plans.documents}


def test_nothing_in_the_archive_is_asked_as_if_it_were_not() -> None:
    pairs = known(PLANS)
    elsewhere = [case for case in CASES if case.scope == ()]
    assert elsewhere
    for case in elsewhere:
        question = fold(case.question)
        assert not any(
            f"phuong {ward} " in f"{question} " and str(year) in question for ward, year in pairs
        )


def test_an_ambiguous_question_has_more_than_three_documents() -> None:
    ambiguous = [case for case in CASES if case.wanted == "clarify"]
    assert ambiguous
    assert all(len(case.docs) > 3 for case in ambiguous)


def test_noise_keeps_names_and_numbers() -> None:
    question = "Năm 2026 phường Mây Hạ trồng mới bao nhiêu cây xanh?"
    for seed in range(20):
        slipped = mistyped(question, {"Mây", "Hạ"}, random.Random(seed))
        assert slipped != question
        assert "Mây Hạ" in slipped
        assert "2026" in slipped
    assert abbreviated("Kế hoạch của Ủy ban nhân dân phường Mây Hạ trong năm 2026") == (
        "KH của UBND P. Mây Hạ 2026"
    )


def test_documents_are_written(tmp_path: Path) -> None:
    write_plans(PLANS, tmp_path / "docs")
    files = sorted((tmp_path / "docs").iterdir())
    assert len(files) == 300
    assert files[0].read_text(encoding="utf-8").strip()
