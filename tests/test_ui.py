from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.plans import QUARTER_TASKS, QUESTION, write_plans
from tests.running import Running, planqa, post, server
from ui.cards import FRAME, render_cards, render_panel, view_address
from ui.conversation import Conversation, answered, asked, opening, refused, shown_messages
from ui.examples import EXAMPLES, example_questions
from ui.markdown import answer_markdown, escape_markdown
from ui.texts import EN, VI
from ui.viewer import WINDOW, SourcePage, render_error, render_source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
]
WAIT_MS = 60_000
SAFE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))
"""Text on one line, as the paragraphs of a canonical text are."""


class Words(HTMLParser):
    """The text of an HTML fragment, the names of its tags, and the text of its <mark id="q">."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.marked: str | None = None
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        if tag == "mark" and ("id", "q") in attrs:
            self.marked = ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.marked is not None and "mark" in self._open:
            self.marked += data


def citation(quote: str = "Trồng 120 cây xanh.", **changes: object) -> dict[str, Any]:
    return {
        "n": 1,
        "document_id": "d1",
        "source": "dong-sen.txt",
        "title": "Công tác năm 2031",
        "number": "12/KH-UBND",
        "issuer": "Ủy ban nhân dân phường Đồng Sen",
        "issued_on": "2031-01-15",
        "path": ["II. NHIỆM VỤ", "3. Quý III"],
        "page": None,
        "start": 5,
        "end": 5 + len(quote),
        "quote": quote,
        **changes,
    }


def source_page(text: str, span: tuple[int, int] | None) -> str:
    facts = (("Số", "12/KH-UBND"),)
    spans = (span,) if span else ()
    page = SourcePage("Kế hoạch", facts, text, spans, None, "/v1/documents/d/text")
    return render_source(page, VI)


# The viewer


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))), st.data())
def test_the_mark_holds_exactly_the_code_points_of_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Words(source_page(text, (start, end))).marked == text[start:end]


def test_the_viewer_shows_a_document_without_a_quote() -> None:
    page = source_page("Quý I: <b>đậm</b>", None)
    assert "<mark" not in page
    assert "Quý I: &lt;b&gt;đậm&lt;/b&gt;" in page


def test_a_very_long_document_is_shown_around_the_quote() -> None:
    text = "a" * WINDOW + "ĐẦU" + "b" * 50 + "CUỐI" + "c" * (2 * WINDOW)
    page = source_page(text, (WINDOW + 3, WINDOW + 53))
    assert Words(page).marked == "b" * 50
    assert len(page) < 2 * WINDOW + 10_000
    assert VI.shortened in page
    assert VI.shortened not in source_page("ngắn", (0, 4))


def test_a_superseded_document_links_to_the_newer_one() -> None:
    page = SourcePage("Kế hoạch", (), "chữ", (), "/view/d2", "/v1/documents/d1/text")
    assert f'<a href="/view/d2">{VI.open_newer}</a>' in render_source(page, VI)


def test_an_error_page_speaks_both_languages_and_escapes() -> None:
    page = render_error("Không có <x>.", "There is no <x>.", EN)
    assert "Không có &lt;x&gt;." in page
    assert "There is no &lt;x&gt;." in page


# Answers, cards, examples


@given(SAFE)
def test_escaped_text_is_shown_as_it_is_and_becomes_nothing_else(text: str) -> None:
    shown = Words(MarkdownIt("commonmark").render(f"x{escape_markdown(text)}x"))
    assert set(shown.tags) <= {"p"}
    assert shown.text.strip() == f"x{text}x".strip()


@given(SAFE)
def test_no_answer_makes_links_images_or_html(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(answer_markdown(text, {}))
    assert not set(Words(rendered).tags) & {"a", "img", "script", "iframe", "input"}


def test_the_marks_of_an_answer_open_the_source() -> None:
    text = "**Quý III** gồm:\n- Trồng [xem](http://evil.example) cây. [1][2]\n1. Hai"
    shown = MarkdownIt("commonmark").render(answer_markdown(text, {1: "/view/d1#q"}))
    assert '<a href="/view/d1#q">[1]</a>[2]' in shown
    assert "<strong>Quý III</strong>" in shown
    assert "<li>" in shown
    assert shown.count("<a ") == 1


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_card_shows_the_quote_and_nothing_of_it_is_markup(quote: str) -> None:
    cards = render_cards([citation(quote, title=quote)], VI)
    inner = re.search("<q>(.*?)</q>", cards, re.DOTALL)
    assert inner
    assert html.unescape(inner.group(1)) == html.unescape(html.escape(quote))
    assert not set("{}$`\\") & set(cards)
    assert set(Words(cards).tags) <= {"h2", "ol", "ul", "li", "a", "span", "q"}


def test_cards_tell_where_a_quote_stands_and_open_it_in_the_panel() -> None:
    cards = render_cards([citation(page=3)], EN)
    for part in ("[1]", "Công tác năm 2031", "12/KH-UBND", "15/01/2031", "page 3", "3. Quý III"):
        assert part in cards
    address = "/view/d1?start=5&amp;end=24&amp;lang=en#q"
    assert cards.count(f'href="{address}"') == 2
    assert f'target="{FRAME}"' in cards
    assert EN.citations_hint in render_cards([], EN)
    assert f'name="{FRAME}"' in render_panel(EN)


def test_examples_come_from_the_documents() -> None:
    document: dict[str, object] = {
        "kind": "kế hoạch",
        "number": "12/KH-UBND",
        "title": "Thi đua",
        "issuer": "Ủy ban nhân dân phường Đồng Sen",
        "place": "Đồng Sen",
        "signer": "Trần Minh Họa",
        "years": [2031],
    }
    outline: list[dict[str, object]] = [
        {"label": "3.", "title": "Quý III năm 2031", "leaf": False},
        {"label": "I.", "title": "Chỉ tiêu", "leaf": False},
    ]
    assert example_questions([(document, outline)], VI) == [
        "Quý III năm 2031 Ủy ban nhân dân phường Đồng Sen phải làm gì?",
        "Kế hoạch 12/KH-UBND đặt ra những chỉ tiêu gì?",
        "Ai ký kế hoạch 12/KH-UBND?",
    ]
    assert len(example_questions([(document, outline)], EN)) == 3
    purpose: list[dict[str, object]] = [{"label": "I.", "title": "MỤC ĐÍCH", "leaf": False}]
    assert "Mục đích của kế hoạch 12/KH-UBND là gì?" in example_questions([(document, purpose)], VI)
    bare: dict[str, object] = {**dict.fromkeys(document), "years": []}
    assert example_questions([(bare, outline)], VI) == []
    assert len(example_questions([(document, outline), (bare, []), (document, [])], VI)) <= EXAMPLES


def test_a_conversation_keeps_what_was_said_word_for_word() -> None:
    start = opening([], VI)
    assert start == Conversation()
    said = asked(start, "Quý *III*?")
    assert said.history == []
    answer = {
        "status": "answered",
        "answer": "- Một. [1]",
        "citations": [citation()],
        "choices": [],
        "suggestions": ["B?"],
    }
    told = answered(said, answer)
    assert told.citations == (citation(),)
    assert [offer.question for offer in told.offers] == ["B?"]
    messages = shown_messages(told, VI)
    assert messages[0]["content"] == "Quý \\*III\\*?"
    assert view_address(citation(), VI) in messages[1]["content"]
    later = asked(told, "Còn quý IV?")
    assert later.history == [
        {"role": "user", "content": "Quý *III*?"},
        {"role": "assistant", "content": "- Một. [1]"},
    ]
    assert later.citations == ()
    choices = {**answer, "choices": [{"document_id": "d1", "title": "A", "question": "A?"}]}
    assert answered(later, choices).offer_label(VI) == VI.which_document
    assert refused(later, VI.not_ready).turns[-1].content == VI.not_ready


# The page in a browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("page")
    with server(folder / "home", folder / "server.log", [write_plans(folder / "plans")]) as ready:
        yield ready


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("the browser test needs Chromium: apt-get install chromium")
        pytest.skip("the browser test needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("SCREENSHOTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_page(browser: Browser, running: Running, asked_for: list[str], **options: Any) -> Page:  # noqa: ANN401 - Playwright's own options
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(f"{running.url}/ui")
    page.wait_for_selector(".planqa-offer:visible")
    return page


def ask_on(page: Page, question: str) -> None:
    page.locator("#planqa-question textarea").fill(question)
    page.locator("#planqa-question textarea").press("Enter")
    page.wait_for_selector("#planqa-citations a.card")


def source_frame(page: Page) -> Frame:
    frame = page.frame(name=FRAME)
    assert frame is not None
    frame.wait_for_url("**/view/**")
    frame.wait_for_selector("mark#q")
    return frame


def in_view(frame: Frame) -> bool:
    return bool(
        frame.evaluate(
            """() => { const box = document.getElementById('q').getBoundingClientRect();
            return box.top >= 0 && box.top < innerHeight && box.height > 0; }"""
        )
    )


def test_ask_read_and_open_a_citation(browser: Browser, running: Running, shots: Path) -> None:
    asked_for: list[str] = []
    page = open_page(browser, running, asked_for)
    assert "Quý III năm 2031" in page.locator(".planqa-offer").first.inner_text()
    page.screenshot(path=shots / "start.png")

    ask_on(page, QUESTION)
    expected = post(f"{running.url}/v1/ask", {"question": QUESTION})
    cards = page.locator("#planqa-citations a.card")
    assert cards.count() == len(expected["citations"]) == len(QUARTER_TASKS)
    chat = page.locator("#planqa-chat").inner_text()
    for quoted in expected["citations"]:
        assert " ".join(quoted["quote"].split()) in " ".join(chat.split())
    told = planqa(running.home, "ask", QUESTION, "--json").json
    assert told["answer"] == expected["answer"]

    for place, quoted in enumerate(expected["citations"]):
        assert quoted["quote"] in cards.nth(place).text_content()
        cards.nth(place).click()
        frame = source_frame(page)
        frame.wait_for_url(f"**start={quoted['start']}&end={quoted['end']}**")
        frame.wait_for_selector("mark#q")
        assert frame.locator("mark#q").text_content() == quoted["quote"]
        page.wait_for_timeout(300)
        assert in_view(frame)
    page.screenshot(path=shots / "cited.png")

    # Nothing in the document became markup, and nothing left this machine.
    assert page.locator('img[src="x"], a[href*="evil"]').count() == 0
    outside = [url for url in asked_for if urlsplit(url).hostname not in ("127.0.0.1", None)]
    assert outside == []
    page.context.close()


def test_a_mark_in_the_answer_opens_the_panel(browser: Browser, running: Running) -> None:
    page = open_page(browser, running, [])
    ask_on(page, QUESTION)
    page.locator('#planqa-chat a[href*="/view/"]').first.click()
    frame = source_frame(page)
    assert frame.locator("mark#q").text_content() == QUARTER_TASKS[0]
    assert len(page.context.pages) == 1
    page.context.close()


def test_examples_refusals_and_english(browser: Browser, running: Running, shots: Path) -> None:
    page = open_page(browser, running, [])
    page.locator(".planqa-offer").first.click()
    page.wait_for_selector("#planqa-citations a.card")
    page.locator("#planqa-question textarea").fill("Tỉnh Hòa Vang thu hút bao nhiêu vốn FDI?")
    page.locator("#planqa-send").click()
    page.wait_for_function(
        "() => document.querySelectorAll('#planqa-chat [data-testid=bot]').length > 1"
    )
    page.wait_for_selector("#planqa-citations a.card", state="detached")
    page.get_by_label("English").check()
    page.wait_for_selector(f"text={EN.subtitle}")
    assert page.locator("#planqa-send").inner_text() == EN.send
    page.screenshot(path=shots / "english.png")
    page.context.close()


def test_the_source_reads_on_a_phone_in_the_dark(
    browser: Browser, running: Running, shots: Path
) -> None:
    quoted = post(f"{running.url}/v1/ask", {"question": QUESTION})["citations"][-1]
    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
        is_mobile=True,
        device_scale_factor=2,
    )
    page = phone.new_page()
    address = f"/view/{quoted['document_id']}?start={quoted['start']}&end={quoted['end']}#q"
    page.goto(running.url + address)
    assert page.locator("mark#q").text_content() == quoted["quote"]
    assert in_view(page.main_frame)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(21, 24, 28)"
    page.screenshot(path=shots / "phone.png")
    phone.close()
