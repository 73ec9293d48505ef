"""Labels at the start of a line: "IV.", "2.1.", "Điều 5.", "a)", "-", "(3)" (pure).

A label has a style; lists of one style continue each other, and the rank of a style says how deep
it usually stands. Numbers that merely begin a sentence ("12.700 tờ rơi") are no labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.domain import SectionKind
from rag.vietnamese import ROMAN, numeral

ALPHABET = "abcdđefghijklmnopqrstuvwxyz"
_LEFT_OUT = frozenset("đfjwz")
"""Letters that one author counts and the next one skips."""

RANKS = {
    "part": 10,
    "chapter": 20,
    "muc": 30,
    "upper": 35,
    "roman": 40,
    "caps": 45,
    "article": 50,
    "dec1": 60,
    "dec2": 70,
    "dec3": 80,
    "dec4": 90,
    "named": 95,
    "numparen": 98,
    "letter": 100,
    "lroman": 105,
    "paren": 107,
    "star": 110,
    "dash": 120,
    "plus": 130,
    "bullet": 140,
}
STRUCTURE = 50
"""Styles up to this rank divide a document; deeper ones also make lists."""

_QUOTES = "\"“‘'("
_ORDINALS = "nhất|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười"
_NUMBER = rf"(?P<n>[IVX]{{1,5}}|\d{{1,2}}|{_ORDINALS})"


def _divides(word: str) -> re.Pattern[str]:
    return re.compile(rf"{word}\s+(?:thứ\s+)?{_NUMBER}\b\s*[.:/–-]?\s*", re.IGNORECASE)


_DIVIDERS: tuple[tuple[str, SectionKind, re.Pattern[str]], ...] = (
    ("part", "part", _divides("phần")),
    ("chapter", "chapter", _divides("chương")),
    ("muc", "division", _divides("mục")),
)
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s+(?P<n>\d{1,3})[a-zđ]?\s*[.:]\s*")
_ROMAN = re.compile(r"(?P<n>[IVX]{1,5})(?:\s?[./)]|\s?[-–])\s*")
_UPPER = re.compile(r"(?P<n>[A-HĐ])(?:\s?[./)]|\s?[-–])\s+")
_DECIMAL = re.compile(r"(?P<n>\d{1,3}(?:\.\d{1,3})*)(?P<mark>[.)/:–-]?)(?P<gap>\s*)")
_LETTER = re.compile(r"(?P<n>[a-zđ]|[ivx]{2,5})\s?(?P<mark>[.)/]|(?<=\w)-)(?P<gap>\s*)")
_PAREN = re.compile(r"\((?P<n>\d{1,2}|[a-zđ]|[ivx]{2,5})\)\s*")
_BULLET = re.compile(r"(?P<n>[-–—−‒+*•●▪■◦○‣►➢✓✔❖·\uf0b7\uf02d])\s*(?=[^\W_]|[\"“”‘'(\[<≥≤])")
_NAMED = re.compile(
    r"(?P<word>Nhiệm vụ|Chỉ tiêu|Tiêu chí|Giải pháp|Nhóm|Nhóm nhiệm vụ|Bước|Đợt|Giai đoạn|"
    r"Nội dung|Mục tiêu|Chuyên đề|Tình huống|Trường hợp|Phương án|Kịch bản|Hoạt động|Mô hình|"
    rf"Dự án|Tiểu dự án|Hợp phần|Vấn đề|Câu)\s+(?:thứ\s+)?{_NUMBER}\s*[:.]\s*",
    re.IGNORECASE,
)
_CITED = re.compile(r"\d{1,5}(?:/\d{4})?[-/][A-ZĐ][A-Za-zĐđ]{0,5}[-/]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed (`text`), its place in its sequence, and the characters it takes."""

    style: str
    kind: SectionKind
    text: str
    number: int
    length: int
    numbers: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        """How deep this style usually stands; smaller is nearer to the root."""
        return RANKS[self.style.partition(":")[0]]

    @property
    def bullet(self) -> bool:
        """Whether the label carries no number."""
        return self.style in ("star", "dash", "plus", "bullet")


def read_label(text: str) -> Label | None:
    """Return the label that a line (without leading white space) begins with, or None."""
    for reader in (_divider, _article, _roman, _decimal, _letter, _paren, _bullet, _named):
        label = reader(text)
        if label is not None:
            return label
    return None


