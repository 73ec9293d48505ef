"""Ways to make a sentence untrue by one small change, and ways to say it differently (pure)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from eval.topics import FAMILY, FIRST, GIVEN, MIDDLE, SECOND
from rag.sentences import clauses

Alter = Callable[[str, random.Random], str | None]

_NUMBER = re.compile(r"(?<![\w./,-])\d+(?:[.,]\d+)*(?![\w/.-]*[/-]\w)")
_DATE = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(/\d{4})?(?!\d)")
_DOCUMENT = re.compile(r"\d{1,4}(?=[-/][A-ZĐ])")
_QUARTER = re.compile(r"[Qq]uý (IV|I{1,3}|[1-4])")
_YEAR = re.compile(r"(?<=năm )20\d\d|(?<=/)20\d\d")
_MONTH = re.compile(r"tháng (\d{1,2})")
_VERB = re.compile(
    r"(?<!\w)(tổ chức|hoàn thành|kiểm tra|trồng mới|thực hiện|báo cáo|chủ trì|ban hành|đạt|"
    r"lắp|mở|trao|"
    r"phát động|xây dựng|sửa|vận động|khám|cấp|rà soát|phối hợp|theo dõi|bảo đảm|hướng dẫn|gửi)"
    r"(?!\w)"
)
_PERSON = re.compile(
    r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|Chủ tịch|Bí thư|Trưởng ban) "
    r"((?:[A-ZĐÀ-Ỹ][a-zà-ỹ]+ ){1,3}[A-ZĐÀ-Ỹ][a-zà-ỹ]+)"
)
_NAME_ALONE = re.compile(r"\A((?:[A-ZĐÀ-Ỹ][a-zà-ỹ]+ ){2,3}[A-ZĐÀ-Ỹ][a-zà-ỹ]+)\.?\Z")
_DIRECTIONS = (
    ("tăng", "giảm"),
    ("giảm", "tăng"),
    ("trước ngày", "sau ngày"),
    ("từ ngày", "trước ngày"),
    ("trên", "dưới"),
    ("đúng hạn", "quá hạn"),
    ("chậm", "sớm"),
    ("mở rộng", "thu hẹp"),
    ("thường xuyên", "đột xuất"),
    ("bổ sung", "bãi bỏ"),
    ("trực tuyến", "trực tiếp"),
)
_QUANTIFIERS = (
    ("ít nhất", "tối đa"),
    ("trở lên", "trở xuống"),
    ("không quá", "ít nhất"),
    ("mỗi", "một số"),
    ("toàn bộ", "một phần"),
    ("các", "một số"),
    ("từng", "một số"),
)
INVENTED = (
    "đồng thời trao học bổng cho học sinh giỏi quốc gia",
    "và khánh thành tượng đài tại quảng trường trung tâm",
    "kèm theo chuyến tham quan nước ngoài của lãnh đạo",
    "cùng cuộc thi hoa hậu sinh viên toàn tỉnh",
    "và miễn toàn bộ học phí bậc mầm non",
)


def number(text: str, dice: random.Random) -> str | None:
    """Change one digit of a figure."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = dice.choice(found)
    digits = list(match.group())
    places = [at for at, ch in enumerate(digits) if ch.isdigit()]
    at = dice.choice(places)
    digits[at] = str((int(digits[at]) + dice.randint(1, 8)) % 10)
    if digits[0] == "0" and len(places) > 1 and match.group()[0] != "0":
        digits[0] = "7" if match.group()[0] != "7" else "8"
    return _put(text, match, "".join(digits))


def date(text: str, dice: random.Random) -> str | None:
    """Move a date by some days or a month."""
    found = list(_DATE.finditer(text))
    if not found:
        return None
    match = dice.choice(found)
    day, month, year = int(match.group(1)), int(match.group(2)), match.group(3) or ""
    if dice.random() < 0.5:
        day = (day + dice.randint(0, 20)) % 28 + 1
    else:
        month = month % 12 + 1
    changed = f"{day:02}/{month:02}{year}"
    same = day == int(match.group(1)) and month == int(match.group(2))
    return None if same else _put(text, match, changed)


