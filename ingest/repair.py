"""Text of old fonts into Unicode: by the name of the font, and by the evidence of the words (pure).

A font named .VnTime writes TCVN3 and VNI-Times writes VNI, but names mislead: sections typed on
other machines stand under one font, and Unicode text stands in .VnTime. So the words are asked:
a decoding is right when what it gives are Vietnamese syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.capitals import mark
from ingest.legacy import Encoding, decoded, letters, surfaced
from ingest.syllables import is_syllable

Styled = tuple[str, str | None]
"""Text and the name of its font, None where the format gives none."""

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3_FONT = re.compile(r"\.vn|vn(?!i)(?!u)(?=time|arial|avant|book|south|helv)", re.IGNORECASE)
_VNI_FONT = re.compile(r"vni(?![a-z])", re.IGNORECASE)
_CAPITAL_FONT = re.compile(r"\.?vn[\w .-]*?h(?=$|[^\w]|bold|italic)", re.IGNORECASE)
_SYMBOL_FONT = re.compile(r"symbol|wingdings|webdings|zapf|mt extra|monotype sorts", re.IGNORECASE)

_SPLIT = re.compile(
    r"[\x00-\x01\x03\x04\x07-\x13\x15-\x18\x1a-\x1d\x1f-/:-@\[-`{-\x7f0-9\xa0\ufdd0\ufdd1]+"
)
"""What parts words in every encoding: blanks, digits, ASCII signs, controls but VISCII's; marks."""
_EDGES = "“”‘’„…–—−•«»"
Reading = Encoding | None
"""An encoding, or None for text that is read as it stands."""
_READINGS: tuple[Reading, ...] = (None, "tcvn3", "vni", "viscii")

_ENOUGH = 6
"""Words with a mark from which an unnamed font is judged."""
_SAMPLE = 400
"""Words that are looked at to see whether a document needs any of this."""
_SOUND = 0.9
"""Share of syllables among the words with a mark above which a document is in Unicode."""
_FEW = 3
"""The same for one line against the rest of its font."""
_SHOUTED = 3
"""Plain letters in syllables from which a line without small letters counts as capitals."""
_WORD = re.compile(r"[^\W\d_]+")
_GOOD = 0.75
_BAD = 0.5
_MIXED = 0.05
"""Share of words that only another encoding explains: there are two under one font."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of `words` words with a mark, the share that is Vietnamese under each reading.

    `either` is the share that is so under TCVN3 or VNI, whichever suits the word.
    """

    words: int
    shares: Mapping[Reading, float]
    either: float

    def best(self) -> Reading:
        """Return the reading with the highest share; as it stands (None) where that is no worse."""
        highest: Reading = None
        for reading in _READINGS:
            if self.shares[reading] > self.shares[highest]:
                highest = reading
        return highest


def evidence(text: str) -> Evidence:
    """Weigh the readings of a text that surfaced from an unknown encoding."""
    words = _marked(text)
    count = len(words) or 1
    hits: dict[Reading, list[bool]] = {
        reading: [_reads(word, reading) for word in words] for reading in _READINGS
    }
    either = sum(map(max, hits["tcvn3"], hits["vni"]))
    shares: dict[Reading, float] = {reading: sum(found) / count for reading, found in hits.items()}
    return Evidence(len(words), shares, either / count)


def _marked(text: str) -> list[str]:
    """Return the words of a text that have any sign beyond ASCII."""
    return [word for word in _SPLIT.split(text) if not word.isascii() and word.strip(_EDGES)]


def from_bytes(data: bytes) -> str | None:
    """Return the text of a file in Windows-1258, TCVN3, VNI or VISCII; None if it is in none.

    One file may hold lines of several of them.
    """
    text = surfaced(data)
    found = evidence(text)
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        windows = ""
    plain = evidence(windows)
    if plain.words >= _ENOUGH and plain.shares[None] >= max(_GOOD, found.shares[found.best()]):
        return windows
    return repaired_text(text)


def repaired_text(text: str) -> str | None:
    """Return a text without fonts in Unicode; None if it is in no old encoding."""
    words = _marked(text)
    sound = sum(is_syllable(word.strip(_EDGES)) for word in words)
    if sound > _BAD * len(words) or _of_font(None, evidence(text)) is None:
        return None
    lines = text.split("\n")
    return "\n".join("".join(runs) for runs in repaired([[(line, None)] for line in lines]))


