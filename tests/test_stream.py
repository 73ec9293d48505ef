"""POST /v1/ask/stream over real HTTP, with a scripted model server behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.scripted import FALSE_NUMBER, FALSE_WARD, LINK, Scripted, scripted_models
from tests.served import OTHER, PLAN, TOKEN, listening

QUESTION = "Phường Đồng Sen năm 2031 có những nhiệm vụ gì?"
TREES = "Trồng 120 cây xanh"
FAILING = ("dies-midway", "stalls", "endless", "broken-utf8", "garbage", "429", "500")
LYING = ("wrong-number", "swapped-ward", "no-citations", "obeys-injection")

Event = tuple[str, Any]


@pytest.fixture(scope="module")
def models() -> Iterator[Scripted]:
    with scripted_models() as state:
        yield state


@contextmanager
def planqa(home: Path, llm: str, **more: object) -> Generator[httpx.Client]:
    settings = {"llm": llm, "llm_timeout_s": 1.0, "llm_total_s": 6.0, **more}
    with (
        listening(home, llm=settings) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        for name, text in (("dong-sen.txt", PLAN), ("go-lau.txt", OTHER)):
            started = client.post("/v1/documents", files=[("files", (name, text.encode()))])
            job = started.json()["job_id"]
            while client.get(f"/v1/jobs/{job}").json()["state"] not in ("done", "failed"):
                time.sleep(0.02)
        yield client


def events_in(lines: Iterator[str]) -> Iterator[Event]:
    name = ""
    for line in lines:
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


def stream(client: httpx.Client, question: str = QUESTION) -> list[Event]:
    with client.stream("POST", "/v1/ask/stream", json={"question": question}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(events_in(response.iter_lines()))


def shown(events: list[Event]) -> str:
    """What a reader sees of the model's text, as a client puts it together."""
    texts: list[str] = []
    for name, data in events:
        if name == "replace" and data["n"] == 0:
            texts = [data["text"]]
        elif name in ("token", "replace"):
            texts.append(data["text"])
    return "".join(texts)


def test_without_a_model_the_quotes_are_the_whole(tmp_path: Path) -> None:
    with planqa(tmp_path, "none") as client:
        events = stream(client)
        assert [name for name, _ in events] == ["evidence", "answer", "done"]
        evidence, answer, done = (data for _, data in events)
        assert TREES in answer["answer"]
        assert evidence == answer["citations"] == done["citations"]
        assert {**done, "timings_ms": {}} == {**answer, "timings_ms": {}}
        asked = client.post("/v1/ask", json={"question": QUESTION}).json()
        assert {**asked, "timings_ms": {}} == {**done, "timings_ms": {}}


def test_a_question_that_cannot_be_asked_is_a_problem_with_a_status(tmp_path: Path) -> None:
    with planqa(tmp_path, "none") as client:
        refused = client.post("/v1/ask/stream", json={"question": " "})
        assert refused.status_code == 422
        assert refused.json()["type"] == "urn:planqa:problem:bad-input"
        missing = stream(client, "Phường Hoa Ban phải làm gì trong Quý I năm 2031?")
        assert missing[-1][0] == "done"
        assert missing[-1][1]["status"] == "not_found"


def test_a_good_model_is_shown_sentence_by_sentence(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, models.url, llm_model="good") as client:
        events = stream(client)
    names = [name for name, _ in events]
    assert names[:2] == ["evidence", "answer"]
    assert names[-1] == "done"
    assert names.count("token") >= 2
    done = events[-1][1]
    assert done["mode"] == "llm"
    assert done["answer"] == shown(events)
    assert done["verification"]["kept"] == names.count("token")
    assert TREES in done["answer"]


@pytest.mark.parametrize("name", FAILING)
def test_a_model_that_fails_ends_in_the_quotes(tmp_path: Path, models: Scripted, name: str) -> None:
    with planqa(tmp_path, models.url, llm_model=name) as client:
        events = stream(client)
        done = events[-1][1]
        assert events[-1][0] == "done"
        assert done["mode"] == "extractive"
        assert TREES in done["answer"]
        assert done["verification"]
        assert shown(events) in ("", events[1][1]["answer"])
        if name not in ("garbage", "dies-midway"):
            assert done["verification"]["notice"]


@pytest.mark.parametrize("name", LYING)
def test_nothing_that_a_model_made_up_is_shown(tmp_path: Path, models: Scripted, name: str) -> None:
    with planqa(tmp_path, models.url, llm_model=name) as client:
        events = stream(client)
        told = json.dumps([events, client.post("/v1/ask", json={"question": QUESTION}).json()])
    said = json.loads(told)
    texts = [shown(said[0]), said[0][-1][1]["answer"], said[1]["answer"]]
    for text in texts:
        assert FALSE_NUMBER not in text
        assert FALSE_WARD not in text
        assert LINK not in text
        assert "](" not in text
        assert FALSE_WARD not in text
    assert TREES in texts[1]


def until(wanted: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_client_that_leaves_frees_the_slot(tmp_path: Path) -> None:
    body = {"question": QUESTION}
    with (
        scripted_models() as models,
        planqa(tmp_path, models.url, llm_model="slow", llm_concurrency=1) as client,
    ):
        for _ in range(3):
            with client.stream("POST", "/v1/ask/stream", json=body) as response:
                names = (name for name, _ in events_in(response.iter_lines()))
                assert [next(names), next(names)] == ["evidence", "answer"]
                until(lambda: models.open == 1, 5)
            until(lambda: models.open == 0, 2)
        assert models.asked == 3


def test_a_model_that_keeps_failing_is_left_alone_for_a_while(
    tmp_path: Path, models: Scripted
) -> None:
    with planqa(tmp_path, models.url, llm_model="500", llm_timeout_s=9, llm_total_s=9) as client:
        before = models.asked
        for _ in range(6):
            assert client.post("/v1/ask", json={"question": QUESTION}).json()["answer"]
        assert models.asked - before == 9, "three failures of three tries each"


def test_the_quotes_come_at_once_while_a_model_is_slow(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, models.url, llm_model="slow", llm_timeout_s=5) as client:
        stream(client)
        body = {"question": QUESTION}
        began = time.monotonic()
        with client.stream("POST", "/v1/ask/stream", json=body) as response:
            events = events_in(response.iter_lines())
            assert [next(events)[0], next(events)[0]] == ["evidence", "answer"]
            first = time.monotonic() - began
            assert list(events)[-1][0] == "done"
        assert first < 1.0 < time.monotonic() - began


def test_evidence_beyond_the_budget_is_not_cut(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, models.url, llm_model="good", llm_evidence_tokens=20) as client:
        before = models.asked
        done = stream(client)[-1][1]
    assert models.asked == before
    assert done["mode"] == "extractive"
    assert "reasons" in done["verification"]
    assert TOKEN not in json.dumps(done)
