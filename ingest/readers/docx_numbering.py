"""The numbers of lists in .docx, which exist as formatting only (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.markup import Element
from ingest.readers.numerals import number, numeral
from ingest.readers.symbols import bullet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_MOST = 32767
"""The largest number that Word counts to."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers are counted and printed."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    gap: str = " "
    legal: bool = False
    restart: int | None = None
    """Levels above this one (from 1) restart it; 0: none does, None: all do."""
    paragraph_style: str | None = None
    font: str = ""


@dataclass(slots=True)
class _Num:
    """A list as paragraphs refer to it."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict[int, int])


class Numbering:
    """Counts the lists of one document; paragraphs are to come in document order."""

    def __init__(self, root: Element | None) -> None:
        """Read the definitions of numbering.xml (None: the document has no lists)."""
        self._nums: dict[str, _Num] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._read(root)

    def level_of_style(self, num: str, style: str) -> int | None:
        """Return the level that a list ties to a paragraph style."""
        entry = self._nums.get(num)
        levels = entry.levels if entry else {}
        return next((at for at, lv in levels.items() if lv.paragraph_style == style), None)

    def label(self, num: str, level: int) -> str:
        """Count one more paragraph of a list; return its label with the gap after it."""
        entry = self._nums.get(num)
        if entry is None or not 0 <= level < LEVELS:
            return ""
        counts = self._counts.setdefault(entry.abstract, [None] * LEVELS)
        if num not in self._begun:
            self._begun.add(num)
            for at in entry.starts:
                counts[at] = None
        for above in range(level):
            if counts[above] is None:
                counts[above] = self._start(entry, above)
        count = counts[level]
        counts[level] = self._start(entry, level) if count is None else min(count + 1, _MOST)
        for below in range(level + 1, LEVELS):
            restart = entry.levels.get(below, Level()).restart
            if restart is None or level < restart:
                counts[below] = None
        return self._print(entry, level, counts)

    def _start(self, entry: _Num, level: int) -> int:
        return entry.starts.get(level, entry.levels.get(level, Level()).start)

    def _print(self, entry: _Num, level: int, counts: list[int | None]) -> str:
        own = entry.levels.get(level)
        if own is None or own.style == "none" and "%" in own.text:
            return ""
        if own.style == "bullet":
            return bullet(own.text, own.font) + " "
        text = own.text
        for at in range(LEVELS):
            mark = f"%{at + 1}"
            if mark in text:
                style = "decimal" if own.legal else entry.levels.get(at, Level()).style
                text = text.replace(mark, numeral(counts[at] or 0, style))
        return text + own.gap if text.strip() else ""

    def _read(self, root: Element) -> None:
        levels: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for abstract in root.iterchildren(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            levels[name] = dict(_level(item) for item in abstract.iterchildren(f"{W}lvl"))
            if link := value(abstract, "numStyleLink"):
                links[name] = link
            if style := value(abstract, "styleLink"):
                styles[style] = name
        for num in root.iterchildren(f"{W}num"):
            abstract = value(num, "abstractNumId") or ""
            abstract = styles.get(links.get(abstract, ""), abstract)
            entry = _Num(abstract, dict(levels.get(abstract, {})))
            for change in num.iterchildren(f"{W}lvlOverride"):
                at = number(change.get(f"{W}ilvl"), 0)
                for item in change.iterchildren(f"{W}lvl"):
                    entry.levels[at] = _level(item)[1]
                    entry.starts[at] = entry.levels[at].start
                if (start := value(change, "startOverride")) is not None:
                    entry.starts[at] = number(start, 1)
            self._nums[num.get(f"{W}numId", "")] = entry


def value(parent: Element, tag: str) -> str | None:
    """Return the w:val of a child, None if there is none."""
    child = parent.find(W + tag)
    return None if child is None else child.get(f"{W}val")


def _level(item: Element) -> tuple[int, Level]:
    styles = [found.get(f"{W}val", "") for found in item.iter(f"{W}numFmt")]
    gap = value(item, "suff")
    restart = value(item, "lvlRestart")
    legal = item.find(f"{W}isLgl")
    fonts = item.find(f"{W}rPr/{W}rFonts")
    return number(item.get(f"{W}ilvl"), 0), Level(
        start=number(value(item, "start"), 0 if value(item, "start") is None else 1),
        style=next((style for style in styles if style != "custom"), "decimal"),
        text=value(item, "lvlText") or "",
        gap="" if gap == "nothing" else " ",
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        restart=None if restart is None else number(restart, 0),
        paragraph_style=value(item, "pStyle"),
        font="" if fonts is None else fonts.get(f"{W}ascii", ""),
    )
