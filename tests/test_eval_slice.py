"""The slice of the evaluation that every change must pass: eval/thresholds.toml says how well."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from eval.archive import make_plans, write_plans
from eval.asking import make_cases
from eval.cases import load_cases
from eval.domain import Case
from eval.everyday import make_everyday
from eval.figures import Figures, summarize
from eval.run import read_sources, run
from eval.targets import HttpTarget, TargetError, local
from eval.thresholds import load_thresholds
from eval.xquad import figures_of, load_queries, rank, read, write_passages
from rag.settings import load_settings
from tests.running import server

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("PLANQA_CORPUS", ROOT.parent / "shared" / "corpus"))
SHARED = CORPUS.parent
SAMPLES = ROOT / "samples"

pytestmark = [pytest.mark.model, pytest.mark.slow]

CASES = (
    Case("q3", "Quý III năm 2026 phường Mây Hạ phải làm gì?", "list", expect=(("hội nghị",),)),
    Case("none", "Quý III năm 2026 phường Ngàn Bạc phải làm gì?", wanted="not_found"),
    Case("bare", "ai ky ke hoach thi dua cua phuong may ha?", noise="nodiacritics"),
)


def measure(cases: tuple[Case, ...], documents: Path) -> Figures:
    sources = read_sources(documents)
    with local(load_settings(), documents) as target:
        return summarize([outcome.score for outcome in run(cases, target, sources)])


def enforce(section: str, figures: Figures) -> None:
    logging.getLogger(__name__).info("%s %s", section, figures)
    assert load_thresholds(section).missed(figures) == ()


def needed(path: Path) -> Path:
    if not path.exists():
        if os.environ.get("PLANQA_CORPUS"):
            pytest.fail(f"not found: {path}")
        pytest.skip(f"not found: {path.name}")
    return path


def test_a_made_archive_of_100_is_answered_as_well_as_before(tmp_path: Path) -> None:
    plans = make_plans(100)
    write_plans(plans, tmp_path)
    enforce("archive-100", measure(make_cases(plans, 200), tmp_path))


def test_everyday_words_are_answered_as_well_as_before(tmp_path: Path) -> None:
    plans, cases = make_everyday()
    write_plans(plans, tmp_path)
    enforce("everyday", measure(cases, tmp_path))


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("section", "questions", "documents"),
    [
        ("dev", "gold/dev.jsonl", CORPUS),
        ("siblings", "gold/siblings/gold.jsonl", SHARED / "gold" / "siblings" / "docs"),
    ],
)
def test_the_gold_questions_are_answered_as_well_as_before(
    section: str, questions: str, documents: Path
) -> None:
    enforce(section, measure(load_cases(needed(SHARED / questions)), needed(documents)))


@pytest.mark.corpus
def test_marked_passages_are_found_and_read_as_well_as_before(tmp_path: Path) -> None:
    data = needed(SHARED / "data" / "xquad_vi")
    queries = load_queries(data, every=8)
    write_passages(data, tmp_path)
    with local(load_settings(), tmp_path) as target:
        accented, bare = rank(queries, target), rank(queries, target, accented=False)
        enforce("xquad-slice", figures_of(accented, bare, read(queries, target)))


def test_a_server_and_its_parts_in_this_process_answer_alike(tmp_path: Path) -> None:
    sources = read_sources(SAMPLES)
    with (
        server(tmp_path / "home", tmp_path / "log", [SAMPLES]) as running,
        HttpTarget(running.url) as remote,
    ):
        over_http = run(CASES, remote, sources)
        found = remote.search("điển hình tiên tiến", 3, "lexical")
        with pytest.raises(TargetError, match="/v1/documents/none"):
            remote.text("none")
    with local(load_settings(), SAMPLES) as target:
        inside = run(CASES, target, sources)
        assert [hit["text"] for hit in found] == [
            hit["text"] for hit in target.search("điển hình tiên tiến", 3, "lexical")
        ]
    assert [one.reply.answer for one in over_http] == [one.reply.answer for one in inside]
    assert [one.score.ok for one in inside] == [True, True, True]
    assert [one.score.spans for one in over_http] == [one.score.spans for one in inside]
    assert inside[0].score.spans == 1
