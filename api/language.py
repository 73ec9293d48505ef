"""The language that a browser asks for."""

from __future__ import annotations

from fastapi import Request

from ui.texts import Language

_MOST_NAMED = 10


def language_of(request: Request, default: Language) -> Language:
    """Return the one of our languages that Accept-Language likes best, else the default."""
    best, liked = default, 0.0
    for item in request.headers.get("accept-language", "").split(",")[:_MOST_NAMED]:
        name, _, weight = item.strip().lower().partition(";q=")
        try:
            share = float(weight or "1")
        except ValueError:
            continue
        for language in ("vi", "en"):
            if name.partition("-")[0] == language and share > liked:
                best, liked = language, share
    return best
