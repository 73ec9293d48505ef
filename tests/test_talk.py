"""Small talk, summaries, labels and counts, on the sample plans and without any language model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer.counting import with_count
from rag.answer.draft import Draft, Line, Piece
from rag.courtesy import Courtesy, courtesy, in_english
from rag.domain import Answer, Citation
from tests.test_assistant import SAMPLES, Setup, assistant_over


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    yield from assistant_over(SAMPLES, tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Xin chào!", "greeting"),
        ("chao ban", "greeting"),
        ("Hello there", "greeting"),
        ("Chào buổi sáng", "greeting"),
        ("Cảm ơn bạn nhiều nhé!", "thanks"),
        ("cam on", "thanks"),
        ("Thank you so much!", "thanks"),
        ("Bạn làm được gì?", "ability"),
        ("ban lam duoc gi", "ability"),
        ("Chào bạn, bạn có thể giúp gì cho tôi?", "ability"),
        ("What can you do?", "ability"),
        ("Bạn là ai?", "identity"),
        ("ban la ai", "identity"),
        ("Who are you?", "identity"),
        ("Tạm biệt", "farewell"),
        ("bye", "farewell"),
        ("chào mừng đại hội thì làm gì?", None),
        ("cảm ơn, còn quý IV?", None),
        ("Xin chào, quý III phường Mây Hạ làm gì?", None),
        ("Ban làm được gì?", None),
        ("Hướng dẫn sử dụng phần mềm", None),
        ("Ai là Chủ tịch?", None),
        ("Thư cảm ơn gửi ai?", None),
        ("Chúc mừng ngày nào?", None),
        ("ai ký?", None),
        ("What is the plan about?", None),
    ],
)
def test_small_talk_is_told_from_questions(text: str, kind: Courtesy | None) -> None:
    assert courtesy(text) == kind


def test_an_english_courtesy_is_answered_in_english(samples: Setup) -> None:
    assert in_english("Hi!")
    assert not in_english("Chào bạn")
    answer = samples.ask("What can you do?")
    assert "documents" in answer.text
    assert any(question.startswith("What must") for question in answer.suggestions)


def test_small_talk_offers_questions_that_are_answered(samples: Setup) -> None:
    answer = samples.ask("Xin chào, bạn là ai?")
    assert answer.status == "answered"
    assert answer.citations == ()
    assert not any(letter.isdigit() for letter in answer.text)
    assert 2 <= len(answer.suggestions) <= 4
    for question in answer.suggestions:
        assert samples.ask(question).status == "answered", question


def test_an_empty_library_greets_without_examples(samples: Setup) -> None:
    from rag.domain import Question

    answer = samples.assistant.ask(Question("Xin chào", labels=("secret",)))
    assert (answer.status, answer.suggestions) == ("answered", ())


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Tóm tắt kế hoạch thi đua năm 2026 của phường Mây Hạ", "may-ha"),
        ("Kế hoạch 15/KH-UBND nói gì?", "may-ha"),
        ("Nội dung chính của báo cáo quý I năm 2026 phường Trúc Lam", "truc-lam-bao"),
        ("Summarise the emulation plan 2026 of May Ha ward", "may-ha"),
        ("tom tat ke hoach phong chay cua Con En", "con-en"),
        ("Tóm tắt quyết định sửa đổi của Đồi Sương", "doi-suong-quyet"),
        ("Kế hoạch kiểm tra của Đảng ủy phường Sông Ngân nói về những nội dung gì?", "dang-uy"),
    ],
)
def test_a_summary_quotes_the_headline_points(samples: Setup, text: str, source: str) -> None:
    answer = samples.ask(text)
    assert answer.status == "answered"
    assert all(citation.source.startswith(source) for citation in answer.citations)
    lines = answer.text.splitlines()
    assert 4 <= len(lines) <= 12
    assert all(line.startswith("- ") and line.endswith("]") for line in lines)
    assert len(answer.text) < 2500


def test_a_question_about_one_thing_is_no_summary(samples: Setup) -> None:
    answer = samples.ask("Kế hoạch 15/KH-UBND nói gì về cây xanh?")
    assert "cây xanh" in answer.text
    assert len(answer.citations) < 4


def test_what_to_sum_up_is_asked_back_where_several_fit(samples: Setup) -> None:
    answer = samples.ask("văn bản này nói gì?")
    assert answer.status == "clarify"
    assert answer.choices
    assert all(choice.question.startswith("Tóm tắt ") for choice in answer.choices)
    chosen = samples.ask(answer.choices[0].question)
    assert chosen.status == "answered"
    assert {c.document_id for c in chosen.citations} == {answer.choices[0].document_id}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ai ký kế hoạch 15/KH-UBND?", "Ký: "),
        ("Who signed plan 15/KH-UBND?", "Signer: "),
        ("Kế hoạch 15/KH-UBND ban hành ngày nào?", "Ban hành: "),
        ("When was plan 15/KH-UBND issued?", "Date of issue: "),
        ("Quý III năm 2026 phường Mây Hạ phải làm gì?", "Có 5 nội dung:\n\n- a) "),
        ("What does Quarter III 2026 require of May Ha ward?", "5 items:\n\n- a) "),
        ("Kế hoạch 15/KH-UBND gửi đến những nơi nào?", "Có 5 nơi nhận:\n\n- "),
    ],
)
def test_labels_speak_the_language_of_the_question(samples: Setup, text: str, label: str) -> None:
    assert samples.ask(text).text.startswith(label)


def cited(count: int) -> Answer:
    cites = tuple(
        Citation(n, "d", "s", None, None, None, None, (), None, 0, 1, "x")
        for n in range(1, count + 1)
    )
    return Answer("answered", "- x", citations=cites)


def listing(count: int) -> Draft:
    lines = tuple(Line((Piece("d", n, n + 1),)) for n in range(count))
    return Draft(lines, bullets=True, count="count_items")


def test_a_count_is_said_only_where_the_citations_bear_it_out() -> None:
    assert with_count(cited(3), listing(3), "vi").text == "Có 3 nội dung:\n\n- x"
    assert with_count(cited(2), listing(2), "vi").text == "- x"
    assert with_count(cited(4), listing(3), "vi").text == "- x"
    assert with_count(cited(3), Draft(listing(3).lines, bullets=True), "vi").text == "- x"
