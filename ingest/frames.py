"""A page as bytes, between the reading process and the one that asked (see ingest.child)."""

from __future__ import annotations

import struct
from typing import Any

from rag.domain import Box, Hidden, Page

_BOX = struct.Struct("<2I4d")


def pack(page: Page) -> bytes:
    """Return the boxes of a page and its text; `unpack` takes them apart."""
    boxes = b"".join(
        _BOX.pack(box.start, box.end, box.left, box.top, box.right, box.bottom)
        for box in page.boxes
    )
    return boxes + page.text.encode("utf-8", "surrogatepass")


def unpack(head: dict[str, Any], content: bytes) -> Page:
    """Return the page that was packed; `head` holds number, confidence and how many boxes."""
    size = head["boxes"] * _BOX.size
    return Page(
        content[size:].decode("utf-8", "surrogatepass"),
        head["number"],
        tuple(Box(*values) for values in _BOX.iter_unpack(content[:size])),
        head["confidence"],
        hidden=tuple(Hidden(*item) for item in head["hidden"]),
    )
