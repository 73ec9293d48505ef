"""Limits of a model while it streams: slots, retries, the breaker, and what a failure leaves."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.scripted import scripted_models
from tests.test_stream import FAILING, QUESTION, TREES, events_in, planqa, stream, until

BODY = {"question": QUESTION}


def first_seconds(client: httpx.Client) -> tuple[float, str]:
    """Stream one answer; return when the quotes were there, and the mode in the end."""
    began = time.monotonic()
    with client.stream("POST", "/v1/ask/stream", json=BODY) as response:
        events = events_in(response.iter_lines())
        assert [next(events)[0], next(events)[0]] == ["evidence", "answer"]
        first = time.monotonic() - began
        return first, str(list(events)[-1][1]["mode"])


@pytest.mark.parametrize("slots", [1, 2])
def test_no_more_requests_than_slots_run_at_a_time(tmp_path: Path, slots: int) -> None:
    told = {"llm_model": "good", "llm_concurrency": slots, "llm_timeout_s": 9, "llm_total_s": 30}
    with (
        scripted_models(pause_s=0.02) as models,
        planqa(tmp_path, models.url, **told) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        got = list(pool.map(first_seconds, [client] * 4))
    assert models.most == slots
    assert [mode for _, mode in got] == ["llm"] * 4
    assert max(first for first, _ in got) < 2, "nobody waits for the model to see the quotes"


def test_who_waits_too_long_for_a_slot_gets_the_quotes(tmp_path: Path) -> None:
    told = {"llm_model": "slow", "llm_concurrency": 1, "llm_timeout_s": 9, "llm_total_s": 1.0}
    with (
        scripted_models(pause_s=0.5) as models,
        planqa(tmp_path, models.url, **told) as client,
        ThreadPoolExecutor(2) as pool,
    ):
        got = list(pool.map(stream, [client] * 2))
        until(lambda: models.open == 0, 3)
    for name, done in (events[-1] for events in got):
        assert name == "done"
        assert done["mode"] == "extractive"
        assert done["verification"]["notice"]
        assert TREES in done["answer"]


@pytest.mark.parametrize("name", ["429", "500"])
def test_a_refused_request_is_tried_again_with_growing_pauses(tmp_path: Path, name: str) -> None:
    told = {"llm_model": name, "llm_timeout_s": 9, "llm_total_s": 9}
    with scripted_models() as models, planqa(tmp_path, models.url, **told) as client:
        models.times.clear()
        assert stream(client)[-1][1]["mode"] == "extractive"
        first, second, third = models.times
    assert 0.2 < second - first < third - second


def test_a_model_that_keeps_failing_is_not_asked_while_it_rests(tmp_path: Path) -> None:
    told = {"llm_model": "500", "llm_timeout_s": 9, "llm_total_s": 9}
    with scripted_models() as models, planqa(tmp_path, models.url, **told) as client:
        for _ in range(3):
            stream(client)
        asked = models.asked
        began = time.monotonic()
        name, done = stream(client)[-1]
        assert time.monotonic() - began < 2
        assert models.asked == asked
    assert name == "done"
    assert TREES in done["answer"]
    assert done["verification"]["notice"]


@pytest.mark.parametrize("name", [name for name in FAILING if name not in ("429", "500")])
def test_a_failure_frees_its_slot(tmp_path: Path, name: str) -> None:
    told = {"llm_model": name, "llm_concurrency": 1}
    with scripted_models() as models, planqa(tmp_path, models.url, **told) as client:
        for _ in range(2):
            events = stream(client)
            assert events[-1][0] == "done"
            assert TREES in events[-1][1]["answer"]
        assert models.asked >= 2, "the second was not left waiting for the first"
        until(lambda: models.open == 0, 8)
