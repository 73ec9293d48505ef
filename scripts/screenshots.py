"""Take the pictures of widget, viewer and library page in docs/images/, over the samples.

Usage: python scripts/screenshots.py [FOLDER]. Needs Chromium (scripts/browser.sh).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from server import serving, wait_for

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
QUESTION = "Quý III năm 2026 phường Mây Hạ phải làm gì?"
ABOUT_A_SCAN = "Chủ tịch phường Đá Dựng tiếp công dân vào ngày nào?"
COLOURS = 64
"""Of the palette of a picture; a scan needs few, small coloured signs need all 256."""
WIDE = {"width": 1100, "height": 720}
PHONE = {"width": 360, "height": 720}
"""A phone, in CSS pixels."""


def main() -> None:
    """Serve the samples and take each picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is missing: bash scripts/browser.sh")
    with tempfile.TemporaryDirectory() as home:
        started = serving(Path(home), "--ingest", str(ROOT / "samples"))
        with started as (url, process), sync_playwright() as playwright:
            wait_for(f"{url}/readyz", process)
            flags = ["--no-sandbox", "--no-proxy-server"]
            browser = playwright.chromium.launch(executable_path=chromium, args=flags)
            light = asked(browser, url, QUESTION)
            keep(light, folder / "widget.png")
            light.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
            keep(light, folder / "widget-phone.png")
            dark = asked(browser, url, ABOUT_A_SCAN, color_scheme="dark")
            dark.locator("a.card").first.click()
            drawn = "() => [...document.images].every((one) => one.naturalWidth > 0)"
            dark.frames[-1].wait_for_function(drawn)
            dark.wait_for_timeout(500)  # the page scrolls to the quote
            keep(dark, folder / "widget-dark.png")
            keep(opened_library(browser, url), folder / "library.png", colours=256)
            browser.close()


def opened_library(browser: Browser, url: str) -> Page:
    """Return the library page with a document open and its source beside it."""
    size = {"width": 1280, "height": 900}
    page = browser.new_context(viewport=size, locale="vi-VN").new_page()  # pyright: ignore[reportArgumentType]
    page.goto(f"{url}/ui")
    page.get_by_role("tab", name="Thư viện", exact=True).click()
    page.locator("#planqa-listing button", has_text="cải cách hành chính").first.click()
    page.locator("#planqa-details a", has_text="Mở văn bản gốc").click()
    page.frame_locator("iframe.planqa-source").locator("main").wait_for()
    page.locator("#planqa-details summary", has_text="Phiên bản").click()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(700)
    return page


def asked(browser: Browser, url: str, question: str, **options: str) -> Page:
    """Return the demo page with the widget open and a question answered."""
    page = browser.new_context(viewport=WIDE, locale="vi-VN", **options).new_page()  # pyright: ignore[reportArgumentType]
    page.goto(f"{url}/widget/demo")
    page.get_by_role("button", name="Mở khung hỏi đáp").click()
    page.get_by_label("Câu hỏi", exact=True).fill(question)
    page.get_by_label("Câu hỏi", exact=True).press("Enter")
    page.locator("a.card").first.wait_for()
    page.wait_for_timeout(500)
    return page


def keep(page: Page, path: Path, *, colours: int = COLOURS) -> None:
    """Write what the browser shows as a small PNG."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").quantize(colours).save(path, optimize=True)
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
