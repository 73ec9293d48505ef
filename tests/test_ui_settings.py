"""The settings tab in a browser: a model that was found is switched on by one click, and off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from rag.models.found import PORTS
from tests.axe import grave
from tests.plans import QUESTION, write_plans
from tests.running import Running, get, planqa, post, server
from tests.scripted import Scripted, scripted_models
from tests.test_ui import browser as browser  # a fixture
from tests.test_ui import open_page
from ui.texts import VI

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def models() -> Iterator[Scripted]:
    with scripted_models(usual_port()) as state:
        yield state


def usual_port() -> int:
    """Return a port at which LLM servers are looked for and that nothing uses now."""
    for port, _ in reversed(PORTS):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    pytest.skip("all usual ports of LLM servers are taken on this machine")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("page")
    plans = [write_plans(folder / "plans")]
    with server(folder / "home", folder / "server.log", plans) as ready:
        yield ready


def test_one_click_switches_a_found_model_on_and_one_off(
    browser: Browser, running: Running, models: Scripted
) -> None:
    page = open_page(browser, running, [])
    page.get_by_role("tab", name=VI.settings_tab).click()
    state = page.locator("#planqa-llm-state")
    page.get_by_text("không có mô hình ngôn ngữ").wait_for()
    assert models.asked == 0
    assert "planqa (" not in page.locator(".planqa-llm-on").all_inner_texts()

    page.get_by_role("button", name=f"Bật good ({models.url})").click()
    page.locator("#planqa-llm-off").wait_for(state="visible")
    assert "good" in state.inner_text()
    assert get(f"{running.url}/v1/llm")["chosen"] == {"url": models.url, "model": "good"}
    assert post(f"{running.url}/v1/ask", {"question": QUESTION})["mode"] == "llm"
    told = planqa(running.home, "doctor")
    assert f"good {models.url}" in told.out

    page.locator("#planqa-llm-off").click()
    page.locator("#planqa-llm-off").wait_for(state="hidden")
    page.get_by_text("không có mô hình ngôn ngữ").wait_for()
    assert post(f"{running.url}/v1/ask", {"question": QUESTION})["mode"] == "extractive"
    page.get_by_label("English").check()
    page.get_by_role("tab", name="Settings").wait_for()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_on_the_page(
    browser: Browser, running: Running, scheme: str
) -> None:
    page = open_page(browser, running, [], color_scheme=scheme)
    assert grave(page) == []
    page.locator("#planqa-question textarea").fill(QUESTION)
    page.locator("#planqa-question textarea").press("Enter")
    page.wait_for_selector("#planqa-citations a.card")
    assert grave(page) == []
    for tab in (VI.check_tab, VI.settings_tab):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
        assert grave(page) == []
    page.context.close()
