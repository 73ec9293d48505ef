"""Lists in pages: `limit` items, and an opaque cursor that leads to the next page."""

from __future__ import annotations

import base64
import binascii
import bisect
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from rag.errors import InputError

T = TypeVar("T")

_MARK = "1:"
"""Begins what a cursor holds: its own version."""

Limit = Annotated[int, Query(ge=1, le=1000, description="Items on a page.")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=8000,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="`next` of the page before; none: the first.",
    ),
]


def page(
    items: Sequence[T], key: Callable[[T], str], *, limit: int, cursor: str | None
) -> tuple[Sequence[T], str | None]:
    """Return one page of items that are sorted by a unique key, and the cursor of the next.

    Raises:
        InputError: the cursor is not one of ours.
    """
    first = 0 if cursor is None else bisect.bisect_right(items, _after(cursor), key=key)
    found = items[first : first + limit]
    more = first + limit < len(items)
    return found, _cursor(key(found[-1])) if more else None


def _cursor(key: str) -> str:
    return base64.urlsafe_b64encode(f"{_MARK}{key}".encode()).decode().rstrip("=")


def _after(cursor: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        held = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _unusable(cursor) from error
    if not held.startswith(_MARK):
        raise _unusable(cursor)
    return held.removeprefix(_MARK)


def _unusable(cursor: str) -> InputError:
    shown = ascii(cursor[:40])
    return InputError(
        f"cursor {shown} không dùng được. Lấy giá trị «next» của trang trước, hoặc bỏ trống.",
        f"The cursor {shown} cannot be used. Take “next” of the page before, or leave it out.",
    )
