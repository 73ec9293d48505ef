"""Citations as HTML cards, and the panel beside the chat that shows their source (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
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
  const address = link.getAttribute('href');
  for (const card of document.querySelectorAll('#planqa-citations a.card'))
    card.toggleAttribute('aria-current', card.getAttribute('href') === address);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({{block: 'nearest', behavior: still ? 'instant' : 'smooth'}});
}}, true);
"""
"""Sends the marks [1] inside answers to the panel too; without it they open a new tab."""

Citation = Mapping[str, Any]


def view_address(citation: Citation, texts: Texts) -> str:
    """Return the address that opens the source at the quote."""
    span = {"start": citation["start"], "end": citation["end"], "lang": texts.language}
    return f"/view/{quote(str(citation['document_id']), safe='')}?{urlencode(span)}#q"


def about(citation: Citation, texts: Texts) -> tuple[str, ...]:
    """Return number, date, page and file of a citation, as far as they are known."""
    page = f"{texts.page} {citation['page']}" if citation["page"] is not None else None
    known = (citation["number"], shown_date(citation["issued_on"]), page, citation["source"])
    return tuple(str(part) for part in known if part)


def shown_date(value: str | None) -> str | None:
    """Return a date "YYYY", "YYYY-MM" or "YYYY-MM-DD" as it is written in Vietnam."""
    return "/".join(reversed(value.split("-"))) if value else None


def render_cards(citations: Sequence[Citation], texts: Texts) -> str:
    """Return the citations of one answer as cards, those in a row from one document together."""
    heading = f"<h2>{html_text(texts.citations)}</h2>"
    if not citations:
        return f'{heading}<p class="planqa-hint">{html_text(texts.citations_hint)}</p>'
    groups = groupby(citations, key=lambda citation: citation["document_id"])
    documents = "".join(_document(list(cited), texts) for _, cited in groups)
    return f'{heading}<ol class="planqa-cards">{documents}</ol>'


def render_panel(texts: Texts) -> str:
    """Return the empty source panel."""
    style = "font: 15px system-ui, sans-serif; padding: 1rem"
    empty = (
        f'<html lang="{texts.language}"><meta name="color-scheme" content="light dark">'
        f'<p style="{style}">{escape(texts.source_empty)}</p>'
    )
    return (
        f"<h2>{html_text(texts.source_panel)}</h2>"
        f'<iframe class="planqa-source" name="{FRAME}" title="{html_text(texts.source_panel)}" '
        f'srcdoc="{html_text(empty)}"></iframe>'
    )


def _document(cited: Sequence[Citation], texts: Texts) -> str:
    first = cited[0]
    title = first["title"] or first["number"] or first["source"]
    known = about({**first, "page": None}, texts)
    newer = (
        f'<span class="newer">{html_text(texts.chat.superseded)}</span>'
        if first.get("superseded_by")
        else ""
    )
    cards = "".join(_card(citation, title, texts) for citation in cited)
    return (
        f'<li><span class="title">{html_text(title)}</span>'
        f'<span class="about">{html_text(" · ".join(known))}</span>{newer}<ul>{cards}</ul></li>'
    )


def _card(citation: Citation, title: str, texts: Texts) -> str:
    address = html_text(view_address(citation, texts))
    page = (f"{texts.page} {citation['page']}",) if citation["page"] is not None else ()
    path = " › ".join((*map(str, citation["path"]), *page))
    tab = html_text(texts.new_tab)
    return (
        f'<li><a class="card" href="{address}" target="{FRAME}">'
        f'<span class="n">[{int(citation["n"])}]</span>'
        f'<span class="path">{html_text(path or title)}</span>'
        f"<q>{html_text(citation['quote'])}</q></a>"
        f'<a class="tab" data-tab href="{address}" target="_blank" rel="noopener" '
        f'title="{tab}" aria-label="{tab} [{int(citation["n"])}]">'
        "↗</a></li>"
    )


def html_text(value: object) -> str:
    """Return a value as text of an HTML component: no markup, no template."""
    # Gradio's HTML component is a template: its own marks are spelled as entities too.
    escaped = escape(str(value))
    for mark in "{}$`\\":
        escaped = escaped.replace(mark, f"&#{ord(mark)};")
    return escaped
