"""An outline as planqa reads it against the marks: leaves, headings, zones, footnotes (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from eval.alignment import Place, align, ends, places
from eval.marked import TOKEN, Marked, Unit
from rag.domain import Document, Section

_BARE = ("document", "header", "preamble", "closing", "signature", "footnotes", "footnote")
"""Sections that are no heading of what they hold."""
_ZONES = ("header", "preamble", "closing", "recipients", "signature", "appendix", "footnote")
_LOOSE = ("header", "signature")
"""Zones of which the inner lines are nobody's concern here."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was wanted and what came; `figure` names the figure that it spoils."""

    document: str
    figure: str
    wanted: str
    came: str


@dataclass(slots=True)
class Tally:
    """Counts of one figure: right, of so many wanted, and of so many given (precision)."""

    right: int = 0
    wanted: int = 0
    given: int = 0


@dataclass(slots=True)
class Score:
    """The tallies of a document and every mistake."""

    tallies: dict[str, Tally] = field(default_factory=dict[str, Tally])
    mistakes: list[Mistake] = field(default_factory=list[Mistake])

    def count(self, figure: str, mistake: Mistake | None) -> None:
        """Count one that was wanted; a mistake says why it is not right."""
        tally = self.tallies.setdefault(figure, Tally())
        tally.wanted += 1
        tally.given += 1
        if mistake is None:
            tally.right += 1
        else:
            self.mistakes.append(mistake)


@dataclass(frozen=True, slots=True)
class _Node:
    """A section with its place in words."""

    section: Section
    start: int
    end: int


def score_structure(marked: Marked, document: Document, *, exact: bool = True) -> Score:
    """Score leaves, headings, labels and footnotes; `exact` holds headings to their very words."""
    return _Scoring(marked, document, exact).run()


