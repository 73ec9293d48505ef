"""The widget in a browser, on a page of another origin under a strict policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.foreign import Site, foreign_site, policy_for
from tests.plans import QUARTER_TASKS, QUESTION, write_plans
from tests.scripted import Scripted, scripted_models
from tests.served import listening
from tests.test_stream import until
from tests.test_ui import browser as browser  # a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Request

pytestmark = pytest.mark.browser

PER_HOUR = 2


@dataclass(slots=True)
class Visit:
    """A page of the other site, and what the browser did there."""

    page: Page
    requests: list[str] = field(default_factory=list[str])
    complaints: list[str] = field(default_factory=list[str])

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def open(self) -> None:
        self.page.get_by_role("button", name="Mở khung hỏi đáp").click()

    def ask(self, question: str) -> None:
        self.page.get_by_label("Câu hỏi", exact=True).fill(question)
        self.page.get_by_label("Câu hỏi", exact=True).press("Enter")

    def focused(self) -> str:
        """Return the name, label or text of what has the focus, in the widget or outside."""
        return self.page.evaluate(
            """() => { let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at?.id || at?.getAttribute('aria-label') || at?.textContent || ''; }"""
        )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with foreign_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("widget")
    settings: dict[str, object] = {"widget_origins": [site.url]}
    with listening(folder, llm=settings, ingest=[write_plans(folder / "plans")]) as url:
        yield url


@pytest.fixture(scope="module")
def models() -> Iterator[Scripted]:
    with scripted_models(pause_s=0.15) as state:
        yield state


@pytest.fixture(scope="module")
def writing(
    tmp_path_factory: pytest.TempPathFactory, site: Site, models: Scripted
) -> Iterator[str]:
    """A server whose answers a slow model words, and that takes few questions."""
    folder = tmp_path_factory.mktemp("writing")
    settings: dict[str, object] = {
        "widget_origins": [site.url],
        "widget_questions_per_hour": PER_HOUR,
        "llm": models.url,
        "llm_model": "good",
    }
    with listening(folder, llm=settings, ingest=[write_plans(folder / "plans")]) as url:
        yield url


def visit(browser: Browser, site: Site, server: str, given: str = "", **options: Any) -> Visit:  # noqa: ANN401 - Playwright's own options
    site.line = f'<script src="{server}/widget.js" {given} defer></script>'
    site.policy = policy_for(server, more=f"frame-src {server}" if "panel" in given else "")
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(10_000)
    made = Visit(page)
    page.context.on("request", lambda request: made.requests.append(request.url))
    page.on("console", lambda said: made.complaints.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.goto(site.url)
    return made


def body_of(request: Request) -> dict[str, Any]:
    return json.loads(request.post_data or "")


def test_a_reader_of_another_site_asks_and_opens_the_source(
    browser: Browser, site: Site, server: str
) -> None:
    seen = visit(browser, site, server)
    seen.open()
    seen.ask(QUESTION)
    cards = seen.log.get_by_role("listitem").get_by_role("link")
    seen.log.get_by_text("Trích dẫn (3)").wait_for()
    shown = seen.log.inner_text()
    for task in QUARTER_TASKS:
        assert shown.count(task) == 2, "in the answer and on its card, letter by letter"
    assert cards.count() == 3 + len(QUARTER_TASKS)
    assert seen.log.locator("img, script").count() == 0
    with seen.page.context.expect_page() as opening:
        seen.log.get_by_role("link", name="Trích dẫn 2:").click()
    source = opening.value
    source.wait_for_selector("mark#q")
    assert source.locator("mark#q").text_content() == QUARTER_TASKS[1]
    assert source.evaluate("opener") is None
    with seen.page.expect_request("**/v1/feedback") as judging:
        seen.page.get_by_role("button", name="Hữu ích").click()
    seen.page.get_by_text("Cảm ơn bạn đã góp ý.").wait_for()
    assert body_of(judging.value)["citations"][0]["source"] == "dong-sen.txt"
    # A further question carries the conversation; nothing left for any other host.
    with seen.page.expect_request("**/v1/ask/stream") as following:
        seen.ask("còn quý IV?")
    history: list[dict[str, str]] = body_of(following.value)["history"]
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    seen.log.get_by_text("Bình xét danh hiệu thi đua năm 2031").first.wait_for()
    hosts = {urlsplit(url).netloc for url in seen.requests}
    assert hosts == {urlsplit(site.url).netloc, urlsplit(server).netloc}
    assert seen.complaints == []
    assert seen.page.context.cookies() == []
    seen.page.context.close()


def test_the_source_opens_inside_the_panel(browser: Browser, site: Site, server: str) -> None:
    seen = visit(browser, site, server, 'data-viewer="panel"')
    seen.open()
    seen.ask(QUESTION)
    card = seen.log.locator("a.card").nth(2)
    card.click()
    framed = seen.page.frame_locator("iframe")
    assert framed.locator("mark#q").text_content() == QUARTER_TASKS[2]
    assert seen.page.get_by_role("link", name="Mở trong thẻ mới").get_attribute("href")
    assert seen.focused().endswith("Quay lại câu trả lời")
    seen.page.keyboard.press("Escape")
    seen.page.locator("iframe").wait_for(state="hidden")
    assert "[3]" in seen.focused()
    assert seen.complaints == []
    seen.page.context.close()


def test_the_answer_is_there_while_a_model_writes_and_stop_stops_it(
    browser: Browser, site: Site, writing: str, models: Scripted
) -> None:
    seen = visit(browser, site, writing)
    seen.open()
    seen.ask(QUESTION)
    seen.log.get_by_text(QUARTER_TASKS[2]).first.wait_for()
    until(lambda: models.open == 1, 5)
    seen.log.get_by_text("Mô hình ngôn ngữ đang diễn đạt lại").wait_for()
    seen.page.get_by_role("button", name="Dừng").click()
    until(lambda: models.open == 0, 3)
    seen.page.get_by_role("button", name="Hỏi", exact=True).wait_for()
    assert "…" not in seen.log.inner_text()
    assert seen.log.inner_text().count(QUARTER_TASKS[2]) == 2
    # One more question, and then the quota of this visitor is used up, also after a reload.
    seen.ask(QUESTION)
    seen.page.get_by_role("button", name="Dừng").click()
    seen.page.reload()
    seen.open()
    seen.ask(QUESTION)
    seen.page.get_by_text("Bạn đã hỏi hết số câu cho phép trong một giờ").wait_for()
    assert seen.page.get_by_role("button", name="Hỏi lại").is_visible()
    seen.page.context.close()


def test_the_keyboard_is_enough(browser: Browser, site: Site, server: str) -> None:
    seen = visit(browser, site, server, f'data-questions="{QUESTION}|Ai ký?"')
    keys = seen.page.keyboard
    keys.press("Tab")
    assert seen.focused() == "first"
    keys.press("Tab")
    assert seen.focused() == "Mở khung hỏi đáp văn bản"
    keys.press("Enter")
    assert seen.focused() == "question"
    for expected in ("Ai ký?", QUESTION, "Cuộc trò chuyện"):
        keys.press("Shift+Tab")
        assert seen.focused() == expected
    keys.press("Tab")
    keys.press("Enter")
    seen.log.get_by_text("Trích dẫn (3)").wait_for()
    seen.page.get_by_label("Câu hỏi", exact=True).focus()
    keys.type("dòng một")
    keys.press("Shift+Enter")
    assert seen.page.get_by_label("Câu hỏi", exact=True).input_value() == "dòng một\n"
    keys.press("Escape")
    assert seen.page.get_by_role("dialog").is_hidden()
    assert seen.focused() == "Mở khung hỏi đáp văn bản"
    keys.press("Enter")
    assert seen.log.get_by_text("Trích dẫn (3)").is_visible()
    seen.page.context.close()


def test_on_a_phone_in_the_dark_the_panel_is_the_whole_screen(
    browser: Browser, site: Site, server: str
) -> None:
    seen = visit(
        browser,
        site,
        server,
        viewport={"width": 360, "height": 640},
        color_scheme="dark",
        reduced_motion="reduce",
    )
    seen.open()
    panel = seen.page.get_by_role("dialog")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
    assert panel.evaluate("at => getComputedStyle(at).backgroundColor") == "rgb(21, 24, 28)"
    assert panel.evaluate("at => getComputedStyle(at).animationName") == "none"
    assert panel.get_attribute("aria-modal") == "true"
    seen.ask(QUESTION)
    seen.log.get_by_text("Trích dẫn (3)").wait_for()
    assert seen.log.evaluate("at => at.scrollWidth <= at.clientWidth")
    # The keyboard does not leave what covers the page.
    for key in ("Tab", "Shift+Tab"):
        for _ in range(20):
            seen.page.keyboard.press(key)
            assert seen.page.evaluate("document.activeElement.localName") == "planqa-chat"
    seen.page.context.close()


def test_a_page_that_is_not_listed_is_told_so(browser: Browser, server: str) -> None:
    with foreign_site() as other:
        seen = visit(browser, other, server)
        seen.open()
        seen.ask(QUESTION)
        seen.page.get_by_text(f"địa chỉ {other.url} vào danh sách").wait_for()
        assert not [url for url in seen.requests if "/v1/ask" in url]
        seen.page.context.set_offline(True)
        seen.page.get_by_role("button", name="Hỏi lại").click()
        seen.page.get_by_text("đang mất kết nối mạng").wait_for()
        seen.page.context.close()


def test_offers_are_buttons_and_the_words_switch(browser: Browser, site: Site, server: str) -> None:
    seen = visit(browser, site, server, 'data-lang="en" data-theme="dark" data-position="left"')
    seen.page.get_by_role("button", name="Open the questions and answers").click()
    assert seen.page.get_by_role("dialog", name="Ask the documents").is_visible()
    box = seen.page.get_by_role("dialog").bounding_box()
    assert box is not None and box["x"] == 16
    seen.page.get_by_role("button", name="Tiếng Việt").click()
    seen.ask("xin chào")
    offers = seen.page.get_by_role("button", name="năm 2031")
    offers.first.wait_for()
    asked = offers.first.inner_text()
    offers.first.click()
    seen.log.get_by_text("Trích dẫn (").first.wait_for()
    assert seen.log.get_by_text(asked).first.is_visible()
    seen.page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    assert seen.log.get_by_text(asked).count() == 0
    seen.page.context.close()


@pytest.mark.parametrize(
    "body", ["", "event: answer\ndata: {\n\n", "event: evidence\ndata: []\n\n"]
)
def test_an_answer_that_breaks_off_is_said_to(
    browser: Browser, site: Site, server: str, body: str
) -> None:
    seen = visit(browser, site, server)
    headers = {"Access-Control-Allow-Origin": site.url}
    kind = "text/event-stream"
    seen.page.route(
        "**/v1/ask/stream",
        lambda route: route.fulfill(body=body, content_type=kind, headers=headers),
    )
    seen.open()
    seen.ask(QUESTION)
    seen.page.get_by_text("Câu trả lời bị ngắt giữa chừng").wait_for()
    seen.page.unroute("**/v1/ask/stream")
    seen.page.get_by_role("button", name="Hỏi lại").click()
    seen.log.get_by_text("Trích dẫn (3)").wait_for()
    assert seen.complaints == []
    seen.page.context.close()


def test_what_an_answer_says_never_becomes_markup(
    browser: Browser, site: Site, server: str
) -> None:
    citation = {
        "n": 1,
        "document_id": '"><script>alert(1)</script>',
        "source": "a.txt",
        "title": "<b>x</b>",
        "number": None,
        "issued_on": None,
        "path": ["<i>y</i>"],
        "page": 3,
        "start": 0,
        "end": 9,
        "quote": "<img src=x onerror=alert(1)>",
    }
    words = [
        "### Đề <u>mục</u>",
        "- **đậm [1]** [x](javascript:alert(1)) ![y](http://evil.example/a.png) [2]",
        "3. <iframe src=//evil.example> \\<script>alert(1)\\</script> ** một ** a*b_c_",
        "http://evil.example `mã` | ô |",
    ]
    answer = {
        "status": "answered",
        "answer": "\n".join(words),
        "citations": [citation],
        "choices": [{"document_id": "d", "title": "<s>z</s>", "question": "Hỏi <s>z</s>?"}],
        "suggestions": [],
        "verification": {"notice": "<p>lưu ý</p>"},
    }
    events = f"event: answer\r\ndata: {json.dumps(answer)}\r\n\r\n: ping\r\n\r\n"
    seen = visit(browser, site, server)
    seen.page.route(
        "**/v1/ask/stream",
        lambda route: route.fulfill(
            body=events + events.replace("event: answer", "event: done"),
            content_type="text/event-stream",
            headers={"Access-Control-Allow-Origin": site.url},
        ),
    )
    seen.open()
    seen.ask("Hỏi?")
    seen.log.get_by_text("Trích dẫn (1)").wait_for()
    shown = seen.log.inner_text()
    for text in ("Đề <u>mục</u>", "đậm [1]", "[x](javascript:alert(1))", "<script>alert(1)", "[2]"):
        assert text in shown
    assert "**đậm" not in shown and "3. <iframe" in shown and "** một **" in shown
    assert seen.log.locator("h3").inner_text() == "Đề <u>mục</u>"
    assert seen.log.locator("u, img, script, iframe, i, s, code").count() == 0
    for link in seen.log.locator("a").all():
        target = urlsplit(link.get_attribute("href") or "")
        assert f"{target.scheme}://{target.netloc}" == server
        assert target.path == "/view/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    assert seen.log.get_by_text("Bạn hỏi về văn bản nào?").is_visible()
    seen.page.get_by_role("button", name="<s>z</s>").click()
    seen.log.get_by_text("Hỏi <s>z</s>?").wait_for()
    assert seen.complaints == []
    seen.page.context.close()
