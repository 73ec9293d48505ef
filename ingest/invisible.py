"""Characters that nobody sees, and what a document holds that its pages do not show (pure).

They are left out of the canonical text, where they would part a word in two, turn its order round
or carry orders to a language model; a notice says that they were there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rag.domain import Hidden, Page

_FORMAT = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point of Unicode 16, and the annotation marks."""
INVISIBLE = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f" + _FORMAT
"""Inside a character class: these and the control characters that are no blanks."""
_RUN = re.compile(rf"[{_FORMAT}]+")


def with_hidden(pages: Sequence[Page], found: Sequence[Hidden]) -> tuple[Page, ...]:
    """Return the pages of a reader with what it left out noted on the first of them."""
    kept = tuple(item for item in found if item.count)
    if not kept or not pages:
        return tuple(pages)
    return (replace(pages[0], hidden=(*pages[0].hidden, *kept)), *pages[1:])


def notices(pages: Sequence[Page]) -> tuple[Hidden, ...]:
    """Return what the readers left out, and how many characters of each page cannot be seen."""
    counts: Counter[int | None] = Counter()
    found: list[Hidden] = []
    for page in pages:
        found += page.hidden
        number = sum(len(run) for run in _RUN.findall(page.text))
        if number:
            counts[page.number] += number
    return (*found, *(Hidden("characters", count, page) for page, count in counts.items()))
