"""Names of people as documents print them under a signature (pure)."""

from __future__ import annotations

import re

from ingest.marks import is_caps

_TITLES = re.compile(
    r"(?:(?:(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy|uý)|(?:PGS|GS|ThS|TS|BS|CN|KS|LS)(?!\w)\.?|"
    r"(?:Đ/c|Đồng chí|Ông|Bà)(?!\w)\.?)\s*)+"
)
_FAMILIES = frozenset(
    [
        "NGUYỄN",
        "TRẦN",
        "LÊ",
        "PHẠM",
        "HOÀNG",
        "HUỲNH",
        "PHAN",
        "VŨ",
        "VÕ",
        "ĐẶNG",
        "BÙI",
        "ĐỖ",
        "HỒ",
        "NGÔ",
        "DƯƠNG",
        "LÝ",
        "ĐINH",
        "ĐOÀN",
        "TRƯƠNG",
        "MAI",
        "TÔ",
        "HÀ",
        "LƯƠNG",
        "CAO",
        "CHÂU",
        "TẠ",
        "THÁI",
        "CHU",
        "TRỊNH",
        "ĐÀO",
        "LƯU",
        "PHÙNG",
        "QUÁCH",
        "KIỀU",
        "LA",
        "TỪ",
        "NÔNG",
        "VI",
        "GIÀNG",
        "TRIỆU",
        "LÂM",
        "TĂNG",
        "HỨA",
        "KHUẤT",
        "NGHIÊM",
        "THÂN",
        "TỐNG",
        "MẠC",
        "VƯƠNG",
        "DOÃN",
        "BẠCH",
        "LỤC",
        "CẦM",
        "LÒ",
        "QUÀNG",
        "SÙNG",
        "THÀO",
        "VÀNG",
        "HẦU",
        "MA",
        "NHỮ",
        "CÙ",
        "ĐÀM",
        "ĐỒNG",
        "GIANG",
        "HẠ",
        "KHỔNG",
        "LẠI",
        "NINH",
        "PHÍ",
        "TÀO",
        "THẠCH",
        "UÔNG",
        "GIÁP",
        "ÂU",
        "ĐIỀU",
    ]
)
"""Families, to tell a name in capitals from an office, and two names in one line apart."""


def bare_name(text: str) -> str:
    """Return a name without rank and degree ("Thượng tá Hà Minh Châu" -> "Hà Minh Châu")."""
    return _TITLES.sub("", text.strip(" .*_"), count=1)


def is_name(text: str) -> bool:
    """Tell whether a line reads like a person's name: two to six words, each capitalised."""
    words = bare_name(text).split()
    return (
        2 <= len(words) <= 6
        and all(word.isalpha() and word[0].isupper() for word in words)
        and not is_caps(text)
    )


def is_family(word: str) -> bool:
    """Tell whether a word, in any case, is one of the usual family names."""
    return word.upper() in _FAMILIES


def couple(text: str) -> int | None:
    """Return where the second name begins in a line of two, None if it is no such line.

    Two people sign side by side; each name begins with its family and has two to five words.
    """
    words = list(re.finditer(r"\S+", text))
    if not 4 <= len(words) <= 10 or is_caps(text):
        return None
    if not all(word.group().isalpha() and word.group()[0].isupper() for word in words):
        return None
    if not is_family(words[0].group()):
        return None
    middle = len(words) / 2
    cuts = [at for at in range(2, len(words) - 1) if is_family(words[at].group())]
    best = min(cuts, key=lambda at: abs(at - middle), default=None)
    if best is None or (len(words) < 6 and best != middle):
        return None
    return words[best].start()
