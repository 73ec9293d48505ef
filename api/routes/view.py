"""The source of a citation as a page, with the quote highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import ONLOOKER, onlooker
from api.gate import signin_address
from api.identity import Caller, SignInError
from api.language import language_of
from api.related import related
from api.schemas import RelationOut
from api.spans import Span, spans_of
from api.state import State
from rag.domain import Card, Document, Fact
from rag.errors import NotFoundError, PlanQAError
from rag.library import Library
from ui.texts import TEXTS, Language, Texts
from ui.viewer import Picture, SourcePage, policy, render_error, render_source

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
    span: Annotated[Sequence[str], Query()] = (),
    lang: Language | None = None,
    show: Literal["page", "text"] = "page",
) -> Response:
    """Show the source with the quote marked; `start` and `end` count code points.

    Each `span` ("start-end") marks a further quote, with links between them. Documents with pages
    are shown as pictures unless the text is asked for.
    """
    texts = TEXTS[lang or language_of(request, state.settings.language)]
    headers = _headers(state.visitors.origins)
    try:
        library = state.parts().library
        caller = await state.in_thread(lambda: onlooker(request, state))
        card, document, found = await state.in_thread(lambda: _read(library, document_id, caller))
        spans = spans_of(start, end, span, len(document.text))
        pictures = await state.in_thread(lambda: _pictures(library, document, spans))
    except PlanQAError as error:
        # In the frame of another page nobody can sign in: there the page says so.
        framed = request.headers.get("sec-fetch-dest") == "iframe"
        if isinstance(error, SignInError) and not framed:
            return RedirectResponse(signin_address(request.url.path, request.url.query), 303)
        return HTMLResponse(render_error(error.vi, error.en, texts), error.status, headers=headers)
    page = SourcePage(
        title=card.name,
        facts=_facts(card, texts),
        text=document.text,
        spans=spans,
        newer=f"/view/{card.superseded_by}?lang={texts.language}" if card.superseded_by else None,
        whole=f"/v1/documents/{card.id}/text",
        pictures=pictures if show == "page" else (),
        other=_other_way(card.id, spans, texts, show) if pictures else None,
        related=_related(found, texts),
    )
    return HTMLResponse(render_source(page, texts), 200, headers=headers)


def _pictures(library: Library, document: Document, spans: Sequence[Span]) -> tuple[Picture, ...]:
    """Return the pages that the quotes stand on; without any, all of them up to a limit."""
    address = f"/v1/documents/{document.id}/pages"
    if not spans:
        numbers = library.pages.numbers(document.id)[:_MOST_PAGES]
        return tuple(Picture(number, f"{address}/{number}") for number in numbers)
    marks: dict[int, list[tuple[int, float, float, float, float]]] = {}
    for place, span in enumerate(spans):
        for one in library.pages.marked(document, *span):
            marks.setdefault(one.page, []).extend(
                (place, box.left, box.top, box.right, box.bottom) for box in one.boxes
            )
    return tuple(
        Picture(number, f"{address}/{number}", tuple(marks[number]))
        for number in sorted(marks)[:_MOST_PAGES]
    )


def _other_way(
    document_id: str, spans: Sequence[Span], texts: Texts, show: Literal["page", "text"]
) -> str:
    place = "".join(f"span={start}-{end}&" for start, end in spans)
    other = "text" if show == "page" else "page"
    return f"/view/{document_id}?{place}lang={texts.language}&show={other}#q"


def _read(
    library: Library, document_id: str, caller: Caller
) -> tuple[Card, Document, tuple[RelationOut, ...]]:
    labels = caller.labels
    try:
        card, document = library.card(document_id, labels), library.document(document_id, labels)
    except NotFoundError as error:
        if caller.name == ONLOOKER:
            raise SignInError(
                "Cần đăng nhập để xem văn bản này. Hãy mở trong thẻ mới.",
                "Sign in to see this document. Open it in a new tab.",
            ) from error
        raise
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


def _headers(framed_by: Sequence[str]) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy(framed_by),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


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
