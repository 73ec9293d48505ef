from __future__ import annotations

from pathlib import Path

from eval.domain import Case, Outcome, Reply
from eval.metrics import score
from eval.run import save_run
from tests.running import planqa


def kept(path: Path, *answers: str) -> Path:
    cases = [Case(f"q{n}", "Bao nhiêu cây?", expect=(("120",),)) for n in range(len(answers))]
    replies = [Reply("answered", answer) for answer in answers]
    outcomes = [
        Outcome(case, reply, score(case, reply, {}))
        for case, reply in zip(cases, replies, strict=True)
    ]
    save_run(path, outcomes)
    return path


def test_an_archive_is_made_without_being_asked(tmp_path: Path) -> None:
    done = planqa(
        tmp_path, "eval", "archive", "--size", "70", "--questions", "40", "--no-ask",
        "--folder", tmp_path / "made",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert len(list((tmp_path / "made" / "archive-70" / "docs").iterdir())) == 70
    assert (tmp_path / "made" / "archive-70" / "gold.jsonl").stat().st_size > 10_000


def test_two_runs_are_compared_and_reported(tmp_path: Path) -> None:
    before = kept(tmp_path / "before.jsonl", "120", "20", "20")
    after = kept(tmp_path / "after.jsonl", "20", "120", "120")
    done = planqa(tmp_path, "eval", "compare", before, after)
    assert done.code == 0, done.err
    assert "3 questions, 0 won, 0 lost" in done.out
    done = planqa(tmp_path, "eval", "report", after, "--out", tmp_path / "r.html")
    assert done.code == 0, done.err
    assert "3 failures" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_what_cannot_be_measured_is_told_in_both_languages(tmp_path: Path) -> None:
    done = planqa(tmp_path, "eval", "run", tmp_path / "none.jsonl", "--documents", tmp_path)
    assert done.code == 1
    assert "Không đọc được tệp câu hỏi" in done.err
    assert "cannot be read" in done.err
    questions = tmp_path / "q.csv"
    questions.write_text("question,expected\nAi ký?,Trần\n", encoding="utf-8")
    assert planqa(tmp_path, "eval", "run", questions).code == 2
