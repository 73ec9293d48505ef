"""The source of a citation as a page, with the quote highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import caller_of
from api.gate import signin_address
from api.identity import SignInError
from api.related import related
from api.schemas import RelationOut
from api.state import State
from rag.domain import Card, Document, Fact
from rag.errors import InputError, PlanQAError
from rag.library import Library
from ui.texts import TEXTS, Language, Texts
from ui.viewer import POLICY, Picture, SourcePage, render_error, render_source

router = APIRouter()

_MOST_PAGES = 20
"""Pictures on one page of the viewer."""


@router.get("/view/{document_id}", include_in_schema=False)
async def view(
    document_id: str,
    request: Request,
    state: State,
    start: str | None = None,
    end: str | None = None,
    lang: Language | None = None,
    show: Literal["page", "text"] = "page",
) -> Response:
    """Show the source with the quote marked; `start` and `end` count code points.

    Documents with pages are shown as pictures unless the text is asked for.
    """
    texts = TEXTS[lang or state.settings.language]
    try:
        library = state.parts().library
        caller = await state.in_thread(lambda: caller_of(request, state))
        card, document, found = await state.in_thread(
            lambda: _read(library, document_id, caller.labels)
        )
        span = _span(start, end, len(document.text))
        pictures = await state.in_thread(lambda: _pictures(library, document, span))
    except SignInError:
        return RedirectResponse(signin_address(request.url.path, request.url.query), 303)
    except PlanQAError as error:
        return _html(render_error(error.vi, error.en, texts), error.status)
    page = SourcePage(
        title=card.name,
        facts=_facts(card, texts),
        text=document.text,
        span=span,
        newer=f"/view/{card.superseded_by}?lang={texts.language}" if card.superseded_by else None,
        whole=f"/v1/documents/{card.id}/text",
        pictures=pictures if show == "page" else (),
        other=_other_way(card.id, span, texts, show) if pictures else None,
        related=_related(found, texts),
    )
    return _html(render_source(page, texts), 200)


def _pictures(
    library: Library, document: Document, span: tuple[int, int] | None
) -> tuple[Picture, ...]:
    """Return the pages that a span stands on; without one, all of them up to a limit."""
    address = f"/v1/documents/{document.id}/pages"
    if span is None:
        numbers = library.pages.numbers(document.id)[:_MOST_PAGES]
        return tuple(Picture(number, f"{address}/{number}") for number in numbers)
    return tuple(
        Picture(
            one.page,
            f"{address}/{one.page}",
            tuple((box.left, box.top, box.right, box.bottom) for box in one.boxes),
        )
        for one in library.pages.marked(document, *span)[:_MOST_PAGES]
    )


def _other_way(
    document_id: str, span: tuple[int, int] | None, texts: Texts, show: Literal["page", "text"]
) -> str:
    place = f"start={span[0]}&end={span[1]}&" if span else ""
    other = "text" if show == "page" else "page"
    return f"/view/{document_id}?{place}lang={texts.language}&show={other}#q"


def _read(
    library: Library, document_id: str, labels: Sequence[str]
) -> tuple[Card, Document, tuple[RelationOut, ...]]:
    card, document = library.card(document_id, labels), library.document(document_id, labels)
    return card, document, related(library, card, document, labels)


def _related(found: Sequence[RelationOut], texts: Texts) -> tuple[tuple[str, str, str], ...]:
    """Return the links to documents that are there, each to the words that say so."""
    links: list[tuple[str, str, str]] = []
    for item in found:
        what = texts.relations.get(f"{item.direction}.{item.kind}")
        if what is None or item.document_id is None:
            continue
        address = f"/view/{item.document_id}?lang={texts.language}"
        if item.said_in == item.document_id and item.quote:
            address += f"&start={item.start}&end={item.end}#q"
        links.append((what, item.name, address))
    return tuple(links)


def _html(page: str, status: int) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(page, status, headers=headers)


def _span(start: str | None, end: str | None, length: int) -> tuple[int, int] | None:
    if start is None and end is None:
        return None
    if start is not None and end is not None and start.isdecimal() and end.isdecimal():
        # Digits beyond the length of any text would only cost time to convert.
        span = (int(start[:12]), int(end[:12]))
        if span[0] < span[1] <= length:
            return span
    raise InputError(
        f"Vị trí trích dẫn không dùng được (start={start}, end={end}): cần 0 ≤ start < end ≤ "
        f"{length}. Hãy mở lại từ trích dẫn trong câu trả lời.",
        f"The position of the quote cannot be used (start={start}, end={end}): "
        f"0 ≤ start < end ≤ {length} is needed. Open it again from a citation.",
    )


def _facts(card: Card, texts: Texts) -> tuple[tuple[str, str], ...]:
    def value(fact: Fact | None) -> str | None:
        return fact.value if fact else None

    meta = card.metadata
    named = (
        (texts.number, value(meta.number)),
        (texts.issuer, value(meta.issuer)),
        (texts.issued_on, value(meta.issued_on)),
        (texts.signer, value(meta.signer)),
        (texts.file, card.source),
    )
    return tuple((label, text) for label, text in named if text)
