"""How texts are compared: case, white space, Markdown, dashes and quotation marks are folded.

Diacritics never are: "Hạ" and "Hà" are two wards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

Gram = tuple[str, ...]

MARK = re.compile(r"\[\d+(?:\s*[,;-]\s*\d+)*\]")
"""A citation mark such as [1] or [2, 3]."""

RUNS = 4
"""A quote may be parted this often less one by page numbers and footnotes of the source."""
LEAST = 3
"""Words that a run of a quote must have, unless the quote ends with it."""
STARTS = 50
"""Places of the source at which a quote's beginning is tried."""

_MARKDOWN = re.compile(r"[*_#`>|]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SIGNS = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'"})
_LIST_NUMBER = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
_NUMBER = re.compile(r"\d[\d.,/-]*(?:[A-ZĐa-zđ]+(?:[-/][A-ZĐa-zđ]+)*)?%?")


def folded(text: str) -> str:
    """Return the text as it is compared."""
    plain = MARK.sub(" ", unicodedata.normalize("NFC", text).lower())
    return _SPACE.sub(" ", _MARKDOWN.sub(" ", plain).translate(_SIGNS)).strip()


def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of the folded text in order."""
    return tuple(_WORD.findall(folded(text)))


def holds(wanted: str, text: str) -> bool:
    """Tell whether the string stands in the text between word boundaries, numbers whole."""
    return folded_holds(folded(wanted), folded(text))


def folded_holds(wanted: str, text: str) -> bool:
    """Do as `holds` on folded strings."""
    before = r"(?<!\w)(?<!\d[.,])" if wanted[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1:].isalnum() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def grams(text: str, size: int = 3) -> tuple[Gram, ...]:
    """Return runs of `size` words; a shorter text is one run."""
    found = words(text)
    size = min(size, len(found)) or 1
    return tuple(found[at : at + size] for at in range(len(found) - size + 1))


def all_grams(texts: Iterable[str]) -> frozenset[Gram]:
    """Return the runs of one, two and three words of the texts."""
    return frozenset(gram for text in texts for size in (1, 2, 3) for gram in grams(text, size))


def covered(text: str, by: frozenset[Gram]) -> float:
    """Return the share of the text's trigrams that are in `by`."""
    own = grams(text)
    return sum(gram in by for gram in own) / len(own) if own else 0.0


def verbatim(quote: str, source: Sequence[str]) -> bool:
    """Tell whether the quote's words stand in the source's in order, in at most RUNS runs."""
    wanted = words(quote)
    if not wanted:
        return False
    text = f" {' '.join(source)} "
    opening = f" {' '.join(wanted[:LEAST])} "
    at = text.find(opening)
    for _ in range(STARTS):
        if at < 0:
            return False
        if _follows(wanted, text, at):
            return True
        at = text.find(opening, at + len(opening))
    return False


def _follows(wanted: tuple[str, ...], text: str, position: int) -> bool:
    """Take the longest run that can be found from the position on, then the next behind it."""
    done = 0
    for _ in range(RUNS):
        end, found = _longest(wanted, done, text, position)
        if end == done or (end - done < LEAST and end < len(wanted)):
            return False
        position = found + len(" ".join(wanted[done:end])) + 1
        done = end
        if done == len(wanted):
            return True
    return False


def _longest(wanted: tuple[str, ...], start: int, text: str, position: int) -> tuple[int, int]:
    """Return the end of the longest run of words that occurs, and where it does."""
    low, high, found = start, len(wanted), -1
    while low < high:
        middle = (low + high + 1) // 2
        at = text.find(f" {' '.join(wanted[start:middle])} ", position)
        if at < 0:
            high = middle - 1
        else:
            low, found = middle, at
    return low, found


def numbers(text: str) -> frozenset[str]:
    """Return numbers, dates and document numbers, without citation marks and list numbers."""
    plain = MARK.sub(" ", unicodedata.normalize("NFC", text))
    found = _NUMBER.findall(_LIST_NUMBER.sub(" ", plain))
    return frozenset(number.strip(".,/-").lower() for number in found)


def unsupported(answer: str, known: frozenset[str], quotes: int) -> tuple[str, ...]:
    """Return the answer's numbers that are not known; the count of its quotes is no number."""
    together = " ".join(sorted(known))
    bare = {number.lstrip("0") for number in known}
    return tuple(
        sorted(
            number
            for number in numbers(answer)
            if number not in together
            and number.lstrip("0") not in bare
            and not (number.isdecimal() and int(number) == quotes)
        )
    )
