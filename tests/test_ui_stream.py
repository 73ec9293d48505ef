"""The page while a model writes: the answer at once, then its words, and the stop button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.plans import QUARTER_TASKS, QUESTION, write_plans
from tests.running import Running, server
from tests.scripted import Scripted, scripted_models
from tests.test_stream import until
from tests.test_ui import browser as browser  # a fixture
from tests.test_ui import open_page
from ui.conversation import Conversation, answered, asked, shown_messages, stopped, writing
from ui.texts import VI

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAUSE_S = 0.3


@pytest.fixture(scope="module")
def models() -> Iterator[Scripted]:
    with scripted_models(pause_s=PAUSE_S) as state:
        yield state


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, models: Scripted) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("page")
    plans = [write_plans(folder / "plans")]
    llm = {"PLANQA_LLM": models.url, "PLANQA_LLM_MODEL": "good"}
    with server(folder / "home", folder / "server.log", plans, **llm) as ready:
        yield ready


@pytest.mark.browser
def test_the_answer_is_there_while_a_model_writes_and_stop_stops_it(
    browser: Browser,
    running: Running,
    models: Scripted,
) -> None:
    page = open_page(browser, running, [])
    page.locator("#planqa-question textarea").fill(QUESTION)
    page.locator("#planqa-question textarea").press("Enter")
    page.wait_for_selector("#planqa-citations a.card")
    chat = page.locator("#planqa-chat")
    assert QUARTER_TASKS[0][:20] in chat.inner_text()
    until(lambda: models.open == 1, 5)
    page.locator("#planqa-question textarea").fill("câu tiếp theo")
    page.wait_for_selector("#planqa-chat :text('…')")
    page.locator("#planqa-stop").click()
    until(lambda: models.open == 0, 3)
    page.locator("#planqa-stop").wait_for(state="hidden")
    assert QUARTER_TASKS[-1][:20] in chat.inner_text()
    assert page.locator("#planqa-question textarea").input_value() == "câu tiếp theo"


@pytest.mark.browser
def test_the_words_of_the_model_are_the_answer_in_the_end(
    browser: Browser,
    running: Running,
) -> None:
    page = open_page(browser, running, [])
    page.locator("#planqa-question textarea").fill(QUESTION)
    page.locator("#planqa-question textarea").press("Enter")
    page.locator("#planqa-stop").wait_for(state="visible")
    page.locator("#planqa-stop").wait_for(state="hidden", timeout=60_000)
    shown = page.locator("#planqa-chat").inner_text()
    assert "…" not in shown
    for task in (QUARTER_TASKS[0], QUARTER_TASKS[-1]):
        assert shown.count(task[3:30]) == 1


def test_what_a_model_has_written_stands_above_the_quotes() -> None:
    answer: dict[str, object] = {
        "status": "answered",
        "answer": "- Một. [1]",
        "citations": [],
        "choices": [],
        "suggestions": [],
        "verification": {"notice": "Mô hình *lỗi*."},
    }
    waiting = asked(Conversation(), "Hỏi?")
    told = answered(waiting, writing(answer, "- Một [1]"), whole=False)
    assert told.last_answer is None
    assert told.turns[-1].content == "- Một [1] …\n\n- Một. [1]"
    assert stopped(told, VI) == told
    assert stopped(waiting, VI).turns[-1].content == VI.stopped
    assert shown_messages(told, VI)[-1]["content"].endswith("Mô hình \\*lỗi\\*\\.")
    assert "lỗi" not in told.turns[-1].content
