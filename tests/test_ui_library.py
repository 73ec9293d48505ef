"""The library tab in a browser: add, look through, withdraw, restore, try the search, usage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.axe import grave
from tests.faked import faked
from tests.served import OTHER, OWNER, PLAN
from tests.test_catalogue import RUBBISH
from tests.test_ui import browser as browser  # a fixture
from tests.test_ui import shots as shots  # a fixture
from ui.library.english import EN
from ui.library.texts import VI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
QUESTION = "Năm 2032 phường Gò Lau mở mấy lớp học bơi?"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("library")
    with faked(folder / "home", folder / "server.log") as ready:
        yield ready


@pytest.fixture(scope="module")
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    opened.goto(f"{url}/ui")
    opened.get_by_role("tab", name=VI.tab, exact=True).click()
    opened.locator("#planqa-listing p").wait_for()
    yield opened
    context.close()


def tab(page: Page, name: str) -> None:
    page.locator("#planqa-library").get_by_role("tab", name=name, exact=True).click()


def row(page: Page, words: str) -> None:
    page.locator("#planqa-listing tr", has_text=words).get_by_role("button").click()
    page.locator("#planqa-details h3").wait_for()


def test_files_are_added_and_each_says_what_became_of_it(
    page: Page, tmp_path: Path, shots: Path
) -> None:
    files = {"dong-sen.txt": PLAN, "go-lau.txt": OTHER, "nhoe.txt": RUBBISH, "trong.docx": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    tab(page, VI.add)
    send = page.get_by_role("button", name=VI.send)
    assert send.is_disabled()
    page.locator("#planqa-add input[type=file]").set_input_files(
        [tmp_path / name for name in files]
    )
    send.click()
    page.locator(".planqa-job").first.wait_for()
    lines = page.locator("#planqa-add .progress li")
    assert [line.get_attribute("class") for line in lines.all()] == [
        "added",
        "added",
        "quarantined",
        "failed",
    ]
    assert VI.file_states["added"] in lines.nth(0).inner_text()
    assert "không đủ tin cậy" in lines.nth(2).inner_text()
    assert len(lines.nth(3).inner_text()) > 30
    assert page.locator("#planqa-add progress").count() == 0
    page.screenshot(path=shots / "library-add.png")


def test_what_was_added_is_answered_from(page: Page) -> None:
    page.get_by_role("tab", name="Hỏi đáp").click()
    page.locator("#planqa-question textarea").fill(QUESTION)
    page.locator("#planqa-question textarea").press("Enter")
    page.wait_for_selector("#planqa-citations a.card")
    assert "2 lớp học bơi" in page.locator("#planqa-chat").inner_text()
    page.get_by_role("tab", name=VI.tab, exact=True).click()


def test_documents_are_found_and_opened_by_keyboard(page: Page, shots: Path) -> None:
    tab(page, VI.documents)
    page.locator("#planqa-find textarea, #planqa-find input").fill("go lau")
    page.locator("#planqa-listing tbody tr").nth(1).wait_for(state="detached")
    opened = page.locator("#planqa-details h3", has_text="Gò Lau")
    for _ in range(3):  # a list that comes late takes the focus away, from people too
        page.locator("#planqa-listing .planqa-table").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_timeout(2000)
        if opened.is_visible():
            break
    opened.wait_for()
    told = page.locator("#planqa-details").inner_text()
    for part in ("12/KH-UBND", VI.quality, "Ủy ban nhân dân phường Gò Lau", "15/01/2032"):
        assert part in told
    page.locator("#planqa-details summary", has_text=VI.outline).click()
    page.locator("#planqa-details .outline a", has_text="NHIỆM VỤ").click()
    page.frame_locator("iframe.planqa-source").locator("mark#q").wait_for()
    assert grave(page) == []
    page.screenshot(path=shots / "library.png")


def test_metadata_is_corrected_and_taken_back(page: Page) -> None:
    page.locator("#planqa-details summary", has_text=VI.edit).click()
    page.locator("#planqa-details input[name=number]").fill("57/KH-UBND")
    page.locator("#planqa-details input[name=years]").fill("2032, 2033")
    page.get_by_role("button", name=VI.save).click()
    page.locator("#planqa-listing tbody tr", has_text="57/KH-UBND").wait_for()
    page.locator("#planqa-details dd", has_text="2032, 2033").wait_for()
    page.locator("#planqa-details summary", has_text=VI.edit).click()
    change = page.locator("#planqa-details li", has_text="57/KH-UBND")
    assert VI.was_read in change.inner_text() and "local" in change.inner_text()
    assert grave(page) == []
    change.get_by_role("button", name=VI.take_back).click()
    page.locator("#planqa-listing tbody tr", has_text="12/KH-UBND").wait_for()


def test_a_document_is_withdrawn_and_restored(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name=VI.remove).click()
    assert page.locator("#planqa-details .active").count() >= 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=VI.remove).click()
    page.locator("#planqa-details .head .withdrawn").wait_for()
    page.locator("#planqa-listing .withdrawn").wait_for()
    page.get_by_role("button", name=VI.restore).click()
    page.locator("#planqa-details .head .active").wait_for()


def test_quarantine_says_why_and_is_found_by_state(page: Page) -> None:
    page.locator("#planqa-find textarea, #planqa-find input").fill("")
    page.locator("#planqa-only input").click()
    page.get_by_role("option", name=VI.states["quarantined"]).click()
    page.locator("#planqa-listing tbody tr").nth(1).wait_for(state="detached")
    row(page, "nhoe.txt")
    page.locator("#planqa-details .note", has_text="không đủ tin cậy").wait_for()


def test_the_search_is_tried_with_scores(page: Page, shots: Path) -> None:
    tab(page, VI.trying)
    page.locator("#planqa-try textarea, #planqa-try input").fill(QUESTION)
    page.locator("#planqa-try-it").click()
    best = page.locator("#planqa-tried tbody tr").first
    best.wait_for()
    scores = best.locator(".score span").all_inner_texts()
    assert len(scores) == 3 and all(re.fullmatch(r"[01]\.\d\d", score) for score in scores)
    assert "2 lớp học bơi" in page.locator("#planqa-tried").inner_text()
    assert "2032" in page.locator("#planqa-tried dl").inner_text()
    assert grave(page) == []
    page.screenshot(path=shots / "library-try.png")


def test_usage_is_drawn_and_lists_what_is_unanswered(page: Page, url: str, shots: Path) -> None:
    page.request.post(f"{url}/v1/ask", data={"question": "Phường Tân Lập có mấy cây cầu?"})
    tab(page, VI.usage)
    page.locator("#planqa-usage svg rect.not_found").wait_for()
    told = page.locator("#planqa-library").inner_text()
    assert "2 câu hỏi" in told and "50 %" in told
    asked = page.locator("#planqa-usage .planqa-asked").first.inner_text()
    assert "Tân Lập" in asked and QUESTION not in asked
    assert grave(page) == []
    page.screenshot(path=shots / "library-usage.png")


def test_runs_of_the_evaluation_are_drawn_over_time(page: Page, url: str, shots: Path) -> None:
    tab(page, VI.evaluation)
    page.locator("#planqa-evaluations code", has_text="--record").wait_for()
    for accuracy in (0.8, 0.95):
        figures = {"accuracy": accuracy, "cite_recall": 0.9, "refusal": 1, "p95_s": 0.25}
        body = {"suite": "phường", "questions": 40, "figures": figures, "version": "1"}
        assert page.request.post(f"{url}/v1/evaluations", data=body, headers=OWNER).status == 201
    tab(page, VI.usage)
    tab(page, VI.evaluation)
    drawn = page.get_by_role("img", name=VI.evaluation_chart.format(suite="phường"))
    drawn.wait_for()
    assert drawn.locator(".accuracy circle").count() == 2
    latest = page.get_by_role("region", name=VI.evaluation_table).locator("tbody tr").first
    assert "95.0 %" in latest.inner_text() and "0.25 s" in latest.inner_text()
    assert grave(page) == []
    page.screenshot(path=shots / "library-evaluation.png")


def test_the_tab_speaks_english_and_fits_a_phone(page: Page, shots: Path) -> None:
    tab(page, VI.documents)
    page.get_by_label("English").check()
    page.get_by_role("tab", name=EN.tab, exact=True).wait_for()
    page.locator("#planqa-listing", has_text="in use").wait_for()
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#planqa-listing tbody tr").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert grave(page) == []
    page.screenshot(path=shots / "library-phone.png", full_page=True)
