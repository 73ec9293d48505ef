from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.domain import Case, Outcome, Reply, Said, Score
from eval.figures import compare, diacritic_robustness, grouped, risk_coverage, summarize
from eval.report import flaws, ranked, render_report, write_report
from eval.resample import interval, quantile, sign_test
from eval.run import load_run, run, save_run
from eval.thresholds import FILE, load_thresholds
from eval.xquad import load_queries, rank, read, sentences, write_passages
from rag.errors import InputError, NotFoundError
from tests.fakes import write

TEXT = "Quý I: trồng 120 cây xanh."
CASES = (
    Case("tree", "Trồng bao nhiêu cây?", docs=("plan",), evidence=(TEXT,), expect=(("120",),)),
    Case("gold", "Giá vàng <b>?", kind="unanswerable", wanted="not_found"),
    Case("boom", "Hỏng?", expect=(("x",),), history=(Said("user", "a"),)),
    Case("which", "Cái nào?", kind="ambiguous", wanted="clarify", docs=("plan",)),
)


class FakeTarget:
    """Answers every question with one sentence, breaks on "Hỏng?", asks back on "Cái nào?"."""

    def ask(self, question: str, history: Sequence[Said]) -> dict[str, Any]:
        if question == "Hỏng?":
            raise NotFoundError("hỏng", "broken")
        if question == "Cái nào?":
            return {"status": "clarify", "answer": "?", "choices": [{"document_id": "d1"}]}
        found = [{"score": 0.4, "text": "<i>x"}, {"score": 0.7, "text": TEXT}]
        return {
            "status": "answered",
            "answer": f"{TEXT} [1]",
            "citations": [
                {
                    "document_id": "d1",
                    "source": "plan.txt",
                    "quote": TEXT,
                    "start": 0,
                    "end": len(TEXT),
                    "title": None,
                }
            ],
            "explain": {"documents": [{"name": "Kế hoạch"}], "passages": found},
        }

    def search(self, words: str, k: int, mode: str) -> list[dict[str, Any]]:
        accented = words != words.encode("ascii", "ignore").decode()
        names = ["p0", "p1"] if accented else ["p1", "p0"]
        return [{"source": f"{name}.txt"} for name in names]

    def text(self, document_id: str) -> str:
        return TEXT

    def source(self, document_id: str) -> str:
        return "plan.txt"


def outcomes() -> tuple[Outcome, ...]:
    return run(CASES, FakeTarget(), {})


def test_a_run_asks_scores_and_survives_errors() -> None:
    tree, gold, boom, which = outcomes()
    assert tree.score.ok
    assert (tree.score.spans, tree.score.verbatim) == (1.0, 1.0)
    assert tree.score.confidence == 0.7
    assert not gold.score.ok
    assert (boom.reply.status, boom.score.ok) == ("error", False)
    assert "broken" in boom.reply.error
    assert which.score.ok
    figures = summarize([one.score for one in outcomes()])
    assert (figures["n"], figures["accuracy"], figures["errors"]) == (4, 0.5, 0.25)
    assert (figures["refusal"], figures["asked_back"]) == (0, 1)


def test_a_run_is_kept_and_read_back(tmp_path: Path) -> None:
    made = outcomes()
    save_run(tmp_path / "runs" / "a.jsonl", made)
    assert load_run(tmp_path / "runs" / "a.jsonl") == made
    with pytest.raises(InputError, match="no result"):
        load_run(write(tmp_path / "b.jsonl", "{}\n"))


