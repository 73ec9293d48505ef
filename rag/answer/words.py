"""Words as sentences are compared by: tones in one place, abbreviations spelled out (pure)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rag.glossary import ABBREVIATIONS
from rag.vietnamese import fold, nfc, syllables

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W\d_]+")
_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y$|(?<=qu)y$")
_LABEL = re.compile(
    r"(?m)^\s*(?:[-+*•–]\s+|(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,4})[.)/-]\s+)"
    r"|(?<![^\s;:,])\(\d{1,2}\)(?=\s)|\[\^\w{1,9}\]"
)
_SHORT = frozenset({"tp", "tx"})


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable: what it compares by, where it stands, and whether it begins with a capital."""

    key: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """Return what a syllable compares by: "hoà" and "hòa", "tỉ" and "tỷ" are the same."""
    parts = unicodedata.normalize("NFD", word.lower())
    tone = "".join(sorted(ch for ch in parts if ch in _TONES))
    letters = unicodedata.normalize("NFC", "".join(ch for ch in parts if ch not in _TONES))
    return _Y.sub("i", letters) + tone


def keys(text: str) -> list[str]:
    """Return the keys of the syllables of a phrase."""
    return [key(word) for word in syllables(text)]


def unlabelled(text: str) -> str:
    """Return the text (NFC) with list labels and footnote marks blanked out, as long as before."""
    return _LABEL.sub(lambda match: " " * len(match.group()), nfc(text))


def words(text: str) -> list[Word]:
    """Return the syllables of a text, "UBND" as those of "ủy ban nhân dân" (each capital)."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        typed = match.group()
        short = fold(typed)
        spelled = ABBREVIATIONS.get(short) if typed.isupper() or short in _SHORT else None
        if spelled and len(typed) > 1 and not _shouted(text, match):
            found += [
                Word(part, match.start(), match.end(), capital=True) for part in keys(spelled)
            ]
        else:
            found.append(Word(key(typed), match.start(), match.end(), typed[0].isupper()))
    return found


def _shouted(text: str, match: re.Match[str]) -> bool:
    """Tell whether the word beside one in capitals is in capitals too, as in "TỔ CHỨC TT"."""
    line = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
    at = match.start() - (text.rfind("\n", 0, match.start()) + 1)
    before = _WORD.findall(line[:at])[-1:]
    after = _WORD.findall(line[at + len(match.group()) :])[:1]
    return any(w.isupper() and fold(w) not in ABBREVIATIONS for w in (*before, *after))
