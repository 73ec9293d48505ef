"""The widget for pages of other sites: its script, a page that shows it, and its tokens."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.identity import answers_everybody
from api.language import language_of
from api.limits import is_own_page
from api.schemas import VisitorIn, VisitorOut
from api.state import ServerState, State
from api.visitors import TOKEN_S
from ui.texts import Language
from ui.widget.demo import POLICY, render_demo
from ui.widget.script import widget_script
from ui.widget.words import WORDS

router = APIRouter()

_FRESH = "public, max-age=3600"


@router.api_route("/widget.js", methods=["GET", "HEAD"], include_in_schema=False)
async def script(request: Request) -> Response:
    """Serve the widget as one file to pages of any site; its tokens are what is guarded."""
    made = widget_script()
    headers = {
        "ETag": made.tag,
        "Cache-Control": _FRESH,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if made.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(made.body, media_type="text/javascript", headers=headers)


@router.get("/widget/demo", include_in_schema=False)
async def demo(request: Request, state: State, lang: Language | None = None) -> HTMLResponse:
    """Show the widget and the line that puts it on another page."""
    language = lang or language_of(request, state.settings.language)
    server = (state.settings.public_url or str(request.base_url)).rstrip("/")
    page = render_demo(server, WORDS[language])
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return HTMLResponse(page, headers=headers)


@router.post(
    "/v1/widget/token",
    tags=["questions"],
    responses={403: {"description": "The page's origin is not listed."}},
)
async def admit(body: VisitorIn, request: Request, state: State) -> VisitorOut:
    """Give a page that may hold the widget a short-lived token, bound to the page's origin.

    It is accepted from that origin alone, for questions and feedback. An earlier token of the
    same visitor keeps the count of questions.
    """
    state.throttle.take(f"address {request.client.host if request.client else ''}")
    own = await state.in_thread(lambda: _own(request, state))
    token = state.visitors.admit(request.headers.get("origin"), body.token, own=own)
    return VisitorOut(token=token, expires_in_s=TOKEN_S)


def _own(request: Request, state: ServerState) -> bool:
    """Tell whether one of our own pages asks, where the widget is set up or all is open."""
    if not is_own_page(request):
        return False
    settings = state.settings
    return bool(state.visitors.origins) or answers_everybody(settings, state.parts().library)
