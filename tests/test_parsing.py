from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.parsing import parse

ONE = "Phường trồng 120 cây xanh."
TWO = "Phường sửa 3 cây cầu."

STYLES = [
    f"{ONE[:-1]} [1]. {TWO[:-1]} [2].",
    f"{ONE} [1] {TWO} [2]",
    f"{ONE}[1] {TWO}[2]",
    f"[1] {ONE} [2] {TWO}",
    f"{ONE[:-1]} (1). {TWO[:-1]} (2).",
    f"{ONE[:-1]} 【1】. {TWO[:-1]} 【2†nguồn】.",
    f"{ONE[:-1]} (Nguồn 1). {TWO[:-1]} (nguồn: 2).",
    f"{ONE[:-1]} [Nguồn 1].\n{TWO[:-1]} [bằng chứng số 2].",
    f"{ONE[:-1]}, nguồn 1.\n{TWO[:-1]}, theo Nguồn 2.",
    f"Nguồn 1: {ONE}\nNguồn 2: {TWO}",
    f"{ONE[:-1]}¹. {TWO[:-1]}².",
    f"{ONE[:-1]} [^1]. {TWO[:-1]} [^2].",
    f"- {ONE} [1]\n- {TWO} [2]",
    f"1. **{ONE[:-1]}** [1].\n2. {TWO[:-1]} [2].",
    f"* {ONE}\n  [1]\n* {TWO}\n  [2]",
    f"<think>Trước hết [7], xem nguồn.</think>\n{ONE} [1]\n{TWO} [2]",
    f"Suy nghĩ dở dang [9].</think>{ONE} [1] {TWO} [2]",
    f"Sure! Here is the answer:\n{ONE} [1]\n{TWO} [2]",
    f"Dựa trên các bằng chứng, câu trả lời là:\n\n{ONE} [1]\n\n{TWO} [2]",
    f"{ONE} [1] {TWO} [2]\n\nNguồn:\n[1] Kế hoạch A\n[2] Kế hoạch B",
    f'{{"answer": "{ONE} [1] {TWO} [2]"}}',
    f'[{{"text": "{ONE}", "citations": [1]}}, {{"text": "{TWO}", "citations": ["2"]}}]',
    f'```json\n{{"sentences": [{{"sentence": "{ONE}", "source": 1}}, '
    f'{{"sentence": "{TWO}", "source": "[2]"}}]}}\n```',
    f"<|assistant|>{ONE} [1] {TWO} [2]<|end|>",
    f"| {ONE} | [1] |\n|---|---|\n| {TWO} | [2] |",
    f"{ONE} [1] ![ảnh](http://evil.example/a.png)\n[{TWO}](javascript:alert(1)) [2]",
]


@pytest.mark.parametrize("text", STYLES)
def test_every_style_gives_the_same_sentences(text: str) -> None:
    assert [(one.text.rstrip("."), one.citations) for one in parse(text)] == [
        (ONE[:-1], (1,)),
        (TWO[:-1], (2,)),
    ]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Một hai ba [1, 2].", (1, 2)),
        ("Một hai ba [1][3].", (1, 3)),
        ("Một hai ba [1-3].", (1, 2, 3)),
        ("Một hai ba [1; 2].", (1, 2)),
        ("Một hai ba [1].[2]", (1, 2)),
    ],
)
def test_marks_of_several_quotes(text: str, marks: tuple[int, ...]) -> None:
    assert [one.citations for one in parse(text)] == [marks]


def test_what_looks_like_a_mark_and_is_none() -> None:
    text = "Nhiệm vụ gồm: (1) trồng cây; (2) sửa cầu theo Kế hoạch số 12/KH-UBND [1]."
    assert [(one.text, one.citations) for one in parse(text)] == [
        ("Nhiệm vụ gồm: (1) trồng cây; (2) sửa cầu theo Kế hoạch số 12/KH-UBND.", (1,))
    ]


def test_a_sentence_without_a_mark_takes_the_next_one_of_its_paragraph_only() -> None:
    told = parse(f"{ONE} {TWO} [2]\nCâu này không có nguồn nào.")
    assert [one.citations for one in told] == [(2,), (2,), ()]


@given(st.text())
def test_nothing_crashes_and_no_mark_is_left_in_the_words(text: str) -> None:
    for one in parse(text):
        assert one.text.strip()
    parse(text, final=False)


@given(st.sampled_from(STYLES[:3] + STYLES[12:15] + STYLES[15:16]), st.data())
def test_what_is_told_of_a_growing_text_stays(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    early = parse(text[:cut], final=False)
    assert [one.text.rstrip(".") for one in early] == [
        one.text.rstrip(".") for one in parse(text)[: len(early)]
    ]