def document(text: str, dice: random.Random) -> str | None:
    """Change the number of a document that is cited."""
    found = list(_DOCUMENT.finditer(text))
    if not found:
        return None
    match = dice.choice(found)
    return _put(text, match, f"{int(match.group()) + dice.randint(1, 40)}")


def time(text: str, dice: random.Random) -> str | None:
    """Change a quarter, a year or a month."""
    for pattern in dice.sample((_QUARTER, _YEAR, _MONTH), k=3):
        found = list(pattern.finditer(text))
        if not found:
            continue
        match = dice.choice(found)
        if pattern is _QUARTER:
            others = [name for name in ("I", "II", "III", "IV") if name != match.group(1)]
            return _put(text, match, f"{match.group()[:4]}{dice.choice(others)}")
        if pattern is _YEAR:
            return _put(text, match, str(int(match.group()) + dice.choice((-2, -1, 1, 3))))
        return _put(text, match, f"tháng {int(match.group(1)) % 12 + 1}")
    return None


def unit(text: str, dice: random.Random) -> str | None:
    """Put millions for billions, or take the per cent sign away."""
    swaps = (("triệu đồng", "tỷ đồng"), ("tỷ đồng", "triệu đồng"), ("%", " trường hợp"))
    fit = [swap for swap in swaps if swap[0] in text]
    return text.replace(*dice.choice(fit), 1) if fit else None


def ward(text: str, dice: random.Random) -> str | None:
    """Put another ward for the one that is named."""
    match = re.search(r"(?:[Pp]hường|[Xx]ã) ([A-ZĐ]\w+ [A-ZĐ]\w+)", text)
    if match is None:
        return None
    other = f"{dice.choice(FIRST)} {dice.choice(SECOND)}"
    return None if other == match.group(1) else text.replace(match.group(1), other)


def person(text: str, dice: random.Random) -> str | None:
    """Change one syllable of a person's name, or of a text that is nothing but a name."""
    found = [*_PERSON.finditer(text)] or [*_NAME_ALONE.finditer(text)]
    if not found:
        return None
    match = dice.choice(found)
    parts = match.group(1).split()
    place = dice.randrange(len(parts))
    parts[place] = dice.choice([name for name in GIVEN if name != parts[place]])
    return text.replace(match.group(1), " ".join(parts))


def named(text: str, dice: random.Random) -> str:
    """Say that somebody leads it whom no document names."""
    name = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"
    return f"{text.rstrip('.;')} ({dice.choice(('ông', 'bà', 'đồng chí'))} {name})."


def invented(text: str, dice: random.Random) -> str:
    """Add something that no document says."""
    return f"{text.rstrip('.;')}, {dice.choice(INVENTED)}."


def negation(text: str, dice: random.Random) -> str | None:
    """Add a negation before a verb, or take one away."""
    there = re.search(r"(?<!\w)(không|chưa) (?=(?:để|gây|chặt|đúng|chồng|được))", text)
    if there:
        return text[: there.start()] + text[there.end() :]
    found = list(_VERB.finditer(text.lower()))
    if not found:
        return None
    match = found[0]
    word = dice.choice(("không", "chưa"))
    verb = text[match.start() : match.end()].lower()
    lead = text[: match.start()]
    changed = f"{lead}{word} {verb}{text[match.end() :]}"
    return changed[:1].upper() + changed[1:]


def direction(text: str, dice: random.Random) -> str | None:
    """Turn a word of direction into its opposite."""
    return _swapped(text, _DIRECTIONS, dice)


def quantifier(text: str, dice: random.Random) -> str | None:
    """Turn a bound or an extent into another."""
    return _swapped(text, _QUANTIFIERS, dice)


