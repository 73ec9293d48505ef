"""The source of a citation as one HTML page: the document's text with the quote highlighted (pure).

The page holds no script. The quote is `<mark id="q">`, so the address "…#q" scrolls to it, and the
stylesheet is allowed by its hash in the Content-Security-Policy that goes with the page.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape

from ui.texts import Texts

WINDOW = 200_000
"""Code points shown before and after the quote; longer documents are cut there, with a note."""

STYLE = """
:root { color-scheme: light dark; --mark: #ffe58a; --ink: #1b1f24; --paper: #fff; --soft: #5b6570;
  --line: #d8dee4; --note: #fff4d6; }
@media (prefers-color-scheme: dark) {
  :root { --mark: #7a5d00; --ink: #e6e9ed; --paper: #15181c; --soft: #9aa5b1; --line: #333a42;
    --note: #3a2f0b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header { padding: .75rem 1rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.05rem; line-height: 1.4; margin: 0 0 .35rem; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0; font-size: .875rem; }
dl div { display: flex; gap: .35rem; min-width: 0; }
dt { color: var(--soft); white-space: nowrap; }
dd { margin: 0; overflow-wrap: anywhere; }
.note { margin: .6rem 0 0; padding: .5rem .7rem; background: var(--note); border-radius: .4rem;
  font-size: .9rem; }
main { max-width: 48rem; margin: 0 auto; padding: 1rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
mark { background: var(--mark); color: inherit; border-radius: .2rem; scroll-margin: 30vh 0; }
mark:target { outline: 2px solid var(--mark); outline-offset: 2px; }
a { color: inherit; }
.page { position: relative; max-width: 60rem; margin: 1rem auto; line-height: 0;
  border: 1px solid var(--line); scroll-margin: 1rem 0; }
.page img { width: 100%; height: auto; }
.page svg { position: absolute; inset: 0; width: 100%; height: 100%; mix-blend-mode: multiply; }
.page rect { fill: #ffe14d; fill-opacity: .55; }
.error { max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; white-space: normal; }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; img-src 'self'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'self'"
)
"""Content-Security-Policy of every page that this module makes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture: its number, its address, and the words to highlight.

    `marks` are left, top, right and bottom of each word in shares of the page.
    """

    number: int
    address: str
    marks: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What the viewer shows; `span` counts code points in `text`, half open.

    `facts` are pairs of label and value; `newer` is the address of the version that replaced this
    one, `whole` that of the plain text. `related` are documents that changed this one, or that it
    changes: what it is, its name and its address. With `pictures` the pages are shown in place of
    the text; `other` is the address that shows the same place the other way, None where there is
    none.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    span: tuple[int, int] | None
    newer: str | None
    whole: str
    pictures: tuple[Picture, ...] = ()
    other: str | None = None
    related: tuple[tuple[str, str, str], ...] = ()


def render_source(page: SourcePage, texts: Texts) -> str:
    """Return the page; a document without a quote is shown from its beginning."""
    start, end = page.span or (0, 0)
    first, last = max(0, start - WINDOW), min(len(page.text), end + WINDOW)
    facts = "".join(
        f"<div><dt>{escape(label)}:</dt><dd>{escape(value)}</dd></div>"
        for label, value in page.facts
    )
    notes = ""
    if page.newer:
        link = f'<a href="{escape(page.newer)}">{escape(texts.open_newer)}</a>'
        notes += f'<p class="note" role="status">{escape(texts.superseded)} {link}</p>'
    for what, name, address in page.related:
        link = f'<a href="{escape(address)}">{escape(name)}</a>'
        notes += f'<p class="note" role="status">{escape(what)} {link}</p>'
    if page.other:
        words = texts.show_text if page.pictures else texts.show_page
        notes += f'<p><a href="{escape(page.other)}">{escape(words)}</a></p>'
    if page.pictures:
        shown = "".join(_picture(picture, texts, at) for at, picture in enumerate(page.pictures))
        head = f"<header><h1>{escape(page.title)}</h1><dl>{facts}</dl>{notes}</header>"
        return _page(page.title, f"{head}{shown}", texts)
    if first > 0 or last < len(page.text):
        link = f'<a href="{escape(page.whole)}">{escape(texts.open_whole)}</a>'
        notes += f'<p class="note">{escape(texts.shortened)} {link}</p>'
    quote = f'<mark id="q">{escape(page.text[start:end])}</mark>' if page.span else ""
    body = (
        f"<header><h1>{escape(page.title)}</h1><dl>{facts}</dl>{notes}</header>"
        f"<main>{escape(page.text[first:start])}{quote}{escape(page.text[end:last])}</main>"
    )
    return _page(page.title, body, texts)


def _picture(picture: Picture, texts: Texts, place: int) -> str:
    """Return a page with its marks; the first one carries the anchor of the quote."""
    marks = "".join(
        f'<rect x="{left:.5f}" y="{top:.5f}" width="{right - left:.5f}" '
        f'height="{bottom - top:.5f}"/>'
        for left, top, right, bottom in picture.marks
    )
    name = escape(texts.page_picture.format(page=picture.number))
    anchor = ' id="q"' if place == 0 else ""
    return (
        f'<figure class="page"{anchor}><img src="{escape(picture.address)}" alt="{name}">'
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>'
        "</figure>"
    )


def render_error(vi: str, en: str, texts: Texts) -> str:
    """Return a page that says in both languages why the source cannot be shown."""
    body = (
        f'<main class="error"><h1>{escape(texts.cannot_show)}</h1>'
        f'<p>{escape(vi)}</p><p lang="en">{escape(en)}</p></main>'
    )
    return _page(texts.cannot_show, body, texts)


def render_starting(loading: tuple[str, ...], texts: Texts) -> str:
    """Return the page that stands in for the chat until it is loaded; it reloads itself."""
    names = ", ".join(texts.loading_steps.get(step, step) for step in loading)
    body = (
        f'<main class="error"><h1>{escape(texts.starting)}</h1>'
        f"<p>{escape(texts.loading)}: {escape(names or '…')}</p></main>"
    )
    return _page(texts.starting, body, texts, refresh_s=1)


def _page(title: str, body: str, texts: Texts, *, refresh_s: int | None = None) -> str:
    refresh = "" if refresh_s is None else f'<meta http-equiv="refresh" content="{refresh_s}">'
    return (
        f'<!doctype html><html lang="{texts.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{refresh}<meta name="referrer" content="no-referrer"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )
