"""What axe-core finds on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def grave(page: Page) -> list[str]:
    """Return what axe finds serious or critical, each with the first elements it names."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{item['id']} ({item['impact']}): {[node['html'][:160] for node in item['nodes'][:4]]}"
        for item in found
        if item["impact"] in GRAVE
    ]
