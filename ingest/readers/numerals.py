"""Numbers as lists print them, and whole numbers as XML writes them (pure)."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_COUNTING = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def number(text: str | None, default: int) -> int:
    """Return a whole number as XML has it, `default` if it is none."""
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 10 else default


def numeral(count: int, style: str) -> str:
    """Return a number as a list of this style prints it; decimal where the style is unknown."""
    if style == "none":
        return ""
    if style == "decimalZero":
        return f"{count:02d}"
    if style in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    if style in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style == "vietnameseCounting" and 0 < count <= len(_COUNTING):
        return _COUNTING[count - 1]
    return str(count)


def _roman(count: int) -> str:
    out: list[str] = []
    for size, letters in _ROMAN:
        times, count = divmod(count, size)
        out.append(letters * times)
    return "".join(out)
