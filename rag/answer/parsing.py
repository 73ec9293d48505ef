"""A model's text -> sentences with the citations that they carry, in any style of marks (pure)."""

from __future__ import annotations

import re

from rag.domain import Statement

_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_BREAK = re.compile(r"(?<=\])\s*(?=[^\s.;,:\[])|\n+")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")


def parse(text: str, *, final: bool = True) -> list[Statement]:
    """Cut a model's text into sentences with their citations.

    With `final` false the text is still growing: its last sentence is left out, and what is
    returned stays as it is when more text follows.
    """
    found: list[Statement] = []
    for part in _BREAK.split(text):
        marks = [int(n) for group in _MARK.findall(part) for n in re.findall(r"\d+", group)]
        words = _BULLET.sub("", _MARK.sub("", part)).strip()
        words = re.sub(r"\s+([.,;:])", r"\1", words)
        if words.strip(" .;,:"):
            found.append(Statement(words, tuple(dict.fromkeys(marks))))
    return found if final else found[:-1]
