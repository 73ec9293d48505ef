"""The colours of the chat page: Gradio's own stand out too little from their ground (WCAG AA)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Default

ACCENT, ACCENT_DARK = "#0b5cad", "#8cc2ff"
SOFT, SOFT_DARK = "#55606b", "#a3aeb9"
COLOURS = {
    "color_accent": ACCENT,
    "body_text_color_subdued": SOFT,
    "body_text_color_subdued_dark": SOFT_DARK,
    "input_placeholder_color": SOFT,
    "input_placeholder_color_dark": SOFT_DARK,
    "link_text_color": ACCENT,
    "link_text_color_dark": ACCENT_DARK,
    "button_primary_background_fill": ACCENT,
    "button_primary_background_fill_hover": "#094a8c",
    "button_primary_border_color": ACCENT,
    "button_primary_text_color": "#fff",
    "button_primary_background_fill_dark": ACCENT_DARK,
    "button_primary_background_fill_hover_dark": "#b3d7ff",
    "button_primary_border_color_dark": ACCENT_DARK,
    "button_primary_text_color_dark": "#0c1116",
}
DARK_CSS = f".dark {{ --color-accent: {ACCENT_DARK}; }}\n"
"""The accent has no dark variant in the theme."""


def theme(fonts: Sequence[str]) -> Default:
    """Return the theme of the chat page; imports Gradio."""
    from gradio.themes import Default

    made = Default(primary_hue="blue", font=list(fonts), font_mono=["ui-monospace", "monospace"])
    made.set(**COLOURS)  # pyright: ignore[reportUnknownMemberType] - untyped in Gradio
    return made
