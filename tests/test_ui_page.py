"""The chat page in Chromium beyond asking: history, filters, judgements, copying, keys, themes."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import docx
import httpx
import pytest

from tests.axe import grave
from tests.fakes import plan_text
from tests.running import planqa, server
from tests.served import OTHER, PLAN
from tests.test_ui import browser as browser  # a fixture
from tests.test_ui import in_view
from ui.cards import FRAME
from ui.texts import EN, VI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
QUESTION = "Phường Đồng Sen trồng bao nhiêu cây xanh năm 2031?"
MANY = "Mở bao nhiêu quầy sách?"
WARDS = ("An Khê", "Bình Lư", "Cẩm Sa", "Dục Tú", "Hà Lam", "Mỹ Thọ", "Phú Xuyên")
PDF = "con-en-ke-hoach-phong-chay-2026.pdf"
WAIT_MS = 20_000


@dataclass(frozen=True, slots=True)
class Served:
    """A server, and the headers of who owns its data folder."""

    url: str
    owner: dict[str, str]
    home: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    files = {
        "dong-sen.txt": PLAN.encode(),
        "go-lau.txt": OTHER.encode(),
        PDF: (SAMPLES / PDF).read_bytes(),
    }
    for place, ward in enumerate(WARDS, start=1):
        tasks = [f"Mở {place} quầy sách.", "Quét vôi trụ sở."]
        files[f"{place}.txt"] = plan_text(ward, 2035, tasks).encode()
    folder = tmp_path_factory.mktemp("page")
    with server(folder / "home", folder / "server.log") as running:
        token = json.loads((running.home / "owner.json").read_text(encoding="utf-8"))["token"]
        served = Served(running.url, {"Authorization": f"Bearer {token}"}, running.home)
        upload(served, files)
        yield served


def upload(served: Served, files: dict[str, bytes]) -> None:
    with httpx.Client(
        base_url=served.url, trust_env=False, timeout=60, headers=served.owner
    ) as client:
        sent = [("files", (name, data)) for name, data in files.items()]
        job = client.post("/v1/documents", files=sent).json()["job_id"]
        while (state := client.get(f"/v1/jobs/{job}").json())["state"] not in ("done", "failed"):
            time.sleep(0.1)
        assert state["state"] == "done", state


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    yield from opened(browser, served)


def opened(browser: Browser, served: Served, **options: Any) -> Iterator[Page]:  # noqa: ANN401 - Playwright's own options
    given: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, **options}
    context = browser.new_context(**given)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{served.url}/ui")
    page.wait_for_selector(".planqa-offer:visible")
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    before = page.locator("#planqa-chat [data-testid=bot]").count()
    page.locator("#planqa-question textarea").fill(question)
    page.locator("#planqa-question textarea").press("Enter")
    page.wait_for_function(
        "before => document.querySelectorAll('#planqa-chat [data-testid=bot]').length > before",
        arg=before,
    )
    page.locator("#planqa-judging").wait_for()


def kept(served: Served) -> list[dict[str, Any]]:
    return httpx.get(f"{served.url}/v1/conversations", trust_env=False).json()["items"]


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=value).click()


def test_conversations_are_reopened_renamed_taken_away_and_deleted(
    page: Page, served: Served
) -> None:
    ask(page, QUESTION)
    ask(page, "Còn sửa bao nhiêu cây cầu?")
    page.locator("#planqa-open-history").click()
    first = page.locator(".planqa-history li").first
    assert QUESTION in first.inner_text()

    first.locator("summary").click()
    page.wait_for_timeout(400)  # the list slides in
    assert grave(page) == []
    with page.expect_download() as download:
        first.get_by_role("link", name=".docx").click()
    words = [
        one.text for one in docx.Document(io.BytesIO(download.value.path().read_bytes())).paragraphs
    ]
    assert "Trồng 120 cây xanh" in " ".join(words)
    assert any(text.startswith("[1] ") for text in words)

    said: list[Dialog] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog)
        dialog.accept("Cây <b>xanh</b>") if dialog.type == "prompt" else dialog.accept()

    page.on("dialog", answer)
    first.get_by_role("button", name=VI.chat.rename).click()
    page.locator(".planqa-history").get_by_text("Cây <b>xanh</b>").wait_for()
    assert kept(served)[0]["title"] == "Cây <b>xanh</b>"

    page.locator("#planqa-new").click()
    page.locator("#planqa-chat [data-testid=bot]").first.wait_for(state="detached")
    page.locator(".planqa-history .open").first.click()
    page.locator("#planqa-citations a.card").first.wait_for()
    assert page.locator("#planqa-chat [data-testid=bot]").count() == 2
    ask(page, "Ai ký kế hoạch đó?")
    assert len(kept(served)) == 1

    first.locator("summary").click()
    first.get_by_role("button", name=VI.chat.delete).click()
    page.get_by_text(VI.chat.history_empty).wait_for()
    assert kept(served) == []
    assert [one.type for one in said] == ["prompt", "confirm"]


def test_filters_decide_which_documents_answer_and_are_cleared(page: Page) -> None:
    page.locator("#planqa-filters button").first.click()
    page.get_by_text(VI.chat.filter_hint).wait_for()
    choose(page, VI.chat.filter_year, "2035")
    choose(page, VI.chat.filter_issuer, WARDS[1])
    chosen = page.locator("#planqa-filtering")
    page.locator("#planqa-filtering", has_text=WARDS[1]).wait_for()
    assert grave(page) == []
    assert VI.chat.filtering.split("{")[0] + "1" in chosen.inner_text()
    assert "2035" in chosen.inner_text()
    ask(page, MANY)
    cited = page.locator("#planqa-citations li q").all_inner_texts()
    assert cited == ["1. Mở 2 quầy sách."]
    chosen.click()
    chosen.wait_for(state="hidden")
    page.keyboard.press("Alt+n")
    page.locator("#planqa-chat [data-testid=bot]").wait_for(state="detached")
    ask(page, MANY)
    assert page.locator(".planqa-offer:visible").count() >= 6


def test_a_judgement_with_its_reason_reaches_the_library(page: Page, served: Served) -> None:
    ask(page, QUESTION)
    page.locator("#planqa-down").click()
    page.get_by_label(VI.chat.reasons[1]).check()
    assert grave(page) == []
    page.get_by_label(VI.chat.comment).fill("Còn cây bụi nữa.")
    page.locator("#planqa-give").click()
    page.get_by_text(VI.chat.thanks).wait_for()
    given = httpx.get(f"{served.url}/v1/feedback", headers=served.owner, trust_env=False).json()[
        "items"
    ][-1]
    assert given["question"] == QUESTION
    assert not given["helpful"]
    assert given["reason"] == f"{VI.chat.reasons[1]}: Còn cây bụi nữa."
    assert given["citations"][0]["source"] == "dong-sen.txt"
    page.locator("#planqa-why").wait_for(state="hidden")
    page.locator("#planqa-up").click()
    page.get_by_text(VI.chat.thanks).wait_for()


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.locator("#planqa-copy").click()
    page.get_by_text(VI.chat.copied).wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "Trồng 120 cây xanh" in text.splitlines()[0]
    assert text.splitlines()[-1].startswith("[1] ")
    assert "12/KH-UBND" in text
    assert "dong-sen.txt" in text


def test_the_page_works_by_keyboard_alone(page: Page) -> None:
    assert page.evaluate("document.activeElement.closest('#planqa-question') !== null")
    page.keyboard.type("Phường Đồng Sen trồng")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("bao nhiêu cây xanh năm 2031?")
    assert page.locator("#planqa-chat [data-testid=bot]").count() == 0
    page.keyboard.press("Enter")
    page.locator("#planqa-citations a.card").first.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#planqa-citations a.card')"):
            break
    page.keyboard.press("Enter")
    frame = page.frame(name=FRAME)
    assert frame is not None
    frame.wait_for_url("**/view/**")
    frame.wait_for_selector("mark#q")
    page.keyboard.press("Alt+q")
    assert page.evaluate("document.activeElement.closest('#planqa-question') !== null")
    page.keyboard.press("Alt+n")
    page.locator("#planqa-chat [data-testid=bot]").wait_for(state="detached")


def test_a_quote_of_a_pdf_is_marked_on_the_picture_of_its_page(page: Page) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(str(urlsplit(request.url).hostname)))
    ask(page, "Mục đích của kế hoạch 21/KH-UBND là gì?")
    page.locator("#planqa-citations a.card").first.click()
    frame = page.frame(name=FRAME)
    assert frame is not None
    frame.wait_for_url("**/view/**")
    frame.wait_for_selector("figure rect")
    frame.wait_for_function("() => document.querySelector('figure img').naturalWidth > 0")
    assert in_view(frame)
    for name in (VI.check_tab, VI.settings_tab, VI.ask_tab):
        page.get_by_role("tab", name=name).click()
    page.wait_for_timeout(300)
    assert set(outside) == {"127.0.0.1"}


def test_choices_are_read_on_a_narrow_phone(browser: Browser, served: Served) -> None:
    for page in opened(browser, served, viewport={"width": 360, "height": 740}, is_mobile=True):
        ask(page, MANY)
        choices = page.locator(".planqa-offer:visible")
        assert choices.count() >= 6
        for place in range(choices.count()):
            box = choices.nth(place).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.get_by_role("tab", name=VI.settings_tab).is_visible()
        choices.nth(1).click()
        page.locator("#planqa-citations a.card").first.wait_for()
        page.locator("#planqa-citations a.card").first.click()
        frame = page.frame(name=FRAME)
        assert frame is not None
        frame.wait_for_selector("mark#q")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_theme_follows_the_system_until_it_is_switched(
    browser: Browser, served: Served
) -> None:
    dark = "document.body.classList.contains('dark')"
    for page in opened(browser, served, color_scheme="dark", reduced_motion="reduce"):
        page.wait_for_function(dark)
    for page in opened(browser, served, color_scheme="null"):
        ask(page, QUESTION)
        page.locator("#planqa-citations a.card").first.click()
        frame = page.frame(name=FRAME)
        assert frame is not None
        frame.wait_for_selector("mark#q")
        paper = "getComputedStyle(document.body).backgroundColor"
        assert frame.evaluate(paper) == "rgb(255, 255, 255)"
        page.locator("#planqa-theme").click()
        assert page.evaluate(dark)
        frame.wait_for_function(f"{paper} === 'rgb(21, 24, 28)'")
        page.reload()
        page.wait_for_selector(".planqa-offer:visible")
        page.wait_for_function(dark)


def test_an_earlier_answer_says_that_its_source_was_superseded(page: Page, served: Served) -> None:
    ask(page, "Phường Gò Lau mở mấy lớp học bơi năm 2032?")
    upload(served, {"go-lau.txt": OTHER.replace("2 lớp", "3 lớp").encode()})
    page.locator("#planqa-open-history").click()
    page.locator(".planqa-history .open").first.click()
    page.get_by_text(VI.chat.superseded).wait_for()
    page.locator("#planqa-citations a.card").first.click()
    frame = page.frame(name=FRAME)
    assert frame is not None
    frame.get_by_text(VI.superseded).wait_for()
    page.get_by_label("English").check()
    page.get_by_text(EN.chat.superseded).wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_who_is_signed_in_asks_and_finds_their_own_conversations(
    browser: Browser, served: Served
) -> None:
    """The last test of this server: from its first key on, it asks who one is."""
    secret = planqa(served.home, "keys", "create", "an", "--role", "reader").out.strip()
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{served.url}/ui")
    page.wait_for_url("**/login?next=%2Fui**")
    page.locator("#key").fill(secret)
    page.locator("#key").press("Enter")
    page.wait_for_selector(".planqa-offer:visible")
    page.locator("#planqa-open-history").click()
    page.get_by_text(VI.chat.history_empty).wait_for()
    ask(page, QUESTION)
    page.locator(".planqa-history", has_text=QUESTION).wait_for()
    assert httpx.get(f"{served.url}/v1/conversations", trust_env=False).status_code == 401
    mine = httpx.get(
        f"{served.url}/v1/conversations",
        trust_env=False,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert [one["title"] for one in mine.json()["items"]] == [QUESTION]
    context.close()
