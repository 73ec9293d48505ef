"""Characters of the symbol fonts (Symbol, Wingdings), which have code points of their own (pure).

Office files store them as U+F000 + the place in the font; the tables hold what lists of
Vietnamese offices use as bullets and boxes. Others are left out: no reader could know them.
"""

from __future__ import annotations

_SYMBOL = {0x2D: "-", 0xB7: "•", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xDE: "⇒", 0xAE: "→"}
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x73: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xE8: "→",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_PRIVATE = 0xF000


def symbol(char: str, font: str) -> str:
    """Return what a character of a symbol font shows, "" if it is not known."""
    place = ord(char) - _PRIVATE if ord(char) >= _PRIVATE else ord(char)
    return (_WINGDINGS if font.lower().startswith("wingdings") else _SYMBOL).get(place, "")


def bullet(text: str, font: str) -> str:
    """Return the mark of a list without numbers; a dot for pictures and unknown symbols."""
    mark = text.strip()
    if len(mark) != 1:
        return mark or "•"
    if font.lower().startswith(("symbol", "wingdings")) or _PRIVATE <= ord(mark) < _PRIVATE + 256:
        return symbol(mark, font) or "•"
    return "○" if mark == "o" else mark
