from __future__ import annotations

from pathlib import Path

import pytest

from eval.cases import load_cases, save_cases, unaccented
from eval.domain import Case, Said
from rag.errors import InputError
from tests.fakes import write


def test_a_table_of_questions_is_read(tmp_path: Path) -> None:
    text = (
        "question,expected,document\n"
        '"Bao nhiêu cây, năm 2026?","120 cây | một trăm hai mươi & 2026",ke-hoach.txt\n'
        '"Giá vàng\nhôm nay?",,\n'
    )
    tree, gold = load_cases(write(tmp_path / "q.csv", "\ufeff" + text))
    assert tree.question == "Bao nhiêu cây, năm 2026?"
    assert tree.expect == (("120 cây", "một trăm hai mươi"), ("2026",))
    assert (tree.docs, tree.wanted) == (("ke-hoach.txt",), "answered")
    assert (gold.wanted, gold.docs) == ("not_found", ())
    assert tree.id != gold.id


def test_plain_questions_as_json_lines(tmp_path: Path) -> None:
    line = '{"question": "Ai ký?", "expected": ["Trần Minh Họa"]}\n\n'
    (case,) = load_cases(write(tmp_path / "q.jsonl", line))
    assert case.expect == (("Trần Minh Họa",),)


def test_cases_come_back_as_they_were_written(tmp_path: Path) -> None:
    cases = (
        Case("a", "Hỏi?", "list", "typo", ("d1",), ("x y",), (("x",), ("y", "z")), ("w",)),
        Case("b", "Còn nữa?", history=(Said("user", "Hỏi?"),), scope=("d",), twin="a"),
        Case("c", "Không?", wanted="not_found", scope=()),
        Case("d", "Cái nào?", wanted="clarify", docs=("d1", "d2")),
    )
    save_cases(tmp_path / "cases.jsonl", cases)
    assert load_cases(tmp_path / "cases.jsonl") == cases


def test_clean_questions_are_asked_again_without_accents() -> None:
    cases = (
        Case("a", "Quý Ba ở Đồng Sen?", history=(Said("user", "Ừ"),)),
        Case("b", "x", noise="typo"),
    )
    (bare,) = unaccented(cases)
    assert bare.question == "quy ba o dong sen?"
    assert (bare.noise, bare.twin, bare.history[0].content) == ("nodiacritics", "a", "u")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("q.jsonl", '{"id": "a"}', "question 1"),
        ("q.jsonl", '{"id": "a", "question": "?", "answer": "x"}', "answer"),
        ("q.jsonl", "{", "question 1"),
        ("q.jsonl", '{"id": "a", "question": "?"}\n{"id": "a", "question": "!"}', "twice: a"),
        ("q.csv", "question,expected\n", "no questions"),
        ("q.csv", "frage\nx\n", "question"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(InputError) as refused:
        load_cases(write(tmp_path / name, text))
    assert told in refused.value.en
    assert name in refused.value.vi


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        load_cases(tmp_path / "nowhere.jsonl")
