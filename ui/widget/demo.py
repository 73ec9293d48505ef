"""A page that shows the widget and the line that puts it on another page (pure)."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from ui.widget.words import Words

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #55606b; --shade: #f2f5f8;
  --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #15181c; --soft: #a3aeb9; --shade: #20252b; --accent: #8cc2ff; }
}
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 6rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; } h2 { font-size: 1.05rem; }
pre { background: var(--shade); padding: .75rem; border-radius: .5rem; white-space: pre-wrap; }
a { color: var(--accent); }
@media (min-width: 60rem) { main { max-width: 36rem; margin: 0 2rem; } }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    f"style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'"
)
"""Content-Security-Policy of the demo page: as strict as a page with the widget can be."""


def render_demo(server: str, words: Words) -> str:
    """Return the page; `server` is the address that other pages reach this server under."""
    line = f'<script src="{server}/widget.js" data-lang="{words.language}" defer></script>'
    policy = f"script-src {server}; connect-src {server}; frame-src {server}"
    blocks = (
        (words.line, line),
        (words.origins, "PLANQA_WIDGET_ORIGINS='[\"https://intranet.example.vn\"]'"),
        (words.policy, policy),
    )
    told = "".join(
        f"<h2>{escape(title)}</h2><pre tabindex='0'>{escape(code)}</pre>" for title, code in blocks
    )
    other = "en" if words.language == "vi" else "vi"
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{escape(words.title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(words.title)}</h1>"
        f"<p>{escape(words.intro)}</p>{told}"
        f'<p><a href="?lang={other}" hreflang="{other}" lang="{other}">'
        f"{escape(words.other)}</a></p></main>"
        f'<script src="/widget.js" data-lang="{words.language}" data-viewer="panel" '
        f"defer></script></body></html>"
    )
