"""Citations as HTML cards, and the panel beside the chat that shows their source (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from ui.texts import Texts

FRAME = "planqa-source"
"""Name of the frame that a click on a citation fills; no script is needed for it."""

PANEL_SCRIPT = f"""
document.addEventListener('click', (event) => {{
  const link = event.target.closest?.('a[href*="/view/"]:not([data-tab])');
  if (!link) return;
  link.removeAttribute('rel');
  link.target = '{FRAME}';
  element.scrollIntoView({{block: 'nearest', behavior: 'smooth'}});
}}, true);
"""
"""Sends the marks [1] inside answers to the panel too; without it they open a new tab."""

CSS = """
.planqa-cards { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem;
  max-height: 38vh; overflow-y: auto; }
.planqa-cards li { border: 1px solid var(--border-color-primary); border-radius: .5rem;
  position: relative; background: var(--block-background-fill); }
.planqa-cards a.card { display: block; padding: .55rem 2.4rem .55rem .7rem; color: inherit;
  text-align: left; text-decoration: none; }
.planqa-cards a.card:hover, .planqa-cards a.card:focus-visible {
  background: var(--background-fill-secondary); }
.planqa-cards .tab { position: absolute; top: .3rem; right: .4rem; padding: .2rem .4rem;
  color: inherit; text-decoration: none; }
.planqa-cards .n { font-weight: 700; margin-right: .35rem; }
.planqa-cards .title { font-weight: 600; }
.planqa-cards .about, .planqa-cards .path { display: block; font-size: .8rem;
  color: var(--body-text-color-subdued); overflow-wrap: anywhere; }
.planqa-cards q { display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical;
  overflow: hidden; font-size: .88rem; margin-top: .25rem; overflow-wrap: anywhere; }
.planqa-source { width: 100%; height: 48vh; border: 1px solid var(--border-color-primary);
  border-radius: .5rem; background: var(--block-background-fill); }
.planqa-hint { color: var(--body-text-color-subdued); font-size: .9rem; }
@media (max-width: 768px) {
  .planqa-cards { max-height: none; } .planqa-source { height: 80vh; }
}
"""

Citation = Mapping[str, Any]


def view_address(citation: Citation, texts: Texts) -> str:
    """Return the address that opens the source at the quote."""
    span = {"start": citation["start"], "end": citation["end"], "lang": texts.language}
    return f"/view/{quote(str(citation['document_id']), safe='')}?{urlencode(span)}#q"


def render_cards(citations: Sequence[Citation], texts: Texts) -> str:
    """Return the citations of one answer as a list of cards, or a hint when there are none."""
    heading = f"<h3>{html_text(texts.citations)}</h3>"
    if not citations:
        return f'{heading}<p class="planqa-hint">{html_text(texts.citations_hint)}</p>'
    cards = "".join(_card(citation, texts) for citation in citations)
    return f'{heading}<ol class="planqa-cards">{cards}</ol>'


def render_panel(texts: Texts) -> str:
    """Return the empty source panel."""
    style = "font: 15px system-ui, sans-serif; padding: 1rem"
    empty = (
        f'<meta name="color-scheme" content="light dark"><p style="{style}">'
        f"{escape(texts.source_empty)}</p>"
    )
    return (
        f"<h3>{html_text(texts.source_panel)}</h3>"
        f'<iframe class="planqa-source" name="{FRAME}" title="{html_text(texts.source_panel)}" '
        f'srcdoc="{html_text(empty)}"></iframe>'
    )


def _card(citation: Citation, texts: Texts) -> str:
    address = html_text(view_address(citation, texts))
    page = f"{texts.page} {citation['page']}" if citation["page"] is not None else None
    about = (citation["number"], citation["issued_on"], citation["source"], page)
    path = " › ".join(str(part) for part in citation["path"])
    title = citation["title"] or citation["number"] or citation["source"]
    tab = html_text(texts.new_tab)
    return (
        f'<li><a class="card" href="{address}" target="{FRAME}">'
        f'<span class="n">[{int(citation["n"])}]</span>'
        f'<span class="title">{html_text(title)}</span>'
        f'<span class="about">{html_text(" · ".join(str(part) for part in about if part))}</span>'
        f'<span class="path">{html_text(path)}</span>'
        f"<q>{html_text(citation['quote'])}</q></a>"
        f'<a class="tab" data-tab href="{address}" target="_blank" rel="noopener" '
        f'title="{tab}" aria-label="{tab} [{citation["n"]}]">'
        "↗</a></li>"
    )


def html_text(value: object) -> str:
    """Return a value as text of an HTML component: no markup, no template."""
    # Gradio's HTML component is a template: its own marks are spelled as entities too.
    escaped = escape(str(value))
    for mark in "{}$`\\":
        escaped = escaped.replace(mark, f"&#{ord(mark)};")
    return escaped
