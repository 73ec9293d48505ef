"""Words of a .docx that the page does not show: hidden, too small to see, or white on nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.readers.docx_numbering import W, value
from ingest.readers.docx_styles import is_on
from ingest.readers.markup import Element
from ingest.readers.numerals import number
from ingest.readers.theme import Theme, is_white

_WORDS = tuple(f"{W}{tag}" for tag in ("t", "sym", "footnoteReference", "endnoteReference"))
_DEEPEST = 20
_SMALLEST = 4
"""Half points: letters of 2 points are a hair high."""
_NO_FILL = frozenset({"", "auto", "ffffff", "none"})


def hide(
    roots: Iterable[Element | None], styles: Element | None, theme: Element | None = None
) -> int:
    """Take the words that nobody sees out of the parts of a document; return their characters."""
    looks = _Looks(styles, Theme(theme))
    count = 0
    for root in roots:
        for run in root.iter(f"{W}r") if root is not None else ():
            words = [item for item in run.iterchildren(*_WORDS)]
            if words and looks.is_hidden(run):
                count += sum(len("".join((item.text or "").split())) for item in words)
                for item in words:
                    run.remove(item)
    return count


class _Looks:
    """What the styles say of colour, size and hiding."""

    def __init__(self, root: Element | None, theme: Theme) -> None:
        self._theme = theme
        self._styles: dict[str, Element] = {}
        self._default: list[Element] = []
        if root is None:
            return
        self._styles = {
            item.get(f"{W}styleId", ""): item for item in root.iterchildren(f"{W}style")
        }
        usual = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = [] if usual is None else [usual]
        self._usual = next(
            (
                name
                for name, item in self._styles.items()
                if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true")
            ),
            None,
        )

    _usual: str | None = None

    def is_hidden(self, run: Element) -> bool:
        """Tell whether nobody sees the words of a run."""
        above = list(run.iterancestors())
        paragraph = next((item for item in above if item.tag == f"{W}p"), None)
        said = list(self._said(run, paragraph))
        vanish = next((item for item in said if item.find(f"{W}vanish") is not None), None)
        if vanish is not None and is_on(vanish, "vanish"):
            return True
        size = next((size for item in said if (size := value(item, "sz")) is not None), None)
        if number(size, 99) <= _SMALLEST:
            return True
        colour = next((c for item in said if (c := item.find(f"{W}color")) is not None), None)
        white = colour is not None and self._is_white(colour)
        return white and not self._is_filled(run, above, said)

    def _is_white(self, colour: Element) -> bool:
        """Tell whether a w:color is white: the theme's, where it names one, counts."""
        name = colour.get(f"{W}themeColor")
        if name is None or name == "none":
            return is_white(colour.get(f"{W}val", ""))
        shade = colour.get(f"{W}themeShade", "FF").upper() != "FF"
        return self._theme.is_white(name, darker=shade)

    def _is_fill(self, shade: Element) -> bool:
        """Tell whether a w:shd gives a ground that white shows on."""
        if shade.get(f"{W}val", "clear") not in ("clear", "nil"):
            return True
        name = shade.get(f"{W}themeFill")
        if name is not None:
            darker = shade.get(f"{W}themeFillShade", "FF").upper() != "FF"
            return not self._theme.is_white(name, darker=darker)
        return shade.get(f"{W}fill", "").lower() not in _NO_FILL

    def _has_fill(self, properties: Element) -> bool:
        shade = properties.find(f"{W}shd")
        return shade is not None and self._is_fill(shade)

    def _said(self, run: Element, paragraph: Element | None) -> Iterator[Element]:
        """Yield the w:rPr that hold for a run, the nearest first."""
        own = run.find(f"{W}rPr")
        styles = [None if own is None else value(own, "rStyle")]
        properties = None if paragraph is None else paragraph.find(f"{W}pPr")
        styles.append((None if properties is None else value(properties, "pStyle")) or self._usual)
        if own is not None:
            yield own
        for name in styles:
            for style in self._chain(name):
                found = style.find(f"{W}rPr")
                if found is not None:
                    yield found
        yield from self._default

    def _chain(self, name: str | None) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = value(style, "basedOn")

    def _is_filled(self, run: Element, above: list[Element], said: list[Element]) -> bool:
        """Tell whether anything around a run may give it a ground that white shows on."""
        if any(item.find(f"{W}highlight") is not None or self._has_fill(item) for item in said):
            return True
        for item in above:
            kind = str(item.tag).rpartition("}")[2]
            if kind in ("txbxContent", "hdr", "ftr", "background"):
                return True  # the ground of a drawing is not looked up
            if kind not in ("p", "tc", "tr", "tbl"):
                continue
            properties = item.find(f"{item.tag}Pr")
            if properties is None:
                continue
            if self._has_fill(properties):
                return True
            name = value(properties, "pStyle") or value(properties, "tblStyle")
            shades = (shade for style in self._chain(name) for shade in style.iter(f"{W}shd"))
            if any(map(self._is_fill, shades)):
                return True
        return above[-1].find(f"{W}background") is not None
