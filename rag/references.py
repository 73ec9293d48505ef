"""Places inside a document that a question names: "Điều 2", "mục III", "chương II" (pure)."""

from __future__ import annotations

import re

from rag.vietnamese import ROMAN, fold

_ARTICLE = re.compile(r"\bdieu (\d{1,3})\b")
_DIVISION = re.compile(r"\b(?:muc|phan|chuong|section|part|chapter) ([ivx]{1,5}|\d{1,2})\b")
_LABEL = re.compile(r"^\s*([ivx]{1,5})\s*[.)/-]")


def references(text: str) -> list[str]:
    """Return "@a2" for "Điều 2" and "@c3" for "mục III" or for a heading labelled "III."."""
    folded = fold(text)
    found = [f"@a{int(match.group(1))}" for match in _ARTICLE.finditer(folded)]
    for match in _DIVISION.finditer(folded):
        word = match.group(1)
        found.append(f"@c{ROMAN.get(word) or word}")
    label = _LABEL.match(folded)
    if label and label.group(1) in ROMAN:
        found.append(f"@c{ROMAN[label.group(1)]}")
    return found
