"""Names of bodies (cơ quan, tổ chức): where one begins, and its normal case (pure)."""

from __future__ import annotations

import re

from ingest.marks import is_caps

_ORGANS = (
    "ủy ban|uỷ ban|ubnd|ubmttq|ub mttq|hđnd|mttq|hội đồng|đảng ủy|đảng uỷ|đảng bộ|thành ủy|"
    "thành uỷ|tỉnh ủy|tỉnh uỷ|huyện ủy|quận ủy|thị ủy|chi bộ|chi ủy|ban|sở|phòng|trường|khối|"
    "công an|hội|đoàn|liên đoàn|công đoàn|mặt trận|văn phòng|trung tâm|tổng cục|cục|chi cục|bộ|"
    "thanh tra|viện|tòa án|toà án|bệnh viện|trạm|bảo hiểm|kho bạc|chính phủ|quốc hội|thường trực|"
    "cơ quan|tiểu ban|tổ|tổng công ty|công ty|tập đoàn|ngân hàng|học viện|đại học|lđlđ|bch|btv|"
    "bcđ|cụm|liên hiệp"
)
ORGAN = re.compile(rf"(?:{_ORGANS})(?!\w)", re.IGNORECASE)
LEVELS = "phường|xã|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|tỉnh|tp"
LEVEL = re.compile(rf"(?:{LEVELS})(?![\w])", re.IGNORECASE)

_ACRONYM = re.compile(
    r"UBND|HĐND|MTTQ|UB|UBMTTQ|UBMTTQVN|TĐKT|THPT|THCS|BCH|BTV|BCĐ|LĐLĐ|QLDA|PCCC|TP|VHXH|KTĐ|CLB|"
    r"TNCS|HCM|CCB|LHPN|TW|TƯ|VN"
)
_SCHOOLS = ("THPT", "THCS")
_BEFORE_NAMES = ("Mầm non", "Mẫu giáo", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông")
_HEADS = ("sở", "phòng", "bộ", "ban", "cục", "vụ", "hội", "viện", "trường", "tâm", "đoàn")
_COMMON = ("nhân", "thi", "các", "của", "đồng", "viên", "chấp", "thường", "chỉ", "và")
"""Words that begin no department's name after such a head: "Hội đồng", "Ban các …"."""

_PHRASES = {
    "ban chấp hành": "Ban Chấp hành",
    "ban thường vụ": "Ban Thường vụ",
    "ban thường trực": "Ban Thường trực",
    "ban chỉ đạo": "Ban Chỉ đạo",
    "ban chỉ huy": "Ban Chỉ huy",
    "ban chỉ huy quân sự": "Ban Chỉ huy Quân sự",
    "ban chỉ huy phòng thủ dân sự": "Ban Chỉ huy Phòng thủ dân sự",
    "mầm non": "Mầm non",
    "mẫu giáo": "Mẫu giáo",
    "tiểu học": "Tiểu học",
    "trung học cơ sở": "Trung học cơ sở",
    "trung học phổ thông": "Trung học phổ thông",
    "ban quản lý": "Ban Quản lý",
    "đảng bộ": "Đảng bộ",
    "đảng ủy": "Đảng ủy",
    "đảng uỷ": "Đảng uỷ",
    "thành ủy": "Thành ủy",
    "thành uỷ": "Thành uỷ",
    "tỉnh ủy": "Tỉnh ủy",
    "tỉnh uỷ": "Tỉnh uỷ",
    "đảng": "Đảng",
    "nhà nước": "Nhà nước",
    "ủy ban nhân dân": "Ủy ban nhân dân",
    "uỷ ban nhân dân": "Uỷ ban nhân dân",
    "hội đồng nhân dân": "Hội đồng nhân dân",
    "ủy ban mặt trận tổ quốc": "Ủy ban Mặt trận Tổ quốc",
    "uỷ ban mặt trận tổ quốc": "Uỷ ban Mặt trận Tổ quốc",
    "mặt trận tổ quốc": "Mặt trận Tổ quốc",
    "ủy ban kiểm tra": "Ủy ban Kiểm tra",
    "việt nam": "Việt Nam",
    "hồ chí minh": "Hồ Chí Minh",
    "hà nội": "Hà Nội",
    "trung ương": "Trung ương",
    "chính phủ": "Chính phủ",
    "quốc hội": "Quốc hội",
    "nội chính": "Nội chính",
    "công an": "Công an",
}


def normal_case(words: str) -> str:
    """Return a name printed in capitals as prose writes it: "Đảng ủy phường Sông Mây"."""
    words = " ".join(words.split())
    if not is_caps(words):
        return words
    tokens = words.split(" ")
    out: list[str] = []
    named = False
    index = 0
    while index < len(tokens):
        phrase = _phrase(tokens, index)
        token = tokens[index]
        lowered = token.lower()
        if phrase:
            out += phrase.split(" ")
            index += len(phrase.split(" "))
            named = phrase in _BEFORE_NAMES
            continue
        two = f"{lowered} {tokens[index + 1].lower()}" if index + 1 < len(tokens) else ""
        if two in ("thị trấn", "đặc khu", "thị xã", "thành phố"):
            out += two.split(" ")
            index += 2
            named = True
            continue
        if lowered in ("phường", "xã", "quận", "huyện", "tỉnh") and two != "xã hội":
            out.append(lowered)
            named = True
        elif _ACRONYM.fullmatch(token.strip(".,")):
            out.append(token)
            named = named or token in _SCHOOLS
        elif named and token[0].isalpha():
            out.append("-".join(part.capitalize() for part in token.split("-")))
        elif _after_head(out, lowered):
            out.append(lowered.capitalize())
        else:
            out.append(lowered)
        index += 1
    result = " ".join(out)
    return result[:1].upper() + result[1:]


def _phrase(tokens: list[str], index: int) -> str | None:
    for length in range(6, 0, -1):
        key = " ".join(tokens[index : index + length]).lower()
        if key in _PHRASES and len(tokens[index : index + length]) == length:
            return _PHRASES[key]
    return None


def _after_head(out: list[str], word: str) -> bool:
    """Capitalise the first word of a department's name: "Sở Giáo dục và Đào tạo"."""
    if not out or word in _COMMON:
        return False
    last = out[-1].lower()
    if last in _HEADS:
        return True
    return (last in ("và", "-") or last.endswith(",")) and any(
        earlier.lower() in _HEADS for earlier in out
    )


def is_named(body: str) -> bool:
    """Tell whether a name says which body it is, not only "Ủy ban nhân dân phường"."""
    words = body.split()
    lowered = body.lower()
    if lowered in ("ủy ban nhân dân", "uỷ ban nhân dân", "ubnd", "hội đồng nhân dân", "hđnd"):
        return False
    if lowered in ("ban thường vụ", "ban chấp hành", "đảng ủy", "đảng uỷ", "khối thi đua"):
        return False
    return (
        len(words) > 1 and LEVEL.fullmatch(words[-1]) is None and not lowered.endswith("thành phố")
    )
