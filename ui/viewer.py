"""The source of a citation as one HTML page: the document's text with the quote highlighted (pure).

The page holds no script. The quote is `<mark id="q">`, so the address "…#q" scrolls to it; further
quotes are "q2", "q3" …, with a bar of links to all of them. The stylesheet is allowed by its hash
in the Content-Security-Policy that goes with the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
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
mark:target, mark:focus { outline: 2px solid var(--mark); outline-offset: 2px; }
a { color: inherit; }
a:focus-visible { outline: 3px solid #2f81f7; outline-offset: 2px; }
.skip:not(:focus), .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.quotes { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem;
  align-items: center; padding: .35rem 1rem; background: var(--paper); font-size: .9rem;
  border-bottom: 1px solid var(--line); }
.quotes ol { display: contents; list-style: none; }
.quotes a { display: block; min-width: 2rem; padding: .15rem .4rem; text-align: center;
  border: 1px solid var(--line); border-radius: .4rem; }
.pages { white-space: normal; max-width: 60rem; }
.page { position: relative; margin: 0 0 1rem; line-height: 0; border: 1px solid var(--line); }
.page img { width: 100%; height: auto; aspect-ratio: auto 210 / 297; line-height: 1.6; }
.page svg { position: absolute; inset: 0; width: 100%; height: 100%; mix-blend-mode: multiply; }
.page rect { fill: #ffe14d; fill-opacity: .55; scroll-margin: 30vh 0; }
.error { max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; white-space: normal; }
@media print {
  :root { --mark: #ffe58a; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --note: #fff; }
  .quotes, .skip, .other { display: none; }
  main { max-width: none; padding: .5rem 0; }
  .page { break-inside: avoid; }
  mark, rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def policy(framed_by: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy of the pages of this module.

    Pages of this server and of the origins in `framed_by` may show them in a frame.
    """
    framing = " ".join(("'self'", *framed_by))
    return (
        f"default-src 'none'; img-src 'self'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {framing}"
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a picture: its number, its address, and the words to highlight.

    `marks` are, for each word, the place of its quote among the spans of the page, and left, top,
    right and bottom in shares of the page.
    """

    number: int
    address: str
    marks: tuple[tuple[int, float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What the viewer shows; `spans` count code points in `text`, half open, and do not overlap.

    The first of them, wherever it stands, is the one that the address "…#q" leads to.

    `facts` are pairs of label and value; `newer` is the address of the version that replaced this
    one, `whole` that of the plain text. `related` are documents that changed this one, or that it
    changes: what it is, its name and its address. With `pictures` the pages are shown in place of
    the text; `other` is the address that shows the same place the other way, None where there is
    none.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    spans: tuple[tuple[int, int], ...]
    newer: str | None
    whole: str
    pictures: tuple[Picture, ...] = ()
    other: str | None = None
    related: tuple[tuple[str, str, str], ...] = ()


def render_source(page: SourcePage, texts: Texts) -> str:
    """Return the page; a document without a quote is shown from its beginning."""
    facts = "".join(
        f"<div><dt>{escape(label)}:</dt><dd>{escape(value)}</dd></div>"
        for label, value in page.facts
    )
    notes = _notes(page, texts)
    if page.pictures:
        seen: set[int] = set()
        shown = "".join(_picture(picture, page, texts, seen) for picture in page.pictures)
        body = f'<main class="pages">{shown}</main>'
    else:
        shown, cut = _marked(page)
        if cut:
            link = f'<a href="{escape(page.whole)}">{escape(texts.open_whole)}</a>'
            notes += f'<p class="note" role="note">{escape(texts.shortened)} {link}</p>'
        body = f'<main lang="vi">{shown}</main>'
    skip = f'<a class="skip" href="#q">{escape(texts.to_quote)}</a>' if page.spans else ""
    head = f'<header><h1 lang="vi">{escape(page.title)}</h1><dl>{facts}</dl>{notes}</header>'
    return _page(page.title, f"{skip}{head}{_bar(page, texts)}{body}", texts)


def _notes(page: SourcePage, texts: Texts) -> str:
    links = [(what, name, address) for what, name, address in page.related]
    if page.newer:
        links.insert(0, (texts.superseded, texts.open_newer, page.newer))
    notes = "".join(
        f'<p class="note" role="note">{escape(what)} '
        f'<a href="{escape(address)}">{escape(name)}</a></p>'
        for what, name, address in links
    )
    if page.other:
        words = texts.show_text if page.pictures else texts.show_page
        notes += f'<p class="other"><a href="{escape(page.other)}">{escape(words)}</a></p>'
    return notes


def _bar(page: SourcePage, texts: Texts) -> str:
    """Return links to the quotes, numbered as they stand in the text; nothing for a single one."""
    if len(page.spans) < 2:
        return ""
    label = escape(texts.citations)
    links = "".join(
        f'<li><a href="#{_anchor(place)}"><span class="unseen">{label} </span>{number}</a></li>'
        for number, place in enumerate(_in_text(page), start=1)
    )
    return f'<nav class="quotes" aria-label="{label}">{label}: <ol role="list">{links}</ol></nav>'


def _in_text(page: SourcePage) -> list[int]:
    """Return the places of the spans in the order of the text."""
    return sorted(range(len(page.spans)), key=lambda place: page.spans[place])


def _anchor(place: int) -> str:
    return "q" if place == 0 else f"q{place + 1}"


def _marked(page: SourcePage) -> tuple[str, bool]:
    """Return the text with its quotes marked, and whether it was cut."""
    order = _in_text(page)
    first = max(0, page.spans[order[0]][0] - WINDOW) if order else 0
    last = (page.spans[order[-1]][1] if order else 0) + WINDOW
    shown, at = "", first
    for place in order:
        start, end = page.spans[place]
        shown += f'{escape(page.text[at:start])}<mark id="{_anchor(place)}">'
        shown += f"{escape(page.text[start:end])}</mark>"
        at = end
    return shown + escape(page.text[at:last]), first > 0 or last < len(page.text)


def _picture(picture: Picture, page: SourcePage, texts: Texts, seen: set[int]) -> str:
    """Return a page with its marks; the first word of each quote carries its anchor."""
    marks = ""
    here = {place for place, *_ in picture.marks}
    for place, left, top, right, bottom in picture.marks:
        anchor = "" if place in seen else f' id="{_anchor(place)}"'
        seen.add(place)
        marks += (
            f'<rect{anchor} x="{left:.5f}" y="{top:.5f}" width="{right - left:.5f}" '
            f'height="{bottom - top:.5f}"/>'
        )
    name = escape(texts.page_picture.format(page=picture.number))
    quotes = "".join(
        f"<q>{escape(page.text[slice(*page.spans[place])])}</q> "
        for place in _in_text(page)
        if place in here
    )
    caption = f'<figcaption class="unseen" lang="vi">{quotes}</figcaption>' if quotes else ""
    return (
        f'<figure class="page"><img src="{escape(picture.address)}" alt="{name}">'
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>'
        f"{caption}</figure>"
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