def follows(style: str, previous: int, current: int) -> bool:
    """Tell whether `current` comes next after `previous` in a sequence of this style."""
    if style == "letter":
        between = ALPHABET[previous : current - 1]
        return current > previous and all(letter in _LEFT_OUT for letter in between)
    return current == previous + 1


def letter_number(letter: str) -> int:
    """Return the place of a letter in the alphabet of labels, from 1."""
    return ALPHABET.index(letter) + 1


def is_caps(text: str) -> bool:
    """Tell whether a line is written in capitals (at least three letters, none small)."""
    letters = [ch for ch in text if ch.isalpha()]
    return len(letters) >= 3 and not any(ch.islower() for ch in letters)


def _starts_high(rest: str) -> bool:
    return bool(rest) and (rest[0].isupper() or rest[0] in _QUOTES)


def _divider(text: str) -> Label | None:
    for style, kind, pattern in _DIVIDERS:
        match = pattern.match(text)
        if match and text[0].isupper():
            rest = text[match.end() :]
            number = numeral(match["n"])
            if number is not None and (not rest or _starts_high(rest)):
                return Label(style, kind, match.group().strip(), number, match.end())
    return None


def _article(text: str) -> Label | None:
    match = _ARTICLE.match(text)
    if match is None:
        return None
    return Label("article", "article", match.group().strip(), int(match["n"]), match.end())


def _roman(text: str) -> Label | None:
    match = _ROMAN.match(text)
    if match and match["n"].lower() in ROMAN:
        rest = text[match.end() :]
        if rest and (_starts_high(rest) or (match.group()[-1] == " " and rest[0].isalpha())):
            number = ROMAN[match["n"].lower()]
            return Label("roman", "division", match.group().strip(), number, match.end())
    match = _UPPER.match(text)
    if match and _starts_high(text[match.end() :]):
        number = letter_number(match["n"].lower())
        return Label("upper", "division", match.group().strip(), number, match.end())
    return None


def _decimal(text: str) -> Label | None:
    match = _DECIMAL.match(text)
    if match is None or _CITED.match(text):
        return None
    parts = match["n"].split(".")
    rest, mark, gap = text[match.end() :], match["mark"], match["gap"]
    if not rest or any(len(part) > 2 for part in parts):
        return None
    if len(parts) == 1 and not mark or len(parts) > 1 and any(p[0] == "0" for p in parts):
        return None
    if rest[0].isdigit() and (not gap or mark in "/–-:"):
        return None
    if (not gap or not mark or mark == ":") and not _starts_high(rest):
        return None
    numbers = tuple(int(part) for part in parts)
    text_of = match.group().strip()
    if mark == ")":
        return Label("numparen", "point", text_of, numbers[-1], match.end())
    style = f"dec{min(len(parts), 4)}"
    return Label(style, "clause", text_of, numbers[-1], match.end(), numbers)


def _letter(text: str) -> Label | None:
    match = _LETTER.match(text)
    if match is None:
        return None
    rest, name = text[match.end() :], match["n"]
    if not rest or (match["mark"] != ")" and not (match["gap"] and _starts_high(rest))):
        return None
    if len(name) == 1:
        return Label("letter", "point", match.group().strip(), letter_number(name), match.end())
    if name not in ROMAN:
        return None
    return Label("lroman", "point", match.group().strip(), ROMAN[name], match.end())


def _paren(text: str) -> Label | None:
    match = _PAREN.match(text)
    if match is None or not text[match.end() :]:
        return None
    name = match["n"]
    if name.isdigit():
        number = int(name)
    else:
        number = ROMAN.get(name, 0) if len(name) > 1 else letter_number(name)
    return Label("paren", "item", match.group().strip(), number, match.end()) if number else None


def _bullet(text: str) -> Label | None:
    match = _BULLET.match(text)
    if match is None:
        return None
    mark = match["n"]
    style = {"+": "plus", "*": "star"}.get(mark, "dash" if mark in "-–—−‒\uf02d" else "bullet")
    return Label(style, "item", mark, 0, match.end())


def _named(text: str) -> Label | None:
    match = _NAMED.match(text)
    if match is None or not text[0].isupper() or not text[match.end() :]:
        return None
    number = numeral(match["n"])
    if number is None:
        return None
    style = f"named:{match['word'].lower()}"
    return Label(style, "clause", match.group().strip(), number, match.end())
