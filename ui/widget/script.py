"""The widget as one file: the sources of this folder, in order, in one function of their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SOURCES = ("texts", "style", "dom", "markdown", "client", "turns", "chat", "start")
"""Each uses names of those before it."""

LICENCE = "/*! planqa widget, Apache-2.0; readable sources: ui/widget/ */\n"


@dataclass(frozen=True, slots=True)
class Script:
    """What `/widget.js` serves; `tag` (a strong ETag, quoted) changes with the body."""

    body: bytes
    tag: str


@cache
def widget_script() -> Script:
    """Return the widget; read once."""
    folder = files("ui.widget")
    parts = (folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SOURCES)
    body = f'{LICENCE}(() => {{\n"use strict";\n{"".join(parts)}}})();\n'.encode()
    return Script(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
