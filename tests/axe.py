"""What axe-core finds on a page and in its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_FILE_PATH

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def grave(page: Page) -> list[str]:
    """Return what axe finds serious or critical, each with the first elements it names."""
    script = AXE_FILE_PATH.read_text(encoding="utf-8")
    for frame in page.frames:
        frame.evaluate(script)
    found: list[dict[str, Any]] = page.evaluate("axe.run()")["violations"]
    return [_told(item) for item in found if item["impact"] in GRAVE]


def _told(violation: dict[str, Any]) -> str:
    elements = [str(node["html"])[:160] for node in violation["nodes"][:4]]
    return f"{violation['id']} ({violation['impact']}): {elements}"
