"""Words of a slide that nobody sees: hidden shapes, off the slide, tiny, white on white paper.

White counts only where nothing can lie under it: a ground of the shape, its cell, the slide, its
layout or master, or another shape or picture in its place. Where that is not known, it is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.markup import Element
from ingest.readers.package import Package
from ingest.readers.theme import A, Theme

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SMALLEST = 200
"""Hundredths of a point: letters of 2 points are a hair high."""
_FILLS = tuple(
    f"{A}{kind}" for kind in ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
)
_PAPER = frozenset({"0", "1000", "1001"})
"""Grounds of a theme that are one colour, or none."""
_SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp")

Area = tuple[int, int, int, int]


def hide(package: Package, part: str, slide: Element, size: Area | None) -> int:
    """Take what nobody sees out of a slide; return how many letters that were.

    `size` is the slide's own area, None where the file does not say.
    """
    under, theme = _below(package, part)
    look = _Look(slide, under, theme)
    count = 0
    for shape in list(slide.iter(*_SHAPES)):
        area = _area(shape)
        name = next(shape.iter(f"{P}cNvPr"), None)
        away = size is not None and area is not None and not _overlap(area, size)
        gone = away or (name is not None and name.get("hidden") in ("1", "true"))
        for run in shape.iter(f"{A}r", f"{A}fld"):
            if gone or look.is_unseen(run, shape, area):
                for text in run.iter(f"{A}t"):
                    count += len("".join((text.text or "").split()))
                    text.text = ""
    return count


def slide_area(presentation: Element) -> Area | None:
    """Return the area of a slide, in the units of its shapes."""
    size = presentation.find(f"{P}sldSz")
    if size is None:
        return None
    wide, high = _whole(size.get("cx")), _whole(size.get("cy"))
    return None if wide is None or high is None else (0, 0, wide, high)


def _below(package: Package, part: str) -> tuple[list[Element], Theme]:
    """Return the layout and master of a slide, and the theme with the master's names."""
    found: list[Element] = []
    names: dict[str, str] = {}
    for kind in ("slideLayout", "slideMaster"):
        part = _related(package, part, kind)
        if not part:
            return found, Theme(None)
        found.append(package.xml(part))
        mapped = found[-1].find(f"{P}clrMap")
        names = names if mapped is None else {str(key): str(to) for key, to in mapped.items()}
    theme = _related(package, part, "theme")
    return found, Theme(package.xml(theme) if theme else None, names)


def _related(package: Package, part: str, kind: str) -> str:
    related = (path for which, path in package.relations(part).values() if which == kind)
    return next((path for path in related if package.has(path)), "")


@dataclass(frozen=True, slots=True)
class _Look:
    """A slide, what lies below it, and the colours that both name."""

    slide: Element
    under: Sequence[Element]
    theme: Theme

    def is_unseen(self, run: Element, shape: Element, area: Area | None) -> bool:
        """Tell whether nobody sees the words of a run."""
        said = run.find(f"{A}rPr")
        if said is None:
            return False
        size = _whole(said.get("sz"))
        if size is not None and size <= _SMALLEST:
            return True
        fill = said.find(f"{A}solidFill")
        if fill is None or not self.theme.paints_white(fill) or _marked(said):
            return False
        return not self._has_ground(run, shape) and self._on_paper(shape, area)

    def _has_ground(self, run: Element, shape: Element) -> bool:
        """Tell whether the shape, or the cell of a table, may colour what is behind its words."""
        cell = next(run.iterancestors(f"{A}tc"), None)
        if cell is not None:
            said = cell.find(f"{A}tcPr")
            own = None if said is None else self._fill(said)
            return (
                own if own is not None else next(shape.iter(f"{A}tableStyleId"), None) is not None
            )
        said = shape.find(f"{P}spPr")
        own = None if said is None else self._fill(said)
        if own is not None:
            return own
        style = shape.find(f"{P}style/{A}fillRef")
        return style is not None and style.get("idx", "0") != "0"

    def _fill(self, said: Element) -> bool | None:
        """Tell whether properties give a ground other than white; None where they do not say."""
        if said.find(f"{A}noFill") is not None:
            return False
        fill = next(said.iterchildren(*_FILLS), None)
        if fill is None:
            return None
        return fill.tag != f"{A}solidFill" or not self.theme.paints_white(fill)

    def _on_paper(self, shape: Element, area: Area | None) -> bool:
        """Tell whether there is nothing but white paper where a shape is."""
        for root in (self.slide, *self.under):
            for other in root.iter(*_SHAPES):
                if other is not shape and self._paints(other) and _overlap(area, _area(other)):
                    return False
        for root in (self.slide, *self.under):
            ground = root.find(f"{P}cSld/{P}bg")
            if ground is not None:
                return self._is_paper(ground)
        return True

    def _paints(self, shape: Element) -> bool:
        if shape.tag in (f"{P}pic", f"{P}graphicFrame"):
            return True
        said = shape.find(f"{P}spPr")
        style = shape.find(f"{P}style/{A}fillRef")
        own = None if said is None else self._fill(said)
        return own if own is not None else style is not None and style.get("idx", "0") != "0"

    def _is_paper(self, ground: Element) -> bool:
        said = ground.find(f"{P}bgPr")
        if said is not None:
            return self._fill(said) is False
        named = ground.find(f"{P}bgRef")
        colour = None if named is None else named.find(f"{A}schemeClr")
        if named is None or colour is None or len(colour) or named.get("idx") not in _PAPER:
            return False
        return self.theme.is_white(colour.get("val", ""))


def _marked(said: Element) -> bool:
    """Tell whether a run has an outline or a glow, a shadow or a marker that shows it."""
    shows = (f"{A}ln", f"{A}effectLst", f"{A}effectDag", f"{A}highlight")
    return any(said.find(item) is not None for item in shows)


def _area(shape: Element) -> Area | None:
    """Return left, top, right and bottom of a shape, None where they are not known."""
    if next(shape.iterancestors(f"{P}grpSp"), None) is not None:
        return None
    place = shape.find(f"{P}spPr/{A}xfrm")
    place = place if place is not None else shape.find(f"{P}xfrm")
    offset = None if place is None else place.find(f"{A}off")
    extent = None if place is None else place.find(f"{A}ext")
    if offset is None or extent is None:
        return None
    x, y = _whole(offset.get("x")), _whole(offset.get("y"))
    wide, high = _whole(extent.get("cx")), _whole(extent.get("cy"))
    if x is None or y is None or wide is None or high is None:
        return None
    return x, y, x + wide, y + high


def _overlap(a: Area | None, b: Area | None) -> bool:
    """Tell whether two areas may share anything; one that is not known may."""
    if a is None or b is None:
        return True
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _whole(text: str | None) -> int | None:
    digits = (text or "").strip()
    plain = digits.removeprefix("-")
    return int(digits) if plain.isdecimal() and len(plain) < 12 else None
