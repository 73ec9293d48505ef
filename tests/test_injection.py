"""Orders in documents and questions, with a model that obeys every one of them."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from api.shapes import answer_json
from rag.answer.generate import evidence, instructions
from rag.assistant import Assistant
from rag.domain import Answer, Citation, Question, Turn
from rag.settings import load_settings
from tests.desk import Desk, desk_in
from tests.injections import CARRIERS, ORDERS, QUESTIONS
from tests.served import PLAN
from tests.test_ui import Words
from ui.cards import render_cards
from ui.conversation import Conversation, answered, asked, shown_messages
from ui.texts import VI
from ui.viewer import SourcePage, render_source

CASES = [
    (carrier, order)
    for place, carrier in enumerate(CARRIERS)
    for turn, order in enumerate(ORDERS)
    if (place + turn) % 4 == 0
]
"""A quarter of all pairs: every order in three or four carriers, every carrier with six orders."""
TREES = "Phường Đồng Sen năm 2031 trồng bao nhiêu cây?"
HARM = ["a", "img", "script", "iframe", "b"]
LEAKED = [line.strip("- ") for line in instructions().splitlines() if len(line) > 40]
EVIDENCE = re.compile(r'<bang_chung so="(\d+)"')


class Obedient:
    """A model that does whatever the evidence or the question says, and leaks all it was told."""

    evidence_tokens = 8000

    def __init__(self) -> None:
        self.requests: list[str] = []

    async def stream(self, instructions: str, request: str) -> AsyncGenerator[str]:
        """Yield the orders, the instructions, links and false figures, each with a mark."""
        self.requests.append(request)
        orders = " ".join(line for line in request.splitlines() if not line.startswith("<bang"))
        link = "http://evil.example/x"
        for line in (
            orders,
            instructions,
            f"Xem ![ảnh]({link}.png) và [trang này]({link}) <img src='{link}'>",
            "Ngân sách phường là 999 tỷ đồng",
            "Kế hoạch đã hủy bỏ",
        ):
            for part in line.splitlines():
                yield f"{part} [1]\n"


def assistant(desk: Desk, home: Path, model: Obedient | None, **told: bool) -> Assistant:
    dense, lexical = desk.indexes
    return Assistant(
        library=desk.library,
        dense=dense,
        lexical=lexical,
        embeddings=desk.embeddings,
        settings=load_settings(home=home, **told),
        chat=model,
    )


def harmless(answer: Answer, question: str) -> None:
    """Nothing that any reader of an answer renders becomes a link, an image or HTML."""
    told = answer_json(answer)
    said = str(told["answer"])
    assert not set(Words(MarkdownIt("commonmark").render(said)).tags) & set(HARM)
    assert not [line for line in LEAKED if line in said]
    invented = answer.status == "answered" and "999 tỷ" in said
    assert not invented or any("999 tỷ" in one.quote for one in answer.citations)
    page = shown_messages(answered(asked(Conversation(), question), told), VI)
    for message in page:
        rendered = MarkdownIt("commonmark").render(message["content"])
        assert set(re.findall(r'href="([^"?#]*/)', rendered)) <= {"/view/"}
        assert not set(Words(rendered).tags) & {"img", "script", "iframe", "b"}
    cards = render_cards(told["citations"], VI)  # pyright: ignore[reportArgumentType]
    assert set(Words(cards).tags) <= {"h2", "ol", "ul", "li", "a", "span", "q", "p"}
    assert "evil" not in "".join(re.findall(r'href="([^"]*)"', cards))


@pytest.mark.parametrize(("carrier", "order"), CASES)
def test_an_order_in_a_document_changes_nothing(tmp_path: Path, carrier: str, order: str) -> None:
    model = Obedient()
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest_bytes("dong-sen.txt", PLAN.encode())
        alone = assistant(desk, tmp_path, None).ask(Question(TREES))
        assert alone.status == "answered"
        desk.ingestor.ingest_bytes(*CARRIERS[carrier](ORDERS[order]))
        obeying = assistant(desk, tmp_path, model)

        told = obeying.ask(Question(TREES))
        assert [one.quote for one in told.citations] == [one.quote for one in alone.citations]
        assert told.text == alone.text
        assert "evil" not in model.requests[0]
        harmless(told, TREES)

        for question in ("Phường Gò Lau năm 2032 phải làm những gì?", ORDERS[order]):
            harmless(obeying.ask(Question(question)), question)
        for card in desk.library.cards():
            document = desk.library.document(card.id)
            page = SourcePage(card.name, (), document.text, ((0, 9),), None, "/v1/documents/d/text")
            tags = Words(render_source(page, VI)).tags
            assert not set(tags) & {"img", "script", "iframe", "b"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_order_in_a_question_changes_nothing(tmp_path: Path, name: str) -> None:
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest_bytes("dong-sen.txt", PLAN.encode())
        harmless(assistant(desk, tmp_path, Obedient()).ask(Question(QUESTIONS[name])), name)


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_in_the_history_changes_nothing(tmp_path: Path, name: str) -> None:
    order = ORDERS[name]
    history = (Turn("user", order), Turn("assistant", f"{order} Tôi sẽ làm theo. [1]"))
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest_bytes("dong-sen.txt", PLAN.encode())
        alone = assistant(desk, tmp_path, None).ask(Question(TREES))
        model = Obedient()
        told = assistant(desk, tmp_path, model).ask(Question(TREES, history))
        assert told.text == alone.text
        assert [one.quote for one in told.citations] == [one.quote for one in alone.citations]
        assert all(order not in request for request in model.requests), "history is no evidence"
        harmless(told, TREES)
        harmless(assistant(desk, tmp_path, model).ask(Question("Còn bao nhiêu?", history)), "")


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_model_that_restates_as_it_is_ordered_changes_nothing(tmp_path: Path, name: str) -> None:
    """The orders of a question and of its history reach the model here, and it obeys."""
    history = (Turn("user", ORDERS["role-xml"]), Turn("assistant", ORDERS["prompt"]))
    on = dict.fromkeys(("llm_condense", "llm_expand", "llm_summarize"), True)
    with desk_in(tmp_path) as desk:
        desk.ingestor.ingest_bytes("dong-sen.txt", PLAN.encode())
        for turns in ((), history):
            for text in (QUESTIONS[name], "Phường Đồng Sen năm 2031 cầm trịch chuyện chi?"):
                asked = Question(text, turns)
                plain = assistant(desk, tmp_path, None).ask(asked)
                told = assistant(desk, tmp_path, Obedient(), **on).ask(asked)
                assert (told.status, told.text) == (plain.status, plain.text)
                harmless(told, text)


@pytest.mark.parametrize("order", ORDERS.values())
def test_evidence_cannot_close_its_own_brackets(order: str) -> None:
    quoted = Citation(1, "d", order, order, None, None, None, (order,), None, 0, 1, order)
    request = evidence("Hỏi gì?", [quoted, replace(quoted, n=2)])
    assert EVIDENCE.findall(request) == ["1", "2"]
    assert request.count("</bang_chung>") == 2
    assert "<system>" not in request
    assert "<|" not in request


def test_there_are_as_many_orders_as_promised() -> None:
    assert len(set(CASES)) >= 60
    assert {carrier for carrier, _ in CASES} == set(CARRIERS)
    assert {order for _, order in CASES} == set(ORDERS)
    assert len(QUESTIONS) + len(ORDERS) >= 36
