"""Readers' conversations: each its owner's own, shown as far as the reader may see them now."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access import Caller, reader
from api.app import create_app
from rag.conversations import Exchange
from rag.domain import PUBLIC
from rag.library import Library
from tests.served import OTHER, PLAN, document, problem, serving, upload, wait_until_ready

PATH = "/v1/conversations"
QUESTION = "Phường Đồng Sen trồng bao nhiêu cây xanh năm 2031?"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(serving(tmp_path_factory.mktemp("archive")))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as opened:
        wait_until_ready(opened)
        for name, text in (("dong-sen.txt", PLAN), ("go-lau.txt", OTHER)):
            assert upload(opened, name, text)["state"] == "done"
        yield opened


@pytest.fixture
def ask_as(app: FastAPI) -> Iterator[dict[str, Caller]]:
    """Who asks from now on, under the key "caller"."""
    held = {"caller": Caller("an", "reader", (PUBLIC,))}
    app.dependency_overrides[reader] = lambda: held["caller"]
    yield held
    app.dependency_overrides.clear()


def exchange(client: TestClient, question: str = QUESTION) -> dict[str, Any]:
    answer = client.post("/v1/ask", json={"question": question}).json()
    kept = {key: answer[key] for key in ("status", "answer", "citations", "choices")}
    return {"question": question, **kept}


def test_a_conversation_is_kept_renamed_and_deleted(
    client: TestClient, ask_as: dict[str, Caller]
) -> None:
    said = exchange(client)
    started = client.post(PATH, json=said)
    assert started.status_code == 201
    mine = started.json()
    assert mine["title"] == QUESTION
    client.post(f"{PATH}/{mine['id']}/exchanges", json={**said, "question": "Còn cầu?"})
    read = client.get(f"{PATH}/{mine['id']}").json()
    assert [one["question"] for one in read["exchanges"]] == [QUESTION, "Còn cầu?"]
    assert read["exchanges"][0]["answer"] == said["answer"]
    quoted = {key: read["exchanges"][0]["citations"][0][key] for key in said["citations"][0]}
    assert quoted == said["citations"][0]
    assert read["exchanges"][0]["citations"][0]["superseded_by"] is None

    other = client.post(PATH, json=said).json()
    assert [one["id"] for one in client.get(PATH).json()["items"]] == [other["id"], mine["id"]]
    page = client.get(PATH, params={"limit": 1}).json()
    rest = client.get(PATH, params={"limit": 1, "cursor": page["next"]}).json()
    assert [one["id"] for one in rest["items"]] == [mine["id"]]
    assert rest["next"] is None
    assert page["kept_days"] == 90

    renamed = client.patch(f"{PATH}/{mine['id']}", json={"title": "Cây xanh"})
    assert renamed.json()["title"] == "Cây xanh"
    assert client.delete(f"{PATH}/{other['id']}").status_code == 204
    assert [one["title"] for one in client.get(PATH).json()["items"]] == ["Cây xanh"]

    ask_as["caller"] = Caller("bình", "admin", (PUBLIC,))
    assert client.get(PATH).json()["items"] == []
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/export", None),
        ("PATCH", "", {"title": "x"}),
        ("DELETE", "", None),
        ("POST", "/exchanges", said),
    ):
        problem(client.request(method, f"{PATH}/{mine['id']}{path}", json=body), 404, "not-found")


def test_an_answer_from_a_document_that_one_may_not_see_is_withheld(
    client: TestClient, ask_as: dict[str, Caller]
) -> None:
    mine = client.post(PATH, json=exchange(client)).json()
    ask_as["caller"] = Caller("an", "reader", ("khác",))
    for path in ("", "/export?format=md"):
        told = client.get(f"{PATH}/{mine['id']}{path}")
        assert "120" not in told.text
        assert "không còn được xem" in told.text
    shown = client.get(f"{PATH}/{mine['id']}?lang=en").json()["exchanges"][0]
    assert shown["withheld"]
    assert shown["citations"] == shown["choices"] == []
    assert "may not see" in shown["answer"]


def test_a_refusal_that_names_a_document_is_withheld_with_it(
    client: TestClient, ask_as: dict[str, Caller]
) -> None:
    said = exchange(client, "Tỉnh Hòa Vang thu hút bao nhiêu vốn FDI?")
    assert said["status"] == "not_found"
    name = document(client)["name"]
    assert name in said["answer"]
    mine = client.post(PATH, json=said).json()
    assert client.get(f"{PATH}/{mine['id']}").json()["exchanges"][0]["answer"] == said["answer"]
    ask_as["caller"] = Caller("an", "reader", ("khác",))
    shown = client.get(f"{PATH}/{mine['id']}").json()["exchanges"][0]
    assert shown["withheld"]
    assert name not in shown["answer"]


def test_an_answer_from_a_superseded_document_says_so(
    client: TestClient, ask_as: dict[str, Caller]
) -> None:
    mine = client.post(PATH, json=exchange(client)).json()
    assert upload(client, "dong-sen.txt", PLAN.replace("120 cây", "150 cây"))["state"] == "done"
    cited = client.get(f"{PATH}/{mine['id']}").json()["exchanges"][0]["citations"][0]
    assert cited["superseded_by"] == document(client)["id"] != cited["document_id"]
    assert "newer version" in client.get(f"{PATH}/{mine['id']}/export?format=md&lang=en").text


def test_a_conversation_is_taken_away_as_a_file(
    client: TestClient, ask_as: dict[str, Caller]
) -> None:
    said = exchange(client)
    said["question"] = 'Quý "III" <b>\x0bvà</b> [1]?'
    mine = client.post(PATH, json=said).json()
    word = client.get(f"{PATH}/{mine['id']}/export")
    assert "filename*=UTF-8''Qu" in word.headers["content-disposition"]
    paragraphs = [one.text for one in docx.Document(io.BytesIO(word.content)).paragraphs]
    quote = said["citations"][0]["quote"]
    assert any(text.startswith("[1] ") and text.endswith(f"“{quote}”") for text in paragraphs)
    assert 'Quý "III" <b> và</b> [1]?' in paragraphs
    assert "Nguồn trích dẫn" in paragraphs
    text = client.get(f"{PATH}/{mine['id']}/export?format=md").text
    assert "\\<b\\>" in text
    assert f"“{quote}”" in text


def test_what_is_no_exchange_is_refused(client: TestClient, ask_as: dict[str, Caller]) -> None:
    said = exchange(client)
    problem(client.post(PATH, json={**said, "question": " "}), 422, "bad-input")
    problem(client.post(PATH, json={**said, "status": "done"}), 422, "bad-input")
    cited = {**said["citations"][0], "start": -1}
    problem(client.post(PATH, json={**said, "citations": [cited]}), 422, "bad-input")
    foreign = client.post(PATH, json=said, headers={"Origin": "http://evil.example"})
    problem(foreign, 403, "forbidden")


def test_old_conversations_are_dropped_and_none_is_kept_when_switched_off(tmp_path: Path) -> None:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite'}")
    store = library.conversations
    old = store.start("an", Exchange("Hỏi?", "not_found", "Không."))
    assert store.drop_before(datetime.now(UTC) - timedelta(days=1)) == 0
    assert store.read("an", old.id)[1][0].question == "Hỏi?"
    assert store.drop_before(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert store.list("an", before=None, limit=5) == []
    library.close()
    app = create_app(serving(tmp_path / "off", {"history_days": 0}))
    with TestClient(app) as client:
        wait_until_ready(client)
        body = {"question": "Hỏi?", "status": "not_found", "answer": "Không."}
        problem(client.post(PATH, json=body), 409, "history-off")
        assert client.get(PATH).json() == {"items": [], "next": None, "kept_days": 0}
