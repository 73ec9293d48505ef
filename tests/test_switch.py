"""Switching the language model of a running server, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from api.operator import is_this_machine
from api.switch import FILE, Choice, Switch
from rag.errors import NotFoundError
from rag.models import found
from rag.settings import load_settings
from tests.scripted import Scripted, scripted_models
from tests.served import problem
from tests.test_stream import QUESTION, planqa
from ui.settings import OFFERS, offered, state_markdown
from ui.texts import EN, VI

BAD = {"url": "http://127.0.0.1:1/v1", "model": "good"}


@pytest.fixture(scope="module")
def models() -> Iterator[Scripted]:
    with scripted_models() as state:
        yield state


@pytest.fixture(autouse=True)
def usual_port(models: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripted server listens where LLM servers are looked for."""
    monkeypatch.setattr(found, "PORTS", ((urlsplit(models.url).port, "Ollama"),))


def choice(models: Scripted, model: str = "good") -> dict[str, str]:
    return {"url": models.url, "model": model}


def mode(client: httpx.Client) -> str:
    return str(client.post("/v1/ask", json={"question": QUESTION}).json()["mode"])


def test_a_found_server_is_used_only_once_it_is_switched_on(
    tmp_path: Path, models: Scripted
) -> None:
    with planqa(tmp_path, "none") as client:
        told = client.get("/v1/llm").json()
        assert told["setting"] == "none"
        assert told["chosen"] is None
        assert told["may_change"]
        assert [server["url"] for server in told["found"]] == [models.url]
        before = models.asked
        assert mode(client) == "extractive"
        assert models.asked == before

        told = client.put("/v1/llm", json=choice(models)).json()
        assert told["chosen"] == choice(models)
        assert mode(client) == "llm"
        assert models.asked == before + 1

        assert client.delete("/v1/llm").json()["chosen"] is None
        assert mode(client) == "extractive"
        assert models.asked == before + 1
        assert client.delete("/v1/llm").status_code == 200


def test_the_choice_holds_after_a_restart_and_a_rebuild(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, "none") as client:
        client.put("/v1/llm", json=choice(models))
    with planqa(tmp_path, "none") as client:
        assert client.get("/v1/llm").json()["chosen"] == choice(models)
        assert mode(client) == "llm"
        client.delete("/v1/llm")
    assert not (tmp_path / FILE).exists()
    with planqa(tmp_path, "none") as client:
        assert mode(client) == "extractive"


def test_off_goes_back_to_the_setting(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, models.url, llm_model="no-citations") as client:
        assert client.get("/v1/llm").json()["setting"] == models.url
        client.put("/v1/llm", json=choice(models))
        assert mode(client) == "llm"
        client.delete("/v1/llm")
        assert mode(client) == "extractive"


def test_what_is_not_found_on_this_machine_cannot_be_switched_on(
    tmp_path: Path, models: Scripted
) -> None:
    with planqa(tmp_path, "none") as client:
        own = {"url": f"{str(client.base_url).rstrip('/')}/v1", "model": "planqa"}
        away = {"url": "http://models.example/v1", "model": "good"}
        for body in (BAD, own, away, choice(models, "nobody")):
            problem(client.put("/v1/llm", json=body), 404, "not-found")  # pyright: ignore[reportArgumentType]
        assert client.get("/v1/llm").json()["chosen"] is None
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"host": "evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"forwarded": 'for="192.0.2.7";host="127.0.0.1"'},
        {"forwarded": 'for="127.0.0.1";host="evil.example:8000"'},
        {"forwarded": 'for="[2001:db8::1]"'},
        {"forwarded": 'for="127.0.0.1", for=192.0.2.7'},
        {"forwarded": "for=unknown"},
        {"x-forwarded-for": "192.0.2.7"},
        {"x-forwarded-for": "127.0.0.1, 192.0.2.7"},
        {"x-real-ip": "192.0.2.7"},
    ],
    ids=str,
)
def test_nobody_elsewhere_may_switch(
    tmp_path: Path, models: Scripted, headers: dict[str, str]
) -> None:
    with planqa(tmp_path, "none") as client:
        for method, body in (("PUT", choice(models)), ("DELETE", None)):
            refused = client.request(method, "/v1/llm", json=body, headers=headers)
            problem(refused, 403, "forbidden")  # pyright: ignore[reportArgumentType]
        shown = client.get("/v1/llm", headers=headers)
        if "host" in headers:  # a name that is not this machine's opens nothing at all
            assert shown.status_code == 403
            return
        told: dict[str, Any] = shown.json()
        assert told["chosen"] is None
        assert not told["may_change"]


def test_one_s_own_page_may_switch(tmp_path: Path, models: Scripted) -> None:
    with planqa(tmp_path, "none") as client:
        host = urlsplit(str(client.base_url)).netloc
        for forwarded in (f'for="127.0.0.1";host="{host}"', 'for="[::1]";host="localhost:8000"'):
            headers = {"forwarded": forwarded}
            assert client.put("/v1/llm", json=choice(models), headers=headers).status_code == 200


@pytest.mark.parametrize("kept", ["", "{}", '{"url": "http://models.example/v1", "model": "m"}'])
def test_a_file_that_is_no_choice_is_not_used(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept, encoding="utf-8")
    switch = Switch.open(load_settings(home=tmp_path), tmp_path)
    assert switch.chat is None
    with pytest.raises(NotFoundError):
        switch.choose(Choice(**BAD))


def test_a_secret_in_the_setting_is_not_shown(tmp_path: Path) -> None:
    secret = "http://me:hush@127.0.0.1:9/v1?key=hush"
    with planqa(tmp_path, secret) as client:
        told = client.get("/v1/llm")
    assert "hush" not in told.text
    assert told.json()["setting"] == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True)]
    + [(name, False) for name in ("", "0.0.0.0", "10.0.0.1", "localhost.evil.example", "unknown")],
)
def test_this_machine_is_the_loopback_alone(host: str, here: bool) -> None:
    assert is_this_machine(host) is here


def test_the_tab_offers_every_server_first_and_says_what_is_used() -> None:
    servers = [
        {"url": f"http://127.0.0.1:{port}/v1", "usual": "vLLM", "models": ["a", "b", "c", "d", "e"]}
        for port in (1, 2)
    ]
    chosen = {"url": "http://127.0.0.1:1/v1", "model": "a"}
    told: dict[str, Any] = {"found": servers, "chosen": chosen, "setting": "none"}
    buttons = offered(told)
    assert len(buttons) == OFFERS
    assert chosen not in buttons
    assert [one["model"] for one in buttons[:3]] == ["a", "b", "b"]
    assert "127" in state_markdown(told, VI)
    assert state_markdown({**told, "chosen": None}, EN) == EN.llm_none
    wicked = {"url": "http://127.0.0.1:1/v1", "model": "<b>[x](y)"}
    assert "<b>" not in state_markdown({**told, "chosen": wicked}, VI)