def swap(text: str, dice: random.Random) -> str | None:
    """Exchange two figures of a sentence that have the same unit."""
    found = [m for m in re.finditer(r"\d+(?:[.,]\d+)*%|\d+(?:[.,]\d+)* (?:triệu|tỷ) đồng", text)]
    pairs = [
        (one, other)
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.group() != other.group() and one.group()[-1] == other.group()[-1]
    ]
    if not pairs:
        return None
    one, other = dice.choice(pairs)
    return (
        text[: one.start()]
        + other.group()
        + text[one.end() : other.start()]
        + one.group()
        + text[other.end() :]
    )


ALTERATIONS: dict[str, Alter] = {
    "number": number,
    "date": date,
    "document": document,
    "time": time,
    "unit": unit,
    "ward": ward,
    "person": person,
    "named": named,
    "invented": invented,
    "negation": negation,
    "direction": direction,
    "quantifier": quantifier,
    "swap": swap,
}


def shortened(text: str, dice: random.Random) -> str | None:
    """Keep one of the clauses."""
    spans = clauses(text)
    if len(spans) < 2:
        return None
    start, end = dice.choice(spans)
    piece = text[start:end].strip(" ;,:")
    return f"{piece[:1].upper()}{piece[1:].rstrip('.')}." if len(piece.split()) >= 5 else None


def reordered(text: str, _dice: random.Random) -> str | None:
    """Put the parts between semicolons the other way round."""
    parts = [part.strip(" .") for part in text.split(";")]
    if len(parts) < 2 or any(len(part.split()) < 3 for part in parts):
        return None
    return "; ".join(reversed(parts)) + "."


_FIGURES = (
    (r"(?<!\d)(\d)\.(\d{3})(?![\d.])", r"\1\2"),
    (r"(?<![\d./,-])0(\d)(?= [a-zđ])", r"\1"),
    (r"ngày (\d{1,2})/(\d{1,2})/(\d{4})", r"ngày \1 tháng \2 năm \3"),
)
_SYNONYMS = (
    (r"[Íí]t nhất", "tối thiểu"),
    (r"Ủy ban nhân dân", "UBND"),
    (r"Hội đồng nhân dân", "HĐND"),
    (r"đôn đốc", "nhắc nhở"),
    (r"hoàn thành", "hoàn tất"),
    (r"bảo đảm", "đảm bảo"),
    (r"Nhân dân", "người dân"),
    (r"hằng tháng", "mỗi tháng"),
)


def reworded(text: str, dice: random.Random) -> str | None:
    """Write figures and dates otherwise, and say common words by their synonyms."""
    changed = _rewritten(text, (*_FIGURES, *_SYNONYMS))
    return None if changed == text and dice.random() < 0.5 else changed


def synonymous(text: str) -> str:
    """Say common words by their synonyms, figures and dates as they are written."""
    return _rewritten(text, _SYNONYMS)


def _rewritten(text: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, by in rules:
        text = re.sub(pattern, by, text)
    return text[:1].upper() + text[1:]


def framed(text: str, dice: random.Random) -> str:
    """Put the words of a report before a sentence."""
    lead = dice.choice(
        (
            "Theo kế hoạch, ",
            "Cụ thể, ",
            "Văn bản nêu rõ: ",
            "Theo nội dung văn bản, ",
            "Đồng thời, ",
        )
    )
    rest = text if text.split()[0].isupper() or text[1:2].isupper() else text[:1].lower() + text[1:]
    return lead + rest


def _swapped(text: str, pairs: tuple[tuple[str, str], ...], dice: random.Random) -> str | None:
    lowered = text.lower()
    fit = [
        (match, by)
        for word, by in pairs
        for match in re.finditer(rf"(?<!\w){word}(?!\w| địa bàn| đây)", lowered)
    ]
    if not fit:
        return None
    match, by = dice.choice(fit)
    changed = _put(text, match, by)
    return changed[:1].upper() + changed[1:]


def _put(text: str, match: re.Match[str], by: str) -> str:
    return text[: match.start()] + by + text[match.end() :]
