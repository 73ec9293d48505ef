"""Responses that a client may keep: told by an ETag, answered 304 while nothing has changed."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Chưa đổi / unchanged: what the client has is still so."}
}
"""What routes with an ETag document."""

REVALIDATED = "private, no-cache"
"""May be kept, but is asked for again each time: rights and versions change."""

IfNoneMatch = Annotated[
    str | None,
    Header(description="ETags of what the client has; 304 if it is still so.", max_length=2000),
]


def tag_of(*parts: str | bytes) -> str:
    """Return the ETag of what these parts make up, quoted."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return f'"{digest.hexdigest()[:32]}"'


def is_kept(request: Request, tag: str) -> bool:
    """Tell whether If-None-Match names this ETag, weakly or not, or anything at all."""
    for line in request.headers.getlist("if-none-match"):
        given = (one.strip().removeprefix("W/") for one in line.split(","))
        if any(one in (tag, "*") for one in given):
            return True
    return False


def kept(request: Request, body: BaseModel) -> Response:
    """Return the body as JSON with its ETag, or 304 where the client has it."""
    data = body.model_dump_json().encode()
    tag = tag_of(data)
    headers = {"ETag": tag, "Cache-Control": REVALIDATED}
    if is_kept(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="application/json", headers=headers)
