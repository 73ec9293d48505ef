"""The API explained as a page, made from its OpenAPI document."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ui.reference import POLICY, render_reference

router = APIRouter()


@router.get("/docs", include_in_schema=False)
async def reference(request: Request) -> HTMLResponse:
    """Show every operation; the page needs no script and nothing from elsewhere."""
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(render_reference(request.app.openapi()), headers=headers)