class _Scoring:
    def __init__(self, marked: Marked, document: Document, exact: bool) -> None:
        self.marked = marked
        self.exact = exact
        spots = [match.start() for match in TOKEN.finditer(document.text)]
        words = TOKEN.findall(document.text)
        found = align(marked.words, words)
        self.found = found
        self.words = words
        self.starts, self.ends = places(found, len(words)), ends(found, len(words))
        self.nodes = [
            _Node(section, bisect_left(spots, section.start), bisect_left(spots, section.end))
            for section in document.sections
        ]
        self.text = document.text
        self.leaves = [n for n in self.nodes if n.section.leaf and n.start < n.end]
        self.score = Score()

    def run(self) -> Score:
        for unit in self.marked.units:
            if unit.zone == "footnote":
                self.score.count("footnotes", self._footnote(unit))
            elif not unit.heading or unit.runs_on and not self._has_children(unit):
                self.score.count("paths", self._leaf(unit))
            if unit.label and unit.zone != "footnote":
                self.score.count("labels", self._label(unit))
        self._headings()
        self._furniture()
        return self.score

    def _has_children(self, unit: Unit) -> bool:
        return any(other.parent == unit.ordinal for other in self.marked.units)

    def _mistake(self, figure: str, wanted: str, came: str) -> Mistake:
        return Mistake(self.marked.name, figure, wanted, came)

    def _leaf(self, unit: Unit) -> Mistake | None:
        leaf = next((n for n in self.leaves if _in(n.start, self.starts[unit.start])), None)
        if leaf is None:
            return self._mistake("paths", _shown(unit), f"inside {self._around(unit)}")
        if not any(_in(n.end, self.ends[unit.end]) for n in self.leaves):
            return self._mistake("paths", _shown(unit), "ends elsewhere")
        split = self._split(unit)
        if split is not None:
            return self._mistake("paths", _shown(unit), f"split at {self._brief(split)}")
        zone = self._zone(leaf)
        if zone != unit.zone and not (self._appended(leaf) and unit.zone == "appendix"):
            return self._mistake("paths", f"{_shown(unit)} [{unit.zone or 'body'}]", f"[{zone}]")
        path = self._path(leaf)
        wanted = [self.starts[above.start] for above in self.marked.above(unit)]
        if unit.zone == "signature" or (
            len(path) == len(wanted)
            and all(_in(node.start, place) for node, place in zip(path, wanted, strict=True))
        ):
            return None
        return self._mistake(
            "paths",
            f"{_shown(unit)} under {' > '.join(_brief(u.text) for u in self.marked.above(unit))}",
            " > ".join(map(self._brief, path)) or "the top",
        )

    def _split(self, unit: Unit) -> _Node | None:
        """Return a leaf that begins inside a unit, but for the words after a heading's colon."""
        if unit.zone in _LOOSE or unit.table:
            return None
        low, high = self.starts[unit.start][1], self.ends[unit.end][0]
        colon = unit.start + len(TOKEN.findall(unit.text.partition(":")[0]))
        for node in self.leaves:
            own = unit.runs_on and _in(node.start, self.starts[colon])
            if low < node.start < high and not own:
                return node
        return None

    def _above(self, node: _Node) -> Iterator[_Node]:
        at = node.section.parent
        while at is not None:
            yield self.nodes[at]
            at = self.nodes[at].section.parent

    def _path(self, leaf: _Node) -> list[_Node]:
        """Return what stands over a leaf and begins before it, outermost first."""
        path: dict[int, _Node] = {}
        for node in self._above(leaf):
            if node.start < leaf.start and node.section.kind not in _BARE:
                path[node.start] = node
        return [path[start] for start in sorted(path)]

    def _zone(self, leaf: _Node) -> str:
        for node in (leaf, *self._above(leaf)):
            if node.section.kind in _ZONES:
                return node.section.kind
        return ""

    def _appended(self, leaf: _Node) -> bool:
        return any(node.section.kind == "appendix" for node in (leaf, *self._above(leaf)))

    def _label(self, unit: Unit) -> Mistake | None:
        here = [n for n in self.nodes[1:] if _in(n.start, self.starts[unit.start])]
        labels = [n.section.label for n in here if n.section.label]
        if _plain(unit.label) in map(_plain, labels):
            return None
        return self._mistake("labels", f"{unit.label} {_shown(unit)}", " ".join(labels) or "none")

    def _footnote(self, unit: Unit) -> Mistake | None:
        note = next(
            (
                n
                for n in self.nodes
                if n.section.kind == "footnote" and _in(n.start, self.starts[unit.start])
            ),
            None,
        )
        if note is None or not _in(note.end, self.ends[unit.end]):
            came = "ends elsewhere" if note else "none there"
            return self._mistake("footnotes", _shown(unit), came)
        if _plain(note.section.label).strip("[]^") != unit.label:
            return self._mistake("footnotes", f"mark {unit.label}", note.section.label)
        place = self._mark_of(unit)
        if place is not None:
            first, last = self.ends[place][1], self.starts[place + 1][0]
            given = normalize("NFKC", "".join(self.words[first:last])).casefold()
            if given == normalize("NFKC", self.marked.words[place]).casefold():
                return None
        return self._mistake("footnotes", f"mark {unit.label} in its place", "lost")

    def _mark_of(self, note: Unit) -> int | None:
        """Return the word that ends with a footnote's mark, in the line that was named."""
        for unit in self.marked.units:
            spots = [*unit.lines, (0, unit.end)]
            for (line, first), (_, last) in zip(spots, spots[1:], strict=False):
                if line == note.marked_in and unit.zone != "footnote":
                    for place in range(first, last):
                        word = normalize("NFKC", self.marked.words[place])
                        if re.fullmatch(rf"\D*{note.label}", word):
                            return place
        return None

    def _headings(self) -> None:
        tally = self.score.tallies.setdefault("headings", Tally())
        given = {node.start: node for node in reversed(self.nodes) if _names(node)}
        left = dict(given)
        for unit in self.marked.units:
            if not unit.heading or unit.zone in _BARE and not self._has_children(unit):
                continue
            tally.wanted += 1
            node = next((n for s, n in given.items() if _in(s, self.starts[unit.start])), None)
            if node is None:
                self._missed(unit, "no heading")
                continue
            left.pop(node.start, None)
            wrong = self._heading(unit, node)
            if wrong is None:
                tally.right += 1
            else:
                self._missed(unit, wrong)
        tally.given = len(given)
        for node in left.values():
            self.score.mistakes.append(self._mistake("headings", "no heading", self._brief(node)))

    def _furniture(self) -> None:
        """Count the leaves that hold nothing but words that were marked as no text."""
        meant = {match for match in self.found if match is not None}
        for leaf in self.leaves:
            empty = meant.isdisjoint(range(leaf.start, leaf.end))
            came = self._mistake("clean", "no text", self._brief(leaf)) if empty else None
            self.score.count("clean", came)

    def _missed(self, unit: Unit, came: str) -> None:
        self.score.mistakes.append(self._mistake("headings", _shown(unit), came))

    def _heading(self, unit: Unit, node: _Node) -> str | None:
        """Return what is wrong with a heading, None if nothing is."""
        same = [n for n in self.nodes if n.start == node.start and n.section.kind != "document"]
        if unit.label and _plain(unit.label) not in {_plain(n.section.label) for n in same}:
            return f"label {node.section.label}"
        path = self._path(node)
        wanted = [self.starts[above.start] for above in self.marked.above(unit)]
        if len(path) != len(wanted) or not all(
            _in(n.start, place) for n, place in zip(path, wanted, strict=True)
        ):
            return f"under {' > '.join(map(self._brief, path)) or 'the top'}"
        title = TOKEN.findall(node.section.title)
        words = TOKEN.findall(unit.text)
        own = words[len(TOKEN.findall(unit.label)) :]
        if unit.runs_on:
            own = TOKEN.findall(unit.text.partition(":")[0])[len(TOKEN.findall(unit.label)) :]
        if self.exact and (own[: len(title)] != title or unit.runs_on and own != title):
            return f"title {_brief(node.section.title)}"
        return None

    def _around(self, unit: Unit) -> str:
        low = self.starts[unit.start][0]
        node = next((n for n in self.leaves if n.start <= low < n.end), None)
        return self._brief(node) if node else "nothing"

    def _brief(self, node: _Node) -> str:
        return _brief(self.text[node.section.start : node.section.end])


def _names(node: _Node) -> bool:
    """Tell whether a section is a heading: it holds others, or says its title, and is no zone."""
    section = node.section
    if section.kind == "table":
        return False
    if section.kind in _BARE and not section.title or node.start == node.end:
        return False
    return bool(section.label or section.title) if not section.leaf else bool(section.title)


def _in(value: int, place: Place) -> bool:
    return place[0] <= value <= place[1]


def _plain(label: str) -> str:
    return re.sub(r"[\s_]", "", normalize("NFKC", label)).casefold()


def _brief(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _shown(unit: Unit) -> str:
    return _brief(unit.text)