def test_the_report_shows_failures_escaped_and_needs_no_network(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", "a <run>", outcomes())
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "a &lt;run&gt;" in page
    assert "Giá vàng &lt;b&gt;?" in page
    assert "&lt;i&gt;x" in page
    assert "answered, should refuse" in page
    assert "Trồng bao nhiêu cây?" not in page
    assert page.count("<svg") == 3
    assert not re.search(r"(?:src|href)=|https?://|<script", page)


def test_a_run_without_failures_has_a_report() -> None:
    assert "0 failures" in render_report("good", outcomes()[:1])


def test_failures_are_ranked_by_how_many_they_are() -> None:
    twice = (*outcomes(), *run((CASES[1],), FakeTarget(), {}))
    assert [(name, len(found)) for name, found in ranked(twice)] == [
        ("unanswerable: answered, should refuse", 2),
        ("fact: error", 1),
    ]


def test_every_failure_of_the_run_has_a_reason() -> None:
    for one in outcomes():
        assert bool(flaws(one.score)) is not one.score.ok


def scored(name: str, ok: bool, **more: Any) -> Score:  # noqa: ANN401 - fields of Score
    fields: dict[str, Any] = {
        "kind": "fact",
        "noise": "clean",
        "wanted": "answered",
        "status": "answered",
        "seconds": 0.1,
        "cited": 1,
    }
    return Score(id=name, ok=ok, **(fields | more))


def outcome(name: str, ok: bool) -> Outcome:
    return Outcome(Case(name, "?"), Reply("answered"), scored(name, ok))


def test_two_runs_are_compared_question_by_question() -> None:
    before = [outcome(f"q{n}", n < 10) for n in range(20)]
    after = [outcome(f"q{n}", n != 3) for n in range(19)]
    found = compare(before, after)
    assert (found.shared, len(found.won), found.lost) == (19, 9, ("q3",))
    assert found.p == pytest.approx(sign_test(9, 1)) == pytest.approx(22 / 1024)
    assert found.change
    assert found.change.low > 0
    assert (found.before["accuracy"], found.after["accuracy"]) == (10 / 19, 18 / 19)


def test_a_change_that_may_be_chance_is_not_sure() -> None:
    assert sign_test(0, 0) == sign_test(1, 1) == 1
    assert sign_test(3, 2) > 0.5
    assert sign_test(0, 12) < 0.001


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_and_stays_inside_the_values(values: list[float]) -> None:
    sure = interval(values, samples=200)
    assert sure
    assert min(values) - 1e-9 <= sure.low <= sure.high <= max(values) + 1e-9
    assert sure.low - 0.3 <= sure.mean <= sure.high + 0.3


def test_intervals_narrow_with_more_questions() -> None:
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 200)
    assert few
    assert many
    assert many.high - many.low < (few.high - few.low) / 3
    assert interval([]) is None
    assert quantile([3, 1, 2], 0.5) == 2


def test_robustness_compares_the_same_questions() -> None:
    scores = [
        scored("a", True),
        scored("b", True),
        scored("a-bare", True, noise="nodiacritics", twin="a"),
        scored("b-bare", False, noise="nodiacritics", twin="b"),
        scored("c", False, noise="nodiacritics"),
    ]
    assert diacritic_robustness(scores) == 0.5
    assert diacritic_robustness(scores[:2]) is None


def test_risk_and_coverage_of_confident_replies_come_first() -> None:
    scores = [
        scored("a", True, confidence=0.9),
        scored("b", False, confidence=0.2),
        scored("c", False, status="not_found", confidence=0.95),
    ]
    points = risk_coverage(scores)
    assert [(point.answered, point.wrong) for point in points] == [(1 / 3, 0.0), (2 / 3, 0.5)]


def test_groups_are_named_and_counted() -> None:
    groups = grouped([scored("a", True), scored("b", False, kind="list")], lambda one: one.kind)
    assert {name: (sure.mean, sure.n) for name, sure in groups.items()} == {
        "fact": (1.0, 1),
        "list": (0.0, 1),
    }


def test_thresholds_tell_what_is_missed(tmp_path: Path) -> None:
    path = write(tmp_path / "t.toml", "[a.least]\naccuracy = 0.9\n[a.most]\np95_s = 1\nbulk = 2\n")
    found = load_thresholds("a", path).missed({"accuracy": 0.89, "p95_s": 1.0})
    assert found == ("a: accuracy 0.890 < 0.9", "a: bulk absent > 2")
    with pytest.raises(InputError, match="there are: a"):
        load_thresholds("b", path)


@pytest.mark.parametrize(
    "section", ["archive-100", "archive-300", "archive-3000", "dev", "siblings"]
)
def test_every_archive_has_thresholds(section: str) -> None:
    found = load_thresholds(section, FILE)
    assert set(found.least) >= {"accuracy", "refusal"}


def test_passages_are_found_and_read(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", '{"id": "p0", "text": "A."}\n{"id": "p1", "text": "B."}\n')
    queries = '{"id": "1", "question": "Mấy cây ở đó?", "gold": ["p0"], "answers": ["%s"]}\n'
    write(tmp_path / "queries.jsonl", queries % "120 cây" + queries % "20 cây")
    assert write_passages(tmp_path, tmp_path / "docs") == 2
    assert (tmp_path / "docs" / "p1.txt").read_text(encoding="utf-8") == "B.\n"
    asked = load_queries(tmp_path)
    accented, bare = rank(asked, FakeTarget()), rank(asked, FakeTarget(), accented=False)
    assert (accented.ndcg.mean, accented.mrr, accented.recall) == (1, 1, 1)
    assert (bare.mrr, bare.recall) == (0.5, 1)
    reading = read(asked, FakeTarget())
    assert (reading.in_answer.mean, reading.in_quotes.mean, reading.short) == (0.5, 0.5, 1)
    with pytest.raises(InputError, match="queries"):
        load_queries(tmp_path / "docs")


def test_sentences_and_items_are_counted() -> None:
    assert sentences("Một câu. [1]\n- Hai. Ba.\n\n[2]") == 3
    assert sentences("Đạt 7.5 tr. đồng") == 1
