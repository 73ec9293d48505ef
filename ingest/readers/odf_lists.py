"""Labels of OpenDocument lists, whose numbers exist only as formatting: "1.", "a)", "Điều 3."."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LOEXT: Final = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_PLACE = re.compile(r"%(\d+)%")
_PLAIN_BULLETS = "-–+*•"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is labelled; `form` has "%2%" where the number of level 2 stands."""

    form: str
    digits: str
    start: int


@dataclass(slots=True)
class Counters:
    """The numbers that one list has reached, level by level."""

    numbers: dict[int, int] = field(default_factory=dict[int, int])

    def next(self, depth: int, start: int) -> None:
        """Count one item; deeper levels begin anew."""
        self.numbers = {level: n for level, n in self.numbers.items() if level <= depth}
        self.numbers[depth] = self.numbers[depth] + 1 if depth in self.numbers else start


class ListStyles:
    """The list styles of a document."""

    def __init__(self, root: Element) -> None:
        self._levels: dict[str, dict[int, Level]] = {
            style.get(f"{_STYLE}name", ""): dict(map(_level, style))
            for style in root.iter(f"{_TEXT}list-style")
        }

    def label(self, style: str | None, depth: int, counters: Counters, restart: str | None) -> str:
        """Count one item of a list and return its label, empty if it shows none."""
        levels = self._levels.get(style or "", {})
        level = levels.get(depth)
        if level is None:
            return ""
        if restart is not None and restart.isdigit():
            counters.numbers.pop(depth, None)
            level = Level(level.form, level.digits, int(restart))
        counters.next(depth, level.start)

        def number(match: re.Match[str]) -> str:
            at = int(match[1])
            own = levels.get(at, level)
            return _written(counters.numbers.get(at, own.start), own.digits)

        return _PLACE.sub(number, level.form)


def _level(element: Element) -> tuple[int, Level]:
    depth = int(element.get(f"{_TEXT}level", "1"))
    prefix = element.get(f"{_STYLE}num-prefix", "")
    suffix = element.get(f"{_STYLE}num-suffix", "")
    if element.tag == f"{_TEXT}list-level-style-bullet":
        bullet = element.get(f"{_TEXT}bullet-char", "")
        return depth, Level(bullet if bullet in _PLAIN_BULLETS else "•", "", 1)
    digits = element.get(f"{_STYLE}num-format", "")
    form = element.get(f"{_LOEXT}num-list-format")
    if form is None and digits:
        shown = int(element.get(f"{_TEXT}display-levels", "1"))
        places = ".".join(f"%{at}%" for at in range(depth - shown + 1, depth + 1))
        form = f"{prefix}{places}{suffix}"
    start = element.get(f"{_TEXT}start-value", "1")
    return depth, Level((form or "") if digits else "", digits, int(start))


def _written(number: int, digits: str) -> str:
    small: Callable[[int], str] | None = {"a": _letters, "i": _roman}.get(digits.lower())
    if small is None or number < 1:
        return str(number) if digits else ""
    return small(number).upper() if digits.isupper() else small(number)


def _letters(number: int) -> str:
    repeats, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (repeats + 1)


def _roman(number: int) -> str:
    result = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        result += sign * count
    return result
