"""The quotes that an address of the viewer names."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import InputError

MOST_SPANS = 50

Span = tuple[int, int]
"""Start and end in code points of the canonical text, half open."""


def spans_of(
    start: str | None, end: str | None, more: Sequence[str], length: int
) -> tuple[Span, ...]:
    """Return the quotes of `start`, `end` and of each "start-end" in `more`, as they were named.

    What overlaps an earlier one is left out.

    Raises:
        InputError: one of them does not lie in a text of `length` code points, or too many are.
    """
    named = [(start, end)] if start is not None or end is not None else []
    for item in more[: MOST_SPANS + 1]:
        first, _, last = item.partition("-")
        named.append((first, last))
    if len(named) > MOST_SPANS:
        raise InputError(
            f"Địa chỉ nêu quá {MOST_SPANS} đoạn trích. Hãy mở ít đoạn hơn mỗi lần.",
            f"The address names more than {MOST_SPANS} quotes. Open fewer at a time.",
        )
    found: list[Span] = []
    for pair in named:
        span = _span(*pair, length)
        if all(span[1] <= other[0] or other[1] <= span[0] for other in found):
            found.append(span)
    return tuple(found)


def _span(start: str | None, end: str | None, length: int) -> Span:
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
