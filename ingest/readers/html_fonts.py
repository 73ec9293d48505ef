"""The fonts of a web page: old encodings into Unicode, capitals of its style sheet marked as such.

Of style sheets only rules for a tag, a class or a tag with a class are known: what Word and old
editors write. Sheets in other files are not opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.readers.fonts import Piece, unify
from ingest.readers.markup import Element

LEFT_OUT = frozenset(
    {"head", "script", "style", "noscript", "template", "nav", "iframe", "object", "embed"}
    | {"svg", "math", "canvas", "audio", "video", "select", "button", "textarea", "input"}
)
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", "li", "pre", "blockquote", "figure", "body"}
    | {"figcaption", "address", "center", "hr", "caption", "fieldset", "form", "details"}
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_FAMILY = re.compile(r"(?:^|;)\s*(?:font-family\s*:|font\s*:[^;,]*\s)\s*[\"']?([^;,\"']+)", re.I)
_TRANSFORM = re.compile(r"(?:^|;)\s*(?:text-transform|font-variant)\s*:\s*([\w-]+)", re.I)
_RAISED = ("uppercase", "small-caps")


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of an element looks; None: as around it."""

    font: str | None = None
    raised: bool | None = None

    def over(self, around: _Look) -> _Look:
        """Return this look where it says something, else that of what is around."""
        return _Look(
            around.font if self.font is None else self.font,
            around.raised if self.raised is None else self.raised,
        )


def unify_fonts(root: Element) -> None:
    """Put the text of all lines into Unicode."""
    rules = _rules(root)
    lines: list[list[Piece]] = [[]]
    for piece in _pieces(root, rules, _Look()):
        if piece is None:
            lines.append([])
        else:
            lines[-1].append(piece)
    unify(lines)


def _pieces(item: Element, rules: Mapping[str, _Look], around: _Look) -> Iterator[Piece | None]:
    """Yield the text inside an element, None where a line ends."""
    tag = str(item.tag).lower()
    if tag in LEFT_OUT and tag != "head":
        return
    look = _look(item, tag, rules).over(around)
    block = tag in BLOCKS or tag in ("td", "th", "tr", "br")
    if block:
        yield None
    if item.text and tag != "head":
        yield Piece(item, "text", look.font, bool(look.raised))
    for child in item if tag != "head" else ():
        yield from _pieces(child, rules, look)
        if child.tail:
            yield Piece(child, "tail", look.font, bool(look.raised))
    if block:
        yield None


def _look(item: Element, tag: str, rules: Mapping[str, _Look]) -> _Look:
    look = rules.get(tag, _Look())
    for name in item.get("class", "").lower().split():
        for key in (f".{name}", f"{tag}.{name}"):
            look = rules.get(key, _Look()).over(look)
    if tag == "font" and item.get("face"):
        look = replace(look, font=item.get("face", "").split(",")[0])
    return _declared(item.get("style", "")).over(look)


def _rules(root: Element) -> dict[str, _Look]:
    found: dict[str, _Look] = {}
    for sheet in root.iter("style"):
        for selectors, body in _RULE.findall(_COMMENT.sub(" ", sheet.text or "")):
            look = _declared(body)
            for selector in selectors.lower().split(","):
                key = selector.strip()
                found[key] = look.over(found.get(key, _Look()))
    return found


def _declared(style: str) -> _Look:
    family, transform = _FAMILY.search(style), _TRANSFORM.search(style)
    return _Look(
        family[1].strip() if family else None,
        transform[1].lower() in _RAISED if transform else None,
    )