def is_old(lines: Sequence[Sequence[Styled]]) -> bool:
    """Tell whether a document may hold text of an old encoding, by its fonts or its words."""
    if any(encoding_of(font) for font in {font for runs in lines for _, font in runs}):
        return True
    words = [word for runs in lines for text, _ in runs for word in _marked(text)]
    words = words[:: max(1, len(words) // _SAMPLE)]
    sound = sum(is_syllable(word.strip(_EDGES)) for word in words)
    return len(words) >= _ENOUGH and sound <= _SOUND * len(words)


def repaired(lines: Sequence[Sequence[Styled]]) -> list[list[str]]:
    """Return the runs of every line of a document in Unicode, as many strings as there were runs.

    A line is a paragraph or a table cell: letters may be split between its runs, and a line
    without small letters is written in capitals. The strings are NFC where the source is; small
    letters in a font of capitals (.VnTimeH) are marked, see ingest.capitals.
    """
    verdicts = _Verdicts(lines)
    return [_line(runs, verdicts.of(runs)) for runs in lines]


def encoding_of(font: str | None) -> Reading:
    """Return the encoding that the name of a font stands for; None for any other font."""
    name = _SUBSET.sub("", font or "").strip("'\" ")
    if _VNI_FONT.match(name):
        return "vni"
    return "tcvn3" if _TCVN3_FONT.match(name) else None


def writes_capitals(font: str | None) -> bool:
    """Tell whether a TCVN3 font draws small letters as capitals (.VnTimeH)."""
    return bool(_CAPITAL_FONT.match(_SUBSET.sub("", font or "").strip("'\" ")))


def _reads(word: str, reading: Reading) -> bool:
    text = decoded(word, reading) if reading else word
    if reading and any(ord(sign) > 0xFF and sign.isalpha() for sign in word):
        return False
    return is_syllable(text.strip(_EDGES))


class _Verdicts:
    """The reading of every font over the whole document, then of every line."""

    def __init__(self, lines: Iterable[Sequence[Styled]]) -> None:
        texts: dict[str | None, list[str]] = {}
        for runs in lines:
            for text, font in runs:
                texts.setdefault(font, []).append(text)
        found = {font: evidence("\n".join(parts)) for font, parts in texts.items()}
        self._fonts: dict[str | None, Reading] = {
            font: _of_font(font, found[font]) for font in texts
        }
        self._mixed = {
            font
            for font, reading in self._fonts.items()
            if reading
            and found[font].words >= _ENOUGH
            and found[font].either - found[font].shares[reading] > _MIXED
        }
        self._last = dict(self._fonts)

    def of(self, runs: Sequence[Styled]) -> list[Reading]:
        """Return the reading of every run of a line."""
        texts: dict[str | None, str] = {}
        for text, font in runs:
            texts[font] = texts.get(font, "") + text
        for font, text in texts.items():
            if not text.isascii() and not _is_symbols(font):
                self._last[font] = self._judge(font, text)
        return [self._last[font] for _, font in runs]

    def _judge(self, font: str | None, text: str) -> Reading:
        """Judge one line: like its font, like the line before, or against both if it is plain."""
        found = evidence(text)
        usual, last = self._fonts[font], self._last[font]
        best = found.best()
        enough = found.words >= (1 if font in self._mixed else _FEW)
        if enough and found.shares[usual] < _BAD and found.shares[best] >= _GOOD:
            return last if found.shares[last] == found.shares[best] else best
        return last if found.shares[last] > found.shares[usual] else usual


def _is_symbols(font: str | None) -> bool:
    return bool(font and _SYMBOL_FONT.search(font))


def _of_font(font: str | None, found: Evidence) -> Reading:
    if _is_symbols(font):
        return None
    named = encoding_of(font)
    best = found.best()
    if named is None:
        good = max(found.either, found.shares[best]) >= _GOOD
        return best if found.words >= _ENOUGH and found.shares[None] <= _BAD and good else None
    doubtful = found.words >= _ENOUGH and found.shares[named] < _BAD
    return best if doubtful and found.shares[best] >= _GOOD else named


def _line(runs: Sequence[Styled], readings: Sequence[Reading]) -> list[str]:
    signs: list[str] = []
    tcvn3: list[bool] = []
    at = 0
    while at < len(runs):
        end = at + 1
        while end < len(runs) and readings[end] == readings[at]:
            end += 1
        reading, text = readings[at], "".join(text for text, _ in runs[at:end])
        signs += letters(text, reading) if reading else list(text)
        tcvn3 += [reading == "tcvn3"] * len(text)
        at = end
    if any(tcvn3):
        _raise_words("".join(text for text, _ in runs), signs, tcvn3)
    result: list[str] = []
    start = 0
    for (text, font), reading in zip(runs, readings, strict=True):
        part = "".join(signs[start : start + len(text)])
        result.append(mark(part) if reading == "tcvn3" and writes_capitals(font) else part)
        start += len(text)
    return result


def _raise_words(source: str, signs: list[str], tcvn3: Sequence[bool]) -> None:
    """Write in capitals the marked letters of words whose plain letters are capitals.

    TCVN3 has no capitals with a tone. A word with one plain letter or none follows the words
    around it; so does every word of a line that has no small letter.
    """
    text = "".join(sign or " " for sign in signs)
    words = [match.span() for match in _WORD.finditer(text)]
    plain = [
        [sign for sign in source[start:end] if sign.isascii() and sign.isalpha()]
        for start, end in words
    ]
    sized = [all(sign.isupper() for sign in own) for own in plain]
    spoken = sum(
        len(own)
        for (start, end), own in zip(words, plain, strict=True)
        if is_syllable(text[start:end])
    )
    shouted = spoken >= _SHOUTED and all(sized)
    loud = [
        len(own) > 1 and size and any(sign.islower() for sign in signs[start:end])
        for (start, end), own, size in zip(words, plain, sized, strict=True)
    ]
    for number, (start, end) in enumerate(words):
        if shouted or loud[number] or _is_among(number, sized, loud):
            for at in range(start, end):
                if tcvn3[at]:
                    signs[at] = signs[at].upper()


def _is_among(number: int, sized: Sequence[bool], loud: Sequence[bool]) -> bool:
    """Tell a word between words in capitals, or beside one at the edge of its line."""
    if not sized[number]:
        return False
    left = right = number
    while left >= 0 and sized[left] and not loud[left]:
        left -= 1
    while right < len(sized) and sized[right] and not loud[right]:
        right += 1
    before, after = left >= 0 and loud[left], right < len(sized) and loud[right]
    return (before and (after or right == len(sized))) or (after and left < 0)
