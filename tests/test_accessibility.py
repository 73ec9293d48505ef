"""axe-core over viewer, sign-in, widget and demo in Chromium: nothing grave, in light and dark.

The chat page is asked in tests/test_ui_settings.py, beside a server that has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests import tabulated
from tests.axe import grave
from tests.foreign import Site, foreign_site
from tests.plans import QUESTION, write_plans
from tests.served import listening
from tests.test_ui import browser as browser  # a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with foreign_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    plans = write_plans(folder / "plans")
    (plans / "bang.pdf").write_bytes(tabulated.pdf())
    settings: dict[str, object] = {"widget_origins": [site.url]}
    with listening(folder, llm=settings, ingest=[plans]) as url:
        yield url


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1100, "height": 800}
    )
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def quoted(page: Page, server: str, source: str) -> str:
    """Return the address of a place in a document."""
    items = page.request.get(f"{server}/v1/documents").json()["items"]
    name = next(item["id"] for item in items if item["source"] == source)
    return f"{server}/view/{name}?{urlencode([('span', '40-90'), ('span', '120-160')])}"


@pytest.mark.parametrize("source", ["dong-sen.txt", "bang.pdf"])
def test_the_viewer(page: Page, server: str, source: str) -> None:
    page.goto(quoted(page, server, source))
    assert page.locator("nav.quotes a").count() == 2
    assert grave(page) == []


def test_the_viewer_that_has_nothing_to_show(page: Page, server: str) -> None:
    page.goto(f"{server}/view/unknown")
    assert grave(page) == []


def test_the_sign_in_page(page: Page, server: str) -> None:
    page.goto(f"{server}/login")
    assert page.locator("h1").count() == 1
    assert grave(page) == []


def test_the_demo_page_and_the_widget_with_an_answer(page: Page, server: str) -> None:
    page.goto(f"{server}/widget/demo?lang=vi")
    assert grave(page) == []
    page.get_by_role("button", name="Mở khung hỏi đáp").click()
    page.get_by_label("Câu hỏi", exact=True).fill(QUESTION)
    page.get_by_label("Câu hỏi", exact=True).press("Enter")
    page.get_by_text("Trích dẫn (3)").wait_for()
    assert grave(page) == []
    page.locator("a.card").first.click()
    page.frame_locator("iframe").locator("mark#q").wait_for()
    assert grave(page) == []


def test_the_widget_with_an_error(page: Page, server: str, site: Site) -> None:
    site.line = f'<script src="{server}/widget.js" data-open defer></script>'
    page.route("**/v1/widget/token", lambda route: route.abort())
    page.goto(site.url)
    page.get_by_label("Câu hỏi", exact=True).fill(QUESTION)
    page.get_by_label("Câu hỏi", exact=True).press("Enter")
    page.get_by_role("button", name="Hỏi lại").wait_for()
    assert grave(page) == []
