"""What paragraph and table styles of a .docx say that its text depends on."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.docx_numbering import W, value
from ingest.readers.markup import Element
from ingest.readers.numerals import number

_EDGES = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")
_DEEPEST = 20
"""Styles that one may be based on; a chain that is longer goes round in a circle."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style with what it inherits from."""

    name: str
    base: str | None
    num: str | None
    level: int | None
    ruled: bool
    hidden: bool
    font: str | None
    raised: bool | None


class Styles:
    """The styles of one document by id."""

    def __init__(self, root: Element | None) -> None:
        """Read styles.xml (None: the document has none)."""
        self._styles: dict[str, Style] = {}
        for item in root.iterchildren(f"{W}style") if root is not None else ():
            numbering = item.find(f"{W}pPr/{W}numPr")
            level = None if numbering is None else value(numbering, "ilvl")
            run = item.find(f"{W}rPr")
            self._styles[item.get(f"{W}styleId", "")] = Style(
                name=(value(item, "name") or "").lower(),
                base=value(item, "basedOn"),
                num=None if numbering is None else value(numbering, "numId"),
                level=None if level is None else number(level, 0),
                ruled=has_rules(item.find(f"{W}tblPr/{W}tblBorders")),
                hidden=run is not None and is_on(run, "vanish"),
                font=font_of(run),
                raised=is_raised(run),
            )
        usual = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._usual = font_of(usual)
        self._paragraphs = next(
            (
                item.get(f"{W}styleId")
                for item in (root.iterchildren(f"{W}style") if root is not None else ())
                if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true")
            ),
            None,
        )

    def list_of(self, style: str | None) -> tuple[str, str, int | None] | None:
        """Return the list that a paragraph style belongs to: its id, the style that says so, level.

        None where no style in the chain names a list.
        """
        for name, entry in self._chain(style):
            if entry.num is not None:
                return entry.num, name, entry.level
        return None

    def is_contents(self, style: str | None) -> bool:
        """Tell whether a style is that of a line in the table of contents."""
        return any(entry.name.startswith("toc ") for _, entry in self._chain(style))

    def is_hidden(self, style: str | None) -> bool:
        """Tell whether a style hides its text."""
        return any(entry.hidden for _, entry in self._chain(style))

    def is_ruled(self, style: str | None) -> bool:
        """Tell whether a table style draws lines."""
        return any(entry.ruled for _, entry in self._chain(style))

    def look(self, run: Element | None, paragraph: str | None) -> tuple[str | None, bool]:
        """Return the font of a run's letters, and whether they are shown in capitals.

        `run` is its w:rPr, `paragraph` the style of the paragraph that it stands in.
        """
        own = None if run is None else value(run, "rStyle")
        chain = [entry for _, entry in self._chain(own)]
        chain += [entry for _, entry in self._chain(paragraph or self._paragraphs)]
        fonts = (font_of(run), *(entry.font for entry in chain), self._usual)
        raised = (is_raised(run), *(entry.raised for entry in chain))
        return (
            next((font for font in fonts if font is not None), None),
            next((said for said in raised if said is not None), False),
        )

    def _chain(self, style: str | None) -> list[tuple[str, Style]]:
        found: list[tuple[str, Style]] = []
        while style in self._styles and len(found) < _DEEPEST:
            entry = self._styles[style]
            found.append((style, entry))
            style = entry.base
        return found


def is_on(parent: Element, tag: str) -> bool:
    """Tell whether a switch such as w:vanish is set."""
    child = parent.find(W + tag)
    return child is not None and child.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def font_of(run: Element | None) -> str | None:
    """Return the font that a w:rPr gives letters beyond ASCII, which old encodings write with."""
    fonts = None if run is None else run.find(f"{W}rFonts")
    return None if fonts is None else fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")


def is_raised(run: Element | None) -> bool | None:
    """Tell whether a w:rPr shows letters as capitals; None where it does not say."""
    said = [
        tag for tag in ("caps", "smallCaps") if run is not None and run.find(W + tag) is not None
    ]
    return any(is_on(run, tag) for tag in said) if run is not None and said else None


def has_rules(borders: Element | None) -> bool:
    """Tell whether any of the borders is drawn."""
    edges = () if borders is None else (borders.find(W + edge) for edge in _EDGES)
    return any(
        edge is not None and edge.get(f"{W}val", "nil") not in ("nil", "none") for edge in edges
    )
