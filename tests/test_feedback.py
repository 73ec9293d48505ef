"""Thumbs up and down: kept in the library, exported as cases for the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from eval.cases import load_cases, save_cases
from eval.feedback import cases_from
from rag.feedback import Feedback
from rag.library import Library
from tests.served import OWNER, serving, wait_until_ready

QUOTE = {"source": "plan.txt", "quote": "Trồng 120 cây xanh."}
HISTORY = [{"role": "user", "content": "Quý III làm gì?"}]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(serving(tmp_path_factory.mktemp("archive")))
    with TestClient(app, raise_server_exceptions=False) as opened:
        wait_until_ready(opened)
        yield opened


def test_judgements_come_back_as_cases(client: TestClient, tmp_path: Path) -> None:
    up = {"question": "Trồng bao nhiêu?", "answer": "120", "helpful": True, "citations": [QUOTE]}
    down = {
        "question": "còn quý IV?",
        "answer": "Không tìm thấy",
        "helpful": False,
        "reason": "thiếu",
        "history": HISTORY,
    }
    refused = {"question": "Giá vàng?", "answer": "Không tìm thấy", "helpful": True}
    numbers = [client.post("/v1/feedback", json=body).json()["id"] for body in (up, down, refused)]
    assert numbers == [1, 2, 3]
    items = client.get("/v1/feedback", headers=OWNER).json()["items"]
    assert items[0]["citations"] == [QUOTE]
    assert items[1]["reason"] == "thiếu"
    save_cases(tmp_path / "out.jsonl", cases_from(items))
    good, bad, none = load_cases(tmp_path / "out.jsonl")
    assert (good.evidence, good.docs, good.answerable) == ((QUOTE["quote"],), ("plan.txt",), True)
    assert (bad.kind, bad.evidence, bad.history[0].content) == (
        "to-complete",
        (),
        "Quý III làm gì?",
    )
    assert none.wanted == "not_found"


def test_only_the_owner_reads_what_readers_said(client: TestClient) -> None:
    assert client.get("/v1/feedback").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"question": "", "answer": "x", "helpful": True},
        {"question": "a?", "answer": "x"},
        {"question": "a?", "answer": "x", "helpful": True, "reason": "r" * 2001},
        {"question": "a?", "answer": "x", "helpful": True, "who": "me"},
    ],
)
def test_what_is_no_judgement_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/v1/feedback", json=body).status_code == 422


def test_feedback_outlives_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'library.sqlite'}"
    library = Library.open(url)
    given = Feedback("a?", "b", helpful=False, reason="sai năm")
    assert library.feedback.add(given) == 1
    library.close()
    again = Library.open(url)
    assert again.feedback.all() == [(1, given)]
    again.close()
