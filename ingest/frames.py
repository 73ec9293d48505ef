"""A page as bytes, between the reading process and the one that asked (see ingest.child)."""

from __future__ import annotations

import struct
from typing import Any

from rag.domain import Box, Hidden, Page

_BOX = struct.Struct("<2I4d")
_SPAN = struct.Struct("<2I")


def pack(page: Page) -> bytes:
    """Return the boxes and capitals of a page and its text; `unpack` takes them apart."""
    boxes = b"".join(
        _BOX.pack(box.start, box.end, box.left, box.top, box.right, box.bottom)
        for box in page.boxes
    )
    capitals = b"".join(_SPAN.pack(*span) for span in page.capitals)
    return boxes + capitals + page.text.encode("utf-8", "surrogatepass")


def head(page: Page) -> dict[str, object]:
    """Return what `unpack` must know of a page beside the bytes."""
    return {
        "number": page.number,
        "confidence": page.confidence,
        "boxes": len(page.boxes),
        "capitals": len(page.capitals),
        "sheet": page.sheet,
        "hidden": [[item.kind, item.count, item.page] for item in page.hidden],
    }


def unpack(head: dict[str, Any], content: bytes) -> Page:
    """Return the page that was packed with its head."""
    spans = head["boxes"] * _BOX.size
    text = spans + head["capitals"] * _SPAN.size
    return Page(
        content[text:].decode("utf-8", "surrogatepass"),
        head["number"],
        tuple(Box(*values) for values in _BOX.iter_unpack(content[:spans])),
        head["confidence"],
        tuple((start, end) for start, end in _SPAN.iter_unpack(content[spans:text])),
        head["sheet"],
        tuple(Hidden(*item) for item in head["hidden"]),
    )
