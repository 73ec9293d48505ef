"""Documents whose outline and metadata people have marked: eval/annotated/*.toml (see its README).

The marks name lines of the source, so that they say nothing of how planqa reads it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.vietnamese import ROMAN, nfc

FOLDER = Path(__file__).with_name("annotated")
PROJECT = FOLDER.parent.parent
TOKEN = re.compile(r"[^\W_]+")
ZONES = ("header", "preamble", "closing", "recipients", "signature", "appendix", "footnote")

_UNIT = re.compile(r"(?P<indent> *)(?P<lines>[\d,<>-]+)(?P<rest>.*)")
_RANGE = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+))?(?P<column>[<>]?)")
_ENTRIES = re.compile(r"(?P<first>\(?\w\)?)-(?P<last>\(?\w{1,4}\)?)")
_REFERENCE = re.compile(r"@(?P<lines>[\d-]+)(?::(?P<from>\d+)(?:-(?P<to>\d+))?)?")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKUP = " *_#\t"
_EDGE = _MARKUP + ".:;,/"


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, heading, item or zone as a reader sees it.

    `start` and `end` count the words of the document in reading order, footnotes last; `lines`
    holds the first word of each of its source lines. A unit that has children is a heading.
    """

    ordinal: int
    parent: int | None
    zone: str
    label: str
    text: str
    start: int
    end: int
    lines: tuple[tuple[int, int], ...] = ()
    heading: bool = False
    runs_on: bool = False
    table: bool = False
    marked_in: int | None = None
    """The source line that holds a footnote's mark."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A value of metadata; `printed` was taken from the source, whose capitals do not count."""

    value: str
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A document and its marks: the file to read, its units, its words, its metadata."""

    name: str
    path: Path
    units: tuple[Unit, ...]
    words: tuple[str, ...]
    fields: Mapping[str, Expected]
    recipients: tuple[Expected, ...]
    years: tuple[int, ...]
    amends: tuple[str, ...]
    recognised: bool = False
    """Whether its words are read by OCR, so that a letter may be wrong."""

    def above(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units over one, outermost first."""
        path: list[Unit] = []
        at = unit.parent
        while at is not None:
            path.append(self.units[at])
            at = self.units[at].parent
        return tuple(reversed(path))


def load_marked(corpus: Path | None, *, folder: Path = FOLDER) -> tuple[Marked, ...]:
    """Read all marks; those of the corpus only where its folder is given.

    Raises:
        InputError: a marked file is missing, or a line is marked twice, not at all or wrongly.
    """
    found: list[Marked] = []
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if "corpus" in content and corpus is None:
            continue
        found.append(_marked(path, content, corpus))
    return tuple(found)


def _marked(path: Path, content: Mapping[str, Any], corpus: Path | None) -> Marked:
    if "corpus" in content:
        matches = sorted((corpus or path.parent).glob(f"{content['corpus']}*.txt"))
        source = matches[0] if matches else Path(corpus or "", content["corpus"])
    else:
        bases = (PROJECT, path.parent)
        source = next((b / content["source"] for b in bases if (b / content["source"]).exists()),
                      PROJECT / content["source"])  # fmt: skip
    text = path.parent / content["transcript"] if "transcript" in content else source
    if not source.exists() or not text.exists():
        raise InputError(
            f"{path.name}: không có tệp {source}.", f"{path.name}: there is no file {source}."
        )
    lines = nfc(text.read_text(encoding="utf-8")).split("\n")
    builder = _Builder(path.name, lines)
    for line in content["outline"].splitlines():
        if line.strip():
            builder.add(line)
    builder.check(content.get("drop", ""))
    units = builder.finish()
    meta = dict(content["metadata"])
    years, amends = tuple(meta.pop("years", ())), tuple(meta.pop("amends", ()))
    return Marked(
        name=path.stem,
        path=source,
        units=units,
        words=tuple(builder.words),
        fields={name: _value(value, lines) for name, value in meta.items()},
        recipients=tuple(_recipients(units, printed="corpus" in content)),
        years=years,
        amends=amends,
        recognised=content.get("recognised", False),
    )


def _value(given: str | list[str], lines: Sequence[str]) -> Expected:
    parts = [given] if isinstance(given, str) else given
    if not parts[0].startswith("@"):
        return Expected(", ".join(parts))
    return Expected(", ".join(_referred(part, lines) for part in parts), printed=True)


