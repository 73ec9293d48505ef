"""The viewer: several quotes, their places on the page, language, frames, print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.spans import MOST_SPANS, spans_of
from rag.errors import InputError
from tests import tabulated
from tests.fakes import plan_text
from tests.served import listening
from tests.test_ui import Words
from tests.test_ui import browser as browser  # a fixture
from ui.texts import VI
from ui.viewer import SourcePage, render_source

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = "https://intranet.example"
LONG = plan_text("Đồng Sen", 2031, [f"Việc thứ {number}." for number in range(1, 200)])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("viewer")
    plans = folder / "plans"
    plans.mkdir()
    (plans / "dai.txt").write_text(LONG, encoding="utf-8")
    (plans / "bang.pdf").write_bytes(tabulated.pdf())
    settings: dict[str, object] = {"widget_origins": [SITE]}
    with listening(folder, llm=settings, ingest=[plans]) as url:
        yield url


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, trust_env=False) as opened:
        yield opened


def place(client: httpx.Client, source: str, *quotes: str) -> tuple[str, list[str]]:
    """Return a document's id, and where each quote stands in it as "start-end"."""
    items: list[dict[str, Any]] = client.get("/v1/documents").json()["items"]
    name = next(item["id"] for item in items if item["source"] == source)
    text: str = client.get(f"/v1/documents/{name}/text").json()["text"]
    return name, [f"{text.index(one)}-{text.index(one) + len(one)}" for one in quotes]


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8)


@given(spans)
def test_each_quote_is_marked_once_and_the_text_stays_whole(
    asked: list[tuple[int, int]],
) -> None:
    text = "".join(chr(0x1EA0 + number % 80) for number in range(80))
    named = [f"{start}-{start + length}" for start, length in asked]
    kept = spans_of(None, None, named, len(text))
    assert all(a[1] <= b[0] or b[1] <= a[0] for a in kept for b in kept if a != b)
    assert kept[:1] == tuple((a, a + n) for a, n in asked[:1])
    page = render_source(SourcePage("", (), text, kept, None, ""), VI)
    for number, (start, end) in enumerate(kept, start=1):
        anchor = "q" if number == 1 else f"q{number}"
        assert f'<mark id="{anchor}">{text[start:end]}</mark>' in page
    assert text in Words(page).text
    assert page.count("<nav") == (len(kept) > 1)


@pytest.mark.parametrize("named", ["5-5", "5-4", "0-11", "-1-3", "a-b", "3", "", "٣-٤x"])
def test_a_quote_outside_the_text_is_refused(named: str) -> None:
    with pytest.raises(InputError):
        spans_of(None, None, [named], 10)


def test_too_many_quotes_are_refused() -> None:
    named = [f"{number}-{number + 1}" for number in range(MOST_SPANS + 1)]
    with pytest.raises(InputError):
        spans_of(None, None, named, 1000)
    assert len(spans_of(None, None, named[1:], 1000)) == MOST_SPANS


def test_the_language_is_the_one_asked_for_or_the_browsers(client: httpx.Client) -> None:
    name, _ = place(client, "dai.txt")

    def language(address: str, accepted: str) -> str:
        page = client.get(address, headers={"Accept-Language": accepted}).text
        return page.partition('<html lang="')[2][:2]

    assert language(f"/view/{name}", "en-GB,en;q=0.9,vi;q=0.5") == "en"
    assert language(f"/view/{name}", "fr, vi-VN;q=0.8, en;q=0.7") == "vi"
    assert language(f"/view/{name}", "fr;q=x, de") == "vi"
    assert language(f"/view/{name}?lang=vi", "en") == "vi"


def test_listed_pages_may_frame_the_viewer_and_nothing_else(client: httpx.Client) -> None:
    name, _ = place(client, "dai.txt")
    policy = client.get(f"/view/{name}").headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {SITE}")
    assert "script-src" not in policy and "unsafe" not in policy
    assert client.get("/widget/demo").headers["content-security-policy"].count(SITE) == 0


@pytest.mark.browser
def test_the_bar_leads_from_quote_to_quote(
    browser: Browser, server: str, client: httpx.Client
) -> None:
    name, (late, early) = place(client, "dai.txt", "Việc thứ 190.", "Việc thứ 20.")
    page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"{server}/view/{name}?span={late}&span={early}&lang=vi#q")
    first, second = page.locator("mark#q"), page.locator("mark#q2")
    assert (first.text_content(), second.text_content()) == ("Việc thứ 190.", "Việc thứ 20.")
    links = page.get_by_role("navigation", name=VI.citations).get_by_role("link")
    assert links.count() == 2
    for link, shown in ((links.nth(0), second), (links.nth(1), first)):
        link.focus()
        page.keyboard.press("Enter")
        box = shown.bounding_box()
        assert box is not None and 40 < box["y"] < 600
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The first stop of the keyboard is the way to the quote; on paper there is neither.
    page.reload()
    page.keyboard.press("Tab")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    assert not page.locator("a.skip").is_visible()
    assert first.is_visible()
    page.context.close()


@pytest.mark.browser
def test_a_quote_on_a_picture_is_scrolled_to(
    browser: Browser, server: str, client: httpx.Client
) -> None:
    text_of = place(client, "bang.pdf")[0]
    text: str = client.get(f"/v1/documents/{text_of}/text").json()["text"]
    end = len(text.rstrip())
    page = browser.new_context(viewport={"width": 900, "height": 400}).new_page()
    page.goto(f"{server}/view/{text_of}?span={end - 30}-{end}&span=0-20#q")
    page.wait_for_function(
        """() => { const box = document.getElementById('q').getBoundingClientRect();
        return box.height > 2 && box.top >= 0 && box.bottom <= innerHeight; }"""
    )
    page.locator("nav.quotes a").first.click()
    page.wait_for_function(
        """() => { const box = document.getElementById('q2').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight; }"""
    )
    assert page.locator("figcaption q").last.text_content() == text[end - 30 : end]
    page.context.close()
