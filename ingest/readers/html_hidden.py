"""Words of a web page that a browser does not show, as far as its own style sheet says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.readers.markup import Element

_AT_RULE = re.compile(r"@[^{;]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]+;|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?", re.IGNORECASE)
_GONE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*\s*"
    r"(?:;|$|!)|font-size\s*:\s*(?:[0-2]?(?:\.\d+)?(?:px|pt)?|0?\.0\d*r?em|[0-9]%)\s*(?:;|$|!)|"
    r"(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{4,}|"
    r"clip\s*:\s*rect\(\s*0)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"white|#f{3}(?:f{3})?|rgba?\(\s*255\s*,\s*255\s*,\s*255.*|transparent|rgba\(.*,\s*0\s*\)",
    re.IGNORECASE,
)
_NEVER = frozenset({"html", "head", "script", "style", "title", "template", "noscript"})
_MOST_RULES = 2000


def hide(root: Element) -> int:
    """Take the elements that nobody sees out of a page; return the characters of their words."""
    sheet = _rules(root)
    count = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, item in walk:
        if item.tag in _NEVER or item is root:
            continue
        style = _style(item, sheet)
        if not style and item.get("hidden") is None and item.get("color") is None:
            continue
        if item.get("hidden") is not None or _GONE.search(style) or _is_pale(item, style, sheet):
            count += sum(len("".join(str(words).split())) for words in item.itertext())
            item.tag = "template"  # which no browser shows; what follows it stays
            walk.skip_subtree()
    return count


_Sheet = dict[str, str]


def _rules(root: Element) -> _Sheet:
    """Return what the page's style sheets say: selectors of one part alone, the last one counts."""
    found: _Sheet = {}
    for item in root.iter("style"):
        text = _AT_RULE.sub("", item.text or "")
        for number, rule in enumerate(_RULE.finditer(text)):
            if number >= _MOST_RULES:
                break
            for selector in rule[1].split(","):
                name = selector.strip().lower()
                if name and _SELECTOR.fullmatch(name):
                    found[name] = f"{found.get(name, '')};{rule[2]}"[:5000]
    return found


def _style(item: Element, sheet: _Sheet) -> str:
    return ";".join([*_matching(item, sheet), item.get("style", "")]).strip(";")


def _matching(item: Element, sheet: _Sheet) -> Iterator[str]:
    if not sheet:
        return
    tag = str(item.tag).lower()
    marks = [f".{name}" for name in item.get("class", "").lower().split()]
    marks += [f"#{item.get('id', '').lower()}"]
    for name in (tag, *marks, *(f"{tag}{mark}" for mark in marks)):
        if name in sheet:
            yield sheet[name]


def _is_pale(item: Element, style: str, sheet: _Sheet) -> bool:
    """Tell whether words are as pale as the ground, or of its very colour."""
    named = _COLOUR.findall(style)
    colour = (named[-1] if named else item.get("color", "")).strip().lower()
    if not colour:
        return False
    above = item
    while above is not None:
        own = _style(above, sheet) if above is not item else style
        grounds = [ground.strip().lower() for ground in _GROUND.findall(own)]
        ground = grounds[-1] if grounds else above.get("bgcolor", "").lower()
        if ground:
            return ground == colour or bool(_WHITE.fullmatch(ground) and _WHITE.fullmatch(colour))
        above = above.getparent()
    return bool(_WHITE.fullmatch(colour))