def _referred(reference: str, lines: Sequence[str]) -> str:
    """Return what "@8-9" or "@13:1-7" (words of a line, from 1) stands for."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise InputError(f"Mốc sai: {reference}", f"Not a reference: {reference}")
    words = " ".join(lines[n - 1].strip(_MARKUP) for n in _numbers(match["lines"])).split()
    first = int(match["from"] or 1)
    last = int(match["to"] or (match["from"] or len(words)))
    return " ".join(words[first - 1 : last]).strip(_EDGE)


def _recipients(units: Sequence[Unit], *, printed: bool) -> Iterator[Expected]:
    for unit in units:
        if unit.zone == "recipients" and unit.parent is not None:
            text = unit.text.strip()
            text = text[len(unit.label) :] if text.startswith(unit.label) else text
            yield Expected(" ".join(text.split()).strip(" ;,.*_"), printed=printed)


def _numbers(lines: str) -> list[int]:
    numbers: list[int] = []
    for part in lines.split(","):
        first, _, last = part.rstrip("<>").partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


@dataclass(slots=True)
class _Builder:
    """Reads the marks of one document, line after line."""

    name: str
    lines: Sequence[str]
    words: list[str] = field(default_factory=list[str])
    units: list[Unit] = field(default_factory=list[Unit])
    stack: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Indent and unit of what is open."""
    used: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    def add(self, mark: str) -> None:
        match = _UNIT.fullmatch(mark)
        flags = match["rest"].split() if match else []
        if match is None or not flags:
            raise self._wrong(mark)
        zone = flags.pop(0)[1:] if flags[0].startswith("@") else ""
        indent = len(match["indent"])
        while self.stack and self.stack[-1][0] >= indent and zone != "signature":
            self.stack.pop()
        parent = self.stack[-1][1] if self.stack and zone != "signature" else None
        if zone and zone not in ZONES:
            raise self._wrong(mark)
        label = flags.pop(0).replace("_", " ") if flags and flags[0] not in (":", "|") else "."
        marked_in = int(flags.pop(0)) if zone == "footnote" else None
        if not zone and parent is not None:
            zone = self.units[parent].zone
        entries = [flag for flag in flags if _ENTRIES.fullmatch(flag)]
        label = "" if label == "." else label
        self._unit(
            parent, zone, label, self._text(match["lines"], mark), entries,
            runs_on=":" in flags, table="|" in flags, marked_in=marked_in,
        )  # fmt: skip
        if zone != "signature":
            self.stack.append((indent, self._last_own))

    _last_own: int = 0

    def _unit(
        self,
        parent: int | None,
        zone: str,
        label: str,
        lines: list[tuple[int, str]],
        entries: list[str],
        *,
        runs_on: bool,
        table: bool,
        marked_in: int | None,
    ) -> None:
        text = "\n".join(line for _, line in lines)
        names = _names(entries[0]) if entries else []
        cuts: list[int] = []
        for name in names:
            cuts.append(text.index(name, cuts[-1] + 1 if cuts else 0))
        own = text[: cuts[0]] if cuts else text
        above = parent
        if own.strip():
            above = len(self.units)
            begun, starts = len(self.words), list[tuple[int, int]]()
            at = 0
            for number, line in lines:
                starts.append((number, len(self.words)))
                self.words += TOKEN.findall(line[: max(0, len(own) - at)])
                at += len(line) + 1
            self.units.append(
                Unit(above, parent, zone, label, own, begun, len(self.words), tuple(starts),
                     heading=bool(cuts) or runs_on, runs_on=runs_on, table=table,
                     marked_in=marked_in)
            )  # fmt: skip
        for name, cut, end in zip(names, cuts, [*cuts[1:], len(text)], strict=False):
            begun = len(self.words)
            self.words += TOKEN.findall(text[cut:end])
            self.units.append(
                Unit(len(self.units), above, zone, name, text[cut:end], begun, len(self.words))
            )
        self._last_own = above if above is not None else len(self.units) - 1

    def _text(self, lines: str, mark: str) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for part in lines.split(","):
            match = _RANGE.fullmatch(part)
            if match is None:
                raise self._wrong(mark)
            for number in range(int(match["first"]), int(match["last"] or match["first"]) + 1):
                key = (number, match["column"])
                if number > len(self.lines) or key in self.used:
                    raise self._wrong(mark)
                self.used.add(key)
                line = self.lines[number - 1]
                if match["column"]:
                    columns = re.split(r"\s{2,}", line.strip())
                    line = columns[0] if match["column"] == "<" else columns[-1]
                if line.strip():
                    found.append((number, line))
        return found

    def check(self, dropped: str) -> None:
        """Hold that every line with words is marked, or named as furniture of the page."""
        seen = {number for number, _ in self.used}
        seen |= set(_numbers(dropped)) if dropped else set()
        left = [
            number
            for number, line in enumerate(self.lines, 1)
            if TOKEN.search(line) and number not in seen
        ]
        if left:
            raise self._wrong(f"{left}")

    def finish(self) -> tuple[Unit, ...]:
        """Return the units, those with children as headings."""
        parents = {unit.parent for unit in self.units}
        return tuple(
            unit if unit.ordinal not in parents else replace(unit, heading=True)
            for unit in self.units
        )

    def _wrong(self, mark: str) -> InputError:
        return InputError(
            f"{self.name}: dấu không hợp lệ hoặc dòng chưa đánh dấu: {mark.strip()}",
            f"{self.name}: not a mark, or lines that are not marked: {mark.strip()}",
        )


def _names(entries: str) -> list[str]:
    """Return the labels that "(1)-(13)" or "a)-đ)" stands for."""
    first, _, last = entries.partition("-")
    bare = last.strip("()")
    if bare.isdigit():
        names = [str(number) for number in range(1, int(bare) + 1)]
    elif first.strip("()") == "i":
        names = list(ROMAN)[: ROMAN[bare]]
    else:
        names = list(_LETTERS[: _LETTERS.index(bare) + 1])
    return [f"({name})" if first.startswith("(") else f"{name})" for name in names]
